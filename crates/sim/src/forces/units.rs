//! Units: mobile ones, soldiers, specialists, brigades and commissariats.

use election::Id;
use plan::measure::{Clock, Officers, Seconds};
use plan::problem::{Force, Ground, Unit, UnitKind, UnitZone};

use super::survey::{Commune, Department, Survey};
use super::{id, named, numbered};
use crate::share::{index, largest_remainders, wide};

const POLICE: u64 = 24_000;
const GENDARMES: u64 = 26_000;
const SOLDIERS: u64 = 7_000;
/// Squadrons of mobile gendarmerie and companies of CRS, and people in each who patrol.
const SQUADRONS: u64 = 109;
const COMPANIES: u64 = 60;
const SQUAD: u64 = 75;
/// Soldiers in a section.
const SECTION: u64 = 30;
/// Teams of bomb disposal, at least one, and people in each.
const DISPOSAL: [u64; 2] = [24, 3];
/// Elite groups and people in each.
pub const ELITE: [u64; 2] = [8, 12];
/// Pairs of gendarmes in a brigade, on average.
const BRIGADE: u64 = 3;
/// Pairs from which a commune has police of its own.
const COMMISSARIAT: u64 = 3;

/// Crews of police and gendarmes, of mobile squads, of soldiers.
const CREW: u64 = 2;
const SQUAD_CREW: u64 = 3;
const SOLDIERS_CREW: u64 = 3;

/// A day of a unit and the law's limits of work, as far as they are public.
const FROM: Clock = Clock(6 * 3_600);
const TO: Clock = Clock(24 * 3_600);
const LONGEST_DUTY: Seconds = Seconds(12 * 3_600);
const SHORTEST_REST: Seconds = Seconds(9 * 3_600);

/// What units of one sort have in common.
#[derive(Clone, Copy)]
struct Sort {
    prefix: &'static str,
    force: Force,
    kind: UnitKind,
    zone: UnitZone,
    crew: u64,
    movable: bool,
    skills: &'static [&'static str],
}

const SQUADRON: Sort = Sort {
    prefix: "gm",
    force: Force::Gendarmerie,
    kind: UnitKind::Patrol,
    zone: UnitZone::Any,
    crew: SQUAD_CREW,
    movable: true,
    skills: &[],
};
const COMPANY: Sort = Sort { prefix: "crs", force: Force::Police, ..SQUADRON };
const SOLDIER: Sort =
    Sort { prefix: "section", force: Force::Military, kind: UnitKind::Soldiers, crew: SOLDIERS_CREW, ..SQUADRON };
const BOMBS: Sort = Sort {
    prefix: "bombs",
    force: Force::Police,
    kind: UnitKind::BombDisposal,
    zone: UnitZone::Any,
    crew: DISPOSAL[1],
    movable: false,
    skills: &["dog", "explosives"],
};
const GROUP: Sort = Sort { prefix: "elite", kind: UnitKind::Elite, crew: 4, skills: &["negotiator"], ..BOMBS };
const BRIGADES: Sort = Sort {
    prefix: "gd",
    force: Force::Gendarmerie,
    kind: UnitKind::Patrol,
    zone: UnitZone::Gendarmerie,
    crew: CREW,
    movable: false,
    skills: &[],
};
const LOCAL_POLICE: Sort = Sort { prefix: "pn", force: Force::Police, zone: UnitZone::Police, ..BRIGADES };

/// Every unit of the country, ordered by identifier.
pub fn units(survey: &Survey<'_>) -> Vec<Unit> {
    if survey.departments.is_empty() {
        return Vec::new();
    }
    let mut units = Vec::new();
    let (mut police, mut gendarmes) = (survey.scaled(POLICE), survey.scaled(GENDARMES));
    gendarmes -= squads(survey, SQUADRON, survey.scaled(SQUADRONS), SQUAD, &mut units);
    police -= squads(survey, COMPANY, survey.scaled(COMPANIES), SQUAD, &mut units);
    // A country of a few stations has its one squad all the same, whoever it is borrowed from.
    police = police.saturating_sub(squads(survey, BOMBS, survey.scaled(DISPOSAL[0]).max(1), DISPOSAL[1], &mut units));
    police -= squads(survey, GROUP, survey.scaled(ELITE[0]), ELITE[1], &mut units);
    sections(survey, survey.scaled(SOLDIERS), &mut units);
    let has = |ground| survey.weights(Some(ground)).iter().any(|weight| *weight > 0);
    match (has(Ground::Police), has(Ground::Gendarmerie)) {
        (true, false) => police += core::mem::take(&mut gendarmes),
        (false, true) => gendarmes += core::mem::take(&mut police),
        _ => {}
    }
    local(survey, Ground::Gendarmerie, gendarmes, &mut units);
    local(survey, Ground::Police, police, &mut units);
    units.sort_by_key(|unit| unit.id);
    units
}

/// Adds squads of one strength, shared among the departments by voters; gives how many people.
fn squads(survey: &Survey<'_>, sort: Sort, count: u64, strength: u64, units: &mut Vec<Unit>) -> u64 {
    for (at, department) in shared(survey, count).into_iter().enumerate() {
        units.push(sort.unit(numbered(sort.prefix, at + 1, 3), department, &department.communes[0], strength));
    }
    count * strength
}

/// Adds sections of soldiers, as even as they can be.
fn sections(survey: &Survey<'_>, soldiers: u64, units: &mut Vec<Unit>) {
    if soldiers == 0 {
        return;
    }
    let count = (soldiers / SECTION).max(1);
    for (at, department) in shared(survey, count).into_iter().enumerate() {
        let strength = soldiers / count + u64::from(wide(at) < soldiers % count);
        units.push(SOLDIER.unit(numbered(SOLDIER.prefix, at + 1, 3), department, &department.communes[0], strength));
    }
}

/// The department of each of so many units.
fn shared<'a>(survey: &'a Survey<'_>, count: u64) -> Vec<&'a Department> {
    let shares = largest_remainders(count, &survey.weights(None));
    survey.departments.iter().zip(shares).flat_map(|(one, share)| (0..share).map(move |_| one)).collect()
}

/// Adds the units that serve one ground, in pairs; one person left over joins the last of them.
fn local(survey: &Survey<'_>, ground: Ground, people: u64, units: &mut Vec<Unit>) {
    let weights = survey.weights(Some(ground));
    if weights.iter().all(|weight| *weight == 0) {
        return;
    }
    let before = units.len();
    for (department, pairs) in survey.departments.iter().zip(largest_remainders(people / CREW, &weights)) {
        let communes: Vec<&Commune> = department.communes.iter().filter(|commune| commune.ground == ground).collect();
        let (sort, bases) = match ground {
            Ground::Gendarmerie => (BRIGADES, brigades(&communes, pairs)),
            Ground::Police => (LOCAL_POLICE, commissariats(&communes, pairs)),
        };
        for (commune, pairs) in bases {
            let name = named(sort.prefix, commune.id.as_str(), units.len());
            units.push(sort.unit(name, department, commune, pairs * CREW));
        }
    }
    if let Some(last) = units[before..].last_mut().filter(|_| people % CREW == 1) {
        last.strength = last.strength + Officers(1);
    }
}

/// Brigades in the largest communes: a pair each, the others by voters.
fn brigades<'a>(communes: &[&'a Commune], pairs: u64) -> Vec<(&'a Commune, u64)> {
    if pairs == 0 {
        return Vec::new();
    }
    let count = (pairs / BRIGADE).clamp(1, wide(communes.len()));
    let chosen = &communes[..index(count)];
    let weights: Vec<u64> = chosen.iter().map(|commune| commune.weight).collect();
    let more = largest_remainders(pairs - count, &weights);
    chosen.iter().zip(more).map(|(commune, more)| (*commune, more + 1)).collect()
}

/// A unit for each commune that is due enough pairs, and one in the largest of the others.
fn commissariats<'a>(communes: &[&'a Commune], pairs: u64) -> Vec<(&'a Commune, u64)> {
    if pairs == 0 {
        return Vec::new();
    }
    let weights: Vec<u64> = communes.iter().map(|commune| commune.weight).collect();
    let shares = largest_remainders(pairs, &weights);
    let due: Vec<(&Commune, u64)> = communes.iter().copied().zip(shares).collect();
    let (mut own, rest): (Vec<_>, Vec<_>) = due.into_iter().partition(|(_, pairs)| *pairs >= COMMISSARIAT);
    let together: u64 = rest.iter().map(|(_, pairs)| pairs).sum();
    own.extend(rest.first().filter(|_| together > 0).map(|(commune, _)| (*commune, together)));
    own
}

impl Sort {
    fn unit(&self, name: Id, department: &Department, base: &Commune, strength: u64) -> Unit {
        let crew = self.crew.min(strength);
        Unit {
            id: name,
            force: self.force,
            kind: self.kind,
            department: department.id,
            zone: self.zone,
            base: base.id,
            strength: Officers(narrow(strength)),
            crew: Officers(narrow(crew)),
            movable: self.movable,
            skills: self.skills.iter().map(|skill| id(skill)).collect(),
            vehicles: narrow(strength.div_ceil(crew)),
            from: FROM,
            to: TO,
            longest_duty: LONGEST_DUTY,
            shortest_rest: SHORTEST_REST,
        }
    }
}

fn narrow(people: u64) -> u32 {
    u32::try_from(people).unwrap_or_else(|_| unreachable!("at most the forces of 2017"))
}
