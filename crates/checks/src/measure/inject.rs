//! The mistakes that people make, made on purpose. Each leaves every sum as it should be: one
//! that breaks a sum is stopped by E101 or E102 and needs no statistics.

use core::fmt;

use election::{Counts, Votes};

use super::chance::Chance;
use crate::contest::Contest;

/// A kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    /// The votes of two candidates exchanged, any two.
    Exchange,
    /// The votes of two candidates next to each other exchanged.
    ExchangeAdjacent,
    /// All rows one off, the last one going round.
    SlipAll,
    /// A run of three rows or more one off.
    SlipRun,
    /// Two digits of the registered exchanged.
    RegisteredTransposed,
    /// A digit of the registered written twice. (One left out puts the cast above the registered:
    /// E103.)
    RegisteredDigitTwice,
    /// Two digits of the cast exchanged, and the void made to fit.
    CastTransposed,
    /// Blank and void exchanged.
    BlankVoid,
    /// The votes of the next station of the commune, and the register's own line as it is.
    NextStation,
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Exchange => "exchange",
            Self::ExchangeAdjacent => "exchange-adjacent",
            Self::SlipAll => "slip-all",
            Self::SlipRun => "slip-run",
            Self::RegisteredTransposed => "registered-transposed",
            Self::RegisteredDigitTwice => "registered-digit-twice",
            Self::CastTransposed => "cast-transposed",
            Self::BlankVoid => "blank-void",
            Self::NextStation => "next-station",
        })
    }
}

impl Mistake {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Exchange,
        Self::ExchangeAdjacent,
        Self::SlipAll,
        Self::SlipRun,
        Self::RegisteredTransposed,
        Self::RegisteredDigitTwice,
        Self::CastTransposed,
        Self::BlankVoid,
        Self::NextStation,
    ];

    /// The figures with the mistake in them, and how many votes or papers it moves; nothing
    /// where it cannot be made, changes nothing or breaks a bound.
    pub(crate) fn make(self, contest: &Contest, at: usize, chance: &mut Chance) -> Option<(Counts, f64)> {
        let own = &contest.stations[at].counts;
        let mut counts = own.clone();
        match self {
            Self::Exchange | Self::ExchangeAdjacent | Self::SlipAll | Self::SlipRun => {
                self.rows(&mut counts.candidates, chance)?;
            }
            Self::RegisteredTransposed => counts.registered = transposed(own.registered, chance)?,
            Self::RegisteredDigitTwice => counts.registered = longer(own.registered, chance)?,
            Self::CastTransposed => {
                counts.cast = transposed(own.cast, chance)?;
                let void = counts.cast.value().checked_sub(own.valid.value())?.checked_sub(own.blank.value())?;
                counts.void = Votes::new(void)?;
                counts.signed_in = counts.cast;
            }
            Self::BlankVoid => (counts.blank, counts.void) = (own.void, own.blank),
            Self::NextStation => {
                let there = contest.stations.get(at + 1)?;
                let same = there.address.commune == contest.stations[at].address.commune;
                counts = Some(&there.counts).filter(|_| same)?.clone();
                counts.registered = own.registered;
            }
        }
        let moved = moved(own, &counts);
        (counts.cast <= counts.registered && counts != *own).then_some((counts, moved))
    }

    fn rows(self, votes: &mut [Votes], chance: &mut Chance) -> Option<()> {
        let count = votes.len();
        if count < 2 || (count == 2 && self != Self::Exchange) {
            return None;
        }
        match self {
            Self::Exchange => {
                let (a, b) = (chance.below(count), chance.below(count - 1));
                votes.swap(a, if b >= a { b + 1 } else { b });
            }
            Self::ExchangeAdjacent => {
                let a = chance.below(count - 1);
                votes.swap(a, a + 1);
            }
            Self::SlipAll => votes.rotate_right(1),
            _ => {
                let from = chance.below(count - 2);
                let to = from + 2 + chance.below(count - from - 2);
                if chance.below(2) == 0 { votes[from..=to].rotate_left(1) } else { votes[from..=to].rotate_right(1) }
            }
        }
        Some(())
    }
}

/// Votes and papers on another line than before, each counted once.
fn moved(own: &Counts, other: &Counts) -> f64 {
    let apart = |a: Votes, b: Votes| f64::from(a.value().abs_diff(b.value()));
    let votes: f64 = own.candidates.iter().zip(&other.candidates).map(|(a, b)| apart(*a, *b)).sum();
    let lines = [
        apart(own.registered, other.registered),
        apart(own.cast, other.cast),
        apart(own.blank, other.blank),
        apart(own.void, other.void),
    ];
    lines.into_iter().fold(votes / 2.0, f64::max)
}

fn transposed(figure: Votes, chance: &mut Chance) -> Option<Votes> {
    let mut digits = figure.to_string().into_bytes();
    let at = chance.below(digits.len().checked_sub(1).filter(|places| *places > 0)?);
    digits.swap(at, at + 1);
    Votes::parse(core::str::from_utf8(&digits).ok()?).filter(|other| *other != figure)
}

pub(super) fn longer(figure: Votes, chance: &mut Chance) -> Option<Votes> {
    let mut digits = figure.to_string().into_bytes();
    let at = chance.below(digits.len());
    digits.insert(at, digits[at]);
    Votes::parse(core::str::from_utf8(&digits).ok()?).filter(|other| *other != figure)
}
