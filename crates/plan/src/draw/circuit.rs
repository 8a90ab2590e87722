//! Circuits: a crew goes round a few sites in a fixed period, and nobody knows when it began.
//!
//! A circuit is a closed cycle of `period` seconds: stops (a site, and how long), the legs between
//! them, and what is left over, spent waiting on the road. Three things are drawn:
//!
//! - the **phase**, evenly over the whole seconds of the period. At any second of the day each
//!   second of the cycle is then equally likely, so a site is occupied with probability exactly
//!   (its stops' seconds) ÷ period, whatever the rest of the draw;
//! - the **order** and with it the direction, evenly over the orders whose travel is at most that of
//!   the given order plus an allowance, fits into the period, and that bring stops at one place
//!   side by side no more often than the given order does: a crew that comes back to where it has
//!   just been is a post. Up to [`ENUMERATED`] stops all orders are looked at; above that, random
//!   exchanges that never leave the orders that fit, whose long run is even over all that they
//!   can reach;
//! - the **waiting**, cut at even random places among the legs.
//!
//! None of it changes a stop's seconds: the marginals of the equilibrium stay exact.

use super::orders::{self, Legs, Most};
use super::seal::Draw;

/// Up to so many stops every order is looked at: 6! = 720 cycles.
pub const ENUMERATED: usize = 7;
/// More stops in one circuit are refused.
pub const MOST_STOPS: usize = 100;
/// The longest period: a week. Longer is refused.
pub const LONGEST_PERIOD: u32 = 7 * 86_400;

/// A site, and how long the crew is there in each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The site, as the caller numbers them.
    pub site: u32,
    /// Presence in seconds, above 0.
    pub seconds: u32,
}

/// What is to be drawn.
#[derive(Clone, Copy)]
pub struct Circuit<'a> {
    /// Seconds of one round.
    pub period: u32,
    /// In an order that is good to travel; the last leg leads back to the first stop.
    pub stops: &'a [Stop],
    /// Seconds of travel that an order may take more than the given one.
    pub allowance: u32,
    /// Seconds from one stop's site to another's; may differ by direction.
    pub legs: &'a dyn Fn(u32, u32) -> u32,
    /// Whether two sites are one place: where the caller numbers stops rather than sites.
    pub one_place: &'a dyn Fn(u32, u32) -> bool,
}

/// Why a circuit cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No stops, or more than [`MOST_STOPS`].
    #[error("{0} stops; a circuit has 1 to {MOST_STOPS}")]
    Stops(usize),
    /// Zero, or longer than [`LONGEST_PERIOD`].
    #[error("a period of {0} seconds; it has 1 to {LONGEST_PERIOD}")]
    Period(u32),
    /// A stop of no length, at this place.
    #[error("stop {0} has no length")]
    Empty(usize),
    /// Stops and travel take longer than the period.
    #[error("stops and travel take {needed} seconds of a period of {period}")]
    TooLong {
        /// Seconds of stops and legs in the given order.
        needed: u64,
        /// Seconds of the period.
        period: u32,
    },
    /// The pin has not one room for each stop, or leaves no phase.
    #[error("nothing is left to draw")]
    Pinned,
}

/// Where the crew must be at one second of the period, whatever is drawn.
///
/// Order and waiting are drawn as without it. Of the phases those are left in which the second
/// falls into the `room` of a stop: its first seconds, as many as are told. They are equally likely, so
/// the draw is that of maximum entropy among those that obey, and what is lost is exactly
/// log2(period ÷ Σ room) bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Second of the period, below it.
    pub second: u32,
    /// For each stop of the circuit how many of its first seconds may fall on that second: 0 for a
    /// stop elsewhere, at most its length.
    pub room: Vec<u32>,
}

impl Pin {
    /// How many phases it leaves.
    pub fn phases(&self) -> u64 {
        self.room.iter().map(|room| u64::from(*room)).sum()
    }

    /// The phase of the n-th of them, where each stop begins so many seconds after the phase.
    fn phase(&self, nth: u64, begins: &[u64], period: u64) -> u64 {
        let mut left = nth;
        for (room, begins) in self.room.iter().zip(begins) {
            if left < u64::from(*room) {
                return (u64::from(self.second) + 2 * period - left - begins % period) % period;
            }
            left -= u64::from(*room);
        }
        unreachable!("the n-th of fewer phases")
    }
}

/// A stop in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The site.
    pub site: u32,
    /// Second of the period in which it begins, below the period.
    pub from: u32,
    /// How long; it may run over the end of the period into its beginning.
    pub seconds: u32,
}

/// One round as drawn; it repeats until the next draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable {
    /// Seconds of one round.
    pub period: u32,
    /// In the order of travel; `from` rises but for one jump back past the end of the period.
    pub visits: Vec<Visit>,
}

impl Circuit<'_> {
    /// Draws phase, order, direction and waiting.
    pub fn draw(&self, draw: &mut Draw) -> Result<Timetable, Refused> {
        self.drawn(None, draw)
    }

    /// The same among the phases that a pin leaves.
    pub fn draw_pinned(&self, pin: &Pin, draw: &mut Draw) -> Result<Timetable, Refused> {
        if pin.room.len() != self.stops.len() || pin.phases() == 0 {
            return Err(Refused::Pinned);
        }
        self.drawn(Some(pin), draw)
    }

    fn drawn(&self, pin: Option<&Pin>, draw: &mut Draw) -> Result<Timetable, Refused> {
        let legs = self.check()?;
        let chance = draw.chance();
        let order = orders::draw(&legs, self.most(&legs), chance);
        let idle = u64::from(self.period) - self.seconds() - legs.round(&order).travel;
        let mut cuts: Vec<u64> = (1..order.len()).map(|_| chance.below(idle + 1)).collect();
        cuts.sort_unstable();
        cuts.push(idle);
        let phase = match pin {
            None => chance.below(u64::from(self.period)),
            Some(pin) => {
                let nth = chance.below(pin.phases());
                pin.phase(nth, &self.begins(&legs, &order, &cuts), u64::from(self.period))
            }
        };
        Ok(self.timetable(&legs, &order, &cuts, phase))
    }

    /// The given order from second 0 with all waiting at the end: what a plan without chance would do.
    pub fn undrawn(&self) -> Result<Timetable, Refused> {
        let legs = self.check()?;
        let order: Vec<usize> = (0..self.stops.len()).collect();
        Ok(self.timetable(&legs, &order, &vec![0; order.len()], 0))
    }

    /// Every order that a draw may take, each as a timetable at phase 0 with all waiting at the
    /// end; `None` above [`ENUMERATED`] stops.
    pub fn orders(&self) -> Result<Option<Vec<Timetable>>, Refused> {
        let legs = self.check()?;
        if self.stops.len() > ENUMERATED {
            return Ok(None);
        }
        let all = orders::all(&legs, self.most(&legs));
        Ok(Some(all.iter().map(|order| self.timetable(&legs, order, &vec![0; order.len()], 0)).collect()))
    }

    fn check(&self) -> Result<Legs, Refused> {
        if self.stops.is_empty() || self.stops.len() > MOST_STOPS {
            return Err(Refused::Stops(self.stops.len()));
        }
        if self.period == 0 || self.period > LONGEST_PERIOD {
            return Err(Refused::Period(self.period));
        }
        if let Some(empty) = self.stops.iter().position(|stop| stop.seconds == 0) {
            return Err(Refused::Empty(empty));
        }
        let legs = Legs::new(self.stops, self.legs, self.one_place);
        let needed = self.seconds() + legs.given().travel;
        if needed > u64::from(self.period) {
            return Err(Refused::TooLong { needed, period: self.period });
        }
        Ok(legs)
    }

    fn seconds(&self) -> u64 {
        self.stops.iter().map(|stop| u64::from(stop.seconds)).sum()
    }

    fn most(&self, legs: &Legs) -> Most {
        let given = legs.given();
        let travel = given.travel + u64::from(self.allowance);
        Most { travel: travel.min(u64::from(self.period) - self.seconds()), ..given }
    }

    /// When each stop begins, in the order in which the stops were given, in seconds after the phase.
    fn begins(&self, legs: &Legs, order: &[usize], waited: &[u64]) -> Vec<u64> {
        let visits = self.timetable(legs, order, waited, 0).visits;
        let mut begins = vec![0; order.len()];
        for (&stop, visit) in order.iter().zip(&visits) {
            begins[stop] = u64::from(visit.from);
        }
        begins
    }

    /// `waited[n]`: seconds waited on the road before the stop after stop n, in all so far.
    fn timetable(&self, legs: &Legs, order: &[usize], waited: &[u64], phase: u64) -> Timetable {
        let period = u64::from(self.period);
        let mut travelled = 0;
        let mut visits = Vec::with_capacity(order.len());
        for (nth, &stop) in order.iter().enumerate() {
            let before = if nth == 0 { 0 } else { waited[nth - 1] };
            let from = (phase + travelled + before) % period;
            let from = u32::try_from(from).unwrap_or_else(|_| unreachable!("less than the period"));
            visits.push(Visit { site: self.stops[stop].site, from, seconds: self.stops[stop].seconds });
            travelled += u64::from(self.stops[stop].seconds) + legs.leg(stop, order[(nth + 1) % order.len()]);
        }
        Timetable { period: self.period, visits }
    }
}

impl Timetable {
    /// Which site is occupied at a second counted from the beginning of any period; `None` on the road.
    pub fn at(&self, second: u32) -> Option<u32> {
        let second = second % self.period;
        let since = |visit: &Visit| {
            (u64::from(second) + u64::from(self.period) - u64::from(visit.from)) % u64::from(self.period)
        };
        self.visits.iter().find(|visit| since(visit) < u64::from(visit.seconds)).map(|visit| visit.site)
    }

    /// Seconds of presence at a site in each period.
    pub fn seconds_at(&self, site: u32) -> u64 {
        self.visits.iter().filter(|visit| visit.site == site).map(|visit| u64::from(visit.seconds)).sum()
    }
}
