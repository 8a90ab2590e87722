//! Two plans side by side: what people have to be told anew, and what it changes.
//!
//! Departments, units and shifts are matched by their identifiers, and what a unit does by what it
//! is: the number of a circuit may change while its stops stay. So plans of two phases, or before
//! and after an incident, can be compared.

use core::fmt::Write as _;
use std::collections::BTreeMap;

use election::Id;

use crate::answer::{Crew, Plan, Step, Value};
use crate::problem::Problem;
use crate::problem::text::words::Word as _;

/// Two plans side by side. Pairs are the old one and the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The greatest value of any pool.
    pub value: [Value; 2],
    /// The value that no plan goes below.
    pub bound: [Value; 2],
    /// Circuits.
    pub circuits: [u64; 2],
    /// Sites that wait for help.
    pub response_only: [u64; 2],
    /// What units do, one order for each unit and shift.
    pub orders: Orders,
    /// Every department of either, ordered.
    pub departments: Vec<Change>,
}

/// Orders, by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders {
    /// The same in both.
    pub kept: u64,
    /// Unit and shift that do something else in the new plan.
    pub changed: Vec<(Id, Id)>,
    /// That have something to do only in the new one.
    pub added: Vec<(Id, Id)>,
    /// Only in the old one.
    pub gone: Vec<(Id, Id)>,
}

/// A department in both plans; zeros where it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its identifier.
    pub department: Id,
    /// People in the units that stand in it.
    pub officers: [u64; 2],
    /// Circuits.
    pub circuits: [u64; 2],
    /// The greater value of its two pools.
    pub value: [Value; 2],
}

impl Change {
    /// Whether anything of it differs.
    pub fn is_one(&self) -> bool {
        self.officers[0] != self.officers[1] || self.circuits[0] != self.circuits[1] || self.value[0] != self.value[1]
    }
}

/// Compares two plans, each with its problem.
///
/// # Panics
/// If a plan names a position that its problem does not have.
pub fn compare(old: (&Problem, &Plan), new: (&Problem, &Plan)) -> Comparison {
    let both = [old, new];
    Comparison {
        value: both.map(|(_, plan)| plan.pools.iter().map(|pool| pool.realised).max().unwrap_or_default()),
        bound: both.map(|(_, plan)| plan.bound),
        circuits: both.map(|(_, plan)| plan.circuits.len() as u64),
        response_only: both.map(|(_, plan)| plan.response_only.len() as u64),
        orders: orders(&both.map(|(problem, plan)| duties(problem, plan))),
        departments: departments(&both),
    }
}

type Duties = BTreeMap<(Id, Id), Vec<String>>;

/// What each unit does in each shift, in an order of its own.
fn duties(problem: &Problem, plan: &Plan) -> Duties {
    let mut duties = Duties::new();
    let unit = |unit: u32| problem.units[unit as usize].id;
    let mut add = |who: u32, shift: usize, what: String| {
        duties.entry((unit(who), problem.policy.shifts[shift].name)).or_default().push(what);
    };
    for circuit in &plan.circuits {
        let mut round = circuit.ground.word().to_owned();
        for step in &circuit.steps {
            if let Step::Stop { site, time } = step {
                let _ = write!(round, " {} {time}", problem.sites[*site as usize].id);
            }
        }
        for (shift, crew) in circuit.crews.iter().enumerate() {
            match *crew {
                Crew::Ordinary { unit } => add(unit, shift, round.clone()),
                Crew::Accompanied { soldiers, liaison } => {
                    add(soldiers, shift, format!("{round} with {}", unit(liaison)));
                    add(liaison, shift, format!("{round} for {}", unit(soldiers)));
                }
            }
        }
    }
    for reserve in &plan.reserves {
        let base = problem.bases[reserve.base as usize].commune;
        add(reserve.unit, reserve.shift as usize, format!("reserve {base} {}", reserve.crews));
    }
    for detail in &plan.details {
        let event = problem.events[detail.event as usize].id;
        add(detail.unit, detail.shift as usize, format!("event {event} {}", detail.officers));
    }
    for tasks in duties.values_mut() {
        tasks.sort_unstable();
    }
    duties
}

fn orders([old, new]: &[Duties; 2]) -> Orders {
    let mut orders = Orders::default();
    for (key, tasks) in old {
        match new.get(key) {
            Some(now) if now == tasks => orders.kept += 1,
            Some(_) => orders.changed.push(*key),
            None => orders.gone.push(*key),
        }
    }
    orders.added = new.keys().filter(|key| !old.contains_key(key)).copied().collect();
    orders
}

fn departments(both: &[(&Problem, &Plan); 2]) -> Vec<Change> {
    let mut changes: BTreeMap<Id, Change> = BTreeMap::new();
    for (side, (problem, plan)) in both.iter().enumerate() {
        let id = |department: u32| problem.departments[department as usize].id;
        let none = |department| Change { department, officers: [0; 2], circuits: [0; 2], value: [Value(0); 2] };
        for department in &problem.departments {
            changes.entry(department.id).or_insert_with(|| none(department.id));
        }
        let mut stands: Vec<Id> = problem.units.iter().map(|unit| unit.department).collect();
        for sent in &plan.moves {
            stands[sent.unit as usize] = id(problem.bases[sent.base as usize].department);
        }
        for (unit, department) in problem.units.iter().zip(stands) {
            changes.entry(department).or_insert_with(|| none(department)).officers[side] += u64::from(unit.strength.0);
        }
        for circuit in &plan.circuits {
            changes.entry(id(circuit.department)).and_modify(|change| change.circuits[side] += 1);
        }
        for pool in &plan.pools {
            let greater = |change: &mut Change| change.value[side] = change.value[side].max(pool.realised);
            changes.entry(id(pool.department)).and_modify(greater);
        }
    }
    changes.into_values().collect()
}
