//! Patrols: which crew goes round which sites, and how long it stops at each.
//!
//! A pool is the ground of one force in one department. Its crews go round in circuits: closed
//! cycles of exactly one period, whose phase is drawn evenly anew for each shift. A site where a
//! circuit stops `s` seconds is therefore attended by it with probability `s ÷ period` at every
//! moment, and by any of several independent circuits with probability `1 − Π (1 − s ÷ period)`:
//! two crews in one place count once.
//!
//! The goals, each only among what is best for those before it:
//! 1. every site gets its floor; where the crews cannot, the lightest sites are listed as
//!    response only;
//! 2. the most that an attacker can expect, `max weight × (1 − presence)`, is least;
//! 3. each circuit gives the time it has left to its own worst sites (leximin);
//! 4. less travel.
//!
//! How: the equilibrium without travel says what each site needs at a level of risk. Sectors are
//! cut to these needs (`sectors`); then parts of neighbouring circuits are taken out and put
//! back where they cost least (`moves`), at the level that the crews could hold if their work
//! were shared out evenly, which falls as travel is saved (`search`). Removing strings and
//! inserting greedily with blinks is Christiaens and Vanden Berghe's *Slack Induction by String
//! Removals for Vehicle Routing Problems* (Transportation Science 54, 2020). In the end every
//! circuit's time is shared out exactly (`fill`) and laid on the clock (`settle`).

mod chart;
mod draft;
mod fill;
mod ground;
mod level;
mod moves;
mod near;
mod realised;
mod refusal;
mod search;
mod sectors;
mod settle;

pub use level::bound;
pub use realised::{Realised, realised};
pub use refusal::{LONGEST_PERIOD, MOST_CIRCUITS, MOST_SITES, MOST_WEIGHT, Refusal};

use ground::Ground;
use near::Near;

/// The ground of one force in one department, and how many crews go round on it.
pub struct Pool<'a> {
    /// The sites; they are named by their positions here.
    pub sites: &'a [Site],
    /// How many crews, each with a circuit of its own.
    pub circuits: u32,
    /// What all circuits have in common.
    pub shape: Shape,
    /// Seconds on the way between two sites: symmetric, 0 from a site to itself.
    pub travel: &'a (dyn Fn(u32, u32) -> u32 + Sync),
}

/// A place to be seen at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// Metres to the east of some origin; only neighbourhood is read from it, never a time.
    pub x: i32,
    /// Metres to the north of the same origin.
    pub y: i32,
    /// What it is worth to an attacker while nobody is there; from 1 to [`MOST_WEIGHT`].
    pub weight: u64,
    /// Least presence, in seconds of a period; a site that is visited at all also gets the
    /// shortest stop.
    pub floor: u32,
    /// Most presence, in seconds of a period.
    pub ceiling: u32,
    /// Longest single stop in seconds. Between two stops at a site the crew visits another.
    pub longest_stop: u32,
}

/// What all circuits of a pool have in common, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The length of every circuit.
    pub period: u32,
    /// Rest in every period, off presence, taken in one piece.
    pub rest: u32,
    /// No stop is shorter.
    pub shortest_stop: u32,
}

/// Circuits for a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patrols {
    /// At most one for each crew.
    pub circuits: Vec<Circuit>,
    /// Sites that no circuit visits because their floors are more than the crews can carry,
    /// in ascending order.
    pub response_only: Vec<u32>,
    /// Crews for whom no site is left to visit.
    pub spare: u32,
}

/// A closed cycle; the times of its steps add up to the period exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circuit {
    /// In their order; the last leads back to the first.
    pub steps: Vec<Step>,
    /// Seconds of travel in it.
    pub travel: u32,
    /// Seconds in it that no site of the circuit may use any more; spent on a way.
    pub waiting: u32,
}

/// A step of a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rest where the crew stands, off presence.
    Rest {
        /// How long.
        seconds: u32,
    },
    /// Presence at a site.
    Stop {
        /// The site.
        site: u32,
        /// How long.
        seconds: u32,
    },
    /// The way to the next stop, with any waiting.
    Way {
        /// How long.
        seconds: u32,
    },
}

impl Step {
    /// How long it takes.
    pub fn seconds(self) -> u32 {
        match self {
            Self::Rest { seconds } | Self::Stop { seconds, .. } | Self::Way { seconds } => seconds,
        }
    }
}

/// Forms the circuits of a pool.
///
/// One iteration takes apart and rebuilds about as many places as the pool has sites; ten are
/// good, a hundred better. The answer belongs to `(pool, seed, iterations)`, unless
/// `should_stop`, which is asked between iterations, said to finish earlier with the best found.
pub fn patrols(
    pool: &Pool<'_>,
    seed: &[u8; 32],
    iterations: u32,
    should_stop: &(dyn Fn() -> bool + Sync),
) -> Result<Patrols, Refusal> {
    let ground = Ground::check(pool)?;
    if pool.circuits == 0 || pool.sites.is_empty() {
        return Ok(nobody(pool));
    }
    let near = Near::new(&ground);
    let mut search = search::Search::new(&ground, &near, seed);
    search.run(iterations, should_stop);
    Ok(settle::settle(&ground, &near, search.best()))
}

/// No crews, or nothing for them to visit.
fn nobody(pool: &Pool<'_>) -> Patrols {
    let sites = ground::position(pool.sites.len());
    Patrols { circuits: Vec::new(), response_only: (0..sites).collect(), spare: pool.circuits }
}
