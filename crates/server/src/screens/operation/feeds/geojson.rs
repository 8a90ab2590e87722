//! The picture of a place as `GeoJSON` (RFC 7946): incidents, units, stations without news.

use election::Id;
use election::definition::Position;
use ops::Room;
use ops::operation::ground::{Ground, point_of};
use ops::operation::incident::Incident;
use ops::operation::silence::{Due, Silent};
use ops::operation::unit::Unit;
use ops::operation::words::Word as _;
use serde_json::{Value, json};

use crate::screens::Screens;
use crate::screens::operation::past::Moment;

/// Seconds for which an incident that is over is still shown.
const SHOWN_AFTER: i64 = 60 * 60;

/// The text of the feed.
pub fn text(screens: &Screens, place: Id) -> String {
    let (definition, now) = (screens.definition(), screens.now());
    let round = screens.current_round();
    let reported = screens.reported(round, &Moment::Now(now));
    let rooms = screens.rooms();
    let (room, operation) = (rooms.room(), rooms.room().operation());
    let holds = |about: Id| definition.covers(place, about);
    let recent =
        |incident: &&Incident| incident.is_open() || now.instant() - incident.state.since().instant() < SHOWN_AFTER;
    let incidents = operation.incidents().values().filter(|incident| holds(incident.report.ground.about));
    let units = operation.units().values().filter(|unit| holds(unit.particulars.place));
    let silent = definition.place_ix(place).map(|ix| operation.silent(round, ix, now, &reported)).unwrap_or_default();
    let mut features: Vec<Value> = incidents.filter(recent).filter_map(|own| incident(room, own)).collect();
    features.extend(units.filter_map(unit));
    features.extend(silent.iter().filter_map(|silent| station(room, silent)));
    let exercise = definition.parts().mode == election::definition::Mode::Test;
    let collection = json!({
        "type": "FeatureCollection",
        "name": format!("operation {place}"),
        "exercise": exercise,
        "at": now.to_string(),
        "features": features,
    });
    collection.to_string()
}

fn feature(id: &str, point: Position, properties: &Value) -> Value {
    let degrees = |millionths: i32| f64::from(millionths) / 1e6;
    let point = json!({ "type": "Point", "coordinates": [degrees(point.lon_e6), degrees(point.lat_e6)] });
    json!({ "type": "Feature", "id": id, "geometry": point, "properties": properties })
}

fn incident(room: &Room, incident: &Incident) -> Option<Value> {
    let report = &incident.report;
    let point = point_of(room.definition(), report.ground)?;
    let properties = json!({
        "layer": "incident",
        "number": incident.number,
        "kind": report.kind.word(),
        "severity": report.severity.word(),
        "state": incident.state.word(),
        "when": report.when.to_string(),
        "about": report.ground.about.to_string(),
        "grade": report.grade.to_string(),
        "audience": report.audience.word(),
        "says": report.text,
        "cap": format!("/feeds/cap/{}", incident.number),
    });
    Some(feature(&format!("incident-{}", incident.number), point, &properties))
}

fn unit(unit: &Unit) -> Option<Value> {
    let (own, seen) = (&unit.particulars, unit.seen?);
    let properties = json!({
        "layer": "unit",
        "unit": own.unit.to_string(),
        "name": own.name,
        "kind": own.force.word(),
        "strength": own.strength.value(),
        "state": unit.state.word(),
        "when": seen.at.to_string(),
    });
    Some(feature(&format!("unit-{}", own.unit), seen.point, &properties))
}

fn station(room: &Room, silent: &Silent) -> Option<Value> {
    let id = room.definition().station(silent.station).id;
    let point = point_of(room.definition(), Ground { about: id, point: None })?;
    let due = match silent.due {
        Due::Opening => "opening",
        Due::Turnout(_) => "turnout",
        Due::Closing => "closing",
    };
    let properties = json!({
        "layer": "station",
        "station": id.to_string(),
        "state": "silent",
        "due": due,
        "when": silent.since.to_string(),
        "telephone": silent.telephone,
    });
    Some(feature(&format!("station-{id}"), point, &properties))
}
