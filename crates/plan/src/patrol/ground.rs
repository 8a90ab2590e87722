//! A pool that was checked.

use core::cell::Cell;

use super::{Pool, Refusal, Site, level::Level, refusal};

/// Ways remembered for each site, and at most in all: a search asks for the same ways again and
/// again, and a table of all of them would grow with the square of the sites.
const REMEMBERED: usize = 64;
/// See [`REMEMBERED`].
const MOST_REMEMBERED: usize = 1 << 20;
/// Bits of a site's number in a remembered way, and of its seconds.
const SITE_BITS: u32 = 21;
/// See [`SITE_BITS`].
const SECONDS_BITS: u32 = 20;
const _: () = assert!(super::MOST_SITES <= 1 << SITE_BITS && super::LONGEST_PERIOD < 1 << SECONDS_BITS);

/// A checked pool: every figure is in its range, so that no product below overflows.
pub(super) struct Ground<'a> {
    pool: &'a Pool<'a>,
    /// Ways, each in the one place that its two sites have: a later way takes the place of an
    /// earlier one. The answers are the same as without; 0 stands for nothing, since no way leads
    /// from site 0 to itself.
    ways: Vec<Cell<u64>>,
}

impl<'a> Ground<'a> {
    pub fn check(pool: &'a Pool<'a>) -> Result<Self, Refusal> {
        refusal::check(pool)?;
        let places = (pool.sites.len() * REMEMBERED).next_power_of_two().min(MOST_REMEMBERED);
        Ok(Self { pool, ways: vec![Cell::new(0); places] })
    }

    pub fn sites(&self) -> &'a [Site] {
        self.pool.sites
    }

    pub fn site(&self, number: u32) -> &'a Site {
        &self.pool.sites[number as usize]
    }

    pub fn circuits(&self) -> u32 {
        self.pool.circuits
    }

    pub fn period(&self) -> u32 {
        self.pool.shape.period
    }

    pub fn rest(&self) -> u32 {
        self.pool.shape.rest
    }

    /// What a crew has for stops and ways in a period.
    pub fn duty(&self) -> u32 {
        self.pool.shape.period - self.pool.shape.rest
    }

    pub fn shortest_stop(&self) -> u32 {
        self.pool.shape.shortest_stop
    }

    /// Seconds between two sites; no way is taken to be longer than a period, which no circuit
    /// can hold anyway.
    pub fn travel(&self, from: u32, to: u32) -> u32 {
        if from == to {
            return 0;
        }
        let pair = u64::from(from.min(to)) << SITE_BITS | u64::from(from.max(to));
        let way = &self.ways[self.place(pair)];
        if way.get() >> SECONDS_BITS != pair {
            let seconds = (self.pool.travel)(from, to).min(self.period());
            way.set(pair << SECONDS_BITS | u64::from(seconds));
        }
        u32::try_from(way.get() & ((1 << SECONDS_BITS) - 1)).unwrap_or_else(|_| unreachable!("masked"))
    }

    /// Where a pair of sites is remembered (multiplicative hashing by the golden ratio).
    fn place(&self, pair: u64) -> usize {
        let bits = pair.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        usize::try_from(bits).unwrap_or_else(|_| unreachable!("24 bits")) & (self.ways.len() - 1)
    }

    /// What a visited site gets at least.
    pub fn least(&self, site: u32) -> u32 {
        self.site(site).floor.max(self.shortest_stop())
    }

    /// The fewest seconds that bring a site down to a level, within floor and ceiling.
    pub fn need(&self, site: u32, level: Level) -> u32 {
        let Site { weight, ceiling, .. } = *self.site(site);
        level.need(weight, self.period()).clamp(self.least(site), ceiling)
    }

    /// How many stops it takes to give a site so many seconds: no stop too long, and no more
    /// stops than its ceiling has room for.
    pub fn stops(&self, site: u32, seconds: u32) -> u32 {
        let Site { longest_stop, ceiling, .. } = *self.site(site);
        let most = (ceiling / self.shortest_stop()).max(1);
        seconds.div_ceil(longest_stop.min(self.duty())).clamp(1, most)
    }
}

/// A position as a 32-bit number.
pub(super) fn position(index: usize) -> u32 {
    u32::try_from(index).unwrap_or_else(|_| unreachable!("a pool of so many sites and circuits was refused"))
}

/// A sum of seconds of one circuit in the range of 32 bits: beyond it every circuit is equally hopeless.
pub(super) fn seconds(sum: u64) -> u32 {
    u32::try_from(sum).unwrap_or(u32::MAX)
}
