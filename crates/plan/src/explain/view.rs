//! Problem and plan side by side: who stands where, who visits what, which sites form a pool.

use core::ops::Range;

use crate::answer::{Plan, Reserve, Value};
use crate::deploy::{absence, shares};
use crate::problem::{Ground, Problem, Site, Unit, UnitZone};
use crate::travel::Point;

/// Millionths of one.
pub(super) const WHOLE: u64 = 1_000_000;

pub(super) struct View<'a> {
    pub(super) problem: &'a Problem,
    pub(super) plan: &'a Plan,
    /// Where each unit stands on the day: position of its base, if that is known.
    stands: Vec<Option<u32>>,
    /// For each site the circuits that stop there, and for how many seconds of a period.
    visits: Vec<Vec<(u32, u32)>>,
    /// Positions in the plan's list of the reserves of each department.
    reserves: Vec<Vec<usize>>,
}

/// The sites of one ground of one department, which the problem's order keeps together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pool {
    pub(super) department: u32,
    pub(super) ground: Ground,
    pub(super) sites: Range<usize>,
}

impl<'a> View<'a> {
    pub(super) fn of(problem: &'a Problem, plan: &'a Plan) -> Self {
        let base = |unit: &Unit| problem.bases.binary_search_by_key(&unit.base, |base| base.commune).ok();
        let mut stands: Vec<Option<u32>> =
            problem.units.iter().map(|unit| base(unit).and_then(|at| u32::try_from(at).ok())).collect();
        for order in &plan.moves {
            stands[order.unit as usize] = Some(order.base);
        }
        let mut visits = vec![Vec::new(); problem.sites.len()];
        for (nth, circuit) in (0_u32..).zip(&plan.circuits) {
            for (site, seconds) in shares(circuit) {
                visits[site as usize].push((nth, seconds));
            }
        }
        let mut reserves = vec![Vec::new(); problem.departments.len()];
        for (at, reserve) in plan.reserves.iter().enumerate() {
            reserves[problem.bases[reserve.base as usize].department as usize].push(at);
        }
        Self { problem, plan, stands, visits, reserves }
    }

    pub(super) fn visits(&self, site: usize) -> &[(u32, u32)] {
        &self.visits[site]
    }

    pub(super) fn base(&self, unit: u32) -> Option<u32> {
        self.stands[unit as usize]
    }

    /// The department in which a unit stands on the day.
    pub(super) fn department(&self, unit: u32) -> Option<u32> {
        self.base(unit).map(|base| self.problem.bases[base as usize].department)
    }

    /// Units that stand in a department, with their positions.
    pub(super) fn units_in(&self, department: u32) -> impl Iterator<Item = (u32, &'a Unit)> + '_ {
        (0_u32..).zip(&self.problem.units).filter(move |(at, _)| self.department(*at) == Some(department))
    }

    /// `scale` × the chance that nobody is at a site, rounded up, as the checker reckons.
    pub(super) fn absence(&self, site: usize, scale: u64) -> u64 {
        let seconds: Vec<u32> = self.visits[site].iter().map(|(_, seconds)| *seconds).collect();
        absence(scale, &seconds, self.problem.policy.period.0)
    }

    /// Presence in millionths, rounded down.
    pub(super) fn presence(&self, site: usize) -> u64 {
        WHOLE - self.absence(site, WHOLE)
    }

    /// What a site is worth to an attacker under this plan.
    pub(super) fn value(&self, site: usize) -> Value {
        Value(self.absence(site, self.problem.sites[site].weight().0.saturating_mul(1_000)))
    }

    /// Pools of a department that have sites.
    pub(super) fn pools_in(&self, department: u32) -> Vec<Pool> {
        pools(self.problem).into_iter().filter(|pool| pool.department == department).collect()
    }

    /// How many circuits the plan has in a pool.
    pub(super) fn circuits(&self, department: u32, ground: Ground) -> u32 {
        let here =
            self.plan.circuits.iter().filter(|circuit| (circuit.department, circuit.ground) == (department, ground));
        u32::try_from(here.count()).unwrap_or(u32::MAX)
    }

    /// Bound and realised value that the plan claims for a pool.
    pub(super) fn claimed(&self, department: u32, ground: Ground) -> (Value, Value) {
        let claim = self.plan.pools.iter().find(|claim| (claim.department, claim.ground) == (department, ground));
        claim.map_or((Value(0), Value(0)), |claim| (claim.bound, claim.realised))
    }

    /// Reserves of a department in a shift.
    pub(super) fn reserves_in(&self, department: u32, shift: u32) -> impl Iterator<Item = &'a Reserve> + '_ {
        let here = self.reserves[department as usize].iter().map(|at| &self.plan.reserves[*at]);
        here.filter(move |reserve| reserve.shift == shift)
    }

    pub(super) fn is_visited(&self, site: usize) -> bool {
        !self.visits[site].is_empty()
    }
}

/// All pools that have sites.
pub(super) fn pools(problem: &Problem) -> Vec<Pool> {
    let mut pools: Vec<Pool> = Vec::new();
    for (at, site) in problem.sites.iter().enumerate() {
        match pools.last_mut() {
            Some(pool) if (pool.department, pool.ground) == (site.department, site.ground) => pool.sites.end = at + 1,
            _ => pools.push(Pool { department: site.department, ground: site.ground, sites: at..at + 1 }),
        }
    }
    pools
}

pub(super) fn point(site: &Site) -> Point {
    Point::new(site.position, site.density)
}

/// Whether a unit may serve on this ground.
pub(super) fn may_serve(unit: &Unit, ground: Ground) -> bool {
    match unit.zone {
        UnitZone::Any => true,
        UnitZone::Gendarmerie => ground == Ground::Gendarmerie,
        UnitZone::Police => ground == Ground::Police,
    }
}

#[expect(clippy::cast_precision_loss, reason = "weights and counts of a problem are far below 2^53")]
pub(super) fn double(number: u64) -> f64 {
    number as f64
}

/// A value in points as thousandths, rounded to the nearest.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "values are positive and far below 2^53")]
pub(super) fn thousandths(points: f64) -> Value {
    Value((points * 1_000.0).round() as u64)
}
