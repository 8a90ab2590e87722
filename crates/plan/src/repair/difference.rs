//! What a repair changes, order by order: one line for each crew of a unit in a shift.

use std::collections::BTreeMap;

use election::Id;

use super::roster::units_of;
use crate::answer::{Plan, circuit_id};
use crate::measure::Clock;
use crate::problem::Problem;

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// The same crew does something else, or the same with others or on another round.
    Changed,
    /// The crew has nothing to do any more.
    Dropped,
    /// A crew that had nothing to do.
    New,
}

impl Fate {
    /// As it stands in JSON and in the text of an edition.
    pub fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Dropped => "dropped",
            Self::New => "new",
        }
    }
}

/// An order that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    /// The shift.
    pub shift: Id,
    /// The unit.
    pub unit: Id,
    /// What became of it.
    pub fate: Fate,
    /// What it was: `01-police-003`, `reserve 01-053`, `event hq-1`.
    pub was: Option<String>,
    /// What it is.
    pub is: Option<String>,
    /// When its crews can be at the incident that they are sent to, where that is after it began.
    pub there: Option<Clock>,
}

/// All orders of two plans, compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Orders of the plan before, in the departments that were looked at.
    pub before: u64,
    /// Those that are the same.
    pub kept: u64,
    /// Those that are not, ordered by shift and unit.
    pub orders: Vec<Order>,
}

impl Difference {
    /// Orders with this fate.
    pub fn count(&self, fate: Fate) -> u64 {
        self.orders.iter().filter(|order| order.fate == fate).count() as u64
    }
}

/// One side of a comparison.
pub(super) struct Side<'a> {
    pub(super) problem: &'a Problem,
    pub(super) plan: &'a Plan,
    /// For each circuit what it is the same as: circuits of two plans with one mark are one.
    pub(super) marks: Vec<u64>,
}

/// What a crew does: its mark and its name.
type Tasks = BTreeMap<(u32, u32), Vec<(String, String)>>;

impl Side<'_> {
    fn tasks(&self, wanted: &dyn Fn(u32) -> bool) -> Tasks {
        let mut tasks = Tasks::new();
        let mut add = |unit: u32, shift: u32, mark: String, name: String| {
            if wanted(unit) {
                tasks.entry((shift, unit)).or_default().push((mark, name));
            }
        };
        for ((at, circuit), mark) in (0_u32..).zip(&self.plan.circuits).zip(&self.marks) {
            let name = circuit_id(self.problem, self.plan, at);
            for (shift, crew) in (0_u32..).zip(&circuit.crews) {
                units_of(*crew).for_each(|unit| add(unit, shift, format!("{mark} {crew:?}"), name.clone()));
            }
        }
        for reserve in &self.plan.reserves {
            let name = format!("reserve {}", self.problem.bases[reserve.base as usize].commune);
            (0..reserve.crews).for_each(|_| add(reserve.unit, reserve.shift, name.clone(), name.clone()));
        }
        for detail in &self.plan.details {
            let name = format!("event {}", self.problem.events[detail.event as usize].id);
            let crew = self.problem.units[detail.unit as usize].crew.0.max(1);
            let crews = detail.officers.0.div_ceil(crew).max(1);
            (0..crews).for_each(|_| add(detail.unit, detail.shift, name.clone(), name.clone()));
        }
        tasks
    }
}

/// Compares the orders of the units that are wanted. Units and shifts are the same in both.
pub(super) fn difference(old: &Side<'_>, new: &Side<'_>, wanted: &dyn Fn(u32) -> bool) -> Difference {
    let (before, mut after) = (old.tasks(wanted), new.tasks(wanted));
    let mut found = Difference::default();
    let mut keys: Vec<(u32, u32)> = before.keys().chain(after.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        let mut was = before.get(&key).cloned().unwrap_or_default();
        let mut is = after.remove(&key).unwrap_or_default();
        found.before += was.len() as u64;
        was.retain(|task| {
            let same = is.iter().position(|other| other.0 == task.0);
            if let Some(at) = same {
                is.remove(at);
                found.kept += 1;
            }
            same.is_none()
        });
        let ids = (old.problem.policy.shifts[key.0 as usize].name, old.problem.units[key.1 as usize].id);
        found.orders.extend(paired(ids, was, is));
    }
    found
}

fn paired((shift, unit): (Id, Id), was: Vec<(String, String)>, is: Vec<(String, String)>) -> Vec<Order> {
    let count = was.len().max(is.len());
    let mut was = was.into_iter().map(|task| task.1);
    let mut is = is.into_iter().map(|task| task.1);
    let order = |_| {
        let (was, is) = (was.next(), is.next());
        let fate = match (&was, &is) {
            (Some(_), None) => Fate::Dropped,
            (None, _) => Fate::New,
            (Some(_), Some(_)) => Fate::Changed,
        };
        Order { shift, unit, fate, was, is, there: None }
    };
    (0..count).map(order).collect()
}
