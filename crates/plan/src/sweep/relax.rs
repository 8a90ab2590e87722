//! The relaxation over a pool of rounds, made tighter by triples.

use super::{
    column::{Column, Must, Prices, Triple},
    master,
};

/// Rounds that enter the linear program at a time.
const ENTER: usize = 150;
/// A round whose cost is above its gain by more than so many parts of a minute leaves it.
const LEAVE: i64 = 300 * super::column::PARTS;
/// Rounds within so many parts of a minute of their cost may be chosen at the optimum.
const TIGHT: i64 = super::column::PARTS / 8;
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
}

/// Which rounds of a pool may be used, and which of those the linear program holds.
pub struct Rounds<'a> {
    pub pool: &'a [Column],
    pub allowed: Vec<u32>,
    pub active: Vec<u32>,
}

impl Rounds<'_> {
    fn column(&self, at: u32) -> &Column {
        &self.pool[at as usize]
    }

    /// The relaxation with these triples; it ends early when the bound is below `enough`.
    pub fn relax(&mut self, must: &Must, triples: &[Triple], enough: i64) -> Relaxed {
        let mut relaxed = Relaxed::default();
        for far in FARS {
            for _ in 0..MOST_TURNS {
                let active = self.active.iter().map(|&at| self.column(at));
                let Some(prices) = master::prices(must, triples, far, active) else { break };
                let prices = self.proven(prices, must, &mut relaxed);
                if relaxed.best.as_ref().is_some_and(|(bound, _)| *bound < enough) {
                    return relaxed;
                }
                if !self.enter(&prices) {
                    relaxed.chosen = self.chosen(&prices, must, triples);
                    self.leave(&prices);
                    break;
                }
            }
            if relaxed.chosen.is_some() {
                break;
            }
        }
        relaxed
    }

    /// Takes rounds into the linear program that bring more than they cost, the best first. False
    /// if there are none.
    fn enter(&mut self, prices: &Prices) -> bool {
        let pool = self.pool;
        let reduced = |at: u32| prices.reduced(&pool[at as usize]);
        let mut short: Vec<(i64, u32)> = self.allowed.iter().map(|&at| (reduced(at), at)).collect();
        short.retain(|(reduced, _)| *reduced > TOLERANCE);
        short.sort_unstable_by_key(|&(reduced, at)| (std::cmp::Reverse(reduced), at));
        if !short.is_empty() {
            self.active.extend(short.iter().take(ENTER).map(|(_, at)| at));
            self.active.sort_unstable();
            self.active.dedup();
        }
        !short.is_empty()
    }

    /// Drops rounds that cost far more than they bring, once nothing enters any more: dropped
    /// before, they could come and go without end.
    fn leave(&mut self, prices: &Prices) {
        let pool = self.pool;
        self.active.retain(|&at| prices.reduced(&pool[at as usize]) > -LEAVE);
    }

    fn chosen(&self, prices: &Prices, must: &Must, triples: &[Triple]) -> Option<Vec<(u32, f64)>> {
        let tight = |at: &u32| prices.reduced(self.column(*at)) > -TIGHT;
        let tight: Vec<u32> = self.allowed.iter().copied().filter(tight).collect();
        let columns: Vec<&Column> = tight.iter().map(|&at| self.column(at)).collect();
        let fractions = master::fractions(must, triples, &columns)?;
        Some(tight.into_iter().zip(fractions).filter(|(_, part)| *part > NOTHING).collect())
    }

    /// Proves a bound with these prices, each shift's the least that covers all its rounds; gives
    /// the prices as they were, for those rounds that are not in the linear program yet.
    fn proven(&self, prices: Prices, must: &Must, relaxed: &mut Relaxed) -> Prices {
        let mut most: Vec<Option<i64>> = must.shifts.iter().map(|&must| (!must).then_some(0)).collect();
        for column in self.allowed.iter().map(|&at| self.column(at)) {
            most[column.shift] = most[column.shift].max(Some(prices.left(column)));
        }
        let shifts: Vec<i64> = most.into_iter().map(|most| most.unwrap_or(-NOBODY)).collect();
        let bound = prices.fixed(must) + shifts.iter().sum::<i64>();
        if relaxed.best.as_ref().is_none_or(|(best, _)| bound < *best) {
            relaxed.best = Some((bound, Prices { shifts, ..prices.clone() }));
        }
        prices
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
