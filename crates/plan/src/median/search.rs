//! The search: descents for the value, prices and the tree for the bound, until they meet.

use super::ascent::Ascent;
use super::dual::{self, Price, Relaxed, whole};
use super::problem::Problem;
use super::rows::{Fate, Rows};
use super::swap::Interchange;
use super::tree::{Node, Tree};
use crate::chance::Chance;

/// Descents before the first bound.
const FIRST_DESCENTS: u32 = 8;
/// Steps of the prices at the root and in each other node, at most.
const ROOT_STEPS: u32 = 3_000;
const NODE_STEPS: u32 = 30;
/// So many steps between two descents from the relaxation's own medians, or two settlings.
const BEAT: u32 = 20;

/// How much may be spent, besides what the caller's `should_stop` says: a step of the prices and
/// a descent are one iteration each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The most iterations.
    pub iterations: u64,
}

/// Medians, what they cost, and what no other choice can undercut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The open sites, in order.
    pub medians: Vec<usize>,
    /// What they cost.
    pub value: u64,
    /// No choice costs less; equal to the value when that is proven to be the optimum.
    pub bound: u64,
    /// The bound at the root alone, which [`super::dual::bound`] of `prices` gives again.
    pub root_bound: u64,
    /// One price a client in units of 1 / [`UNIT`](super::dual::UNIT), the certificate of `root_bound`; empty where
    /// nothing had to be bounded.
    pub prices: Vec<i64>,
    /// Nodes of the tree that were searched.
    pub nodes: u64,
    /// Iterations spent.
    pub iterations: u64,
}

/// Answers a problem. The same problem, seed and budget give the same answer, as long as
/// `should_stop` does; it is asked once an iteration.
pub fn solve(problem: &Problem, seed: &[u8; 32], budget: Budget, should_stop: &dyn Fn() -> bool) -> Answer {
    let mut search = Search::new(problem, seed, budget, should_stop);
    for _ in 0..FIRST_DESCENTS {
        search.descend_again();
    }
    let root = search.root();
    search.tree.push(root);
    search.branch();
    search.answer()
}

struct Search<'a> {
    problem: &'a Problem,
    best: Interchange<'a>,
    value: u64,
    chance: Chance,
    tree: Tree,
    rows: Rows,
    relaxed: Relaxed,
    root: Vec<Price>,
    nodes: u64,
    iterations: u64,
    budget: Budget,
    should_stop: &'a dyn Fn() -> bool,
    stopped: bool,
}

/// What is left of a node.
enum Left {
    Nothing,
    Undecided(Node, Vec<f64>),
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem, seed: &[u8; 32], budget: Budget, should_stop: &'a dyn Fn() -> bool) -> Self {
        let mut chance = Chance::new(seed, "median", 0);
        let mut sites: Vec<usize> = (0..problem.sites()).collect();
        chance.shuffle(&mut sites);
        sites.truncate(problem.medians());
        let mut best = Interchange::new(problem, sites);
        best.descend();
        let (value, rows, relaxed) = (best.value(), Rows::of(problem), Relaxed::new(problem));
        let (tree, root, stopped) = (Tree::default(), Vec::new(), false);
        Self {
            problem,
            best,
            value,
            chance,
            tree,
            rows,
            relaxed,
            root,
            nodes: 0,
            iterations: 0,
            budget,
            should_stop,
            stopped,
        }
    }

    fn spend(&mut self) -> bool {
        self.stopped = self.stopped || self.iterations >= self.budget.iterations || (self.should_stop)();
        self.iterations += u64::from(!self.stopped);
        !self.stopped
    }

    /// A descent from the best medians, shaken.
    fn descend_again(&mut self) {
        if !self.spend() {
            return;
        }
        let mut next = self.best.clone();
        let most = (self.problem.medians() / 8).clamp(2, 12);
        next.shake(1 + self.chance.index(most), &mut self.chance);
        next.descend();
        self.take(next);
    }

    /// A descent from the medians of the relaxation.
    fn descend_from_relaxed(&mut self) {
        let chosen = &self.relaxed.chosen;
        let medians = (0..self.problem.sites()).filter(|&site| chosen[site]).collect();
        let mut next = Interchange::new(self.problem, medians);
        next.descend();
        self.take(next);
    }

    fn take(&mut self, next: Interchange<'a>) {
        if next.value() <= self.value {
            self.value = next.value();
            self.best = next;
        }
    }

    /// The whole problem as a node: prices between a client's two cheapest medians.
    fn root(&mut self) -> Node {
        let costs = self.best.two_costs();
        let prices = costs
            .map(|[first, second]| {
                i64::midpoint(dual::price(first), dual::price(second.min(first.saturating_mul(2).saturating_add(1))))
            })
            .collect();
        let fates = vec![Fate::Free; self.problem.sites()];
        Node { bound: 0, fates, prices }
    }

    fn branch(&mut self) {
        while !self.stopped
            && let Some(node) = self.tree.pop()
        {
            if whole(node.bound) >= self.value {
                continue;
            }
            match self.bound(node) {
                Left::Nothing => {}
                Left::Undecided(node, _) if self.stopped => self.tree.push(node),
                Left::Undecided(node, openness) => self.halve(node, &openness),
            }
            self.descend_again();
        }
    }

    fn halve(&mut self, node: Node, openness: &[f64]) {
        let doubt = |site: usize| (openness[site] - 0.7).abs();
        let free = (0..self.problem.sites()).filter(|&site| node.fates[site] == Fate::Free);
        let site = free.min_by(|&a, &b| doubt(a).total_cmp(&doubt(b))).expect("an undecided node has a free site");
        for half in node.halves(site) {
            self.tree.push(half);
        }
    }

    /// Lifts the bound of a node and settles its sites.
    fn bound(&mut self, mut node: Node) -> Left {
        self.nodes += 1;
        loop {
            if self.decided(&node) {
                return Left::Nothing;
            }
            let rows = node.rows(&self.rows);
            let (openness, settled) = self.ascend(&mut node, &rows);
            if self.nodes == 1 && self.root.is_empty() {
                self.root.clone_from(&node.prices);
            }
            if whole(node.bound) >= self.value {
                return Left::Nothing;
            }
            if self.stopped || settled * 10 < node.room(self.problem.medians()).free {
                return Left::Undecided(node, openness);
            }
        }
    }

    /// A node in which the settled sites leave at most one choice; that choice is looked at.
    fn decided(&mut self, node: &Node) -> bool {
        let room = node.room(self.problem.medians());
        if room.too_many_open || room.free < room.needed {
            return true;
        }
        if room.needed > 0 && room.free > room.needed {
            return false;
        }
        let open = |fate: Fate| fate == Fate::Open || (fate == Fate::Free && room.needed > 0);
        let medians = (0..self.problem.sites()).filter(|&site| open(node.fates[site])).collect();
        let mut only = Interchange::new(self.problem, medians);
        only.descend();
        self.take(only);
        true
    }

    fn ascend(&mut self, node: &mut Node, rows: &Rows) -> (Vec<f64>, usize) {
        let medians = self.problem.medians();
        let fates = node.fates.clone();
        let mut prices = node.prices.clone();
        self.relaxed.solve(rows, &fates, medians, &prices);
        let mut ascent = Ascent::new(&prices, &self.relaxed);
        let (mut settled, mut news) = (self.relaxed.settle(self.value, &mut node.fates), false);
        let steps = if self.nodes == 1 { ROOT_STEPS } else { NODE_STEPS };
        for step in 1..=steps {
            if whole(ascent.bound) >= self.value || ascent.is_spent() || !self.spend() {
                break;
            }
            ascent.advance(self.value, &self.relaxed, &mut prices);
            self.relaxed.solve(rows, &fates, medians, &prices);
            if ascent.learn(&prices, &self.relaxed) {
                settled += self.relaxed.settle(self.value, &mut node.fates);
                news = true;
            }
            if step % BEAT == 0 && news {
                news = false;
                self.descend_from_relaxed();
            }
        }
        node.bound = node.bound.max(ascent.bound);
        node.prices = ascent.best;
        (ascent.openness, settled)
    }

    fn answer(self) -> Answer {
        let open = self.tree.bound().map_or(self.value, whole);
        let mut medians = self.best.medians().to_vec();
        medians.sort_unstable();
        let root_bound = dual::bound(self.problem, &self.root);
        Answer {
            medians,
            value: self.value,
            bound: open.min(self.value),
            root_bound,
            prices: self.root,
            nodes: self.nodes,
            iterations: self.iterations,
        }
    }
}
