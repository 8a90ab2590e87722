//! Decisions about incidents.

use election::Stamp;

use super::{OperationCommand, not_ahead, phrase};
use crate::{
    event::IncidentFact,
    operation::{
        ground,
        incident::{Audience, Grade, Incident, MAX_INCIDENTS, OLDEST, Report, State},
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
) -> Result<IncidentFact, Refusal> {
    let open = |number: u64| open(room, number);
    match command {
        OperationCommand::Report(report) => reported(room, now, weighed(person, report)).map(IncidentFact::Reported),
        OperationCommand::Verify { incident } => match open(incident)?.state {
            State::Reported(_) => Ok(IncidentFact::Verified { incident }),
            _ => Err(Refusal::Step),
        },
        OperationCommand::Claim { incident } => {
            open(incident)?;
            Ok(IncidentFact::Claimed { incident })
        }
        OperationCommand::Weigh { incident, severity, audience, grade } => {
            open(incident)?;
            Ok(IncidentFact::Weighed { incident, severity, audience, grade })
        }
        OperationCommand::Merge { incident, of } => {
            // One thing goes on under one number: the other has no units of its own.
            if incident == of || !open(incident)?.units().is_empty() {
                return Err(Refusal::Merge);
            }
            open(of)?;
            Ok(IncidentFact::Duplicate { incident, of })
        }
        OperationCommand::Dismiss { incident, reason } => match open(incident)?.state {
            State::Reported(_) | State::Verified(_) => {
                Ok(IncidentFact::Unfounded { incident, reason: phrase(reason)? })
            }
            _ => Err(Refusal::Step),
        },
        OperationCommand::Close { incident, reason } => match open(incident)?.state {
            State::Verified(_) | State::Assigned(_) | State::OnSite(_) => {
                Ok(IncidentFact::Closed { incident, reason: phrase(reason)? })
            }
            _ => Err(Refusal::Step),
        },
        command => Err(Refusal::NotAllowed(command.act())),
    }
}

fn open(room: &Room, number: u64) -> Result<&Incident, Refusal> {
    let found = room.operation().incidents().get(&number).ok_or(Refusal::NoIncident)?;
    if found.is_open() { Ok(found) } else { Err(Refusal::Step) }
}

/// Who hears of an incident and how far its source is to be believed is for who handles incidents:
/// others say what they saw, whatever else their form says, and their room weighs it.
fn weighed(person: Option<&Person>, report: Report) -> Report {
    if person.is_some_and(|person| may(person.role, Act::HandleIncident)) {
        return report;
    }
    Report { audience: Audience::Internal, grade: Grade::UNKNOWN, ..report }
}

fn reported(room: &Room, now: Stamp, report: Report) -> Result<Report, Refusal> {
    let operation = room.operation();
    not_ahead(now, report.when)?;
    if report.when.instant() < now.instant() - OLDEST {
        return Err(Refusal::Moment);
    }
    let ground = ground::checked(room.definition(), report.ground)?;
    let report = Report { ground, source: phrase(report.source)?, text: phrase(report.text)?, ..report };
    let again = operation.alike(&report).find(|incident| incident.repeats(&report)).map(|found| found.number);
    match again {
        Some(number) => Err(Refusal::ReportedAlready(number)),
        None if operation.incidents().len() >= MAX_INCIDENTS => Err(Refusal::Limit),
        None => Ok(report),
    }
}
