//! The figures of one station.

use core::{fmt, num::NonZeroU32};

/// Largest figure a single line of a report may hold. No station on earth comes near it, and
/// 2^32 of them still add up within 64 bits.
pub const MAX_VOTES: u32 = 10_000_000;

/// Most candidates in one round.
pub const MAX_CANDIDATES: usize = 400;

/// A number of voters, papers or votes in one station, 0 to [`MAX_VOTES`].
///
/// One more than the figure is held, so that an absent figure takes no room of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Votes(NonZeroU32);

impl Votes {
    /// None.
    pub const ZERO: Self = Self(NonZeroU32::MIN);

    /// A figure within the limit, or nothing.
    pub fn new(figure: u32) -> Option<Self> {
        if figure <= MAX_VOTES { NonZeroU32::MIN.checked_add(figure).map(Self) } else { None }
    }

    /// Reads the one spelling of a figure: ASCII digits, no sign, no leading zero.
    pub fn parse(text: &str) -> Option<Self> {
        let canonical = text == "0" || !text.starts_with('0');
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        (canonical && digits).then(|| text.parse().ok()).flatten().and_then(Self::new)
    }

    /// The figure.
    pub fn value(self) -> u32 {
        self.0.get() - 1
    }

    /// The figure, as wide as a total.
    pub fn wide(self) -> u64 {
        u64::from(self.value())
    }
}

impl Default for Votes {
    fn default() -> Self {
        Self::ZERO
    }
}

impl fmt::Debug for Votes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Votes({})", self.value())
    }
}

impl fmt::Display for Votes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

/// What the paper record of one station says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Voters on the register (inscrits).
    pub registered: Votes,
    /// Signatures on the register (émargements).
    pub signed_in: Votes,
    /// Papers found in the box (votants).
    pub cast: Votes,
    /// Blank papers (blancs).
    pub blank: Votes,
    /// Void papers (nuls).
    pub void: Votes,
    /// Valid votes (exprimés).
    pub valid: Votes,
    /// Votes of each candidate, in the order of the panel numbers of the round.
    pub candidates: Box<[Votes]>,
}

impl Counts {
    /// The figures in the order of the lines of a report.
    pub fn row(&self) -> impl Iterator<Item = u64> {
        let fixed = [self.registered, self.signed_in, self.cast, self.blank, self.void, self.valid];
        fixed.into_iter().chain(self.candidates.iter().copied()).map(Votes::wide)
    }
}
