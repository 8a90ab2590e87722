//! C184 to C186 of the reserves: what their crews answer, and what no other places for as many
//! crews can.
//!
//! The value is Σ wᵢ × G(cᵢ) over the sites of the department, cᵢ being the crews that reach site
//! i within the first promise and G(c) the sum of the policy's first c gains.
//!
//! The bound. For any multipliers λᵢ ≥ 0 and any k crews at bases of the department,
//! Σ wᵢ G(cᵢ) = Σ (wᵢ G(cᵢ) − λᵢ cᵢ) + Σ λᵢ cᵢ. The first sum is at most Σ max over c from 0 to k,
//! and only c = 0 where no base reaches the site. The second is a sum over the crews of Σ λᵢ over
//! the sites in reach of each crew's base, so at most that of the k best places for a crew, a base
//! being as many places as the patrol units that stand there have crews. The gains
//! fall, so the maximum over c is where the next gain no longer pays its multiplier.
//!
//! A way whose time is within the blur of the promise counts for the value either way, and not
//! for the bound: what is claimed is compared with what surely holds.

use std::collections::BTreeMap;

use super::case::{Case, Found};
use super::ground::{Spot, reach, time};
use super::rule::Rule;
use super::violation::At;
use crate::answer::{Certificates, CoverClaim};
use crate::problem::{Policy, Site, UnitKind};

/// How the promises of one class of roads are kept: sites times shifts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    /// A crew in reserve reaches the site within the first promise.
    pub first_met: u64,
    /// None does.
    pub first_missed: u64,
    /// Two do within the second.
    pub second_met: u64,
    /// They do not.
    pub second_missed: u64,
}

/// What the reserves of one department reach in one shift, in points × millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cover {
    /// Position of the shift.
    pub shift: u32,
    /// The department.
    pub department: u32,
    /// Crews in reserve.
    pub crews: u64,
    /// Without the ways that are within the blur of the promise.
    pub least: u128,
    /// With them.
    pub most: u128,
    /// What the multipliers prove.
    pub bound: u128,
}

/// Covers ordered by shift and department, and promises by class of roads.
pub(super) fn covers(case: &Case<'_>, certificates: &Certificates) -> (Vec<Cover>, [Promises; 3]) {
    let gains = gains(&case.problem.policy);
    let (mut covers, mut promises) = (Vec::new(), [Promises::default(); 3]);
    let mut bases: Vec<Vec<Place>> = case.problem.departments.iter().map(|_| Vec::new()).collect();
    for (base, place) in case.problem.bases.iter().zip(places(case)) {
        bases[base.department as usize].push(place);
    }
    let sites = &case.problem.sites;
    let mut rest: &[Site] = sites;
    let mut first = 0;
    while let Some(site) = rest.first() {
        let department = site.department;
        let (ours, others) = rest.split_at(rest.partition_point(|site| site.department == department));
        let places = core::mem::take(&mut bases[department as usize]);
        let mut area = Area::of(case, department, (first, ours), places, certificates);
        area.measure(case, &gains, &mut promises);
        covers.extend(area.covers());
        first += u32::try_from(ours.len()).unwrap_or_else(|_| unreachable!("sites have u32 positions"));
        rest = others;
    }
    covers.sort_by_key(|cover| (cover.shift, cover.department));
    (covers, promises)
}

/// Sums of the first gains, up to the first that is 0: further crews add nothing.
fn gains(policy: &Policy) -> Vec<u128> {
    let mut sums = vec![0];
    for crew in 0..=u32::from(u16::MAX) {
        let gain = policy.gain(crew);
        if gain == 0 {
            break;
        }
        sums.push(sums[sums.len() - 1] + u128::from(gain));
    }
    sums
}

/// One department with its bases, and what was added up of it.
struct Area<'a> {
    department: u32,
    /// Position of its first site.
    first: u32,
    sites: &'a [Site],
    /// From south to north.
    bases: Vec<Place>,
    watches: Vec<Watch<'a>>,
}

struct Place {
    latitude: i64,
    spot: Spot,
    /// Crews that wait here in each shift.
    crews: Vec<u64>,
    /// Crews of all the patrol units that stand here.
    room: u64,
}

/// One shift of a department.
struct Watch<'a> {
    crews: u64,
    multipliers: &'a [(u32, u64)],
    /// Sum of the multipliers in reach of each base.
    reached: Vec<u128>,
    least: u128,
    most: u128,
    /// Sum of the sites' maxima.
    maxima: u128,
}

/// Crews that reach one site.
#[derive(Clone, Copy, Default)]
struct Reach {
    surely: u64,
    perhaps: u64,
    second: u64,
}

impl<'a> Area<'a> {
    fn of(
        case: &Case<'_>,
        department: u32,
        (first, sites): (u32, &'a [Site]),
        mut bases: Vec<Place>,
        certificates: &'a Certificates,
    ) -> Self {
        bases.sort_by_key(|place| place.latitude);
        let watches = case.shifts().map(|(shift, _)| {
            let certificate =
                certificates.covers.iter().find(|cover| (cover.shift, cover.department) == (shift, department));
            Watch {
                crews: bases.iter().map(|place| place.crews[shift as usize]).sum(),
                multipliers: certificate.map_or(&[], |cover| &cover.multipliers),
                reached: vec![0; bases.len()],
                least: 0,
                most: 0,
                maxima: 0,
            }
        });
        let watches = watches.collect();
        Self { department, first, sites, bases, watches }
    }

    /// Goes over the sites once, and over the bases near each.
    fn measure(&mut self, case: &Case<'_>, gains: &[u128], promises: &mut [Promises; 3]) {
        let mut reaches = vec![Reach::default(); self.watches.len()];
        let mut near = Vec::new();
        for (nth, site) in (self.first..).zip(self.sites) {
            reaches.fill(Reach::default());
            near.clear();
            self.look_around(case, site, &mut reaches, &mut near);
            for (watch, reach) in self.watches.iter_mut().zip(&reaches) {
                watch.add(nth, site, *reach, &near, gains);
                promises[site.density as usize].add(*reach);
            }
        }
    }

    /// Crews that reach the site, and the bases that surely do.
    fn look_around(&self, case: &Case<'_>, site: &Site, reaches: &mut [Reach], near: &mut Vec<usize>) {
        let policy = &case.problem.policy;
        let class = site.density as usize;
        let (first, second) = (policy.promise.first[class].0, policy.promise.second[class].0);
        // The slower end decides: no way to the site is faster than its own roads allow.
        let fastest = policy.travel.speeds[class..].iter().copied().max().unwrap_or(1);
        let window = reach(&policy.travel, fastest, first.max(second));
        let spot = Spot::new(site.position, site.density);
        let south = i64::from(site.position.lat_e6) - window;
        let from = self.bases.partition_point(|place| place.latitude < south);
        let inside = self.bases[from..].iter().take_while(|place| place.latitude <= south + 2 * window);
        for (nth, place) in (from..).zip(inside) {
            let way = time(&policy.travel, &place.spot, &spot);
            let surely = way.most <= f64::from(first);
            if surely {
                near.push(nth);
            }
            for (reach, crews) in reaches.iter_mut().zip(&place.crews) {
                reach.surely += if surely { *crews } else { 0 };
                reach.perhaps += if way.least <= f64::from(first) { *crews } else { 0 };
                reach.second += if way.most <= f64::from(second) { *crews } else { 0 };
            }
        }
    }

    /// What the crews reach at most, counted by multipliers: the best places are taken first.
    fn best_places(&self, watch: &Watch<'_>) -> u128 {
        let mut places: Vec<(u128, u64)> =
            watch.reached.iter().copied().zip(self.bases.iter().map(|base| base.room)).collect();
        places.sort_unstable_by(|one, other| other.cmp(one));
        let mut left = watch.crews;
        let taken = places.into_iter().map(|(reached, room)| {
            let crews = room.min(left);
            left -= crews;
            reached.saturating_mul(u128::from(crews))
        });
        taken.fold(0, u128::saturating_add)
    }

    fn covers(&self) -> impl Iterator<Item = Cover> + '_ {
        (0..).zip(&self.watches).map(|(shift, watch)| {
            let bound = watch.maxima.saturating_add(self.best_places(watch));
            let (crews, least, most) = (watch.crews, watch.least, watch.most);
            Cover { shift, department: self.department, crews, least, most, bound }
        })
    }
}

/// Every base with the crews that wait there.
fn places(case: &Case<'_>) -> Vec<Place> {
    let shifts = case.problem.policy.shifts.len();
    let mut places: Vec<Place> = case
        .problem
        .bases
        .iter()
        .map(|base| Place {
            latitude: i64::from(base.position.lat_e6),
            spot: Spot::new(base.position, base.density),
            crews: vec![0; shifts],
            room: 0,
        })
        .collect();
    let patrols = case.problem.units.iter().zip(&case.stands).filter(|(unit, _)| unit.kind == UnitKind::Patrol);
    for (unit, stand) in patrols {
        places[stand.base as usize].room += u64::from(unit.strength.0 / unit.crew.0.max(1));
    }
    for reserve in &case.plan.reserves {
        places[reserve.base as usize].crews[reserve.shift as usize] += u64::from(reserve.crews);
    }
    places
}

impl Watch<'_> {
    fn add(&mut self, nth: u32, site: &Site, reach: Reach, near: &[usize], gains: &[u128]) {
        let weight = u128::from(site.weight().0);
        let sum = |crews: u64| gains[usize::try_from(crews).unwrap_or(usize::MAX).min(gains.len() - 1)];
        self.least += weight * sum(reach.surely);
        self.most += weight * sum(reach.perhaps);
        if near.is_empty() {
            return;
        }
        let found = self.multipliers.binary_search_by_key(&nth, |(site, _)| *site);
        let multiplier = found.map_or(0, |at| u128::from(self.multipliers[at].1));
        for base in near {
            self.reached[*base] += multiplier;
        }
        let mut crews = 0_usize;
        while (crews as u64) < self.crews
            && crews + 1 < gains.len()
            && weight * (gains[crews + 1] - gains[crews]) > multiplier
        {
            crews += 1;
        }
        self.maxima += weight * gains[crews] - multiplier * crews as u128;
    }
}

impl Promises {
    fn add(&mut self, reach: Reach) {
        self.first_met += u64::from(reach.surely >= 1);
        self.first_missed += u64::from(reach.surely < 1);
        self.second_met += u64::from(reach.second >= 2);
        self.second_missed += u64::from(reach.second < 2);
    }
}

pub(super) fn check(case: &Case<'_>, covers: &[Cover], found: &mut Found) {
    let key = |claim: &CoverClaim| (claim.shift, claim.department);
    let mut claims: BTreeMap<_, _> = case.plan.covers.iter().map(|claim| (key(claim), claim)).collect();
    for cover in covers {
        let at = At::Shift { department: cover.department, shift: cover.shift };
        match claims.remove(&(cover.shift, cover.department)) {
            None => found.unless(cover.crews == 0, Rule::NoClaim, at, [0, saturated(cover.least)]),
            Some(claim) => {
                let value = u128::from(claim.value);
                let reached = (cover.least..=cover.most).contains(&value);
                found.unless(reached, Rule::CoverValue, at, [claim.value, saturated(cover.least)]);
                let proven = u128::from(claim.bound) >= cover.bound;
                found.unless(proven, Rule::CoverBound, at, [claim.bound, saturated(cover.bound)]);
            }
        }
    }
    for claim in claims.into_values() {
        let at = At::Shift { department: claim.department, shift: claim.shift };
        found.unless(claim.value == 0, Rule::CoverValue, at, [claim.value, 0]);
    }
}

fn saturated(value: u128) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}
