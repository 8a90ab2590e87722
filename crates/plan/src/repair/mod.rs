//! A plan after an incident: first what must be, then the fewest orders changed, then the value.
//!
//! What happened changes the problem ([`Change`]); the plan is then made to fit it again:
//!
//! 1. rounds that lost a site, or whose site moved, are laid out again;
//! 2. services that lost their crew, and incidents, get crews that are free or wait in reserve; a
//!    small program in whole numbers chooses them goal after goal, and says whether its best is
//!    proven;
//! 3. sites that nobody visits any more, and those that weigh more than before, go to rounds
//!    nearby where that is worth the orders it changes: a local search within a budget;
//! 4. every claim is made again.
//!
//! Duties that are over stay as they were. A crew on a round that has begun stays on it unless it is
//! lost. A repaired plan says what holds from now on; what was before is in the plan it replaces.
//! It is checked by [`crate::check`] like any other.

mod arrival;
mod claims;
mod crews;
mod difference;
mod fault;
mod hold;
mod improve;
mod incidents;
mod model;
mod program;
mod roster;
mod rounds;
mod unmet;
mod work;
mod world;

pub use arrival::arrival;
pub use difference::{Difference, Fate, Order};
pub use fault::{Fault, FaultKind};
pub use incidents::{Change, HEADER, Incident, Line, MAX_BYTES, MAX_CHANGES, MAX_CREWS, Place, read, write};
pub use unmet::{Reason, Unmet};
pub use world::stands;

use crate::answer::{Certificates, Plan, Value};
use crate::measure::{Clock, Permille};
use crate::problem::Problem;

/// The plan that is to be repaired.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// Its problem.
    pub problem: &'a Problem,
    /// The plan: one that [`check`](crate::check::check) finds nothing against.
    pub plan: &'a Plan,
    /// The proofs of its covering bounds.
    pub certificates: &'a Certificates,
}

/// Branches of the search for one goal, unless somebody asks for others.
const BRANCHES: u64 = 2_000;

/// How to repair.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The moment from which orders may change.
    pub now: Clock,
    /// Changes elsewhere than in this department are refused.
    pub department: Option<u32>,
    /// What a changed order has to bring, as a share of the value that its pool had.
    pub worth: Permille,
    /// Most orders of a department that change for value alone, as a share of all.
    pub most: Permille,
    /// Branches of the search for each goal; beyond, the best found counts and is not called proven.
    pub branches: u64,
}

impl Settings {
    /// From this moment on, with the house's prices: one order has to bring a hundredth of the
    /// value, and a twentieth of the orders may change for it.
    pub fn from(now: Clock) -> Self {
        Self { now, department: None, worth: Permille(10), most: Permille(50), branches: BRANCHES }
    }
}

/// A plan that was repaired. Nothing of it holds before a person has accepted it.
#[derive(Clone, Debug)]
pub struct Repaired {
    /// What it is planned against now.
    pub problem: Problem,
    /// The plan. Its commitments are those of the plan before: a new draw needs new ones.
    pub plan: Plan,
    /// The proofs of its covering bounds.
    pub certificates: Certificates,
    /// For each circuit its position in the plan before, and whether its round is the same.
    pub circuits: Vec<(u32, bool)>,
    /// Departments that were looked at.
    pub departments: Vec<u32>,
    /// What changes for whom.
    pub difference: Difference,
    /// What could not be done, and why.
    pub unmet: Vec<Unmet>,
    /// The greatest value in those departments, before and after.
    pub value: [Value; 2],
    /// What their reserves reach in the shifts that are not over, before and after.
    pub cover: [u64; 2],
    /// Whether nothing better is possible in what must be, in circuits given up and in orders that
    /// change for it, among the crews that were asked.
    pub proven: bool,
}

/// Repairs a plan.
///
/// # Errors
/// Every change that cannot be, in the order of the lines.
///
/// # Panics
/// If the plan names what the problem does not have.
pub fn repair(before: Before<'_>, changes: &[Line], settings: &Settings) -> Result<Repaired, Vec<Fault>> {
    let world = world::World::of((before.problem, before.plan), changes, settings.now, settings.department)?;
    let departments = world.touched(changes);
    let mut work = work::Work::new(world, before);
    for department in &departments {
        work.repair(*department, settings);
    }
    Ok(work.finish(before, departments))
}
