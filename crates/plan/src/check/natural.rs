//! Whole numbers of any length, for products of shares that must be compared exactly.

/// A whole number, lowest digit first, in base 2³².
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Natural(Vec<u32>);

impl Natural {
    pub(super) fn of(number: u64) -> Self {
        Self(vec![low(number), low(number >> 32)])
    }

    pub(super) fn times(mut self, factor: u32) -> Self {
        let mut carry = 0_u64;
        for digit in &mut self.0 {
            let product = u64::from(*digit) * u64::from(factor) + carry;
            *digit = low(product);
            carry = product >> 32;
        }
        if carry > 0 {
            self.0.push(low(carry));
        }
        self
    }

    /// Whole part of the quotient, and whether nothing was left.
    pub(super) fn divided(mut self, divisor: u32) -> (Self, bool) {
        let mut rest = 0_u64;
        for digit in self.0.iter_mut().rev() {
            let part = rest << 32 | u64::from(*digit);
            *digit = low(part / u64::from(divisor));
            rest = part % u64::from(divisor);
        }
        (self, rest == 0)
    }

    /// The number, or the largest that fits.
    pub(super) fn saturated(&self) -> u64 {
        let digit = |at: usize| u64::from(self.0.get(at).copied().unwrap_or(0));
        if self.0.iter().skip(2).any(|digit| *digit > 0) { u64::MAX } else { digit(1) << 32 | digit(0) }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is wanted")]
fn low(number: u64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_products_come_back() {
        let mut number = Natural::of(u64::MAX);
        for _ in 0..20 {
            number = number.times(3_600);
        }
        assert_eq!(number.saturated(), u64::MAX);
        for _ in 0..20 {
            let (quotient, exact) = number.divided(3_600);
            assert!(exact);
            number = quotient;
        }
        assert_eq!(number.saturated(), u64::MAX);
        let (quotient, exact) = Natural::of(7).times(3).divided(2);
        assert_eq!((quotient.saturated(), exact), (10, false));
    }
}
