//! A unit's order as one HTML page: a sheet for its leader, then one sheet a crew, for A4.

use election::refusal::Language;

use super::{Duty, Roster, Task};
use crate::answer::Detail;
use crate::measure::Clock;
use crate::output::markup::{Text, put};
use crate::output::numbers::whole;
use crate::output::words::Words;
use crate::repair::arrival;

/// Screen and print; every colour but black is for screens with at least 4.5 to 1 on its ground.
const STYLE: &str = include_str!("order.css");

impl Roster<'_> {
    /// The order of one unit. It opens from disk, asks no network, and prints on A4.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn html(&self, unit: u32, language: Language) -> String {
        let words = Words::of(language);
        let mut out = String::new();
        let id = self.dossier.unit_id(unit);
        let phase = &self.dossier.problem.phase;
        put!(&mut out, "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n", words.code);
        put!(&mut out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        put!(&mut out, "<meta name=\"referrer\" content=\"no-referrer\">\n");
        put!(&mut out, "<title>{} {id} – {} {}</title>\n", words.order_title, phase.name, Text(&phase.date));
        put!(&mut out, "<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n");
        if let Some([french, english]) = &self.mark {
            let mark = if language == Language::French { french } else { english };
            put!(&mut out, "<p class=\"lead\"><strong>{}</strong></p>\n", Text(mark));
        }
        self.leader(unit, words, &mut out);
        for duty in &self.duties[unit as usize] {
            self.crew(duty, words, &mut out);
        }
        out.push_str("</main>\n</body>\n</html>\n");
        out
    }

    /// The first sheet: the whole unit at a glance, its events, the rules.
    fn leader(&self, unit: u32, words: &Words, out: &mut String) {
        let problem = self.dossier.problem;
        let (base, department) = self.dossier.stands[unit as usize];
        let place = &problem.departments[department as usize];
        put!(out, "<section class=\"sheet\">\n<p class=\"mark\">{}</p>\n", words.secret);
        put!(out, "<h1>{} {}</h1>\n", words.order_title, self.dossier.unit_id(unit));
        put!(
            out,
            "<p class=\"lead\">{} · {}</p>\n<dl class=\"facts\">\n",
            problem.phase.name,
            Text(&problem.phase.date)
        );
        let record = &problem.units[unit as usize];
        fact(out, words.force, words.forces[crate::output::lands::force_at(record.force)]);
        fact(out, words.department, &format!("{} {}", place.id, place.name));
        fact(out, words.base, &self.dossier.base_name(base));
        fact(out, words.strength, &whole(u64::from(record.strength.0), words.language));
        if self.dossier.plan.moves.iter().any(|sent| sent.unit == unit) {
            let from = format!("{} ({})", self.dossier.place_name(record.base), record.department);
            fact(out, words.moved_from, &from);
        }
        out.push_str("</dl>\n");
        self.overview(unit, words, out);
        self.events(unit, words, out);
        self.sweeps(unit, words, out);
        put!(out, "<h2>{}</h2>\n<ul class=\"rules\">\n", words.rules);
        words.order_rules.iter().for_each(|rule| put!(out, "<li>{rule}</li>\n"));
        put!(out, "</ul>\n<h2>{}</h2>\n<dl class=\"facts\">\n", words.contacts);
        words.order_contacts.iter().for_each(|[who, how]| fact(out, who, how));
        out.push_str("</dl>\n</section>\n");
    }

    fn overview(&self, unit: u32, words: &Words, out: &mut String) {
        let duties = &self.duties[unit as usize];
        if duties.is_empty() {
            return;
        }
        put!(out, "<h2>{}</h2>\n<table>\n<thead><tr>", words.crews);
        let heads = [words.crew, words.shift, words.people, words.task, words.leaves, words.back];
        for head in heads {
            put!(out, "<th scope=\"col\">{head}</th>");
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for duty in duties {
            let [leaves, back] = self.ends(duty);
            let shift = self.dossier.shift_name(duty.shift);
            put!(
                out,
                "<tr><th scope=\"row\">{}</th><td>{shift}</td><td>{}</td>",
                duty.member.number,
                duty.member.officers
            );
            put!(out, "<td>{}</td><td>{}</td><td>{}</td></tr>\n", Text(&self.task(duty, words)), leaves, back);
        }
        out.push_str("</tbody>\n</table>\n");
    }

    /// Leaves the base and is back: as drawn, else as the shift says.
    pub(super) fn ends(&self, duty: &Duty<'_>) -> [Hour; 2] {
        let shift = &self.dossier.problem.policy.shifts[duty.shift as usize];
        match &duty.task {
            Task::Circuit { drawn: Some((service, at)), .. } => [Hour(service.leaves[*at]), Hour(service.back[*at])],
            Task::Circuit { .. } | Task::Reserve => [Hour(shift.duty_from), Hour(shift.duty_to)],
        }
    }

    pub(super) fn task(&self, duty: &Duty<'_>, words: &Words) -> String {
        match &duty.task {
            Task::Circuit { circuit, others, drawn } => {
                let mut text = format!("{} {}", words.circuit, self.dossier.circuit_id(*circuit));
                for other in others {
                    let with = if duty.member.liaison { words.liaison_of } else { words.with_liaison };
                    let unit = self.dossier.unit_id(other.unit);
                    put!(&mut text, " · {with} {unit} ({} {})", words.crew, other.number);
                }
                if drawn.is_none() {
                    text.push_str(" · ");
                    text.push_str(words.sealed);
                }
                text
            }
            Task::Reserve => format!("{} · {}", words.reserve, self.dossier.base_name(duty.member.base)),
        }
    }

    fn events(&self, unit: u32, words: &Words, out: &mut String) {
        let details = &self.details[unit as usize];
        if details.is_empty() {
            return;
        }
        put!(out, "<h2>{}</h2>\n<table>\n<thead><tr>", words.events);
        let heads = [words.event, words.place, words.shift, words.from, words.to, words.people];
        for head in heads {
            put!(out, "<th scope=\"col\">{head}</th>");
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for detail in details {
            let event = &self.dossier.problem.events[detail.event as usize];
            let [from, to] = self.event_hours(detail);
            put!(
                out,
                "<tr><th scope=\"row\">{}</th><td>{}</td>",
                Text(&event.name),
                Text(&self.dossier.place_name(event.commune))
            );
            put!(out, "<td>{}</td><td>{}</td><td>{}</td>", self.dossier.shift_name(detail.shift), Hour(from), Hour(to));
            put!(out, "<td>{}</td></tr>\n", detail.officers);
        }
        out.push_str("</tbody>\n</table>\n");
    }

    /// What its teams sweep, when, and by when it must be sealed.
    fn sweeps(&self, unit: u32, words: &Words, out: &mut String) {
        let sweeps = &self.sweeps[unit as usize];
        if sweeps.is_empty() {
            return;
        }
        put!(out, "<h2>{}</h2>\n<table>\n<thead><tr>", words.sweeps);
        for head in [words.event, words.place, words.team, words.from, words.to, words.doors] {
            put!(out, "<th scope=\"col\">{head}</th>");
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for &(team, from, event) in sweeps {
            let event = &self.dossier.problem.events[event as usize];
            let place = self.dossier.place_name(event.commune);
            put!(out, "<tr><th scope=\"row\">{}</th><td>{}</td>", Text(&event.name), Text(&place));
            let until = Clock(from.0 + event.sweep_time().0);
            put!(out, "<td>{team}</td><td>{}</td><td>{}</td>", Hour(from), Hour(until));
            put!(out, "<td>{}</td></tr>\n", Hour(event.doors()));
        }
        out.push_str("</tbody>\n</table>\n");
    }

    /// The part of an event that lies in the hours that a shift serves; those before the first
    /// and after the last shift belong to them.
    pub(super) fn event_hours(&self, detail: &Detail) -> [Clock; 2] {
        let shifts = &self.dossier.problem.policy.shifts;
        let event = &self.dossier.problem.events[detail.event as usize];
        let shift = &shifts[detail.shift as usize];
        let first = if detail.shift == 0 { shift.duty_from } else { shift.serves_from };
        let last = if detail.shift as usize + 1 == shifts.len() { shift.duty_to } else { shift.serves_to };
        let (problem, plan) = (self.dossier.problem, self.dossier.plan);
        let left = self.left.get(&event.id);
        let there = left.and_then(|left| arrival(problem, plan, detail, *left)).map_or(first, Clock::minute);
        let (from, to) = (event.from.max(first).max(there), event.to.min(last));
        [from, to.max(from)]
    }
}

fn fact(out: &mut String, name: &str, value: &str) {
    put!(out, "<div><dt>{name}</dt><dd>{}</dd></div>\n", Text(value));
}

/// A moment for people: whole minutes, since nobody reads seconds off an order.
pub(super) struct Hour(pub(super) Clock);

impl core::fmt::Display for Hour {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Clock(seconds) = self.0;
        write!(f, "{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)
    }
}
