//! Lists of a department's report.

use std::collections::BTreeMap;

use super::{end_table, figure, section, table};
use crate::answer::{Circuit, Crew, Step, SweepOutcome, Unswept};
use crate::output::dossier::Dossier;
use crate::output::lands::Times;
use crate::output::markup::{Text, put};
use crate::output::numbers::{duration, part, percent, whole};
use crate::output::words::Words;

/// Circuits with their stops and crews.
pub(super) fn circuits(dossier: &Dossier<'_>, department: usize, words: &Words, out: &mut String) {
    let ours = (0_u32..).zip(&dossier.plan.circuits).filter(|(_, circuit)| circuit.department as usize == department);
    section(out, words.circuits);
    table(out, words.circuits, &[words.circuit, words.stops, words.served_by, words.presence, words.travel], 3);
    for (at, circuit) in ours {
        let times = Times::of(&circuit.steps);
        put!(out, "<tr><th scope=\"row\">{}</th><td>", dossier.circuit_id(at));
        stops(dossier, circuit, out);
        put!(out, "</td><td>");
        for (shift, crew) in dossier.problem.policy.shifts.iter().zip(&circuit.crews) {
            put!(out, "{}&nbsp;: {}<br>", shift.name, crew_text(dossier, *crew));
        }
        out.push_str("</td>");
        figure(out, part(times.presence, times.all, words.language));
        figure(out, part(times.way, times.all, words.language));
        out.push_str("</tr>\n");
    }
    end_table(out);
    out.push_str("</section>\n");
}

fn stops(dossier: &Dossier<'_>, circuit: &Circuit, out: &mut String) {
    let stops = circuit.steps.iter().filter_map(|step| match step {
        Step::Stop { site, time } => Some((*site, *time)),
        Step::Rest(_) | Step::Way(_) => None,
    });
    let texts = stops.map(|(site, time)| {
        format!("{} <span class=\"quiet\">{}</span>", Text(&dossier.site_label(site)), duration(time))
    });
    out.push_str(&texts.collect::<Vec<_>>().join(" · "));
}

fn crew_text(dossier: &Dossier<'_>, crew: Crew) -> String {
    match crew {
        Crew::Ordinary { unit } => dossier.unit_id(unit).to_string(),
        Crew::Accompanied { soldiers, liaison } => {
            format!("{} + {}", dossier.unit_id(soldiers), dossier.unit_id(liaison))
        }
    }
}

/// Crews in reserve by shift, and for how many sites each base is the first to answer.
pub(super) fn reserves(dossier: &Dossier<'_>, department: usize, words: &Words, out: &mut String) {
    section(out, words.waiting);
    let mut first: BTreeMap<u32, u64> = BTreeMap::new();
    for (at, _) in dossier.sites_of(department) {
        if let Some(help) = dossier.sites[at as usize].help {
            *first.entry(help.base).or_default() += 1;
        }
    }
    table(out, words.waiting, &[words.base, words.shift, words.unit, words.number, words.nearest], 3);
    for reserve in &dossier.plan.reserves {
        if dossier.problem.bases[reserve.base as usize].department as usize != department {
            continue;
        }
        put!(out, "<tr><th scope=\"row\">{}</th>", Text(&dossier.base_name(reserve.base)));
        put!(out, "<td>{}</td><td>{}</td>", dossier.shift_name(reserve.shift), dossier.unit_id(reserve.unit));
        figure(out, whole(reserve.crews.into(), words.language));
        let sites = whole(first.get(&reserve.base).copied().unwrap_or(0), words.language);
        figure(out, format_args!("{sites} {}", words.sites));
        out.push_str("</tr>\n");
    }
    end_table(out);
    out.push_str("</section>\n");
}

/// Sites that help reaches too late, the slowest first.
pub(super) fn too_far(dossier: &Dossier<'_>, department: usize, words: &Words, out: &mut String) {
    let shifts = u32::try_from(dossier.problem.policy.shifts.len()).unwrap_or(u32::MAX);
    let late = |at: u32| dossier.sites[at as usize].first_kept < shifts;
    let mut sites: Vec<u32> = dossier.sites_of(department).map(|(at, _)| at).filter(|at| late(*at)).collect();
    let time = |at: u32| dossier.sites[at as usize].help.map_or(u32::MAX, |help| help.time.0);
    sites.sort_by_key(|at| (core::cmp::Reverse(time(*at)), *at));
    list(dossier, &sites, [words.too_far, words.too_far_note], words, out);
}

/// Sites without a circuit, the heaviest first.
pub(super) fn on_call(dossier: &Dossier<'_>, department: usize, words: &Words, out: &mut String) {
    let alone = dossier.sites_of(department).filter(|(at, _)| dossier.sites[*at as usize].circuits.is_empty());
    let mut sites: Vec<u32> = alone.map(|(at, _)| at).collect();
    sites.sort_by_key(|at| (core::cmp::Reverse(dossier.problem.sites[*at as usize].weight()), *at));
    list(dossier, &sites, [words.legend_on_call, words.on_call_note], words, out);
}

fn list(dossier: &Dossier<'_>, sites: &[u32], [title, note]: [&str; 2], words: &Words, out: &mut String) {
    section(out, &format!("{title} : {}", whole(sites.len() as u64, words.language)));
    if sites.is_empty() {
        put!(out, "<p>{}</p>\n</section>\n", words.nothing_missing);
        return;
    }
    put!(out, "<p class=\"note\">{note}</p>\n");
    table(out, title, &[words.place, words.commune, words.nearest, words.weight, words.presence, words.way], 3);
    for at in sites {
        let (site, facts) = (&dossier.problem.sites[*at as usize], &dossier.sites[*at as usize]);
        put!(out, "<tr><th scope=\"row\">{}</th>", Text(&dossier.site_name(*at)));
        put!(out, "<td>{}</td>", Text(&dossier.place_name(site.commune)));
        let from = facts.help.map_or_else(|| words.nobody.to_owned(), |help| dossier.base_name(help.base));
        put!(out, "<td>{}</td>", Text(&from));
        figure(out, whole(site.weight().0, words.language));
        figure(out, percent(facts.presence, words.language));
        figure(out, facts.help.map_or_else(|| "–".to_owned(), |help| duration(help.time)));
        out.push_str("</tr>\n");
    }
    end_table(out);
    out.push_str("</section>\n");
}

/// What becomes of the sweeps of the department's events.
pub(super) fn sweeps(dossier: &Dossier<'_>, department: usize, words: &Words, out: &mut String) {
    let here: Vec<_> = dossier.sites_of(department).map(|(_, site)| site.id).collect();
    let event = |at: u32| &dossier.problem.events[at as usize];
    let mut ours = dossier.plan.sweeps.iter().filter(|sweep| here.contains(&event(sweep.event).id)).peekable();
    if ours.peek().is_none() {
        return;
    }
    section(out, words.sweeps);
    table(out, words.sweeps, &[words.event, words.unit, words.from, words.doors], 4);
    for sweep in ours {
        let record = event(sweep.event);
        put!(out, "<tr><th scope=\"row\">{}</th>", Text(&record.name));
        match &sweep.outcome {
            SweepOutcome::Swept { unit, team, from } => {
                put!(out, "<td>{}, {} {team}</td><td>{from}</td>", dossier.unit_id(*unit), words.team);
            }
            SweepOutcome::Unswept(why) => {
                let weight = whole(record.weight.0, words.language);
                put!(out, "<td>{} ({} {weight}) : ", words.unswept, words.unswept_weight);
                put!(out, "{}</td><td>–</td>", Text(&unswept(dossier, why, words)));
            }
        }
        put!(out, "<td>{}</td></tr>\n", record.doors());
    }
    end_table(out);
    out.push_str("</section>\n");
}

fn unswept(dossier: &Dossier<'_>, why: &Unswept, words: &Words) -> String {
    let [skill, time, needed] = words.unswept_why;
    match why {
        Unswept::Skill => skill.to_owned(),
        Unswept::Time => time.to_owned(),
        Unswept::Needed(events) => {
            let names: Vec<&str> = events.iter().map(|&at| dossier.problem.events[at as usize].name.as_str()).collect();
            format!("{needed} {}", names.join(", "))
        }
    }
}

/// Events of the department with who is there.
pub(super) fn events(dossier: &Dossier<'_>, department: usize, words: &Words, out: &mut String) {
    let here: Vec<_> = dossier.sites_of(department).map(|(_, site)| site.id).collect();
    let ours = |detail: &&crate::answer::Detail| here.contains(&dossier.problem.events[detail.event as usize].id);
    let details: Vec<_> = dossier.plan.details.iter().filter(ours).collect();
    if details.is_empty() {
        return;
    }
    section(out, words.events);
    table(out, words.events, &[words.event, words.shift, words.unit, words.people], 3);
    for detail in details {
        let event = &dossier.problem.events[detail.event as usize];
        put!(out, "<tr><th scope=\"row\">{}</th><td>{}</td>", Text(&event.name), dossier.shift_name(detail.shift));
        put!(out, "<td>{}</td>", dossier.unit_id(detail.unit));
        figure(out, whole(detail.officers.0.into(), words.language));
        out.push_str("</tr>\n");
    }
    end_table(out);
    out.push_str("</section>\n");
}
