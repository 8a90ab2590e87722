//! What crews are worth to a pool, by the equilibrium: presence without travel, so that what it
//! says no plan can better.

use core::ops::Range;

use super::view::{Pool, View, double, thousandths};
use crate::answer::Value;
use crate::game::{Game, Target};
use crate::problem::{Problem, Site};

/// What one more circuit, a crew in every shift, changes in a pool's equilibrium.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Price {
    /// Circuits of the plan.
    pub circuits: u32,
    /// The least value that so many circuits could hold without travel; none where they cannot
    /// even stop once a period at every site that the plan visits all of.
    pub now: Option<Value>,
    /// The same with one circuit more.
    pub with_one_more: Option<Value>,
    /// By how many points the value falls for a whole circuit at the margin: −dv ÷ dM of the curve.
    pub slope: Option<f64>,
    /// The site whose ceiling of presence holds the value up, so that more crews change nothing.
    pub held: Option<u32>,
}

/// Price of a circuit in a pool.
pub(super) fn price(view: &View<'_>, pool: &Pool) -> Price {
    let circuits = view.circuits(pool.department, pool.ground);
    let whole = pool.sites.clone().all(|site| view.is_visited(site));
    let targets: Vec<Target> =
        view.problem.sites[pool.sites.clone()].iter().map(|site| target(view.problem, site, whole)).collect();
    let Ok(game) = Game::new(&targets) else {
        return Price { circuits, now: None, with_one_more: None, slope: None, held: None };
    };
    let curve = game.curve();
    let presence = |circuits: u32| f64::from(circuits) * served(view.problem);
    let value = |circuits: u32| curve.value_at(presence(circuits)).ok().map(thousandths);
    let slope = curve.price_at(presence(circuits)).ok().map(|price| price * served(view.problem));
    let held = if slope == Some(0.0) { held(view.problem, pool.sites.clone()) } else { None };
    Price { circuits, now: value(circuits), with_one_more: value(circuits.saturating_add(1)), slope, held }
}

/// The site of which most is left when its presence is at its ceiling; none where nothing is.
pub(super) fn held(problem: &Problem, sites: Range<usize>) -> Option<u32> {
    let left = |at: &usize| {
        let site = &problem.sites[*at];
        let open = if site.may_post { 0 } else { 1_000 - u64::from(problem.policy.ceiling.0.min(1_000)) };
        (u128::from(site.weight().0) * u128::from(open), core::cmp::Reverse(*at))
    };
    let most = sites.max_by_key(left).filter(|at| left(at).0 > 0);
    most.and_then(|at| u32::try_from(at).ok())
}

/// The presence that one circuit gives at most: all its period but the rest.
fn served(problem: &Problem) -> f64 {
    let policy = &problem.policy;
    f64::from(policy.period.0.saturating_sub(policy.rest.0)) / f64::from(policy.period.0.max(1))
}

fn target(problem: &Problem, site: &Site, whole: bool) -> Target {
    let policy = &problem.policy;
    let ceiling = if site.may_post { 1.0 } else { f64::from(policy.ceiling.0) / 1_000.0 };
    let floor = if whole { f64::from(policy.shortest_stop.0) / f64::from(policy.period.0.max(1)) } else { 0.0 };
    Target::weighing(double(site.weight().0)).between(floor.min(ceiling), ceiling)
}
