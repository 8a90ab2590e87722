//! What a plan comes to, in numbers that nobody claims: they are counted here.

use super::case::Case;
use super::cover::{Cover, Promises};
use super::officers::Service;
use super::presence::{Round, absence};
use super::values::Pool;
use crate::answer::{Step, Value};
use crate::problem::{Placed, UnitKind};

/// Millionths of one: presence and shares of time.
pub const WHOLE: u64 = 1_000_000;

/// What a plan comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Sites whose position is known, scattered around a commune, or at a department's centre.
    pub sites: [u64; 3],
    /// Sites on a circuit.
    pub visited: u64,
    /// Sites that wait for help.
    pub response_only: u64,
    /// By class of roads: villages, towns, cities.
    pub promises: [Promises; 3],
    /// By what they do.
    pub officers: Vec<Duty>,
    /// Mean presence over all sites, in millionths.
    pub mean_presence: u64,
    /// Least presence of a visited site, in millionths; 0 if none is.
    pub least_presence: u64,
    /// Share of the circuits' time on the way, in millionths.
    pub travel_share: u64,
    /// What the plan reaches in each pool.
    pub pools: Vec<Pool>,
    /// What it reaches in the nation: the greatest of them.
    pub realised: Value,
    /// What the reserves reach, by shift and department.
    pub covers: Vec<Cover>,
}

/// Officers times shifts of one force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Whose they are.
    pub force: crate::problem::Force,
    /// On circuits; soldiers too.
    pub circuits: u64,
    /// With soldiers.
    pub liaison: u64,
    /// In reserve.
    pub reserve: u64,
    /// At events.
    pub details: u64,
    /// In units of patrols, soldiers and the elite, without a duty: strength less those at work
    /// in the shift, over all shifts.
    pub idle: u64,
}

pub(super) fn figures(
    case: &Case<'_>,
    services: &[Service],
    pools: Vec<Pool>,
    (covers, promises): (Vec<Cover>, [Promises; 3]),
) -> Figures {
    let (mean_presence, least_presence) = presences(case);
    let visited = case.sites().filter(|(nth, _)| case.visits.at(*nth).len() > 0).count() as u64;
    let realised = pools.iter().map(|pool| pool.realised).max().unwrap_or_default();
    Figures {
        sites: [Placed::Known, Placed::AroundCommune, Placed::AtDepartment]
            .map(|placed| case.problem.sites.iter().filter(|site| site.placed == placed).count() as u64),
        visited,
        response_only: case.problem.sites.len() as u64 - visited,
        promises,
        officers: duties(case, services),
        mean_presence,
        least_presence,
        travel_share: travel_share(case),
        pools,
        realised,
        covers,
    }
}

fn presences(case: &Case<'_>) -> (u64, u64) {
    let presence = |nth: u32| WHOLE - absence(case, nth, WHOLE, Round::Up);
    let sum: u64 = case.sites().map(|(nth, _)| presence(nth)).sum();
    let visited = case.sites().filter(|(nth, _)| case.visits.at(*nth).len() > 0);
    let least = visited.map(|(nth, _)| presence(nth)).min();
    (sum / (case.problem.sites.len() as u64).max(1), least.unwrap_or(0))
}

fn travel_share(case: &Case<'_>) -> u64 {
    let steps = case.plan.circuits.iter().flat_map(|circuit| &circuit.steps);
    let (mut ways, mut all) = (0_u128, 0_u128);
    for step in steps {
        all += u128::from(step.time().0);
        if let Step::Way(time) = step {
            ways += u128::from(time.0);
        }
    }
    u64::try_from(ways * u128::from(WHOLE) / all.max(1)).unwrap_or_else(|_| unreachable!("a part of the whole"))
}

fn duties(case: &Case<'_>, services: &[Service]) -> Vec<Duty> {
    let mut duties: Vec<Duty> = Vec::new();
    let shifts = case.problem.policy.shifts.len().max(1);
    for (unit, services) in case.problem.units.iter().zip(services.chunks(shifts)) {
        let at = duties.iter().position(|duty| duty.force == unit.force).unwrap_or_else(|| {
            duties.push(Duty { force: unit.force, circuits: 0, liaison: 0, reserve: 0, details: 0, idle: 0 });
            duties.len() - 1
        });
        for service in services {
            let duty = &mut duties[at];
            duty.circuits += service.circuits;
            duty.liaison += service.liaison;
            duty.reserve += service.reserve;
            duty.details += service.details;
            if unit.kind != UnitKind::BombDisposal {
                duty.idle += u64::from(unit.strength.0).saturating_sub(service.officers());
            }
        }
    }
    duties.sort_by_key(|duty| duty.force);
    duties
}
