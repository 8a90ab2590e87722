//! Sparse rows: for each of many, the ascending numbers of those it reaches.

/// Most pairs of site and base. A million sites at 10 km have 60 million; beyond this the answer
/// is a smaller radius, not more memory.
pub const MAX_PAIRS: usize = 1 << 28;

/// Rows of ascending numbers, one after another in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    starts: Vec<u32>,
    items: Vec<u32>,
}

/// There would be more than [`MAX_PAIRS`] pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {MAX_PAIRS} pairs of site and base within reach; take a smaller radius")]
pub struct TooManyPairs;

impl Default for Rows {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl Rows {
    /// Adds a row at the end; it is put in order, and what stands twice is kept once.
    pub fn push(&mut self, row: impl IntoIterator<Item = u32>) -> Result<(), TooManyPairs> {
        let start = self.items.len();
        for item in row {
            if self.items.len() == MAX_PAIRS {
                self.items.truncate(start);
                return Err(TooManyPairs);
            }
            self.items.push(item);
        }
        self.tidy(start);
        self.starts.push(short(self.items.len()));
        Ok(())
    }

    fn tidy(&mut self, start: usize) {
        let fresh = &mut self.items[start..];
        if fresh.windows(2).all(|pair| pair[0] < pair[1]) {
            return;
        }
        fresh.sort_unstable();
        let mut kept = start;
        for at in start..self.items.len() {
            if kept == start || self.items[kept - 1] != self.items[at] {
                self.items[kept] = self.items[at];
                kept += 1;
            }
        }
        self.items.truncate(kept);
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many numbers in all rows.
    pub fn pairs(&self) -> usize {
        self.items.len()
    }

    /// One row.
    #[inline]
    pub fn row(&self, at: usize) -> &[u32] {
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|at| self.row(at))
    }

    /// The largest number in any row.
    pub fn largest(&self) -> Option<u32> {
        self.items.iter().max().copied()
    }

    /// The other way round: for each of `count` numbers, the rows it stands in.
    ///
    /// # Panics
    /// If a row holds a number of `count` or more.
    #[must_use]
    pub fn turned(&self, count: usize) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for &item in &self.items {
            starts[item as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![0; self.items.len()];
        for (at, row) in self.iter().enumerate() {
            for &item in row {
                let place = &mut next[item as usize];
                items[*place as usize] = short(at);
                *place += 1;
            }
        }
        Self { starts, items }
    }
}

/// A place in a list as it is stored.
pub(crate) fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or_else(|_| unreachable!("limits keep every list shorter than 2^32"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_put_in_order_and_turned_twice_are_the_same() {
        let mut rows = Rows::default();
        for row in [vec![3, 1, 3], vec![], vec![0, 1], vec![2]] {
            rows.push(row).expect("few");
        }
        assert_eq!(rows.iter().collect::<Vec<_>>(), [&[1, 3][..], &[], &[0, 1], &[2]]);
        let turned = rows.turned(5);
        assert_eq!(turned.iter().collect::<Vec<_>>(), [&[2][..], &[0, 2], &[3], &[0], &[]]);
        assert_eq!(turned.turned(4), rows);
    }
}
