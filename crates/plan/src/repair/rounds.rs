//! The steps of a circuit, taken apart into stops and laid out again: a site taken out, put in or
//! moved, and the time that is left given to who needs it most.

use std::collections::BTreeMap;

use super::world::World;
use crate::answer::{Circuit, Plan, Step};
use crate::deploy::{absence, shares};
use crate::measure::Seconds;
use crate::travel::{Point, time};

/// Time is shifted between stops in pieces of so many seconds.
const PIECE: u32 = 60;

/// A stop with the rest that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Halt {
    pub(super) site: u32,
    pub(super) stop: u32,
    pub(super) rest: u32,
}

/// The stops of a circuit in their order.
pub(super) fn halts(circuit: &Circuit) -> Vec<Halt> {
    let mut halts: Vec<Halt> = Vec::new();
    let mut early = 0;
    for step in &circuit.steps {
        match *step {
            Step::Stop { site, time } => halts.push(Halt { site, stop: time.0, rest: 0 }),
            Step::Rest(time) => match halts.last_mut() {
                Some(halt) => halt.rest += time.0,
                None => early += time.0,
            },
            Step::Way(_) => {}
        }
    }
    if let Some(last) = halts.last_mut() {
        last.rest += early;
    }
    halts
}

/// How much each site of the plan is seen by each of its circuits.
pub(super) struct Presence {
    visits: BTreeMap<u32, BTreeMap<usize, u32>>,
}

impl Presence {
    pub(super) fn of(plan: &Plan, department: u32) -> Self {
        let mut visits: BTreeMap<u32, BTreeMap<usize, u32>> = BTreeMap::new();
        let here = plan.circuits.iter().enumerate().filter(|(_, circuit)| circuit.department == department);
        for (at, circuit) in here {
            for (site, seconds) in shares(circuit) {
                visits.entry(site).or_default().insert(at, seconds);
            }
        }
        Self { visits }
    }

    /// Replaces what one circuit gives.
    pub(super) fn replace(&mut self, at: usize, circuit: &Circuit) {
        self.visits.values_mut().for_each(|circuits| {
            circuits.remove(&at);
        });
        for (site, seconds) in shares(circuit) {
            self.visits.entry(site).or_default().insert(at, seconds);
        }
    }

    pub(super) fn is_visited(&self, site: u32) -> bool {
        self.visits.get(&site).is_some_and(|circuits| !circuits.is_empty())
    }

    /// Seconds that circuits other than this one stop at a site.
    fn others(&self, site: u32, at: usize) -> Vec<u32> {
        let circuits = self.visits.get(&site).into_iter().flatten();
        circuits.filter(|(other, _)| **other != at).map(|(_, seconds)| *seconds).collect()
    }

    /// Weight × the chance that nobody is there, in thousandths of a point.
    pub(super) fn value(&self, world: &World, site: u32) -> u64 {
        self.value_with(world, site, usize::MAX, 0)
    }

    fn value_with(&self, world: &World, site: u32, at: usize, seconds: u32) -> u64 {
        let mut visits = self.others(site, at);
        if seconds > 0 {
            visits.push(seconds);
        }
        let weight = world.problem.sites[site as usize].weight().0;
        absence(weight.saturating_mul(1_000), &visits, world.problem.policy.period.0)
    }
}

/// One circuit of a plan, being laid out again.
pub(super) struct Layout<'a> {
    pub(super) world: &'a World,
    pub(super) presence: &'a Presence,
    /// Position of the circuit in the plan.
    pub(super) at: usize,
}

impl Layout<'_> {
    /// The stops without a site; none where nothing is left.
    pub(super) fn without(&self, halts: &[Halt], site: u32) -> Option<Vec<Step>> {
        let mut left: Vec<Halt> = halts.iter().filter(|halt| halt.site != site).copied().collect();
        let rest: u32 = halts.iter().filter(|halt| halt.site == site).map(|halt| halt.rest).sum();
        left.last_mut()?.rest += rest;
        self.laid(self.merged(left))
    }

    /// The stops as they are, on ways that may have become longer.
    pub(super) fn again(&self, halts: &[Halt]) -> Option<Vec<Step>> {
        self.laid(halts.to_vec())
    }

    /// The stops with one more, where it costs least.
    pub(super) fn with(&self, halts: &[Halt], site: u32) -> Option<Vec<Step>> {
        if !self.may_stop(halts, site) {
            return None;
        }
        let count = halts.len();
        let longer = |spot: &usize| {
            let (before, after) = (halts[(spot + count - 1) % count].site, halts[*spot].site);
            i64::from(self.way(before, site)) + i64::from(self.way(site, after)) - i64::from(self.way(before, after))
        };
        let spot = (0..count).min_by_key(longer)?;
        let mut more = halts.to_vec();
        more.insert(spot, Halt { site, stop: self.world.problem.policy.shortest_stop.0, rest: 0 });
        self.laid(more)
    }

    /// Whether one more shortest stop stays below the ceiling of presence.
    fn may_stop(&self, halts: &[Halt], site: u32) -> bool {
        let policy = &self.world.problem.policy;
        let share = u64::from(policy.period.0) * u64::from(policy.ceiling.0) / 1_000;
        let held: u32 = self.presence.others(site, self.at).iter().sum::<u32>() + Self::seconds(halts, site);
        let more = u64::from(held) + u64::from(policy.shortest_stop.0);
        self.world.problem.sites[site as usize].may_post || more <= share
    }

    /// What a site is worth while its circuit is this one.
    pub(super) fn value_with(&self, circuit: &Circuit, site: u32) -> u64 {
        self.value(&halts(circuit), site, 0, 0)
    }

    /// From a site to itself it is off and back again: else two stays would be one, and too long.
    fn way(&self, from: u32, to: u32) -> u32 {
        if from == to {
            return 2 * self.world.problem.policy.travel.start.0;
        }
        time(&self.world.problem.policy.travel, &self.world.site_point(from), &self.world.site_point(to)).0
    }

    /// Stops at one site that nothing parts any more are one stay, no longer than it may be.
    fn merged(&self, halts: Vec<Halt>) -> Vec<Halt> {
        let mut merged: Vec<Halt> = Vec::new();
        for halt in halts {
            match merged.last_mut().filter(|last| last.site == halt.site) {
                Some(last) => {
                    last.stop = (last.stop + halt.stop).min(self.longest(halt.site));
                    last.rest += halt.rest;
                }
                None => merged.push(halt),
            }
        }
        let first = merged.first().map_or(u32::MAX, |halt| halt.site);
        if merged.len() > 1
            && let Some(last) = merged.pop_if(|last| last.site == first)
        {
            merged[0].stop = (merged[0].stop + last.stop).min(self.longest(last.site));
            merged[0].rest += last.rest;
        }
        merged
    }

    fn longest(&self, site: u32) -> u32 {
        let policy = &self.world.problem.policy;
        let site = &self.world.problem.sites[site as usize];
        if site.may_post { policy.period.0 - policy.rest.0 } else { policy.longest_stop.0 }
    }

    /// Ways, stops and rests that add up to the period: what is too long is taken from the stops
    /// that can best spare it, what is left goes to those that need it most. `None` if the
    /// shortest stops do not fit.
    fn laid(&self, mut halts: Vec<Halt>) -> Option<Vec<Step>> {
        let period = self.world.problem.policy.period.0;
        let ways = self.ways(&halts);
        let rest: u32 = halts.iter().map(|halt| halt.rest).sum();
        let room = period.checked_sub(ways.iter().sum::<u32>().checked_add(rest)?)?;
        // Alone on a circuit a stop needs a way that leaves it, or it would be a post.
        let room =
            if halts.len() == 1 { room.checked_sub(2 * self.world.problem.policy.travel.start.0)? } else { room };
        let mut stopped: u32 = halts.iter().map(|halt| halt.stop).sum();
        while stopped > room {
            stopped -= self.shorten(&mut halts, stopped - room)?;
        }
        while let Some(given) = self.lengthen(&mut halts, room - stopped) {
            stopped += given;
        }
        self.level(&mut halts);
        let stopped: u32 = halts.iter().map(|halt| halt.stop).sum();
        Some(steps(&halts, &ways, period - rest - stopped - ways.iter().sum::<u32>()))
    }

    fn ways(&self, halts: &[Halt]) -> Vec<u32> {
        if halts.len() == 1 {
            return vec![0];
        }
        (0..halts.len()).map(|at| self.way(halts[at].site, halts[(at + 1) % halts.len()].site)).collect()
    }

    fn seconds(halts: &[Halt], site: u32) -> u32 {
        halts.iter().filter(|halt| halt.site == site).map(|halt| halt.stop).sum()
    }

    fn value(&self, halts: &[Halt], site: u32, less: u32, more: u32) -> u64 {
        let seconds = Self::seconds(halts, site).saturating_sub(less) + more;
        self.presence.value_with(self.world, site, self.at, seconds)
    }

    /// Takes a piece from the stop whose site is worth least without it.
    fn shorten(&self, halts: &mut [Halt], most: u32) -> Option<u32> {
        let shortest = self.world.problem.policy.shortest_stop.0;
        let piece = |halt: &Halt| halt.stop.saturating_sub(shortest).min(PIECE).min(most);
        let able = (0..halts.len()).filter(|at| piece(&halts[*at]) > 0);
        let at = able.min_by_key(|at| (self.value(halts, halts[*at].site, PIECE, 0), *at))?;
        let taken = piece(&halts[at]);
        halts[at].stop -= taken;
        Some(taken)
    }

    /// Gives a piece to the stop whose site is worth most, if any may have more.
    fn lengthen(&self, halts: &mut [Halt], most: u32) -> Option<u32> {
        if most == 0 {
            return None;
        }
        let able = (0..halts.len()).filter(|at| self.piece(halts, *at, most) > 0);
        let at = able.max_by_key(|at| (self.value(halts, halts[*at].site, 0, 0), core::cmp::Reverse(*at)))?;
        let given = self.piece(halts, at, most);
        halts[at].stop += given;
        Some(given)
    }

    /// How much longer a stop may become: not beyond the longest stay, nor the ceiling of presence,
    /// for which the sum of the shares stands on the safe side.
    fn piece(&self, halts: &[Halt], at: usize, most: u32) -> u32 {
        let policy = &self.world.problem.policy;
        let (halt, site) = (&halts[at], &self.world.problem.sites[halts[at].site as usize]);
        let stay = self.longest(halt.site).saturating_sub(halt.stop);
        let share = u64::from(policy.period.0) * u64::from(policy.ceiling.0) / 1_000;
        let held: u32 = self.presence.others(halt.site, self.at).iter().sum::<u32>() + Self::seconds(halts, halt.site);
        let ceiling = if site.may_post { u64::MAX } else { share.saturating_sub(u64::from(held)) };
        let most = most.min(PIECE).min(stay);
        if u64::from(most) > ceiling { u32::try_from(ceiling).unwrap_or(most) } else { most }
    }

    /// Shifts pieces from the least worth to the most, while the greatest falls.
    fn level(&self, halts: &mut [Halt]) {
        let shortest = self.world.problem.policy.shortest_stop.0;
        for _ in 0..self.world.problem.policy.period.0 / PIECE {
            let to = (0..halts.len())
                .filter(|at| self.piece(halts, *at, PIECE) == PIECE)
                .max_by_key(|at| (self.value(halts, halts[*at].site, 0, 0), core::cmp::Reverse(*at)));
            let Some(to) = to else { return };
            let site = halts[to].site;
            let from = (0..halts.len())
                .filter(|at| halts[*at].site != site && halts[*at].stop >= shortest + PIECE)
                .min_by_key(|at| (self.value(halts, halts[*at].site, PIECE, 0), *at));
            let Some(from) = from else { return };
            if self.value(halts, halts[from].site, PIECE, 0) >= self.value(halts, site, 0, 0) {
                return;
            }
            halts[from].stop -= PIECE;
            halts[to].stop += PIECE;
        }
    }
}

/// Stops, rests and ways; what is left waits on the last way.
fn steps(halts: &[Halt], ways: &[u32], left: u32) -> Vec<Step> {
    let mut steps = Vec::new();
    for (at, (halt, way)) in halts.iter().zip(ways).enumerate() {
        steps.push(Step::Stop { site: halt.site, time: Seconds(halt.stop) });
        if halt.rest > 0 {
            steps.push(Step::Rest(Seconds(halt.rest)));
        }
        let way = if at + 1 == halts.len() { way + left } else { *way };
        let next = halts[(at + 1) % halts.len()].site;
        // Between two sites at one place the way is 0 seconds, and a way all the same.
        if way > 0 || next != halt.site {
            steps.push(Step::Way(Seconds(way)));
        }
    }
    steps
}

/// Where the stops of a circuit are.
pub(super) fn points(world: &World, steps: &[Step]) -> Vec<Point> {
    let sites = steps.iter().filter_map(|step| match step {
        Step::Stop { site, .. } => Some(world.site_point(*site)),
        Step::Rest(_) | Step::Way(_) => None,
    });
    sites.collect()
}
