//! A unit's circuits for a satellite receiver: GPX 1.1, one route a crew and shift.
//!
//! GPX knows only universal time, and a plan only local time of the place: hours stand in the
//! points' comments.

use election::refusal::Language;

use super::page::Hour;
use super::{Duty, Roster, Task};
use crate::answer::Call;
use crate::output::cells::Degrees;
use crate::output::markup::{Text, put};
use crate::output::timetable::Service;
use crate::output::words::Words;

impl Roster<'_> {
    /// The drawn circuits as routes, and the bases of reserves as waypoints.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn gpx(&self, unit: u32, language: Language) -> String {
        let words = Words::of(language);
        let (mut points, mut routes) = (String::new(), String::new());
        for duty in &self.duties[unit as usize] {
            match &duty.task {
                Task::Circuit { drawn: Some((service, _)), .. } => self.route(duty, service, words, &mut routes),
                Task::Circuit { .. } => {}
                Task::Reserve => self.waiting(duty, words, &mut points),
            }
        }
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        put!(&mut out, "<gpx version=\"1.1\" creator=\"Vigie\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n");
        let phase = &self.dossier.problem.phase;
        let name = format!("{} {} – {} {}", words.order_title, self.dossier.unit_id(unit), phase.name, phase.date);
        put!(&mut out, "<metadata><name>{}</name></metadata>\n{points}{routes}</gpx>\n", Text(&name));
        out
    }

    fn waiting(&self, duty: &Duty<'_>, words: &Words, out: &mut String) {
        let [from, to] = self.ends(duty);
        let base = &self.dossier.problem.bases[duty.member.base as usize];
        let name = self.task(duty, words);
        let comment = format!("{from}–{to} {} {}", words.crew, duty.member.number);
        point(out, "wpt", base.position, &name, &comment);
    }

    fn route(&self, duty: &Duty<'_>, service: &Service, words: &Words, out: &mut String) {
        let unit = self.dossier.unit_id(duty.member.unit);
        let shift = self.dossier.shift_name(duty.shift);
        put!(out, "<rte><name>{unit} {} {} {shift}</name>", words.crew, duty.member.number);
        put!(out, "<desc>{}</desc>\n", Text(&self.task(duty, words)));
        let base = &self.dossier.problem.bases[duty.member.base as usize];
        let [leaves, back] = self.ends(duty);
        let name = self.dossier.base_name(duty.member.base);
        point(out, "rtept", base.position, &name, &format!("{} {leaves}", words.leaves));
        for call in &service.calls {
            let Call::Stop { site, from, to } = *call else { continue };
            let position = self.dossier.problem.sites[site as usize].position;
            point(out, "rtept", position, &self.dossier.site_name(site), &format!("{}–{}", Hour(from), Hour(to)));
        }
        point(out, "rtept", base.position, &name, &format!("{} {back}", words.back));
        out.push_str("</rte>\n");
    }
}

fn point(out: &mut String, element: &str, at: election::definition::Position, name: &str, comment: &str) {
    put!(out, "<{element} lat=\"{}\" lon=\"{}\">", Degrees(at.lat_e6), Degrees(at.lon_e6));
    put!(out, "<name>{}</name><cmt>{}</cmt></{element}>\n", Text(name), Text(comment));
}
