//! Headquarters, a rally and result evenings in the capital, and a few leaves.

use election::Id;
use election::definition::Position;
use plan::measure::{Clock, Officers, Weight};
use plan::problem::{Event, EventKind, Leave, Policy};

use super::survey::{Commune, Survey};
use super::units::ELITE;
use super::{id, numbered};

/// Candidates of the first round, and those of the second by their panel numbers.
const CANDIDATES: usize = 11;
const SECOND: [usize; 2] = [2, 3];
/// Millionths of a degree between neighbouring headquarters: about 900 m.
const EAST: i32 = 12_000;
const NORTH: i32 = 8_000;
/// Communes with leaves, and leaves in each.
const LEAVES: [usize; 2] = [3, 2];

/// Events of a country, ordered by identifier.
pub fn events(survey: &Survey<'_>, policy: &Policy) -> Vec<Event> {
    let Some(capital) = survey.capital() else {
        return Vec::new();
    };
    let phase = |name: &str| policy.phases.iter().map(|phase| phase.name).find(|known| known.as_str() == name);
    let mut events: Vec<Event> =
        (1..=CANDIDATES).map(|number| headquarters(survey, capital, number, phase("round-1"))).collect();
    let evenings = [("round-1", "evening-1", 5_000, 90), ("round-2", "evening-2", 15_000, 300)];
    for (day, name, people, detail) in evenings {
        if let Some(day) = phase(day) {
            let what = (EventKind::ResultEvening, "Result evening", [18, 24]);
            events.push(gathering(survey, capital, id(name), day, what, [people, detail]));
        }
    }
    if let Some(day) = phase("between") {
        let what = (EventKind::Rally, "Rally", [15, 19]);
        events.push(gathering(survey, capital, id("rally"), day, what, [20_000, 400]));
    }
    events.sort_by_key(|event| event.id);
    events
}

/// A candidate's headquarters; who is out after round 1 has one on that day only. Its position is
/// invented: in rows of four around the commune's centre.
fn headquarters(survey: &Survey<'_>, capital: &Commune, number: usize, first: Option<Id>) -> Event {
    let at = i32::try_from(number - 1).unwrap_or(0);
    let position = capital.position.map(|centre| Position {
        lon_e6: centre.lon_e6 + (at % 4 * 2 - 3) * EAST / 2,
        lat_e6: centre.lat_e6 + (at / 4 - 1) * NORTH,
    });
    Event {
        id: numbered("hq", number, 2),
        kind: EventKind::Headquarters,
        phase: first.filter(|_| !SECOND.contains(&number)),
        commune: capital.id,
        position,
        // From when people come in: what is open all night cannot be swept before its doors open.
        from: Clock(8 * 3_600),
        to: Clock(24 * 3_600),
        people: 200,
        weight: Weight(3_000),
        detail: officers(survey, 6),
        skills: Vec::new(),
        name: format!("Headquarters of candidate {number}"),
    }
}

fn gathering(
    survey: &Survey<'_>,
    capital: &Commune,
    name: Id,
    phase: Id,
    (kind, words, hours): (EventKind, &str, [u32; 2]),
    [people, detail]: [u32; 2],
) -> Event {
    Event {
        id: name,
        kind,
        phase: Some(phase),
        commune: capital.id,
        position: capital.position,
        from: Clock(hours[0] * 3_600),
        to: Clock(hours[1] * 3_600),
        people,
        weight: Weight(u64::from(people)),
        detail: officers(survey, detail),
        skills: skills(survey),
        name: words.to_owned(),
    }
}

/// A small country has no group that could be asked.
fn skills(survey: &Survey<'_>) -> Vec<Id> {
    if survey.scaled(ELITE[0]) > 0 { vec![id("negotiator")] } else { Vec::new() }
}

fn officers(survey: &Survey<'_>, of_2017: u32) -> Officers {
    Officers(u32::try_from(survey.scaled(u64::from(of_2017))).unwrap_or(of_2017))
}

/// Leaves of the first stations in the largest communes.
pub fn leaves(survey: &Survey<'_>) -> Vec<Leave> {
    let mut stations = Vec::new();
    for commune in survey.largest(LEAVES[0]) {
        let there = survey.country.stations.iter().filter(|station| station.commune == commune);
        let mut there: Vec<Id> = there.map(|station| station.id).collect();
        there.sort_unstable();
        stations.extend(there.into_iter().take(LEAVES[1]));
    }
    stations.sort_unstable();
    let leave = |(number, station): (usize, Id)| Leave { station, reference: format!("register 2017/{number:04}") };
    (1..).zip(stations).map(leave).collect()
}
