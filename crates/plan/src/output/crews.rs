//! Crews with numbers, so that a unit's order can say which of its crews goes where.

use crate::answer::{Crew, Plan};
use crate::measure::Officers;
use crate::problem::Problem;

use super::lands::stands;

/// People of one unit on a circuit, or all of a crew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The unit.
    pub unit: u32,
    /// Number of the crew within its unit and shift, 1 for the first: circuits in their order,
    /// then reserves.
    pub number: u32,
    /// How many people.
    pub officers: Officers,
    /// Whether they are the liaison that goes with a crew of soldiers.
    pub liaison: bool,
    /// The base they start from and come back to.
    pub base: u32,
}

/// The crews of one shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crews {
    /// For each circuit of the plan who serves it: one member, or soldiers and their liaison.
    pub circuits: Vec<Vec<Member>>,
    /// Position in [`Plan::reserves`], and the crews that wait there.
    pub reserves: Vec<(usize, Vec<Member>)>,
}

impl Crews {
    /// Numbers the crews of a shift, by its position in the policy.
    pub fn of(problem: &Problem, plan: &Plan, shift: u32) -> Self {
        let mut counter = Counter { problem, stands: stands(problem, plan), next: vec![1; problem.units.len()] };
        let served = plan.circuits.iter().map(|circuit| circuit.crews.get(shift as usize).copied());
        let circuits = served.map(|crew| crew.map_or_else(Vec::new, |crew| counter.members(crew))).collect();
        let here = plan.reserves.iter().enumerate().filter(|(_, reserve)| reserve.shift == shift);
        let reserves = here.map(|(at, reserve)| {
            let crews = (0..reserve.crews).map(|_| counter.waiting(reserve.unit, reserve.base));
            (at, crews.collect())
        });
        let reserves = reserves.collect();
        Self { circuits, reserves }
    }
}

struct Counter<'a> {
    problem: &'a Problem,
    stands: Vec<(u32, u32)>,
    next: Vec<u32>,
}

impl Counter<'_> {
    fn members(&mut self, crew: Crew) -> Vec<Member> {
        match crew {
            Crew::Ordinary { unit } => vec![self.member(unit, None)],
            Crew::Accompanied { soldiers, liaison } => {
                vec![self.member(soldiers, None), self.member(liaison, Some(self.problem.policy.liaison))]
            }
        }
    }

    fn member(&mut self, unit: u32, liaison: Option<Officers>) -> Member {
        let number = self.next[unit as usize];
        self.next[unit as usize] += 1;
        let officers = liaison.unwrap_or(self.problem.units[unit as usize].crew);
        Member { unit, number, officers, liaison: liaison.is_some(), base: self.stands[unit as usize].0 }
    }

    fn waiting(&mut self, unit: u32, base: u32) -> Member {
        Member { base, ..self.member(unit, None) }
    }
}
