//! People, counted one by one.

use core::fmt;

use election::Votes;

/// A number of people, within the limit of any figure of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct People(Votes);

impl People {
    /// A number within the limit, or nothing.
    pub fn new(number: u32) -> Option<Self> {
        Votes::new(number).map(Self)
    }

    /// Reads the one spelling of a figure.
    pub fn parse(text: &str) -> Option<Self> {
        Votes::parse(text).map(Self)
    }

    /// The number.
    pub fn value(self) -> u32 {
        self.0.value()
    }
}

impl fmt::Display for People {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}
