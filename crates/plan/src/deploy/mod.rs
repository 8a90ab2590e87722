//! The search: from a problem to a plan, step by step.
//!
//! 1. details of events take their officers;
//! 2. movable units are sent where the equilibrium gains most (`allocate`);
//! 3. each department's reserve waits where it covers most (`reserves`);
//! 4. what is left goes round: circuits for each pool (`circuits`), once with a guess of what
//!    travel takes, then again with what it took;
//! 5. crews are matched to circuits and shifts (`staff`);
//! 6. what the plan reaches, and what none can go below, is stated (`claims`).
//!
//! Departments are independent of each other from the third step on: they are worked on side by
//! side, and their order changes nothing.

mod allocate;
mod circuits;
mod claims;
mod details;
mod forces;
mod mend;
mod pools;
mod reserves;
mod staff;
mod sweeps;

use rayon::prelude::*;
use tlog::Hash;

use crate::answer::{Certificates, Circuit, Move, Plan};
use crate::problem::Problem;

pub use claims::nation_bound;
pub(crate) use claims::{absence, pool_claims, services, shares};

use circuits::{Formed, Supply};
use forces::{Forces, Team, Troops};
use pools::Pools;
use staff::Wanted;
pub use sweeps::sweeps_again;

/// What the answer depends on, besides the problem.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// All chance of the search comes from here; the draw has seeds of its own.
    pub seed: [u8; 32],
    /// How long the circuits are worked on: ten are good, a hundred better.
    pub iterations: u32,
}

/// How far the search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Movable units are being sent.
    Allocation,
    /// The circuits of one more pool are formed, a first or a second time.
    Circuits {
        /// Pools done in both rounds.
        done: usize,
        /// Pools in both rounds.
        of: usize,
    },
    /// One more department's reserves and crews are settled.
    Departments {
        /// Departments done.
        done: usize,
        /// Departments in all.
        of: usize,
    },
    /// The claims are being reckoned.
    Claims,
}

/// Hears how far the search is, and says whether to finish early with the best found: the answer
/// then depends on when it said so.
pub trait Watcher: Sync {
    /// Hears of a stage.
    fn at(&self, stage: Stage);
    /// Whether to finish with what there is.
    fn enough(&self) -> bool;
}

/// Somebody who lets the search run to its end.
pub struct Patient;

impl Watcher for Patient {
    fn at(&self, _: Stage) {}

    fn enough(&self) -> bool {
        false
    }
}

/// A plan with the proofs of its covering bounds.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The plan.
    pub plan: Plan,
    /// The proofs.
    pub certificates: Certificates,
    /// Crews for which there was nothing to do: every site of their pool is at its ceiling.
    pub spare_crews: u32,
    /// Circuits given up because no crew could reach them in time.
    pub unserved_circuits: u32,
}

/// Plans a phase. `commitments` are those of the draw's seeds, one a shift.
pub fn deploy(problem: &Problem, settings: &Settings, commitments: Vec<Hash>, watcher: &dyn Watcher) -> Deployment {
    let pools = Pools::of(problem);
    let mut forces = Forces::of(problem);
    let details = details::attach(problem, &mut forces);
    watcher.at(Stage::Allocation);
    let mut efficiencies = vec![allocate::GUESSED_EFFICIENCY; pools.len()];
    let mut best: Option<Way> = None;
    for turn in 0..TURNS {
        let way = round(problem, &pools, &forces, &efficiencies, settings, watcher, turn);
        efficiencies = way.efficiencies(problem, &pools);
        if best.as_ref().is_none_or(|best| way.worst(problem, &pools) < best.worst(problem, &pools)) {
            best = Some(way);
        }
    }
    let Some(best) = best else { unreachable!("there is at least one turn") };
    watcher.at(Stage::Claims);
    best.into_deployment(problem, &pools, settings, details, commitments)
}

/// How often everything is done: first with a guess of what travel takes, then with what it took.
const TURNS: usize = 2;

/// One whole way from forces to staffed circuits.
struct Way {
    departments: Vec<Staffed>,
}

/// A department with everything decided.
struct Staffed {
    /// Movable units here, and their bases.
    stands: Vec<Move>,
    reserves: reserves::Placed,
    formed: Vec<Formed>,
    circuits: Vec<Circuit>,
    response_only: Vec<u32>,
    unserved: u32,
    /// Bases that lack a crew, one for each circuit that was given up.
    wanted: Vec<Wanted>,
    /// Units that may be lodged elsewhere, and crews of theirs that serve nobody.
    free: Vec<(u32, u32)>,
}

fn round(
    problem: &Problem,
    pools: &Pools,
    forces: &Forces,
    efficiencies: &[f64],
    settings: &Settings,
    watcher: &dyn Watcher,
    turn: usize,
) -> Way {
    let mut forces = forces.clone();
    allocate::send(problem, pools, &mut forces, efficiencies);
    let done = core::sync::atomic::AtomicUsize::new(0);
    let of = problem.departments.len();
    let departments = (0..of)
        .into_par_iter()
        .map(|department| {
            let staffed = department_of(problem, pools, &forces, efficiencies, settings, watcher, department);
            let done = done.fetch_add(1, core::sync::atomic::Ordering::Relaxed) + 1;
            watcher.at(Stage::Departments { done: turn * of + done, of: TURNS * of });
            staffed
        })
        .collect();
    Way { departments }
}

fn department_of(
    problem: &Problem,
    pools: &Pools,
    forces: &Forces,
    efficiencies: &[f64],
    settings: &Settings,
    watcher: &dyn Watcher,
    department: usize,
) -> Staffed {
    let mut troops = forces.of_department(department);
    let attempt =
        |troops: &Troops| attempt(problem, pools, troops.clone(), efficiencies, settings, watcher, department);
    let mut best = attempt(&troops);
    for _ in 0..LODGINGS {
        if best.unserved == 0 || !troops.lodge(&best.wanted, &best.free) {
            break;
        }
        let next = attempt(&troops);
        if next.unserved >= best.unserved {
            break;
        }
        best = next;
    }
    best
}

/// How often lodged units are given other bases because circuits could not be served.
const LODGINGS: u32 = 4;

fn attempt(
    problem: &Problem,
    pools: &Pools,
    mut troops: Troops,
    efficiencies: &[f64],
    settings: &Settings,
    watcher: &dyn Watcher,
    department: usize,
) -> Staffed {
    let stands = troops.stands();
    let reserves = reserves::place(problem, pools, &mut troops, department, &settings.seed);
    let teams = troops.teams(problem);
    let supply = Supply { teams: &teams, efficiencies, most: reserves.room(problem) };
    let formed = circuits::form(problem, pools, &supply, settings, watcher, department);
    let (formed, served) = mended(problem, pools, &teams, formed, settings, watcher);
    let free = teams.iter().map(Team::lodger).zip(served.free).collect();
    Staffed {
        stands,
        reserves,
        circuits: served.circuits,
        response_only: served.response_only,
        unserved: served.unserved,
        wanted: served.wanted,
        free,
        formed,
    }
}

/// Staffs the circuits; where some cannot be served, their sites go to those around, and the best
/// try counts.
fn mended(
    problem: &Problem,
    pools: &Pools,
    teams: &[Team],
    formed: Vec<Formed>,
    settings: &Settings,
    watcher: &dyn Watcher,
) -> (Vec<Formed>, staff::Served) {
    let served = staff::staff(problem, teams, &formed);
    let mut best = (formed, served);
    let mut last = (best.0.clone(), best.1.lost.clone());
    for attempt in 0..mend::TRIES {
        if last.1.is_empty() {
            break;
        }
        for (at, pool) in last.0.iter_mut().enumerate() {
            let lost: Vec<usize> = last.1.iter().filter(|(of, _)| *of == at).map(|(_, nth)| *nth).collect();
            mend::give_up(problem, pools, pool, &lost, attempt, settings, watcher);
        }
        let served = staff::staff(problem, teams, &last.0);
        last.1.clone_from(&served.lost);
        if served.response_only.len() < best.1.response_only.len() {
            best = (last.0.clone(), served);
        }
    }
    best
}
