//! Sums whose rounding does not grow with their length.

/// Neumaier's compensated sum (1974).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    pub(super) fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        self.lost += if self.sum.abs() >= term.abs() { (self.sum - sum) + term } else { (term - sum) + self.sum };
        self.sum = sum;
    }

    pub(super) fn total(self) -> f64 {
        self.sum + self.lost
    }
}

impl Extend<f64> for Sum {
    fn extend<T: IntoIterator<Item = f64>>(&mut self, terms: T) {
        terms.into_iter().for_each(|term| self.add(term));
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<T: IntoIterator<Item = f64>>(terms: T) -> Self {
        let mut sum = Self::default();
        sum.extend(terms);
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_term_between_two_large_ones_is_kept() {
        let sum: Sum = [1.0, 1e100, 1.0, -1e100].into_iter().collect();
        assert!((sum.total() - 2.0).abs() < f64::EPSILON);
    }
}
