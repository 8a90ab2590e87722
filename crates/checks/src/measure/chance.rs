//! Chance from a seed: the same draws on every machine.

/// Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators": `SplitMix64`.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `count` − 1; the bias of the remainder is below one in 2^40 for what is drawn here.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let wide = self.next() % (count.max(1) as u64);
        usize::try_from(wide).unwrap_or_else(|_| unreachable!("below a usize"))
    }

    pub(crate) fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.below(all.len())) }
    }
}
