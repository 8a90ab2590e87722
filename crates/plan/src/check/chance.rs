//! The chance of a sealed seed, by code of the checker's own: SHA-256 for its keys, `ChaCha8` for
//! its stream, numbers below a bound without bias. The page is `specs/plan-orders.md`.

use tlog::Hash;

/// Double rounds of `ChaCha8`.
const DOUBLE_ROUNDS: usize = 4;
/// `expand 32-byte k` as four words.
const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// SHA-256 of a domain, a zero byte, and parts.
fn hash(domain: &str, parts: &[&[u8]]) -> Hash {
    let mut text = domain.as_bytes().to_vec();
    text.push(0);
    for part in parts {
        text.extend_from_slice(part);
    }
    Hash::of(&text)
}

/// The commitment to the seed of a shift.
pub(super) fn commitment(problem: Hash, shift: &str, seed: &[u8; 32]) -> Hash {
    hash("vigie-draw-commitment/1", &[&problem.0, shift.as_bytes(), seed])
}

/// What all draws of a shift come from.
pub(super) fn shift_key(commitment: Hash, seed: &[u8; 32]) -> Hash {
    hash("vigie-draw-chance/1", &[&commitment.0, seed])
}

/// The stream of one draw.
pub(super) struct Stream {
    key: [u32; 8],
    block: u64,
    words: Vec<u32>,
}

impl Stream {
    pub(super) fn of(shift: Hash, topic: &str, number: u64) -> Self {
        let Hash(bytes) = hash("vigie-plan-chance/1", &[&shift.0, &number.to_be_bytes(), topic.as_bytes()]);
        let mut key = [0; 8];
        for (word, four) in key.iter_mut().zip(bytes.chunks_exact(4)) {
            *word = u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
        }
        Self { key, block: 0, words: Vec::new() }
    }

    fn word(&mut self) -> u32 {
        if self.words.is_empty() {
            self.words = block(&self.key, self.block).to_vec();
            self.words.reverse();
            self.block += 1;
        }
        self.words.pop().unwrap_or_else(|| unreachable!("a block has sixteen words"))
    }

    /// A number below a bound above 0: the upper half of a product of 128 bits, drawn again where
    /// its lower half is one of those that would make some numbers likelier.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let uneven = (u128::from(u64::MAX) + 1) % u128::from(bound);
        loop {
            let bits = u64::from(self.word()) | u64::from(self.word()) << 32;
            let product = u128::from(bits) * u128::from(bound);
            if product & u128::from(u64::MAX) >= uneven {
                return u64::try_from(product >> 64).unwrap_or_else(|_| unreachable!("the upper half"));
            }
        }
    }

    /// A place in a list that is not empty.
    pub(super) fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_else(|_| unreachable!("below a length"))
    }
}

/// A block of the stream: key, count of the block in two words, two words of 0.
fn block(key: &[u32; 8], count: u64) -> [u32; 16] {
    let mut state = [0; 16];
    state[..4].copy_from_slice(&CONSTANTS);
    state[4..12].copy_from_slice(key);
    #[expect(clippy::cast_possible_truncation, reason = "the two halves of the count")]
    let halves = [count as u32, (count >> 32) as u32];
    state[12..14].copy_from_slice(&halves);
    let start = state;
    for _ in 0..DOUBLE_ROUNDS {
        for column in 0..4 {
            quarter(&mut state, [column, column + 4, column + 8, column + 12]);
        }
        for column in 0..4 {
            quarter(&mut state, [column, 4 + (column + 1) % 4, 8 + (column + 2) % 4, 12 + (column + 3) % 4]);
        }
    }
    for (word, first) in state.iter_mut().zip(start) {
        *word = word.wrapping_add(first);
    }
    state
}

fn quarter(state: &mut [u32; 16], [a, b, c, d]: [usize; 4]) {
    for (sum, add, turn, left) in [(a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)] {
        state[sum] = state[sum].wrapping_add(state[add]);
        state[turn] = (state[turn] ^ state[sum]).rotate_left(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first words for a key of zeros: the test vector TC1 (8 rounds, 256 bits) of
    /// draft-strombergson-chacha-test-vectors-01.
    #[test]
    fn the_published_vector_comes_out() {
        let words = block(&[0; 8], 0);
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let hex: Vec<String> = bytes[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex.concat(), "3e00ef2f895f40d67f5bb8e81f09a5a1");
    }
}
