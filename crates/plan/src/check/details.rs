//! C171, C172: officers at events. An event is touched by every shift that serves within its
//! window; its officers then have to be there, and among them every skill it asks for.

use std::collections::BTreeMap;

use election::Id;

use super::case::{Case, Found};
use super::rule::Rule;
use super::violation::At;
use crate::answer::Detail;
use crate::problem::{Event, Shift, UnitKind};

pub(super) fn check(case: &Case<'_>, found: &mut Found) {
    // An event is a site too, and stands where that site stands.
    let events = case.problem.events.iter().map(|event| (event.id, None));
    let mut places: BTreeMap<Id, Option<u32>> = events.collect();
    for site in &case.problem.sites {
        if let Some(place) = places.get_mut(&site.id) {
            *place = Some(site.department);
        }
    }
    for detail in &case.plan.details {
        let event = case.problem.events[detail.event as usize].id;
        attached(case, detail, places.get(&event).copied().flatten(), found);
    }
    for (nth, event) in (0..).zip(&case.problem.events) {
        for (shift_nth, _) in case.shifts().filter(|(_, shift)| touches(event, shift)) {
            let first = case.plan.details.partition_point(|detail| (detail.event, detail.shift) < (nth, shift_nth));
            let rest = &case.plan.details[first..];
            let here = rest.iter().take_while(|detail| (detail.event, detail.shift) == (nth, shift_nth));
            there(case, event, &here.collect::<Vec<_>>(), At::Event { event: nth, shift: shift_nth }, found);
        }
    }
}

fn touches(event: &Event, shift: &Shift) -> bool {
    event.from < shift.serves_to && shift.serves_from < event.to
}

/// Elite units serve anywhere; a patrol unit where it stands.
fn attached(case: &Case<'_>, detail: &Detail, place: Option<u32>, found: &mut Found) {
    let unit = case.unit(detail.unit);
    let at = At::Duty { unit: detail.unit, shift: detail.shift };
    let kind = matches!(unit.kind, UnitKind::Patrol | UnitKind::Elite);
    found.unless(kind, Rule::Kind, at, [1, 0]);
    if let Some(due) = place.filter(|_| unit.kind == UnitKind::Patrol) {
        let stands = case.stand(detail.unit).department;
        found.unless(stands == due, Rule::Department, at, [u64::from(stands), u64::from(due)]);
    }
}

fn there(case: &Case<'_>, event: &Event, details: &[&Detail], at: At, found: &mut Found) {
    let officers: u64 = details.iter().map(|detail| u64::from(detail.officers.0)).sum();
    let due = u64::from(event.detail.0);
    found.unless(officers >= due, Rule::Detail, at, [officers, due]);
    if due == 0 {
        return;
    }
    let manned = details.iter().filter(|detail| detail.officers.0 > 0);
    let units: Vec<_> = manned.map(|detail| case.unit(detail.unit)).collect();
    for skill in &event.skills {
        let known = units.iter().any(|unit| unit.skills.contains(skill));
        found.unless(known, Rule::Skill, at, [0, 1]);
    }
}
