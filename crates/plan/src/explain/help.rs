//! How fast help comes to a site: crews in reserve, and the promises of the policy.

use super::view::{View, point};
use crate::measure::Seconds;
use crate::problem::Site;
use crate::travel::{Point, time};

/// Reserve crews that are told one by one.
const SHOWN: usize = 3;

/// Crews of one unit in reserve, and how far they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Helper {
    /// The unit.
    pub unit: u32,
    /// Where they wait: position of the base.
    pub base: u32,
    /// How many wait there.
    pub crews: u32,
    /// Their way.
    pub way: Seconds,
}

/// A response promise at one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PromiseKept {
    /// How soon crews must be there.
    pub within: Seconds,
    /// Crews due by then.
    pub due: u32,
    /// Crews that are.
    pub crews: u32,
}

impl PromiseKept {
    /// Whether it is kept.
    pub fn is_kept(&self) -> bool {
        self.crews >= self.due
    }
}

/// How help comes to a site in one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// Position of the shift.
    pub shift: u32,
    /// The nearest crews in reserve of the department, nearest first.
    pub nearest: Vec<Helper>,
    /// One crew within the first promise.
    pub first: PromiseKept,
    /// Two within the second.
    pub second: PromiseKept,
    /// Chance that a crew within the first promise is free when called, in millionths.
    pub cover: u64,
}

/// Help in every shift.
pub(super) fn help(view: &View<'_>, site: &Site) -> Vec<Help> {
    let shifts = u32::try_from(view.problem.policy.shifts.len()).unwrap_or(u32::MAX);
    (0..shifts).map(|shift| one(view, site, shift)).collect()
}

/// All reserve crews of a site's department in a shift, nearest first.
pub(super) fn helpers(view: &View<'_>, site: &Site, shift: u32) -> Vec<Helper> {
    let (problem, to) = (view.problem, point(site));
    let mut helpers: Vec<Helper> = view
        .reserves_in(site.department, shift)
        .map(|reserve| {
            let base = &problem.bases[reserve.base as usize];
            let way = time(&problem.policy.travel, &Point::new(base.position, base.density), &to);
            Helper { unit: reserve.unit, base: reserve.base, crews: reserve.crews, way }
        })
        .collect();
    helpers.sort_by_key(|helper| (helper.way, helper.unit));
    helpers
}

fn one(view: &View<'_>, site: &Site, shift: u32) -> Help {
    let policy = &view.problem.policy;
    let mut nearest = helpers(view, site, shift);
    let class = site.density as usize;
    let kept = |within: Seconds, due: u32| {
        let there = nearest.iter().filter(|helper| helper.way <= within);
        PromiseKept { within, due, crews: there.map(|helper| helper.crews).sum() }
    };
    let (first, second) = (kept(policy.promise.first[class], 1), kept(policy.promise.second[class], 2));
    let cover = (0..first.crews).map(|crew| policy.gain(crew)).take_while(|gain| *gain > 0).sum();
    nearest.truncate(SHOWN);
    Help { shift, nearest, first, second, cover }
}
