//! The first response promise: the oracle is a packing.
//!
//! Sites of which no two are in reach of one base need a crew each: so many crews, at least, keep
//! the promise everywhere. The packing is built greedily, sites with the fewest bases first; any
//! packing proves its number.

use super::super::help::helpers;
use super::super::view::{View, point};
use super::{Amount, Conflict, Relief, Requirement, Stuck, Terms, WhyNot, Wish, minimal, position};
use crate::measure::Seconds;
use crate::problem::UnitKind;
use crate::travel::{Point, time};

/// What is dropped first is told last.
const ORDER: [Requirement; 4] =
    [Requirement::Bases, Requirement::Reserve, Requirement::Strength, Requirement::FirstPromise];

/// A department with its bases.
struct Land<'a> {
    view: &'a View<'a>,
    department: u32,
    bases: Vec<Point>,
    /// Reserve crews of the plan in its weakest shift.
    crews: u32,
    /// Crews a shift that could wait if all did.
    all_crews: u32,
}

/// Adds what is known of the sites of a department that no reserve reaches in time.
pub(super) fn conflicts(view: &View<'_>, department: u32, why: &mut WhyNot) {
    let missed = missed(view, department);
    if missed.is_empty() {
        return;
    }
    let land = Land::of(view, department);
    let (near, far): (Vec<usize>, Vec<usize>) = missed.into_iter().partition(|site| !land.bases_near(*site).is_empty());
    if !far.is_empty() {
        why.conflicts.extend(land.conflict(&far, None));
    }
    if !near.is_empty() {
        // Sites that the reserves reach already are packed with those that they do not.
        let sites: Vec<usize> = land.sites().filter(|site| !land.bases_near(*site).is_empty()).collect();
        let needed = land.packing(&sites);
        match land.conflict(&near, Some(needed)) {
            Some(conflict) => why.conflicts.push(conflict),
            None => why.stuck.push(land.stuck(&near, needed)),
        }
    }
}

/// Sites that no reserve crew reaches within the first promise in some shift.
fn missed(view: &View<'_>, department: u32) -> Vec<usize> {
    let shifts = u32::try_from(view.problem.policy.shifts.len()).unwrap_or(u32::MAX);
    let is_missed = |at: &usize| {
        let site = &view.problem.sites[*at];
        let promise = view.problem.policy.promise.first[site.density as usize];
        (0..shifts).any(|shift| helpers(view, site, shift).first().is_none_or(|nearest| nearest.way > promise))
    };
    let pools = view.pools_in(department);
    pools.into_iter().flat_map(|pool| pool.sites).filter(is_missed).collect()
}

impl<'a> Land<'a> {
    fn of(view: &'a View<'a>, department: u32) -> Self {
        let problem = view.problem;
        let bases = problem.bases.iter().filter(|base| base.department == department);
        let shifts = u32::try_from(problem.policy.shifts.len()).unwrap_or(u32::MAX);
        let waiting = |shift: u32| view.reserves_in(department, shift).map(|reserve| reserve.crews).sum::<u32>();
        let patrols = view.units_in(department).filter(|(_, unit)| unit.kind == UnitKind::Patrol);
        Self {
            view,
            department,
            bases: bases.map(|base| Point::new(base.position, base.density)).collect(),
            crews: (0..shifts).map(waiting).min().unwrap_or(0),
            all_crews: patrols.map(|(_, unit)| unit.strength.0 / unit.crew.0.max(1)).sum(),
        }
    }

    fn sites(&self) -> impl Iterator<Item = usize> {
        self.view.pools_in(self.department).into_iter().flat_map(|pool| pool.sites)
    }

    fn way(&self, base: &Point, site: usize) -> u32 {
        time(&self.view.problem.policy.travel, base, &point(&self.view.problem.sites[site])).0
    }

    fn bases_near(&self, site: usize) -> Vec<usize> {
        let promise = self.view.problem.policy.promise.first[self.view.problem.sites[site].density as usize].0;
        let near = self.bases.iter().enumerate().filter(|(_, base)| self.way(base, site) <= promise);
        near.map(|(at, _)| at).collect()
    }

    /// Sites of which no two share a base.
    fn packing(&self, sites: &[usize]) -> usize {
        let mut rows: Vec<Vec<usize>> = sites.iter().map(|site| self.bases_near(*site)).collect();
        rows.sort_by_key(Vec::len);
        let mut taken = vec![false; self.bases.len()];
        let mut count = 0;
        for row in rows {
            if row.iter().all(|base| !taken[*base]) {
                for base in &row {
                    taken[*base] = true;
                }
                count += 1;
            }
        }
        count
    }

    /// Whether crews at bases may keep the promise at sites that need so many of them.
    fn is_possible(&self, sites: &[usize], needed: usize, terms: &Terms) -> bool {
        if !terms.hold(Requirement::FirstPromise) {
            return true;
        }
        // Without bases to wait at, one crew may stand where it reaches all: nothing is proven.
        let (reached, needed) = if terms.hold(Requirement::Bases) {
            (sites.iter().all(|site| !self.bases_near(*site).is_empty()), needed)
        } else {
            (true, 1)
        };
        reached && self.available(terms).is_none_or(|crews| needed <= crews as usize)
    }

    /// Crews that may wait at most; none for any number.
    fn available(&self, terms: &Terms) -> Option<u32> {
        if !terms.hold(Requirement::Strength) {
            return None;
        }
        Some(if terms.hold(Requirement::Reserve) { self.crews } else { self.all_crews })
    }

    /// With the crews that are needed, or with none of that where no base is near enough.
    fn conflict(&self, sites: &[usize], packed: Option<usize>) -> Option<Conflict> {
        let needed = packed.unwrap_or(1);
        let mut requirements = minimal(&ORDER, |terms| self.is_possible(sites, needed, terms))?;
        requirements.reverse();
        let reliefs = requirements.into_iter().map(|requirement| self.relief(sites, needed, requirement)).collect();
        let (department, crews) = (self.department, self.crews);
        let waiting = sites.iter().copied().map(position).collect();
        let wish = Wish::FirstPromise { department, waiting, crews, needed: packed.map(position) };
        Some(Conflict { wish, reliefs })
    }

    fn relief(&self, sites: &[usize], needed: usize, requirement: Requirement) -> Relief {
        let terms = Terms::all().without(requirement);
        let clears = self.is_possible(sites, needed, &terms);
        let amount = match requirement {
            Requirement::FirstPromise => Amount::Within(Seconds(self.farthest(sites))),
            Requirement::Strength => {
                Amount::Officers(u64::from(position(needed).saturating_sub(self.crews)) * self.smallest_crew())
            }
            _ => Amount::Crews { needed: position(needed), available: self.available(&terms).unwrap_or(u32::MAX) },
        };
        Relief { requirement, clears, amount }
    }

    /// The longest way to any of the sites from the base that is nearest to it.
    fn farthest(&self, sites: &[usize]) -> u32 {
        let nearest = |site: &usize| self.bases.iter().map(|base| self.way(base, *site)).min();
        sites.iter().filter_map(nearest).max().unwrap_or(0)
    }

    fn smallest_crew(&self) -> u64 {
        let patrols = self.view.problem.units.iter().filter(|unit| unit.kind == UnitKind::Patrol);
        u64::from(patrols.map(|unit| unit.crew.0).min().unwrap_or(1))
    }

    fn stuck(&self, sites: &[usize], needed: usize) -> Stuck {
        let claims = || self.view.plan.covers.iter().filter(|claim| claim.department == self.department);
        Stuck::FirstPromise {
            department: self.department,
            waiting: sites.iter().copied().map(position).collect(),
            crews: self.crews,
            needed: position(needed),
            cover: [claims().map(|claim| claim.value).sum(), claims().map(|claim| claim.bound).sum()],
        }
    }
}
