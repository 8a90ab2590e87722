//! Registering many public keys at once.
//!
//! A single [`PublicKey::register`] spends nearly all its time multiplying by
//! the group order to show that the point has no torsion component. For a
//! list, random sums do the same: the torsion components of the keys add up
//! in a group of order 8, and if one of them is not zero, a sum over a random
//! half of the list has a torsion component with probability at least 1/2.
//! [`ROUNDS`] sums that all are torsion-free leave a chance of 2^-128.
//!
//! This is about keys only, before any signature counts. It never refuses a
//! sound list, and on any doubt the keys are judged one by one. Signatures
//! are never checked in batches: see [`crate::key`].

use std::ops::Add;

use ed25519_dalek::VerifyingKey;
use thiserror::Error;

use crate::hash::Hash;
use crate::key::{CompactKey, PublicKey, WeakKey, decompress};

/// Independent sums, each catching a mixed-order key with probability 1/2.
pub const ROUNDS: usize = 128;

/// Below this many keys the sums cost more than single checks.
const FEW: usize = 256;

/// Sums are made eight at a time: a byte of chance a key selects one of 256
/// buckets, and each sum is that of half the buckets.
const SUMS_A_PASS: usize = 8;
const BUCKETS: usize = 1 << SUMS_A_PASS;

/// A key of a list was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("key {index} of the list: {reason}")]
pub struct WeakKeyAt {
    /// Position in the list, from 0.
    pub index: usize,
    /// As for a single key.
    pub reason: WeakKey,
}

/// The same verdict as [`PublicKey::register`] on every key, in order, many
/// times faster for long lists. Names the first key that is refused.
pub fn register_all(keys: &[[u8; 32]]) -> Result<Vec<CompactKey>, WeakKeyAt> {
    // The quick way only says that something is wrong. What and where is
    // settled one by one.
    if keys.len() < FEW || !all_sound(keys) {
        one_by_one(keys)?;
    }
    Ok(keys.iter().copied().map(CompactKey::checked).collect())
}

fn one_by_one(keys: &[[u8; 32]]) -> Result<(), WeakKeyAt> {
    for (index, key) in keys.iter().enumerate() {
        PublicKey::register(key).map_err(|reason| WeakKeyAt { index, reason })?;
    }
    Ok(())
}

/// Whether every key would be registered, up to a chance of 2^-128 that one
/// with a torsion component is overlooked.
fn all_sound(keys: &[[u8; 32]]) -> bool {
    // The choices depend on every key: nobody can shape a list to them.
    let seed = Hash::of(keys.as_flattened());
    let zero = VerifyingKey::default().to_edwards();
    let mut passes = vec![vec![zero; BUCKETS]; ROUNDS / SUMS_A_PASS];
    for (index, key) in keys.iter().enumerate() {
        let Ok(point) = decompress(key).map(|key| key.to_edwards()) else {
            return false;
        };
        let chance = Hash::of(&[&seed.0[..], &index.to_be_bytes()].concat()).0;
        for (buckets, byte) in passes.iter_mut().zip(chance) {
            buckets[usize::from(byte)] += point;
        }
    }
    let mut sums = passes.iter().flat_map(|buckets| {
        let sum = |bit| half_sum(buckets, bit, zero);
        (0..SUMS_A_PASS).map(sum)
    });
    sums.all(|sum| sum.is_torsion_free())
}

/// The sum of the buckets whose number has this bit.
fn half_sum<P: Copy + Add<Output = P>>(buckets: &[P], bit: usize, zero: P) -> P {
    let numbered = buckets.iter().enumerate();
    let chosen = numbered.filter(|(number, _)| number >> bit & 1 == 1);
    chosen.fold(zero, |sum, (_, &bucket)| sum + bucket)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// That all eight sums are taken cannot be seen from outside: one of them
    /// already finds a bad key every other time.
    #[test]
    fn each_sum_takes_its_half_of_the_buckets() {
        let buckets: Vec<u32> = (0..256).collect();
        for bit in 0..SUMS_A_PASS {
            let expected = (0..256).filter(|n| n & (1 << bit) != 0).sum::<u32>();
            assert_eq!(half_sum(&buckets, bit, 0), expected);
        }
        assert_eq!(ROUNDS % SUMS_A_PASS, 0);
    }
}
