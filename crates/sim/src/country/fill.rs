//! A table of whole numbers with given sums of rows and columns, close to given weights.

use crate::dice::Dice;

/// Weights and sums of one table; rows are stations, columns what a voter can do.
pub struct Table<'a> {
    /// Sum of each row.
    pub rows: &'a [u32],
    /// Sum of each column; together they are the sum of all rows.
    pub columns: &'a [u32],
    /// Wanted figures in units of 1/[`ONE`], row after row, each at least 1.
    pub weights: Vec<u64>,
}

/// One vote, in units of a weight.
pub const ONE: u64 = 256;

/// Bits behind the point of a factor.
const POINT: u32 = 24;

impl Table<'_> {
    /// Fills the table. Gives `row(index, figures)` every row once, small rows first.
    ///
    /// 1. One step of proportional fitting: every column is scaled to its sum, then every row.
    /// 2. Rows are settled one after the other. A row's share of a column is its weight among
    ///    the weights still to come, of the votes still to give; the shares are rounded by
    ///    carrying the remainder from column to column from a start drawn by chance, so the row's
    ///    sum is exact and no column is favoured. No column gives more than it has left.
    ///
    /// Why this always ends well: what is left in the columns is always what the rows to come
    /// need, so any row that stays within the columns can be followed by the others, and the last
    /// one takes exactly what remains. What a row takes too much or too little is made good by
    /// all rows after it. Small rows come first, so that no small one has to make good what a
    /// large one took.
    pub fn fill(mut self, mut chance: impl FnMut(usize) -> Dice, mut row: impl FnMut(usize, &[u32])) {
        let sum = |figures: &[u32]| figures.iter().copied().map(u64::from).sum::<u64>();
        assert_eq!(sum(self.rows), sum(self.columns), "rows and columns of a table of facts disagree");
        self.fit();
        let width = self.columns.len();
        let mut rest = Rest { columns: self.columns.to_vec(), weights: self.column_weights() };
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_unstable_by_key(|ix| (self.rows[*ix], *ix));
        let (mut shares, mut figures) = (vec![0; width], vec![0; width]);
        for ix in order {
            let weights = &self.weights[ix * width..][..width];
            rest.shares(weights, &mut shares);
            round(self.rows[ix], &shares, &mut chance(ix), &mut figures);
            rest.settle(weights, &mut figures);
            row(ix, &figures);
        }
    }

    fn fit(&mut self) {
        let width = self.columns.len();
        let sums = self.column_weights();
        let factors: Vec<u64> = self.columns.iter().zip(&sums).map(|(votes, sum)| factor(*votes, *sum)).collect();
        for (weights, votes) in self.weights.chunks_exact_mut(width).zip(self.rows) {
            scale(weights, &factors);
            let row = factor(*votes, weights.iter().sum());
            for weight in weights {
                *weight = scaled(*weight, row);
            }
        }
    }

    fn column_weights(&self) -> Vec<u64> {
        let mut sums = vec![0; self.columns.len()];
        for row in self.weights.chunks_exact(sums.len()) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
        }
        sums
    }
}

fn factor(votes: u32, weight: u64) -> u64 {
    ((u64::from(votes) * ONE) << POINT).checked_div(weight).unwrap_or(0)
}

fn scale(weights: &mut [u64], factors: &[u64]) {
    weights.iter_mut().zip(factors).for_each(|(weight, factor)| *weight = scaled(*weight, *factor));
}

/// Never 0, so that a share never has to be taken of nothing.
fn scaled(weight: u64, factor: u64) -> u64 {
    let product = (u128::from(weight) * u128::from(factor)) >> POINT;
    u64::try_from(product).unwrap_or_else(|_| unreachable!("a weight is near a number of votes")).max(1)
}

/// What the rows still to be settled have to share.
struct Rest {
    columns: Vec<u32>,
    weights: Vec<u64>,
}

impl Rest {
    /// The row's share of each column, in units of 1/[`ONE`] vote.
    fn shares(&self, weights: &[u64], shares: &mut [u64]) {
        let columns = self.columns.iter().zip(&self.weights);
        for ((share, weight), (votes, sum)) in shares.iter_mut().zip(weights).zip(columns) {
            *share = portion(*weight, u64::from(*votes) * ONE, *sum);
        }
    }

    /// Takes the figures from the columns, after moving what a column does not have to the column
    /// that has most.
    fn settle(&mut self, weights: &[u64], figures: &mut [u32]) {
        let mut over = 0;
        for (figure, left) in figures.iter_mut().zip(&mut self.columns) {
            let taken = (*figure).min(*left);
            over += *figure - taken;
            *figure = taken;
            *left -= taken;
        }
        while over > 0 {
            let most = (0..figures.len()).max_by_key(|ix| self.columns[*ix]);
            let most = most.unwrap_or_else(|| unreachable!("a table has columns"));
            let taken = over.min(self.columns[most]);
            assert!(taken > 0, "the columns always hold what the rows need");
            figures[most] += taken;
            self.columns[most] -= taken;
            over -= taken;
        }
        self.weights.iter_mut().zip(weights).for_each(|(sum, weight)| *sum -= weight);
    }
}

/// `weight` × `votes` / `sum`, which stays within 64 bits for weights near numbers of votes.
fn portion(weight: u64, votes: u64, sum: u64) -> u64 {
    match weight.checked_mul(votes) {
        Some(product) => product / sum,
        None => {
            unreachable!("a weight is near a number of votes, and a department has few million")
        }
    }
}

/// Rounds shares to figures with the sum `votes`.
fn round(votes: u32, shares: &[u64], chance: &mut Dice, figures: &mut [u32]) {
    let sum: u64 = shares.iter().sum();
    if sum == 0 {
        // Every column this row weighs in is used up: settling finds it another.
        figures.fill(0);
        figures[0] = votes;
        return;
    }
    let (start, mut reached, mut given) = (chance.below(sum), 0, 0);
    for (figure, share) in figures.iter_mut().zip(shares) {
        reached += share;
        let until = (reached * u64::from(votes) + start) / sum;
        *figure = u32::try_from(until - given).unwrap_or_else(|_| unreachable!("a part of the row's sum"));
        given = until;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Topic;
    use proptest::prelude::*;

    fn filled(rows: &[u32], columns: &[u32], weights: Vec<u64>, seed: u64) -> Vec<Vec<u32>> {
        let mut out = vec![Vec::new(); rows.len()];
        let chance = |ix| Dice::new(seed, Topic::Rounding, ix as u64);
        Table { rows, columns, weights }.fill(chance, |ix, figures| out[ix] = figures.to_vec());
        out
    }

    #[test]
    fn fitting_weights_are_only_rounded() {
        // 100 and 300 voters, 40 % and 60 %: nothing is left to chance.
        let weights = [40, 60, 120, 180].map(|votes| votes * ONE).to_vec();
        assert_eq!(filled(&[100, 300], &[160, 240], weights, 5), [[40, 60], [120, 180]]);
    }

    #[test]
    fn what_is_carried_along_never_piles_up() {
        // 500 rows of every size around the same shares, 1 : 3 : 16 of 20. Rounding moves a figure
        // by less than one vote from its share, and what is left to give stays in proportion.
        let mut dice = Dice::new(1, Topic::Registers, 0);
        let rows: Vec<u32> = (0..500).map(|_| 20 * u32::try_from(dice.below(200)).unwrap()).collect();
        let parts = rows.iter().sum::<u32>() / 20;
        let shares = |row: u32| [row / 20, row / 20 * 3, row / 20 * 16];
        let weights = rows.iter().flat_map(|row| shares(*row)).map(|votes| u64::from(votes) * ONE);
        let weights = weights.map(|weight| weight.max(1)).collect();
        let out = filled(&rows, &[parts, parts * 3, parts * 16], weights, 2);
        for (row, figures) in rows.iter().zip(&out) {
            let off = shares(*row).iter().zip(figures).map(|(want, figure)| want.abs_diff(*figure)).max();
            assert!(off <= Some(2), "{row}: {figures:?}");
        }
    }

    proptest! {
        /// Whatever the weights, the sums are exact.
        #[test]
        fn sums_are_exact(
            rows in prop::collection::vec(0_u32..2_000, 1..30),
            parts in prop::collection::vec(0_u64..1_000, 2..15),
            raw in prop::collection::vec(1_u64..1 << 20, 450),
            seed: u64,
        ) {
            let total = rows.iter().copied().map(u64::from).sum();
            let parts: Vec<u64> = parts.iter().map(|part| part + 1).collect();
            let columns = crate::share::largest_remainders(total, &parts);
            let columns: Vec<u32> = columns.into_iter().map(|votes| u32::try_from(votes).unwrap()).collect();
            let weights = raw[..rows.len() * columns.len()].to_vec();
            let out = filled(&rows, &columns, weights, seed);
            for (figures, row) in out.iter().zip(&rows) {
                prop_assert_eq!(figures.iter().sum::<u32>(), *row);
            }
            for (ix, column) in columns.iter().enumerate() {
                prop_assert_eq!(out.iter().map(|figures| figures[ix]).sum::<u32>(), *column);
            }
        }
    }
}
