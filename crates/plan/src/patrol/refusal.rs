//! What is no pool.

use thiserror::Error;

use super::{Pool, Shape, Site};

/// Most sites of one pool.
pub const MOST_SITES: usize = 1 << 21;
/// Most circuits of one pool.
pub const MOST_CIRCUITS: u32 = 1 << 20;
/// Largest weight of a site: times the longest period it still fits into 64 bits.
pub const MOST_WEIGHT: u64 = 1 << 40;
/// Longest period: a week in seconds.
pub const LONGEST_PERIOD: u32 = 7 * 86_400;

/// Why a pool is refused before any search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Remedy: plan the pool in parts.
    #[error("a pool of more than {MOST_SITES} sites")]
    TooManySites,
    /// Remedy: plan the pool in parts.
    #[error("a pool of more than {MOST_CIRCUITS} circuits")]
    TooManyCircuits,
    /// Remedy: a period from 1 second to [`LONGEST_PERIOD`].
    #[error("a period of {0} seconds")]
    Period(u32),
    /// Remedy: less rest, a longer period or a shorter shortest stop, which is at least 1 second.
    #[error("no room in the period for the rest and one stop of the shortest length")]
    Rest,
    /// Remedy: a weight from 1 to [`MOST_WEIGHT`].
    #[error("site {0} has a weight of zero or beyond {MOST_WEIGHT}")]
    Weight(u32),
    /// Remedy: a ceiling from the shortest stop to the period.
    #[error("site {0} has a ceiling below the shortest stop or above the period")]
    Ceiling(u32),
    /// Remedy: a longest stop from the shortest stop up.
    #[error("site {0} has a longest stop that is shorter than the shortest")]
    LongestStop(u32),
    /// Remedy: a floor that one crew can give without breaking ceiling and longest stop.
    #[error("site {0} has a floor that its ceiling, its longest stop or the rest forbids")]
    Floor(u32),
}

pub(super) fn check(pool: &Pool<'_>) -> Result<(), Refusal> {
    if pool.sites.len() > MOST_SITES {
        return Err(Refusal::TooManySites);
    }
    if pool.circuits > MOST_CIRCUITS {
        return Err(Refusal::TooManyCircuits);
    }
    shape(pool.shape)?;
    (0..).zip(pool.sites).try_for_each(|(number, site)| self::site(pool.shape, number, site))
}

fn shape(shape: Shape) -> Result<(), Refusal> {
    if shape.period == 0 || shape.period > LONGEST_PERIOD {
        return Err(Refusal::Period(shape.period));
    }
    let left = shape.period.checked_sub(shape.rest).ok_or(Refusal::Rest)?;
    if shape.shortest_stop == 0 || shape.shortest_stop > left { Err(Refusal::Rest) } else { Ok(()) }
}

fn site(shape: Shape, number: u32, site: &Site) -> Result<(), Refusal> {
    if site.weight == 0 || site.weight > MOST_WEIGHT {
        return Err(Refusal::Weight(number));
    }
    if site.ceiling < shape.shortest_stop || site.ceiling > shape.period {
        return Err(Refusal::Ceiling(number));
    }
    if site.longest_stop < shape.shortest_stop {
        return Err(Refusal::LongestStop(number));
    }
    let stops = u64::from(site.floor.div_ceil(site.longest_stop));
    let room = site.ceiling.min(shape.period - shape.rest);
    if site.floor > room || stops * u64::from(shape.shortest_stop) > u64::from(room) {
        return Err(Refusal::Floor(number));
    }
    Ok(())
}
