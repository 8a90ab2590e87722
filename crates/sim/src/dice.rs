//! Chance from a seed.

/// A stream of chance: `SplitMix64` (Steele, Lea, Flood 2014; the constants are those of the
/// reference code by Vigna). Good enough to scatter stations, and never for a key or a draw that
/// anyone could want to foresee.
#[derive(Clone, Debug)]
pub struct Dice(u64);

/// One standard deviation of [`Dice::bell`].
pub const BELL: i64 = 1024;

impl Dice {
    /// The stream of `seed` that belongs to `topic` and `number`. Streams of different topics or
    /// numbers have nothing to do with each other, so what one station draws moves no other.
    pub fn new(seed: u64, topic: Topic, number: u64) -> Self {
        let topic = mix(seed ^ mix(topic as u64 + 1));
        Self(mix(topic ^ mix(number.wrapping_add(GAMMA))))
    }

    /// 64 even bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        mix(self.0)
    }

    /// A number from 0 to `bound` - 1, even but for a bias below `bound` / 2^64; 0 for a bound of 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.bits()) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or_else(|_| unreachable!("half of 128 bits is 64 bits"))
    }

    /// A number with mean 0 and standard deviation [`BELL`], never beyond 3.47 of them: the sum
    /// of four even numbers, which is close enough to a normal one and needs no logarithm.
    pub fn bell(&mut self) -> i64 {
        let bits = self.bits();
        let sum: i64 = [0, 16, 32, 48].map(|shift| quarter(bits >> shift)).into_iter().sum();
        (sum - MEAN_OF_FOUR) * BELL / DEVIATION_OF_FOUR
    }
}

/// What a stream is for. The numbers are part of what a seed means: changing one changes every
/// country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Which communes of a department have stations, when there are fewer stations than communes.
    Communes = 0,
    /// Sizes of places that no table knows.
    Settlements = 1,
    /// Registers of the stations.
    Registers = 2,
    /// Venues and their positions.
    Venues = 3,
    /// How a commune votes.
    Commune = 4,
    /// How a station votes.
    Station = 5,
    /// Rounding of a station's row.
    Rounding = 6,
    /// When a report arrives.
    Arrival = 7,
}

const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;
/// Mean of the sum of four even numbers of 16 bits.
const MEAN_OF_FOUR: i64 = 2 * 65_535;
/// Standard deviation of that sum: 65,536 × √(4/12).
const DEVIATION_OF_FOUR: i64 = 37_837;

fn quarter(bits: u64) -> i64 {
    i64::from(u16::try_from(bits & 0xffff).unwrap_or_else(|_| unreachable!("masked to 16 bits")))
}

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        // First outputs of the reference code for the state 1234567.
        let mut dice = Dice(1_234_567);
        let want = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([dice.bits(), dice.bits(), dice.bits()], want);
    }

    #[test]
    fn the_bell_has_its_mean_and_deviation() {
        let mut dice = Dice::new(1, Topic::Station, 0);
        let draws: Vec<i64> = (0..100_000).map(|_| dice.bell()).collect();
        let mean = draws.iter().sum::<i64>() / 100_000;
        let square = draws.iter().map(|z| z * z).sum::<i64>() / 100_000;
        assert!(mean.abs() < 15, "{mean}");
        assert!((BELL * BELL * 98 / 100..BELL * BELL * 102 / 100).contains(&square), "{square}");
    }

    #[test]
    fn below_stays_below() {
        let mut dice = Dice::new(2, Topic::Station, 0);
        assert!((0..1_000).all(|_| dice.below(7) < 7));
        assert_eq!(dice.below(0), 0);
    }
}
