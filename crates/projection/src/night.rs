//! What is known while a count goes on: every station that will report, and those that have.

use std::collections::BTreeMap;

use election::{Counts, Id, Votes};

/// Most candidates of either contest: the model has a column or an equation for each.
pub const MAX_CANDIDATES: usize = 60;
/// Most departments: the model has a column for each.
pub const MAX_DEPARTMENTS: usize = 400;
/// Most stations.
pub const MAX_STATIONS: usize = 500_000;

/// A station that has reported or will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// Which station.
    pub id: Id,
    /// Its commune.
    pub commune: Id,
    /// Its department.
    pub department: Id,
    /// Voters on its register, which is known before the vote.
    pub registered: Votes,
    /// What it counted at an earlier contest, if it was there.
    pub earlier: Option<Counts>,
    /// What it reported, if it has.
    pub counted: Option<Counts>,
}

/// Stations from which nothing can be foretold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no station.
    #[error("there is no station")]
    Nothing,
    /// A station stands twice.
    #[error("station {0} stands twice")]
    Twice(Id),
    /// A station has another number of candidates than the first that reported.
    #[error("station {0} has other candidates than the others")]
    Candidates(Id),
    /// The same of the earlier contest.
    #[error("station {0} had other candidates than the others at the earlier contest")]
    Earlier(Id),
    /// Beyond [`MAX_CANDIDATES`], [`MAX_DEPARTMENTS`] or [`MAX_STATIONS`].
    #[error("more candidates, departments or stations than are projected")]
    TooMany,
}

/// A count that goes on: checked, in the order of the identifiers.
#[derive(Clone, Debug)]
pub struct Night {
    pub(crate) candidates: usize,
    pub(crate) stations: Vec<Station>,
    /// Of each station, the number of its commune and of its department.
    pub(crate) commune: Vec<usize>,
    pub(crate) department: Vec<usize>,
    pub(crate) communes: usize,
    pub(crate) departments: usize,
}

impl Night {
    /// The stations in any order; `candidates` is how many stand.
    pub fn new(candidates: usize, mut stations: Vec<Station>) -> Result<Self, Refused> {
        stations.sort_by_key(|station| station.id);
        if let Some(pair) = stations.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(Refused::Twice(pair[0].id));
        }
        let earlier = stations.iter().find_map(|station| Some(station.earlier.as_ref()?.candidates.len())).unwrap_or(0);
        for station in &stations {
            let others = |counts: &Option<Counts>, many| counts.as_ref().is_some_and(|it| it.candidates.len() != many);
            if others(&station.counted, candidates) {
                return Err(Refused::Candidates(station.id));
            }
            if others(&station.earlier, earlier) {
                return Err(Refused::Earlier(station.id));
            }
        }
        let (commune, communes) = numbered(stations.iter().map(|station| station.commune));
        let (department, departments) = numbered(stations.iter().map(|station| station.department));
        let most = candidates.max(earlier) > MAX_CANDIDATES || departments > MAX_DEPARTMENTS;
        if most || stations.len() > MAX_STATIONS {
            return Err(Refused::TooMany);
        }
        if stations.is_empty() || candidates == 0 {
            return Err(Refused::Nothing);
        }
        Ok(Self { candidates, stations, commune, department, communes, departments })
    }

    /// Whether each station has reported, in the order of the identifiers.
    pub(crate) fn counted(&self) -> Vec<bool> {
        self.stations.iter().map(|station| station.counted.is_some()).collect()
    }

    /// Voters of a station, at least one.
    pub(crate) fn voters(&self, at: usize) -> f64 {
        f64::from(self.stations[at].registered.value().max(1))
    }
}

/// Each key's number in the order of the keys, and how many there are.
fn numbered(keys: impl Iterator<Item = Id> + Clone) -> (Vec<usize>, usize) {
    let mut numbers: BTreeMap<Id, usize> = keys.clone().map(|key| (key, 0)).collect();
    numbers.values_mut().enumerate().for_each(|(at, number)| *number = at);
    (keys.map(|key| numbers[&key]).collect(), numbers.len())
}

/// What becomes of the registered: abstained, blank and void together, each candidate.
pub(crate) fn parts(counts: &Counts) -> impl Iterator<Item = f64> {
    let abstained = counts.registered.value().saturating_sub(counts.cast.value());
    let lost = counts.blank.value() + counts.void.value();
    [abstained, lost].into_iter().chain(counts.candidates.iter().map(|votes| votes.value())).map(f64::from)
}

/// The parts before the candidates.
pub(crate) const BEFORE_CANDIDATES: usize = 2;
