//! The map of the operation: a page, and the picture that it draws.
//!
//! ```text
//! picture  "VOPS1\n\0\0", length of the head (u32, little-endian), the head (JSON), then one byte
//!          a station of the whole country, in the order of stations.bin
//! ```
//!
//! Without a browser that draws, the lists of the same things are one link away.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use election::Stamp;
use ops::Room;
use ops::operation::day::Day;
use ops::operation::ground::Ground;
use ops::operation::incident::Incident;
use ops::operation::silence::Reported;
use ops::operation::unit::{OLD_POSITION, State as Now, Unit};
use ops::operation::words::Word as _;
use ops::roles::{Officer, Person, SeeingOperation};
use serde_json::{Value, json};

use super::main_room::worst_first;
use super::past::{Moment, Slider};
use super::shelf::renews;
use super::{Look, Top, ground_name, labels};
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::commune::list::RoundTab;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show, with_headers};

const MAGIC: &[u8; 8] = b"VOPS1\n\0\0";

/// How a station stands, as the byte of the picture; the same numbers in `web/hub/operation_map.js`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Byte {
    /// Of another place, or not of this round: not drawn.
    Elsewhere = 0,
    /// Nothing was said and nothing is due.
    Waits = 1,
    Installed = 2,
    Open = 3,
    Closed = 4,
    /// Turnout unlike that of its neighbours.
    Unusual = 5,
    /// Something is due and did not come.
    Silent = 6,
}

#[derive(Template)]
#[template(path = "operation/map.html")]
struct MapPage {
    page: Page,
    top: Top,
    rounds: Vec<RoundTab>,
    slider: Slider,
}

/// `GET /hub/operation/map`
pub async fn map(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let (inner, asked) = (screens.clone(), visit.clone());
    let made = screens.aside(move || page(&inner, &asked, officer.person(), &query)).await;
    screens.answer(&visit, made)
}

fn page(screens: &Screens, visit: &Visit, person: &Person, query: &Value) -> Result<Response, Fault> {
    let look = Look::of(screens, person, query)?;
    let moment = Moment::of(screens, query)?;
    let made = MapPage {
        page: screens.frame(visit, "Carte des opérations", "Operations map"),
        top: screens.top_at(visit, person, &look, &moment),
        rounds: screens.round_tabs(look.round),
        slider: Slider::of(screens, &moment),
    };
    Ok(show(StatusCode::OK, &made))
}

/// `GET /hub/operation/map/picture`: now, or at a past moment.
pub async fn picture(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
    headers: HeaderMap,
) -> Response {
    let (inner, asked) = (screens.clone(), visit.clone());
    let made = screens.aside(move || {
        let look = Look::of(&inner, officer.person(), &query)?;
        let bytes = match Moment::of(&inner, &query)? {
            moment @ Moment::Now(at) => {
                let draw = || {
                    let reported = inner.reported(look.round, &moment);
                    drawn(&inner, &asked, &look, inner.rooms().room(), (at, &reported))
                };
                inner.picture(&asked, &look, renews(&headers), draw)
            }
            moment @ Moment::Past(..) => {
                let (at, reported) = (moment.at(), inner.reported(look.round, &moment));
                let Moment::Past(_, room) = &moment else { unreachable!("it was a past one in the line above") };
                drawn(&inner, &asked, &look, room, (at, &reported)).into()
            }
        };
        Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
    });
    let made = made.await.map(with_headers);
    screens.answer(&visit, made)
}

/// The bytes of a picture.
fn drawn(screens: &Screens, visit: &Visit, look: &Look, room: &Room, (at, reported): (Stamp, &Reported)) -> Vec<u8> {
    let states = states(screens, look, room, at, reported);
    let head = head(screens, visit, look, room, at, &states).to_string();
    let mut out = MAGIC.to_vec();
    out.extend(u32::try_from(head.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(head.as_bytes());
    out.extend(states);
    out
}

/// One byte a station.
fn states(screens: &Screens, look: &Look, room: &Room, at: Stamp, reported: &Reported) -> Vec<u8> {
    let (definition, operation) = (screens.definition(), room.operation());
    let mut states = vec![Byte::Elsewhere as u8; definition.stations().len()];
    let Some(position) = definition.round_ix(look.round) else { return states };
    for ix in operation.stations_within(look.place) {
        if definition.registered(ix, position).is_some() {
            let day = operation.day((look.round, definition.station(ix).id));
            states[ix.at()] = match day {
                // Who has counted has closed, whether it said so or not.
                _ if reported.has(ix) => Byte::Closed,
                None => Byte::Waits,
                Some(Day::Installed(_)) => Byte::Installed,
                Some(Day::Open(_)) => Byte::Open,
                Some(Day::Closed(_)) => Byte::Closed,
            } as u8;
        }
    }
    if let (Some(mark), Some(before)) = (look.mark(definition, at), super::main_room::before(screens, look.round)) {
        for found in operation.outliers(before, look.round, look.place, mark) {
            states[found.station.at()] = Byte::Unusual as u8;
        }
    }
    for silent in operation.silent(look.round, look.place, at, reported) {
        states[silent.station.at()] = Byte::Silent as u8;
    }
    states
}

/// Everything but the stations.
fn head(screens: &Screens, visit: &Visit, look: &Look, room: &Room, at: Stamp, states: &[u8]) -> Value {
    let (definition, operation) = (screens.definition(), room.operation());
    let ([width, height], metres) = screens.chart().sheet();
    let units = operation.units().values().filter(|unit| look.holds(definition, unit.particulars.place));
    let units = units.filter(|unit| !matches!(unit.state, Now::OffDuty(_)));
    json!({
        "at": at.to_string(),
        "size": room.size(),
        "plan": operation.planning().standing().map_or(1, |edition| edition.number),
        "width": width,
        "height": height,
        "metres": metres,
        "departments": departments(screens, look, room, states),
        "incidents": worst_first(operation, look).into_iter()
            .filter_map(|found| incident(screens, visit, found)).collect::<Vec<Value>>(),
        "units": units.filter_map(|own| unit(screens, visit, own, at)).collect::<Vec<Value>>(),
    })
}

/// Code, name, box, stations of the place in it, those silent, those unusual, threat.
fn departments(screens: &Screens, look: &Look, room: &Room, states: &[u8]) -> Vec<Value> {
    let (definition, operation) = (screens.definition(), room.operation());
    let line = |(ix, drawn): (election::definition::PlaceIx, Option<[i32; 4]>)| {
        let place = definition.place(ix);
        let own = definition.children(ix).iter().flat_map(|commune| definition.stations_of(*commune));
        let mut counts = [0_u32; 3];
        for state in own.map(|station| states[station.at()]) {
            counts[0] += u32::from(state != Byte::Elsewhere as u8);
            counts[1] += u32::from(state == Byte::Silent as u8);
            counts[2] += u32::from(state == Byte::Unusual as u8);
        }
        let seen = look.holds(definition, place.id) || definition.covers(place.id, look.id);
        let level = if seen { operation.level(place.id) } else { 0 };
        json!([place.id.to_string(), place.name, drawn, counts[0], counts[1], counts[2], level])
    };
    screens.chart().departments().map(line).collect()
}

fn incident(screens: &Screens, visit: &Visit, found: &Incident) -> Option<Value> {
    let Ground { about, point } = found.report.ground;
    let [x, y] = screens.chart().spot(point, about)?;
    let kind = found.report.kind.label(visit.language);
    Some(json!({
        "number": found.number, "x": x, "y": y,
        "severity": found.report.severity.word(),
        "state": found.state.word(),
        "title": format!("{kind}, {}", ground_name(screens.definition(), visit, about)),
        "grade": found.report.severity.label(visit.language),
        "stage": labels::incident(visit, &found.state).text,
    }))
}

fn unit(screens: &Screens, visit: &Visit, own: &Unit, at: Stamp) -> Option<Value> {
    let seen = own.seen?;
    let [x, y] = screens.chart().spot(Some(seen.point), own.particulars.place)?;
    Some(json!({
        "unit": own.particulars.unit.to_string(), "x": x, "y": y,
        "state": own.state.word(),
        "title": own.particulars.name,
        "force": own.particulars.force.label(visit.language),
        "stage": labels::unit(visit, own.state).text,
        "old": at.instant() - seen.at.instant() > OLD_POSITION,
    }))
}
