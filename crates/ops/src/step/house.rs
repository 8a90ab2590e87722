//! Decisions of the results desk, and what the hub notes of itself.

use election::Stamp;
use tlog::Hash;

use super::{Command, acting, phrase, release_text};
use crate::{
    event::{Fact, HouseFact},
    proposal::Release,
    refusal::Refusal,
    roles::{Act, Person},
    room::Room,
};

pub(super) fn decide(room: &Room, now: Stamp, person: Option<&Person>, command: Command) -> Result<Vec<Fact>, Refusal> {
    let fact = match command {
        Command::Release { round, shown } => release(room, now, acting(person)?, round, shown)?,
        Command::BackedUp { file } => HouseFact::BackedUp { file: phrase(file)? },
        Command::Checked { findings } => HouseFact::Checked { findings },
        Command::Started => HouseFact::Started,
        _ => return Err(Refusal::NotAllowed(Act::Release)),
    };
    Ok(vec![Fact::House(fact)])
}

/// Two people, one after the other, neither before the legal hour.
fn release(room: &Room, now: Stamp, person: &Person, round: u8, shown: Hash) -> Result<HouseFact, Refusal> {
    let definition = room.definition();
    let text = release_text(room, round).ok_or(Refusal::Unknown)?;
    let position = definition.round_ix(round).ok_or(Refusal::Unknown)?;
    if now.instant() < definition.rounds()[position].publishes.instant() {
        return Err(Refusal::Early);
    }
    if Hash::of(text.as_bytes()) != shown {
        return Err(Refusal::Changed);
    }
    match room.release(round) {
        None => Ok(HouseFact::ReleaseAsked { round }),
        Some(Release::Asked(asked)) if asked.by == person.account => Err(Refusal::SamePerson),
        Some(Release::Asked(_)) => Ok(HouseFact::Released { round }),
        Some(Release::Done(_)) => Err(Refusal::Released),
    }
}
