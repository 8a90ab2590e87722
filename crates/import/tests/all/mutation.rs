//! Random damage to valid files: never a panic, never a row whose sums do not hold.

use import::official::{ResultFile, read};

use crate::samples::{columns, gzip, latin1, lists, numbered, unnumbered, unnumbered_2022};

/// A small fixed generator, so that a failing round can be named (xorshift64*).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let wide = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(wide).expect("31 bits") % limit
    }

    pub fn damage(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        match self.below(5) {
            0 => bytes[at] ^= 1 << self.below(8),
            1 => bytes[at] = u8::try_from(self.below(256)).expect("below 256"),
            2 => bytes.truncate(at),
            3 => bytes.insert(at, b"0123456789;,\"\n\r-%"[self.below(17)]),
            _ => {
                bytes.remove(at);
            }
        }
    }
}

const ROUNDS: usize = 2_000;

#[test]
fn damaged_files_are_refused_or_hold_together() {
    let samples = [
        latin1(&unnumbered()),
        unnumbered().into_bytes(),
        unnumbered_2022(),
        numbered().into_bytes(),
        lists().into_bytes(),
        columns().into_bytes(),
        gzip(columns().as_bytes()),
        XZ_OF_COLUMNS.to_vec(),
    ];
    let mut dice = Dice(2017);
    for sample in &samples {
        let mut kept = 0;
        for _ in 0..ROUNDS {
            let mut bytes = sample.clone();
            for _ in 0..=dice.below(3) {
                if !bytes.is_empty() {
                    dice.damage(&mut bytes);
                }
            }
            if let Ok(file) = read(bytes.as_slice(), "damaged") {
                hold_together(&file);
                kept += 1;
            }
        }
        assert!(kept < ROUNDS, "the damage does nothing");
    }
}

#[test]
fn the_samples_are_good_before_the_damage() {
    assert_eq!(read(XZ_OF_COLUMNS, "xz").expect("good"), read(columns().as_bytes(), "csv").expect("good"));
}

fn hold_together(file: &ResultFile) {
    assert!(!file.rows.is_empty());
    for row in &file.rows {
        let counts = &row.counts;
        let votes: u64 = counts.candidates.iter().map(|votes| votes.wide()).sum();
        assert_eq!(counts.candidates.len(), file.candidates.len());
        assert_eq!(votes, counts.valid.wide());
        assert_eq!(counts.blank.wide() + counts.void.wide() + counts.valid.wide(), counts.cast.wide());
        assert!(counts.cast <= counts.registered);
    }
}

/// [`columns`] through `xz -9`.
const XZ_OF_COLUMNS: &[u8] = include_bytes!("columns.csv.xz");
