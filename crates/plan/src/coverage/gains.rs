//! What the first, second, third … crew within reach of a site is worth, per unit of weight.

/// Parts of one: a gain of `PARTS` is the whole weight of the site.
pub const PARTS: u32 = 1_000_000;
/// Most crews that can count for one site.
pub const MAX_DEPTH: usize = 12;

/// Falling gains: the worth of c crews is concave in c and 0 for none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gains(Vec<u32>);

/// Why a list is no list of gains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoGains {
    /// The list is empty or longer than [`MAX_DEPTH`].
    #[error("there must be 1 to {MAX_DEPTH} gains")]
    Length,
    /// A gain is 0 or larger than the one before it.
    #[error("gain {0} (counted from 1) is zero or larger than the one before")]
    Order(usize),
}

impl Gains {
    /// Falling gains in whole numbers; what one of them is worth is the caller's unit.
    pub fn new(gains: Vec<u32>) -> Result<Self, NoGains> {
        if gains.is_empty() || gains.len() > MAX_DEPTH {
            return Err(NoGains::Length);
        }
        let rising = (0..gains.len()).find(|&k| gains[k] == 0 || k > 0 && gains[k] > gains[k - 1]);
        rising.map_or(Ok(()), |k| Err(NoGains::Order(k + 1)))?;
        Ok(Self(gains))
    }

    /// Plain covering (MCLP, Church and `ReVelle` 1974): one crew is enough; values are weights.
    #[must_use]
    pub fn once() -> Self {
        Self(vec![1])
    }

    /// Crews that are busy independently with this chance (MEXCLP, Daskin 1983): the k-th crew adds
    /// (1 - q) q^(k-1), in [`PARTS`]; each gain is the one before times q, rounded down, and crews
    /// beyond [`MAX_DEPTH`] count nothing. `None` unless 0 ≤ q < 1,000 thousandths.
    #[must_use]
    pub fn busy(thousandths: u32) -> Option<Self> {
        let free = 1_000_u32.checked_sub(thousandths).filter(|&free| free > 0)?;
        let next = |gain: &u32| Some(gain / 1_000 * thousandths + gain % 1_000 * thousandths / 1_000);
        let falling = core::iter::successors(Some(PARTS / 1_000 * free), next);
        Some(Self(falling.take_while(|&gain| gain > 0).take(MAX_DEPTH).collect()))
    }

    /// The gains, the first crew's first.
    pub fn steps(&self) -> &[u32] {
        &self.0
    }

    /// What this many crews within reach are worth, per unit of weight.
    pub fn worth(&self, crews: u32) -> u64 {
        self.0.iter().take(crews as usize).map(|&gain| u64::from(gain)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rising_empty_and_long_lists_are_refused() {
        assert_eq!(Gains::new(vec![]), Err(NoGains::Length));
        assert_eq!(Gains::new(vec![1; MAX_DEPTH + 1]), Err(NoGains::Length));
        assert_eq!(Gains::new(vec![2, 3]), Err(NoGains::Order(2)));
        assert_eq!(Gains::new(vec![2, 0]), Err(NoGains::Order(2)));
        assert_eq!(Gains::new(vec![3, 3, 1]).map(|g| g.worth(2)), Ok(6));
    }

    #[test]
    fn busy_crews_count_less_and_less() {
        assert_eq!(Gains::busy(0).expect("never busy").steps(), [PARTS]);
        assert_eq!(Gains::busy(500).expect("half").steps()[..3], [500_000, 250_000, 125_000]);
        assert_eq!(Gains::busy(1_000), None);
        assert_eq!(Gains::busy(999).expect("hardly free").steps().len(), MAX_DEPTH);
    }
}
