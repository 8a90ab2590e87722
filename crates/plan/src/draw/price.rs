//! What overrides cost: the chance that is lost, and what a watcher gains who knows of them.
//!
//! # Bits
//!
//! The draw of a circuit has log2(period) + log2(orders) bits; an override leaves some of the
//! phases and all of the orders.
//!
//! # Value
//!
//! The value of a plan is the most that an attacker can expect who knows everything but the draw:
//! the greatest weight × chance that nobody is there. Who also knows that the crew of a circuit
//! is at site X at a moment knows that it is at none of its other sites then, and that X is
//! left at some moment after: with `phases` left and the circuit away from X for `away` seconds of its
//! round, there is a moment at which it is away in min(phases, away) ÷ phases of the draws. So in
//! the product of chances to be elsewhere the circuit's factor becomes 1 at its other sites and
//! that quotient at X. With one override in a pool this is what the watcher gains, as long as the moment
//! falls into the service; with several it is an upper bound, since their worst moments
//! may differ.
//!
//! # Leak
//!
//! As in [`super::leak`], for a sighting of half an hour: the share of the uncertainty about the rest of
//! the round that it takes away. For a plan it is the mean over circuits by the weight of their
//! sites, over evenly spaced circuits and orders where there are many: fewer orders than there are
//! overstate it.

use rayon::prelude::*;

use super::circuit::Refused;
use super::leak::{self, Leak};
use super::round::Round;
use crate::answer::{Circuit, Override, Plan, Value};
use crate::problem::{Ground, Problem};

/// Minutes of a sighting.
pub const SIGHTING: u32 = 30;
/// Most circuits whose leak is reckoned for a plan's.
pub const SAMPLE: usize = 60;
/// Most orders of one circuit that are reckoned with.
const ORDERS: usize = 12;
/// Minutes from one beginning of a sighting to the next, where they are not all alike.
const STARTS: usize = 30;

/// What overrides cost together, and each alone. Pairs are before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// In the order of the overrides.
    pub overrides: Vec<Priced>,
    /// The pools with an override, by shift, department and ground.
    pub pools: Vec<PricedPool>,
    /// The value of the whole plan.
    pub value: [Value; 2],
    /// The share that a sighting leaks, of the whole plan; none where the round is no whole number
    /// of minutes above the sighting.
    pub leak: Option<[f64; 2]>,
}

/// What one override costs. Pairs are before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// Bits of the circuit's draw.
    pub bits: [f64; 2],
    /// The share that a sighting of its crew leaks.
    pub leak: Option<[f64; 2]>,
    /// The share of the uncertainty about its crew's whereabouts in the shift that the override takes
    /// away from who has seen nothing; nothing is known without it.
    pub known: Option<f64>,
    /// The value of its pool, with this override alone.
    pub value: [Value; 2],
    /// The site that gains most for an attacker.
    pub exposed: u32,
}

/// What the overrides of one shift cost in one pool. Pairs are before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct PricedPool {
    /// Position of the shift in the policy.
    pub shift: u32,
    /// The department.
    pub department: u32,
    /// Whose ground.
    pub ground: Ground,
    /// Overrides in it.
    pub overrides: usize,
    /// Bits of the draw of all its circuits.
    pub bits: [f64; 2],
    /// Its value.
    pub value: [Value; 2],
}

impl Price {
    /// Whether the overrides harm the randomisation by more than so many thousandths: of the bits
    /// of some pool's draw, or of the value of the whole plan.
    pub fn harms(&self, permille: u16) -> bool {
        let part = f64::from(permille) / 1_000.0;
        let bits = self.pools.iter().any(|pool| pool.bits[0] - pool.bits[1] > part * pool.bits[0]);
        let [before, after] = self.value.map(|value| u128::from(value.0) * 1_000);
        bits || after > before + before / 1_000 * u128::from(permille)
    }
}

/// The leak of a whole plan; none where it cannot be reckoned.
pub fn leak_of(problem: &Problem, plan: &Plan) -> Option<Leak> {
    let count = plan.circuits.len();
    let sample = count.min(SAMPLE);
    let circuits: Vec<&Circuit> = (0..sample).map(|nth| &plan.circuits[nth * count / sample]).collect();
    let leaks: Vec<Option<(f64, Leak)>> = circuits
        .par_iter()
        .map(|circuit| {
            let round = Round::of(problem, circuit);
            Some((weight(problem, &round), unpinned(&round).ok().flatten()?))
        })
        .collect();
    Leak::mean(&leaks.into_iter().collect::<Option<Vec<_>>>()?)
}

/// What these overrides cost. Each was admitted by [`overrides::read`](super::overrides::read).
///
/// # Errors
/// With the circuit that cannot be drawn at all.
///
/// # Panics
/// If the plan or an override names a position that is not there.
pub fn price(problem: &Problem, plan: &Plan, overrides: &[Override]) -> Result<Price, (u32, Refused)> {
    let exposure = Exposure::of(problem, plan);
    let before = plan.pools.iter().map(|pool| pool.realised).max().unwrap_or_default();
    let pools = exposure.pools(overrides)?;
    let after = pools.iter().map(|pool| pool.value[1]).fold(before, Value::max);
    let (mut priced, mut learned) = (Vec::new(), Some(0.0));
    for over in overrides {
        let (one, more) = exposure.one(over)?;
        priced.push(one);
        learned = learned.zip(more).map(|(sum, more)| sum + more);
    }
    let share = |leak: Leak| {
        let all = exposure.weight() * count(problem.policy.shifts.len());
        learned.map(|more| [leak.share(), Leak { learned: leak.learned + more / all, ..leak }.share()])
    };
    Ok(Price { overrides: priced, pools, value: [before, after], leak: leak_of(problem, plan).and_then(share) })
}

/// Who comes by each site, and for what share of the time.
struct Exposure<'a> {
    problem: &'a Problem,
    plan: &'a Plan,
    /// Site, circuit, share of the period; ordered.
    visits: Vec<(u32, u32, f64)>,
}

impl<'a> Exposure<'a> {
    fn of(problem: &'a Problem, plan: &'a Plan) -> Self {
        let mut visits: Vec<(u32, u32, f64)> = Vec::new();
        for (at, circuit) in (0..).zip(&plan.circuits) {
            let round = Round::of(problem, circuit);
            let shares = round.stops().map(|(site, stop)| (site, at, f64::from(stop) / f64::from(round.period.max(1))));
            visits.extend(shares);
        }
        visits.sort_by_key(|(site, circuit, _)| (*site, *circuit));
        // Several stops of one circuit at one site are one share of its round.
        visits.dedup_by(|next, first| {
            let same = (next.0, next.1) == (first.0, first.1);
            if same {
                first.2 += next.2;
            }
            same
        });
        Self { problem, plan, visits }
    }

    fn circuit(&self, over: &Override) -> &'a Circuit {
        &self.plan.circuits[over.circuit as usize]
    }

    /// The weight of the sites of all circuits.
    fn weight(&self) -> f64 {
        self.plan.circuits.iter().map(|circuit| weight(self.problem, &Round::of(self.problem, circuit))).sum()
    }

    /// The greatest value of a site on these circuits for who knows of these overrides of one shift, in
    /// thousandths, and the site.
    fn exposed(&self, overrides: &[&Override]) -> (Value, u32) {
        let mut worst = (Value(0), overrides.first().map_or(0, |over| over.site));
        for over in overrides {
            for (site, _) in Round::of(self.problem, self.circuit(over)).stops() {
                let value = self.problem.sites[site as usize].weight().0;
                let value = Value(thousandths(float(value) * self.absent(site, overrides)));
                if value > worst.0 {
                    worst = (value, site);
                }
            }
        }
        worst
    }

    /// The chance that nobody is at a site, at the worst moment.
    fn absent(&self, site: u32, overrides: &[&Override]) -> f64 {
        let first = self.visits.partition_point(|visit| visit.0 < site);
        let here = self.visits[first..].iter().take_while(|visit| visit.0 == site);
        let factor = |(_, circuit, share): &(u32, u32, f64)| {
            let over = overrides.iter().find(|over| over.circuit == *circuit);
            over.map_or(1.0 - share, |over| self.away(site, over))
        };
        here.map(factor).product()
    }

    /// The chance that the crew of an override is not at a site of its circuit, at the worst moment.
    fn away(&self, site: u32, over: &Override) -> f64 {
        let round = Round::of(self.problem, self.circuit(over));
        let stops: Vec<u32> = round.stops().filter(|(stop, _)| *stop == site).map(|(_, stop)| stop).collect();
        // With two stops at the site no moment is told by arithmetic alone: the bound is all there is.
        if site != over.site || stops.len() > 1 {
            return 1.0;
        }
        let phases = float(round.pin(over).phases());
        let away = f64::from(round.period.saturating_sub(stops.iter().sum()));
        if phases > 0.0 { (away / phases).min(1.0) } else { 1.0 }
    }

    fn realised(&self, circuit: &Circuit) -> Value {
        let pool = |claim: &&crate::answer::PoolClaim| {
            (claim.department, claim.ground) == (circuit.department, circuit.ground)
        };
        self.plan.pools.iter().find(pool).map_or(Value(0), |claim| claim.realised)
    }

    /// The price of one override, and by how much the sum over circuits of weight × bits learned
    /// grows with it.
    fn one(&self, over: &Override) -> Result<(Priced, Option<f64>), (u32, Refused)> {
        let circuit = self.circuit(over);
        let round = Round::of(self.problem, circuit);
        let failed = |refused| (over.circuit, refused);
        let bits = [round.bits(None).map_err(failed)?, round.bits(Some(over)).map_err(failed)?];
        let leaks = [unpinned(&round).map_err(failed)?, pinned(&round, over, SIGHTING).map_err(failed)?];
        let [before, after] = leaks;
        let known = pinned(&round, over, 0).map_err(failed)?.map(|known| known.share());
        let more = before.zip(after).map(|(before, after)| after.learned - before.learned);
        let (exposed, site) = self.exposed(&[over]);
        let before_value = self.realised(circuit);
        let priced = Priced {
            bits,
            known,
            leak: before.zip(after).map(|(before, after)| [before.share(), after.share()]),
            value: [before_value, before_value.max(exposed)],
            exposed: site,
        };
        Ok((priced, more.map(|more| more * weight(self.problem, &round))))
    }

    fn pools(&self, overrides: &[Override]) -> Result<Vec<PricedPool>, (u32, Refused)> {
        let key = |over: &Override| (over.shift, self.circuit(over).department, self.circuit(over).ground);
        let mut keys: Vec<(u32, u32, Ground)> = overrides.iter().map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        let pool = |(shift, department, ground): (u32, u32, Ground)| {
            let here: Vec<&Override> =
                overrides.iter().filter(|over| key(over) == (shift, department, ground)).collect();
            let before = self.realised(self.circuit(here[0]));
            let value = [before, before.max(self.exposed(&here).0)];
            let bits = self.bits(&here)?;
            Ok(PricedPool { shift, department, ground, overrides: here.len(), bits, value })
        };
        keys.into_iter().map(pool).collect()
    }

    /// Bits of the draw of all circuits of the pool of these overrides.
    fn bits(&self, overrides: &[&Override]) -> Result<[f64; 2], (u32, Refused)> {
        let pool = self.circuit(overrides[0]);
        let mut bits = [0.0, 0.0];
        for (at, circuit) in (0..).zip(&self.plan.circuits) {
            if (circuit.department, circuit.ground) != (pool.department, pool.ground) {
                continue;
            }
            let round = Round::of(self.problem, circuit);
            let over = overrides.iter().find(|over| over.circuit == at).copied();
            bits[0] += round.bits(None).map_err(|refused| (at, refused))?;
            bits[1] += round.bits(over).map_err(|refused| (at, refused))?;
        }
        Ok(bits)
    }
}

/// The weight of the sites a circuit visits.
fn weight(problem: &Problem, round: &Round<'_>) -> f64 {
    round.stops().map(|(site, _)| float(problem.sites[site as usize].weight().0)).sum()
}

/// Minutes of the round; none where it is no whole number of them above a sighting.
fn minutes(round: &Round<'_>) -> Option<u32> {
    (round.period.is_multiple_of(60) && round.period / 60 > SIGHTING).then_some(round.period / 60)
}

fn unpinned(round: &Round<'_>) -> Result<Option<Leak>, Refused> {
    let Some(minutes) = minutes(round) else { return Ok(None) };
    let (orders, _) = round.whereabouts(None, ORDERS)?;
    Ok(leak::leak(&orders, leak::Policy::KeepAllDay, SIGHTING, minutes - SIGHTING).ok())
}

fn pinned(round: &Round<'_>, over: &Override, seen: u32) -> Result<Option<Leak>, Refused> {
    let Some(minutes) = minutes(round) else { return Ok(None) };
    let (orders, likely) = round.whereabouts(Some(over), ORDERS)?;
    let starts: Vec<u32> = (0..minutes).step_by(STARTS).collect();
    Ok(leak::told(&orders, &likely, seen, minutes - seen, &starts).ok())
}

#[expect(clippy::cast_precision_loss, reason = "weights and phases of a problem are below 2^53")]
fn float(number: u64) -> f64 {
    number as f64
}

fn count(number: usize) -> f64 {
    float(number as u64)
}

/// Points in thousandths, rounded up as every value that a plan reaches.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a double saturates")]
fn thousandths(points: f64) -> u64 {
    (points * 1_000.0 - 1e-6).ceil().max(0.0) as u64
}
