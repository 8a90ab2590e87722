//! The Lagrangian bound: clients pay a price each instead of insisting on being served, and a
//! site is worth what it saves on those prices.
//!
//! For any prices u, the sum of u plus the cheapest sites, as many as there are medians, with
//! r(site) = sum over clients of min(0, cost - u), is at most the cost of every answer (Cornuéjols,
//! Fisher, Nemhauser 1977). Prices are integers in units of 1 / [`UNIT`] and the sum is made in
//! integers, so the bound holds without any trust in rounding.

use super::problem::Problem;
use super::rows::{Fate, Rows};

/// How many units of price are a cost of one.
pub const UNIT: i64 = 1 << UNIT_BITS;
const UNIT_BITS: u32 = 16;

/// A client's price, a site's worth.
pub(super) type Price = i64;

/// The bound that these prices prove, rounded up since costs are whole; a slow and plain twin of
/// what the search computes, for whoever wants to check an answer's bound at the root.
///
/// `prices`: one for every client, in units of 1 / [`UNIT`].
pub fn bound(problem: &Problem, prices: &[i64]) -> u64 {
    let worth = |site: usize| -> i128 {
        let saved = problem.costs(site).iter().zip(prices);
        saved.map(|(&cost, &price)| (i128::from(cost) * i128::from(UNIT) - i128::from(price)).min(0)).sum()
    };
    let mut worths: Vec<i128> = (0..problem.sites()).map(worth).collect();
    worths.sort_unstable();
    let prices: i128 = prices.iter().copied().map(i128::from).sum();
    whole(prices + worths[..problem.medians()].iter().sum::<i128>())
}

/// A bound in units of price as a whole cost: rounded up, and never below nothing.
pub(super) fn whole(units: i128) -> u64 {
    let up = units.div_euclid(i128::from(UNIT)) + i128::from(units.rem_euclid(i128::from(UNIT)) > 0);
    u64::try_from(up.max(0)).unwrap_or(u64::MAX)
}

pub(super) fn price(cost: u32) -> Price {
    Price::from(cost) << UNIT_BITS
}

/// What some prices prove, with everything needed to move them and to settle sites.
#[derive(Clone, Debug)]
pub(super) struct Relaxed {
    /// The bound, in units of price.
    pub(super) bound: i128,
    /// Of every site that is not closed what it saves, at most zero.
    pub(super) worth: Vec<Price>,
    /// The sites that the relaxation opens.
    pub(super) chosen: Vec<bool>,
    /// Of every client 1 minus how many chosen sites serve it.
    pub(super) missing: Vec<i32>,
    /// The worst worth among the free sites chosen, the best among those not.
    pub(super) margin: [Option<Price>; 2],
    free: Vec<usize>,
}

impl Relaxed {
    pub(super) fn new(problem: &Problem) -> Self {
        let (sites, clients) = (problem.sites(), problem.clients());
        let (worth, chosen, missing) = (vec![0; sites], vec![false; sites], vec![0; clients]);
        Self { bound: 0, worth, chosen, missing, margin: [None; 2], free: Vec::new() }
    }

    /// Solves the relaxation at these prices. The free sites must be enough for the medians.
    pub(super) fn solve(&mut self, rows: &Rows, fates: &[Fate], medians: usize, prices: &[Price]) {
        self.weigh(rows, prices);
        self.choose(fates, medians);
        let prices_sum: i128 = prices.iter().copied().map(i128::from).sum();
        let chosen = self.worth.iter().zip(&self.chosen).filter(|(_, chosen)| **chosen);
        self.bound = prices_sum + chosen.map(|(&worth, _)| i128::from(worth)).sum::<i128>();
        self.count(rows, prices);
    }

    fn weigh(&mut self, rows: &Rows, prices: &[Price]) {
        self.worth.fill(0);
        for (row, &limit) in rows.iter().zip(prices) {
            for entry in row {
                let over = price(entry.cost) - limit;
                if over >= 0 {
                    break;
                }
                self.worth[entry.site as usize] += over;
            }
        }
    }

    fn choose(&mut self, fates: &[Fate], medians: usize) {
        self.free.clear();
        let mut needed = medians;
        for (site, fate) in fates.iter().enumerate() {
            self.chosen[site] = *fate == Fate::Open;
            match fate {
                Fate::Open => needed -= 1,
                Fate::Free => self.free.push(site),
                Fate::Closed => {}
            }
        }
        let worth = &self.worth;
        if needed < self.free.len() {
            self.free.select_nth_unstable_by_key(needed, |&site| (worth[site], site));
        }
        let (best, rest) = self.free.split_at(needed);
        for &site in best {
            self.chosen[site] = true;
        }
        self.margin = [best.iter().map(|&site| worth[site]).max(), rest.first().map(|&site| worth[site])];
    }

    fn count(&mut self, rows: &Rows, prices: &[Price]) {
        for ((row, &limit), missing) in rows.iter().zip(prices).zip(&mut self.missing) {
            *missing = 1;
            for entry in row {
                if price(entry.cost) >= limit {
                    break;
                }
                *missing -= i32::from(self.chosen[entry.site as usize]);
            }
        }
    }

    /// Settles what cannot be otherwise in an answer cheaper than `value`: a free site whose
    /// opening, or closing, would lift this bound to it. Gives how many were settled.
    pub(super) fn settle(&self, value: u64, fates: &mut [Fate]) -> usize {
        let limit = (i128::from(value) - 1) * i128::from(UNIT);
        let [last, next] = self.margin;
        let mut settled = 0;
        for (site, fate) in fates.iter_mut().enumerate().filter(|(_, fate)| **fate == Fate::Free) {
            let (new, change) = match (self.chosen[site], last, next) {
                (true, _, Some(next)) => (Fate::Open, next - self.worth[site]),
                (false, Some(last), _) => (Fate::Closed, self.worth[site] - last),
                _ => continue,
            };
            if self.bound + i128::from(change) > limit {
                *fate = new;
                settled += 1;
            }
        }
        settled
    }
}
