//! A problem, read back. What others rely on is refused here: lists in their order, positions in
//! them that exist, identifiers that differ, weights above 0 for every class of hours.

use election::Id;
use election::text::{LineFault, Lines};

use super::words::{clock, grade, ids, likelihood, number, officers, position, scope, seconds, weight, window, word};
use super::{
    HEADER, MAX_BASES, MAX_DEPARTMENTS, MAX_EVENTS, MAX_OFFICERS, MAX_PLACES, MAX_SITES, MAX_THREATS, MAX_UNITS,
    ascending, holds, repeat, rules,
};
use crate::problem::{Base, Department, Event, Problem, Site, Threat, Unit};

pub(super) fn problem(sealed: &[u8]) -> Result<Problem, LineFault> {
    let lines = &mut Lines::new(sealed)?;
    lines.exactly(HEADER)?;
    let election = lines.id("election")?;
    let phase = rules::phase(lines)?;
    let policy = rules::policy(lines)?;
    let departments = repeat(lines, "departments", MAX_DEPARTMENTS, department)?;
    ascending(lines, departments.iter().map(|department| department.id))?;
    let sites = sites(lines, &departments, policy.hours.len())?;
    let units = units(lines, &departments)?;
    let bases = bases(lines, &departments)?;
    let stands = |unit: &Unit| bases.binary_search_by_key(&unit.base, |base| base.commune).is_ok();
    holds(lines, units.iter().all(stands), "the base of every unit")?;
    let events = repeat(lines, "events", MAX_EVENTS, event)?;
    ascending(lines, events.iter().map(|event| event.id))?;
    let threats = repeat(lines, "threats", MAX_THREATS, threat)?;
    ascending(lines, threats.iter().map(|threat| threat.id))?;
    let excluded = repeat(lines, "left-out", MAX_PLACES, |lines| {
        let [place, stations] = lines.fields("stations")?;
        Ok((lines.parse_id(place)?, number(lines, stations, u32::MAX)?))
    })?;
    lines.end()?;
    Ok(Problem { election, phase, policy, departments, sites, units, bases, events, threats, excluded })
}

fn department(lines: &mut Lines<'_>) -> Result<Department, LineFault> {
    let [id, lon, lat, name] = lines.fields("department")?;
    let position = position(lines, lon, lat)?;
    Ok(Department { id: lines.parse_id(id)?, name: lines.parse_phrase(name)?.to_owned(), position })
}

/// Position of a department that is there.
fn known(lines: &Lines<'_>, departments: &[Department], text: &str) -> Result<u32, LineFault> {
    let id = lines.parse_id(text)?;
    let found = departments.binary_search_by_key(&id, |department| department.id).ok();
    holds(lines, found.is_some(), "a department of this problem")?;
    let found = found.unwrap_or_else(|| unreachable!("just refused"));
    Ok(u32::try_from(found).unwrap_or_else(|_| unreachable!("MAX_DEPARTMENTS fits")))
}

fn sites(lines: &mut Lines<'_>, departments: &[Department], hours: usize) -> Result<Vec<Site>, LineFault> {
    let sites = repeat(lines, "sites", MAX_SITES, |lines| site(lines, departments, hours))?;
    ascending(lines, sites.iter().map(|site| (site.department, site.ground, site.id)))?;
    let mut identifiers: Vec<Id> = sites.iter().map(|site| site.id).collect();
    identifiers.sort_unstable();
    holds(lines, identifiers.is_sorted_by(|one, next| one < next), "sites whose identifiers differ")?;
    Ok(sites)
}

fn site(lines: &mut Lines<'_>, departments: &[Department], hours: usize) -> Result<Site, LineFault> {
    let [id, kind, commune, department, ground, lon, lat, placed, density, stations, people, may_post, weights] =
        lines.fields("site")?;
    let weights = weights.split(',').map(|text| weight(lines, text)).collect::<Result<Vec<_>, _>>()?;
    holds(lines, weights.len() == hours, "a weight for every class of hours")?;
    Ok(Site {
        id: lines.parse_id(id)?,
        kind: word(lines, kind)?,
        commune: lines.parse_id(commune)?,
        department: known(lines, departments, department)?,
        ground: word(lines, ground)?,
        position: position(lines, lon, lat)?,
        placed: word(lines, placed)?,
        density: word(lines, density)?,
        stations: number(lines, stations, u32::MAX)?,
        people: number(lines, people, u32::MAX)?,
        weights,
        may_post: word(lines, may_post)?,
    })
}

fn units(lines: &mut Lines<'_>, departments: &[Department]) -> Result<Vec<Unit>, LineFault> {
    let units = repeat(lines, "units", MAX_UNITS, |lines| unit(lines, departments))?;
    ascending(lines, units.iter().map(|unit| unit.id))?;
    Ok(units)
}

fn unit(lines: &mut Lines<'_>, departments: &[Department]) -> Result<Unit, LineFault> {
    let [id, force, kind, department, zone, base, strength, crew, movable, skills, vehicles, from, to, longest, rest] =
        lines.fields("unit")?;
    known(lines, departments, department)?;
    let crew = officers(lines, crew)?;
    holds(lines, crew.0 > 0, "a crew of at least 1")?;
    let (from, to) = window(lines, from, to)?;
    Ok(Unit {
        id: lines.parse_id(id)?,
        force: word(lines, force)?,
        kind: word(lines, kind)?,
        department: lines.parse_id(department)?,
        zone: word(lines, zone)?,
        base: lines.parse_id(base)?,
        strength: officers(lines, strength)?,
        crew,
        movable: word(lines, movable)?,
        skills: ids(lines, skills)?,
        vehicles: number(lines, vehicles, MAX_OFFICERS)?,
        from,
        to,
        longest_duty: seconds(lines, longest)?,
        shortest_rest: seconds(lines, rest)?,
    })
}

fn bases(lines: &mut Lines<'_>, departments: &[Department]) -> Result<Vec<Base>, LineFault> {
    let bases = repeat(lines, "bases", MAX_BASES, |lines| {
        let [commune, department, lon, lat, density] = lines.fields("base")?;
        Ok(Base {
            commune: lines.parse_id(commune)?,
            department: known(lines, departments, department)?,
            position: position(lines, lon, lat)?,
            density: word(lines, density)?,
        })
    })?;
    ascending(lines, bases.iter().map(|base| base.commune))?;
    Ok(bases)
}

fn event(lines: &mut Lines<'_>) -> Result<Event, LineFault> {
    let [id, kind, phase, commune, lon, lat, from, to, people, points, detail, skills, name] = lines.fields("event")?;
    let (from, to) = window(lines, from, to)?;
    Ok(Event {
        id: lines.parse_id(id)?,
        kind: word(lines, kind)?,
        phase: if phase == "-" { None } else { Some(lines.parse_id(phase)?) },
        commune: lines.parse_id(commune)?,
        position: if (lon, lat) == ("-", "-") { None } else { Some(position(lines, lon, lat)?) },
        from,
        to,
        people: number(lines, people, u32::MAX)?,
        weight: weight(lines, points)?,
        detail: officers(lines, detail)?,
        skills: ids(lines, skills)?,
        name: lines.parse_phrase(name)?.to_owned(),
    })
}

fn threat(lines: &mut Lines<'_>) -> Result<Threat, LineFault> {
    let [id, bears_on, kind, likely, impact, phases, from, to, source, rationale] = lines.fields("threat")?;
    let rationale = if rationale == "-" { "" } else { lines.parse_phrase(rationale)? };
    Ok(Threat {
        id: lines.parse_id(id)?,
        scope: scope(lines, bears_on)?,
        kind: word(lines, kind)?,
        likelihood: likelihood(lines, likely)?,
        impact: likelihood(lines, impact)?,
        phases: ids(lines, phases)?,
        from: clock(lines, from)?,
        to: clock(lines, to)?,
        grade: grade(lines, source)?,
        rationale: rationale.to_owned(),
    })
}
