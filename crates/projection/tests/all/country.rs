//! A country that votes twice, from one seed: the second time as the first, moved by a swing that
//! grows with the size of the commune.

use election::{Counts, Id, Votes};
use projection::Station;

/// Candidates of the second contest; the first has one more.
pub const CANDIDATES: usize = 2;

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

pub fn counts(registered: u32, candidates: &[u32]) -> Counts {
    let valid: u32 = candidates.iter().sum();
    let blank = valid / 40;
    let cast = votes(valid + blank);
    Counts {
        registered: votes(registered.max(cast.value())),
        signed_in: cast,
        cast,
        blank: votes(blank),
        void: Votes::ZERO,
        valid: votes(valid),
        candidates: candidates.iter().map(|count| votes(*count)).collect(),
    }
}

/// 12 departments of 25 communes with one to nine stations; everything has been counted.
pub fn country(seed: u64) -> Vec<Station> {
    let mut dice = Dice::new(seed);
    let mut stations = Vec::new();
    for department in 0..12 {
        let home = dice.below(60);
        for commune in 0..25 {
            let many = 1 + commune / 3;
            let lean = 250 + dice.below(300);
            for station in 0..many {
                let registered = 200 + 60 * many + dice.below(400);
                let mut commune_id = format!("{department:02}-{commune:03}");
                let earlier = earlier(registered, lean, &mut dice);
                let counted = later(&earlier, home, many, &mut dice);
                stations.push(Station {
                    id: id(&format!("{commune_id}-{station:04}")),
                    commune: id(&core::mem::take(&mut commune_id)),
                    department: id(&format!("{department:02}")),
                    registered: votes(registered),
                    earlier: Some(earlier),
                    counted: Some(counted),
                });
            }
        }
    }
    stations
}

fn earlier(registered: u32, lean: u32, dice: &mut Dice) -> Counts {
    let valid = registered * (650 + dice.below(100)) / 1_000;
    let first = valid * (lean + dice.below(60)) / 1_000;
    let second = (valid - first) * (400 + dice.below(200)) / 1_000;
    counts(registered, &[first, second, valid - first - second])
}

/// Who voted for the third goes to the others, in cities more to the first.
fn later(earlier: &Counts, home: u32, many: u32, dice: &mut Dice) -> Counts {
    let [first, second, third] = [0, 1, 2].map(|at| earlier.candidates[at].value());
    let to_first = third * (300 + home + 30 * many + dice.below(80)) / 1_000;
    let to_second = third * (250 + dice.below(60)) / 1_000;
    counts(earlier.registered.value(), &[first * 95 / 100 + to_first, second * 97 / 100 + to_second])
}

/// Share of the first candidate in the end.
pub fn end(stations: &[Station]) -> f64 {
    let sum = |at: usize| -> f64 {
        let counted = stations.iter().filter_map(|station| station.counted.as_ref());
        counted.map(|counts| f64::from(counts.candidates[at].value())).sum()
    };
    sum(0) / (sum(0) + sum(1))
}
