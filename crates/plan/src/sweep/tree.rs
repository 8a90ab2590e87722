//! The exact choice among the rounds of a pool: branch and bound on who sweeps what.

use super::{
    column::{Column, Must, PARTS, Prices, Triple},
    relax::{Relaxed, Rounds},
};

/// A question that splits all answers in two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Is at least so much weight swept?
    Weight(i64),
    /// Is this venue swept?
    Swept(u16),
    /// Is this venue swept by this shift?
    By(u16, u16),
}

impl Decision {
    /// Whether a round may be used by answers that say so.
    pub fn allows(self, column: &Column, yes: bool) -> bool {
        match self {
            Self::Weight(_) => true,
            Self::Swept(venue) => yes || !column.set.has(usize::from(venue)),
            Self::By(venue, shift) => {
                let (has, its) = (column.set.has(usize::from(venue)), column.shift == usize::from(shift));
                if yes { has == its } else { !(has && its) }
            }
        }
    }
}

/// A case: what was decided, and what that proves.
struct Node {
    decisions: Vec<(Decision, bool)>,
    prices: Prices,
    bound: i64,
    /// Its place among the cases.
    case: usize,
    /// The rounds it may use.
    allowed: Vec<u32>,
    /// Those that the linear program held last.
    active: Vec<u32>,
    /// Those of its best basis.
    basis: Vec<u32>,
    /// The triples that cost something in it.
    triples: Vec<Triple>,
}

/// A case and how it was told apart. Its prices bound all its answers; a round that costs more
/// than it brings by more than the bound is above the value is in none that is better.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Prices that bound all answers of this case.
    pub prices: Prices,
    /// A question, the case that says yes and the one that says no, by their place.
    pub split: Option<(Decision, usize, usize)>,
}

/// The search among the rounds of one pool.
pub struct Tree {
    pub pool: Vec<Column>,
    nothing: Must,
    open: Vec<Node>,
    steps: u64,
    /// The bound of cases that could not be told apart any further.
    stuck: i64,
    pub cases: Vec<Case>,
    /// What the best answer brings, in minutes.
    pub value: i64,
    /// Its rounds, by their place in the pool; `None` if it is the one known before.
    pub best: Option<Vec<u32>>,
}

/// Cuts are sought so many times at the root, and below.
const ROOT_TURNS: usize = 30;
const TURNS: usize = 4;
/// What is so near to one is one.
const WHOLE: f64 = 1e-5;

impl Tree {
    /// `value` is what the best answer known brings, in minutes; `prices` and `bound` are the
    /// root's.
    pub fn new(pool: Vec<Column>, nothing: Must, prices: Prices, bound: i64, value: i64) -> Self {
        let close = |at: &u32| prices.reduced(&pool[*at as usize]) > -300 * PARTS;
        let active: Vec<u32> = (0..index(pool.len())).filter(close).collect();
        let allowed = (0..index(pool.len())).collect();
        let root = Node {
            decisions: Vec::new(),
            prices: prices.clone(),
            bound,
            case: 0,
            allowed,
            active,
            basis: Vec::new(),
            triples: Vec::new(),
        };
        let cases = vec![Case { prices, split: None }];
        Self { pool, nothing, open: vec![root], steps: 0, stuck: i64::MIN, cases, value, best: None }
    }

    /// The best bound, in parts of a minute: of the open cases, or the value.
    pub fn bound(&self) -> i64 {
        self.open.iter().map(|node| node.bound).fold(self.stuck.max(self.value * PARTS), i64::max)
    }

    /// Whether no case is open.
    pub fn idle(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether no case is open and none is stuck: the value is the optimum, or nothing is above it.
    pub fn ended(&self) -> bool {
        self.open.is_empty() && self.stuck < self.enough()
    }

    /// A bound below this proves that nothing better is there.
    fn enough(&self) -> i64 {
        (self.value + 1) * PARTS
    }

    /// Works on one case, the most hopeful. False if none is open.
    pub fn step(&mut self) -> bool {
        let enough = self.enough();
        self.open.retain(|node| node.bound >= enough);
        // Until there is an answer the deepest case is taken, then in turn that, which makes
        // answers better, and the most hopeful, which lowers the bound.
        self.steps += 1;
        let deep = self.best.is_none() || self.steps.is_multiple_of(2);
        let depth = |node: &Node| if deep { node.decisions.len() } else { 0 };
        let first = |node: &Node| (depth(node), node.bound, std::cmp::Reverse(node.case));
        let Some(at) = (0..self.open.len()).max_by_key(|&at| first(&self.open[at])) else {
            return false;
        };
        let node = self.open.swap_remove(at);
        self.work(node);
        true
    }

    /// What all answers of a case keep.
    fn must(&self, node: &Node) -> Must {
        let mut must = self.nothing.clone();
        for &decision in &node.decisions {
            match decision {
                (Decision::Weight(units), true) => must.least = must.least.max(units),
                (Decision::Weight(units), false) => must.most = must.most.min(units - 1),
                (Decision::Swept(venue), true) => must.venues[usize::from(venue)] = true,
                (Decision::By(_, shift), true) => must.shifts[usize::from(shift)] = true,
                _ => {}
            }
        }
        must
    }

    fn work(&mut self, node: Node) {
        // Out of the tree for the moment, since the tree learns while the rounds are looked at.
        let pool = std::mem::take(&mut self.pool);
        self.examine(&pool, node);
        self.pool = pool;
    }

    fn examine(&mut self, pool: &[Column], mut node: Node) {
        let must = self.must(&node);
        let (allowed, active) = (std::mem::take(&mut node.allowed), std::mem::take(&mut node.active));
        let (basis, mut triples) = (std::mem::take(&mut node.basis), std::mem::take(&mut node.triples));
        let mut rounds = Rounds { pool, allowed, active, basis, weight: self.nothing.most };
        let turns = if node.decisions.is_empty() { ROOT_TURNS } else { TURNS };
        for turn in 0..=turns {
            let relaxed = rounds.relax(&must, &triples, self.enough());
            self.learn(pool, &mut node, &relaxed);
            if node.bound < self.enough() {
                return;
            }
            let Some(chosen) = relaxed.chosen else { break };
            triples = relaxed.costly;
            let violated = rounds.violated(&chosen, self.nothing.venues.len());
            if violated.is_empty() || turn == turns {
                return self.split(&node, &rounds, &triples, &chosen);
            }
            triples.extend(violated);
        }
        self.stuck = self.stuck.max(node.bound);
    }

    /// A better bound of the case, and perhaps a better answer.
    fn learn(&mut self, pool: &[Column], node: &mut Node, relaxed: &Relaxed) {
        if let Some((bound, prices)) = relaxed.best.as_ref().filter(|(bound, _)| *bound < node.bound) {
            (node.bound, node.prices) = (*bound, prices.clone());
            self.cases[node.case].prices = prices.clone();
        }
        let chosen = relaxed.chosen.as_deref().unwrap_or_default();
        let whole = chosen.iter().all(|(_, part)| *part > 1.0 - WHOLE);
        let gain: i64 = chosen.iter().map(|&(at, _)| pool[at as usize].gain).sum();
        if whole && gain > self.value {
            self.value = gain;
            self.best = Some(chosen.iter().map(|&(at, _)| at).collect());
        }
    }

    fn split(&mut self, node: &Node, rounds: &Rounds<'_>, triples: &[Triple], chosen: &[(u32, f64)]) {
        let Some(decision) = self.question(rounds.pool, chosen) else {
            self.stuck = self.stuck.max(node.bound);
            return;
        };
        let first = self.cases.len();
        for yes in [true, false] {
            let mut decisions = node.decisions.clone();
            decisions.push((decision, yes));
            let kept = |at: &u32| {
                let column = &rounds.pool[*at as usize];
                decision.allows(column, yes) && node.prices.reduced(column) >= self.enough() - node.bound
            };
            let [allowed, active, basis] = [&rounds.allowed, &rounds.active, &rounds.basis]
                .map(|list| list.iter().copied().filter(kept).collect());
            let (prices, bound, case) = (node.prices.clone(), node.bound, self.cases.len());
            self.cases.push(Case { prices: prices.clone(), split: None });
            let triples = triples.to_vec();
            self.open.push(Node { decisions, prices, bound, case, allowed, active, basis, triples });
        }
        self.cases[node.case].split = Some((decision, first, first + 1));
    }

    /// What is least decided: first how much weight is swept, then whether a venue is, then by
    /// whom.
    fn question(&self, pool: &[Column], chosen: &[(u32, f64)]) -> Option<Decision> {
        let shifts = self.nothing.shifts.len();
        let mut swept = vec![0.0; self.nothing.venues.len()];
        let mut by = vec![0.0; swept.len() * shifts];
        let mut weight = 0.0;
        for &(at, part) in chosen {
            let column = &pool[at as usize];
            weight += super::master::real(column.weight) * part;
            for at in column.venues.iter().map(|&at| usize::from(at)) {
                swept[at] += part;
                by[at * shifts + column.shift] += part;
            }
        }
        let short = super::net::short;
        let venue = || least_decided(&swept).map(|at| Decision::Swept(short(at)));
        let by = || least_decided(&by).map(|at| Decision::By(short(at / shifts), short(at % shifts)));
        split_weight(weight).or_else(venue).or_else(by)
    }
}

/// A weight well between two whole ones.
#[expect(clippy::cast_possible_truncation, reason = "weights are small")]
fn split_weight(weight: f64) -> Option<Decision> {
    let above = weight.ceil();
    (above - weight > 0.01 && above - weight < 0.99).then_some(Decision::Weight(above as i64))
}

/// Where a part is nearest to a half, if any is neither none nor whole.
fn least_decided(parts: &[f64]) -> Option<usize> {
    let open = parts.iter().enumerate().map(|(at, part)| ((part - 0.5).abs(), at));
    let open = open.filter(|(far, _)| *far < 0.5 - 1e-5);
    open.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, at)| at)
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or_else(|_| unreachable!("a pool has a limit"))
}
