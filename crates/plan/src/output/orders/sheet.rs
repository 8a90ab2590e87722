//! The sheet of one crew: its times, its places, what lies between them.

use super::page::Hour;
use super::{Duty, Roster, Task};
use crate::answer::Call;
use crate::measure::{Clock, Seconds};
use crate::output::cells::Degrees;
use crate::output::markup::{Text, put};
use crate::output::numbers::{self, duration};
use crate::output::timetable::Service;
use crate::output::words::Words;

impl Roster<'_> {
    pub(super) fn crew(&self, duty: &Duty<'_>, words: &Words, out: &mut String) {
        let problem = self.dossier.problem;
        let shift = &problem.policy.shifts[duty.shift as usize];
        let [leaves, back] = self.ends(duty);
        put!(out, "<section class=\"sheet\">\n<p class=\"mark\">{}</p>\n", words.secret);
        let unit = self.dossier.unit_id(duty.member.unit);
        put!(out, "<h2 class=\"crew\">{} · {} {} · {}</h2>\n", unit, words.crew, duty.member.number, shift.name);
        put!(out, "<p class=\"lead\">{} · {}</p>\n", Text(&problem.phase.date), Text(&self.task(duty, words)));
        out.push_str("<ol class=\"ends\">\n");
        let base = self.dossier.base_name(duty.member.base);
        let ends = [
            (words.duty_from, Hour(shift.duty_from), ""),
            (words.leaves, leaves, base.as_str()),
            (words.back, back, base.as_str()),
            (words.duty_to, Hour(shift.duty_to), ""),
        ];
        for (name, hour, place) in ends {
            put!(out, "<li><span>{name}</span> <strong>{hour}</strong> <em>{}</em></li>\n", Text(place));
        }
        out.push_str("</ol>\n");
        match &duty.task {
            Task::Circuit { drawn: Some((service, _)), .. } => self.calls(service, words, out),
            Task::Circuit { .. } => put!(out, "<p class=\"note\">{}</p>\n", words.sealed_long),
            Task::Reserve => put!(out, "<p class=\"note\">{}</p>\n", words.reserve_long),
        }
        put!(out, "<p class=\"foot\">{}</p>\n</section>\n", words.order_foot);
    }

    /// One row a stop; the way and the rest after it in its last cell.
    fn calls(&self, service: &Service, words: &Words, out: &mut String) {
        put!(out, "<table class=\"calls\">\n<thead><tr>");
        let heads = [words.arrive, words.leave, words.stay, words.place, words.commune, words.map, words.then];
        for head in heads {
            put!(out, "<th scope=\"col\">{head}</th>");
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        let mut calls = service.calls.iter().peekable();
        while let Some(call) = calls.next() {
            let Call::Stop { site, from, to } = *call else { continue };
            let mut after = Vec::new();
            while let Some(next) = calls.next_if(|next| !matches!(next, Call::Stop { .. })) {
                after.push(between(*next, words));
            }
            self.row(site, [from, to], &after.join(" · "), out);
        }
        out.push_str("</tbody>\n</table>\n");
    }

    fn row(&self, site: u32, [from, to]: [Clock; 2], after: &str, out: &mut String) {
        let record = &self.dossier.problem.sites[site as usize];
        let name = self.dossier.site_name(site);
        let stay = numbers::between(from, to);
        put!(out, "<tr><td>{}</td><td>{}</td><td>{stay}</td>", Hour(from), Hour(to));
        put!(out, "<th scope=\"row\">{}", Text(&name));
        if name != record.id.as_str() {
            put!(out, " <small>{}</small>", record.id);
        }
        put!(out, "</th><td>{}</td>", Text(&self.dossier.place_name(record.commune)));
        let (lat, lon) = (Degrees(record.position.lat_e6), Degrees(record.position.lon_e6));
        let shown = |degrees: i32| f64::from(degrees) / 1e6;
        let (north, east) = (shown(record.position.lat_e6), shown(record.position.lon_e6));
        put!(
            out,
            "<td class=\"map\"><a href=\"geo:{lat},{lon}\">{north:.4}, {east:.4}</a></td><td>{after}</td></tr>\n"
        );
    }
}

fn between(call: Call, words: &Words) -> String {
    let [from, to] = call.span();
    let all = from.until(to).unwrap_or_default();
    match call {
        Call::Stop { .. } => unreachable!("stops have rows of their own"),
        Call::Rest { from, to } => format!("{} {}", words.rest, numbers::between(from, to)),
        Call::Way { drive, .. } => {
            let free = Seconds(all.0.saturating_sub(drive.0));
            let way = format!("{} {}", words.way, duration(drive));
            match (drive.0, free.0) {
                (0, _) => format!("{} {}", words.free, duration(free)),
                (_, ..60) => way,
                _ => format!("{way}, {} {}", words.free, duration(free)),
            }
        }
    }
}
