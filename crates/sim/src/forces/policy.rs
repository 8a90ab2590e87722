//! The rules of the example.

use election::Id;
use plan::measure::{Clock, Officers, Permille, Seconds, Weight};
use plan::problem::{Hours, Phase, Policy, Promise, Shift, Strength, TravelRule, Unit, UnitKind, VenueShare};

use super::id;
use super::survey::{POLICE_FROM, Survey};

/// Venues per thousand stations, nationally and in Paris (896 stations in 589 venues, of which
/// many hold one station).
const NATION: Permille = Permille(870);
const PARIS: Permille = Permille(660);
/// A department of which a number is public: about 1,100 officers in the Bouches-du-Rhône.
const KNOWN: (&str, u64) = ("13", 1_100);

const fn clock(hours: u32, minutes: u32) -> Clock {
    Clock(hours * 3_600 + minutes * 60)
}

const fn minutes(count: u32) -> Seconds {
    Seconds(count * 60)
}

/// The policy for a country with these forces.
pub fn policy(survey: &Survey<'_>, forces: &[Unit]) -> Policy {
    Policy {
        phases: phases(survey.country.rounds),
        hours: hours(),
        shifts: shifts(),
        period: minutes(240),
        rest: minutes(20),
        shortest_stop: minutes(10),
        longest_stop: minutes(45),
        ceiling: Permille(600),
        travel: TravelRule {
            detour: Permille(1_300),
            speeds: [55, 35, 20],
            start: minutes(1),
            voters: [3_500, 20_000],
        },
        promise: Promise {
            first: [minutes(20), minutes(15), minutes(10)],
            second: [minutes(30), minutes(25), minutes(20)],
        },
        reserve: Permille(120),
        busy: Permille(250),
        heavy: Weight(3_000),
        liaison: Officers(1),
        strengths: strengths(survey, forces),
        venues: venues(survey),
        police_from: POLICE_FROM,
        police: survey.police.clone(),
        excluded: survey.excluded.clone(),
    }
}

fn phases(rounds: usize) -> Vec<Phase> {
    let phase = |name, date: &str, round| Phase { name: id(name), date: date.to_owned(), round };
    let first = phase("round-1", "2017-04-23", Some(1));
    if rounds < 2 {
        return vec![first];
    }
    vec![first, phase("between", "2017-05-01", None), phase("round-2", "2017-05-07", Some(2))]
}

fn hours() -> Vec<Hours> {
    let class = |name, from, to, weight| Hours {
        name: id(name),
        from: clock(from, 0),
        to: clock(to, 0),
        venue_weight: Permille(weight),
    };
    vec![class("morning", 8, 12, 1_000), class("midday", 12, 16, 1_000), class("afternoon", 16, 20, 1_000)]
}

fn shifts() -> Vec<Shift> {
    let early = Shift {
        name: id("early"),
        duty_from: clock(6, 30),
        duty_to: clock(17, 30),
        serves_from: clock(8, 0),
        serves_to: clock(16, 0),
    };
    let late = Shift {
        name: id("late"),
        duty_from: clock(14, 30),
        duty_to: clock(23, 0),
        serves_from: clock(16, 0),
        serves_to: clock(20, 0),
    };
    vec![early, late]
}

/// The least of the one department of which it is public, where its forces and the movable ones
/// suffice; at most twice that, or what stands there anyway.
fn strengths(survey: &Survey<'_>, forces: &[Unit]) -> Vec<Strength> {
    let there = survey.departments.iter().find(|department| department.id.as_str() == KNOWN.0);
    let Some(department) = there.map(|department| department.id) else {
        return Vec::new();
    };
    let crews = || forces.iter().filter(|unit| matches!(unit.kind, UnitKind::Patrol | UnitKind::Soldiers));
    let people = |movable, home: Option<Id>| -> u64 {
        let counts = |unit: &&Unit| unit.movable == movable && home.is_none_or(|home| unit.department == home);
        crews().filter(counts).map(|unit| u64::from(unit.strength.0)).sum()
    };
    let (fixed, movable, least) = (people(false, Some(department)), people(true, None), survey.scaled(KNOWN.1));
    // In a small country whole units do not fit between so narrow a least and most.
    if least < 300 || least > fixed + movable {
        return Vec::new();
    }
    let officers = |people: u64| Officers(u32::try_from(people).unwrap_or(u32::MAX));
    vec![Strength { department, least: officers(least), most: officers((2 * least).max(fixed)) }]
}

fn venues(survey: &Survey<'_>) -> Vec<VenueShare> {
    let nation = survey.nation().map(|place| VenueShare { place, venues: NATION });
    let paris = survey.police.iter().find(|place| place.as_str() == "75");
    nation.into_iter().chain(paris.map(|place| VenueShare { place: *place, venues: PARIS })).collect()
}
