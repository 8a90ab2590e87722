//! From faults of the whole to their places in the files.

use plan::problem::{Item, Kind, ProblemFault};

use super::{policy, threats};
use crate::cause::Cause;
use crate::directory::table::{Entry, Rows, Where};
use crate::fault::{Fault, Refused};

/// Where every record stands.
#[derive(Clone, Debug)]
pub(super) struct Marks {
    /// Our names of the files with those of the caller.
    names: Vec<(&'static str, String)>,
    /// Units, events, leaves.
    rows: [Rows; 3],
    entries: Vec<Entry<Item>>,
}

impl Marks {
    pub(super) fn new(names: Vec<(&'static str, String)>, rows: [Rows; 3], entries: Vec<Entry<Item>>) -> Self {
        Self { names, rows, entries }
    }

    /// A fault of the whole at its place.
    pub(super) fn fault(&self, fault: &ProblemFault) -> Fault {
        let [units, events, leaves] = &self.rows;
        let place = match fault.item {
            Item::Country => return Fault::of_file(country_file(fault.field), cause(fault.kind), &fault.found),
            Item::Unit(at) => units.of(at, fault.field),
            Item::Event(at) => events.of(at, fault.field),
            Item::Leave(at) => leaves.of(at, fault.field),
            Item::Policy
            | Item::Phase(_)
            | Item::Hours(_)
            | Item::Shift(_)
            | Item::Strength(_)
            | Item::Venues(_)
            | Item::Police(_)
            | Item::Excluded(_) => self.entry(policy::FILE, fault),
            Item::Threat(_) => self.entry(threats::FILE, fault),
        };
        named(place.fault(cause(fault.kind), &fault.found), &self.names)
    }

    fn entry(&self, file: &'static str, fault: &ProblemFault) -> Where {
        let of_item = || self.entries.iter().filter(|entry| entry.item == fault.item);
        let entry = of_item().find(|entry| entry.field == fault.field).or_else(|| of_item().next());
        let (line, column) = entry.map(|entry| (entry.line, entry.column)).unzip();
        Where { file, line, column, name: fault.field.to_owned() }
    }
}

/// The file of the election directory in which a fault of the country stands.
fn country_file(field: &str) -> &'static str {
    match field {
        "places" => "places.csv",
        "venues" => "venues.csv",
        _ => "stations.csv",
    }
}

/// Faults under the names the caller gave the files.
pub(super) fn renamed(mut refused: Refused, names: &[(&'static str, String)]) -> Refused {
    refused.faults = refused.faults.into_iter().map(|fault| named(fault, names)).collect();
    refused
}

fn named(mut fault: Fault, names: &[(&'static str, String)]) -> Fault {
    if let Some((_, name)) = names.iter().find(|(own, _)| *own == fault.file) {
        fault.file.clone_from(name);
    }
    fault
}

fn cause(kind: Kind) -> Cause {
    match kind {
        Kind::Duplicate => Cause::PlanDuplicate,
        Kind::Unknown => Cause::PlanUnknown,
        Kind::Level => Cause::PlanLevel,
        Kind::Elsewhere => Cause::PlanElsewhere,
        Kind::Limit => Cause::PlanLimit,
        Kind::Range => Cause::PlanRange,
        Kind::Crew => Cause::PlanCrew,
        Kind::Movable => Cause::PlanMovable,
        Kind::Force => Cause::PlanForce,
        Kind::Window => Cause::PlanWindow,
        Kind::Phrase => Cause::PlanPhrase,
        Kind::Gap => Cause::PlanGap,
        Kind::Period => Cause::PlanPeriod,
        Kind::Boundary => Cause::PlanBoundary,
        Kind::Duty => Cause::PlanDuty,
        Kind::Cycle => Cause::PlanCycle,
        Kind::Stops => Cause::PlanStops,
        Kind::Promise => Cause::PlanPromise,
        Kind::LeastOverMost => Cause::PlanLeastOverMost,
        Kind::Forces => Cause::PlanForces,
        Kind::Excluded => Cause::PlanExcluded,
        Kind::Nowhere => Cause::PlanNowhere,
        Kind::Weight => Cause::PlanWeight,
        Kind::Country => Cause::PlanCountry,
        Kind::Name => Cause::PlanName,
        Kind::Order => Cause::PlanOrder,
        Kind::NoPhase => Cause::PlanNoPhase,
        Kind::NoSkill => Cause::PlanNoSkill,
        Kind::Far => Cause::PlanFar,
    }
}
