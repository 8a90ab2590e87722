//! The lists of the screens as CSV (RFC 4180), for other programs: the words of events instead of
//! labels, whole moments, points in degrees. A list holds what its page holds, and all of it.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use csv::QuoteStyle;
use election::definition::{Position, StationIx};
use election::text::never_formula;
use election::{Id, Stamp};
use ops::Room;
use ops::operation::day::{Day, Mark};
use ops::operation::incident::Incident;
use ops::operation::order::{Order, State as Told};
use ops::operation::posture::Posture;
use ops::operation::silence::{Due, Silent};
use ops::operation::unit::Unit;
use ops::operation::words::Word as _;
use ops::roles::{FollowingOrders, Officer, Person, SeeingOperation};
use serde_json::Value;

use super::dispatch::readable;
use super::past::Moment;
use super::{Look, ground_name};
use crate::cot::degrees;
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::fault::Fault;
use crate::screens::page::with_headers;

/// A table that is written line by line.
pub struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// A table with the names of its columns. All but numbers stands in quotation marks: a semicolon
    /// in a text begins no cell then.
    pub fn new(columns: &[&str]) -> Result<Self, Fault> {
        let mut table = Self(csv::WriterBuilder::new().quote_style(QuoteStyle::NonNumeric).from_writer(Vec::new()));
        table.0.write_record(columns).map_err(|error| failed(&error))?;
        Ok(table)
    }

    /// One more line.
    pub fn line(&mut self, fields: &[String]) -> Result<(), Fault> {
        self.0.write_record(fields.iter().map(|field| plain(field))).map_err(|error| failed(&error))
    }

    /// The file, under a name of our own.
    pub fn file(self, name: &str) -> Result<Response, Fault> {
        let bytes = self.0.into_inner().map_err(|error| Fault::Failed(error.to_string()))?;
        Ok(download("text/csv; charset=utf-8", &format!("{name}.csv"), bytes))
    }
}

fn failed(error: &csv::Error) -> Fault {
    Fault::Failed(error.to_string())
}

/// A file that is kept, not shown.
pub fn download(kind: &'static str, name: &str, bytes: impl Into<axum::body::Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    with_headers((headers, bytes.into()).into_response())
}

/// Spreadsheets run what begins like a formula: such a text is quoted by an apostrophe, wherever a
/// spreadsheet may begin a cell. A number of ours may begin with a minus.
fn plain(text: &str) -> String {
    let number =
        text.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    if number { text.to_owned() } else { never_formula(text) }
}

fn or_empty<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Longitude and latitude in degrees.
fn point(point: Option<Position>) -> [String; 2] {
    [point.map(|point| degrees(point.lon_e6)), point.map(|point| degrees(point.lat_e6))].map(Option::unwrap_or_default)
}

/// `GET /hub/operation/incidents.csv`
pub async fn incidents(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let made = Look::of(&screens, officer.person(), &query).and_then(|look| {
        let mut table = Table::new(&[
            "number",
            "state",
            "since",
            "severity",
            "kind",
            "about",
            "place",
            "longitude",
            "latitude",
            "when",
            "heard",
            "source",
            "grade",
            "audience",
            "owner",
            "units",
            "duplicates",
            "says",
        ])?;
        let rooms = screens.rooms();
        let own = rooms.room().operation().incidents().values();
        for found in own.filter(|own| look.holds(screens.definition(), own.report.ground.about)) {
            table.line(&incident(&screens, &visit, found))?;
        }
        table.file(&format!("incidents-{}", look.id))
    });
    screens.answer(&visit, made)
}

fn incident(screens: &Screens, visit: &Visit, found: &Incident) -> Vec<String> {
    let report = &found.report;
    let [longitude, latitude] = point(report.ground.point);
    let words = |ids: &[Id]| ids.iter().map(Id::to_string).collect::<Vec<_>>().join(" ");
    vec![
        found.number.to_string(),
        found.state.word().to_owned(),
        found.state.since().to_string(),
        report.severity.word().to_owned(),
        report.kind.word().to_owned(),
        report.ground.about.to_string(),
        ground_name(screens.definition(), visit, report.ground.about),
        longitude,
        latitude,
        report.when.to_string(),
        found.heard.to_string(),
        report.source.clone(),
        report.grade.to_string(),
        report.audience.word().to_owned(),
        or_empty(found.owner),
        words(found.units()),
        found.duplicates.iter().map(u64::to_string).collect::<Vec<_>>().join(" "),
        report.text.clone(),
    ]
}

/// `GET /hub/operation/units.csv`
pub async fn units(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let made = Look::of(&screens, officer.person(), &query).and_then(|look| {
        let mut table = Table::new(&[
            "unit",
            "name",
            "force",
            "strength",
            "place",
            "state",
            "since",
            "longitude",
            "latitude",
            "seen",
            "order",
            "leader",
            "telephone",
        ])?;
        let rooms = screens.rooms();
        let own = rooms.room().operation().units().values();
        for found in own.filter(|own| look.holds(screens.definition(), own.particulars.place)) {
            table.line(&unit(found))?;
        }
        table.file(&format!("units-{}", look.id))
    });
    screens.answer(&visit, made)
}

fn unit(found: &Unit) -> Vec<String> {
    let own = &found.particulars;
    let [longitude, latitude] = point(found.seen.map(|seen| seen.point));
    vec![
        own.unit.to_string(),
        own.name.clone(),
        own.force.word().to_owned(),
        own.strength.to_string(),
        own.place.to_string(),
        found.state.word().to_owned(),
        found.state.since().to_string(),
        longitude,
        latitude,
        or_empty(found.seen.map(|seen| seen.at)),
        or_empty(found.state.order()),
        or_empty(own.leader),
        own.telephone.clone().unwrap_or_default(),
    ]
}

/// `GET /hub/operation/orders.csv`: for a leader those of the own units.
pub async fn orders(State(screens): State<Screens>, visit: Visit, officer: Officer<FollowingOrders>) -> Response {
    let made =
        Table::new(&["order", "edition", "unit", "incident", "state", "since", "by", "says"]).and_then(|table| {
            let mut table = table;
            let rooms = screens.rooms();
            let operation = rooms.room().operation();
            for order in operation.orders().values() {
                let unit = operation.units().get(&order.unit);
                if unit.is_some_and(|unit| readable(&screens, officer.person(), unit).is_ok()) {
                    table.line(&self::order(order))?;
                }
            }
            table.file("orders")
        });
    screens.answer(&visit, made)
}

fn order(order: &Order) -> Vec<String> {
    vec![
        order.number.to_string(),
        order.edition.to_string(),
        order.unit.to_string(),
        or_empty(order.incident),
        order.state.word().to_owned(),
        since(order).to_string(),
        or_empty(order.by),
        order.text.clone(),
    ]
}

/// Since when an order is as it is.
pub fn since(order: &Order) -> Stamp {
    match &order.state {
        Told::Sent(sent) => sent.at,
        Told::Acknowledged(read) => read.at,
        Told::Done(done) => done.at,
        Told::Withdrawn(withdrawn) => withdrawn.at,
    }
}

/// `GET /hub/operation/stations.csv`: every station of the round.
pub async fn stations(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let (inner, asked) = (screens.clone(), visit.clone());
    let made = screens.aside(move || day_table(&inner, &asked, &Look::of(&inner, officer.person(), &query)?)).await;
    screens.answer(&visit, made)
}

fn day_table(screens: &Screens, visit: &Visit, look: &Look) -> Result<Response, Fault> {
    let mut table = Table::new(&[
        "station",
        "name",
        "state",
        "since",
        "noon",
        "17",
        "due",
        "due-since",
        "records",
        "telephone",
        "registered",
    ])?;
    let (definition, now) = (screens.definition(), screens.now());
    let position = definition.round_ix(look.round).ok_or(Fault::NotFound)?;
    let reported = screens.reported(look.round, &Moment::Now(now));
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let silent = operation.silent(look.round, look.place, now, &reported);
    let owes: BTreeMap<StationIx, &Silent> = silent.iter().map(|silent| (silent.station, silent)).collect();
    for ix in operation.stations_within(look.place) {
        let Some(registered) = definition.registered(ix, position) else { continue };
        let facts = (ix, owes.get(&ix).copied(), registered.to_string());
        table.line(&station(rooms.room(), visit, look, facts))?;
    }
    table.file(&format!("stations-{}-{}", look.round, look.id))
}

fn station(
    room: &Room,
    visit: &Visit,
    look: &Look,
    (ix, owes, registered): (StationIx, Option<&Silent>, String),
) -> Vec<String> {
    let (definition, operation) = (room.definition(), room.operation());
    let id = definition.station(ix).id;
    let day = operation.day((look.round, id));
    let state = match day {
        None => "nothing",
        Some(Day::Installed(_)) => "installed",
        Some(Day::Open(_)) => "open",
        Some(Day::Closed(_)) => "closed",
    };
    let [noon, five] = Mark::ALL.map(|mark| or_empty(day.and_then(|day| day.people(mark))));
    vec![
        id.to_string(),
        ground_name(definition, visit, id),
        state.to_owned(),
        or_empty(day.map(|day| day.last().at)),
        noon,
        five,
        owes.map(|silent| due(silent.due).to_owned()).unwrap_or_default(),
        or_empty(owes.map(|silent| silent.since)),
        operation.escort((look.round, id)).map_or("at-station", ops::operation::escort::Escort::word).to_owned(),
        operation.telephone(id).unwrap_or_default().to_owned(),
        registered,
    ]
}

fn due(due: Due) -> &'static str {
    match due {
        Due::Opening => "opening",
        Due::Turnout(mark) => mark.word(),
        Due::Closing => "closing",
    }
}

/// `GET /hub/operation/postures.csv`
pub async fn postures(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let person = officer.person();
    let made = Look::of(&screens, person, &query).and_then(|look| {
        let mut table = Table::new(&["posture", "title", "place", "state", "conditions", "duties", "forces"])?;
        let rooms = screens.rooms();
        let own = rooms.room().operation().postures().values();
        let own = own.filter(|own| look.holds(screens.definition(), own.plan.place));
        for found in own.filter(|own| !rooms.room().keeps_from(person, own)) {
            table.line(&posture(rooms.room(), person, found))?;
        }
        table.file(&format!("postures-{}", look.id))
    });
    screens.answer(&visit, made)
}

/// Conditions on votes that are not public yet are left out, as on the page.
fn posture(room: &Room, person: &Person, found: &Posture) -> Vec<String> {
    let plan = &found.plan;
    let conditions = plan.conditions.iter().filter(|one| !room.keeps_condition_from(person, one));
    let lines = |all: Vec<String>| all.join("; ");
    vec![
        plan.posture.to_string(),
        plan.title.clone(),
        plan.place.to_string(),
        found.state.word().to_owned(),
        lines(conditions.map(ToString::to_string).collect()),
        lines(plan.duties.clone()),
        lines(plan.forces.iter().map(|(force, people)| format!("{} {people}", force.word())).collect()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_numbers_stay_numbers() {
        assert_eq!(["=1+1", "+33 4", "@sum", "-1+2"].map(plain), ["'=1+1", "'+33 4", "'@sum", "'-1+2"]);
        assert_eq!(["-61.500000", "feu", ""].map(plain), ["-61.500000", "feu", ""]);
    }

    #[test]
    fn a_formula_after_another_countrys_separator_is_text_too() {
        let cases = [
            ("x;=cmd|' /C calc'!A0;y", "x;'=cmd|' /C calc'!A0;y"),
            ("x;  =1", "x;  '=1"),
            ("x\t@sum", "x\t'@sum"),
            ("x,\"+1", "x,\"'+1"),
            ("\n-1+2", "'\n'-1+2"),
            ("a;＝1", "a;'＝1"),
            ("a = b; c-d, e+f@g.fr", "a = b; c-d, e+f@g.fr"),
        ];
        for (text, due) in cases {
            assert_eq!(plain(text), due);
        }
    }
}
