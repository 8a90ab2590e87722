//! Registered voters, papers, blank and void: which slip would make them likelier.

use election::Counts;

use super::belief::Belief;
use super::cells::{BLANK, PAPERS, VOID, logs, papers};
use super::misread::origins;
use super::{Evidence, Tally};

/// Prior weight of blank and void exchanged, in nats. Some stations put all of one with the
/// other, which is a fault too, but nobody's slip of a row.
const EXCHANGED: f64 = -2.0;
/// What is taken from a mistake that moves no paper, and the papers over which that fades.
const TRIFLE: (f64, f64) = (6.0, 12.0);
/// Spread of the logarithm of the register between two contests, where it is known.
const REGISTER_SPREAD: f64 = 0.02;

/// A mistake that leaves every sum as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// Blank and void exchanged.
    BlankVoid,
    /// The registered misread.
    Registered,
    /// The papers cast misread, and the void reckoned from them.
    Cast,
    /// The blank misread, and the void reckoned from them.
    Blank,
}

/// Evidence for each kind: blank and void exchanged; a figure misread.
pub(crate) struct Found {
    pub(crate) exchanged: Option<Evidence<Mistake>>,
    pub(crate) misread: Option<Evidence<Mistake>>,
}

/// Evidence for a mistake in the papers; `before` is the register of an earlier contest.
pub(crate) fn evidence(belief: &Belief, counts: &Counts, before: Option<u32>) -> Found {
    let look = Look { belief, before, standing: likelihood(belief, &papers(counts), before) };
    Found { exchanged: look.exchanged(&papers(counts)), misread: look.misread(counts) }
}

struct Look<'a> {
    belief: &'a Belief,
    before: Option<u32>,
    standing: f64,
}

impl Look<'_> {
    fn exchanged(&self, seen: &[f64; PAPERS]) -> Option<Evidence<Mistake>> {
        let mut other = *seen;
        other.swap(BLANK, VOID);
        let mut tally = Tally::new();
        if (other[BLANK] - other[VOID]).abs() > 0.0 {
            tally.add(self.gain(seen, &other) + EXCHANGED, || Mistake::BlankVoid);
        }
        tally.evidence()
    }

    fn misread(&self, counts: &Counts) -> Option<Evidence<Mistake>> {
        let seen = papers(counts);
        let [registered, cast, blank, valid] =
            [counts.registered, counts.cast, counts.blank, counts.valid].map(election::Votes::value);
        let mut tally = Tally::new();
        let mut look = |mistake, weight, other: Option<[u32; PAPERS]>| {
            if let Some(other) = other {
                tally.add(self.gain(&seen, &other.map(f64::from)) + weight, || mistake);
            }
        };
        for (was, weight) in origins(registered) {
            let other = was.checked_sub(cast).map(|abstained| [abstained, blank, counts.void.value(), valid]);
            look(Mistake::Registered, weight, other);
        }
        for (was, weight) in origins(cast) {
            let void = was.checked_sub(valid).and_then(|rest| rest.checked_sub(blank));
            let abstained = registered.checked_sub(was);
            look(Mistake::Cast, weight, abstained.zip(void).map(|(abstained, void)| [abstained, blank, void, valid]));
        }
        for (was, weight) in origins(blank) {
            let void = cast.checked_sub(valid).and_then(|rest| rest.checked_sub(was));
            let abstained = registered.checked_sub(cast);
            look(Mistake::Blank, weight, abstained.zip(void).map(|(abstained, void)| [abstained, was, void, valid]));
        }
        tally.evidence()
    }

    fn gain(&self, seen: &[f64; PAPERS], other: &[f64; PAPERS]) -> f64 {
        let moved: f64 = seen.iter().zip(other).map(|(a, b)| (a - b).abs()).sum::<f64>() / 2.0;
        likelihood(self.belief, other, self.before) - self.standing - TRIFLE.0 * libm::exp(-moved / TRIFLE.1)
    }
}

fn likelihood(belief: &Belief, papers: &[f64; PAPERS], before: Option<u32>) -> f64 {
    belief.likelihood(belief.far(&belief.rest(&logs(papers)))) + before.map_or(0.0, |before| register(papers, before))
}

/// How likely the register is after that of an earlier contest: Student's with three degrees of
/// freedom, since most registers hardly change and some stations are cut anew.
fn register(papers: &[f64; PAPERS], before: u32) -> f64 {
    let now: f64 = papers.iter().sum();
    let change = libm::log((now + 1.0) / (f64::from(before) + 1.0)) / REGISTER_SPREAD;
    -2.0 * libm::log1p(change * change / 3.0)
}
