//! What one station needs of a definition: a country of 69,242 stations is 20 MB and its keys
//! take seconds to check, so a station keeps its own part, cut once from the checked whole.

use core::fmt;
use std::collections::BTreeSet;

use election::{
    Definition, Id,
    definition::{Hours, Key, Role},
    refusal::Gate,
    text::{LineFault, Lines},
};
use tlog::hash::Hash;

use crate::form::Form;

/// First line of the file that says which station a directory belongs to.
pub const HEADER: &str = "vigie.station/v1";

/// Which station, under which definition: the whole one, whose hash stands in every message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post {
    /// Hash of the sealed definition of the whole election.
    pub definition: Hash,
    /// The station.
    pub station: Id,
}

/// A station's own part of a definition.
#[derive(Clone, Debug)]
pub struct Excerpt {
    post: Post,
    definition: Definition,
}

impl Post {
    /// Reads what `Display` writes.
    pub fn parse(bytes: &[u8]) -> Result<Self, LineFault> {
        let lines = &mut Lines::new(bytes)?;
        lines.exactly(HEADER)?;
        let post = Self { definition: lines.hash("definition")?, station: lines.id("station")? };
        lines.end()?;
        Ok(post)
    }
}

impl fmt::Display for Post {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{HEADER}\ndefinition {}\nstation {}", self.definition, self.station)
    }
}

impl Excerpt {
    /// Cuts a station's part out of a whole definition: its places upwards, its building, its
    /// rounds, its own keys and those around it, the log and the witnesses.
    pub fn cut(whole: &Definition, station: Id) -> Result<Self, Gate> {
        let ix = whole.station_ix(station).ok_or(Gate::Station(station))?;
        let around: BTreeSet<Id> = whole.upwards(whole.commune(ix)).map(|place| whole.place(place).id).collect();
        let own = whole.station(ix);
        let mut parts = whole.parts().clone();
        parts.places.retain(|place| around.contains(&place.id));
        parts.venues.retain(|venue| Some(venue.id) == own.venue);
        parts.stations = vec![own.clone()];
        parts.keys.retain(|key| key.scope == station || around.contains(&key.scope));
        let definition = Definition::new(parts)
            .unwrap_or_else(|faults| unreachable!("a part of a checked definition holds together: {faults:?}"));
        Ok(Self { post: Post { definition: whole.hash(), station }, definition })
    }

    /// A part that was cut before and kept. `None` when it does not hold the station.
    pub fn kept(post: Post, definition: Definition) -> Option<Self> {
        definition.station_ix(post.station).map(|_| Self { post, definition })
    }

    /// Which station, under which definition.
    pub fn post(&self) -> Post {
        self.post
    }

    /// The part itself. Its own hash stands in no message.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The form of a round.
    pub fn form(&self, round: u8) -> Result<Form, Gate> {
        Form::under(self.post.definition, &self.definition, round, self.post.station)
    }

    /// The opening hours of the station in a round.
    pub fn hours(&self, round: u8) -> Result<Hours, Gate> {
        let (station, round) = (self.post.station, self.definition.round_ix(round).ok_or(Gate::Round(round))?);
        let ix = self.definition.station_ix(station).ok_or(Gate::Station(station))?;
        let hours = self.definition.hours(ix, round);
        hours.copied().ok_or(Gate::Round(self.definition.rounds()[round].number))
    }

    /// The keys of those who sign at the station: president and secretary, by holder.
    pub fn holders(&self) -> impl Iterator<Item = &Key> {
        let own = |key: &&Key| key.scope == self.post.station;
        self.definition
            .parts()
            .keys
            .iter()
            .filter(own)
            .filter(|key| matches!(key.role, Role::President | Role::Secretary))
    }

    /// The name a key signs under.
    pub fn name(&self, key: &Key) -> String {
        format!("{}/{}/{}", self.definition.parts().election, key.scope, key.holder)
    }
}
