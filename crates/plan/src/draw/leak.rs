//! What a sighting tells: the share of the uncertainty about a crew's whereabouts that an observer
//! loses by watching it for a while.
//!
//! # The figure
//!
//! Time is cut into minutes. `X_t` is where the crew of one circuit is at minute `t` (a site, or on
//! the road). Before anything is seen every order of the circuit and every phase (whole minutes)
//! are equally likely, so the uncertainty is the same at every minute:
//!
//! ```text
//! H(X) = − Σ_place P(place)·log2 P(place)
//! ```
//!
//! The observer follows the crew for `seen` minutes and writes down its places `O`. About a minute
//! `d` minutes later it has learned the mutual information
//!
//! ```text
//! I(d) = H(X) − H(X_{end + d} | O)
//! ```
//!
//! computed exactly, by going through all orders and phases and grouping those that look alike
//! during the sighting. The leak is the mean of I(d) over the `horizon` minutes that follow, as a
//! share of H(X): 0 says the sighting was worth nothing, 1 that the rest is known.
//!
//! Under [`Policy::KeepAllDay`] the round repeats, and one sighting that is not ambiguous gives
//! everything away. Under [`Policy::RedrawEachPeriod`] order and phase are drawn anew at each
//! beginning of a period; the sighting begins at an even random minute of a period, and what it
//! showed of a period says nothing of the next. The figure then supposes that the crew starts each
//! period where the draw says: the way there from the end of the last period is not in it.
//!
//! Not in the figure: the waiting on the road, whose random cuts only lower the leak, and what an
//! observer infers from other crews, which are drawn independently.

use std::collections::BTreeMap;

use super::circuit::Timetable;

const MINUTE: u32 = 60;
/// More equally likely rounds (orders × minutes of a period) are refused.
pub const MOST_ROUNDS: usize = 50_000;

/// When order and phase are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Once; the round then repeats.
    KeepAllDay,
    /// At each beginning of a period.
    RedrawEachPeriod,
}

/// What an observer learns from one sighting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leak {
    /// H(X): bits of uncertainty about the whereabouts at one minute, before.
    pub before: f64,
    /// Mean bits learned about each of the following minutes.
    pub learned: f64,
}

/// Why a leak cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No timetables, or not all of one period.
    #[error("the timetables are not those of one circuit")]
    Timetables,
    /// The period is not a whole number of minutes.
    #[error("a period of {0} seconds is not a whole number of minutes")]
    Period(u32),
    /// Seen for longer than a period, or no minute follows.
    #[error("a sighting lasts at most a period, and at least one minute follows")]
    Sighting,
    /// More than [`MOST_ROUNDS`].
    #[error("{0} rounds are more than {MOST_ROUNDS}")]
    TooMany(usize),
}

impl Leak {
    /// What the sighting is worth, from 0 to 1; 0 for a crew that never moves, where nothing was
    /// unknown.
    pub fn share(&self) -> f64 {
        if self.before > 0.0 { self.learned / self.before } else { 0.0 }
    }

    /// The mean of several circuits by weight; `None` unless the weights have a sum above 0.
    pub fn mean(circuits: &[(f64, Self)]) -> Option<Self> {
        let total: f64 = circuits.iter().map(|(weight, _)| weight).sum();
        let mean =
            |bits: fn(&Self) -> f64| circuits.iter().map(|(weight, leak)| weight * bits(leak)).sum::<f64>() / total;
        (total > 0.0).then(|| Self { before: mean(|leak| leak.before), learned: mean(|leak| leak.learned) })
    }
}

/// The leak of a circuit whose rounds are `orders` (equally likely, at any phase) after `seen`
/// minutes, over the following `horizon` minutes.
///
/// With [`Policy::RedrawEachPeriod`] takes `seen` times as long: orders × period² × seen, in minutes.
pub fn leak(orders: &[Timetable], policy: Policy, seen: u32, horizon: u32) -> Result<Leak, Refused> {
    let mut rounds = Rounds::of(orders)?;
    let period = rounds.period;
    let (seen, horizon) = (seen as usize, horizon as usize);
    if seen > period || horizon == 0 {
        return Err(Refused::Sighting);
    }
    let before = rounds.unknown(0);
    let mut total = 0.0;
    for watched in 1..=seen {
        rounds.watch(watched - 1);
        match policy {
            Policy::KeepAllDay if watched == seen => {
                let learned = rounds.learned(watched, before, period);
                total = (0..horizon).map(|later| learned[later % period]).sum();
            }
            Policy::KeepAllDay => {}
            Policy::RedrawEachPeriod => total += same_period(&rounds, watched, seen, before, horizon),
        }
    }
    Ok(Leak { before, learned: total / float(horizon) })
}

/// The leak of a circuit for an observer who knows what was ordered: `likely` says for each order
/// and each minute of its round how likely it is that the round is there when service begins, as
/// a weight. The sighting of `seen` minutes begins at each of the `starts` minutes after that,
/// equally likely, and what is learned is reckoned against the uncertainty of an observer who
/// knows nothing. Even weights give [`leak`] with [`Policy::KeepAllDay`].
pub fn told(
    orders: &[Timetable],
    likely: &[Vec<u32>],
    seen: u32,
    horizon: u32,
    starts: &[u32],
) -> Result<Leak, Refused> {
    let even = Rounds::of(orders)?;
    let (seen, horizon) = (seen as usize, horizon as usize);
    let shaped = likely.len() == orders.len() && likely.iter().all(|minutes| minutes.len() == even.period);
    if seen > even.period || horizon == 0 || starts.is_empty() || !shaped {
        return Err(Refused::Sighting);
    }
    let before = even.unknown(0);
    let mut total = 0.0;
    for &start in starts {
        let mut rounds = Rounds { weights: likely.concat(), alike: even.alike.clone(), ..even.clone() };
        (0..seen).for_each(|minute| rounds.watch(start as usize + minute));
        let learned = rounds.learned(start as usize + seen, before, horizon.min(rounds.period));
        total += (0..horizon).map(|later| learned[later % learned.len()]).sum::<f64>() / float(horizon);
    }
    Ok(Leak { before, learned: total / float(starts.len()) })
}

/// Bits learned about the rest of the period in which the sighting ended, for the beginnings of
/// the sighting of which `watched` minutes fell into that period; times their probability.
fn same_period(rounds: &Rounds, watched: usize, seen: usize, before: f64, horizon: usize) -> f64 {
    let period = rounds.period;
    let learned = rounds.learned(watched, before, period - watched);
    let until = |minutes: usize| learned[..minutes.min(horizon)].iter().sum::<f64>();
    // The whole sighting in one period: it may begin at any minute that leaves room for it. Else
    // it began before the period did, at one minute.
    let bits: f64 = if watched == seen { (0..=period - seen).map(until).sum() } else { until(period - watched) };
    bits / float(period)
}

/// All rounds that a draw may give: each order, begun at each minute.
#[derive(Clone)]
struct Rounds {
    /// Minutes.
    period: usize,
    /// Places of each order by minute, as small numbers.
    places: Vec<Vec<usize>>,
    kinds: usize,
    /// For round (order × period + phase): which rounds look the same so far.
    alike: Vec<usize>,
    /// How likely each round is.
    weights: Vec<u32>,
}

impl Rounds {
    fn of(orders: &[Timetable]) -> Result<Self, Refused> {
        let seconds = orders.first().ok_or(Refused::Timetables)?.period;
        if orders.iter().any(|order| order.period != seconds) {
            return Err(Refused::Timetables);
        }
        if seconds == 0 || !seconds.is_multiple_of(MINUTE) {
            return Err(Refused::Period(seconds));
        }
        let period = (seconds / MINUTE) as usize;
        if orders.len().saturating_mul(period) > MOST_ROUNDS {
            return Err(Refused::TooMany(orders.len().saturating_mul(period)));
        }
        let mut kinds = BTreeMap::new();
        let mut number = |place: Option<u32>| {
            let next = kinds.len();
            *kinds.entry(place).or_insert(next)
        };
        let minutes = 0..seconds / MINUTE;
        let places: Vec<Vec<usize>> = orders
            .iter()
            .map(|order| minutes.clone().map(|minute| number(order.at(minute * MINUTE))).collect())
            .collect();
        let count = orders.len() * period;
        Ok(Self { period, kinds: kinds.len(), alike: vec![0; count], weights: vec![1; count], places })
    }

    /// Where the crew of a round is, so many minutes after the sighting began.
    fn place(&self, round: usize, minute: usize) -> usize {
        self.places[round / self.period][(round % self.period + minute) % self.period]
    }

    /// Tells apart the rounds that differ in this minute of the sighting.
    fn watch(&mut self, minute: usize) {
        // Classes are numbered as they are met; a table, since maps would take most of the time.
        let before = self.alike.iter().max().map_or(0, |last| last + 1);
        let (mut numbers, mut next) = (vec![usize::MAX; before * self.kinds], 0);
        self.alike = (0..self.alike.len())
            .map(|round| {
                let number = &mut numbers[self.alike[round] * self.kinds + self.place(round, minute)];
                if *number == usize::MAX {
                    (*number, next) = (next, next + 1);
                }
                *number
            })
            .collect();
    }

    /// I(d) for each d below `minutes`, after `watched` minutes.
    fn learned(&self, watched: usize, before: f64, minutes: usize) -> Vec<f64> {
        (0..minutes).map(|later| (before - self.unknown(watched + later)).max(0.0)).collect()
    }

    /// H(X at that minute | what was seen so far), in bits.
    fn unknown(&self, minute: usize) -> f64 {
        let classes = self.alike.iter().max().map_or(0, |last| last + 1);
        let (mut sizes, mut cells) = (vec![0_usize; classes], vec![0_usize; classes * self.kinds]);
        for (round, (&class, &weight)) in self.alike.iter().zip(&self.weights).enumerate() {
            sizes[class] += weight as usize;
            cells[class * self.kinds + self.place(round, minute)] += weight as usize;
        }
        // Σ over classes of n_c/N × H(class) = (Σ n_c·log2 n_c − Σ n_ck·log2 n_ck) ÷ N.
        let spread =
            |counts: &[usize]| counts.iter().filter(|&&n| n > 1).map(|&n| float(n) * libm::log2(float(n))).sum::<f64>();
        (spread(&sizes) - spread(&cells)) / float(sizes.iter().sum::<usize>().max(1))
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of minutes and rounds are far below 2^52")]
fn float(count: usize) -> f64 {
    count as f64
}
