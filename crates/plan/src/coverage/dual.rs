//! Multipliers that make the bound low: a primal-dual gradient method for the linear relaxation.
//!
//! The relaxation is the saddle point, minimal in λ and maximal in x, of
//! Σ over sites Σ over steps max(0, step - λ) + λᵀA x with 0 ≤ x ≤ most and Σ x ≤ crews.
//! Chambolle and Pock's steps (2011) with their diagonal scaling (Pock and Chambolle 2011),
//! averaging, and the restarts and step balance of Applegate et al. (2021, PDLP). Here both
//! sides are feasible all the time, so that the gap that decides on a restart is the true one.

use super::{
    bound::{self, Limits, real},
    reduced::Reduced,
};

/// How often the gap is looked at.
pub(super) const LOOK: u32 = 20;
/// A restart comes when the gap has fallen to this part of what it was at the last one …
const ENOUGH: f64 = 0.25;
/// … or when it has fallen to this part and does not fall any more …
const FAIR: f64 = 0.8;
/// … or when this part of all iterations has gone by since the last one.
const LONG: f64 = 0.36;

/// Both sides of the relaxation at one moment.
#[derive(Clone)]
struct Pair {
    /// One multiplier a site.
    multipliers: Vec<f64>,
    /// Crews at each base, in fractions.
    crews: Vec<f64>,
    /// Σ of multipliers over each base's sites.
    scores: Vec<f64>,
    /// Σ of crews over each site's bases.
    reached: Vec<f64>,
}

impl Pair {
    fn zero(reduced: &Reduced) -> Self {
        let (sites, bases) = (vec![0.0; reduced.sites()], vec![0.0; reduced.bases()]);
        Self { multipliers: sites.clone(), crews: bases.clone(), scores: bases, reached: sites }
    }

    fn parts(&self) -> [&[f64]; 4] {
        [&self.multipliers, &self.crews, &self.scores, &self.reached]
    }

    fn parts_mut(&mut self) -> [&mut [f64]; 4] {
        [&mut self.multipliers, &mut self.crews, &mut self.scores, &mut self.reached]
    }

    fn add(&mut self, other: &Self) {
        for (sum, part) in self.parts_mut().into_iter().zip(other.parts()) {
            sum.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        }
    }

    fn divided(&self, by: f64) -> Self {
        let mut mean = self.clone();
        mean.parts_mut().into_iter().flatten().for_each(|value| *value /= by);
        mean
    }
}

/// The state of the method.
pub(super) struct Dual<'a> {
    reduced: &'a Reduced,
    limits: Limits,
    now: Pair,
    sum: Pair,
    summed: f64,
    since: u32,
    iterations: u32,
    start: Pair,
    start_gap: f64,
    last_gap: f64,
    /// Balance between the two sides.
    balance: f64,
    site_step: Vec<f64>,
    base_step: Vec<f64>,
    price: f64,
    /// The best multipliers so far, their scores and their bound.
    pub(super) multipliers: Vec<f64>,
    pub(super) bound: f64,
    /// The best fractions so far and their value.
    pub(super) fractions: Vec<f64>,
    pub(super) value: f64,
    order: Vec<u32>,
}

impl<'a> Dual<'a> {
    /// Starts at a placement in fractions and at multipliers, within limits.
    pub(super) fn new(reduced: &'a Reduced, limits: Limits, multipliers: Vec<f64>, crews: Vec<f64>) -> Self {
        let mut now = Pair::zero(reduced);
        bound::scores(reduced, &multipliers, &mut now.scores);
        now.multipliers.clone_from(&multipliers);
        now.crews = crews;
        reach(reduced, &now.crews, &mut now.reached);
        let (site_step, base_step) = scaling(reduced);
        let mut dual = Self {
            reduced,
            limits,
            sum: Pair::zero(reduced),
            summed: 0.0,
            since: 0,
            iterations: 0,
            start: now.clone(),
            start_gap: f64::INFINITY,
            last_gap: f64::INFINITY,
            balance: 1.0,
            site_step,
            base_step,
            price: 0.0,
            multipliers,
            bound: f64::INFINITY,
            fractions: now.crews.clone(),
            value: f64::NEG_INFINITY,
            order: Vec::new(),
            now,
        };
        // The fractions may break the limits until the first step: only the bound counts yet.
        let best = bound::best(&dual.now.scores, &dual.limits, reduced.crews, &mut dual.order);
        dual.bound = bound::sites_part(reduced, &dual.multipliers) + best.sum;
        dual
    }

    /// How far the best bound and the best fractional value are apart: the relaxation's own gap.
    pub(super) fn open(&self) -> f64 {
        (self.bound - self.value).max(0.0)
    }

    /// So many looks of [`LOOK`] iterations.
    pub(super) fn run(&mut self, looks: u32) {
        for _ in 0..looks {
            (0..LOOK).for_each(|_| self.iterate());
            self.look();
        }
    }

    fn iterate(&mut self) {
        let before = std::mem::take(&mut self.now.reached);
        self.move_crews();
        let mut reached = vec![0.0; before.len()];
        reach(self.reduced, &self.now.crews, &mut reached);
        self.move_multipliers(&before, &reached);
        self.now.reached = reached;
        bound::scores(self.reduced, &self.now.multipliers, &mut self.now.scores);
        self.sum.add(&self.now);
        self.summed += 1.0;
        self.since += 1;
        self.iterations += 1;
    }

    /// x moves along its scores and back into the simplex: the price of a crew makes it fit.
    fn move_crews(&mut self) {
        let free = &mut self.now.crews;
        for ((crews, score), step) in free.iter_mut().zip(&self.now.scores).zip(&self.base_step) {
            *crews += score * step / self.balance;
        }
        self.price = price(free, &self.base_step, self.balance, &self.limits, self.reduced.crews, self.price);
        let limits = self.limits.low.iter().zip(&self.limits.high);
        for ((crews, step), (&low, &high)) in free.iter_mut().zip(&self.base_step).zip(limits) {
            *crews = (*crews - self.price * step / self.balance).clamp(f64::from(low), f64::from(high));
        }
    }

    fn move_multipliers(&mut self, before: &[f64], reached: &[f64]) {
        for (site, multiplier) in self.now.multipliers.iter_mut().enumerate() {
            let step = self.site_step[site] * self.balance;
            let ahead = 2.0 * reached[site] - before[site];
            *multiplier = nearest(self.reduced.steps(site), *multiplier - step * ahead, step);
        }
    }

    /// Bound minus fractional value; keeps the best of both.
    fn gap(&mut self, pair: &Pair) -> f64 {
        let best = bound::best(&pair.scores, &self.limits, self.reduced.crews, &mut self.order);
        let bound = bound::sites_part(self.reduced, &pair.multipliers) + best.sum;
        let value = fractional_value(self.reduced, pair);
        if bound < self.bound {
            self.bound = bound;
            self.multipliers.clone_from(&pair.multipliers);
        }
        if value > self.value {
            self.value = value;
            self.fractions.clone_from(&pair.crews);
        }
        bound - value
    }

    fn look(&mut self) {
        let mean = self.sum.divided(self.summed);
        let now = std::mem::replace(&mut self.now, Pair::zero(self.reduced));
        let (of_now, of_mean) = (self.gap(&now), self.gap(&mean));
        let (better, gap) = if of_mean < of_now { (mean, of_mean) } else { (now.clone(), of_now) };
        let falls = gap <= self.last_gap;
        self.last_gap = gap;
        let enough = gap <= ENOUGH * self.start_gap || gap <= FAIR * self.start_gap && !falls;
        if enough || f64::from(self.since) >= LONG * f64::from(self.iterations) && self.since > LOOK {
            self.restart(better, gap);
        } else {
            self.now = now;
        }
    }

    fn restart(&mut self, at: Pair, gap: f64) {
        let sites = distance(&at.multipliers, &self.start.multipliers, &self.site_step);
        let bases = distance(&at.crews, &self.start.crews, &self.base_step);
        if sites > 0.0 && bases > 0.0 {
            // Half way, on a logarithmic scale, to the balance that the last stretch asked for.
            self.balance = (self.balance * (sites / bases).sqrt()).sqrt();
        }
        self.now = at.clone();
        self.start = at;
        (self.start_gap, self.last_gap) = (gap, gap);
        self.sum = Pair::zero(self.reduced);
        (self.summed, self.since) = (0.0, 0);
    }
}

/// Squared distance in the scaled norm.
fn distance(a: &[f64], b: &[f64], scale: &[f64]) -> f64 {
    a.iter().zip(b).zip(scale).filter(|(_, scale)| **scale > 0.0).map(|((a, b), scale)| (a - b) * (a - b) / scale).sum()
}

/// Steps for which the method converges: first worth ÷ number of bases for a site, 1 ÷ worth in
/// reach for a base.
fn scaling(reduced: &Reduced) -> (Vec<f64>, Vec<f64>) {
    let first = |site: usize| real(reduced.step(site, 0));
    let count = |list: &[u32]| list.iter().map(|_| 1.0).sum::<f64>();
    let site_step = (0..reduced.sites()).map(|site| first(site) / count(reduced.rows.row(site)).max(1.0)).collect();
    let inside = |column: &[u32]| column.iter().map(|&site| first(site as usize)).sum::<f64>();
    let inverse = |worth: f64| if worth > 0.0 { 1.0 / worth } else { 0.0 };
    let worths = reduced.columns.iter().map(inside).zip(&reduced.prizes);
    let base_step = worths.map(|(worth, prize)| inverse(worth.max(prize.abs()))).collect();
    (site_step, base_step)
}

fn reach(reduced: &Reduced, crews: &[f64], reached: &mut [f64]) {
    for (column, &crews) in reduced.columns.iter().zip(crews).filter(|(_, crews)| **crews != 0.0) {
        for &site in column {
            reached[site as usize] += crews;
        }
    }
}

fn fractional_value(reduced: &Reduced, pair: &Pair) -> f64 {
    let worth = |site: usize| {
        let mut left = pair.reached[site];
        let part = |&step: &i64| {
            let used = left.clamp(0.0, 1.0);
            left -= 1.0;
            real(step) * used
        };
        reduced.steps(site).iter().map(part).sum::<f64>()
    };
    let prizes: f64 = pair.crews.iter().zip(&reduced.prizes).map(|(crews, prize)| crews * prize).sum();
    (0..reduced.sites()).map(worth).sum::<f64>() + prizes
}

/// The multiplier nearest to `wish` in the sense of the proximal step: the least of
/// Σ max(0, step - λ) + (λ - wish)² ÷ (2 × size), not below 0.
#[inline]
fn nearest(steps: &[i64], wish: f64, size: f64) -> f64 {
    let mut at = wish;
    for &step in steps {
        let step = real(step);
        if at >= step {
            return at.max(0.0);
        }
        // Below this step the bound falls by one more unit for each unit of λ.
        at += size;
        if at > step {
            return step;
        }
    }
    at.max(0.0)
}

/// The price of a crew at which clamp(wish - price × step) uses exactly all crews, or 0 if fewer
/// suffice: Newton's method on a falling broken line, held inside an interval that is halved
/// whenever Newton would leave it.
fn price(wishes: &[f64], steps: &[f64], balance: f64, limits: &Limits, crews: u32, guess: f64) -> f64 {
    let crews = f64::from(crews);
    let used = |price: f64| -> (f64, f64) {
        let (mut sum, mut slope) = (0.0, 0.0);
        let limits = limits.low.iter().zip(&limits.high);
        for ((wish, step), (&low, &high)) in wishes.iter().zip(steps).zip(limits) {
            let (step, low, high) = (step / balance, f64::from(low), f64::from(high));
            let at = wish - price * step;
            sum += at.clamp(low, high);
            slope += if at > low && at < high { step } else { 0.0 };
        }
        (sum, slope)
    };
    if used(0.0).0 <= crews {
        return 0.0;
    }
    let top = |((wish, step), low): ((&f64, &f64), &u32)| (wish - f64::from(*low)) * balance / step;
    let pairs = wishes.iter().zip(steps).zip(&limits.low).filter(|((_, step), _)| **step > 0.0);
    let (mut low, mut high) = (0.0, pairs.map(top).fold(0.0, f64::max));
    let mut at = guess.clamp(low, high);
    for _ in 0..60 {
        let (sum, slope) = used(at);
        if sum > crews {
            low = at;
        } else {
            high = at;
        }
        if (sum - crews).abs() <= 1e-10 * crews.max(1.0) || high - low <= 1e-15 * high {
            break;
        }
        let newton = at + (sum - crews) / slope;
        at = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
    }
    // On the side where no more than all crews are used, up to rounding.
    at
}
