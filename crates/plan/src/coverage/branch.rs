//! Proof by cases: best first, always the case whose bound is highest (Land and Doig 1960), with
//! the primal-dual method for each, and bases fixed where their scores alone decide.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::{
    bound::{self, Limits, real},
    cover::Cover,
    dual::{Dual, LOOK},
    reduced::Reduced,
};

/// Most looks of the method for one case.
const MOST_LOOKS: u32 = 40;
/// A case is relaxed well enough when the method's own gap is this part of what is left to close.
const ENOUGH: f64 = 0.05;

/// A case or what became of it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stem {
    /// Bounded by this list of multipliers.
    Leaf(usize),
    /// At most `at` crews at a base, or more: the places of both.
    Split { base: u32, at: u32, cases: [usize; 2] },
}

/// A case that is still open.
struct Open {
    bound: f64,
    stem: usize,
    list: usize,
    limits: Limits,
    fractions: Vec<f64>,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then(other.stem.cmp(&self.stem))
    }
}

/// A tree of cases.
pub(super) struct Tree<'a> {
    reduced: &'a Reduced,
    /// What a better placement would bring at least.
    unit: f64,
    /// The best placement known and what it brings.
    pub(super) best: Vec<u32>,
    pub(super) value: f64,
    pub(super) lists: Vec<Vec<f64>>,
    pub(super) stems: Vec<Stem>,
    open: BinaryHeap<Open>,
    /// Visits of sites and bases so far.
    pub(super) work: f64,
}

impl<'a> Tree<'a> {
    /// A tree of one case, relaxed from these multipliers and fractions.
    pub(super) fn new(
        reduced: &'a Reduced,
        unit: f64,
        best: Vec<u32>,
        multipliers: Vec<f64>,
        fractions: &[f64],
    ) -> Self {
        let value = value(reduced, &best);
        let (lists, stems) = (vec![multipliers], vec![Stem::Leaf(0)]);
        let mut tree = Self { reduced, unit, best, value, lists, stems, open: BinaryHeap::new(), work: 0.0 };
        tree.relax(0, 0, Limits::of(reduced), fractions);
        tree
    }

    /// Below this nothing is better than the best known.
    fn cutoff(&self) -> f64 {
        self.value + self.unit
    }

    /// What no placement exceeds.
    pub(super) fn bound(&self) -> f64 {
        self.open.peek().map_or(self.value, |open| open.bound.max(self.value))
    }

    /// Whether every case is closed.
    pub(super) fn closed(&self) -> bool {
        self.open.peek().is_none_or(|open| open.bound < self.cutoff())
    }

    /// Treats the highest case.
    pub(super) fn step(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        if open.bound < self.cutoff() {
            return self.open.push(open);
        }
        self.fix(&mut open);
        let Some((base, at)) = Self::choice(&open) else { return self.settle(&open) };
        let cases = self.split(open.stem, base, at, open.list);
        for (side, stem) in cases.into_iter().enumerate() {
            let mut limits = open.limits.clone();
            match side {
                0 => limits.high[base as usize] = at,
                _ => limits.low[base as usize] = at + 1,
            }
            if limits.low.iter().sum::<u32>() <= self.reduced.crews {
                self.relax(stem, open.list, limits, &open.fractions);
            }
        }
    }

    /// A case with one placement left: its bound is made the value of that placement.
    fn settle(&mut self, open: &Open) {
        let (reduced, crews) = (self.reduced, &open.limits.low);
        let reached = |row: &[u32]| row.iter().map(|&base| crews[base as usize]).sum();
        let exact = reduced.rows.iter().enumerate().map(|(site, row)| real(reduced.step(site, reached(row))));
        self.lists.push(exact.collect());
        self.stems[open.stem] = Stem::Leaf(self.lists.len() - 1);
        let value = value(reduced, crews);
        if value > self.value {
            (self.value, self.best) = (value, crews.clone());
        }
    }

    fn split(&mut self, stem: usize, base: u32, at: u32, list: usize) -> [usize; 2] {
        let cases = [self.stems.len(), self.stems.len() + 1];
        self.stems.extend([Stem::Leaf(list); 2]);
        self.stems[stem] = Stem::Split { base, at, cases };
        cases
    }

    /// Finds multipliers for a case, starting from those of the case it came from, and files it.
    fn relax(&mut self, stem: usize, list: usize, limits: Limits, fractions: &[f64]) {
        let reduced = self.reduced;
        let start = self.lists[list].clone();
        let mut dual = Dual::new(reduced, limits.clone(), start, fractions.to_vec());
        for _ in 0..MOST_LOOKS {
            if dual.bound < self.cutoff() || dual.open() <= ENOUGH * (dual.bound - self.cutoff()) {
                break;
            }
            dual.run(1);
            self.work += f64::from(LOOK) * reduced.visits();
        }
        let (bound, fractions) = (dual.bound, std::mem::take(&mut dual.fractions));
        self.lists.push(std::mem::take(&mut dual.multipliers));
        let list = self.lists.len() - 1;
        self.stems[stem] = Stem::Leaf(list);
        if bound >= self.cutoff() {
            self.round(&fractions, &limits);
            self.open.push(Open { bound, stem, list, limits, fractions });
        }
    }

    /// A placement near the fractions, in case it is better than the best.
    fn round(&mut self, fractions: &[f64], limits: &Limits) {
        let mut order: Vec<u32> = (0..super::rows::short(fractions.len())).collect();
        order.sort_by(|&a, &b| fractions[b as usize].total_cmp(&fractions[a as usize]).then(a.cmp(&b)));
        let mut cover = Cover::empty(self.reduced);
        for base in order {
            for _ in 0..limits.high[base as usize] {
                let wanted = fractions[base as usize] + 0.5 >= f64::from(cover.crews[base as usize] + 1);
                let brings = real(cover.gain(base)) + self.reduced.prizes[base as usize] > 0.0;
                if cover.left() > 0 && (wanted || brings) {
                    cover.add(base);
                }
            }
        }
        let value = value(self.reduced, &cover.crews);
        if value > self.value {
            (self.value, self.best) = (value, cover.crews);
        }
    }

    /// Decides the bases whose other choice the scores exclude.
    fn fix(&mut self, open: &mut Open) {
        let mut scores = vec![0.0; self.reduced.bases()];
        bound::scores(self.reduced, &self.lists[open.list], &mut scores);
        let order = &mut Vec::new();
        let best = bound::best(&scores, &open.limits, self.reduced.crews, order);
        let spare = open.bound - self.cutoff();
        let taken: std::collections::BTreeSet<u32> = order.iter().copied().collect();
        let left = |base: &u32| open.limits.low[*base as usize] < open.limits.high[*base as usize];
        let outside = (0..super::rows::short(scores.len())).filter(|base| left(base) && !taken.contains(base));
        let next = outside.map(|base| scores[base as usize]).fold(0.0, f64::max);
        for base in 0..super::rows::short(scores.len()) {
            let at = base as usize;
            if open.limits.high[at] != 1 || open.limits.low[at] != 0 {
                continue;
            }
            if !taken.contains(&base) && best.price - scores[at] > spare {
                open.limits.high[at] = 0;
                open.stem = self.split(open.stem, base, 0, open.list)[0];
            } else if taken.contains(&base) && scores[at] - next > spare {
                open.limits.low[at] = 1;
                open.stem = self.split(open.stem, base, 0, open.list)[1];
            }
        }
    }

    /// The base whose crews are farthest from a whole number; if all are whole, any undecided one.
    fn choice(open: &Open) -> Option<(u32, u32)> {
        let undecided = |base: &u32| open.limits.low[*base as usize] < open.limits.high[*base as usize];
        let distance = |base: u32| {
            let fraction = open.fractions[base as usize];
            (fraction - fraction.round()).abs()
        };
        let bases = (0..super::rows::short(open.fractions.len())).filter(undecided);
        let base = bases.max_by(|&a, &b| distance(a).total_cmp(&distance(b)).then(b.cmp(&a)))?;
        let [low, high] = [open.limits.low[base as usize], open.limits.high[base as usize]];
        let at = (low..high).rev().find(|&at| f64::from(at) <= open.fractions[base as usize]).unwrap_or(low);
        Some((base, at))
    }

    /// The cases in the order of a certificate: a split before its two trees.
    pub(super) fn cases(&self) -> Vec<Stem> {
        let (mut cases, mut next) = (Vec::new(), vec![0]);
        while let Some(stem) = next.pop() {
            cases.push(self.stems[stem]);
            if let Stem::Split { cases: [less, more], .. } = self.stems[stem] {
                next.extend([more, less]);
            }
        }
        cases
    }
}

/// What a placement brings, prizes included.
pub(super) fn value(reduced: &Reduced, crews: &[u32]) -> f64 {
    let prizes: f64 = crews.iter().zip(&reduced.prizes).map(|(&crews, prize)| f64::from(crews) * prize).sum();
    real(Cover::of(reduced, crews).value) + prizes
}
