//! The answer: who is where, when, and what is claimed of it, in a form that can be checked
//! without the search.
//!
//! Sites, units, bases, events and departments are positions in the lists of the
//! [`Problem`](crate::problem::Problem) that the plan names by its hash.

mod certificate;
mod drawn;
mod names;
mod sweeps;
mod text;

use core::fmt;

use election::refusal::Language;
use tlog::Hash;

pub use certificate::{Certificates, CoverCertificate};
pub use drawn::{Call, Drawn, DrawnService, MAX_OVERRIDES, Must, Override, circuit_id};
pub use text::{HEADER, MAX_CIRCUITS, MAX_RECORDS, MAX_STEPS};

use crate::measure::{Clock, Officers, Seconds};
use crate::problem::Ground;
use crate::written::decimal;

/// A plan of one phase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// SHA-256 of the problem's canonical text.
    pub problem: Hash,
    /// How long the search was allowed to run, in iterations.
    pub iterations: u32,
    /// For each shift the commitment to the seed of its draw, see [`crate::draw`].
    pub commitments: Vec<Hash>,
    /// Movable units and the base they are sent to, ordered by unit.
    pub moves: Vec<Move>,
    /// Circuits, ordered by department, ground and number.
    pub circuits: Vec<Circuit>,
    /// Crews in reserve, ordered by shift, unit and base.
    pub reserves: Vec<Reserve>,
    /// Details of events, ordered by event, shift and unit.
    pub details: Vec<Detail>,
    /// What becomes of the sweep of each event, ordered by event.
    pub sweeps: Vec<Sweep>,
    /// Sites that no circuit visits, ordered: help comes to them when called.
    pub response_only: Vec<u32>,
    /// What is claimed of each pool, ordered by department and ground.
    pub pools: Vec<PoolClaim>,
    /// What is claimed of the reserves, ordered by shift and department.
    pub covers: Vec<CoverClaim>,
    /// The value that the nation's equilibrium cannot go below with these forces, all movable
    /// units sent where they help most.
    pub bound: Value,
}

/// A value of the game between plan and attacker: weight × (1 − presence), in thousandths of a
/// point. Bounds are rounded down and what a plan reaches is rounded up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(pub u64);

impl Value {
    /// In points for people: `3 685,999`, `3,685.999`.
    pub fn text(self, language: Language) -> String {
        decimal(self.0, 1_000, 3, language)
    }
}

/// In points, with three decimals: `3685.999`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1_000, self.0 % 1_000)
    }
}

/// A movable unit sent, whole, to another base; it serves in that base's department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Move {
    /// The unit.
    pub unit: u32,
    /// Its base on this day.
    pub base: u32,
}

/// A cycle of stops on one ground of one department, gone around all day, its phase drawn anew for
/// each shift: then the presence at a site is its stops' share of the cycle at every moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circuit {
    /// The department.
    pub department: u32,
    /// Whose ground.
    pub ground: Ground,
    /// Number within department and ground, 1 for the first.
    pub number: u32,
    /// Steps of the cycle in their order. Their times add up to the period exactly.
    pub steps: Vec<Step>,
    /// Who serves it, for each shift.
    pub crews: Vec<Crew>,
}

/// A step of a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rest where the crew stands, off presence.
    Rest(Seconds),
    /// Presence at a site.
    Stop {
        /// The site.
        site: u32,
        /// How long.
        time: Seconds,
    },
    /// The way to the next stop, with any waiting on it.
    Way(Seconds),
}

impl Step {
    /// How long it takes.
    pub fn time(self) -> Seconds {
        match self {
            Self::Rest(time) | Self::Stop { time, .. } | Self::Way(time) => time,
        }
    }
}

/// Who serves a circuit in a shift: a crew of one unit, or soldiers with their liaison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Crew {
    /// A crew of a unit.
    Ordinary {
        /// The unit: [`Unit::crew`](crate::problem::Unit::crew) officers of it.
        unit: u32,
    },
    /// A crew of soldiers, with a liaison of police or gendarmerie.
    Accompanied {
        /// The soldiers: [`Unit::crew`](crate::problem::Unit::crew) of them.
        soldiers: u32,
        /// The unit of the liaison: [`Policy::liaison`](crate::problem::Policy::liaison) officers of it.
        liaison: u32,
    },
}

/// Crews of a unit that wait at a base for a call in one shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reserve {
    /// Position of the shift in the policy.
    pub shift: u32,
    /// The unit.
    pub unit: u32,
    /// Where they wait.
    pub base: u32,
    /// How many crews.
    pub crews: u32,
}

/// Officers attached to an event for the part of it that lies in one shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Detail {
    /// The event.
    pub event: u32,
    /// Position of the shift in the policy.
    pub shift: u32,
    /// The unit.
    pub unit: u32,
    /// How many of it.
    pub officers: Officers,
}

/// What becomes of the sweep that an event needs before its doors open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sweep {
    /// The event.
    pub event: u32,
    /// Who sweeps it when, or why nobody does.
    pub outcome: SweepOutcome,
}

/// Who sweeps an event when, or why nobody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SweepOutcome {
    /// A team sweeps it, and it stays sealed until it begins.
    Swept {
        /// The unit of bomb disposal.
        unit: u32,
        /// The team's number within the unit, 1 for the first.
        team: u32,
        /// When the sweep starts.
        from: Clock,
    },
    /// Nobody does.
    Unswept(Unswept),
}

/// Why an event is not swept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unswept {
    /// No unit of bomb disposal that may serve there has the skills.
    Skill,
    /// Some have, but none can be there in time, even with nothing else to do.
    Time,
    /// All that could are needed more at these events, ordered.
    Needed(Vec<u32>),
}

/// What is claimed of one pool: the circuits of one ground of one department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolClaim {
    /// The department.
    pub department: u32,
    /// Whose ground.
    pub ground: Ground,
    /// No plan with as many circuits here can go below.
    pub bound: Value,
    /// What this plan reaches here.
    pub realised: Value,
}

/// What is claimed of the reserves of one department in one shift, in points × millionths: the
/// sum over its sites of weight × [`Policy::gain`](crate::problem::Policy::gain) over its crews
/// that reach the site within the first promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoverClaim {
    /// Position of the shift in the policy.
    pub shift: u32,
    /// The department.
    pub department: u32,
    /// Reached by this plan's reserves.
    pub value: u64,
    /// No places for as many crews can reach more.
    pub bound: u64,
}
