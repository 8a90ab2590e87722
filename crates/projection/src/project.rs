//! From the reports so far to the end of the count.

use crate::chance::Chance;
use crate::design::Design;
use crate::held::{quantile, sums, widening};
use crate::night::{BEFORE_CANDIDATES, Night};
use crate::outlook::{Model, Outlook};

/// Reported stations below which nothing is foretold: every interval is from none to all.
pub const LEAST_STATIONS: usize = 30;

/// Ends of the night that are drawn.
const DRAWS: u32 = 4_000;
/// Rounds of fitting.
const ROUNDS: usize = 8;
/// A tenth of normal errors is larger than this many standard deviations.
const NORMAL: (f64, f64) = (0.9, 1.645);
/// Rounding may make two parts go together entirely: what is added to the pivot then.
const LEAST_PIVOT: f64 = 1e-6;

/// A value and the limits that it lies between with the asked probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The best estimate.
    pub value: f64,
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

/// What is foretold of one candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Final share of the valid votes, 0 to 1.
    pub share: Interval,
    /// Share of the valid votes reported so far; 0 of none.
    pub running: f64,
    /// Probability to have the most votes.
    pub first: f64,
    /// Probability to be among the first two.
    pub first_two: f64,
    /// Probability to have more than half.
    pub majority: f64,
}

/// The end of a count as it is foretold.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// Stations that have reported.
    pub counted: usize,
    /// All stations.
    pub stations: usize,
    /// Reported stations that the earlier contest does not have.
    pub without_earlier: usize,
    /// Share of the registered whose stations have reported, 0 to 1.
    pub registered: f64,
    /// Final share of the registered who cast a paper.
    pub turnout: Interval,
    /// In the order of the counts.
    pub candidates: Vec<Outcome>,
    /// What every standard deviation was multiplied by, after trials on the reported stations.
    pub widening: f64,
}

/// What is drawn from: sums that are known, and sums that are foretold.
struct Ends {
    known: Vec<f64>,
    coming: Vec<Outlook>,
    factor: crate::matrix::Square,
    widening: f64,
}

/// Foretells the end of a night. `confidence` is the probability that an interval is to hold the
/// final share, above 0 and below 1. The same arguments give the same bits.
pub fn project(night: &Night, confidence: f64, seed: u64) -> Projection {
    let counted = night.counted();
    let reported = counted.iter().filter(|counted| **counted).count();
    let known = sums(night, &counted);
    let whole: f64 = (0..counted.len()).map(|at| night.voters(at)).sum();
    let inside: f64 = (0..counted.len()).filter(|at| counted[*at]).map(|at| night.voters(at)).sum();
    let mut projection = Projection {
        counted: reported,
        stations: counted.len(),
        without_earlier: night.stations.iter().filter(|it| it.counted.is_some() && it.earlier.is_none()).count(),
        registered: inside / whole,
        turnout: ANYTHING,
        candidates: unknown(&known),
        widening: 1.0,
    };
    if reported == counted.len() || reported >= LEAST_STATIONS {
        let ends = if reported == counted.len() { Ends::known(known) } else { Ends::of(night, &counted, known) };
        projection.widening = ends.widening;
        ends.draw(confidence, seed, &mut projection);
    }
    projection
}

const ANYTHING: Interval = Interval { value: 0.5, low: 0.0, high: 1.0 };

/// Where nothing can be foretold everybody is alike, and anything may come.
fn unknown(known: &[f64]) -> Vec<Outcome> {
    let running = valid_shares(known);
    let alike = 1.0 / count(running.len());
    let share = Interval { value: alike, low: 0.0, high: 1.0 };
    let outcome =
        |running: f64| Outcome { share, running, first: alike, first_two: (2.0 * alike).min(1.0), majority: alike };
    running.into_iter().map(outcome).collect()
}

fn count(many: usize) -> f64 {
    f64::from(u32::try_from(many).unwrap_or(u32::MAX))
}

/// Shares of the valid votes; zeros where there are none.
fn valid_shares(parts: &[f64]) -> Vec<f64> {
    let votes: Vec<f64> = parts[BEFORE_CANDIDATES..].iter().map(|votes| votes.max(0.0)).collect();
    let whole: f64 = votes.iter().sum();
    votes.iter().map(|votes| if whole > 0.0 { votes / whole } else { 0.0 }).collect()
}

fn turnout(parts: &[f64]) -> f64 {
    let whole: f64 = parts.iter().map(|part| part.max(0.0)).sum();
    if whole > 0.0 { 1.0 - parts[0].max(0.0) / whole } else { 0.0 }
}

impl Ends {
    fn known(known: Vec<f64>) -> Self {
        let coming = vec![Outlook { mean: 0.0, variance: 0.0 }; known.len()];
        Self { factor: crate::matrix::Square::zero(known.len()), coming, known, widening: 1.0 }
    }

    fn of(night: &Night, counted: &[bool], known: Vec<f64>) -> Self {
        let design = Design::of(night);
        let model = Model::of(night, &design, counted, ROUNDS);
        let missing: Vec<bool> = counted.iter().map(|counted| !counted).collect();
        let widening = widening(night, &design, counted, NORMAL.0, NORMAL.1);
        let factor = model.correlation.factor(LEAST_PIVOT);
        Self { known, coming: model.outlook(&missing), factor, widening }
    }

    /// The sums in the end, `far` standard deviations from what is expected.
    fn end(&self, far: &[f64]) -> Vec<f64> {
        let coming = self.coming.iter().zip(far);
        let coming = coming.map(|(part, far)| part.mean + self.widening * libm::sqrt(part.variance) * far);
        self.known.iter().zip(coming).map(|(known, coming)| known + coming.max(0.0)).collect()
    }

    fn draw(&self, confidence: f64, seed: u64, projection: &mut Projection) {
        let mut chance = Chance::new(seed);
        let middle = self.end(&vec![0.0; self.known.len()]);
        let (mut turnouts, mut shares) = (Vec::new(), vec![Vec::new(); self.known.len() - BEFORE_CANDIDATES]);
        let mut hits = vec![[0.0_f64; 3]; shares.len()];
        for _ in 0..DRAWS {
            let plain: Vec<f64> = self.known.iter().map(|_| chance.normal()).collect();
            let tail = chance.heavy_tail();
            let far: Vec<f64> = self.factor.times(&plain).into_iter().map(|far| far * tail).collect();
            let end = self.end(&far);
            turnouts.push(turnout(&end));
            let drawn = valid_shares(&end);
            hit(&drawn, &mut hits);
            shares.iter_mut().zip(drawn).for_each(|(shares, share)| shares.push(share));
        }
        let certain = self.coming.iter().all(|part| part.variance <= 0.0);
        projection.turnout = interval(turnout(&middle), turnouts, confidence);
        let running = valid_shares(&self.known);
        let value = valid_shares(&middle);
        projection.candidates = (0..shares.len())
            .map(|at| {
                let [first, first_two, majority] = hits[at].map(|hits| probability(hits, certain));
                let first_two = if shares.len() > 2 { first_two } else { 1.0 };
                let share = interval(value[at], core::mem::take(&mut shares[at]), confidence);
                Outcome { share, running: running[at], first, first_two, majority }
            })
            .collect();
    }
}

/// Who comes first, among the first two, above half; the earlier panel at a tie.
fn hit(shares: &[f64], hits: &mut [[f64; 3]]) {
    for (at, share) in shares.iter().enumerate() {
        let before =
            shares.iter().enumerate().filter(|(other, there)| **there > *share || (**there >= *share && *other < at));
        let rank = before.count();
        for (which, hit) in [rank == 0, rank < 2, *share > 0.5].into_iter().enumerate() {
            hits[at][which] += f64::from(u8::from(hit));
        }
    }
}

/// Nothing that was drawn is certain, and nothing that was not is impossible, before the end.
fn probability(hits: f64, certain: bool) -> f64 {
    if certain { hits / f64::from(DRAWS) } else { (hits + 0.5) / (f64::from(DRAWS) + 1.0) }
}

fn interval(value: f64, mut drawn: Vec<f64>, confidence: f64) -> Interval {
    drawn.sort_by(f64::total_cmp);
    let outside = f64::midpoint(1.0, -confidence);
    let (low, high) = (quantile(&drawn, outside), quantile(&drawn, 1.0 - outside));
    // Shares that cannot be negative make the draws lean: the estimate stays inside.
    Interval { value, low: low.min(value), high: high.max(value) }
}
