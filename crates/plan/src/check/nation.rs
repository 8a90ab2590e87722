//! C183: what no plan of these forces can go below anywhere in the nation.
//!
//! The bound. Let a plan reach the value v in every pool. By the bound of `values.rs` each pool
//! then has at least nⱼ(v) circuits, a whole number. Each circuit has a crew in every shift, and
//! of T crews of a department in a shift at least ⌊reserve share × T⌋ wait; so a department with
//! n circuits has at least T(n) crews in each of the S shifts, the least T with T − ⌊share × T⌋
//! ≥ n, or S × T(n) in all, which are called services here.
//!
//! What units give. A person serves in at most r shifts of the day (no two whose duties are
//! closer than the shortest rest, none outside the unit's window or beyond its longest duty). So
//! a patrol unit has at most X = min(r × ⌊strength ÷ crew⌋, vehicles × shifts) services of its
//! own. Soldiers give at most Y, alike, each with ℓ people of liaison from patrol units. A person
//! of a patrol unit that lies idle counts 1 ÷ c for liaison, c being the largest crew of any
//! patrol unit, and a person taken from a crew costs the unit 1 ÷ crew ≥ 1 ÷ c of a service; so
//! y accompanied services leave patrol units with at most ΣX + (what lies idle) ÷ c − y × ℓ ÷ c
//! of their own, and together that is F + y × (1 − ℓ ÷ c) with F = ΣX + idle ÷ c (idle people
//! count only where there are soldiers). If ℓ ≥ c, soldiers add nothing and count nothing.
//!
//! Units that may not be moved serve in their own department. So a department has to get
//! S × T(n) − F − (1 − ℓ ÷ c) × min(Y, S × n) services, if that is more than 0, from units
//! that may be moved, F and Y being those of its own; and the units that may be moved have no
//! more than F + (1 − ℓ ÷ c) × Y together. The same holds
//! for the circuits of one ground alone and the units that may serve there, without the reserve.
//! Where one of these three sums is too large, no plan reaches v. The sums fall as v grows; so a
//! value just below the claimed bound at which one of them is too large proves the bound.

use super::case::{Case, Found, department_of};
use super::circuits::double;
use super::crews::may_serve;
use super::rule::Rule;
use super::values::{Demand, Pool, below};
use super::violation::At;
use crate::problem::{Ground, Shift, Unit, UnitKind};

/// What rounding may add to a number of circuits before it is rounded up.
const BLUR: f64 = 1e-12;

pub(super) fn check(case: &Case<'_>, pools: &[Pool], found: &mut Found) {
    let bound = case.plan.bound;
    let proven = bound.0 == 0 || out_of_reach(case, pools, below(bound));
    found.unless(proven, Rule::NationBound, At::Plan, [bound.0, 0]);
}

/// Circuits that a department needs on its two grounds.
type Needs = Vec<[f64; 2]>;

/// Whether no plan of these forces reaches the value everywhere.
fn out_of_reach(case: &Case<'_>, pools: &[Pool], value: f64) -> bool {
    let mut needs: Needs = vec![[0.0; 2]; case.problem.departments.len()];
    for pool in pools {
        let Some(circuits) = Demand::of(case, pool).circuits(case, value) else {
            return true;
        };
        needs[pool.department as usize][pool.ground as usize] = (circuits * (1.0 - BLUR)).ceil();
    }
    let grounds: [&[Ground]; 3] = [&[Ground::Gendarmerie], &[Ground::Police], &[Ground::Gendarmerie, Ground::Police]];
    grounds.into_iter().any(|grounds| too_many(case, &needs, grounds))
}

/// What units that may not be moved, or those that may, can give.
#[derive(Clone, Copy, Default)]
struct Supply {
    patrols: f64,
    soldiers: f64,
}

fn too_many(case: &Case<'_>, needs: &Needs, grounds: &[Ground]) -> bool {
    let saving = saving(case);
    let (own, movable) = supplies(case, grounds);
    let shifts = double(case.problem.policy.shifts.len() as u64);
    let missing = needs.iter().zip(&own).map(|(needs, own)| {
        let circuits: f64 = grounds.iter().map(|ground| needs[*ground as usize]).sum();
        let crews = if grounds.len() == 2 { with_reserve(case, circuits) } else { circuits };
        let accompanied = own.soldiers.min(shifts * circuits);
        (shifts * crews - own.patrols - saving * accompanied).max(0.0)
    });
    missing.sum::<f64>() > (movable.patrols + saving * movable.soldiers) * (1.0 + BLUR)
}

/// The least crews of which so many serve circuits, when a share of them waits.
fn with_reserve(case: &Case<'_>, circuits: f64) -> f64 {
    let share = u64::from(case.problem.policy.reserve.0.min(999));
    let circuits = super::circuits::whole(circuits);
    let serving = |crews: u64| crews - share * crews / 1_000;
    // T − ⌊share × T⌋ ≥ T × (1 − share), so no T below this one is enough but by rounding.
    let mut crews = (circuits.saturating_sub(1)).saturating_mul(1_000) / (1_000 - share);
    while serving(crews) < circuits {
        crews += 1;
    }
    double(crews)
}

/// What a service with soldiers saves patrol units: 1 − ℓ ÷ c, or nothing.
fn saving(case: &Case<'_>) -> f64 {
    let liaison = f64::from(case.problem.policy.liaison.0);
    largest_crew(case).map_or(0.0, |largest| (1.0 - liaison / largest).max(0.0))
}

fn patrols<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Unit> {
    case.problem.units.iter().filter(|unit| unit.kind == UnitKind::Patrol)
}

fn largest_crew(case: &Case<'_>) -> Option<f64> {
    patrols(case).map(|unit| unit.crew.0.max(1)).max().map(f64::from)
}

/// For each department what stays there, and what may be moved.
fn supplies(case: &Case<'_>, grounds: &[Ground]) -> (Vec<Supply>, Supply) {
    let largest =
        if case.problem.units.iter().any(|unit| unit.kind == UnitKind::Soldiers) { largest_crew(case) } else { None };
    let (mut own, mut movable) = (vec![Supply::default(); case.problem.departments.len()], Supply::default());
    for unit in case.problem.units.iter().filter(|unit| grounds.iter().any(|ground| may_serve(unit, *ground))) {
        let home =
            department_of(case.problem, unit).unwrap_or_else(|| unreachable!("units without one are refused before"));
        let supply = if unit.movable { &mut movable } else { &mut own[home as usize] };
        let (services, idle) = services(unit, &case.problem.policy.shifts);
        match unit.kind {
            UnitKind::Patrol => {
                supply.patrols += double(services) + largest.map_or(0.0, |largest| double(idle) / largest);
            }
            UnitKind::Soldiers => supply.soldiers += double(services),
            UnitKind::BombDisposal | UnitKind::Elite => {}
        }
    }
    (own, movable)
}

/// Most services of a unit, and people times shifts that are left over.
fn services(unit: &Unit, shifts: &[Shift]) -> (u64, u64) {
    let length = |shift: &Shift| shift.duty_to.0.saturating_sub(shift.duty_from.0);
    let fits = |shift: &&Shift| {
        unit.from <= shift.duty_from && shift.duty_to <= unit.to && length(shift) <= unit.longest_duty.0
    };
    let mut able: Vec<&Shift> = shifts.iter().filter(fits).collect();
    // Taking the duty that ends first is the most duties of one person.
    able.sort_by_key(|shift| shift.duty_to);
    let (mut times, mut free) = (0_u64, 0_u64);
    for shift in &able {
        if u64::from(shift.duty_from.0) >= free {
            times += 1;
            free = u64::from(shift.duty_to.0) + u64::from(unit.shortest_rest.0);
        }
    }
    let (strength, crew) = (u64::from(unit.strength.0), u64::from(unit.crew.0.max(1)));
    let services = (times * (strength / crew)).min(u64::from(unit.vehicles) * able.len() as u64);
    (services, times * strength - services * crew)
}
