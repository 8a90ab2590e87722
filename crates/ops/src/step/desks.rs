//! Decisions about entries: two people, blind, and a third for what differs.

use election::{Stamp, Votes, message::Figures, words};
use tlog::Hash;

use super::{Command, acting, own_signature, phrase};
use crate::{
    desk::{Agreed, Channel, Desk, Differing, Signature, Unsigned},
    event::{EntryFact, Fact},
    readings::Readings,
    refusal::Refusal,
    roles::{Act, Person},
    room::{Room, Spot, spot_of},
};

pub(super) fn decide(room: &Room, person: Option<&Person>, command: Command) -> Result<Vec<Fact>, Refusal> {
    let fact = match command {
        Command::EnterFile { place, file, lines } => {
            return super::file::decide(room, acting(person)?, place, file, lines);
        }
        Command::EnterFirst { channel, report, words, signature } => {
            first(room, acting(person)?, channel, report, words.as_deref(), signature)?
        }
        Command::EnterSecond { spot, figures, counted_at } => second(room, acting(person)?, spot, figures, counted_at)?,
        Command::Resolve { spot, read, counted_at } => resolve(room, acting(person)?, spot, (read, counted_at))?,
        Command::Drop { spot, reason } => {
            match room.desk(spot) {
                Some(Desk::First(_) | Desk::Differing(_) | Desk::Agreed(_)) => {}
                Some(Desk::Sent(_)) | None => return Err(Refusal::Step),
            }
            EntryFact::Dropped { round: spot.0, station: spot.1, reason: phrase(reason)? }
        }
        Command::Sign { spot, shown, signature } => sign(room, acting(person)?, spot, shown, signature)?,
        Command::EntrySent { spot, sent } => {
            agreed(room, spot)?;
            EntryFact::Sent { round: spot.0, station: spot.1, sent }
        }
        Command::EntryNotTaken { spot, reason } => {
            agreed(room, spot)?;
            EntryFact::NotTaken { round: spot.0, station: spot.1, reason: phrase(reason)? }
        }
        Command::Returned { spot, sent } => EntryFact::Returned { round: spot.0, place: spot.1, sent },
        _ => return Err(Refusal::NotAllowed(Act::Enter)),
    };
    Ok(vec![Fact::Entry(fact)])
}

pub(super) fn first(
    room: &Room,
    person: &Person,
    channel: Channel,
    report: Unsigned,
    said: Option<&str>,
    signature: Option<Signature>,
) -> Result<EntryFact, Refusal> {
    let spot = spot_of(&report);
    room.opens(spot)?;
    if room.desk(spot).is_some() {
        return Err(Refusal::Step);
    }
    if report.message().definition != room.definition().hash() {
        return Err(Refusal::Unknown);
    }
    let due = words::words(report.id(), words::CHECK_WORDS);
    match (channel, said) {
        (Channel::Telephone, Some(said)) if same_words(said, &due) => {}
        (Channel::Telephone, _) => return Err(Refusal::Words),
        (Channel::Paper | Channel::File, _) => {}
    }
    if let Some(signature) = &signature {
        own_signature(person, signature)?;
    }
    Ok(EntryFact::First { channel, report, signature })
}

/// Words as somebody hears and types them: any spaces, any case.
fn same_words(said: &str, due: &str) -> bool {
    let said = said.split_whitespace().map(str::to_lowercase);
    said.eq(due.split(' ').map(str::to_owned))
}

pub(super) fn second(
    room: &Room,
    person: &Person,
    spot: Spot,
    figures: Figures<Votes>,
    counted_at: Stamp,
) -> Result<EntryFact, Refusal> {
    let Some(Desk::First(first)) = room.desk(spot) else { return Err(Refusal::Step) };
    if first.by == person.account {
        return Err(Refusal::SamePerson);
    }
    if first.key.is_some() && first.key == person.key {
        return Err(Refusal::SameKey);
    }
    if !first.report.report().figures.fields().eq(figures.fields()) {
        return Err(Refusal::Lines);
    }
    Ok(EntryFact::Second { round: spot.0, station: spot.1, figures, counted_at: Some(counted_at) })
}

fn resolve(
    room: &Room,
    person: &Person,
    spot: Spot,
    (read, counted_at): (Readings, Option<Stamp>),
) -> Result<EntryFact, Refusal> {
    let Some(Desk::Differing(differing)) = room.desk(spot) else { return Err(Refusal::Step) };
    if [differing.first.by, differing.second_by].contains(&person.account) {
        return Err(Refusal::SamePerson);
    }
    if !read.iter().map(|(field, _)| field).eq(&differing.fields) {
        return Err(Refusal::Lines);
    }
    let alone = read.iter().find(|(field, third)| !typed(differing, *field).contains(&Some(*third)));
    if let Some((field, _)) = alone {
        return Err(Refusal::ThirdReading(*field));
    }
    match (differing.hours(), counted_at) {
        (None, None) => {}
        (Some(typed), Some(third)) if typed.contains(&third) => {}
        (Some(_), Some(_)) => return Err(Refusal::ThirdHour),
        (Some(_), None) | (None, Some(_)) => return Err(Refusal::Lines),
    }
    Ok(EntryFact::Resolved { round: spot.0, station: spot.1, read, counted_at })
}

/// What the two typed on a line.
fn typed(differing: &Differing, field: election::message::Field) -> [Option<Votes>; 2] {
    [differing.first.report.report().figures.at(field), differing.second.at(field)]
}

fn agreed(room: &Room, spot: Spot) -> Result<&Agreed, Refusal> {
    match room.desk(spot) {
        Some(Desk::Agreed(agreed)) => Ok(agreed),
        Some(Desk::First(_) | Desk::Differing(_) | Desk::Sent(_)) | None => Err(Refusal::Step),
    }
}

fn sign(room: &Room, person: &Person, spot: Spot, shown: Hash, signature: Signature) -> Result<EntryFact, Refusal> {
    let agreed = agreed(room, spot)?;
    if agreed.report.id() != shown {
        return Err(Refusal::Changed);
    }
    if agreed.signatures.iter().any(|given| given.by == person.account) {
        return Err(Refusal::SamePerson);
    }
    if agreed.signatures.iter().any(|given| given.key == signature.key) {
        return Err(Refusal::SameKey);
    }
    if agreed.is_complete() {
        return Err(Refusal::Step);
    }
    own_signature(person, &signature)?;
    Ok(EntryFact::Signed { round: spot.0, station: spot.1, report: shown, signature })
}
