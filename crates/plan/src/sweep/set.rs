//! Small sets of venues of one part.

/// Most venues that one part may have: more than a day of a country's rallies.
pub const MOST: usize = 256;

/// A set of venues of one part, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Set([u64; MOST / 64]);

impl Set {
    /// The first `count` venues.
    pub fn first(count: usize) -> Self {
        let mut all = Self::default();
        (0..count).for_each(|at| all.insert(at));
        all
    }

    pub fn insert(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    /// This set and one more.
    pub fn with(mut self, at: usize) -> Self {
        self.insert(at);
        self
    }

    pub fn both(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    pub fn within(&self, other: &Self) -> bool {
        let outside = |word: usize| self.0[word] & !other.0[word];
        (0..MOST / 64).fold(0, |all, word| all | outside(word)) == 0
    }
}
