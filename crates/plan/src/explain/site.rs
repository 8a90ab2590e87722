//! What a plan does for one site, and why not more.

use super::equilibrium::{Price, price};
use super::help::{Help, help};
use super::reach::{Reason, reason};
use super::view::{Pool, View};
use crate::answer::{Crew, Plan, Step, Value};
use crate::measure::Seconds;
use crate::problem::Problem;
use crate::problem::weight::{Itemised, itemise};

/// A circuit that stops at a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Position of the circuit in the plan.
    pub circuit: u32,
    /// Stops in one period.
    pub stops: u32,
    /// Their time together.
    pub time: Seconds,
    /// Crews by shift.
    pub crews: Vec<Crew>,
}

/// Everything a plan says about one site.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteAccount {
    /// Position of the site.
    pub site: u32,
    /// Its weight, part by part, in each class of hours.
    pub weight: Vec<Itemised>,
    /// Who visits it.
    pub visits: Vec<Visit>,
    /// For each class of hours, whether a circuit with a crew is there in each of its periods.
    pub seen: Vec<bool>,
    /// Chance that somebody is there at any moment, in millionths, rounded down.
    pub presence: u64,
    /// Most presence it may have, in millionths.
    pub ceiling: u64,
    /// Help, by shift.
    pub help: Vec<Help>,
    /// What it is worth to an attacker under this plan.
    pub value: Value,
    /// Sites of its pool that are worth more.
    pub above: u32,
    /// Sites of its pool.
    pub sites: u32,
    /// What the plan reaches in its pool: the greatest value of its sites.
    pub realised: Value,
    /// What no plan with as many circuits can go below there.
    pub bound: Value,
    /// What one more circuit would change there.
    pub price: Price,
    /// Why no circuit visits it; none where one does.
    pub reason: Option<Reason>,
}

/// Explains one site (its position).
///
/// # Panics
/// If the problem has no such site, or a position in the plan names nothing.
pub fn site(problem: &Problem, plan: &Plan, site: u32) -> SiteAccount {
    let view = View::of(problem, plan);
    let at = site as usize;
    let place = &problem.sites[at];
    let pools = view.pools_in(place.department);
    let pool = pools.iter().find(|pool| pool.sites.contains(&at));
    let pool = pool.unwrap_or_else(|| unreachable!("every site is in the pool of its department and ground"));
    let value = view.value(at);
    let above = pool.sites.clone().filter(|other| view.value(*other) > value).count();
    let (bound, realised) = view.claimed(pool.department, pool.ground);
    let whole = 1_000_000;
    SiteAccount {
        site,
        weight: itemise(problem, site),
        visits: visits(&view, at),
        seen: seen(&view, at),
        presence: view.presence(at),
        ceiling: if place.may_post { whole } else { u64::from(problem.policy.ceiling.0) * 1_000 },
        help: help(&view, place),
        value,
        above: count(above),
        sites: count(pool.sites.len()),
        realised,
        bound,
        price: price(&view, pool),
        reason: why(&view, pool, at),
    }
}

fn why(view: &View<'_>, pool: &Pool, site: usize) -> Option<Reason> {
    (!view.is_visited(site)).then(|| reason(view, pool, site))
}

fn visits(view: &View<'_>, site: usize) -> Vec<Visit> {
    let one = |(circuit, seconds): &(u32, u32)| {
        let served = &view.plan.circuits[*circuit as usize];
        let here = |step: &&Step| matches!(step, Step::Stop { site: at, .. } if *at as usize == site);
        Visit {
            circuit: *circuit,
            stops: count(served.steps.iter().filter(here).count()),
            time: Seconds(*seconds),
            crews: served.crews.clone(),
        }
    };
    view.visits(site).iter().map(one).collect()
}

/// A class of hours is a whole number of periods, and lies within one shift: a circuit that is
/// served in that shift stops at all its sites in each of them.
fn seen(view: &View<'_>, site: usize) -> Vec<bool> {
    let policy = &view.problem.policy;
    let of = |class: &crate::problem::Hours| {
        let shift =
            policy.shifts.iter().position(|shift| shift.serves_from <= class.from && class.to <= shift.serves_to);
        let served = |shift: usize| {
            view.visits(site).iter().any(|(circuit, _)| view.plan.circuits[*circuit as usize].crews.len() > shift)
        };
        shift.is_some_and(served)
    };
    policy.hours.iter().map(of).collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
