//! People, counted one by one.

use core::fmt;

/// Most people of one figure: more than any register holds.
pub const MAX_PEOPLE: u32 = 10_000_000;

/// A number of people, 0 to [`MAX_PEOPLE`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct People(u32);

impl People {
    /// A number within the limit, or nothing.
    pub fn new(number: u32) -> Option<Self> {
        (number <= MAX_PEOPLE).then_some(Self(number))
    }

    /// Reads the one spelling: ASCII digits, no sign, no leading zero.
    pub fn parse(text: &str) -> Option<Self> {
        let canonical = text == "0" || !text.starts_with('0');
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (canonical && digits).then(|| text.parse().ok()).flatten().and_then(Self::new)
    }

    /// The number.
    pub fn value(self) -> u32 {
        self.0
    }
}

impl fmt::Display for People {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}
