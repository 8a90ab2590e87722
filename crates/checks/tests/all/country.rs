//! A country whose stations vote alike within a commune, from one seed.

use checks::{Address, Contest, Line, Station};
use election::{Counts, Id, Votes};

pub const CANDIDATES: usize = 6;
/// Shares of the candidates in the country, per mille.
const SHARES: [u32; CANDIDATES] = [320, 250, 180, 120, 80, 50];

pub fn id(text: &str) -> Id {
    Id::new(text).expect("an identifier")
}

pub fn votes(figure: u32) -> Votes {
    Votes::new(figure).expect("within the limit")
}

/// A dice of its own: the tests must not lean on the crate's.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, count: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(count)).expect("below a u32")
    }
}

pub fn lines() -> Vec<Line> {
    let names = ["FABRE", "ADAM", "EVRARD", "BLANC", "DUVAL", "CARON"];
    (1..).zip(names).map(|(panel, family)| Line { panel, family: family.to_owned() }).collect()
}

pub fn counts(registered: u32, blank: u32, void: u32, candidates: &[u32]) -> Counts {
    let valid: u32 = candidates.iter().sum();
    let cast = votes(valid + blank + void);
    Counts {
        registered: votes(registered),
        signed_in: cast,
        cast,
        blank: votes(blank),
        void: votes(void),
        valid: votes(valid),
        candidates: candidates.iter().map(|count| votes(*count)).collect(),
    }
}

/// 40 communes with `each` stations in two departments; every station between 400 and 800 votes.
pub fn country(each: u32, seed: u64) -> Contest {
    let mut dice = Dice::new(seed);
    let mut stations = Vec::new();
    for commune in 0..40 {
        let lean: Vec<u32> = SHARES.iter().map(|share| share * (85 + dice.below(30))).collect();
        for number in 0..each {
            stations.push(Station { address: address(commune, number), counts: polled(&lean, &mut dice) });
        }
    }
    Contest::new(lines(), stations).expect("as many figures as candidates")
}

pub fn address(commune: u32, number: u32) -> Address {
    let department = if commune < 20 { "01" } else { "02" };
    let commune = format!("{department}-{commune:03}");
    Address {
        station: id(&format!("{commune}-{number:04}")),
        commune: id(&commune),
        department: id(department),
        constituency: Some(id("01")),
        position: None,
    }
}

fn polled(lean: &[u32], dice: &mut Dice) -> Counts {
    let size = 400 + dice.below(400);
    let whole: u32 = lean.iter().sum();
    let candidates: Vec<u32> = lean
        .iter()
        .map(|share| {
            let expected = size * share / whole;
            (expected * (94 + dice.below(13)) / 100).max(1)
        })
        .collect();
    let valid: u32 = candidates.iter().sum();
    let registered = valid * (125 + dice.below(8)) / 100;
    counts(registered, valid * (45 + dice.below(10)) / 1_000, valid * (7 + dice.below(3)) / 1_000, &candidates)
}
