//! The relaxation over a pool of rounds, made tighter by triples.

use super::{
    column::{Column, Must, Prices, Triple},
    master::{self, Master},
};

/// Rounds that enter the linear program at a time.
const ENTER: usize = 150;
/// A round whose cost is above its gain by more than so many parts of a minute leaves it.
const LEAVE: i64 = 300 * super::column::PARTS;
/// Parts of a minute that rounding alone may explain.
const TOLERANCE: i64 = super::column::PARTS / 64;
/// A triple is worth adding when its rounds are chosen so much too often.
const VIOLATED: f64 = 0.03;
/// How far prices may go, in gains of the best round: farther where that was not enough.
const FARS: [f64; 2] = [16.0, 1_024.0];
/// Most linear programs of one relaxation: a cap on cycling.
const MOST_TURNS: usize = 60;
/// Triples added at a time.
const TRIPLES: usize = 60;
/// Fractions below this are none.
pub const NOTHING: f64 = 1e-6;

/// What is known of the relaxation over some rounds of the pool.
#[derive(Default)]
pub struct Relaxed {
    /// Prices that prove a bound in whole numbers, and the bound, in parts of a minute: no choice
    /// among these rounds brings more.
    pub best: Option<(i64, Prices)>,
    /// The rounds that are chosen in part, by their place in the pool, and how much of each;
    /// `None` if the bound was low enough, or the solver gave up.
    pub chosen: Option<Vec<(u32, f64)>>,
    /// Triples that cost something at the best choice.
    pub costly: Vec<Triple>,
}

/// Which rounds of a pool may be used, and which of those the linear program holds.
pub struct Rounds<'a> {
    pub pool: &'a [Column],
    pub allowed: Vec<u32>,
    pub active: Vec<u32>,
    /// Rounds of the best basis of the linear program before.
    pub basis: Vec<u32>,
    /// All weight of the part.
    pub weight: i64,
}

impl Rounds<'_> {
    fn column(&self, at: u32) -> &Column {
        &self.pool[at as usize]
    }

    fn hold(&self, master: &mut Master, rounds: &[u32]) {
        for &at in rounds {
            master.add(self.column(at));
        }
    }

    /// The relaxation with these triples; it ends early when the bound is below `enough`.
    pub fn relax(&mut self, must: &Must, triples: &[Triple], enough: i64) -> Relaxed {
        let mut relaxed = Relaxed::default();
        let gain = self.active.iter().map(|&at| self.column(at).gain.abs()).max().unwrap_or(0) + 1;
        for far in FARS.map(|far| far * master::real(gain)) {
            // First those of the basis before: most of it stays, and the way there is short.
            let mut held = self.basis.clone();
            let mut master = Master::new(must, triples, far, self.weight);
            self.hold(&mut master, &held);
            if master.prices().is_none() {
                continue;
            }
            let more = self.active.iter().filter(|at| !self.basis.contains(at));
            held.extend(more);
            self.hold(&mut master, &held[self.basis.len()..]);
            for _ in 0..MOST_TURNS {
                let Some(prices) = master.prices() else { break };
                let left: Vec<i64> = self.allowed.iter().map(|&at| prices.left(self.column(at))).collect();
                self.proven(&prices, &left, must, &mut relaxed);
                if relaxed.best.as_ref().is_some_and(|(bound, _)| *bound < enough) {
                    return relaxed;
                }
                let enters = self.enters(&prices, &left);
                self.hold(&mut master, &enters);
                held.extend(&enters);
                if enters.is_empty() {
                    relaxed.chosen = master.fractions().map(|chosen| {
                        let chosen = chosen.into_iter().filter(|(_, part)| *part > NOTHING);
                        chosen.map(|(at, part)| (held[at], part)).collect()
                    });
                    relaxed.costly = prices.triples.iter().map(|(triple, _)| *triple).collect();
                    self.basis = master.basis().map(|at| held[at]).collect();
                    // Rounds that cost far more than they bring leave once nothing enters any more:
                    // left before, they could come and go without end.
                    held.retain(|&at| prices.reduced(self.column(at)) > -LEAVE);
                    break;
                }
            }
            self.active = held;
            if relaxed.chosen.is_some() {
                break;
            }
        }
        relaxed
    }

    /// The rounds that bring more than they cost and are not held, the best first.
    fn enters(&self, prices: &Prices, left: &[i64]) -> Vec<u32> {
        let reduced = |(&at, left): (&u32, &i64)| (left - prices.shifts[self.column(at).shift], at);
        let mut short: Vec<(i64, u32)> = self.allowed.iter().zip(left).map(reduced).collect();
        short.retain(|(reduced, _)| *reduced > TOLERANCE);
        short.sort_unstable_by_key(|&(reduced, at)| (std::cmp::Reverse(reduced), at));
        short.truncate(ENTER);
        short.into_iter().map(|(_, at)| at).collect()
    }

    /// Proves a bound with these prices, each shift's the least that covers all its rounds; `left`
    /// is what each round that may be used brings before its shift.
    fn proven(&self, prices: &Prices, left: &[i64], must: &Must, relaxed: &mut Relaxed) {
        let mut most: Vec<Option<i64>> = must.shifts.iter().map(|&must| (!must).then_some(0)).collect();
        for (&at, &left) in self.allowed.iter().zip(left) {
            let shift = self.column(at).shift;
            most[shift] = most[shift].max(Some(left));
        }
        let shifts: Vec<i64> = most.into_iter().map(|most| most.unwrap_or(-NOBODY)).collect();
        let bound = prices.fixed(must) + shifts.iter().sum::<i64>();
        if relaxed.best.as_ref().is_none_or(|(best, _)| bound < *best) {
            relaxed.best = Some((bound, Prices { shifts, ..prices.clone() }));
        }
    }

    /// Triples of venues whose rounds are chosen too often, the worst first.
    pub fn violated(&self, chosen: &[(u32, f64)], venues: usize) -> Vec<Triple> {
        let mut open: Vec<(&Column, f64)> = chosen.iter().map(|&(at, part)| (self.column(at), part)).collect();
        open.retain(|(_, part)| *part < 1.0 - NOTHING);
        let used: Vec<u16> = (0..super::net::short(venues))
            .filter(|&at| open.iter().any(|(column, _)| column.set.has(usize::from(at))))
            .collect();
        let mut found = Vec::new();
        for (i, &a) in used.iter().enumerate() {
            for (j, &b) in used.iter().enumerate().skip(i + 1) {
                for &c in &used[j + 1..] {
                    let triple = Triple([a, b, c]);
                    let sum: f64 =
                        open.iter().filter(|(column, _)| triple.counts(&column.set)).map(|(_, part)| part).sum();
                    if sum > 1.0 + VIOLATED {
                        found.push((sum, triple));
                    }
                }
            }
        }
        found.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
        found.into_iter().take(TRIPLES).map(|(_, triple)| triple).collect()
    }
}

/// What it brings when a shift that must go has no round: less than anything.
const NOBODY: i64 = 1 << 55;
