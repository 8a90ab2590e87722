//! What can be wrong with what people wrote, as a whole and against the country.

use core::fmt::Display;

/// The record a fault belongs to; positions count from 0 in the lists of
/// [`Inputs`](super::Inputs) and [`Policy`](super::Policy).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// The election that is planned for.
    Country,
    /// The policy itself.
    Policy,
    /// A phase.
    Phase(usize),
    /// A class of hours.
    Hours(usize),
    /// A shift.
    Shift(usize),
    /// The least and most of a department.
    Strength(usize),
    /// A share of venues.
    Venues(usize),
    /// A place that is wholly the ground of the police.
    Police(usize),
    /// A place that is not protected.
    Excluded(usize),
    /// A unit.
    Unit(usize),
    /// A threat.
    Threat(usize),
    /// An event.
    Event(usize),
    /// A leave.
    Leave(usize),
}

/// What is wrong with a record; the codes are those of `specs/plan-inputs.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// P101: the same identifier or place stands twice.
    Duplicate,
    /// P102: it names something that is not there.
    Unknown,
    /// P103: it names a place of another level.
    Level,
    /// P104: the base does not lie in the department of the unit.
    Elsewhere,
    /// P105: too many of them, or none where one is needed.
    Limit,
    /// P106: a figure beyond its limits.
    Range,
    /// P107: a crew is larger than its unit.
    Crew,
    /// P108: only patrols and soldiers are sent to other departments.
    Movable,
    /// P109: this force has no units of this kind.
    Force,
    /// P110: it ends before it begins.
    Window,
    /// P111: free text that is empty, padded, too long or holds hidden characters.
    Phrase,
    /// P112: one does not begin where the one before ends.
    Gap,
    /// P113: the period does not divide a class of hours.
    Period,
    /// P114: a shift does not serve whole classes of hours, or the shifts not all of them.
    Boundary,
    /// P115: a shift serves circuits outside its duty.
    Duty,
    /// P116: rest and the shortest stop leave nothing of the period.
    Cycle,
    /// P117: the shortest stop is longer than the longest.
    Stops,
    /// P118: the second crew is promised before the first, or a town begins above a city.
    Promise,
    /// P119: the least is more than the most.
    LeastOverMost,
    /// P120: the forces cannot keep to the least or the most.
    Forces,
    /// P121: it names an excluded place.
    Excluded,
    /// P122: nothing says where this department is.
    Nowhere,
    /// P123: a weight beyond its limit.
    Weight,
    /// P124: the election does not hold together.
    Country,
    /// P125: no venue's identifier can be made from the commune's.
    Name,
    /// P126: a list that is not in ascending order.
    Order,
    /// P127: the policy has no such phase.
    NoPhase,
    /// P128: an event needs a skill that no unit has.
    NoSkill,
    /// P129: an event's point lies far from its commune and from all others of its department.
    Far,
}

/// One thing wrong, at one record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{item:?}, {field}: {kind:?} [{found}]")]
pub struct ProblemFault {
    /// The record.
    pub item: Item,
    /// Its field, as named in the files.
    pub field: &'static str,
    /// What is wrong.
    pub kind: Kind,
    /// What was found, in figures and names: the same in every language; may be empty.
    pub found: String,
}

/// Faults met so far.
#[derive(Default)]
pub(super) struct Faults(Vec<ProblemFault>);

impl Faults {
    pub(super) fn push(&mut self, item: Item, field: &'static str, kind: Kind, found: impl Display) {
        self.0.push(ProblemFault { item, field, kind, found: found.to_string() });
    }

    /// Tells a fault unless `holds`.
    pub(super) fn unless(&mut self, holds: bool, item: Item, field: &'static str, kind: Kind, found: impl Display) {
        if !holds {
            self.push(item, field, kind, found);
        }
    }

    /// A figure must lie within its limits, both included.
    pub(super) fn within<T: PartialOrd + Display + Copy>(
        &mut self,
        figure: T,
        limits: [T; 2],
        item: Item,
        field: &'static str,
    ) {
        let [least, most] = limits;
        let holds = least <= figure && figure <= most;
        self.unless(holds, item, field, Kind::Range, format_args!("{figure} ∉ {least}…{most}"));
    }

    /// A list must be strictly ascending.
    pub(super) fn ascending<T: Ord + Display>(&mut self, list: &[T], item: Item, field: &'static str) {
        let mut pairs = list.iter().zip(list.iter().skip(1));
        if let Some((one, next)) = pairs.find(|(one, next)| one >= next) {
            self.push(item, field, Kind::Order, format_args!("{one} ≥ {next}"));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_list(self) -> Vec<ProblemFault> {
        self.0
    }
}
