//! The best placements met, one of each value.

/// How many are kept: enough that two runs rarely agree on everything, few enough that the bases
/// of all of them are a small problem.
const MOST: usize = 8;

/// Placements with their worths, the best first; never empty.
pub(super) struct Elite(Vec<(i64, Vec<u32>)>);

impl Elite {
    pub(super) fn new(value: i64, crews: Vec<u32>) -> Self {
        Self(vec![(value, crews)])
    }

    /// What the best is worth.
    pub(super) fn value(&self) -> i64 {
        self.0[0].0
    }

    /// The best one: crews at each base.
    pub(super) fn best(&self) -> &[u32] {
        &self.0[0].1
    }

    /// Keeps a placement that is worth something else than those kept, while it is among the best.
    pub(super) fn offer(&mut self, value: i64, crews: Vec<u32>) {
        if let Err(place) = self.0.binary_search_by(|(kept, _)| value.cmp(kept)) {
            self.0.insert(place, (value, crews));
            self.0.truncate(MOST);
        }
    }

    /// The bases that any of them uses, ascending.
    pub(super) fn bases(&self) -> Vec<u32> {
        let used = |base: &u32| self.0.iter().any(|(_, crews)| crews[*base as usize] > 0);
        (0..super::rows::short(self.best().len())).filter(used).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_once_each_and_the_worst_goes() {
        let mut elite = Elite::new(10, vec![1, 0, 0]);
        elite.offer(12, vec![0, 1, 0]);
        elite.offer(12, vec![0, 0, 1]);
        elite.offer(3, vec![1, 0, 0]);
        assert_eq!((elite.value(), elite.best()), (12, &[0, 1, 0][..]));
        assert_eq!(elite.bases(), [0, 1], "the second of the same value is not kept");
        (20..28).for_each(|value| elite.offer(value, vec![0, 0, 1]));
        assert_eq!((elite.value(), elite.bases()), (27, vec![2]));
        elite.offer(1, vec![1, 1, 1]);
        assert_eq!(elite.bases(), [2], "the list is full of better ones");
    }
}
