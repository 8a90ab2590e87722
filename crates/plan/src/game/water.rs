//! The water level: where the spans together take exactly the budget.
//!
//! What all spans take at a height is continuous, falls as the height rises, and is straight
//! between two neighbouring breakpoints (the ends of the spans). A bracket of heights is halved by
//! the median of the breakpoints inside it; a span with no end inside is settled (nothing, all of
//! it, or straight through) and never looked at again, so all rounds together cost expected O(n).

use super::spans::Span;
use super::sum::Sum;

/// Up to so many spans the median is exact; above, that of a sample of so many.
const SAMPLE: usize = 256;

/// Where the water stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) height: f64,
    /// The highest utility at the floors: no water stands higher.
    pub(super) highest: f64,
    /// Budget for each unit of height, here.
    rate: f64,
    /// What rounding was found to cost so far; doubles with each attempt.
    margin: f64,
}

impl Level {
    /// Lets go of `excess` of the budget, which only rounding took.
    pub(super) fn raise(&mut self, excess: f64) {
        self.margin = (2.0 * self.margin).max(excess);
        let raised = if self.rate > 0.0 { self.height + self.margin / self.rate } else { self.highest };
        self.height = raised.max(self.height.next_up()).min(self.highest);
    }
}

/// The height at which the spans take `budget` (≥ 0) above their floors; the lowest useful height
/// when the budget is more than all of them can take.
pub(super) fn level(spans: &[Span], budget: f64) -> Level {
    let highest = spans.iter().map(|span| span.high).fold(f64::NEG_INFINITY, f64::max);
    let lowest = spans.iter().map(|span| span.low).fold(f64::INFINITY, f64::min);
    let all: Sum = spans.iter().map(|span| span.spent(lowest)).collect();
    if all.total() <= budget {
        return Level { height: lowest, highest, rate: 0.0, margin: 0.0 };
    }
    let mut bracket = Bracket::new(spans, lowest, highest);
    while !bracket.open.is_empty() {
        bracket.halve(budget);
    }
    let (below, above) = (bracket.below, bracket.above);
    // Once more over all spans with exact sums, all terms positive: nothing cancels.
    let at_above: Sum = spans.iter().map(|span| span.spent(above)).collect();
    let straight = spans.iter().filter(|span| span.low <= below && span.high >= above && below < above);
    let rate = straight.map(|span| span.rate).collect::<Sum>().total();
    let down = if rate > 0.0 { (budget - at_above.total()) / rate } else { 0.0 };
    Level { height: (above - down).clamp(below, above), highest, rate, margin: 0.0 }
}

/// The sought height lies in [below, above].
struct Bracket {
    below: f64,
    above: f64,
    /// Spans with an end strictly inside.
    open: Vec<Span>,
    /// What the settled spans take at `above`.
    settled: f64,
    /// What the spans straight through the bracket take for each unit of height.
    rate: f64,
    /// Whether the last sample halved badly: then the next median is exact, so that no order of
    /// the targets can make the search slow.
    careful: bool,
    dice: u64,
}

impl Bracket {
    fn new(spans: &[Span], below: f64, above: f64) -> Self {
        let mut bracket =
            Self { below, above, open: Vec::new(), settled: 0.0, rate: 0.0, careful: false, dice: spans.len() as u64 };
        let inside = |end: f64| below < end && end < above;
        bracket.open.extend(spans.iter().filter(|span| inside(span.high) || inside(span.low)));
        for span in spans.iter().filter(|span| !(inside(span.high) || inside(span.low))) {
            bracket.settle(span);
        }
        bracket
    }

    /// A span that reaches through the bracket, or lies above it whole, or below it.
    fn settle(&mut self, span: &Span) {
        self.settled += span.spent(self.above);
        if span.low <= self.below && span.high >= self.above {
            self.rate += span.rate;
        }
    }

    fn taken(&self, height: f64) -> f64 {
        let open: f64 = self.open.iter().map(|span| span.spent(height)).sum();
        self.settled + self.rate * (self.above - height) + open
    }

    fn halve(&mut self, budget: f64) {
        let pivot = self.pivot();
        if self.taken(pivot) > budget {
            self.below = pivot;
        } else {
            self.settled += self.rate * (self.above - pivot);
            self.above = pivot;
        }
        let before = self.open.len();
        self.sift();
        self.careful = self.open.len() > before / 8 * 7;
    }

    /// Settles the spans that have no end inside any more.
    fn sift(&mut self) {
        let mut kept = 0;
        for place in 0..self.open.len() {
            let span = self.open[place];
            let inside = |end: f64| self.below < end && end < self.above;
            if inside(span.high) || inside(span.low) {
                self.open[kept] = span;
                kept += 1;
            } else {
                self.settle(&span);
            }
        }
        self.open.truncate(kept);
    }

    /// The median of the breakpoints inside, exact or of a sample: always one of them, so that
    /// every round takes at least one away.
    fn pivot(&mut self) -> f64 {
        let mut ends = Vec::with_capacity(2 * SAMPLE.min(self.open.len()));
        if self.careful || self.open.len() <= SAMPLE {
            for span in &self.open {
                self.ends(span, &mut ends);
            }
        } else {
            for _ in 0..SAMPLE {
                let place = self.roll();
                self.ends(&self.open[place], &mut ends);
            }
        }
        let middle = ends.len() / 2;
        *ends.select_nth_unstable_by(middle, f64::total_cmp).1
    }

    fn ends(&self, span: &Span, ends: &mut Vec<f64>) {
        ends.extend([span.high, span.low].into_iter().filter(|&end| self.below < end && end < self.above));
    }

    /// Knuth's linear congruence: it need only not follow the order of the targets.
    fn roll(&mut self) -> usize {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let place = (u128::from(self.dice) * self.open.len() as u128) >> 64;
        usize::try_from(place).unwrap_or_else(|_| unreachable!("less than a length"))
    }
}
