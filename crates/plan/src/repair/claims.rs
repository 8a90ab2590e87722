//! What a changed plan claims: values and bounds of the pools, covers of the reserves.

use std::collections::BTreeSet;

use super::world::World;
use crate::answer::{Certificates, CoverClaim, Plan};
use crate::deploy::{nation_bound, pool_claims};
use crate::problem::text::problem_hash;
use crate::problem::{Site, UnitKind};
use crate::travel::{Point, time};

/// Makes the claims of these departments again; those of the others stay as they were.
pub(super) fn renew(world: &World, plan: &mut Plan, certificates: &mut Certificates, departments: &BTreeSet<u32>) {
    let problem = &world.problem;
    plan.problem = problem_hash(problem);
    plan.pools.retain(|claim| !departments.contains(&claim.department));
    plan.pools.extend(pool_claims(problem, plan, &|department| departments.contains(&department)));
    plan.pools.sort_unstable_by_key(|claim| (claim.department, claim.ground));
    plan.bound = nation_bound(problem, plan);
    certificates.problem = plan.problem;
    for cover in &mut certificates.covers {
        let at = |(site, multiplier): &(u32, u64)| Some((world.sites[*site as usize]?, *multiplier));
        cover.multipliers = cover.multipliers.iter().filter_map(at).collect();
    }
    let has_sites: BTreeSet<u32> = problem.sites.iter().map(|site| site.department).collect();
    plan.covers.retain(|claim| has_sites.contains(&claim.department));
    certificates.covers.retain(|cover| has_sites.contains(&cover.department));
    for department in departments.intersection(&has_sites) {
        let area = Area::of(world, *department);
        plan.covers.retain(|claim| claim.department != *department);
        let shifts = (0..).zip(&problem.policy.shifts);
        let made: Vec<CoverClaim> = shifts.map(|(shift, _)| area.claim(plan, certificates, shift)).collect();
        plan.covers.extend(made);
    }
    plan.covers.sort_unstable_by_key(|claim| (claim.shift, claim.department));
}

/// The bases of a department, and which of them reach each of its sites in time.
struct Area<'a> {
    world: &'a World,
    department: u32,
    first: usize,
    sites: &'a [Site],
    /// Positions of the bases, and crews of all the patrol units that stand there.
    bases: Vec<(u32, u64)>,
    /// For each site the places in `bases` that reach it within the first promise.
    rows: Vec<Vec<usize>>,
}

impl<'a> Area<'a> {
    fn of(world: &'a World, department: u32) -> Self {
        let problem = &world.problem;
        let first = problem.sites.partition_point(|site| site.department < department);
        let count = problem.sites[first..].iter().take_while(|site| site.department == department).count();
        let sites = &problem.sites[first..first + count];
        let here = (0_u32..).zip(&problem.bases).filter(|(_, base)| base.department == department);
        let room = |at: u32| -> u64 {
            let units = problem.units.iter().zip(&world.stands);
            let patrols = units.filter(|(unit, stand)| unit.kind == UnitKind::Patrol && stand.0 == at);
            patrols.map(|(unit, _)| u64::from(unit.strength.0 / unit.crew.0.max(1))).sum()
        };
        let points: Vec<Point> = here.clone().map(|(_, base)| Point::new(base.position, base.density)).collect();
        let bases = here.map(|(at, _)| (at, room(at))).collect();
        let reach = |site: &Site| {
            let (point, limit) =
                (Point::new(site.position, site.density), problem.policy.promise.first[site.density as usize]);
            let near = points.iter().enumerate();
            near.filter(|(_, base)| time(&problem.policy.travel, base, &point) <= limit).map(|(at, _)| at).collect()
        };
        Self { world, department, first, sites, bases, rows: sites.iter().map(reach).collect() }
    }

    fn claim(&self, plan: &Plan, certificates: &Certificates, shift: u32) -> CoverClaim {
        let waiting = |(base, _): &(u32, u64)| -> u32 {
            let here = plan.reserves.iter().filter(|one| one.shift == shift && one.base == *base);
            here.map(|one| one.crews).sum()
        };
        let placed: Vec<u32> = self.bases.iter().map(waiting).collect();
        let of = |key: (u32, u32)| certificates.covers.iter().find(move |cover| (cover.shift, cover.department) == key);
        let multipliers = of((shift, self.department)).map_or(&[][..], |cover| &cover.multipliers);
        let (value, bound) = (self.value(&placed), self.bound(placed.iter().sum(), multipliers));
        CoverClaim { shift, department: self.department, value, bound: bound.max(value) }
    }

    fn value(&self, placed: &[u32]) -> u64 {
        let policy = &self.world.problem.policy;
        let of = |(site, row): (&Site, &Vec<usize>)| {
            let crews: u32 = row.iter().map(|at| placed[*at]).sum();
            site.weight().0 * (0..crews).map(|crew| policy.gain(crew)).take_while(|gain| *gain > 0).sum::<u64>()
        };
        self.sites.iter().zip(&self.rows).map(of).sum()
    }

    /// Σ max over c (weight × gains of c − multiplier × c), and the best places for the crews:
    /// `specs/plan-check.md`. The multipliers are the old ones: any prove a bound.
    fn bound(&self, crews: u32, multipliers: &[(u32, u64)]) -> u64 {
        let policy = &self.world.problem.policy;
        let mut reached = vec![0_u64; self.bases.len()];
        let mut maxima = 0_u64;
        for ((at, site), row) in (self.first..).zip(self.sites).zip(&self.rows).filter(|(_, row)| !row.is_empty()) {
            let found = multipliers.binary_search_by(|(known, _)| (*known as usize).cmp(&at));
            let multiplier = found.map_or(0, |at| multipliers[at].1);
            for base in row {
                reached[*base] += multiplier;
            }
            let worth = |crew: u32| (site.weight().0 * policy.gain(crew)).saturating_sub(multiplier);
            maxima += (0..crews).map(worth).take_while(|worth| *worth > 0).sum::<u64>();
        }
        let mut places: Vec<(u64, u64)> = reached.into_iter().zip(self.bases.iter().map(|base| base.1)).collect();
        places.sort_unstable_by(|one, other| other.cmp(one));
        let mut left = u64::from(crews);
        let taken = places.into_iter().map(|(reached, room)| {
            let crews = room.min(left);
            left -= crews;
            reached * crews
        });
        maxima + taken.sum::<u64>()
    }
}
