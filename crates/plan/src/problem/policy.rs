//! Rules that a plan keeps: phases, hours, shifts, travel, presence, reserves.

use election::Id;

use crate::measure::{Clock, Officers, Permille, Seconds, Weight};

/// A day or days that are planned together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// `round-1`.
    pub name: Id,
    /// `2017-04-23`.
    pub date: String,
    /// The round whose registers count: the venues are sites in this phase. None: only events are.
    pub round: Option<u8>,
}

/// A class of hours: every site is seen in each of them, and has a weight in each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// `morning`.
    pub name: Id,
    /// First moment.
    pub from: Clock,
    /// Last moment, where the next class begins.
    pub to: Clock,
    /// What a venue's weight is multiplied by in these hours.
    pub venue_weight: Permille,
}

/// A shift: when its people are on duty, and when they serve circuits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// `early`.
    pub name: Id,
    /// Duty begins: the way from the base to the circuit lies before `serves_from`.
    pub duty_from: Clock,
    /// Duty ends.
    pub duty_to: Clock,
    /// Circuits are served from here; a beginning of [`Hours`].
    pub serves_from: Clock,
    /// Circuits are served up to here; an end of [`Hours`]. Shifts follow each other without gap or overlap.
    pub serves_to: Clock,
}

/// Class of the roads at a place, by the voters of its commune.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Density {
    /// Villages.
    Sparse,
    /// Towns.
    Town,
    /// Cities.
    Dense,
}

/// How long a way takes: great circle × detour ÷ speed of the slower end, and a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TravelRule {
    /// Way on roads by way of the crow, in thousandths: 1,300.
    pub detour: Permille,
    /// Kilometres an hour in villages, towns and cities.
    pub speeds: [u32; 3],
    /// Getting in, out and parked, for each way that is not 0.
    pub start: Seconds,
    /// Voters from which a commune is a town, and a city.
    pub voters: [u32; 2],
}

/// How soon help must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// A first crew, in villages, towns and cities.
    pub first: [Seconds; 3],
    /// A second crew.
    pub second: [Seconds; 3],
}

/// A least or greatest number of officers in a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength {
    /// The department.
    pub department: Id,
    /// At least so many.
    pub least: Officers,
    /// At most so many, movable ones included.
    pub most: Officers,
}

/// How many venues a place's stations share where addresses are unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VenueShare {
    /// The nation, a region, a department or a commune; the narrowest one counts.
    pub place: Id,
    /// Venues per thousand stations, 1 to 1,000.
    pub venues: Permille,
}

/// Rules that a plan keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What can be planned.
    pub phases: Vec<Phase>,
    /// Classes of hours, one after the other without gap.
    pub hours: Vec<Hours>,
    /// Shifts, one after the other without gap; together they serve all the hours.
    pub shifts: Vec<Shift>,
    /// Time of one cycle of a circuit; divides every class of hours, so that every site is seen
    /// in each of them.
    pub period: Seconds,
    /// Rest within each cycle.
    pub rest: Seconds,
    /// A shorter stop is not worth the way.
    pub shortest_stop: Seconds,
    /// A longer stop at a venue is a post, and needs leave.
    pub longest_stop: Seconds,
    /// Most presence at a venue without leave: too much visible force deters voters.
    pub ceiling: Permille,
    /// How ways are timed.
    pub travel: TravelRule,
    /// Response promises.
    pub promise: Promise,
    /// Share of the crews that waits in reserve.
    pub reserve: Permille,
    /// Share of its time a reserve crew is busy elsewhere.
    pub busy: Permille,
    /// Sites of this weight or more count for the second promise too.
    pub heavy: Weight,
    /// People of police or gendarmerie who go with a crew of soldiers.
    pub liaison: Officers,
    /// Minima and maxima of departments.
    pub strengths: Vec<Strength>,
    /// Where venues are unknown, how many stations share one.
    pub venues: Vec<VenueShare>,
    /// Voters from which a commune of unstated zone is the ground of the police.
    pub police_from: u32,
    /// Places whose communes of unstated zone are the ground of the police, whatever their size: the
    /// departments around the capital.
    pub police: Vec<Id>,
    /// Places whose stations are not protected by this plan: stations abroad.
    pub excluded: Vec<Id>,
}

/// A certain answer, in the millionths of [`Policy::gain`].
pub const CERTAIN: u64 = 1_000_000;

impl Policy {
    /// What the `crew`-th crew in reach (0 for the first) adds to the chance that one of them is
    /// free, in millionths, rounded down: (1 − q) · q^crew for crews that are busy a share q of
    /// their time, each for itself (MEXCLP, Daskin 1983).
    pub fn gain(&self, crew: u32) -> u64 {
        let busy = u64::from(self.busy.0);
        let first = CERTAIN / 1_000 * (1_000 - busy);
        (0..crew).fold(first, |gain, _| gain * busy / 1_000)
    }
}
