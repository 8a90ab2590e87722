//! The phases of a vote.
//!
//! ```text
//! Before → Round → Between → Round → … → After
//! ```

use core::fmt;

use election::Definition;

/// Where the vote is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Before the first round.
    #[default]
    Before,
    /// The day and night of a round.
    Round(u8),
    /// After this round and before the next.
    Between(u8),
    /// After the last round.
    After,
}

impl Phase {
    /// The phase that follows; none after the last.
    pub fn next(self, definition: &Definition) -> Option<Self> {
        let rounds = definition.rounds();
        let after = |number: u8| rounds.iter().map(|round| round.number).find(|next| *next > number);
        match self {
            Self::Before => rounds.first().map(|round| Self::Round(round.number)),
            Self::Round(number) if after(number).is_some() => Some(Self::Between(number)),
            Self::Round(_) => Some(Self::After),
            Self::Between(number) => after(number).map(Self::Round),
            Self::After => None,
        }
    }

    /// Reads the word of an event.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |digits: &str| {
            let number = digits.parse().ok()?;
            (format!("{number}") == digits).then_some(number)
        };
        match text {
            "before" => Some(Self::Before),
            "after" => Some(Self::After),
            text => match text.split_once('-')? {
                ("round", digits) => number(digits).map(Self::Round),
                ("between", digits) => number(digits).map(Self::Between),
                _ => None,
            },
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Before => out.write_str("before"),
            Self::Round(number) => write!(out, "round-{number}"),
            Self::Between(number) => write!(out, "between-{number}"),
            Self::After => out.write_str("after"),
        }
    }
}
