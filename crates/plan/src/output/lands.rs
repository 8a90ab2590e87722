//! What a plan comes to in each department.

use core::ops::Range;

use super::facts::SiteFacts;
use crate::answer::{Crew, Plan, Step, Value};
use crate::check::Figures;
use crate::problem::{Force, Placed, Problem};

/// Forces in the order of every table.
pub(super) const FORCES: [Force; 4] = [Force::Police, Force::Gendarmerie, Force::Municipal, Force::Military];

/// Position of a force in [`FORCES`].
pub(super) fn force_at(force: Force) -> usize {
    match force {
        Force::Police => 0,
        Force::Gendarmerie => 1,
        Force::Municipal => 2,
        Force::Military => 3,
    }
}

/// Officers times shifts: on circuits, with soldiers, in reserve, at events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Duties {
    pub(super) circuits: u64,
    pub(super) liaison: u64,
    pub(super) reserve: u64,
    pub(super) details: u64,
}

impl Duties {
    pub(super) fn sum(self) -> u64 {
        self.circuits + self.liaison + self.reserve + self.details
    }
}

/// Seconds of all circuits of a department in one period.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Times {
    pub(super) presence: u64,
    pub(super) way: u64,
    pub(super) all: u64,
}

impl Times {
    pub(super) fn of(steps: &[Step]) -> Self {
        let mut times = Self::default();
        for step in steps {
            let seconds = u64::from(step.time().0);
            times.all += seconds;
            match step {
                Step::Stop { .. } => times.presence += seconds,
                Step::Way(_) => times.way += seconds,
                Step::Rest(_) => {}
            }
        }
        times
    }

    fn add(&mut self, other: Self) {
        self.presence += other.presence;
        self.way += other.way;
        self.all += other.all;
    }
}

/// A department in figures.
#[derive(Clone, Debug)]
pub(super) struct Land {
    /// Positions of its sites.
    pub(super) sites: Range<usize>,
    pub(super) stations: u64,
    /// On the ground of the gendarmerie and of the police.
    pub(super) circuits: [u32; 2],
    /// By [`FORCES`].
    pub(super) duties: [Duties; 4],
    /// Crews in reserve by shift.
    pub(super) reserves: Vec<u32>,
    pub(super) times: Times,
    /// The greatest of its pools.
    pub(super) value: Value,
    pub(super) bound: Value,
    /// Sum over its sites, of 1 each.
    pub(super) presence: f64,
    pub(super) response_only: u64,
    /// Sites that are not where somebody knew: around the commune, at the department.
    pub(super) placed: [u64; 2],
    /// Sites times shifts: first promise kept and missed, second kept and missed.
    pub(super) promises: [u64; 4],
}

impl Land {
    fn empty(sites: Range<usize>, shifts: usize) -> Self {
        Self {
            sites,
            stations: 0,
            circuits: [0; 2],
            duties: [Duties::default(); 4],
            reserves: vec![0; shifts],
            times: Times::default(),
            value: Value(0),
            bound: Value(0),
            presence: 0.0,
            response_only: 0,
            placed: [0; 2],
            promises: [0; 4],
        }
    }

    /// Mean presence over its sites, 0 to 1; none without sites.
    pub(super) fn mean_presence(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "at most two million sites")]
        let count = self.sites.len() as f64;
        (count > 0.0).then(|| self.presence / count)
    }

    /// What it reaches in ten-thousandths of its bound, rounded up; none for a bound of 0.
    pub(super) fn ratio(&self) -> Option<u64> {
        ratio(self.value, self.bound)
    }
}

/// Value by bound in ten-thousandths, rounded up: a plan is never shown better than it is.
pub(super) fn ratio(value: Value, bound: Value) -> Option<u64> {
    (bound.0 > 0)
        .then(|| u64::try_from((u128::from(value.0) * 10_000).div_ceil(u128::from(bound.0))).unwrap_or(u64::MAX))
}

pub(super) fn lands(problem: &Problem, plan: &Plan, figures: &Figures, facts: &[SiteFacts]) -> Vec<Land> {
    let shifts = problem.policy.shifts.len();
    let start = |department: usize| problem.sites.partition_point(|site| (site.department as usize) < department);
    let ranges = (0..problem.departments.len()).map(|at| start(at)..start(at + 1));
    let mut lands: Vec<Land> = ranges.map(|range| Land::empty(range, shifts)).collect();
    add_sites(&mut lands, problem, facts);
    add_people(&mut lands, problem, plan);
    for circuit in &plan.circuits {
        let land = &mut lands[circuit.department as usize];
        land.circuits[circuit.ground as usize] += 1;
        land.times.add(Times::of(&circuit.steps));
    }
    for pool in &figures.pools {
        let land = &mut lands[pool.department as usize];
        land.value = land.value.max(pool.realised);
    }
    for claim in &plan.pools {
        let land = &mut lands[claim.department as usize];
        land.bound = land.bound.max(claim.bound);
    }
    lands
}

fn add_sites(lands: &mut [Land], problem: &Problem, facts: &[SiteFacts]) {
    let shifts = problem.policy.shifts.len() as u64;
    for (site, facts) in problem.sites.iter().zip(facts) {
        let land = &mut lands[site.department as usize];
        land.stations += u64::from(site.stations);
        land.presence += facts.presence;
        land.response_only += u64::from(facts.circuits.is_empty());
        match site.placed {
            Placed::Known => {}
            Placed::AroundCommune => land.placed[0] += 1,
            Placed::AtDepartment => land.placed[1] += 1,
        }
        let (first, second) = (u64::from(facts.first_kept), u64::from(facts.second_kept));
        let counts = [first, shifts - first, second, shifts - second];
        land.promises.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
}

/// Where units stand on the day: positions of base and department.
pub(super) fn stands(problem: &Problem, plan: &Plan) -> Vec<(u32, u32)> {
    let base = |unit: &crate::problem::Unit| {
        let found = problem.bases.binary_search_by_key(&unit.base, |base| base.commune);
        let found = found.ok().and_then(|at| u32::try_from(at).ok());
        found.unwrap_or_else(|| unreachable!("a problem has the bases of its units"))
    };
    let mut bases: Vec<u32> = problem.units.iter().map(base).collect();
    plan.moves.iter().for_each(|sent| bases[sent.unit as usize] = sent.base);
    bases.into_iter().map(|base| (base, problem.bases[base as usize].department)).collect()
}

fn add_people(lands: &mut [Land], problem: &Problem, plan: &Plan) {
    let stands = stands(problem, plan);
    let unit = |unit: u32| &problem.units[unit as usize];
    for circuit in &plan.circuits {
        let duties = &mut lands[circuit.department as usize].duties;
        for crew in &circuit.crews {
            match *crew {
                Crew::Ordinary { unit: alone } => {
                    duties[force_at(unit(alone).force)].circuits += u64::from(unit(alone).crew.0);
                }
                Crew::Accompanied { soldiers, liaison } => {
                    duties[force_at(unit(soldiers).force)].circuits += u64::from(unit(soldiers).crew.0);
                    duties[force_at(unit(liaison).force)].liaison += u64::from(problem.policy.liaison.0);
                }
            }
        }
    }
    for reserve in &plan.reserves {
        let land = &mut lands[problem.bases[reserve.base as usize].department as usize];
        land.reserves[reserve.shift as usize] += reserve.crews;
        let people = u64::from(reserve.crews) * u64::from(unit(reserve.unit).crew.0);
        land.duties[force_at(unit(reserve.unit).force)].reserve += people;
    }
    for detail in &plan.details {
        let land = &mut lands[stands[detail.unit as usize].1 as usize];
        land.duties[force_at(unit(detail.unit).force)].details += u64::from(detail.officers.0);
    }
}
