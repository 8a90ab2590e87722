//! C181, C182 and C186: what the plan reaches in each pool, and what no plan of as many circuits
//! can go below.
//!
//! The bound. Let every site i of a pool weigh wᵢ in its worst class of hours, and let a plan of n
//! circuits reach the value v there. Then for every site 1 − pᵢ ≤ v ÷ wᵢ, where pᵢ is the chance
//! that somebody is there. The chance of a union is at most the sum of the chances, so the
//! circuits stop at i for at least pᵢ of a period in all; a site that is visited is stopped at for
//! the shortest stop at least; and together the circuits stop for at most n × (period − rest).
//! So Σ max(shortest stop, (1 − v ÷ wᵢ) × period) ≤ n × (period − rest). No presence is above its
//! ceiling cᵢ, so v ≥ wᵢ × (1 − cᵢ) too, and cutting the summands at their ceilings only makes
//! the sum smaller. The left side falls as v grows: a value at which one of the two does not hold
//! is below every such plan. The shortest stops count only where this plan visits all sites of
//! the pool; the bound then holds for plans that do so too.

use std::collections::BTreeMap;

use super::case::{Case, Found};
use super::circuits::double;
use super::presence::{Round, absence};
use super::rule::Rule;
use super::violation::At;
use crate::answer::{PoolClaim, Value};
use crate::problem::{Ground, Site};

/// What a bound may be off by, relative, in the arithmetic of doubles.
const BLUR: f64 = 1e-9;

/// The sites of one ground of one department, and what the plan reaches there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The department.
    pub department: u32,
    /// Whose ground.
    pub ground: Ground,
    /// Circuits of the plan.
    pub circuits: u64,
    /// Whether they visit every site.
    pub all_visited: bool,
    /// What the plan reaches, rounded up.
    pub realised: Value,
    /// Position of its first site, and of the one after its last.
    pub(super) sites: (usize, usize),
}

/// Every pool that has sites.
pub(super) fn pools(case: &Case<'_>) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    for (nth, site) in case.sites() {
        let (department, ground) = (site.department, site.ground);
        let value = absence(case, nth, site.weight().0.saturating_mul(1_000), Round::Up);
        let visited = case.visits.at(nth).len() > 0;
        let at = nth as usize;
        match pools.last_mut() {
            Some(pool) if (pool.department, pool.ground) == (department, ground) => {
                pool.realised = pool.realised.max(Value(value));
                pool.all_visited &= visited;
                pool.sites.1 = at + 1;
            }
            _ => {
                let circuits = case.circuits(department, ground);
                let realised = Value(value);
                let sites = (at, at + 1);
                pools.push(Pool { department, ground, circuits, all_visited: visited, realised, sites });
            }
        }
    }
    pools
}

pub(super) fn check(case: &Case<'_>, pools: &[Pool], found: &mut Found) {
    let key = |claim: &PoolClaim| (claim.department, claim.ground);
    let mut claims: BTreeMap<_, _> = case.plan.pools.iter().map(|claim| (key(claim), claim)).collect();
    for pool in pools {
        let at = At::Pool { department: pool.department, ground: pool.ground };
        match claims.remove(&(pool.department, pool.ground)) {
            None => found.unless(false, Rule::NoClaim, at, [0, pool.realised.0]),
            Some(claim) => check_claim(case, pool, claim, found),
        }
    }
    // What is left claims something of pools without sites: nothing is at stake there.
    for claim in claims.into_values() {
        let at = At::Pool { department: claim.department, ground: claim.ground };
        found.unless(claim.realised.0 == 0, Rule::Realised, at, [claim.realised.0, 0]);
        found.unless(claim.bound.0 == 0, Rule::PoolBound, at, [claim.bound.0, 0]);
    }
}

fn check_claim(case: &Case<'_>, pool: &Pool, claim: &PoolClaim, found: &mut Found) {
    let at = At::Pool { department: pool.department, ground: pool.ground };
    let realised = [claim.realised.0, pool.realised.0];
    found.unless(claim.realised == pool.realised, Rule::Realised, at, realised);
    let demand = Demand::of(case, pool);
    let below = below(claim.bound);
    let circuits = double(pool.circuits);
    let proven = claim.bound.0 == 0 || demand.circuits(case, below).is_none_or(|needed| needed > circuits);
    found.unless(proven, Rule::PoolBound, at, [claim.bound.0, bisected(case, &demand, circuits)]);
}

/// A value just below a bound, in points: what holds there, up to rounding, proves the bound.
pub(super) fn below(bound: Value) -> f64 {
    double(bound.0) / 1_000.0 * (1.0 - BLUR)
}

/// What the sites of a pool demand of its circuits.
pub(super) struct Demand<'a> {
    sites: &'a [Site],
    floor: u32,
}

impl<'a> Demand<'a> {
    pub(super) fn of(case: &Case<'a>, pool: &Pool) -> Self {
        let floor = if pool.all_visited { case.problem.policy.shortest_stop.0 } else { 0 };
        Self { sites: &case.problem.sites[pool.sites.0..pool.sites.1], floor }
    }

    /// How many circuits a value needs, as a fraction and at least; `None` if no number will do,
    /// since a ceiling forbids it.
    pub(super) fn circuits(&self, case: &Case<'_>, value: f64) -> Option<f64> {
        let policy = &case.problem.policy;
        let period = u64::from(policy.period.0.max(1));
        // What is at its floor or ceiling is added in whole milliseconds, without rounding.
        let (mut limited, mut parts) = (0_u64, 0.0);
        for site in self.sites {
            let weight = double(site.weight().0);
            let ceiling = if site.may_post { 1_000 } else { policy.ceiling.0.min(1_000) };
            if value < weight * (f64::from(1_000 - ceiling) / 1_000.0) {
                return None;
            }
            let most = period * u64::from(ceiling);
            let least = (u64::from(self.floor) * 1_000).min(most);
            let wanted = (1.0 - value / weight) * double(period * 1_000);
            if wanted <= double(least) {
                limited += least;
            } else if wanted >= double(most) {
                limited += most;
            } else {
                parts += wanted;
            }
        }
        let served = period.saturating_sub(u64::from(policy.rest.0)).max(1);
        Some((double(limited) + parts) / double(served * 1_000))
    }
}

/// The smallest value that so many circuits can reach, in thousandths, for the message.
fn bisected(case: &Case<'_>, demand: &Demand<'_>, circuits: f64) -> u64 {
    let heaviest = demand.sites.iter().map(|site| double(site.weight().0)).fold(0.0, f64::max);
    let (mut no, mut yes) = (0.0, heaviest);
    for _ in 0..64 {
        let middle = f64::midpoint(no, yes);
        if demand.circuits(case, middle).is_some_and(|needed| needed <= circuits) { yes = middle } else { no = middle }
    }
    super::circuits::whole(yes * 1_000.0)
}
