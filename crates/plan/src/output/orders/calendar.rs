//! A unit's duties as a calendar: iCalendar (RFC 5545).
//!
//! Times are floating (section 3.3.5, form 1): local time where the reader is. A department
//! overseas keeps its own clock, and every time of a plan is local time of its place.

use election::Stamp;
use election::refusal::Language;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};

use super::{Duty, Roster, Task};
use crate::answer::{Call, Detail};
use crate::measure::Clock;
use crate::output::markup::put;
use crate::output::words::Words;

use super::page::Hour;

/// Octets of a line, its end left out (section 3.1).
const LINE: usize = 75;
/// Seconds of a day.
const DAY: u32 = 86_400;

impl Roster<'_> {
    /// One event for each crew and shift with its stops in the description, and one for each
    /// part of a detail. `stamp` says when the orders were made. The identifiers stay the same
    /// when a plan is made again, so a calendar replaces what it has.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn calendar(&self, unit: u32, language: Language, stamp: Stamp) -> String {
        let words = Words::of(language);
        let mut lines = Lines { out: String::new(), stamp: utc(stamp) };
        lines.line("BEGIN:VCALENDAR");
        lines.line("VERSION:2.0");
        lines.line("PRODID:-//Vigie//plan//FR");
        lines.line("CALSCALE:GREGORIAN");
        for duty in &self.duties[unit as usize] {
            self.duty(duty, words, &mut lines);
        }
        for detail in &self.details[unit as usize] {
            self.detail(detail, words, &mut lines);
        }
        for &sweep in &self.sweeps[unit as usize] {
            self.sweep(unit, sweep, words, &mut lines);
        }
        lines.line("END:VCALENDAR");
        lines.out
    }

    fn duty(&self, duty: &Duty<'_>, words: &Words, lines: &mut Lines) {
        let shift = &self.dossier.problem.policy.shifts[duty.shift as usize];
        let unit = self.dossier.unit_id(duty.member.unit);
        let key = format!("{}-{unit}-{}", shift.name, duty.member.number);
        let summary = format!("{unit}, {} {}: {}", words.crew, duty.member.number, self.task(duty, words));
        let base = self.dossier.base_name(duty.member.base);
        self.event(lines, &key, [shift.duty_from, shift.duty_to], [&summary, &base, &self.stops(duty, words)]);
    }

    fn stops(&self, duty: &Duty<'_>, words: &Words) -> String {
        let service = match &duty.task {
            Task::Circuit { drawn: Some((service, _)), .. } => service,
            Task::Circuit { .. } => return words.sealed_long.to_owned(),
            Task::Reserve => return words.reserve_long.to_owned(),
        };
        let [leaves, back] = self.ends(duty);
        let mut text = format!("{} {leaves}", words.leaves);
        for call in &service.calls {
            let Call::Stop { site, from, to } = *call else { continue };
            let place = self.dossier.place_name(self.dossier.problem.sites[site as usize].commune);
            put!(&mut text, "\n{}–{} {}, {place}", Hour(from), Hour(to), self.dossier.site_name(site));
        }
        put!(&mut text, "\n{} {back}\n{}", words.back, words.order_foot);
        text
    }

    fn detail(&self, detail: &Detail, words: &Words, lines: &mut Lines) {
        let event = &self.dossier.problem.events[detail.event as usize];
        let unit = self.dossier.unit_id(detail.unit);
        let key = format!("{}-{unit}-event-{}", self.dossier.shift_name(detail.shift), event.id);
        let summary = format!("{unit}: {} ({} {})", event.name, detail.officers, words.people_short);
        let place = self.dossier.place_name(event.commune);
        self.event(lines, &key, self.event_hours(detail), [&summary, &place, words.order_foot]);
    }

    fn sweep(&self, unit: u32, (team, from, event): (u32, Clock, u32), words: &Words, lines: &mut Lines) {
        let event = &self.dossier.problem.events[event as usize];
        let unit = self.dossier.unit_id(unit);
        let key = format!("{unit}-sweep-{}", event.id);
        let summary = format!("{unit}, {} {team}: {} {}", words.team, words.sweep, event.name);
        let place = self.dossier.place_name(event.commune);
        let text = format!("{} {}\n{}", words.doors, Hour(event.doors()), words.order_foot);
        let until = Clock(from.0 + event.sweep_time().0);
        self.event(lines, &key, [from, until], [&summary, &place, &text]);
    }

    fn event(&self, lines: &mut Lines, key: &str, span: [Clock; 2], [summary, place, text]: [&str; 3]) {
        let problem = self.dossier.problem;
        lines.line("BEGIN:VEVENT");
        lines.line(&format!("UID:{key}.{}.{}@vigie.invalid", problem.phase.name, problem.election));
        let stamp = format!("DTSTAMP:{}", lines.stamp);
        lines.line(&stamp);
        let [from, to] = span.map(|clock| local(&problem.phase.date, clock));
        lines.line(&format!("DTSTART:{from}"));
        lines.line(&format!("DTEND:{to}"));
        lines.line(&format!("SUMMARY:{}", escaped(summary)));
        lines.line(&format!("LOCATION:{}", escaped(place)));
        lines.line(&format!("DESCRIPTION:{}", escaped(text)));
        lines.line("CLASS:CONFIDENTIAL");
        lines.line("END:VEVENT");
    }
}

/// Folded lines with their ends.
struct Lines {
    out: String,
    stamp: String,
}

impl Lines {
    /// Adds a content line, folded between characters.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LINE {
                self.out.push_str("\r\n ");
                length = 1;
            }
            self.out.push(c);
            length += c.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}

/// The value of a text property (section 3.3.11); other control characters may not stand there.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if election::text::is_hidden(c) => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// `20170423T070000`; a moment after midnight is on the day after.
fn local(date: &str, clock: Clock) -> String {
    let date: Date = date.parse().unwrap_or_else(|_| unreachable!("a problem has a date that exists"));
    let day = date.saturating_add(i64::from(clock.0 / DAY).days());
    let seconds = clock.0 % DAY;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{:04}{:02}{:02}T{hours:02}{minutes:02}{:02}", day.year(), day.month(), day.day(), seconds % 60)
}

fn utc(stamp: Stamp) -> String {
    let instant = Timestamp::from_second(stamp.instant()).unwrap_or_else(|_| unreachable!("a stamp is a moment"));
    instant.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}
