//! Turnout of places, and the stations whose turnout moved as no other of their department.

use election::definition::{Level, PlaceIx, StationIx};

use super::{Operation, day::Mark, people::People};

/// A change is remarkable from this many median absolute deviations of its department …
pub const DEVIATIONS: u32 = 6;

/// … and from this many thousandths of the register, so that a quiet department is not combed
/// for nothing.
pub const FLOOR_PERMILLE: i64 = 60;

/// Fewest stations of a department that can say what is usual there.
pub const FEWEST: usize = 8;

/// Sums over the stations that said something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// People who had voted.
    pub people: u64,
    /// Voters on the registers of the same stations.
    pub registered: u64,
    /// How many stations said so.
    pub stations: u32,
}

impl Sums {
    /// Thousandths of the register, rounded down; 0 where nobody said anything.
    pub fn permille(self) -> u64 {
        (self.people * 1_000).checked_div(self.registered).unwrap_or(0)
    }
}

/// A station whose turnout moved as no other of its department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlier {
    /// Which.
    pub station: StationIx,
    /// Thousandths of the register, now.
    pub now: i64,
    /// And before.
    pub before: i64,
    /// The middle change of the department.
    pub usual: i64,
}

/// One station at one mark of two contests, in thousandths of its register.
type Change = (StationIx, i64, i64);

/// The changes that stand apart: more than [`DEVIATIONS`] median absolute deviations and more than
/// [`FLOOR_PERMILLE`] from the middle change. Whole numbers only.
pub fn outliers(changes: &[Change]) -> Vec<Outlier> {
    if changes.len() < FEWEST {
        return Vec::new();
    }
    let moved = |(_, now, before): &Change| now - before;
    let usual = middle(changes.iter().map(moved).collect());
    let spread = middle(changes.iter().map(|change| (moved(change) - usual).abs()).collect());
    let limit = (spread * i64::from(DEVIATIONS)).max(FLOOR_PERMILLE);
    let apart = changes.iter().filter(|change| (moved(change) - usual).abs() > limit);
    apart.map(|(station, now, before)| Outlier { station: *station, now: *now, before: *before, usual }).collect()
}

/// The lower median.
fn middle(mut all: Vec<i64>) -> i64 {
    all.sort_unstable();
    all.get(all.len().saturating_sub(1) / 2).copied().unwrap_or(0)
}

fn permille(people: People, registered: u32) -> Option<i64> {
    (i64::from(people.value()) * 1_000).checked_div(i64::from(registered))
}

impl Operation {
    /// What the stations of a place said at a mark.
    pub fn turnout(&self, round: u8, place: PlaceIx, mark: Mark) -> Sums {
        let stations = self.stations_within(place).into_iter();
        stations.filter_map(|ix| self.turnout_of(round, ix, mark)).fold(
            Sums::default(),
            |sums, (people, registered)| Sums {
                people: sums.people + u64::from(people.value()),
                registered: sums.registered + u64::from(registered),
                stations: sums.stations + 1,
            },
        )
    }

    fn turnout_of(&self, round: u8, ix: StationIx, mark: Mark) -> Option<(People, u32)> {
        let definition = self.definition();
        let registered = definition.registered(ix, definition.round_ix(round)?)?.value();
        Some((self.day((round, definition.station(ix).id))?.people(mark)?, registered))
    }

    /// The stations of a place whose turnout moved from one round to another as no other station
    /// of their department.
    pub fn outliers(&self, before: u8, round: u8, place: PlaceIx, mark: Mark) -> Vec<Outlier> {
        let definition = self.definition();
        let departments = definition.places().filter(|(_, place)| place.level == Level::Department);
        let inside = departments.filter(|(ix, _)| {
            definition.upwards(*ix).any(|around| around == place)
                || definition.upwards(place).any(|around| around == *ix)
        });
        let change = |ix: StationIx| {
            let (now, registered) = self.turnout_of(round, ix, mark)?;
            let (then, known) = self.turnout_of(before, ix, mark)?;
            Some((ix, permille(now, registered)?, permille(then, known)?))
        };
        let found = inside.flat_map(|(ix, _)| {
            let changes: Vec<Change> = self.stations_within(ix).into_iter().filter_map(change).collect();
            outliers(&changes)
        });
        let within =
            |outlier: &Outlier| definition.upwards(definition.commune(outlier.station)).any(|around| around == place);
        found.filter(within).collect()
    }
}
