//! Decisions about postures, the threat, and the phase.

use election::{Id, Stamp, definition::Hours};
use tlog::Hash;

use super::{OperationCommand, acting, phrase};
use crate::{
    event::PostureFact,
    operation::{
        condition::{Condition, HIGHEST_LEVEL, Known, never},
        phase::Phase,
        posture::{MAX_PARTS, MAX_POSTURES, Plan, Posture, State},
    },
    refusal::Refusal,
    roles::{Act, Person, may},
    room::Room,
};

pub(super) fn decide(
    room: &Room,
    now: Stamp,
    person: Option<&Person>,
    command: OperationCommand,
) -> Result<PostureFact, Refusal> {
    match command {
        OperationCommand::SetThreat { place, level, grade, reason } => {
            room.definition().place_ix(place).ok_or(Refusal::Unknown)?;
            if !(1..=HIGHEST_LEVEL).contains(&level) {
                return Err(Refusal::Level);
            }
            Ok(PostureFact::Threat { place, level, grade, reason: phrase(reason)? })
        }
        OperationCommand::Prepare(plan) => {
            sees_what_it_asks(person, &plan)?;
            sees_how_far_it_is(room, person, plan.posture)?;
            prepared(room, now, plan).map(PostureFact::Prepared)
        }
        OperationCommand::Propose { posture, known } => {
            sees_what_it_asks(person, &known_posture(room, posture)?.plan)?;
            proposed(room, now, person, posture, &known)
        }
        OperationCommand::SetAside { posture, reason } => {
            sees_how_far_it_is(room, person, posture)?;
            match known_posture(room, posture)?.state {
                State::Proposed(_) | State::Asked(_) => Ok(PostureFact::SetAside { posture, reason: phrase(reason)? }),
                _ => Err(Refusal::Step),
            }
        }
        OperationCommand::Activate { posture, shown } => {
            sees_how_far_it_is(room, person, posture)?;
            activated(room, acting(person)?, posture, shown)
        }
        OperationCommand::End { posture, reason } => match known_posture(room, posture)?.state {
            State::Active(_) => Ok(PostureFact::Ended { posture, reason: phrase(reason)? }),
            _ => Err(Refusal::Step),
        },
        OperationCommand::Advance { to } => advanced(room, now, to),
        command => Err(Refusal::NotAllowed(command.act())),
    }
}

/// Whoever may not see totals before they are public learns nothing of them by asking whether a
/// share was reached.
fn sees_what_it_asks(person: Option<&Person>, plan: &Plan) -> Result<(), Refusal> {
    let counts = plan.conditions.iter().any(Condition::tells_of_the_count);
    match person {
        Some(person) if counts && !may(person.role, Act::SeeTotals) => Err(Refusal::NotAllowed(Act::SeeTotals)),
        _ => Ok(()),
    }
}

/// The same of a posture that is there: a refusal for its state would tell of the state.
fn sees_how_far_it_is(room: &Room, person: Option<&Person>, posture: Id) -> Result<(), Refusal> {
    let found = room.operation().postures().get(&posture);
    match person.zip(found) {
        Some((person, found)) if room.keeps_from(person, found) => Err(Refusal::NotAllowed(Act::SeeTotals)),
        _ => Ok(()),
    }
}

fn known_posture(room: &Room, posture: Id) -> Result<&Posture, Refusal> {
    room.operation().postures().get(&posture).ok_or(Refusal::NoPosture)
}

fn prepared(room: &Room, now: Stamp, plan: Plan) -> Result<Plan, Refusal> {
    let (definition, postures) = (room.definition(), room.operation().postures());
    definition.place_ix(plan.place).ok_or(Refusal::Unknown)?;
    match postures.get(&plan.posture).map(|before| &before.state) {
        None if postures.len() >= MAX_POSTURES => return Err(Refusal::Limit),
        None | Some(State::Prepared(_) | State::Ended(_)) => {}
        Some(State::Proposed(_) | State::Asked(_) | State::Active(_)) => return Err(Refusal::Step),
    }
    if [plan.conditions.len(), plan.duties.len(), plan.forces.len()].iter().any(|parts| *parts > MAX_PARTS) {
        return Err(Refusal::Limit);
    }
    // A posture without a condition would be proposed at once, one without a duty says nothing.
    if plan.conditions.is_empty() || plan.duties.is_empty() {
        return Err(Refusal::Empty);
    }
    if never(definition, &plan.conditions, now) {
        return Err(Refusal::Never);
    }
    let duties = plan.duties.into_iter().map(phrase).collect::<Result<_, _>>()?;
    Ok(Plan { title: phrase(plan.title)?, duties, ..plan })
}

/// What people have set aside, people propose again: the hub asks nobody twice.
fn proposed(
    room: &Room,
    now: Stamp,
    person: Option<&Person>,
    posture: Id,
    known: &Known,
) -> Result<PostureFact, Refusal> {
    let found = known_posture(room, posture)?;
    match &found.state {
        State::Prepared(prepared) if person.is_some() || !prepared.set_aside => {}
        _ => return Err(Refusal::Step),
    }
    let reasons = room.operation().reasons(found, now, known).ok_or(Refusal::NotMet)?;
    Ok(PostureFact::Proposed { posture, reasons })
}

/// Two people, one after the other, and both see the same text.
fn activated(room: &Room, person: &Person, posture: Id, shown: Hash) -> Result<PostureFact, Refusal> {
    let found = known_posture(room, posture)?;
    let first = match &found.state {
        State::Proposed(_) => None,
        State::Asked(asked) => Some(asked.by),
        State::Prepared(_) | State::Active(_) | State::Ended(_) => return Err(Refusal::Step),
    };
    if Hash::of(found.text().as_bytes()) != shown {
        return Err(Refusal::Changed);
    }
    match first {
        None => Ok(PostureFact::Asked { posture }),
        Some(by) if by == person.account => Err(Refusal::SamePerson),
        Some(_) => Ok(PostureFact::Active { posture }),
    }
}

/// One phase after the other, and no round ends before its last doors have closed.
fn advanced(room: &Room, now: Stamp, to: Phase) -> Result<PostureFact, Refusal> {
    let definition = room.definition();
    let phase = room.operation().phase();
    if phase.next(definition) != Some(to) {
        return Err(Refusal::Step);
    }
    let closes = |number: u8| {
        let round = definition.round_ix(number).map(|ix| &definition.rounds()[ix]);
        round.and_then(|round| round.hours.iter().map(|hours: &Hours| hours.closes.instant()).max())
    };
    match phase {
        Phase::Round(number) if closes(number).is_some_and(|closes| now.instant() < closes) => Err(Refusal::Early),
        _ => Ok(PostureFact::Phase { phase: to }),
    }
}
