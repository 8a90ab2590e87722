//! How likely figures are, given everything around them.

pub(crate) mod belief;
pub(crate) mod cells;
pub(crate) mod features;
pub(crate) mod fit;
pub(crate) mod layout;
pub(crate) mod matrix;
pub(crate) mod misread;
pub(crate) mod nearby;
pub(crate) mod papers;
pub(crate) mod sums;
pub(crate) mod turnout;
pub(crate) mod votes;

/// The evidence for a mistake, summed over the mistakes of one kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Evidence<M> {
    /// The likeliest mistake.
    pub(crate) mistake: M,
    /// Logarithm of how much likelier the figures are if some mistake of the kind was made,
    /// weighted by how often each is made, in nats.
    pub(crate) nats: f64,
    /// The same of the likeliest mistake alone.
    pub(crate) best: f64,
}

/// Adds up the evidence for one mistake after another.
pub(crate) struct Tally<M> {
    best: Option<(M, f64)>,
    sum: f64,
}

impl<M> Tally<M> {
    pub(crate) fn new() -> Self {
        Self { best: None, sum: 0.0 }
    }

    /// `nats` holds the mistake's prior weight already.
    pub(crate) fn add(&mut self, nats: f64, mistake: impl FnOnce() -> M) {
        self.sum += libm::exp(nats);
        if self.best.as_ref().is_none_or(|(_, best)| nats > *best) {
            self.best = Some((mistake(), nats));
        }
    }

    pub(crate) fn evidence(self) -> Option<Evidence<M>> {
        let (mistake, best) = self.best?;
        Some(Evidence { mistake, best, nats: libm::log(self.sum) })
    }
}
