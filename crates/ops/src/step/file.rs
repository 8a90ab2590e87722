//! The lines of one file, entered together: one act, so that nobody is left with half a file.

use std::collections::BTreeSet;

use election::Id;
use tlog::Hash;

use super::desks::{first, second};
use crate::{
    desk::{Channel, MAX_FILE_LINES, Signature, Unsigned},
    event::{EntryFact, Fact},
    refusal::Refusal,
    roles::Person,
    room::{Room, Spot, spot_of},
};

/// What one line of a file does.
#[expect(clippy::large_enum_variant, reason = "first entries are the rule, and all are taken apart at once")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileLine {
    /// The first entry of a record.
    First {
        /// The report it makes.
        report: Unsigned,
        /// The signature of who brings the file, under exactly this.
        signature: Option<Signature>,
    },
    /// The second entry of a record that another person typed first.
    Second {
        /// Round and station.
        spot: Spot,
        /// What the line says.
        figures: election::message::Figures<election::Votes>,
        /// When the count ended by it.
        counted_at: election::Stamp,
    },
}

impl FileLine {
    fn spot(&self) -> Spot {
        match self {
            Self::First { report, .. } => spot_of(report),
            Self::Second { spot, .. } => *spot,
        }
    }
}

/// Every line is decided against the room before any of them: lines are about different stations,
/// so none changes what another meets. The first that is refused refuses the file.
pub(super) fn decide(
    room: &Room,
    person: &Person,
    place: Id,
    file: Hash,
    lines: Vec<FileLine>,
) -> Result<Vec<Fact>, Refusal> {
    if lines.is_empty() || lines.len() > MAX_FILE_LINES {
        return Err(Refusal::Limit);
    }
    let mut facts = vec![Fact::Entry(EntryFact::File { place, file, lines: lines.len() as u64 })];
    let mut seen = BTreeSet::new();
    for line in lines {
        let spot = line.spot();
        if !room.definition().covers(place, spot.1) {
            return Err(Refusal::Territory(spot.1));
        }
        room.within(person, spot.1)?;
        if !seen.insert(spot) {
            return Err(Refusal::Step);
        }
        facts.push(Fact::Entry(match line {
            FileLine::First { report, signature } => first(room, person, Channel::File, report, None, signature)?,
            FileLine::Second { spot, figures, counted_at } => second(room, person, spot, figures, counted_at)?,
        }));
    }
    Ok(facts)
}
