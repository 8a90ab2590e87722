//! What the checks look at: one round, station by station.

use std::collections::BTreeSet;

use election::definition::{Level, Position};
use election::{Counts, Definition, Id};

/// A candidate, as far as an error on paper or screen depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Panel number; lines of counts ascend by it.
    pub panel: u16,
    /// Family name. Lists are kept by panel number or by name, and rows slip in either order.
    pub family: String,
}

/// Where a station lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// The station. Within a commune, neighbouring identifiers are taken for neighbouring streets.
    pub station: Id,
    /// Its commune.
    pub commune: Id,
    /// Its department.
    pub department: Id,
    /// Its constituency within the department, if known.
    pub constituency: Option<Id>,
    /// Where its commune is, if known.
    pub position: Option<Position>,
}

impl Address {
    /// Of a station of a definition; `None` if it is not there, or in no department.
    pub fn of(definition: &Definition, station: Id) -> Option<Self> {
        let ix = definition.station_ix(station)?;
        let (own, commune) = (definition.station(ix), definition.place(definition.commune(ix)));
        let mut around = definition.upwards(definition.commune(ix)).map(|place| definition.place(place));
        let department = around.find(|place| place.level == Level::Department)?.id;
        let (constituency, position) = (own.constituency, commune.position);
        Some(Self { station, commune: commune.id, department, constituency, position })
    }
}

/// A station and what it counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// Where it lies.
    pub address: Address,
    /// Its figures; candidates in the order of [`Contest::lines`].
    pub counts: Counts,
}

/// One round, or as much of it as has been reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contest {
    /// The candidates in the order of their panel numbers.
    pub lines: Vec<Line>,
    /// The stations, in any order, each once.
    pub stations: Vec<Station>,
    /// Stations that are known to be there, and whose figures are compared with nothing: their
    /// sums do not hold.
    pub aside: Vec<Id>,
}

/// A contest whose stations do not have one figure for each of its candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("station {0} does not have the candidates of the contest")]
pub struct OtherCandidates(pub Id);

impl Contest {
    /// A contest; refused where a station has another number of candidates.
    pub fn new(lines: Vec<Line>, stations: Vec<Station>) -> Result<Self, OtherCandidates> {
        match stations.iter().find(|station| station.counts.candidates.len() != lines.len()) {
            Some(station) => Err(OtherCandidates(station.address.station)),
            None => Ok(Self { lines, stations, aside: Vec::new() }),
        }
    }

    /// The same with these stations put aside.
    #[must_use]
    pub fn with_aside(self, aside: Vec<Id>) -> Self {
        Self { aside, ..self }
    }

    /// Every station that is known to be there.
    pub(crate) fn known(&self) -> BTreeSet<Id> {
        let compared = self.stations.iter().map(|station| station.address.station);
        compared.chain(self.aside.iter().copied()).collect()
    }
}
