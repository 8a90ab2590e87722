//! Decisions about units and their orders.

use election::{Id, Stamp, definition::Position};

use super::{OperationCommand, not_ahead, phrase, telephone};
use crate::{
    event::FieldFact,
    operation::{
        ground,
        order::{MAX_EDITIONS, Order},
        unit::{MAX_UNITS, Particulars, State, Unit},
    },
    refusal::Refusal,
    roles::{Person, Role},
    room::Room,
};

pub(super) fn decide(
    room: &Room,
    now: Stamp,
    person: Option<&Person>,
    command: OperationCommand,
) -> Result<FieldFact, Refusal> {
    match command {
        OperationCommand::MakeUnit(made) => particulars(room, made).map(FieldFact::Made),
        OperationCommand::SendOrder { incident, unit, text } => sent(room, incident, unit, text),
        OperationCommand::ChangeOrder { order, edition, text } => changed(room, order, edition, text),
        OperationCommand::WithdrawOrder { order, reason } => {
            standing(room, order)?;
            Ok(FieldFact::OrderWithdrawn { order, reason: phrase(reason)? })
        }
        OperationCommand::Acknowledge { order, edition } => {
            let found = standing(room, order)?;
            own(room, person, found.unit)?;
            match found.state {
                crate::operation::order::State::Sent(_) if found.edition == edition => {
                    Ok(FieldFact::OrderAcknowledged { order, edition })
                }
                crate::operation::order::State::Sent(_) => Err(Refusal::Changed),
                _ => Err(Refusal::Step),
            }
        }
        OperationCommand::Duty { unit, on } => duty(own(room, person, unit)?, on),
        OperationCommand::Locate { unit, point, at } => seen(room, now, own(room, person, unit)?, point, at),
        OperationCommand::Arrive { unit } => match own(room, person, unit)?.state {
            State::EnRoute(_) => Ok(FieldFact::Arrived { unit }),
            _ => Err(Refusal::Step),
        },
        command => Err(Refusal::NotAllowed(command.act())),
    }
}

/// A unit; whoever leads units acts for their own only, a room for all of its territory.
fn own<'a>(room: &'a Room, person: Option<&Person>, unit: Id) -> Result<&'a Unit, Refusal> {
    let found = room.operation().units().get(&unit).ok_or(Refusal::NoUnit)?;
    let leads = |person: &&Person| found.particulars.leader == Some(person.account);
    match person {
        Some(person) if person.role == Role::Leader && !leads(&person) => Err(Refusal::NotYours),
        _ => Ok(found),
    }
}

fn particulars(room: &Room, made: Particulars) -> Result<Particulars, Refusal> {
    let units = room.operation().units();
    room.definition().place_ix(made.place).ok_or(Refusal::Unknown)?;
    if units.len() >= MAX_UNITS && !units.contains_key(&made.unit) {
        return Err(Refusal::Limit);
    }
    let leads = |account: Id| room.accounts().get(&account).is_some_and(|found| found.role == Role::Leader);
    if made.leader.is_some_and(|leader| !leads(leader)) {
        return Err(Refusal::NoAccount);
    }
    Ok(Particulars { name: phrase(made.name)?, telephone: telephone(made.telephone)?, ..made })
}

fn duty(unit: &Unit, on: bool) -> Result<FieldFact, Refusal> {
    let id = unit.particulars.unit;
    match (unit.state, on) {
        (State::OffDuty(_), true) => Ok(FieldFact::OnDuty { unit: id }),
        (State::Available(_), false) => Ok(FieldFact::OffDuty { unit: id }),
        // Whoever has an order is called back first.
        _ => Err(Refusal::Step),
    }
}

fn seen(room: &Room, now: Stamp, unit: &Unit, point: Position, at: Stamp) -> Result<FieldFact, Refusal> {
    not_ahead(now, at)?;
    if unit.seen.is_some_and(|seen| seen.at.instant() > at.instant()) {
        return Err(Refusal::Moment);
    }
    let definition = room.definition();
    if !ground::is_near(definition, definition.nation(), point) {
        return Err(Refusal::Outside);
    }
    Ok(FieldFact::Seen { unit: unit.particulars.unit, point, at })
}

fn sent(room: &Room, incident: u64, unit: Id, text: String) -> Result<FieldFact, Refusal> {
    let operation = room.operation();
    let found = operation.incidents().get(&incident).ok_or(Refusal::NoIncident)?;
    let free = operation.units().get(&unit).ok_or(Refusal::NoUnit)?.is_free();
    match &found.state {
        crate::operation::incident::State::Verified(_)
        | crate::operation::incident::State::Assigned(_)
        | crate::operation::incident::State::OnSite(_) => {}
        _ => return Err(Refusal::Step),
    }
    if free {
        Ok(FieldFact::OrderSent { incident: Some(incident), unit, text: phrase(text)? })
    } else {
        Err(Refusal::NotFree)
    }
}

fn standing(room: &Room, order: u64) -> Result<&Order, Refusal> {
    let found = room.operation().orders().get(&order).ok_or(Refusal::NoOrder)?;
    if found.stands() { Ok(found) } else { Err(Refusal::Step) }
}

fn changed(room: &Room, order: u64, edition: u32, text: String) -> Result<FieldFact, Refusal> {
    let found = standing(room, order)?;
    if found.edition != edition {
        return Err(Refusal::Changed);
    }
    if edition >= MAX_EDITIONS {
        return Err(Refusal::Limit);
    }
    Ok(FieldFact::OrderChanged { order, edition: edition + 1, text: phrase(text)? })
}
