//! Chance from a seed: `ChaCha8`, whose stream is the same in every version of its crate.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore as _, SeedableRng as _},
};
use sha2::{Digest as _, Sha256};

/// A stream of chance that belongs to a seed, a topic and a number: streams of different topics
/// or numbers have nothing to do with each other, so what one department draws moves no other.
#[derive(Clone, Debug)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream of `topic` and `number` under `seed`: its key is
    /// SHA-256(`vigie-plan-chance/1` ‖ 0 ‖ seed ‖ number as 8 bytes, big end first ‖ topic).
    pub fn new(seed: &[u8; 32], topic: &str, number: u64) -> Self {
        let mut key = Sha256::new();
        key.update(b"vigie-plan-chance/1\0");
        key.update(seed);
        key.update(number.to_be_bytes());
        key.update(topic.as_bytes());
        Self(ChaCha8Rng::from_seed(key.finalize().into()))
    }

    /// 64 even bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number from 0 to `bound` - 1, exactly even (Lemire 2019); 0 for a bound of 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let reject = if bound == 0 { 0 } else { bound.wrapping_neg() % bound };
        loop {
            let wide = u128::from(self.bits()) * u128::from(bound);
            let [low, high] = halves(wide);
            if low >= reject {
                return high;
            }
        }
    }

    /// A place in a slice of this length; 0 for an empty one.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_else(|_| unreachable!("less than a usize"))
    }

    /// An even number in [0, 1), a multiple of 2^-53.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact in a double")]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Puts a slice into an even random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }
}

fn halves(wide: u128) -> [u64; 2] {
    let half = |bits: u128| u64::try_from(bits & u128::from(u64::MAX)).unwrap_or_else(|_| unreachable!("masked"));
    [half(wide), half(wide >> 64)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_topic_and_number_give_the_same_stream_and_others_another() {
        let bits = |topic, number| Chance::new(&[7; 32], topic, number).bits();
        assert_eq!(bits("draw", 1), bits("draw", 1));
        assert_ne!(bits("draw", 1), bits("draw", 2));
        assert_ne!(bits("draw", 1), bits("search", 1));
    }

    #[test]
    fn below_is_even_and_below() {
        let mut chance = Chance::new(&[1; 32], "test", 0);
        let mut seen = [0_u32; 6];
        for _ in 0..60_000 {
            seen[chance.index(6)] += 1;
        }
        assert!(seen.iter().all(|&count| (9_600..10_400).contains(&count)), "{seen:?}");
        assert_eq!(chance.below(0), 0);
        assert_eq!(chance.below(1), 0);
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        Chance::new(&[2; 32], "test", 0).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
