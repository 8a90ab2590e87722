//! Circuits of a department: how many on each ground, and the search for them.

use super::forces::Team;
use super::pools::{Demand, Pool, Pools, least, span};
use super::{Settings, Watcher};
use crate::patrol::{self, Patrols, Shape};
use crate::problem::{Ground, Problem, UnitZone};
use crate::travel::Point;

/// The circuits of one pool, not yet staffed.
#[derive(Clone)]
pub(super) struct Formed {
    /// Position in [`Pools`].
    pub(super) pool: usize,
    pub(super) department: u32,
    pub(super) ground: Ground,
    /// Sites by their position in the pool's list of those that a crew can reach.
    pub(super) sites: Vec<u32>,
    pub(super) patrols: Patrols,
    /// Sites that no crew reaches in time.
    pub(super) unreachable: Vec<u32>,
}

/// Who can serve a department's circuits.
pub(super) struct Supply<'a> {
    pub(super) teams: &'a [Team],
    /// By pool, the share of their time that crews are on site.
    pub(super) efficiencies: &'a [f64],
    /// Most circuits, so that enough crews wait in reserve.
    pub(super) most: u32,
}

/// Forms the circuits of every pool of a department.
pub(super) fn form(
    problem: &Problem,
    pools: &Pools,
    supply: &Supply<'_>,
    settings: &Settings,
    watcher: &dyn Watcher,
    department: usize,
) -> Vec<Formed> {
    let here: Vec<(usize, &Pool)> = pools.of_department(department).collect();
    let Supply { teams, efficiencies, most } = *supply;
    let counts = within(counts(problem, &here, teams, efficiencies), most);
    let pairs = here.into_iter().zip(counts);
    pairs.map(|((at, pool), circuits)| one(problem, pools, (at, pool), teams, circuits, settings, watcher)).collect()
}

/// As many as may be served in all, the larger pools giving up first.
fn within(mut counts: Vec<u32>, most: u32) -> Vec<u32> {
    while counts.iter().map(|count| u64::from(*count)).sum::<u64>() > most.into() {
        if let Some(largest) = counts.iter_mut().max_by_key(|count| **count) {
            *largest -= 1;
        }
    }
    counts
}

/// How many circuits each pool gets: as many as its own crews and its part of those that serve
/// anywhere can staff in every shift, the latter shared out so that the greater value is least.
fn counts(problem: &Problem, here: &[(usize, &Pool)], teams: &[Team], efficiencies: &[f64]) -> Vec<u32> {
    let shifts = u32::try_from(problem.policy.shifts.len()).unwrap_or(1).max(1);
    let crews = |zone: UnitZone| teams.iter().filter(|team| team.zone == zone).map(|team| team.crews).sum::<u32>();
    let own = |ground| match ground {
        Ground::Gendarmerie => crews(UnitZone::Gendarmerie),
        Ground::Police => crews(UnitZone::Police),
    };
    let any = crews(UnitZone::Any);
    match here {
        [] => Vec::new(),
        [(_, pool)] => vec![(own(pool.ground) + any) / shifts],
        [one, other, ..] => {
            let curves = [one, other].map(|(at, pool)| Curve::of(problem, pool, efficiencies[*at]));
            let most = [one, other].map(|(_, pool)| own(pool.ground));
            share(&curves, most, any, shifts).into()
        }
    }
}

/// The least value that so many circuits hold in a pool.
struct Curve<'a> {
    demand: Demand<'a>,
    efficiency: f64,
}

impl<'a> Curve<'a> {
    fn of(problem: &'a Problem, pool: &Pool, efficiency: f64) -> Self {
        Self { demand: Demand::of(problem, pool, true), efficiency }
    }

    fn value(&self, circuits: u32) -> f64 {
        let supply = f64::from(circuits) * self.efficiency;
        let highest = self.demand.highest();
        let needed = self.demand.circuits(highest).unwrap_or(f64::INFINITY);
        if needed > supply {
            return highest * (1.0 + needed - supply);
        }
        least(highest, |value| self.demand.circuits(value).is_some_and(|needed| needed <= supply))
    }
}

/// Circuits of two pools with crews of their own and `any` that serve both. The first pool's value
/// falls as it gets more and the second's rises: the best is where they cross.
fn share(curves: &[Curve<'_>; 2], own: [u32; 2], any: u32, shifts: u32) -> [u32; 2] {
    let second = |first: u32| {
        let used = (first * shifts).saturating_sub(own[0]).min(any);
        (own[1] + any - used) / shifts
    };
    let (mut low, mut high) = (own[0] / shifts, (own[0] + any) / shifts);
    while low < high {
        let middle = low.midpoint(high);
        if curves[0].value(middle) > curves[1].value(second(middle)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let worst = |first: u32| curves[0].value(first).max(curves[1].value(second(first)));
    let before = low.saturating_sub(1).max(own[0] / shifts);
    let best = if worst(before) < worst(low) { before } else { low };
    [best, second(best)]
}

fn one(
    problem: &Problem,
    pools: &Pools,
    (at, pool): (usize, &Pool),
    teams: &[Team],
    circuits: u32,
    settings: &Settings,
    watcher: &dyn Watcher,
) -> Formed {
    let limit = access(problem);
    let shortest = problem.policy.shortest_stop.0;
    let reached = |site: &usize| {
        // Where the ceiling forbids the shortest stop, nobody may stop at all.
        if span(problem, &problem.sites[*site]).ceiling < shortest {
            return false;
        }
        let point = pools.point(*site);
        teams.iter().any(|team| team.serves(pool.ground) && team.way(problem, point) <= limit)
    };
    let (near, far): (Vec<usize>, Vec<usize>) = pool.sites.clone().partition(|site| reached(site));
    let sites: Vec<u32> = near.iter().map(|site| position(*site)).collect();
    let patrols = without_posts(problem, &near, search(problem, pools, &near, circuits, settings, watcher, at));
    let unreachable = far.into_iter().map(position).collect();
    Formed { pool: at, department: pool.department, ground: pool.ground, sites, patrols, unreachable }
}

/// A circuit of one venue that its crew never leaves is a post, and needs leave: where there is
/// none, the crew is free, and the venue has help when it calls.
fn without_posts(problem: &Problem, near: &[usize], mut patrols: Patrols) -> Patrols {
    let away = problem.policy.travel.start.0.saturating_mul(2).max(1);
    let is_post = |circuit: &patrol::Circuit| {
        let mut stops = circuit.steps.iter().filter_map(|step| match step {
            patrol::Step::Stop { site, .. } => Some(*site),
            patrol::Step::Rest { .. } | patrol::Step::Way { .. } => None,
        });
        let first = stops.next();
        let alone = first.filter(|first| stops.all(|other| other == *first));
        alone.is_some_and(|site| !problem.sites[near[site as usize]].may_post)
            && circuit.travel.saturating_add(circuit.waiting) < away
    };
    let before = patrols.circuits.len();
    patrols.circuits.retain(|circuit| !is_post(circuit));
    patrols.spare += position(before - patrols.circuits.len());
    patrols
}

/// The longest way to a circuit or back that fits every shift.
pub(super) fn access(problem: &Problem) -> u32 {
    let ways = problem.policy.shifts.iter().map(|shift| {
        let out = shift.duty_from.until(shift.serves_from).unwrap_or_default();
        let back = shift.serves_to.until(shift.duty_to).unwrap_or_default();
        out.min(back).0
    });
    ways.min().unwrap_or(0)
}

pub(super) fn search(
    problem: &Problem,
    pools: &Pools,
    near: &[usize],
    circuits: u32,
    settings: &Settings,
    watcher: &dyn Watcher,
    pool: usize,
) -> Patrols {
    let origin: Option<&Point> = near.first().map(|site| pools.point(*site));
    let sites: Vec<patrol::Site> =
        near.iter().filter_map(|site| Some(self::site(problem, pools, *site, origin?))).collect();
    let travel = |one: u32, other: u32| pools.way(problem, near[one as usize], near[other as usize]);
    let policy = &problem.policy;
    let shape = Shape { period: policy.period.0, rest: policy.rest.0, shortest_stop: policy.shortest_stop.0 };
    let asked = patrol::Pool { sites: &sites, circuits: circuits.min(patrol::MOST_CIRCUITS), shape, travel: &travel };
    let mut seed = settings.seed;
    seed[8..16].iter_mut().zip(pool.to_be_bytes()).for_each(|(byte, of)| *byte ^= of);
    let stop = || watcher.enough();
    patrol::patrols(&asked, &seed, settings.iterations, &stop)
        .unwrap_or_else(|refusal| unreachable!("a checked problem makes checked pools: {refusal}"))
}

fn site(problem: &Problem, pools: &Pools, at: usize, origin: &Point) -> patrol::Site {
    let site = &problem.sites[at];
    let (x, y) = pools.point(at).offset(origin);
    let span = span(problem, site);
    let policy = &problem.policy;
    let longest_stop = if site.may_post { policy.period.0 - policy.rest.0 } else { policy.longest_stop.0 };
    let (floor, ceiling) = (span.floor, span.ceiling);
    patrol::Site { x, y, weight: site.weight().0.min(patrol::MOST_WEIGHT), floor, ceiling, longest_stop }
}

fn position(site: usize) -> u32 {
    u32::try_from(site).unwrap_or_else(|_| unreachable!("a problem has at most two million sites"))
}
