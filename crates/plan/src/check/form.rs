//! C101 to C105: the plan's form. Only C102 ends the check: what names nothing cannot be judged.

use super::case::{Found, base_of, department_of};
use super::rule::Rule;
use super::violation::At;
use crate::answer::{Certificates, Crew, Plan, Step, SweepOutcome};
use crate::problem::Problem;
use crate::problem::text::problem_hash;

/// The hash and every position.
pub(super) fn positions(problem: &Problem, plan: &Plan, certificates: &Certificates, found: &mut Found) {
    let hash = problem_hash(problem);
    found.unless(plan.problem == hash, Rule::OtherProblem, At::Plan, [0, 0]);
    let certified = certificates.covers.is_empty() || certificates.problem == hash;
    found.unless(certified, Rule::OtherProblem, At::Record("certificates", 0), [0, 0]);
    let limits = Limits::of(problem);
    for (nth, unit) in (0..).zip(&problem.units) {
        let stands = base_of(problem, unit).is_some() && department_of(problem, unit).is_some();
        found.unless(stands, Rule::Unknown, At::Unit(nth), [0, 0]);
    }
    let mut known = |list, nth, positions: &[(u32, usize)]| {
        for (position, limit) in positions {
            let (at, figures) = (At::Record(list, nth), [u64::from(*position), *limit as u64]);
            found.unless((*position as usize) < *limit, Rule::Unknown, at, figures);
        }
    };
    for (nth, sent) in (0..).zip(&plan.moves) {
        known("moves", nth, &[(sent.unit, limits.units), (sent.base, limits.bases)]);
    }
    for (nth, circuit) in (0..).zip(&plan.circuits) {
        known("circuits", nth, &[(circuit.department, limits.departments)]);
        for crew in &circuit.crews {
            match *crew {
                Crew::Ordinary { unit } => known("circuits", nth, &[(unit, limits.units)]),
                Crew::Accompanied { soldiers, liaison } => {
                    known("circuits", nth, &[(soldiers, limits.units), (liaison, limits.units)]);
                }
            }
        }
        for step in &circuit.steps {
            if let Step::Stop { site, .. } = step {
                known("circuits", nth, &[(*site, limits.sites)]);
            }
        }
    }
    others(plan, certificates, &limits, &mut known);
}

/// How many of each there are.
struct Limits {
    units: usize,
    bases: usize,
    departments: usize,
    sites: usize,
    shifts: usize,
    events: usize,
}

impl Limits {
    fn of(problem: &Problem) -> Self {
        Self {
            units: problem.units.len(),
            bases: problem.bases.len(),
            departments: problem.departments.len(),
            sites: problem.sites.len(),
            shifts: problem.policy.shifts.len(),
            events: problem.events.len(),
        }
    }
}

fn others(
    plan: &Plan,
    certificates: &Certificates,
    limits: &Limits,
    known: &mut impl FnMut(&'static str, u32, &[(u32, usize)]),
) {
    for (nth, reserve) in (0..).zip(&plan.reserves) {
        let positions = [(reserve.shift, limits.shifts), (reserve.unit, limits.units), (reserve.base, limits.bases)];
        known("reserves", nth, &positions);
    }
    for (nth, detail) in (0..).zip(&plan.details) {
        let positions = [(detail.event, limits.events), (detail.shift, limits.shifts), (detail.unit, limits.units)];
        known("details", nth, &positions);
    }
    for (nth, sweep) in (0..).zip(&plan.sweeps) {
        let mut positions = vec![(sweep.event, limits.events)];
        match &sweep.outcome {
            SweepOutcome::Swept { unit, .. } => positions.push((*unit, limits.units)),
            SweepOutcome::Unswept(why) => positions.extend(why.elsewhere().iter().map(|event| (*event, limits.events))),
        }
        known("sweeps", nth, &positions);
    }
    for (nth, site) in (0..).zip(&plan.response_only) {
        known("response-only", nth, &[(*site, limits.sites)]);
    }
    for (nth, pool) in (0..).zip(&plan.pools) {
        known("pools", nth, &[(pool.department, limits.departments)]);
    }
    for (nth, cover) in (0..).zip(&plan.covers) {
        known("covers", nth, &[(cover.shift, limits.shifts), (cover.department, limits.departments)]);
    }
    for (nth, cover) in (0..).zip(&certificates.covers) {
        known("certificates", nth, &[(cover.shift, limits.shifts), (cover.department, limits.departments)]);
        for (site, _) in &cover.multipliers {
            known("certificates", nth, &[(*site, limits.sites)]);
        }
    }
}

/// Order of the lists, commitments, crews of the circuits.
pub(super) fn lists(problem: &Problem, plan: &Plan, certificates: &Certificates, found: &mut Found) {
    let shifts = problem.policy.shifts.len();
    let commitments = [plan.commitments.len() as u64, shifts as u64];
    found.unless(plan.commitments.len() == shifts, Rule::Commitments, At::Plan, commitments);
    for (nth, circuit) in (0..).zip(&plan.circuits) {
        let crews = [circuit.crews.len() as u64, shifts as u64];
        found.unless(circuit.crews.len() == shifts, Rule::CrewPerShift, At::Circuit(nth), crews);
    }
    let mut ordered = |list, at: Option<usize>| {
        let nth = at.and_then(|at| u32::try_from(at).ok()).unwrap_or(0);
        found.unless(at.is_none(), Rule::Order, At::Record(list, nth), [0, 0]);
    };
    // A unit that is moved twice has a code of its own.
    ordered("moves", plan.moves.windows(2).position(|two| two[0].unit > two[1].unit));
    ordered("circuits", misnumbered(plan));
    ordered("reserves", broken(plan.reserves.iter().map(|reserve| (reserve.shift, reserve.unit, reserve.base))));
    ordered("details", broken(plan.details.iter().map(|detail| (detail.event, detail.shift, detail.unit))));
    ordered("sweeps", broken(plan.sweeps.iter().map(|sweep| sweep.event)));
    ordered("response-only", broken(plan.response_only.iter()));
    ordered("pools", broken(plan.pools.iter().map(|pool| (pool.department, pool.ground))));
    ordered("covers", broken(plan.covers.iter().map(|cover| (cover.shift, cover.department))));
    ordered("certificates", broken(certificates.covers.iter().map(|cover| (cover.shift, cover.department))));
    let multipliers = |cover: &crate::answer::CoverCertificate| broken(cover.multipliers.iter().map(|(site, _)| *site));
    ordered("certificates", certificates.covers.iter().position(|cover| multipliers(cover).is_some()));
}

/// Position of the first key that does not come after the one before it.
fn broken<K: Ord>(keys: impl Iterator<Item = K> + Clone) -> Option<usize> {
    keys.clone().zip(keys.skip(1)).position(|(one, next)| one >= next).map(|at| at + 1)
}

/// The first circuit that is not the next of its pool or the first of a later one.
fn misnumbered(plan: &Plan) -> Option<usize> {
    let mut before = None;
    plan.circuits.iter().position(|circuit| {
        let pool = (circuit.department, circuit.ground);
        let due = match before {
            Some((last, number)) if last == pool => number + 1,
            _ => 1,
        };
        let late = before.is_none_or(|(last, _)| last <= pool);
        before = Some((pool, u64::from(circuit.number)));
        !late || u64::from(circuit.number) != due
    })
}
