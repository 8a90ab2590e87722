//! Incidents and units of a place as events of version 2.0.

use std::fmt::Write as _;

use election::definition::{Mode, Position};
use election::{Definition, Id, Stamp};
use ops::Room;
use ops::operation::ground::point_of;
use ops::operation::incident::{Incident, State as Stage};
use ops::operation::unit::{State, Unit};
use ops::operation::words::Word as _;
use quick_xml::escape::escape;

/// Seconds after which a unit's event stands for nothing.
const UNIT_STANDS: i64 = 15 * 60;
/// The same for an incident: it is said again long before.
const INCIDENT_STANDS: i64 = 60 * 60;
/// Seconds for which an incident that is over is still cancelled.
const SHOWN_AFTER: i64 = 60 * 60;
/// Height and both errors of a point that nobody measured, as the schema has it.
const UNKNOWN: &str = "9999999.0";

/// The events of a place, each by its `uid`.
pub(super) fn of(room: &Room, place: Id, now: Stamp) -> Vec<(String, String)> {
    let (definition, operation) = (room.definition(), room.operation());
    let holds = |about: Id| definition.covers(place, about);
    let incidents = operation.incidents().values().filter(|found| holds(found.report.ground.about));
    let units = operation.units().values().filter(|unit| holds(unit.particulars.place));
    let mut events: Vec<(String, String)> = incidents.filter_map(|found| incident(definition, found, now)).collect();
    events.extend(units.filter_map(|own| unit(definition, own)));
    events
}

struct Head {
    uid: String,
    kind: &'static str,
    how: &'static str,
    at: Stamp,
    stands: i64,
    point: Position,
}

/// An alarm while it goes on, its cancellation afterwards; duplicates are not said twice.
fn incident(definition: &Definition, found: &Incident, now: Stamp) -> Option<(String, String)> {
    let point = point_of(definition, found.report.ground)?;
    let over = !found.is_open();
    let recent = now.instant() - found.state.since().instant() < SHOWN_AFTER;
    if matches!(found.state, Stage::Duplicate(_)) || (over && !recent) {
        return None;
    }
    let kind = if over { "b-a-o-can" } else { "b-a-o-tbl" };
    let uid = format!("{}.incident.{}", definition.parts().election, found.number);
    let head = Head { uid, kind, how: "h-e", at: found.state.since(), stands: INCIDENT_STANDS, point };
    let report = &found.report;
    let callsign = format!("{} {}", report.kind.word(), found.number);
    let remarks = format!("{} · {} · {} · {}", report.severity.word(), found.state.word(), report.grade, report.text);
    Some(event(definition, head, &callsign, &remarks))
}

/// A friendly unit on the ground, where it was last seen.
fn unit(definition: &Definition, unit: &Unit) -> Option<(String, String)> {
    let seen = unit.seen.filter(|_| !matches!(unit.state, State::OffDuty(_)))?;
    let own = &unit.particulars;
    let uid = own.unit.to_string();
    let head = Head { uid, kind: "a-f-G-U", how: "m-g", at: seen.at, stands: UNIT_STANDS, point: seen.point };
    let remarks = format!("{} · {} · {}", own.force.word(), own.strength, unit.state.word());
    Some(event(definition, head, &own.name, &remarks))
}

fn event(definition: &Definition, head: Head, callsign: &str, remarks: &str) -> (String, String) {
    let at = utc(head.at);
    let stale = head.at.plus(head.stands).map_or_else(|| at.clone(), utc);
    let mut out = String::new();
    let _ = write!(
        out,
        "<event version=\"2.0\" uid=\"{}\" type=\"{}\" how=\"{}\" time=\"{at}\" start=\"{at}\" stale=\"{stale}\"",
        escape(&head.uid),
        head.kind,
        head.how
    );
    // In a drill every event says that it is one.
    if definition.parts().mode == Mode::Test {
        let _ = write!(out, " opex=\"e-{}\"", escape(definition.parts().election.as_str()));
    }
    let [lat, lon] = [head.point.lat_e6, head.point.lon_e6].map(degrees);
    let _ = write!(out, "><point lat=\"{lat}\" lon=\"{lon}\" hae=\"{UNKNOWN}\" ce=\"{UNKNOWN}\" le=\"{UNKNOWN}\"/>");
    let _ = writeln!(
        out,
        "<detail><contact callsign=\"{}\"/><remarks>{}</remarks></detail></event>",
        escape(callsign),
        escape(remarks)
    );
    (head.uid, out)
}

/// Millionths of a degree as a decimal.
pub(crate) fn degrees(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let size = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}

/// A moment as the schema has it: UTC, with a `Z`.
pub(crate) fn utc(stamp: Stamp) -> String {
    let zero = Stamp::parse("2000-01-01T00:00:00+00:00").and_then(|zero| zero.at(stamp.instant())).unwrap_or(stamp);
    let text = zero.to_string();
    format!("{}Z", &text[..19])
}
