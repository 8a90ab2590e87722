//! The problem: what is to be protected, when, by whom, under which rules.
//!
//! [`Inputs`] is what people wrote; [`Problem::new`] checks it against the country and derives
//! the sites and their weights. Everything after it works on a [`Problem`] alone.

mod atlas;
mod build;
mod danger;
mod fault;
mod inputs;
mod lands;
pub mod limits;
mod policy;
mod records;
mod rules;
mod scatter;
mod sites;
mod sweeps;
pub mod text;
pub mod weight;

use election::Id;
use election::definition::Position;

pub use fault::{Item, Kind, ProblemFault};
pub use inputs::{
    Country, Event, EventKind, Force, Inputs, Leave, Likelihood, Scope, SourceGrade, Threat, ThreatKind, Unit,
    UnitKind, UnitZone,
};
pub use policy::{Density, Hours, Phase, Policy, Promise, Shift, Strength, TravelRule, VenueShare};
pub use rules::is_date;

use crate::measure::Weight;

/// Whose ground a site stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// Gendarmerie.
    Gendarmerie,
    /// Police.
    Police,
}

/// What a site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SiteKind {
    /// A building with polling stations: nobody in uniform enters or stays near it without leave.
    Venue,
    /// A headquarters of a candidate or a party.
    Headquarters,
    /// A rally or a result evening.
    Gathering,
}

/// How a site came to its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placed {
    /// Somebody knew where it is.
    Known,
    /// Only its commune is known: it was scattered around the commune's centre.
    AroundCommune,
    /// Not even the commune is known: it was scattered around the centre of its department.
    AtDepartment,
}

/// Something to be protected, at a place, with what it is worth in each class of hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The venue's identifier, one made from its commune, or the event's.
    pub id: Id,
    /// What it is.
    pub kind: SiteKind,
    /// The commune it stands in.
    pub commune: Id,
    /// Position in [`Problem::departments`].
    pub department: u32,
    /// Whose ground it is.
    pub ground: Ground,
    /// Where it is.
    pub position: Position,
    /// How it came there.
    pub placed: Placed,
    /// Class of the roads and of the response promise.
    pub density: Density,
    /// Polling stations in it; 0 if it is no venue.
    pub stations: u32,
    /// People it concerns: voters on its registers, or expected at the event.
    pub people: u32,
    /// What it is worth in each class of hours, in the order of [`Policy::hours`]; never 0.
    pub weights: Vec<Weight>,
    /// Whether a post may stand here: the president of every station in it gave leave, or the site
    /// is no venue.
    pub may_post: bool,
}

impl Site {
    /// What it is worth in its worst class of hours.
    pub fn weight(&self) -> Weight {
        self.weights.iter().copied().max().unwrap_or_default()
    }
}

/// A department: the level at which forces are given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Its identifier in the election.
    pub id: Id,
    /// Name for people.
    pub name: String,
    /// Where it is: its own position, or the centre of its sites.
    pub position: Position,
}

/// The commune that a unit starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The commune.
    pub commune: Id,
    /// Position in [`Problem::departments`].
    pub department: u32,
    /// Where it is; the department's centre where the commune's is unknown.
    pub position: Position,
    /// Class of its roads.
    pub density: Density,
}

/// A checked problem of one phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The election.
    pub election: Id,
    /// The phase that is planned.
    pub phase: Phase,
    /// Rules of the plan, with hours and shifts in their order.
    pub policy: Policy,
    /// Departments, ordered by identifier.
    pub departments: Vec<Department>,
    /// Sites, ordered by department, ground and identifier.
    pub sites: Vec<Site>,
    /// Units that are available in this phase, ordered by identifier.
    pub units: Vec<Unit>,
    /// Bases of the units, ordered by commune.
    pub bases: Vec<Base>,
    /// Events of this phase, ordered by identifier.
    pub events: Vec<Event>,
    /// Threats of this phase, ordered by identifier: the reasons for the weights.
    pub threats: Vec<Threat>,
    /// Stations left out, by the place that the policy excludes.
    pub excluded: Vec<(Id, u32)>,
}

impl Problem {
    /// The same problem for one department alone, with the units that stand in it and the events
    /// that are held there; `None` if there is no such department.
    pub fn of_department(mut self, id: &str) -> Option<Self> {
        let at = self.departments.iter().position(|department| department.id.as_str() == id)?;
        let here = |department: u32| department as usize == at;
        self.departments = vec![self.departments.swap_remove(at)];
        let department = self.departments[0].id;
        self.sites.retain(|site| here(site.department));
        self.bases.retain(|base| here(base.department));
        self.units.retain(|unit| unit.department == department);
        self.events.retain(|event| self.sites.iter().any(|site| site.id == event.id));
        self.policy.strengths.retain(|rule| rule.department == department);
        for site in &mut self.sites {
            site.department = 0;
        }
        for base in &mut self.bases {
            base.department = 0;
        }
        Some(self)
    }
}
