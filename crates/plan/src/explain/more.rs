//! What more or fewer officers do for the nation.
//!
//! They are given out in whole crews over the patrol units by the method of Sainte-Laguë: the next
//! crew goes where strength ÷ (2 × crews given + 1) is greatest. Giving more then only ever adds to
//! what fewer were given, as the largest remainder would not (its Alabama paradox would let more
//! officers make a plan worse). A crew brings the vehicle it needs. Units keep zone and base.

use std::collections::BinaryHeap;

use super::equilibrium::held;
use crate::answer::{Plan, Value};
use crate::deploy::nation_bound;
use crate::measure::{Officers, Permille};
use crate::problem::limits::{MAX_OFFICERS, MAX_STRENGTH};
use crate::problem::{Problem, UnitKind};

/// Why officers cannot be given out or taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unable {
    /// No patrol unit to take them.
    #[error("there is no patrol unit")]
    NoPatrols,
    /// More than all patrol units have.
    #[error("patrol units have only {officers} officers")]
    TooFew {
        /// What they have.
        officers: u64,
    },
    /// A unit or the nation would be beyond its limit.
    #[error("more officers than a unit or a plan may have")]
    TooMany,
}

/// What some more or fewer officers do.
#[derive(Clone, Debug, PartialEq)]
pub struct More {
    /// Officers added, or taken away if negative.
    pub officers: i64,
    /// Officers of patrol units before.
    pub patrols: u64,
    /// Units that get or lose some.
    pub units: u32,
    /// The value that no plan goes below: as it is, and with the officers.
    pub bounds: [Value; 2],
    /// What the plan reaches now.
    pub realised: Value,
    /// Where officers change nothing: the site whose ceiling of presence holds the bound up.
    pub held: Option<u32>,
    /// The two bounds if no venue had a ceiling, where one holds them up.
    pub free: Option<[Value; 2]>,
    /// Planned again, if asked for.
    pub replanned: Option<Replanned>,
}

/// Both problems planned again alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replanned {
    /// What a plan with today's officers reaches.
    pub before: Value,
    /// What a plan with the others reaches.
    pub after: Value,
    /// Sites without a visit in the two plans.
    pub waiting: [u64; 2],
}

impl More {
    /// By how much the bound falls for each officer, in thousandths of a point of the value;
    /// negative where it rises.
    pub fn price(&self) -> f64 {
        self.fall(self.bounds)
    }

    /// The same if no venue had a ceiling, where one holds the bound up.
    pub fn free_price(&self) -> Option<f64> {
        self.free.map(|bounds| self.fall(bounds))
    }

    fn fall(&self, bounds: [Value; 2]) -> f64 {
        let [before, after] = bounds.map(|bound| super::view::double(bound.0));
        #[expect(clippy::cast_precision_loss, reason = "at most ten million officers")]
        let officers = self.officers as f64;
        if bounds[0] == bounds[1] { 0.0 } else { (before - after) / officers }
    }
}

/// Reckons what officers do for the nation's bound.
pub fn more(problem: &Problem, plan: &Plan, officers: i64) -> Result<More, Unable> {
    let other = reinforced(problem, officers)?;
    let patrols = problem.units.iter().filter(|unit| unit.kind == UnitKind::Patrol);
    let bounds = [problem, &other].map(|problem| nation_bound(problem, plan));
    let held = if officers != 0 && bounds[0] == bounds[1] { held(problem, 0..problem.sites.len()) } else { None };
    let changed = problem.units.iter().zip(&other.units).filter(|(one, other)| one.strength != other.strength);
    Ok(More {
        officers,
        patrols: patrols.map(|unit| u64::from(unit.strength.0)).sum(),
        units: u32::try_from(changed.count()).unwrap_or(u32::MAX),
        bounds,
        realised: plan.pools.iter().map(|pool| pool.realised).max().unwrap_or_default(),
        held,
        free: held.map(|_| [problem, &other].map(|problem| nation_bound(&without_ceiling(problem), plan))),
        replanned: None,
    })
}

fn without_ceiling(problem: &Problem) -> Problem {
    let mut problem = problem.clone();
    problem.policy.ceiling = Permille(1_000);
    problem
}

/// The same problem with more or fewer officers.
pub fn reinforced(problem: &Problem, officers: i64) -> Result<Problem, Unable> {
    let patrols = || problem.units.iter().enumerate().filter(|(_, unit)| unit.kind == UnitKind::Patrol);
    if patrols().next().is_none() {
        return Err(Unable::NoPatrols);
    }
    let all: u64 = problem.units.iter().map(|unit| u64::from(unit.strength.0)).sum();
    let ours: u64 = patrols().map(|(_, unit)| u64::from(unit.strength.0)).sum();
    let count = officers.unsigned_abs();
    if officers < 0 && count > ours {
        return Err(Unable::TooFew { officers: ours });
    }
    if officers > 0 && all.saturating_add(count) > MAX_OFFICERS {
        return Err(Unable::TooMany);
    }
    let mut other = problem.clone();
    let mut queue: BinaryHeap<Turn> = patrols()
        .map(|(at, unit)| Turn { strength: unit.strength.0, given: 0, unit: core::cmp::Reverse(at) })
        .collect();
    let mut left = u32::try_from(count).map_err(|_| Unable::TooMany)?;
    while left > 0 {
        let Some(mut turn) = queue.pop() else { return Err(Unable::TooMany) };
        let unit = &mut other.units[turn.unit.0];
        let crew = unit.crew.0.max(1).min(left);
        left -= if officers > 0 { added(unit, crew) } else { taken(unit, crew) };
        turn.given += 1;
        let goes_on = if officers > 0 { unit.strength.0 < MAX_STRENGTH } else { unit.strength.0 > 0 };
        if goes_on {
            queue.push(turn);
        }
    }
    Ok(other)
}

fn added(unit: &mut crate::problem::Unit, officers: u32) -> u32 {
    let officers = officers.min(MAX_STRENGTH.saturating_sub(unit.strength.0));
    let crews = unit.strength.0 / unit.crew.0.max(1);
    unit.strength = Officers(unit.strength.0 + officers);
    unit.vehicles += unit.strength.0 / unit.crew.0.max(1) - crews;
    officers
}

fn taken(unit: &mut crate::problem::Unit, officers: u32) -> u32 {
    let officers = officers.min(unit.strength.0);
    unit.strength = Officers(unit.strength.0 - officers);
    officers
}

/// A unit that waits for its next crew: the greatest strength ÷ (2 × given + 1) first, then the
/// first in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn {
    strength: u32,
    given: u32,
    unit: core::cmp::Reverse<usize>,
}

impl Ord for Turn {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        let share = |one: &Self, other: &Self| u64::from(one.strength) * (2 * u64::from(other.given) + 1);
        share(self, other).cmp(&share(other, self)).then(self.unit.cmp(&other.unit))
    }
}

impl PartialOrd for Turn {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
