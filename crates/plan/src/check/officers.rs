//! C147 to C152 and C161, C162: how many people, for how long, and what stays in reserve.

use super::case::{Case, Found};
use super::rule::Rule;
use super::violation::At;
use crate::answer::Crew;
use crate::problem::{Shift, Unit, UnitKind};

/// What one unit gives in each shift.
#[derive(Clone, Default)]
pub(super) struct Service {
    pub(super) circuits: u64,
    pub(super) liaison: u64,
    pub(super) reserve: u64,
    pub(super) details: u64,
    pub(super) crews: u64,
}

impl Service {
    pub(super) fn officers(&self) -> u64 {
        self.circuits + self.liaison + self.reserve + self.details
    }
}

/// For each unit and shift what it gives; the shifts of a unit stand together.
pub(super) fn services(case: &Case<'_>) -> Vec<Service> {
    let shifts = case.problem.policy.shifts.len();
    let mut services = vec![Service::default(); case.problem.units.len() * shifts];
    let place = |unit: u32, shift: u32| unit as usize * shifts + shift as usize;
    for (_, shift, crew) in case.crews() {
        let (Crew::Ordinary { unit } | Crew::Accompanied { soldiers: unit, .. }) = crew;
        let service = &mut services[place(unit, shift)];
        service.circuits += u64::from(case.unit(unit).crew.0);
        service.crews += 1;
        if let Crew::Accompanied { liaison, .. } = crew {
            services[place(liaison, shift)].liaison += u64::from(case.problem.policy.liaison.0);
        }
    }
    for reserve in &case.plan.reserves {
        let service = &mut services[place(reserve.unit, reserve.shift)];
        service.reserve += u64::from(reserve.crews) * u64::from(case.unit(reserve.unit).crew.0);
        service.crews += u64::from(reserve.crews);
    }
    for detail in &case.plan.details {
        services[place(detail.unit, detail.shift)].details += u64::from(detail.officers.0);
    }
    services
}

pub(super) fn check(case: &Case<'_>, services: &[Service], found: &mut Found) {
    let shifts = &case.problem.policy.shifts;
    for ((nth, unit), services) in (0..).zip(&case.problem.units).zip(services.chunks(shifts.len().max(1))) {
        for ((shift_nth, shift), service) in case.shifts().zip(services) {
            if service.officers() > 0 {
                duty(unit, shift, At::Duty { unit: nth, shift: shift_nth }, found);
            }
        }
        let strength = u64::from(unit.strength.0);
        let people = at_once(shifts, services, u64::from(unit.shortest_rest.0), Service::officers);
        found.unless(people <= strength, Rule::Strength, At::Unit(nth), [people, strength]);
        let (out, vehicles) = (at_once(shifts, services, 0, |service| service.crews), u64::from(unit.vehicles));
        found.unless(out <= vehicles, Rule::Vehicles, At::Unit(nth), [out, vehicles]);
    }
}

fn duty(unit: &Unit, shift: &Shift, at: At, found: &mut Found) {
    let length = u64::from(shift.duty_to.0.saturating_sub(shift.duty_from.0));
    let longest = u64::from(unit.longest_duty.0);
    found.unless(length <= longest, Rule::LongDuty, at, [length, longest]);
    let there = unit.from <= shift.duty_from && shift.duty_to <= unit.to;
    found.unless(there, Rule::Absent, at, [u64::from(unit.from.0), u64::from(shift.duty_from.0)]);
}

/// The most that are taken at one time, when what a shift takes is free again `rest` after its
/// duty. For times on a line this is exactly how many are needed: whoever is free takes the next
/// duty, and somebody new is needed only while all others are taken.
fn at_once(shifts: &[Shift], services: &[Service], rest: u64, take: impl Fn(&Service) -> u64) -> u64 {
    let span = |shift: &Shift| u64::from(shift.duty_from.0)..u64::from(shift.duty_to.0).saturating_add(rest);
    let moments = shifts.iter().map(|shift| u64::from(shift.duty_from.0));
    let taken = moments.map(|moment| {
        let both = shifts.iter().zip(services).filter(|(shift, _)| span(shift).contains(&moment));
        both.map(|(_, service)| take(service)).sum()
    });
    taken.max().unwrap_or(0)
}

pub(super) fn reserves(case: &Case<'_>, found: &mut Found) {
    let shifts = case.problem.policy.shifts.len();
    let mut waiting = vec![0_u64; case.problem.departments.len() * shifts];
    let mut serving = waiting.clone();
    let place = |department: u32, shift: u32| department as usize * shifts + shift as usize;
    for (nth, reserve) in (0..).zip(&case.plan.reserves) {
        let stand = case.stand(reserve.unit);
        let (stands, figures) = (stand.department, [u64::from(reserve.base), u64::from(stand.base)]);
        found.unless(reserve.base == stand.base, Rule::ReserveBase, At::Record("reserves", nth), figures);
        let patrol = case.unit(reserve.unit).kind == UnitKind::Patrol;
        found.unless(patrol, Rule::Kind, At::Duty { unit: reserve.unit, shift: reserve.shift }, [1, 0]);
        waiting[place(stands, reserve.shift)] += u64::from(reserve.crews);
    }
    for (circuit, shift, _) in case.crews() {
        serving[place(case.plan.circuits[circuit as usize].department, shift)] += 1;
    }
    let share = u64::from(case.problem.policy.reserve.0);
    for department in (0..).take(case.problem.departments.len()) {
        for (shift, _) in case.shifts() {
            let at = place(department, shift);
            let due = share * (waiting[at] + serving[at]) / 1_000;
            let figures = [waiting[at], due];
            found.unless(waiting[at] >= due, Rule::ReserveShare, At::Shift { department, shift }, figures);
        }
    }
}

/// Officers of a department are those of the units that stand in it.
pub(super) fn departments(case: &Case<'_>, found: &mut Found) {
    let mut officers = vec![0_u64; case.problem.departments.len()];
    for (unit, stand) in case.problem.units.iter().zip(&case.stands) {
        officers[stand.department as usize] += u64::from(unit.strength.0);
    }
    for rule in &case.problem.policy.strengths {
        let known = case.problem.departments.binary_search_by_key(&rule.department, |department| department.id);
        let Ok(at) = known else { continue };
        let (here, least, most) = (officers[at], u64::from(rule.least.0), u64::from(rule.most.0));
        let place = At::Department(u32::try_from(at).unwrap_or(u32::MAX));
        found.unless(here >= least, Rule::Least, place, [here, least]);
        found.unless(here <= most, Rule::Most, place, [here, most]);
    }
}
