//! The orders of a unit as files that its people take along: a calendar and points for a receiver.
//! They hold the orders as they were dispatched, of the edition that stands when the file is made, and
//! what the plan that stands has the unit do.
//!
//! Sources: iCalendar, RFC 5545; GPX 1.1, Topografix.

use core::fmt::Write as _;

use axum::extract::{Path, State};
use axum::response::Response;
use election::definition::{Mode, Position};
use election::{Id, Stamp};
use ops::Room;
use ops::operation::ground::point_of;
use ops::operation::incident::Incident;
use ops::operation::order::{Order, State as Told};
use ops::operation::unit::Unit;
use ops::operation::words::Word as _;
use ops::roles::{FollowingOrders, Officer, Person};
use plan::measure::Clock;
use quick_xml::escape::escape;

use super::dispatch::readable;
use super::ground_name;
use super::tables::{download, since};
use super::timetable::{OfCrew, Taken, taken};
use crate::cot::{degrees, utc};
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::fault::Fault;

/// Octets of a line of a calendar, its end left out (section 3.1).
const LINE: usize = 75;

/// `GET /hub/operation/units/{unit}/orders.ics`
pub async fn calendar(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<FollowingOrders>,
    Path(unit): Path<String>,
) -> Response {
    let (inner, asking) = (screens.clone(), visit.clone());
    let made = screens.aside(move || {
        with_orders(&inner, &asking, officer.person(), &unit, |room, unit, orders, taken| {
            let text = calendar_of(room, &asking, unit, (orders, taken, inner.now()));
            download("text/calendar; charset=utf-8", &format!("{}.ics", unit.particulars.unit), text)
        })
    });
    screens.answer(&visit, made.await)
}

/// `GET /hub/operation/units/{unit}/orders.gpx`
pub async fn points(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<FollowingOrders>,
    Path(unit): Path<String>,
) -> Response {
    let (inner, asking) = (screens.clone(), visit.clone());
    let made = screens.aside(move || {
        with_orders(&inner, &asking, officer.person(), &unit, |room, unit, orders, taken| {
            let text = points_of(room, &asking, unit, (orders, taken));
            download("application/gpx+xml", &format!("{}.gpx", unit.particulars.unit), text)
        })
    });
    screens.answer(&visit, made.await)
}

/// Makes a file of a unit whose orders a person may read.
fn with_orders(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    unit: &str,
    make: impl FnOnce(&Room, &Unit, &[Sent<'_>], Option<&Taken>) -> Response,
) -> Result<Response, Fault> {
    let id = Id::new(unit).map_err(|_| Fault::NotFound)?;
    // Asked for before the rooms are held: the plan's own page asks them too.
    let taken = taken(screens, visit, person, id);
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let unit = operation.units().get(&id).ok_or(Fault::NotFound)?;
    readable(screens, person, unit)?;
    let mut orders: Vec<Sent<'_>> = Vec::new();
    for order in operation.orders().values().filter(|order| order.unit == id) {
        // The number of an order is that of the event that sent it.
        orders.push((order, rooms.when(order.number).and_then(|instant| since(order).at(instant))));
    }
    Ok(make(rooms.room(), unit, &orders, taken.as_ref()))
}

/// An order, and when it was first sent.
type Sent<'a> = (&'a Order, Option<Stamp>);

/// What an order is about.
fn incident<'a>(room: &'a Room, order: &Order) -> Option<&'a Incident> {
    order.incident.and_then(|incident| room.operation().incidents().get(&incident))
}

fn place(room: &Room, visit: &Visit, order: &Order) -> String {
    incident(room, order)
        .map(|found| ground_name(room.definition(), visit, found.report.ground.about))
        .unwrap_or_default()
}

fn spot(room: &Room, order: &Order) -> Option<Position> {
    incident(room, order).and_then(|found| point_of(room.definition(), found.report.ground))
}

/// Kind and number of the incident, said to be of an exercise where it is one.
fn title(room: &Room, visit: &Visit, order: &Order) -> String {
    let exercise = room.definition().parts().mode == Mode::Test;
    let exercise = if exercise { visit.t("EXERCICE · ", "EXERCISE · ") } else { "" };
    let (word, edition) = (visit.t("Ordre", "Order"), visit.t("édition", "edition"));
    let kind = incident(room, order).map_or(visit.t("plan", "plan"), |found| found.report.kind.label(visit.language));
    format!("{exercise}{word} {}, {edition} {} · {kind}", order.number, order.edition)
}

/// One event an order. An order is sent at a moment and has no end before it is carried out: until
/// then its event has none either. Its identifier stays, its sequence grows with the edition, so a
/// calendar replaces what it has; what was taken back is cancelled.
fn calendar_of(
    room: &Room,
    visit: &Visit,
    unit: &Unit,
    (orders, taken, now): (&[Sent<'_>], Option<&Taken>, Stamp),
) -> String {
    let mut lines = Lines(String::new());
    lines.line("BEGIN:VCALENDAR");
    lines.line("VERSION:2.0");
    lines.line("PRODID:-//Vigie//operation//FR");
    lines.line("CALSCALE:GREGORIAN");
    lines.line(&format!("X-WR-CALNAME:{}", escaped(&unit.particulars.name)));
    for sent in orders {
        event(&mut lines, room, visit, *sent);
    }
    if let Some(taken) = taken {
        duties(&mut lines, room, unit, (taken, now));
    }
    lines.line("END:VCALENDAR");
    lines.0
}

/// One event for each crew and shift of the plan, with its stops in the description. Its hours are
/// floating (section 3.3.5, form 1): local time of the place, as the plan has them.
fn duties(lines: &mut Lines, room: &Room, unit: &Unit, (taken, now): (&Taken, Stamp)) {
    let (id, election) = (unit.particulars.unit, room.definition().parts().election);
    let floating = |clock| floating(&taken.date, clock);
    for (shift, blocks) in &taken.shifts {
        for (number, (says, pieces)) in (1..).zip(blocks) {
            let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { continue };
            let (Some(from), Some(to)) = (floating(first.from), floating(last.to)) else { continue };
            lines.line("BEGIN:VEVENT");
            lines.line(&format!("UID:plan-{shift}-{id}-{number}.{election}@vigie.invalid"));
            lines.line(&format!("DTSTAMP:{}", basic(now)));
            lines.line(&format!("SEQUENCE:{}", taken.edition.saturating_sub(1)));
            lines.line(&format!("DTSTART:{from}"));
            lines.line(&format!("DTEND:{to}"));
            lines.line(&format!("SUMMARY:{}", escaped(&format!("{shift} · {says}"))));
            let stops = pieces.iter().filter(|piece| !piece.place.is_empty());
            let stops: Vec<String> = stops.map(|piece| format!("{} {}", piece.hours.join("–"), piece.place)).collect();
            lines.line(&format!("DESCRIPTION:{}", escaped(&stops.join("\n"))));
            lines.line("STATUS:CONFIRMED");
            lines.line("CLASS:CONFIDENTIAL");
            lines.line("END:VEVENT");
        }
    }
}

/// `20170423T070000`; a moment after midnight is on the day after.
fn floating(date: &str, clock: Clock) -> Option<String> {
    let midnight = Stamp::parse(&format!("{date}T00:00:00+00:00"))?;
    Some(basic(midnight.plus(i64::from(clock.0))?).trim_end_matches('Z').to_owned())
}

fn event(lines: &mut Lines, room: &Room, visit: &Visit, (order, sent): Sent<'_>) {
    let begins = sent.unwrap_or_else(|| since(order));
    let ends = (!order.stands()).then(|| since(order));
    lines.line("BEGIN:VEVENT");
    lines.line(&format!("UID:order-{}.{}@vigie.invalid", order.number, room.definition().parts().election));
    lines.line(&format!("DTSTAMP:{}", basic(since(order))));
    lines.line(&format!("SEQUENCE:{}", order.edition.saturating_sub(1)));
    lines.line(&format!("DTSTART:{}", basic(begins)));
    if let Some(ends) = ends.filter(|ends| ends.instant() > begins.instant()) {
        lines.line(&format!("DTEND:{}", basic(ends)));
    }
    lines.line(&format!("SUMMARY:{}", escaped(&title(room, visit, order))));
    lines.line(&format!("DESCRIPTION:{}", escaped(&order.text)));
    lines.line(&format!("LOCATION:{}", escaped(&place(room, visit, order))));
    if let Some(point) = spot(room, order) {
        lines.line(&format!("GEO:{};{}", degrees(point.lat_e6), degrees(point.lon_e6)));
    }
    let cancelled = matches!(order.state, Told::Withdrawn(_));
    lines.line(if cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
    lines.line("CLASS:CONFIDENTIAL");
    lines.line("END:VEVENT");
}

/// Folded lines with their ends.
struct Lines(String);

impl Lines {
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// The value of a text property (section 3.3.11).
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if election::text::is_hidden(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
        out
    })
}

/// `20170423T181000Z`
fn basic(stamp: Stamp) -> String {
    utc(stamp).chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

/// A point for every order that stands, where its incident is, and one for where the unit was last; a
/// route for each crew and shift of the plan. GPX knows only universal time: the plan's hours, local
/// time of the place, stand in the comments.
fn points_of(room: &Room, visit: &Visit, unit: &Unit, (orders, taken): (&[Sent<'_>], Option<&Taken>)) -> String {
    let own = &unit.particulars;
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    out.push_str("<gpx version=\"1.1\" creator=\"Vigie\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n");
    // A string takes what is written.
    let _ = writeln!(out, "<metadata><name>{}</name></metadata>", escape(&own.name));
    if let Some(seen) = unit.seen {
        point(&mut out, seen.point, Some(seen.at), [&own.name, visit.t("dernière position", "last position")]);
    }
    for (order, _) in orders.iter().filter(|(order, _)| order.stands()) {
        if let Some(spot) = spot(room, order) {
            let text = format!("{} · {}", place(room, visit, order), order.text);
            point(&mut out, spot, Some(since(order)), [&title(room, visit, order), &text]);
        }
    }
    taken.into_iter().flat_map(|taken| &taken.shifts).for_each(|(shift, blocks)| routes(&mut out, shift, blocks));
    out.push_str("</gpx>\n");
    out
}

fn routes(out: &mut String, shift: &str, blocks: &[OfCrew]) {
    for (says, pieces) in blocks {
        let _ = writeln!(out, "<rte><name>{}</name>", escape(format!("{shift} · {says}")));
        for (piece, at) in pieces.iter().filter_map(|piece| Some((piece, piece.at?))) {
            let (latitude, longitude) = (degrees(at.lat_e6), degrees(at.lon_e6));
            let name = escape(if piece.place.is_empty() { says } else { &piece.place });
            let hours = piece.hours.join("–");
            let _ = writeln!(
                out,
                "<rtept lat=\"{latitude}\" lon=\"{longitude}\"><name>{name}</name><cmt>{hours}</cmt></rtept>"
            );
        }
        out.push_str("</rte>\n");
    }
}

fn point(out: &mut String, at: Position, when: Option<Stamp>, [name, text]: [&str; 2]) {
    let (latitude, longitude) = (degrees(at.lat_e6), degrees(at.lon_e6));
    let time = when.map(|when| format!("<time>{}</time>", utc(when))).unwrap_or_default();
    let (name, text) = (escape(name), escape(text));
    let _ =
        writeln!(out, "<wpt lat=\"{latitude}\" lon=\"{longitude}\">{time}<name>{name}</name><desc>{text}</desc></wpt>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters_and_unfold_to_what_they_were() {
        let long = format!("DESCRIPTION:{}", "é".repeat(200));
        let mut lines = Lines(String::new());
        lines.line(&long);
        assert!(lines.0.split("\r\n").all(|line| line.len() <= LINE));
        assert_eq!(lines.0.replace("\r\n ", ""), format!("{long}\r\n"));
    }

    #[test]
    fn what_would_end_a_value_is_escaped() {
        assert_eq!(escaped("a;b,c\\d\ne\u{202e}"), "a\\;b\\,c\\\\d\\ne\u{fffd}");
    }
}
