//! Chance from a seed: the same draws on every machine.

/// Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators": `SplitMix64`.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

/// A number of 53 bits as a share of one.
const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Above 0, up to 1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits")]
    pub(crate) fn unit(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 1.0) * UNIT
    }

    /// Mean 0, deviation 1 (Box and Muller 1958).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(self.unit()));
        radius * libm::cos(2.0 * core::f64::consts::PI * self.unit())
    }

    /// What makes normal draws into those of Student's distribution with four degrees of freedom.
    pub(crate) fn heavy_tail(&mut self) -> f64 {
        let squares = -2.0 * (libm::log(self.unit()) + libm::log(self.unit()));
        libm::sqrt(4.0 / squares.max(f64::MIN_POSITIVE))
    }
}
