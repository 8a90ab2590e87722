//! What a plan does in one department, and what it could not do.

use super::equilibrium::{Price, price};
use super::help::help;
use super::reach::members;
use super::view::View;
use crate::answer::{Crew, Move, Plan, SweepOutcome, Value};
use crate::measure::Officers;
use crate::problem::{Density, Force, Ground, Problem, UnitKind};

/// People of one force and kind who stand in a department, and what they do; times shifts but for
/// units and officers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forces {
    /// Whose they are.
    pub force: Force,
    /// What they do.
    pub kind: UnitKind,
    /// Units.
    pub units: u32,
    /// Their people.
    pub officers: u64,
    /// On circuits.
    pub circuits: u64,
    /// With soldiers.
    pub liaison: u64,
    /// In reserve.
    pub reserve: u64,
    /// At events, wherever they are.
    pub details: u64,
}

/// One pool of a department.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolAccount {
    /// Whose ground.
    pub ground: Ground,
    /// Its sites.
    pub sites: u32,
    /// Those that no circuit visits.
    pub waiting: Vec<u32>,
    /// What no plan with as many circuits can go below.
    pub bound: Value,
    /// What the plan reaches.
    pub realised: Value,
    /// The site that is worth most under the plan.
    pub worst: u32,
    /// Circuits, and what one more would change.
    pub price: Price,
}

/// Promises of one class of roads: sites times shifts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Class of the roads.
    pub density: Density,
    /// The first promise is kept, or missed.
    pub first: [u64; 2],
    /// The second.
    pub second: [u64; 2],
}

/// Reserves of one shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoverAccount {
    /// Position of the shift.
    pub shift: u32,
    /// Crews that wait.
    pub crews: u64,
    /// Weight × chance of help in time, in points × millionths.
    pub value: u64,
    /// The proven most.
    pub bound: u64,
}

/// Something that a plan could not do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// Officers missing at an event in a shift.
    Detail {
        /// The event.
        event: u32,
        /// The shift.
        shift: u32,
        /// There.
        officers: u64,
        /// Due.
        due: u64,
    },
    /// An event that nobody sweeps.
    Unswept {
        /// The event.
        event: u32,
        /// What it is worth, in points.
        weight: u64,
        /// The word for the reason: `skill`, `time`, `needed`.
        why: &'static str,
        /// How many events the teams are needed at more.
        elsewhere: u64,
    },
    /// Fewer officers than the policy's least.
    Least {
        /// Here.
        officers: u64,
        /// Due.
        due: u64,
    },
    /// Fewer reserve crews in a shift than the policy's share.
    Reserve {
        /// The shift.
        shift: u32,
        /// Waiting.
        crews: u64,
        /// Due.
        due: u64,
    },
}

/// Everything a plan says about one department.
#[derive(Clone, Debug, PartialEq)]
pub struct DepartmentAccount {
    /// The department.
    pub department: u32,
    /// People, by force and kind.
    pub forces: Vec<Forces>,
    /// Pools with sites.
    pub pools: Vec<PoolAccount>,
    /// Promises, by class of roads; only classes with sites.
    pub promises: Vec<Kept>,
    /// Reserves, by shift.
    pub covers: Vec<CoverAccount>,
    /// Units that were sent here from elsewhere, or to another base here.
    pub arrived: Vec<Move>,
    /// Units of this department that were sent away.
    pub left: Vec<Move>,
    /// What could not be done, but for visits and promises.
    pub shortfalls: Vec<Shortfall>,
}

/// Explains one department (its position).
///
/// # Panics
/// If the problem has no such department, or a position in the plan names nothing.
pub fn department(problem: &Problem, plan: &Plan, department: u32) -> DepartmentAccount {
    let view = View::of(problem, plan);
    let id = problem.departments[department as usize].id;
    let to = |order: &&Move| problem.bases[order.base as usize].department == department;
    let from = |order: &&Move| problem.units[order.unit as usize].department == id;
    DepartmentAccount {
        department,
        forces: forces(&view, department),
        pools: pool_accounts(&view, department),
        promises: promises(&view, department),
        covers: covers(&view, department),
        arrived: plan.moves.iter().filter(to).copied().collect(),
        left: plan.moves.iter().filter(from).filter(|order| !to(order)).copied().collect(),
        shortfalls: shortfalls(&view, department),
    }
}

/// For each unit its people times shifts on circuits, with soldiers, in reserve and at events.
fn work(view: &View<'_>) -> Vec<[u64; 4]> {
    let problem = view.problem;
    let mut work = vec![[0_u64; 4]; problem.units.len()];
    for crew in view.plan.circuits.iter().flat_map(|circuit| circuit.crews.iter().take(problem.policy.shifts.len())) {
        let [first, liaison] = members(*crew);
        if let Some(unit) = first {
            work[unit as usize][0] += u64::from(problem.units[unit as usize].crew.0);
        }
        if let Some(unit) = liaison {
            work[unit as usize][1] += u64::from(problem.policy.liaison.0);
        }
    }
    for reserve in &view.plan.reserves {
        work[reserve.unit as usize][2] +=
            u64::from(reserve.crews) * u64::from(problem.units[reserve.unit as usize].crew.0);
    }
    for detail in &view.plan.details {
        work[detail.unit as usize][3] += u64::from(detail.officers.0);
    }
    work
}

fn forces(view: &View<'_>, department: u32) -> Vec<Forces> {
    let work = work(view);
    let mut forces: Vec<Forces> = Vec::new();
    for (at, unit) in view.units_in(department) {
        let known = forces.iter().position(|one| (one.force, one.kind) == (unit.force, unit.kind));
        let known = known.unwrap_or_else(|| {
            forces.push(nobody(unit.force, unit.kind));
            forces.len() - 1
        });
        let ([circuits, liaison, reserve, details], one) = (work[at as usize], &mut forces[known]);
        one.units += 1;
        one.officers += u64::from(unit.strength.0);
        one.circuits += circuits;
        one.liaison += liaison;
        one.reserve += reserve;
        one.details += details;
    }
    forces.sort_by_key(|one| (one.force, one.kind));
    forces
}

fn nobody(force: Force, kind: UnitKind) -> Forces {
    Forces { force, kind, units: 0, officers: 0, circuits: 0, liaison: 0, reserve: 0, details: 0 }
}

fn pool_accounts(view: &View<'_>, department: u32) -> Vec<PoolAccount> {
    let account = |pool: &super::view::Pool| {
        let (bound, realised) = view.claimed(department, pool.ground);
        let worst = pool.sites.clone().max_by_key(|site| (view.value(*site), core::cmp::Reverse(*site)));
        let waiting = pool.sites.clone().filter(|site| !view.is_visited(*site));
        PoolAccount {
            ground: pool.ground,
            sites: narrow(pool.sites.len()),
            waiting: waiting.map(narrow).collect(),
            bound,
            realised,
            worst: worst.map_or(0, narrow),
            price: price(view, pool),
        }
    };
    view.pools_in(department).iter().map(account).collect()
}

fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or_else(|_| unreachable!("a problem has at most two million sites"))
}

fn promises(view: &View<'_>, department: u32) -> Vec<Kept> {
    let classes = [Density::Sparse, Density::Town, Density::Dense];
    let mut kept = classes.map(|density| Kept { density, first: [0; 2], second: [0; 2] });
    for site in view.pools_in(department).into_iter().flat_map(|pool| pool.sites) {
        let site = &view.problem.sites[site];
        let class = &mut kept[site.density as usize];
        for help in help(view, site) {
            class.first[usize::from(!help.first.is_kept())] += 1;
            class.second[usize::from(!help.second.is_kept())] += 1;
        }
    }
    kept.into_iter().filter(|class| class.first != [0; 2]).collect()
}

fn covers(view: &View<'_>, department: u32) -> Vec<CoverAccount> {
    let crews = |shift| view.reserves_in(department, shift).map(|reserve| u64::from(reserve.crews)).sum();
    let claims = view.plan.covers.iter().filter(|claim| claim.department == department);
    let account = |claim: &crate::answer::CoverClaim| CoverAccount {
        shift: claim.shift,
        crews: crews(claim.shift),
        value: claim.value,
        bound: claim.bound,
    };
    claims.map(account).collect()
}

fn shortfalls(view: &View<'_>, department: u32) -> Vec<Shortfall> {
    let mut short = details(view, department);
    short.extend(unswept(view, department));
    let problem = view.problem;
    let id = problem.departments[department as usize].id;
    let officers: u64 = view.units_in(department).map(|(_, unit)| u64::from(unit.strength.0)).sum();
    let rule = problem.policy.strengths.iter().find(|rule| rule.department == id);
    if let Some(due) = rule.map(|rule| u64::from(rule.least.0)).filter(|due| officers < *due) {
        short.push(Shortfall::Least { officers, due });
    }
    for shift in (0..).take(problem.policy.shifts.len()) {
        let crews: u64 = view.reserves_in(department, shift).map(|reserve| u64::from(reserve.crews)).sum();
        let here = view.plan.circuits.iter().filter(|circuit| circuit.department == department);
        let serving = here.filter(|circuit| circuit.crews.get(shift as usize).is_some()).count() as u64;
        let due = u64::from(problem.policy.reserve.0) * (crews + serving) / 1_000;
        if crews < due {
            short.push(Shortfall::Reserve { shift, crews, due });
        }
    }
    short
}

/// Events of the department that nobody sweeps.
fn unswept(view: &View<'_>, department: u32) -> Vec<Shortfall> {
    let here = |id| view.problem.sites.iter().any(|site| site.id == id && site.department == department);
    let left = view.plan.sweeps.iter().filter_map(|sweep| {
        let SweepOutcome::Unswept(why) = &sweep.outcome else { return None };
        let event = view.problem.events.get(sweep.event as usize).filter(|event| here(event.id))?;
        let (weight, elsewhere) = (event.weight.0, why.elsewhere().len() as u64);
        Some(Shortfall::Unswept { event: sweep.event, weight, why: why.word(), elsewhere })
    });
    left.collect()
}

/// Events of the department whose details are too small in a shift that they touch.
fn details(view: &View<'_>, department: u32) -> Vec<Shortfall> {
    let problem = view.problem;
    let is_here = |id| problem.sites.iter().any(|site| site.id == id && site.department == department);
    let mut short = Vec::new();
    for (event, written) in (0_u32..).zip(&problem.events).filter(|(_, event)| is_here(event.id)) {
        let touched = |shift: &crate::problem::Shift| written.from < shift.serves_to && shift.serves_from < written.to;
        for (shift, _) in (0_u32..).zip(&problem.policy.shifts).filter(|(_, shift)| touched(shift)) {
            let there = view.plan.details.iter().filter(|detail| (detail.event, detail.shift) == (event, shift));
            let officers = u64::from(there.map(|detail| detail.officers).sum::<Officers>().0);
            let due = u64::from(written.detail.0);
            if officers < due {
                short.push(Shortfall::Detail { event, shift, officers, due });
            }
        }
    }
    short
}

/// Which of a crew's units a person is of, for words.
pub(super) fn units(crew: Crew) -> impl Iterator<Item = u32> {
    members(crew).into_iter().flatten()
}
