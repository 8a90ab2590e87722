//! Who does what in which shift, and how many people and vehicles of a unit are left.

use std::collections::BTreeMap;

use super::world::World;
use crate::answer::{Crew, Plan};
use crate::problem::{Force, Ground, Unit, UnitKind, UnitZone};
use crate::travel::{Point, time};

/// The units of a crew: one, or soldiers and their liaison.
pub(super) fn units_of(crew: Crew) -> impl Iterator<Item = u32> {
    let pair = match crew {
        Crew::Ordinary { unit } => [Some(unit), None],
        Crew::Accompanied { soldiers, liaison } => [Some(soldiers), Some(liaison)],
    };
    pair.into_iter().flatten()
}

/// People and vehicles that one crew takes of each of its units.
pub(super) fn taken(world: &World, crew: Crew) -> Vec<(u32, Load)> {
    let own = |unit: u32| Load { people: world.problem.units[unit as usize].crew.0.max(1), vehicles: 1 };
    match crew {
        Crew::Ordinary { unit } => vec![(unit, own(unit))],
        Crew::Accompanied { soldiers, liaison } => {
            let ride = Load { people: world.problem.policy.liaison.0, vehicles: 0 };
            vec![(soldiers, own(soldiers)), (liaison, ride)]
        }
    }
}

/// People and vehicles in one shift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) people: u32,
    pub(super) vehicles: u32,
}

/// What every unit gives in every shift.
#[derive(Clone, Debug, Default)]
pub(super) struct Loads(BTreeMap<(u32, u32), Load>);

impl Loads {
    /// Of a plan, without the services that `skip` names.
    pub(super) fn of(world: &World, plan: &Plan, skip: &dyn Fn(usize, u32) -> bool) -> Self {
        let mut loads = Self::default();
        for (at, circuit) in plan.circuits.iter().enumerate() {
            for (shift, crew) in (0_u32..).zip(&circuit.crews).filter(|(shift, _)| !skip(at, *shift)) {
                for (unit, load) in taken(world, *crew) {
                    loads.add(unit, shift, load);
                }
            }
        }
        for reserve in &plan.reserves {
            let crew = world.problem.units[reserve.unit as usize].crew.0.max(1);
            let load = Load { people: crew * reserve.crews, vehicles: reserve.crews };
            loads.add(reserve.unit, reserve.shift, load);
        }
        for detail in &plan.details {
            loads.add(detail.unit, detail.shift, Load { people: detail.officers.0, vehicles: 0 });
        }
        loads
    }

    fn add(&mut self, unit: u32, shift: u32, more: Load) {
        let load = self.0.entry((unit, shift)).or_default();
        load.people += more.people;
        load.vehicles += more.vehicles;
    }

    /// What a unit has left for a duty of this shift: less what is taken at any moment that the duty
    /// or the rest after it touches.
    pub(super) fn free(&self, world: &World, unit: u32, shift: u32) -> Load {
        if !world.can_do(unit, shift) {
            return Load::default();
        }
        let record = &world.problem.units[unit as usize];
        let shifts = 0..u32::try_from(world.problem.policy.shifts.len()).unwrap_or(u32::MAX);
        let mut free = Load { people: record.strength.0, vehicles: record.vehicles };
        for moment in shifts {
            let [people, vehicles] = overlapping(world, unit, moment);
            if people.contains(&shift) {
                let held: u32 = people.iter().map(|at| self.at(unit, *at).people).sum();
                free.people = free.people.min(record.strength.0.saturating_sub(held));
            }
            if vehicles.contains(&shift) {
                let out: u32 = vehicles.iter().map(|at| self.at(unit, *at).vehicles).sum();
                free.vehicles = free.vehicles.min(record.vehicles.saturating_sub(out));
            }
        }
        free
    }

    pub(super) fn at(&self, unit: u32, shift: u32) -> Load {
        self.0.get(&(unit, shift)).copied().unwrap_or_default()
    }
}

/// Shifts whose people are still taken, or still resting, when the duty of this one begins; and
/// those whose vehicles are still out.
pub(super) fn overlapping(world: &World, unit: u32, shift: u32) -> [Vec<u32>; 2] {
    let moment = world.shift(shift).duty_from;
    let rest = world.problem.units[unit as usize].shortest_rest.0;
    let taken = |rest: u32| {
        let shifts = (0_u32..).zip(&world.problem.policy.shifts);
        let holds = shifts.filter(|(_, other)| {
            other.duty_from <= moment && u64::from(moment.0) < u64::from(other.duty_to.0) + u64::from(rest)
        });
        holds.map(|(at, _)| at).collect()
    };
    [taken(rest), taken(0)]
}

/// Whether a unit may serve on this ground.
pub(super) fn may_serve(unit: &Unit, ground: Ground) -> bool {
    match unit.zone {
        UnitZone::Any => true,
        UnitZone::Gendarmerie => ground == Ground::Gendarmerie,
        UnitZone::Police => ground == Ground::Police,
    }
}

/// Whether people of a unit may go with soldiers.
pub(super) fn may_accompany(unit: &Unit) -> bool {
    unit.kind == UnitKind::Patrol && matches!(unit.force, Force::Police | Force::Gendarmerie)
}

/// Seconds from a unit's base to the farthest of these stops.
pub(super) fn farthest(world: &World, unit: u32, stops: &[Point]) -> u32 {
    let base = world.base_point(unit);
    stops.iter().map(|stop| time(&world.problem.policy.travel, &base, stop).0).max().unwrap_or(0)
}

/// The longest way from a base that a shift allows, out and back.
pub(super) fn access(world: &World, shift: u32) -> u32 {
    let shift = world.shift(shift);
    let out = shift.serves_from.0.saturating_sub(shift.duty_from.0);
    out.min(shift.duty_to.0.saturating_sub(shift.serves_to.0))
}
