//! Branch and bound: what the bound at the root leaves open is halved, site by site, until the
//! best known answer is proven or the budget ends.

use super::dual::Price;
use super::rows::{Fate, Rows};

/// Above this many open nodes the tree is searched in depth, so that its memory stays small.
const MAX_BREADTH: usize = 2_000;

/// A part of the answers: those in which the settled sites are as settled.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// No answer in this part costs less, in units of price.
    pub(super) bound: i128,
    /// What is settled.
    pub(super) fates: Vec<Fate>,
    /// Prices to begin with.
    pub(super) prices: Vec<Price>,
}

/// How many medians the free sites must give, and how many free sites there are.
pub(super) struct Room {
    pub(super) needed: usize,
    pub(super) free: usize,
    pub(super) too_many_open: bool,
}

impl Node {
    pub(super) fn room(&self, medians: usize) -> Room {
        let count = |fate| self.fates.iter().filter(|&&other| other == fate).count();
        let open = count(Fate::Open);
        Room { needed: medians.saturating_sub(open), free: count(Fate::Free), too_many_open: open > medians }
    }

    /// Both halves, by whether this site is open.
    pub(super) fn halves(self, site: usize) -> [Self; 2] {
        let mut closed = self.clone();
        let mut open = self;
        closed.fates[site] = Fate::Closed;
        open.fates[site] = Fate::Open;
        [closed, open]
    }

    pub(super) fn rows(&self, root: &Rows) -> Rows {
        root.keep(&self.fates)
    }
}

/// The parts that are not yet searched.
#[derive(Debug, Default)]
pub(super) struct Tree(Vec<Node>);

impl Tree {
    pub(super) fn push(&mut self, node: Node) {
        self.0.push(node);
    }

    /// The part with the lowest bound; the newest where there are too many.
    pub(super) fn pop(&mut self) -> Option<Node> {
        if self.0.len() > MAX_BREADTH {
            return self.0.pop();
        }
        let (lowest, _) = self.0.iter().enumerate().min_by_key(|(place, node)| (node.bound, usize::MAX - place))?;
        Some(self.0.swap_remove(lowest))
    }

    /// What no answer in the parts left can undercut.
    pub(super) fn bound(&self) -> Option<i128> {
        self.0.iter().map(|node| node.bound).min()
    }
}
