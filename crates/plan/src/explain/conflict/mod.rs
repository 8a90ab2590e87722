//! Which wishes cannot be kept, and the smallest sets of requirements that conflict.
//!
//! A set is minimal when it is impossible and each of its parts is needed for that. It is found by
//! deletion filtering (Chinneck and Dravnieks 1991): from all requirements one after the other is
//! dropped, and stays dropped if what is left is impossible still. What counts as impossible is
//! said by an oracle for each wish: [`visits`], [`promise`] and [`value`]. An oracle never calls
//! possible things impossible, so every conflict is a proof; that a dropped requirement helps
//! means that the proof is gone then, not that a plan was found.

mod promise;
mod terms;
mod value;
mod visits;

pub use terms::{Requirement, Terms};

use super::view::{View, pools};
use crate::answer::{Plan, Value};
use crate::measure::Seconds;
use crate::problem::{Ground, Problem};

/// Something people would like of a plan and do not get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Every site of a cut is visited in each class of hours.
    Visits(Cut),
    /// A reserve crew reaches every site of a department within the first promise.
    FirstPromise {
        /// The department.
        department: u32,
        /// Sites that none reaches in some shift.
        waiting: Vec<u32>,
        /// Reserve crews of the plan in its weakest shift.
        crews: u32,
        /// Reserve crews that all sites of the department near bases need at least; none where no
        /// base is near enough to those that wait.
        needed: Option<u32>,
    },
    /// No site of the nation is worth as much as this to an attacker.
    Below(Value),
}

/// Sites that only some crews reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The department.
    pub department: u32,
    /// Whose ground.
    pub ground: Ground,
    /// Those that the plan does not visit.
    pub waiting: Vec<u32>,
    /// All its sites.
    pub sites: u32,
    /// Circuits that they need at least.
    pub needed: u32,
    /// Circuits that the crews can serve at most.
    pub available: u32,
}

/// Requirements that cannot be kept together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What is wished for: the first of the requirements.
    pub wish: Wish,
    /// What dropping each of the requirements does, the wish first.
    pub reliefs: Vec<Relief>,
}

impl Conflict {
    /// The minimal set.
    pub fn requirements(&self) -> Vec<Requirement> {
        self.reliefs.iter().map(|relief| relief.requirement).collect()
    }
}

/// What dropping one requirement does while all others of the plan hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relief {
    /// The requirement.
    pub requirement: Requirement,
    /// Whether the proof is gone then; if not, another conflict remains.
    pub clears: bool,
    /// How much.
    pub amount: Amount,
}

/// By how much dropping a requirement helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// At least so many sites must be given up.
    Sites(u32),
    /// At least so many officers more.
    Officers(u64),
    /// So many circuits are needed then, and so many can be served.
    Circuits {
        /// Needed at least.
        needed: u32,
        /// Served at most.
        available: u32,
    },
    /// So many crews in reserve are needed, and so many could wait.
    Crews {
        /// Needed at least.
        needed: u32,
        /// Can wait at most.
        available: u32,
    },
    /// A promise of at least so long.
    Within(Seconds),
    /// The nation's bound then.
    Bound(Value),
}

/// Sites for which nothing was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// The arithmetic allows a visit, and the search found no circuit.
    Visits(Cut),
    /// Enough crews wait, and they cover more weight elsewhere.
    FirstPromise {
        /// The department.
        department: u32,
        /// Sites that none reaches in some shift.
        waiting: Vec<u32>,
        /// Reserve crews of the plan in its weakest shift.
        crews: u32,
        /// Reserve crews that are needed at least, as far as is proven.
        needed: u32,
        /// Weight × chance that the reserves reach, and the proven most, in points × millionths,
        /// over all shifts.
        cover: [u64; 2],
    },
}

/// Why a plan is not better.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNot {
    /// What keeps the nation's value up.
    pub value: Option<Conflict>,
    /// Wishes that cannot be kept, by department.
    pub conflicts: Vec<Conflict>,
    /// Wishes that are not kept without a proof that they cannot be.
    pub stuck: Vec<Stuck>,
}

/// Finds out why a plan does not visit every site, keep every promise, and reach less.
///
/// # Panics
/// If a position in the plan names nothing.
pub fn why_not(problem: &Problem, plan: &Plan) -> WhyNot {
    let view = View::of(problem, plan);
    let mut why = WhyNot { value: value::conflict(&view), conflicts: Vec::new(), stuck: Vec::new() };
    for pool in pools(problem) {
        visits::conflicts(&view, &pool, &mut why);
    }
    for department in (0..).take(problem.departments.len()) {
        promise::conflicts(&view, department, &mut why);
    }
    why
}

/// The minimal impossible part of all terms, if they are impossible together.
fn minimal(order: &[Requirement], mut possible: impl FnMut(&Terms) -> bool) -> Option<Vec<Requirement>> {
    let mut terms = Terms::all();
    if possible(&terms) {
        return None;
    }
    for requirement in order {
        let fewer = terms.without(*requirement);
        if !possible(&fewer) {
            terms = fewer;
        }
    }
    Some(order.iter().copied().filter(|requirement| terms.hold(*requirement)).collect())
}

fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or_else(|_| unreachable!("a problem has at most two million sites"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: [Requirement; 6] = [
        Requirement::Ceiling,
        Requirement::Zones,
        Requirement::Rest,
        Requirement::Reserve,
        Requirement::Strength,
        Requirement::Visits,
    ];

    /// Every family of up to two conflicts over six requirements: what is found is one of them.
    #[test]
    fn the_filter_finds_a_smallest_set() {
        let set = |bits: u32| -> Vec<Requirement> {
            ORDER.into_iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, one)| one).collect()
        };
        for (one, other) in (1..64_u32).flat_map(|one| (1..64_u32).map(move |other| (one, other))) {
            let conflicts = [set(one), set(other)];
            let possible = |terms: &Terms| conflicts.iter().all(|all| all.iter().any(|one| !terms.hold(*one)));
            let found = minimal(&ORDER, possible).expect("impossible");
            assert!(conflicts.contains(&found));
            let contained = |inner: &[Requirement]| inner.iter().all(|one| found.contains(one));
            assert!(conflicts.iter().all(|other| *other == found || !contained(other)));
        }
        assert_eq!(minimal(&ORDER, |_| true), None);
    }
}
