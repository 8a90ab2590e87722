//! C131 to C148: who may serve where, and gets there in time.

use super::case::{Case, Found};
use super::circuits::whole;
use super::ground::{Spot, time};
use super::rule::Rule;
use super::violation::At;
use crate::answer::{Circuit, Crew, Step};
use crate::problem::{Force, Ground, Shift, Unit, UnitKind, UnitZone};

pub(super) fn moves(case: &Case<'_>, found: &mut Found) {
    let mut sent = vec![false; case.problem.units.len()];
    for order in &case.plan.moves {
        let again = std::mem::replace(&mut sent[order.unit as usize], true);
        found.unless(!again, Rule::MovedTwice, At::Unit(order.unit), [2, 1]);
        found.unless(case.unit(order.unit).movable, Rule::Fixed, At::Unit(order.unit), [1, 0]);
    }
}

pub(super) fn check(case: &Case<'_>, found: &mut Found) {
    for (circuit, shift, crew) in case.crews() {
        let at = |unit| At::Crew { circuit, shift, unit };
        let ways = match crew {
            Crew::Ordinary { unit } => {
                let kind = case.unit(unit).kind == UnitKind::Patrol;
                found.unless(kind, Rule::Kind, at(unit), [1, 0]);
                [Some(unit), None]
            }
            Crew::Accompanied { soldiers, liaison } => {
                let kind = case.unit(soldiers).kind == UnitKind::Soldiers;
                found.unless(kind, Rule::Kind, at(soldiers), [1, 0]);
                found.unless(may_accompany(case.unit(liaison)), Rule::Liaison, at(liaison), [1, 0]);
                [Some(soldiers), Some(liaison)]
            }
        };
        let served = &case.plan.circuits[circuit as usize];
        for unit in ways.into_iter().flatten() {
            grounds(case, served, unit, at(unit), found);
            access(case, served, &case.problem.policy.shifts[shift as usize], unit, at(unit), found);
        }
    }
}

fn may_accompany(unit: &Unit) -> bool {
    unit.kind == UnitKind::Patrol && matches!(unit.force, Force::Police | Force::Gendarmerie)
}

/// Whether a unit may serve on this ground.
pub(super) fn may_serve(unit: &Unit, ground: Ground) -> bool {
    match unit.zone {
        UnitZone::Any => true,
        UnitZone::Gendarmerie => ground == Ground::Gendarmerie,
        UnitZone::Police => ground == Ground::Police,
    }
}

fn grounds(case: &Case<'_>, circuit: &Circuit, unit: u32, at: At, found: &mut Found) {
    found.unless(may_serve(case.unit(unit), circuit.ground), Rule::Zone, at, [1, 0]);
    let (stands, due) = (u64::from(case.stand(unit).department), u64::from(circuit.department));
    found.unless(stands == due, Rule::Department, at, [stands, due]);
}

/// The phase is drawn evenly, so any stop may be the first of a service and any the last: the way
/// to the farthest must fit before it, and the way back after it.
fn access(case: &Case<'_>, circuit: &Circuit, shift: &Shift, unit: u32, at: At, found: &mut Found) {
    let base = &case.problem.bases[case.stand(unit).base as usize];
    let from = Spot::new(base.position, base.density);
    let stops = circuit.steps.iter().filter_map(|step| match step {
        Step::Stop { site, .. } => Some(&case.problem.sites[*site as usize]),
        Step::Rest(_) | Step::Way(_) => None,
    });
    let ways =
        stops.map(|site| time(&case.problem.policy.travel, &from, &Spot::new(site.position, site.density)).least);
    let farthest = ways.fold(0.0, f64::max);
    let out = shift.serves_from.0.saturating_sub(shift.duty_from.0);
    let back = shift.duty_to.0.saturating_sub(shift.serves_to.0);
    let figures = |limit: u32| [whole(farthest), u64::from(limit)];
    found.unless(farthest <= f64::from(out), Rule::WayOut, at, figures(out));
    found.unless(farthest <= f64::from(back), Rule::WayBack, at, figures(back));
}
