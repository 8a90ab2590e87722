//! From the multipliers to a proof: bases dropped by their scores, then a tree over the rest.

use super::{
    bound::{self, Limits, real},
    branch::{Stem, Tree},
    reduced::{Groups, NOWHERE, Reduced},
    rows::short,
};

/// A placement that is not better by this much is not better: worths are whole, and the rest is
/// room for rounding.
pub(super) const UNIT: f64 = 0.9;

/// Where a proof starts.
pub(super) struct Start<'a> {
    pub(super) reduced: &'a Reduced,
    pub(super) multipliers: &'a [f64],
    pub(super) fractions: &'a [f64],
    /// The best placement known.
    pub(super) best: &'a [u32],
    /// Visits of sites and bases it may take.
    pub(super) work: f64,
}

/// A finished or unfinished proof, in the numbers of the reduced problem.
#[derive(Clone)]
pub(super) struct Proof {
    pub(super) bound: f64,
    pub(super) best: Vec<u32>,
    pub(super) dropped: Vec<u32>,
    /// The multipliers that dropped them.
    pub(super) start: Vec<f64>,
    /// Lists of multipliers of the cases.
    pub(super) lists: Vec<Vec<f64>>,
    pub(super) cases: Vec<Stem>,
}

/// Branches until the work is done, the proof is finished, or `stop` says so.
/// None if more than `most` bases are left over.
pub(super) fn whole(start: &Start<'_>, most: u32, mut stop: impl FnMut(f64) -> bool) -> Option<Proof> {
    let (kept, dropped) = drop(start);
    if kept.len() > most as usize {
        return None;
    }
    let (small, groups) = start.reduced.restricted(&kept);
    let best = kept.iter().map(|&base| start.best[base as usize]).collect();
    let fractions: Vec<f64> = kept.iter().map(|&base| start.fractions[base as usize]).collect();
    let mut tree = Tree::new(&small, UNIT, best, grouped(&groups, start.multipliers), &fractions);
    while !tree.closed() && tree.work < start.work && !stop(tree.bound()) {
        tree.step();
    }
    let mut best = vec![0; start.best.len()];
    kept.iter().zip(&tree.best).for_each(|(&base, &crews)| best[base as usize] = crews);
    let lists = tree.lists.iter().map(|list| ungrouped(start.reduced, &small, &groups, list)).collect();
    let cases = tree.cases().into_iter().map(|case| original(case, &kept)).collect();
    Some(Proof { bound: tree.bound(), best, dropped, start: start.multipliers.to_vec(), lists, cases })
}

fn original(case: Stem, kept: &[u32]) -> Stem {
    match case {
        Stem::Split { base, at, cases } => Stem::Split { base: kept[base as usize], at, cases },
        leaf @ Stem::Leaf(_) => leaf,
    }
}

/// Bases to keep, and those with which no placement is better than the best known: a crew there
/// takes the place of the one at the lowest score counted.
fn drop(start: &Start<'_>) -> (Vec<u32>, Vec<u32>) {
    let reduced = start.reduced;
    let mut scores = vec![0.0; reduced.bases()];
    bound::scores(reduced, start.multipliers, &mut scores);
    let best = bound::best(&scores, &Limits::of(reduced), reduced.crews, &mut Vec::new());
    let whole = bound::sites_part(reduced, start.multipliers) + best.sum;
    let value = real(super::cover::Cover::of(reduced, start.best).value);
    let spare = whole - value - UNIT;
    let all = 0..short(reduced.bases());
    all.partition(|&base| {
        start.best[base as usize] > 0 || best.price == 0.0 || best.price - scores[base as usize] <= spare
    })
}

/// Multipliers of sites that have become one add up.
fn grouped(groups: &Groups, multipliers: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; groups.count];
    for (&group, multiplier) in groups.of.iter().zip(multipliers).filter(|(group, _)| **group != NOWHERE) {
        sums[group as usize] += multiplier;
    }
    sums
}

/// The way back: shares in proportion to the first step. A site that nobody is left to reach is
/// worth nothing with a multiplier as high as its first step.
fn ungrouped(reduced: &Reduced, small: &Reduced, groups: &Groups, list: &[f64]) -> Vec<f64> {
    let share = |(site, &group): (usize, &u32)| {
        let first = real(reduced.step(site, 0));
        if group == NOWHERE {
            return first;
        }
        let all = real(small.step(group as usize, 0));
        if all > 0.0 { list[group as usize] * (first / all) } else { 0.0 }
    };
    groups.of.iter().enumerate().map(share).collect()
}
