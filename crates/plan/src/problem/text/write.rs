//! A problem as text. Every field of every type is named here or taken apart, so that one more
//! field does not compile until it is written: what is not in the text is not in the hash.

use core::fmt::{self, Write};

use super::HEADER;
use super::words::{Commas, Dash, ScopeText, Spot, Word};
use crate::problem::{Base, Department, Event, Phase, Policy, Problem, Site, SourceGrade, Threat, TravelRule, Unit};

pub(super) fn problem(problem: &Problem, out: &mut impl Write) -> fmt::Result {
    let Problem { election, phase, policy, departments, sites, units, bases, events, threats, excluded } = problem;
    writeln!(out, "{HEADER}\nelection {election}")?;
    write_phase(phase, out)?;
    write_policy(policy, out)?;
    writeln!(out, "departments {}", departments.len())?;
    for Department { id, name, position } in departments {
        writeln!(out, "department {id} {} {name}", Spot(*position))?;
    }
    writeln!(out, "sites {}", sites.len())?;
    sites.iter().try_for_each(|site| write_site(site, departments, out))?;
    writeln!(out, "units {}", units.len())?;
    units.iter().try_for_each(|unit| write_unit(unit, out))?;
    writeln!(out, "bases {}", bases.len())?;
    for Base { commune, department, position, density } in bases {
        let department = named(departments, *department);
        writeln!(out, "base {commune} {department} {} {}", Spot(*position), density.word())?;
    }
    writeln!(out, "events {}", events.len())?;
    events.iter().try_for_each(|event| write_event(event, out))?;
    writeln!(out, "threats {}", threats.len())?;
    threats.iter().try_for_each(|threat| write_threat(threat, out))?;
    writeln!(out, "left-out {}", excluded.len())?;
    excluded.iter().try_for_each(|(place, stations)| writeln!(out, "stations {place} {stations}"))
}

fn named(departments: &[Department], position: u32) -> election::Id {
    let department = departments.get(position as usize);
    department.unwrap_or_else(|| unreachable!("a problem names its own departments")).id
}

fn write_phase(phase: &Phase, out: &mut impl Write) -> fmt::Result {
    let Phase { name, date, round } = phase;
    writeln!(out, "phase {name} {date} {}", Dash(*round))
}

fn write_policy(policy: &Policy, out: &mut impl Write) -> fmt::Result {
    let Policy {
        phases,
        hours,
        shifts,
        period,
        rest,
        shortest_stop,
        longest_stop,
        ceiling,
        travel,
        promise,
        reserve,
        busy,
        heavy,
        liaison,
        strengths,
        venues,
        police_from,
        police,
        excluded,
    } = policy;
    writeln!(out, "phases {}", phases.len())?;
    phases.iter().try_for_each(|phase| write_phase(phase, out))?;
    writeln!(out, "hours {}", hours.len())?;
    for class in hours {
        writeln!(out, "class {} {} {} {}", class.name, class.from, class.to, class.venue_weight)?;
    }
    writeln!(out, "shifts {}", shifts.len())?;
    for shift in shifts {
        let (duty, serves) = ((shift.duty_from, shift.duty_to), (shift.serves_from, shift.serves_to));
        writeln!(out, "shift {} {} {} {} {}", shift.name, duty.0, duty.1, serves.0, serves.1)?;
    }
    writeln!(out, "period {period}\nrest {rest}\nshortest-stop {shortest_stop}\nlongest-stop {longest_stop}")?;
    writeln!(out, "ceiling {ceiling}")?;
    write_travel(travel, out)?;
    let [sparse, town, dense] = promise.first;
    writeln!(out, "first-promise {sparse} {town} {dense}")?;
    let [sparse, town, dense] = promise.second;
    writeln!(out, "second-promise {sparse} {town} {dense}")?;
    writeln!(out, "reserve {reserve}\nbusy {busy}\nheavy {heavy}\nliaison {liaison}")?;
    writeln!(out, "strengths {}", strengths.len())?;
    for strength in strengths {
        writeln!(out, "strength {} {} {}", strength.department, strength.least, strength.most)?;
    }
    writeln!(out, "venue-shares {}", venues.len())?;
    venues.iter().try_for_each(|share| writeln!(out, "venue-share {} {}", share.place, share.venues))?;
    writeln!(out, "police-from {police_from}\npolice {}", police.len())?;
    police.iter().try_for_each(|place| writeln!(out, "place {place}"))?;
    writeln!(out, "excluded {}", excluded.len())?;
    excluded.iter().try_for_each(|place| writeln!(out, "place {place}"))
}

fn write_travel(travel: &TravelRule, out: &mut impl Write) -> fmt::Result {
    let TravelRule { detour, speeds: [sparse, town, dense], start, voters: [towns, cities] } = travel;
    writeln!(out, "detour {detour}\nspeeds {sparse} {town} {dense}\nstart {start}\nvoters {towns} {cities}")
}

fn write_site(site: &Site, departments: &[Department], out: &mut impl Write) -> fmt::Result {
    let Site { id, kind, commune, department, ground, position, placed, density, stations, people, weights, may_post } =
        site;
    let (department, spot, weights) = (named(departments, *department), Spot(*position), Commas(weights));
    let (kind, ground, placed, density) = (kind.word(), ground.word(), placed.word(), density.word());
    let post = may_post.word();
    writeln!(
        out,
        "site {id} {kind} {commune} {department} {ground} {spot} {placed} {density} {stations} {people} {post} {weights}"
    )
}

fn write_unit(unit: &Unit, out: &mut impl Write) -> fmt::Result {
    let Unit {
        id,
        force,
        kind,
        department,
        zone,
        base,
        strength,
        crew,
        movable,
        skills,
        vehicles,
        from,
        to,
        longest_duty,
        shortest_rest,
    } = unit;
    let (force, kind, zone, movable) = (force.word(), kind.word(), zone.word(), movable.word());
    let skills = Commas(skills);
    writeln!(
        out,
        "unit {id} {force} {kind} {department} {zone} {base} {strength} {crew} {movable} {skills} {vehicles} \
         {from} {to} {longest_duty} {shortest_rest}"
    )
}

fn write_event(event: &Event, out: &mut impl Write) -> fmt::Result {
    let Event { id, kind, phase, commune, position, from, to, people, weight, detail, skills, name } = event;
    let (kind, phase, skills) = (kind.word(), Dash(*phase), Commas(skills));
    write!(out, "event {id} {kind} {phase} {commune} ")?;
    match position {
        Some(position) => write!(out, "{}", Spot(*position))?,
        None => out.write_str("- -")?,
    }
    writeln!(out, " {from} {to} {people} {weight} {detail} {skills} {name}")
}

fn write_threat(threat: &Threat, out: &mut impl Write) -> fmt::Result {
    let Threat { id, scope, kind, likelihood, impact, phases, from, to, grade, rationale } = threat;
    let (scope, kind, phases, grade) = (ScopeText(*scope), kind.word(), Commas(phases), Grade(*grade));
    let (likelihood, impact) = (likelihood.step(), impact.step());
    let rationale = Dash(Some(rationale).filter(|rationale| !rationale.is_empty()));
    writeln!(out, "threat {id} {scope} {kind} {likelihood} {impact} {phases} {from} {to} {grade} {rationale}")
}

struct Grade(SourceGrade);

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", char::from(b'A' + self.0.source()), self.0.content())
    }
}
