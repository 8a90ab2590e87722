//! Pools: the sites of one ground of one department, and how many circuits a value of the game needs there.

use core::ops::Range;

use crate::problem::{Ground, Problem, Site};
use crate::travel::{Point, time};

/// The sites of one ground of one department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pool {
    pub(super) department: u32,
    pub(super) ground: Ground,
    /// Positions in the problem's list, which is ordered by department and ground.
    pub(super) sites: Range<usize>,
}

/// All pools that have sites, in the order of the problem's list, and where each site stands.
pub(super) struct Pools {
    pools: Vec<Pool>,
    points: Vec<Point>,
}

impl Pools {
    pub(super) fn of(problem: &Problem) -> Self {
        let mut pools: Vec<Pool> = Vec::new();
        for (at, site) in problem.sites.iter().enumerate() {
            match pools.last_mut() {
                Some(pool) if (pool.department, pool.ground) == (site.department, site.ground) => {
                    pool.sites.end = at + 1;
                }
                _ => pools.push(Pool { department: site.department, ground: site.ground, sites: at..at + 1 }),
            }
        }
        let points = problem.sites.iter().map(|site| Point::new(site.position, site.density)).collect();
        Self { pools, points }
    }

    pub(super) fn len(&self) -> usize {
        self.pools.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Pool)> {
        self.pools.iter().enumerate()
    }

    /// Pools of a department: at most one of each ground.
    pub(super) fn of_department(&self, department: usize) -> impl Iterator<Item = (usize, &Pool)> {
        let from = self.pools.partition_point(|pool| (pool.department as usize) < department);
        (from..).zip(self.pools[from..].iter().take_while(move |pool| pool.department as usize == department))
    }

    pub(super) fn point(&self, site: usize) -> &Point {
        &self.points[site]
    }

    /// Seconds between two sites.
    pub(super) fn way(&self, problem: &Problem, from: usize, to: usize) -> u32 {
        time(&problem.policy.travel, &self.points[from], &self.points[to]).0
    }
}

/// Limits of a site's presence, in seconds of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) floor: u32,
    pub(super) ceiling: u32,
}

/// Every site that is visited gets the shortest stop; no venue without leave gets more than the
/// policy's ceiling.
pub(super) fn span(problem: &Problem, site: &Site) -> Span {
    let policy = &problem.policy;
    let period = policy.period.0;
    let share = u64::from(period) * u64::from(policy.ceiling.0) / 1_000;
    let ceiling = if site.may_post { period } else { u32::try_from(share).unwrap_or(period) };
    Span { floor: policy.shortest_stop.0.min(ceiling), ceiling }
}

/// What the sites of a pool need at a value of the game.
pub(super) struct Demand<'a> {
    problem: &'a Problem,
    range: Range<usize>,
    sites: &'a [Site],
    floors: bool,
}

impl<'a> Demand<'a> {
    /// With a visit to every site in each period, or only to those that the value asks for.
    pub(super) fn of(problem: &'a Problem, pool: &Pool, floors: bool) -> Self {
        Self { problem, range: pool.sites.clone(), sites: &problem.sites[pool.sites.clone()], floors }
    }

    /// Positions of its sites in the problem's list.
    pub(super) fn positions(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Crews that so many seconds of presence in a period take.
    pub(super) fn crews(&self, seconds: f64) -> f64 {
        let policy = &self.problem.policy;
        seconds / f64::from(policy.period.0 - policy.rest.0)
    }

    /// Presence that one site needs, in seconds of a period; `None` if its ceiling forbids the value.
    pub(super) fn seconds(&self, site: &Site, value: f64) -> Option<f64> {
        let policy = &self.problem.policy;
        let period = f64::from(policy.period.0);
        let weight = double(site.weight().0);
        // The policy's very share, not the whole seconds that circuits can use of it: what is
        // claimed of all plans may not lean on how this one rounds.
        let share = if site.may_post { 1.0 } else { f64::from(policy.ceiling.0) / 1_000.0 };
        if value < weight * (1.0 - share) - weight * 1e-12 {
            return None;
        }
        let floor = if self.floors { f64::from(span(self.problem, site).floor) } else { 0.0 };
        Some(((1.0 - value / weight) * period).max(floor).min(share * period))
    }

    /// Circuits without travel that bring every site to the value or below; `None` if a ceiling forbids it.
    pub(super) fn circuits(&self, value: f64) -> Option<f64> {
        let seconds: Option<f64> = self.sites.iter().map(|site| self.seconds(site, value)).sum();
        seconds.map(|seconds| self.crews(seconds))
    }

    /// What the heaviest site is worth: nobody needs to be anywhere for it, but for floors.
    pub(super) fn highest(&self) -> f64 {
        self.sites.iter().map(|site| double(site.weight().0)).fold(0.0, f64::max)
    }
}

/// The least value at which `enough` holds, from below by halving; `high` must be enough.
pub(super) fn least(high: f64, enough: impl Fn(f64) -> bool) -> f64 {
    let (mut no, mut yes) = (0.0, high);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(no, yes);
        if enough(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    yes
}

/// A value is found to one part in 2⁴⁰.
const HALVINGS: u32 = 40;

#[expect(clippy::cast_precision_loss, reason = "weights and counts of a problem are far below 2^53")]
pub(super) fn double(number: u64) -> f64 {
    number as f64
}
