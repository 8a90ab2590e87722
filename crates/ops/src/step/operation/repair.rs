//! Decisions about the plan: what was repaired, what is pinned.

use election::{Id, Stamp};

use super::{OperationCommand, phrase};
use crate::{
    event::{Fact, FieldFact, OperationFact, PinFact, PlanFact},
    operation::{
        order::MAX_EDITIONS as MOST_OF_AN_ORDER,
        repair::{
            Asked, Difference, Edition, MAX_CHANGES, MAX_EDITIONS, MAX_PINS, MAX_REPAIRS, Repair, State, is_stale,
        },
    },
    refusal::Refusal,
    room::Room,
};

pub(super) fn decide(room: &Room, now: Stamp, command: OperationCommand) -> Result<Vec<Fact>, Refusal> {
    let fact = match command {
        OperationCommand::ProposeRepair(asked) => proposed(room, asked)?,
        OperationCommand::AcceptRepair { repair, found, again, edition, orders } => {
            let asked = open(room, repair)?;
            return accepted(room, now, (asked, found, again), edition, orders);
        }
        OperationCommand::LeaveRepair { repair, reason } => {
            open(room, repair)?;
            PlanFact::Left { repair, reason: phrase(reason)? }
        }
        OperationCommand::Pin { unit, shift, place } => pinned(room, PinFact { unit, shift, place })?,
        OperationCommand::Unpin { unit, shift } => {
            let held = room.operation().planning().pins().get(&(unit, shift)).ok_or(Refusal::Step)?;
            PlanFact::Unpinned(PinFact { unit, shift, place: held.place })
        }
        command => return Err(Refusal::NotAllowed(command.act())),
    };
    Ok(vec![Fact::Operation(OperationFact::Plan(fact))])
}

fn proposed(room: &Room, asked: Asked) -> Result<PlanFact, Refusal> {
    room.definition().place_ix(asked.place).ok_or(Refusal::Unknown)?;
    let operation = room.operation();
    if asked.incident.is_some_and(|incident| !operation.incidents().contains_key(&incident)) {
        return Err(Refusal::NoIncident);
    }
    if asked.changes.len() > MAX_CHANGES || operation.planning().repairs().len() >= MAX_REPAIRS {
        return Err(Refusal::Limit);
    }
    let now = phrase(asked.now)?;
    let changes = asked.changes.into_iter().map(phrase).collect::<Result<_, _>>()?;
    Ok(PlanFact::Proposed(Asked { now, changes, ..asked }))
}

fn open(room: &Room, number: u64) -> Result<&Repair, Refusal> {
    let found = room.operation().planning().repairs().get(&number).ok_or(Refusal::NoRepair)?;
    if matches!(found.state, State::Proposed(_)) { Ok(found) } else { Err(Refusal::Step) }
}

/// The edition holds, and each unit that it changes an order of gets that order again.
fn accepted(
    room: &Room,
    now: Stamp,
    (repair, found, again): (&Repair, Difference, Option<Stamp>),
    edition: Edition,
    orders: Vec<(Id, String)>,
) -> Result<Vec<Fact>, Refusal> {
    if found != repair.asked.difference {
        return Err(Refusal::Changed);
    }
    if is_stale(again.unwrap_or(repair.at), now) {
        return Err(Refusal::Stale);
    }
    let standing = room.operation().planning().standing();
    // The first plan that a hub is given may be a later edition: its number is not in this journal.
    let follows = standing.map_or(edition.number >= 2, |standing| edition.number == standing.number + 1);
    if !follows {
        return Err(Refusal::Changed);
    }
    if edition.number > MAX_EDITIONS {
        return Err(Refusal::Limit);
    }
    let mut facts = vec![OperationFact::Plan(PlanFact::Accepted { repair: repair.number, edition })];
    for (unit, text) in orders {
        facts.push(OperationFact::Field(issued(room, repair.asked.place, unit, text)?));
    }
    Ok(facts.into_iter().map(Fact::Operation).collect())
}

/// A first order of the plan, or another edition of the one that the unit has.
fn issued(room: &Room, place: Id, unit: Id, text: String) -> Result<FieldFact, Refusal> {
    let operation = room.operation();
    let found = operation.units().get(&unit).ok_or(Refusal::NoUnit)?;
    if !room.definition().covers(place, found.particulars.place) {
        return Err(Refusal::Territory(found.particulars.place));
    }
    let text = phrase(text)?;
    match operation.plan_order(unit) {
        Some(order) if order.edition >= MOST_OF_AN_ORDER => Err(Refusal::Limit),
        Some(order) => Ok(FieldFact::OrderChanged { order: order.number, edition: order.edition + 1, text }),
        None => Ok(FieldFact::OrderSent { incident: None, unit, text }),
    }
}

fn pinned(room: &Room, pin: PinFact) -> Result<PlanFact, Refusal> {
    let pins = room.operation().planning().pins();
    room.definition().place_ix(pin.place).ok_or(Refusal::Unknown)?;
    if pins.contains_key(&(pin.unit, pin.shift)) {
        return Err(Refusal::Step);
    }
    if pins.len() >= MAX_PINS { Err(Refusal::Limit) } else { Ok(PlanFact::Pinned(pin)) }
}
