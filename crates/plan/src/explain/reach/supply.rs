//! Who may come to serve a pool, and how many services they give at most.

use crate::answer::Reserve;
use crate::deploy::services;
use crate::explain::conflict::{Requirement, Terms};
use crate::explain::view::{Pool, View, double, may_serve};
use crate::problem::{Problem, Unit, UnitKind};
use crate::travel::{Point, time};

/// A unit, or all those that may be moved here, and what they can give.
pub(super) struct Supplier {
    /// Where it may stand; empty for nowhere known.
    pub(super) bases: Vec<Point>,
    pub(super) patrols: f64,
    pub(super) soldiers: f64,
    /// Whether it may serve on the pool's ground.
    pub(super) serves: bool,
}

pub(super) fn reaches(problem: &Problem, from: &Supplier, to: &Point, limit: u32) -> bool {
    let gives = from.patrols + from.soldiers > 0.0;
    gives && (limit == u32::MAX || from.bases.iter().any(|base| time(&problem.policy.travel, base, to).0 <= limit))
}

/// Everybody who may come to serve in the pool's department.
pub(super) fn suppliers(view: &View<'_>, pool: &Pool, terms: &Terms) -> Vec<Supplier> {
    let problem = view.problem;
    let dispatched = terms.hold(Requirement::Dispatch);
    let serves = |unit: &Unit| !terms.hold(Requirement::Zones) || may_serve(unit, pool.ground);
    let here = view.units_in(pool.department).filter(|(_, unit)| dispatched || !unit.movable);
    let largest = largest_crew(problem);
    let one = |(at, unit): (u32, &Unit)| {
        let bases = view.base(at).map(|base| standing(problem, base)).into_iter().collect();
        let (patrols, soldiers) = gives(view, at, unit, terms, largest);
        Supplier { bases, patrols, soldiers, serves: serves(unit) }
    };
    let mut suppliers: Vec<Supplier> = here.map(one).collect();
    let everywhere = || -> Vec<Point> { bases(problem, pool.department).collect() };
    if !dispatched {
        suppliers.extend(moved(view, pool, terms, largest).map(|from| Supplier { bases: everywhere(), ..from }));
    }
    if !terms.hold(Requirement::Strength) {
        suppliers.push(Supplier { bases: everywhere(), patrols: f64::INFINITY, soldiers: 0.0, serves: true });
    }
    suppliers
}

fn standing(problem: &Problem, base: u32) -> Point {
    let base = &problem.bases[base as usize];
    Point::new(base.position, base.density)
}

fn bases(problem: &Problem, department: u32) -> impl Iterator<Item = Point> + '_ {
    problem
        .bases
        .iter()
        .filter(move |base| base.department == department)
        .map(|base| Point::new(base.position, base.density))
}

/// Units that may be moved, all of which could come: those that serve the pool's ground, and the
/// others.
fn moved(view: &View<'_>, pool: &Pool, terms: &Terms, largest: f64) -> impl Iterator<Item = Supplier> {
    let officers = officers_that_may_come(view, pool, terms);
    let supplier = |serving: bool| {
        let (mut patrols, mut soldiers, mut densest) = (0.0, 0.0, 0.0_f64);
        for (at, unit) in (0_u32..).zip(&view.problem.units).filter(|(_, unit)| unit.movable) {
            if (!terms.hold(Requirement::Zones) || may_serve(unit, pool.ground)) == serving {
                let (own, accompanied) = gives(view, at, unit, terms, largest);
                patrols += own;
                soldiers += accompanied;
                densest = densest.max((own + accompanied) / f64::from(unit.strength.0.max(1)));
            }
        }
        // No officers give more services than the unit that gives most for each of its own.
        let most = officers * densest;
        Supplier { bases: Vec::new(), patrols: patrols.min(most), soldiers: soldiers.min(most), serves: serving }
    };
    [true, false].map(supplier).into_iter()
}

/// Officers of units that may be moved who are not due in other departments, as far as this one
/// may take them.
fn officers_that_may_come(view: &View<'_>, pool: &Pool, terms: &Terms) -> f64 {
    if !terms.hold(Requirement::Minima) {
        return f64::INFINITY;
    }
    let problem = view.problem;
    let fixed = |department: &crate::problem::Department| -> u64 {
        let units = problem.units.iter().filter(|unit| !unit.movable && unit.department == department.id);
        units.map(|unit| u64::from(unit.strength.0)).sum()
    };
    let movable: u64 = problem.units.iter().filter(|unit| unit.movable).map(|unit| u64::from(unit.strength.0)).sum();
    let (mut due, mut room) = (0, u64::MAX);
    for rule in &problem.policy.strengths {
        let Ok(at) = problem.departments.binary_search_by_key(&rule.department, |department| department.id) else {
            continue;
        };
        let there = fixed(&problem.departments[at]);
        if at == pool.department as usize {
            room = u64::from(rule.most.0).saturating_sub(there);
        } else {
            due += u64::from(rule.least.0).saturating_sub(there);
        }
    }
    double(movable.saturating_sub(due).min(room))
}

/// Services of a unit, as a patrol (with what its idle people are worth as a liaison) and as
/// soldiers.
fn gives(view: &View<'_>, at: u32, unit: &Unit, terms: &Terms, largest: f64) -> (f64, f64) {
    let shifts = &view.problem.policy.shifts;
    let (crew, strength) = (u64::from(unit.crew.0.max(1)), u64::from(unit.strength.0));
    let (most, idle) = if terms.hold(Requirement::Duty) {
        services(unit, shifts)
    } else {
        let count = shifts.len() as u64;
        let most = (strength / crew).min(u64::from(unit.vehicles)) * count;
        (double(most), double(strength * count - most * crew))
    };
    let taken = taken(view, at, terms);
    let left = (most * double(crew) + idle - double(taken.people)).max(0.0);
    let most = (most - double(taken.services)).min((left / double(crew)).floor()).max(0.0);
    let idle = (left - most * double(crew) - double(taken.services * crew)).max(0.0);
    match unit.kind {
        UnitKind::Patrol => (most + if largest > 0.0 { idle / largest } else { 0.0 }, 0.0),
        UnitKind::Soldiers => (0.0, most),
        UnitKind::BombDisposal | UnitKind::Elite => (0.0, 0.0),
    }
}

/// What the plan has of a unit elsewhere than on circuits.
struct Taken {
    /// Officers at events, times shifts.
    people: u64,
    /// Crews in reserve, times shifts.
    services: u64,
}

fn taken(view: &View<'_>, at: u32, terms: &Terms) -> Taken {
    let mut taken = Taken { people: 0, services: 0 };
    if terms.hold(Requirement::Details) {
        let ours = view.plan.details.iter().filter(|detail| detail.unit == at);
        taken.people = ours.map(|detail| u64::from(detail.officers.0)).sum();
    }
    // Where units may come from elsewhere the reserve is reckoned as a share of all crews instead.
    if terms.hold(Requirement::Reserve) && terms.hold(Requirement::Dispatch) {
        let ours = view.plan.reserves.iter().filter(|reserve| reserve.unit == at);
        taken.services = ours.map(|reserve: &Reserve| u64::from(reserve.crews)).sum();
    }
    taken
}

/// The largest crew of any patrol unit where there are soldiers to accompany, else 0.
fn largest_crew(problem: &Problem) -> f64 {
    let soldiers = problem.units.iter().any(|unit| unit.kind == UnitKind::Soldiers);
    let patrols = problem.units.iter().filter(|unit| unit.kind == UnitKind::Patrol);
    let largest = patrols.map(|unit| unit.crew.0.max(1)).max().unwrap_or(0);
    if soldiers { f64::from(largest) } else { 0.0 }
}

pub(super) fn saving(problem: &Problem) -> f64 {
    let largest = largest_crew(problem);
    if largest > 0.0 { (1.0 - f64::from(problem.policy.liaison.0) / largest).max(0.0) } else { 0.0 }
}
