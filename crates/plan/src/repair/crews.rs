//! Which crews step in: a crew for every service that lost its own, and for every incident, from
//! people that are free or wait in reserve; a circuit that finds none is given up.
//!
//! Goals, each only among the best of those before it:
//! 1. crews that incidents and events lack; crews that come later than the second promise; crews
//!    that the reserve lacks;
//! 2. circuits that are given up;
//! 3. orders that change: for each unit and shift the greater of what ends and what begins;
//! 4. minutes until crews are at incidents, cover that the reserve loses, ways to the circuits.

use std::collections::{BTreeMap, BTreeSet};

use super::program::Program;
use super::roster::{Loads, access, farthest, units_of};
use super::rounds::points;
use super::world::World;
use crate::answer::{Crew, Plan};
use crate::measure::Clock;
use crate::travel::Point;

/// A service without a crew that can do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hole {
    pub(super) circuit: usize,
    pub(super) shift: u32,
}

/// Crews that somebody needs at a place in a shift.
#[derive(Clone, Debug)]
pub(super) struct Need {
    /// Position of the event in the changed problem.
    pub(super) event: u32,
    pub(super) shift: u32,
    pub(super) crews: u32,
    pub(super) point: Option<Point>,
    /// Seconds of the second promise there.
    pub(super) promise: u32,
    /// The end of it, or of the shift's duty: whoever comes then or later is no crew for it.
    pub(super) until: Clock,
    pub(super) is_incident: bool,
}

/// What the search decided.
#[derive(Debug, Default)]
pub(super) struct Decision {
    pub(super) crews: Vec<(Hole, Crew)>,
    pub(super) given_up: BTreeSet<usize>,
    /// Position in the needs, unit, crews.
    pub(super) sent: Vec<(usize, u32, u32)>,
    /// By unit and shift: crews that leave the reserve, and that join it.
    pub(super) reserve: BTreeMap<(u32, u32), [u32; 2]>,
    pub(super) proven: bool,
}

/// The services of a department whose crews cannot do them any more.
pub(super) fn holes(world: &World, plan: &Plan, department: u32) -> Vec<Hole> {
    let mut holes = Vec::new();
    for (at, circuit) in plan.circuits.iter().enumerate().filter(|(_, circuit)| circuit.department == department) {
        let stops = points(world, &circuit.steps);
        for shift in world.open_shifts() {
            let Some(crew) = circuit.crews.get(shift as usize) else { continue };
            let reaches = |unit: u32| world.moved.is_empty() || farthest(world, unit, &stops) <= access(world, shift);
            let able = |unit: u32| world.can_do(unit, shift) && reaches(unit);
            if !units_of(*crew).all(able) {
                holes.push(Hole { circuit: at, shift });
            }
        }
    }
    holes
}

/// Decides for one department.
pub(super) fn decide(
    (world, plan): (&World, &Plan),
    department: u32,
    holes: &[Hole],
    needs: &[Need],
    branches: u64,
) -> Decision {
    if holes.is_empty() && needs.is_empty() && is_reserve_kept(world, plan, department) {
        return Decision { proven: true, ..Decision::default() };
    }
    // Where the solver gives up, the plan without those services is a plan all the same; only what is
    // pinned is not given up.
    let free = |hole: &&Hole| !super::improve::is_pinned(world, plan, hole.circuit);
    Program::of(world, plan, department, holes, needs).solve(branches).unwrap_or_else(|| Decision {
        given_up: holes.iter().filter(free).map(|hole| hole.circuit).collect(),
        ..Decision::default()
    })
}

/// Crews that wait, and that go round, in a department in a shift.
pub(super) fn reserve(world: &World, plan: &Plan, department: u32, shift: u32) -> [u32; 2] {
    let here = |unit: u32| world.stands[unit as usize].1 == department;
    let waiting = plan.reserves.iter().filter(|one| one.shift == shift && here(one.unit)).map(|one| one.crews).sum();
    let serving = plan.circuits.iter().filter(|circuit| circuit.department == department).count();
    [waiting, u32::try_from(serving).unwrap_or(u32::MAX)]
}

fn is_reserve_kept(world: &World, plan: &Plan, department: u32) -> bool {
    let share = u64::from(world.problem.policy.reserve.0);
    world.open_shifts().all(|shift| {
        let [waiting, serving] = reserve(world, plan, department, shift).map(u64::from);
        waiting >= share * (waiting + serving) / 1_000
    })
}

/// Crews of a unit that have nothing to do in a shift.
pub(super) fn spare(world: &World, plan: &Plan, unit: u32, shift: u32) -> u32 {
    let loads = Loads::of(world, plan, &|_, _| false);
    let free = loads.free(world, unit, shift);
    (free.people / world.problem.units[unit as usize].crew.0.max(1)).min(free.vehicles)
}
