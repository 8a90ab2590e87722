//! Details of events: officers attached to a headquarters or a gathering in each shift that touches it.

use super::forces::{Forces, Troop, standing};
use crate::answer::Detail;
use crate::measure::Officers;
use crate::problem::{Event, Problem, Shift, UnitKind};
use crate::travel::{Point, time};

/// Takes the officers of every detail out of the forces: for each skill asked one unit that has
/// it, then the nearest units of the department. What cannot be found is missing in the plan,
/// and the checker says so.
pub(super) fn attach(problem: &Problem, forces: &mut Forces) -> Vec<Detail> {
    let mut details = Vec::new();
    for (event_at, event) in (0_u32..).zip(&problem.events) {
        let Some(place) = place(problem, event) else { continue };
        let touched = (0_u32..).zip(&problem.policy.shifts).filter(|(_, shift)| touches(event, shift));
        for (shift, _) in touched.filter(|_| event.detail.0 > 0) {
            for (unit, officers) in people(problem, forces, event, &place) {
                details.push(Detail { event: event_at, shift, unit, officers: Officers(officers) });
            }
        }
    }
    details.sort_unstable_by_key(|detail| (detail.event, detail.shift, detail.unit));
    details
}

fn touches(event: &Event, shift: &Shift) -> bool {
    event.from < shift.serves_to && shift.serves_from < event.to
}

struct Place {
    department: u32,
    point: Point,
}

/// The event's site.
fn place(problem: &Problem, event: &Event) -> Option<Place> {
    let site = problem.sites.iter().find(|site| site.id == event.id)?;
    Some(Place { department: site.department, point: Point::new(site.position, site.density) })
}

/// Units and how many of each: never twice the same.
fn people(problem: &Problem, forces: &mut Forces, event: &Event, place: &Place) -> Vec<(u32, u32)> {
    let mut taken: Vec<(u32, u32)> = Vec::new();
    let mut missing = event.detail.0;
    for skill in &event.skills {
        let has = |unit: u32| problem.units[unit as usize].skills.contains(skill);
        if missing > 0 && !taken.iter().any(|(unit, _)| has(*unit)) {
            missing -= take(problem, forces, place, &mut taken, 1, |troop| has(troop.unit));
        }
    }
    // Rare people are kept for the events that ask for them.
    for kind in [UnitKind::Patrol, UnitKind::Elite] {
        while missing > 0 {
            let got = take(problem, forces, place, &mut taken, missing, |troop| troop.kind == kind);
            if got == 0 {
                break;
            }
            missing -= got;
        }
    }
    taken
}

/// Takes up to so many officers of the nearest unit that `suits`; gives how many.
fn take(
    problem: &Problem,
    forces: &mut Forces,
    place: &Place,
    taken: &mut Vec<(u32, u32)>,
    officers: u32,
    suits: impl Fn(&Troop) -> bool,
) -> u32 {
    let fits = |troop: &&mut Troop| {
        let here =
            troop.kind == UnitKind::Elite || troop.kind == UnitKind::Patrol && troop.department == place.department;
        // A movable unit may be sent away: its people cannot be promised here.
        here && !(troop.movable && troop.kind == UnitKind::Patrol) && troop.officers > 0 && suits(troop)
    };
    let way =
        |troop: &Troop| time(&problem.policy.travel, &standing(&problem.bases[troop.base as usize]), &place.point);
    let nearest = forces.troops.iter_mut().filter(fits).min_by_key(|troop| (way(troop), troop.unit));
    let Some(troop) = nearest else { return 0 };
    let got = officers.min(troop.officers);
    troop.officers -= got;
    match taken.iter_mut().find(|(unit, _)| *unit == troop.unit) {
        Some((_, sum)) => *sum += got,
        None => taken.push((troop.unit, got)),
    }
    got
}
