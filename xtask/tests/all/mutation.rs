//! Inputs near to good ones, the same on every run.

/// `SplitMix64`: small, and the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `limit`, which is not zero.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }
}

/// Texts at which parsers go wrong.
const TRICKS: &[&[u8]] = &[
    b"0",
    b"-",
    b"-1",
    b"+1",
    b"00",
    b"1e3",
    b"256",
    b"65536",
    b"4294967296",
    b"9223372036854775808",
    b"99999999999999999999",
    b"\r\n",
    b"\n\n",
    b" ",
    b"  ",
    b"\t",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xc0\x80",
    b"\xe2\x80\xae",
    "\u{2014} ".as_bytes(),
    "\u{e9}".as_bytes(),
    b";",
    b",",
    b"\"",
    b"=",
    b"../",
    b"/",
    b"2017-02-29T24:00:00Z",
];

/// `seed` changed in one to four places, sometimes with a piece of `other`.
pub fn mutated(dice: &mut Dice, seed: &[u8], other: &[u8]) -> Vec<u8> {
    let mut input = seed.to_vec();
    for _ in 0..=dice.below(4) {
        change(dice, &mut input, other);
    }
    input
}

fn change(dice: &mut Dice, input: &mut Vec<u8>, other: &[u8]) {
    let at = dice.below(input.len() + 1);
    let end = at + dice.below(input.len() - at + 1).min(dice.below(64) + 1);
    match dice.below(9) {
        0 if at < input.len() => input[at] ^= 1 << dice.below(8),
        1 if at < input.len() => input[at] = dice.next().to_le_bytes()[0],
        2 => drop(input.drain(at..end)),
        3 => insert(input, at, TRICKS[dice.below(TRICKS.len())]),
        4 => drop(input.splice(at..end, TRICKS[dice.below(TRICKS.len())].iter().copied())),
        5 => {
            let piece = input[at..end].to_vec();
            insert(input, at, &piece);
        }
        6 => input.truncate(at),
        7 => exchange_lines(dice, input),
        _ if !other.is_empty() => {
            let from = dice.below(other.len());
            let to = other.len().min(from + dice.below(200) + 1);
            insert(input, at, &other[from..to]);
        }
        _ => {}
    }
}

fn insert(input: &mut Vec<u8>, at: usize, piece: &[u8]) {
    input.splice(at..at, piece.iter().copied());
}

fn exchange_lines(dice: &mut Dice, input: &mut Vec<u8>) {
    let mut lines: Vec<Vec<u8>> = input.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    if !lines.is_empty() {
        let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
        lines.swap(one, other);
        *input = lines.concat();
    }
}
