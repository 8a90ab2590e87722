//! Problem and plan side by side, and what several rules need of both.

use super::rule::Rule;
use super::violation::{At, Violation};
use crate::answer::{Crew, Plan, Step};
use crate::problem::{Ground, Problem, Shift, Unit};

/// A plan whose positions all name something.
pub(super) struct Case<'a> {
    pub(super) problem: &'a Problem,
    pub(super) plan: &'a Plan,
    /// Where each unit stands on the day.
    pub(super) stands: Vec<Stand>,
    pub(super) visits: Visits,
    /// Circuits of each department, on the ground of the gendarmerie and of the police.
    circuits: Vec<[u64; 2]>,
}

/// Where a unit stands: positions of its base and its department.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stand {
    pub(super) base: u32,
    pub(super) department: u32,
}

/// Which circuits stop at a site, and for how long in one cycle.
pub(super) struct Visits {
    /// Site, circuit, seconds, ordered.
    all: Vec<(u32, u32, u32)>,
    /// Where the visits of each site begin.
    starts: Vec<usize>,
}

impl Visits {
    fn of(problem: &Problem, plan: &Plan) -> Self {
        let mut all = Vec::new();
        for (circuit, served) in (0_u32..).zip(&plan.circuits) {
            for step in &served.steps {
                if let Step::Stop { site, time } = step {
                    all.push((*site, circuit, time.0));
                }
            }
        }
        all.sort_unstable();
        // One visit for all the stops of a circuit at a site: they are one share of its cycle.
        all.dedup_by(|next, first| {
            let same = (next.0, next.1) == (first.0, first.1);
            if same {
                first.2 = first.2.saturating_add(next.2);
            }
            same
        });
        let mut starts = vec![0; problem.sites.len() + 1];
        for (site, _, _) in &all {
            starts[*site as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self { all, starts }
    }

    /// Circuit and seconds of each visit of a site.
    pub(super) fn at(&self, site: u32) -> impl ExactSizeIterator<Item = (u32, u32)> + Clone + '_ {
        let range = self.starts[site as usize]..self.starts[site as usize + 1];
        self.all[range].iter().map(|(_, circuit, seconds)| (*circuit, *seconds))
    }
}

impl<'a> Case<'a> {
    pub(super) fn of(problem: &'a Problem, plan: &'a Plan) -> Self {
        let mut circuits = vec![[0; 2]; problem.departments.len()];
        for circuit in &plan.circuits {
            circuits[circuit.department as usize][circuit.ground as usize] += 1;
        }
        Self { problem, plan, stands: stands(problem, plan), visits: Visits::of(problem, plan), circuits }
    }

    pub(super) fn unit(&self, unit: u32) -> &'a Unit {
        &self.problem.units[unit as usize]
    }

    pub(super) fn stand(&self, unit: u32) -> Stand {
        self.stands[unit as usize]
    }

    pub(super) fn shifts(&self) -> impl Iterator<Item = (u32, &'a Shift)> {
        (0..).zip(&self.problem.policy.shifts)
    }

    /// Sites with their positions.
    pub(super) fn sites(&self) -> impl Iterator<Item = (u32, &'a crate::problem::Site)> {
        (0..).zip(&self.problem.sites)
    }

    /// Circuit, shift and crew. Crews beyond the shifts are told by C105 and serve nowhere.
    pub(super) fn crews(&self) -> impl Iterator<Item = (u32, u32, Crew)> {
        let shifts = self.problem.policy.shifts.len();
        (0_u32..).zip(&self.plan.circuits).flat_map(move |(circuit, served)| {
            let crews = (0_u32..).zip(&served.crews).take(shifts);
            crews.map(move |(shift, crew)| (circuit, shift, *crew))
        })
    }

    /// How many circuits a pool has.
    pub(super) fn circuits(&self, department: u32, ground: Ground) -> u64 {
        self.circuits[department as usize][ground as usize]
    }
}

fn stands(problem: &Problem, plan: &Plan) -> Vec<Stand> {
    let stand = |unit: &Unit| Some(Stand { base: base_of(problem, unit)?, department: department_of(problem, unit)? });
    let refused = || unreachable!("units without base or department are refused before");
    let mut stands: Vec<Stand> = problem.units.iter().map(|unit| stand(unit).unwrap_or_else(refused)).collect();
    for sent in &plan.moves {
        let department = problem.bases[sent.base as usize].department;
        stands[sent.unit as usize] = Stand { base: sent.base, department };
    }
    stands
}

/// Position of a unit's own base.
pub(super) fn base_of(problem: &Problem, unit: &Unit) -> Option<u32> {
    let found = problem.bases.binary_search_by_key(&unit.base, |base| base.commune).ok();
    found.and_then(|at| u32::try_from(at).ok())
}

/// Position of a unit's own department.
pub(super) fn department_of(problem: &Problem, unit: &Unit) -> Option<u32> {
    let found = problem.departments.binary_search_by_key(&unit.department, |department| department.id).ok();
    found.and_then(|at| u32::try_from(at).ok())
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Found(pub(super) Vec<Violation>);

impl Found {
    /// Notes a rule that does not hold, with what was found and what was due.
    pub(super) fn unless(&mut self, holds: bool, rule: Rule, at: At, [found, due]: [u64; 2]) {
        if !holds {
            self.0.push(Violation { rule, at, found, due });
        }
    }
}
