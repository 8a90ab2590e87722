//! Decisions about stations on their day, and about the paper records.

use election::{Id, Stamp};

use super::{OperationCommand, not_ahead, telephone};
use crate::{
    event::DayFact,
    operation::{
        day::{Day, Mark, News, Said, Way},
        escort::{Escort, Move},
    },
    refusal::Refusal,
    roles::{Act, Person, Role},
    room::{Room, Spot},
};

/// Seconds before the doors open from which a station may say that it is installed.
pub const EARLIEST: i64 = 12 * 60 * 60;

/// Seconds after the doors close until which news of the day is taken: the day after, at noon.
pub const LATEST: i64 = 18 * 60 * 60;

pub(super) fn decide(
    room: &Room,
    now: Stamp,
    person: Option<&Person>,
    command: OperationCommand,
) -> Result<DayFact, Refusal> {
    match command {
        OperationCommand::Note { spot, news, at, way } => note(room, now, person, spot, news, (at, way)),
        OperationCommand::MoveRecords { spot, step } => records(room, now, person, spot, step),
        command => Err(Refusal::NotAllowed(command.act())),
    }
}

pub(super) fn contact(room: &Room, about: Id, number: Option<String>) -> Result<DayFact, Refusal> {
    let definition = room.definition();
    let known = definition.station_ix(about).is_some() || definition.place_ix(about).is_some();
    if !known {
        return Err(Refusal::Unknown);
    }
    Ok(DayFact::Contact { about, telephone: telephone(number)? })
}

fn note(
    room: &Room,
    now: Stamp,
    person: Option<&Person>,
    spot: Spot,
    news: News,
    (at, way): (Stamp, Way),
) -> Result<DayFact, Refusal> {
    room.opens(spot)?;
    // Who types is on a page or on the telephone; what comes over the network comes by the hub.
    if person.is_some() && way == Way::Network {
        return Err(Refusal::NotAllowed(Act::Attend));
    }
    not_ahead(now, at)?;
    let day = room.operation().day(spot);
    in_order(room, spot, day, news, at)?;
    if let News::Turnout(mark, people) = news {
        let position = room.definition().round_ix(spot.0).ok_or(Refusal::Unknown)?;
        let station = room.definition().station_ix(spot.1).ok_or(Refusal::Unknown)?;
        let registered = room.definition().registered(station, position).ok_or(Refusal::Unknown)?;
        let day = day.ok_or(Refusal::Step)?;
        // The same once more is no news.
        if day
            .turnout()
            .and_then(|turnout| turnout.get(&mark))
            .is_some_and(|count| (count.people, count.said.at) == (people, at))
        {
            return Err(Refusal::Step);
        }
        if people.value() > registered.value() || !day.holds(mark, people) {
            return Err(Refusal::Turnout);
        }
    }
    let said = Said { at, way, by: person.map(|person| person.account) };
    Day::after(day, news, said).ok_or(Refusal::Step)?;
    Ok(DayFact::News { round: spot.0, station: spot.1, news, at, way })
}

/// The moment is one of this station's day, does not come before what was said before, and is not
/// before what it speaks of: a turnout of noon is not known at nine.
fn in_order(room: &Room, spot: Spot, day: Option<&Day>, news: News, at: Stamp) -> Result<(), Refusal> {
    let definition = room.definition();
    let position = definition.round_ix(spot.0).ok_or(Refusal::Unknown)?;
    let station = definition.station_ix(spot.1).ok_or(Refusal::Unknown)?;
    let hours = definition.hours(station, position).ok_or(Refusal::Unknown)?;
    let earliest = match news {
        News::Installed | News::Open | News::Closed => hours.opens.instant() - EARLIEST,
        News::Turnout(mark @ (Mark::Noon | Mark::Five), _) => mark.moment(hours).instant(),
    };
    let after = match (day, news) {
        (Some(day), News::Open | News::Closed) => day.last().at.instant(),
        _ => i64::MIN,
    };
    let within = earliest.max(after)..=hours.closes.instant() + LATEST;
    if within.contains(&at.instant()) { Ok(()) } else { Err(Refusal::Moment) }
}

/// Records leave a station that has closed, with a unit; whoever leads a unit moves its own only.
fn records(room: &Room, now: Stamp, person: Option<&Person>, spot: Spot, step: Move) -> Result<DayFact, Refusal> {
    room.opens(spot)?;
    let operation = room.operation();
    let before = operation.escort(spot);
    if before.is_none() && !operation.day(spot).is_some_and(Day::is_closed) {
        return Err(Refusal::Step);
    }
    match step {
        Move::Taken { unit } => {
            let found = operation.units().get(&unit).ok_or(Refusal::NoUnit)?;
            let own = found.particulars.leader;
            if person.is_some_and(|person| person.role == Role::Leader && own != Some(person.account)) {
                return Err(Refusal::NotYours);
            }
        }
        Move::AtOffice { office } => _ = room.definition().place_ix(office).ok_or(Refusal::Unknown)?,
        Move::Arrived => {}
    }
    Escort::after(before, step, person.map(|person| person.account), now).ok_or(Refusal::Step)?;
    Ok(DayFact::Records { round: spot.0, station: spot.1, step })
}
