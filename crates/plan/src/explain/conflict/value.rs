//! The nation's value: the oracle is the bound that the plan claims, reckoned anew for a problem
//! without the requirement.

use super::super::view::View;
use super::{Amount, Conflict, Relief, Requirement, Terms, Wish, minimal};
use crate::answer::{Plan, Value};
use crate::deploy::nation_bound;
use crate::measure::{Clock, Officers, Permille, Seconds};
use crate::problem::limits::{MAX_DUTY, MAX_STRENGTH, MAX_VEHICLES};
use crate::problem::{Problem, UnitZone};

/// What is dropped first is told last.
const ORDER: [Requirement; 9] = [
    Requirement::Ceiling,
    Requirement::Visits,
    Requirement::Duty,
    Requirement::Zones,
    Requirement::Fixed,
    Requirement::Rest,
    Requirement::Reserve,
    Requirement::Strength,
    Requirement::Value,
];

/// The bound falls by less than this, in thousandths, where a requirement is no hindrance.
const LEAST_FALL: u64 = 1;

/// Why the nation's value is not below its bound; none where the bound is nothing.
pub(super) fn conflict(view: &View<'_>) -> Option<Conflict> {
    let (problem, plan) = (view.problem, view.plan);
    let bound = nation_bound(problem, plan);
    // Just below: every thousandth of a fall counts as possible.
    let possible =
        |terms: &Terms| !terms.hold(Requirement::Value) || relaxed(problem, plan, terms).0 + LEAST_FALL <= bound.0;
    let mut requirements = minimal(&ORDER, possible)?;
    requirements.reverse();
    let reliefs = requirements.into_iter().map(|requirement| {
        let terms = Terms::all().without(requirement);
        let amount = if requirement == Requirement::Value { bound } else { relaxed(problem, plan, &terms) };
        Relief { requirement, clears: possible(&terms), amount: Amount::Bound(amount) }
    });
    let reliefs = reliefs.collect();
    Some(Conflict { wish: Wish::Below(bound), reliefs })
}

/// The bound without what does not hold.
fn relaxed(problem: &Problem, plan: &Plan, terms: &Terms) -> Value {
    let (mut problem, mut plan) = (problem.clone(), plan.clone());
    let gone = |requirement| !terms.hold(requirement);
    if gone(Requirement::Ceiling) {
        problem.policy.ceiling = Permille(1_000);
    }
    if gone(Requirement::Rest) {
        problem.policy.rest = Seconds(0);
    }
    if gone(Requirement::Reserve) {
        problem.policy.reserve = Permille(0);
    }
    if gone(Requirement::Visits) {
        // Floors count where the circuits visit all of a pool: without circuits nowhere.
        plan.circuits.clear();
    }
    for unit in &mut problem.units {
        unit.movable |= gone(Requirement::Fixed);
        if gone(Requirement::Zones) {
            unit.zone = UnitZone::Any;
        }
        if gone(Requirement::Duty) {
            (unit.from, unit.to) = (Clock(0), Clock::LAST);
            (unit.longest_duty, unit.shortest_rest) = (Seconds(MAX_DUTY), Seconds(0));
        }
        if gone(Requirement::Strength) {
            (unit.strength, unit.vehicles) = (Officers(MAX_STRENGTH), MAX_VEHICLES);
        }
    }
    nation_bound(&problem, &plan)
}
