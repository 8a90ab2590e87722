//! The search: parts of neighbouring rounds are taken out and put back, and what is worse is
//! taken back again, more and more strictly.

use super::{
    chart::Chart,
    draft::{Draft, Score},
    ground::{Ground, position},
    level::{self, Level, real},
    moves::{Blink, rebuild, share, spare, take_strings, untangle},
    near::Near,
    sectors,
};
use crate::chance::Chance;

/// By how many seconds of travel a change may be worse and yet be kept, at the start.
const WARMEST: f64 = 240.0;
/// Share of all duty by which rounds may be over their time; beyond it the search aims higher, and
/// lower if they are less. Some must be, or the worst round would have nothing to gain.
const OVER: f64 = 0.02;
/// By what share of all duty the aim is moved up or down.
const HIGHER: f64 = 0.01;
/// See [`HIGHER`].
const LOWER: f64 = 0.005;
/// Largest and smallest share of all duty that the aim leaves unused.
const SLACK: (f64, f64) = (-0.02, 0.9);
/// Rounds, of a hundred, whose heaviest site is offered to another in every iteration.
const SHARED: usize = 10;

/// A search under way.
pub(super) struct Search<'a> {
    ground: &'a Ground<'a>,
    near: &'a Near,
    chart: Chart<'a>,
    /// The sites that the crews can carry.
    carried: Vec<u32>,
    level: Level,
    /// Share of all duty that the aim leaves unused.
    slack: f64,
    chance: Chance,
    best: (Score, Draft),
}

impl<'a> Search<'a> {
    pub fn new(ground: &'a Ground<'a>, near: &'a Near, seed: &[u8; 32]) -> Self {
        let mut chance = Chance::new(seed, "patrol", 0);
        let carried = sectors::carried(ground, near);
        let level = sectors::first_level(ground, near, &carried);
        let mut chart = sectors::cut(ground, near, &carried, level, &mut chance);
        (0..ground.circuits()).for_each(|round| untangle(&mut chart, round));
        chart.keep();
        let best = Draft::scored(ground, &chart);
        Self { ground, near, chart, carried, level, slack: 0.0, chance, best }
    }

    /// The best found so far.
    pub fn best(self) -> Draft {
        self.best.1
    }

    pub fn run(&mut self, iterations: u32, should_stop: &(dyn Fn() -> bool + Sync)) {
        for iteration in 0..iterations {
            if should_stop() {
                return;
            }
            let left = f64::from(iterations - iteration) / f64::from(iterations);
            self.iterate(WARMEST * left * left);
        }
    }

    fn iterate(&mut self, warmth: f64) {
        self.aim();
        for _ in 0..self.carried.len() {
            self.step(warmth);
        }
        self.weigh();
        self.share();
        for &site in &self.carried {
            spare(&mut self.chart, site, self.level);
        }
        for round in 0..self.ground.circuits() {
            untangle(&mut self.chart, round);
        }
        self.chart.keep();
        let now = Draft::scored(self.ground, &self.chart);
        if now.0 < self.best.0 {
            self.best = now;
        }
    }

    /// Aims at the level that the crews could hold if their work, with the travel as it is, were
    /// shared out evenly and some of their time could not be used.
    fn aim(&mut self) {
        let unused = self.duty() * self.slack;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 2^40 and not negative")]
        let usable = (self.duty() - unused).max(0.0) as u64;
        self.level = level::shared(self.ground, &self.carried, usable.saturating_sub(self.chart.travel()));
        let mut waiting = Vec::new();
        for &site in &self.carried {
            self.chart.want(site, self.level);
            let visits = self.chart.of_site[site as usize].iter();
            waiting.extend(visits.filter(|&&visit| self.chart.visits[visit as usize].place.is_none()));
        }
        self.chart.refresh_all();
        rebuild(&mut self.chart, self.near, waiting, Blink::Never, &mut self.chance);
        self.chart.keep();
    }

    /// What all crews have for stops and ways.
    fn duty(&self) -> f64 {
        f64::from(self.ground.circuits()) * f64::from(self.ground.duty())
    }

    /// Moves the next aim. Where ceilings, stops or single rounds keep time from being used, an
    /// aim that takes it for granted would put every round under a pressure that none can give
    /// way to, and the worst would not stand out.
    fn weigh(&mut self) {
        let over = real(self.chart.over()) / self.duty();
        let change = if over > OVER { HIGHER } else { -LOWER };
        self.slack = (self.slack + change).clamp(SLACK.0, SLACK.1);
    }

    fn step(&mut self, warmth: f64) {
        let out = take_strings(&mut self.chart, self.near, &mut self.chance);
        rebuild(&mut self.chart, self.near, out, Blink::Rarely, &mut self.chance);
        if self.chart.risen() > warmth * self.chance.unit() {
            self.chart.take_back();
        } else {
            self.chart.keep();
        }
    }

    /// Offers the heaviest sites of the costliest rounds to others.
    fn share(&mut self) {
        let mut rounds: Vec<u32> = (0..position(self.chart.rounds.len())).collect();
        let over = |round: &u32| self.chart.rounds[*round as usize].cost;
        rounds.sort_by(|a, b| over(b).total_cmp(&over(a)));
        for &round in rounds.iter().take(self.chart.rounds.len().div_ceil(100 / SHARED)) {
            share(&mut self.chart, self.near, round, self.level, &mut self.chance);
        }
        self.chart.keep();
    }
}
