//! Incidents: the list, the report, one incident and what is done about it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::{Definition, Id, Stamp};
use ops::operation::ground::{Ground, point};
use ops::operation::incident::{AHEAD, Audience, Grade, Incident, Kind, Report, Severity, State as Now};
use ops::operation::words::Word;
use ops::roles::{Act, HandlingIncidents, Officer, Person, ReportingIncidents, SeeingOperation, may};
use ops::step::{Actor, Command};
use ops::{OperationCommand, Refusal, Room};
use serde_json::Value;

use super::dispatch::{Choice, choices};
use super::main_room::{filter, worst_first};
use super::timetable::{self, RepairLine};
use super::{Look, Top, age, ground_name, labels, moment};
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::commune::list::Badge;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::wall::Wall;

/// Most incidents on one page.
const MAX_LISTED: usize = 200;

/// An incident in a list.
pub struct Line {
    /// Its page.
    pub href: String,
    /// Its number.
    pub number: u64,
    /// How bad.
    pub severity: Badge,
    /// What.
    pub kind: &'static str,
    /// Where.
    pub place: String,
    /// When.
    pub when: String,
    /// How long ago.
    pub age: String,
    /// Who said so, and how sure.
    pub source: String,
    /// What is known.
    pub text: String,
    /// Who takes care of it.
    pub owner: String,
    /// How far it is.
    pub state: Badge,
    /// Units that have orders.
    pub units: String,
    /// How many other reports of it there are.
    pub duplicates: usize,
    /// Whether it may be heard of outside.
    pub public: bool,
}

/// An incident as a line of a list, as old as it is at a moment.
pub fn line(screens: &Screens, visit: &Visit, room: &Room, incident: &Incident, now: Stamp) -> Line {
    let report = &incident.report;
    let name = |account: Id| room.accounts().get(&account).map_or_else(|| account.to_string(), |own| own.name.clone());
    Line {
        href: format!("/hub/operation/incidents/{}", incident.number),
        number: incident.number,
        severity: labels::severity(visit, report.severity),
        kind: report.kind.label(visit.language),
        place: ground_name(screens.definition(), visit, report.ground.about),
        when: moment(report.when, now),
        age: age(now.instant() - report.when.instant()),
        source: format!("{} ({})", report.source, report.grade),
        text: report.text.clone(),
        owner: incident.owner.map(name).unwrap_or_default(),
        state: labels::incident(visit, &incident.state),
        units: incident.units().iter().map(Id::to_string).collect::<Vec<_>>().join(", "),
        duplicates: incident.duplicates.len(),
        public: report.audience == Audience::Public,
    }
}

#[derive(Template)]
#[template(path = "operation/incidents.html")]
struct ListPage {
    page: Page,
    top: Top,
    filters: Vec<(String, String, usize, bool)>,
    rows: Vec<Line>,
    total: usize,
    may_report: bool,
}

/// The filters of the list: word, French, English, and which states pass.
type Filter = (&'static str, &'static str, &'static str, fn(&Incident) -> bool);

const FILTERS: [Filter; 5] = [
    ("open", "Ouverts", "Open", Incident::is_open),
    ("unverified", "À vérifier", "To verify", |incident| matches!(incident.state, Now::Reported(_))),
    ("unassigned", "Sans unité", "Without a unit", |incident| matches!(incident.state, Now::Verified(_))),
    ("critical", "Critiques", "Critical", |incident| {
        incident.is_open() && incident.report.severity == Severity::Critical
    }),
    ("over", "Terminés", "Over", |incident| !incident.is_open()),
];

/// `GET /hub/operation/incidents`
pub async fn list(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let made = list_page(&screens, &visit, officer.person(), &query);
    screens.answer(&visit, made)
}

fn list_page(screens: &Screens, visit: &Visit, person: &Person, query: &Value) -> Result<Response, Fault> {
    let look = Look::of(screens, person, query)?;
    let wanted = filter(query);
    let (word, _, _, passes) = FILTERS.into_iter().find(|(word, ..)| *word == wanted).unwrap_or(FILTERS[0]);
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let definition = screens.definition();
    let within = |incident: &&Incident| look.holds(definition, incident.report.ground.about);
    let all: Vec<&Incident> = operation.incidents().values().filter(within).collect();
    let filters = FILTERS.into_iter().map(|(own, french, english, passes)| {
        let href = format!("/hub/operation/incidents?place={}&filter={own}", look.id);
        let count = all.iter().filter(|incident| passes(incident)).count();
        (href, visit.t(french, english).to_owned(), count, own == word)
    });
    let filters = filters.collect();
    let found: Vec<&Incident> = if word == "over" {
        all.iter().rev().filter(|incident| passes(incident)).copied().collect()
    } else {
        worst_first(operation, &look).into_iter().filter(|incident| passes(incident)).collect()
    };
    let total = found.len();
    let rows = found
        .into_iter()
        .take(MAX_LISTED)
        .map(|incident| line(screens, visit, rooms.room(), incident, screens.now()))
        .collect();
    drop(rooms);
    let top = screens.top(visit, person, &look);
    let page = screens.frame(visit, "Incidents", "Incidents");
    let may_report = may(person.role, Act::ReportIncident);
    Ok(show(StatusCode::OK, &ListPage { page, top, filters, rows, total, may_report }))
}

/// A choice of a list: word, label, whether it is chosen.
pub type Options = Vec<(String, String, bool)>;

/// The words of a set as choices.
pub fn options<W: Word>(visit: &Visit, chosen: &str) -> Options {
    let option = |word: &W| (word.word().to_owned(), word.label(visit.language).to_owned(), word.word() == chosen);
    W::ALL.iter().map(option).collect()
}

#[derive(Template)]
#[template(path = "operation/report.html")]
struct ReportPage {
    page: Page,
    notice: Option<String>,
    /// The number of a report of the person that was taken.
    taken: Option<u64>,
    /// Whether the person says who hears of it and how far its source is to be believed.
    weighs: bool,
    kinds: Options,
    severities: Options,
    audiences: Options,
    about: String,
    longitude: String,
    latitude: String,
    when: String,
    grade: String,
    source: String,
    text: String,
    tabs: Vec<crate::screens::page::Tab>,
}

const REPORT: &str = "/hub/operation/report";

/// `GET /hub/operation/report`: with what was typed before the session ended, if anything.
pub async fn report_form(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ReportingIncidents>,
    Query(query): Query<Value>,
) -> Response {
    let account = officer.person().account;
    let kept = screens.rooms().kept(account, REPORT);
    let made = kept.map_err(Fault::from).map(|kept| {
        let mut fields = Fields::parse(kept.unwrap_or_default().as_bytes());
        if fields.at("about").is_empty() {
            let about = [super::text(&query, "about"), officer.person().scope.as_str()];
            let about = about.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
            fields = Fields::of([("about".to_owned(), about.to_owned())].into());
        }
        let taken = taken(&screens, account, super::text(&query, "taken"));
        report_page(&screens, &visit, officer.person(), &fields, taken, None)
    });
    screens.answer(&visit, made)
}

/// The number of a report that the account itself made: nobody is told so by a link of others.
fn taken(screens: &Screens, account: Id, number: &str) -> Option<u64> {
    let number = number.parse().ok()?;
    let rooms = screens.rooms();
    let found = rooms.room().operation().incidents().get(&number)?;
    (found.by == Some(account)).then_some(number)
}

fn report_page(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    fields: &Fields,
    taken: Option<u64>,
    notice: Option<String>,
) -> Response {
    let or = |name: &str, other: &str| match fields.at(name) {
        "" => other.to_owned(),
        typed => typed.to_owned(),
    };
    let now = screens.now().to_string();
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = ReportPage {
        page: screens.frame(visit, "Signaler un incident", "Report an incident"),
        notice,
        taken,
        weighs: may(person.role, Act::HandleIncident),
        kinds: options::<Kind>(visit, &or("what", Kind::Disorder.word())),
        severities: options::<Severity>(visit, &or("severity", Severity::Serious.word())),
        audiences: options::<Audience>(visit, &or("audience", Audience::Internal.word())),
        about: or("about", ""),
        longitude: or("longitude", ""),
        latitude: or("latitude", ""),
        when: or("when", &now[..16]),
        grade: or("grade", &Grade::UNKNOWN.to_string()),
        source: or("source", ""),
        text: or("text", ""),
        tabs: super::tabs(visit, person),
    };
    show(status, &page)
}

/// `POST /hub/operation/report`
pub async fn report(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ReportingIncidents>,
    fields: Fields,
) -> Response {
    let person = officer.person();
    let made = match reported(&screens, person, &fields).await {
        Ok(number) if may(person.role, Act::SeeOperation) => {
            Ok(Redirect::to(&format!("/hub/operation/incidents/{number}")).into_response())
        }
        Ok(number) => Ok(Redirect::to(&format!("{REPORT}?taken={number}")).into_response()),
        Err(fault @ (Fault::Refused(_) | Fault::Form(_))) => {
            Ok(report_page(&screens, &visit, person, &fields, None, Some(fault.text(visit.language))))
        }
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

async fn reported(screens: &Screens, person: &Person, fields: &Fields) -> Result<u64, Fault> {
    let report = read_report(screens, person, fields)?;
    let command = Command::Operation(OperationCommand::Report(report));
    let events = screens.act(Actor::Account(person.account), command).await?;
    screens.rooms().forget(person.account, REPORT)?;
    events.first().map(|event| event.number).ok_or(Fault::NotFound)
}

fn read_report(screens: &Screens, person: &Person, fields: &Fields) -> Result<Report, Fault> {
    let word = |name: &'static str| fields.required(name);
    let (audience, grade) = if may(person.role, Act::HandleIncident) {
        let audience = Audience::parse(word("audience")?).ok_or(Fault::Form("audience"))?;
        (audience, Grade::parse(&word("grade")?.trim().to_uppercase()).ok_or(Fault::Form("grade"))?)
    } else {
        (Audience::Internal, Grade::UNKNOWN)
    };
    let about = Id::new(fields.required("about")?.trim()).map_err(|_| Refusal::Unknown)?;
    Ok(Report {
        kind: Kind::parse(word("what")?).ok_or(Fault::Form("what"))?,
        severity: Severity::parse(word("severity")?).ok_or(Fault::Form("severity"))?,
        ground: Ground { about, point: read_point(fields)? },
        when: read_moment(screens.definition(), screens.now(), fields.required("when")?).ok_or(Refusal::Moment)?,
        audience,
        grade,
        source: fields.at("source").trim().to_owned(),
        text: fields.at("text").trim().to_owned(),
    })
}

/// Longitude and latitude in degrees, as people write them; both or neither.
pub fn read_point(fields: &Fields) -> Result<Option<election::definition::Position>, Fault> {
    let (longitude, latitude) = (fields.at("longitude").trim(), fields.at("latitude").trim());
    if longitude.is_empty() && latitude.is_empty() {
        return Ok(None);
    }
    let read = millionths(longitude).zip(millionths(latitude));
    let read = read.and_then(|(longitude, latitude)| point(longitude, latitude));
    read.map(Some).ok_or(Refusal::Outside.into())
}

/// Degrees with a point or a comma and six decimals at most, in millionths; no float in between.
fn millionths(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 6 || !plain(whole) || !plain(part) {
        return None;
    }
    let part: i64 = format!("{part:0<6}").parse().ok()?;
    Some(sign * (whole.parse::<i64>().ok()? * 1_000_000 + part))
}

/// `2017-04-23T03:10`, as forms send it, on the clock of the wall; or a whole stamp. In the hour that
/// an autumn has twice it is the later one that is not ahead; the hour that a spring leaves out is
/// no moment.
pub fn read_moment(definition: &Definition, now: Stamp, text: &str) -> Option<Stamp> {
    moment_on(&Wall::of(definition)?, now, text.trim())
}

fn moment_on(wall: &Wall, now: Stamp, text: &str) -> Option<Stamp> {
    Stamp::parse(text).or_else(|| {
        let shown = wall.read(text);
        let past = shown.iter().rev().find(|stamp| stamp.instant() <= now.instant() + AHEAD);
        past.or(shown.first()).copied()
    })
}

#[expect(clippy::struct_excessive_bools, reason = "a page asks its template many yes-or-no questions")]
#[derive(Template)]
#[template(path = "operation/incident.html")]
struct IncidentPage {
    page: Page,
    top: Top,
    line: Line,
    heard: String,
    audience: String,
    point: Option<String>,
    ending: Option<String>,
    merged: Vec<u64>,
    of: Option<u64>,
    alike: Vec<Line>,
    others: Vec<(u64, String)>,
    severities: Options,
    audiences: Options,
    grade: String,
    orders: Vec<OrderLine>,
    choices: Vec<Choice>,
    /// Whether the plan may be repaired for it.
    repairs: bool,
    /// Repairs of the plan that it led to.
    repaired: Vec<RepairLine>,
    handles: bool,
    dispatches: bool,
    reported: bool,
    open: bool,
    free: bool,
    notice: Option<String>,
}

/// An order in a list.
pub struct OrderLine {
    /// Its page.
    pub href: String,
    /// Its number.
    pub number: u64,
    /// Whose.
    pub unit: String,
    /// The edition.
    pub edition: u32,
    /// What to do.
    pub text: String,
    /// How far it is.
    pub badge: Badge,
    /// Whether it may be changed.
    pub stands: bool,
}

/// `GET /hub/operation/incidents/{number}`
pub async fn incident(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Path(number): Path<u64>,
) -> Response {
    let made = incident_page(&screens, &visit, officer.person(), number, None);
    screens.answer(&visit, made)
}

/// One incident, with what went wrong if something did.
pub fn incident_page(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    number: u64,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let look = Look::of(screens, person, &Value::Null)?;
    let top = screens.top(visit, person, &look);
    let choices = choices(screens, visit, person, number);
    let repaired = if may(person.role, Act::SeePlan) {
        timetable::repairs(screens, visit, |repair| repair.asked.incident == Some(number))
    } else {
        Vec::new()
    };
    let (definition, now) = (screens.definition(), screens.now());
    let rooms = screens.rooms();
    let (room, operation) = (rooms.room(), rooms.room().operation());
    let found = operation.incidents().get(&number).ok_or(Fault::NotFound)?;
    if !look.holds(definition, found.report.ground.about) {
        return Err(Refusal::Territory(found.report.ground.about).into());
    }
    let report = &found.report;
    let line = line(screens, visit, room, found, now);
    let others = worst_first(operation, &look).into_iter().filter(|other| other.number != number);
    let alike = operation.alike(report).filter(|other| other.number != number && found.is_open());
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = IncidentPage {
        page: Page::new(definition, visit, format!("{} n° {number}", line.kind)),
        top,
        heard: moment(found.heard, now),
        audience: report.audience.label(visit.language).to_owned(),
        point: report.ground.point.map(degrees),
        ending: ending(found),
        merged: found.duplicates.clone(),
        of: if let Now::Duplicate(duplicate) = &found.state { Some(duplicate.of) } else { None },
        alike: alike.map(|other| self::line(screens, visit, room, other, now)).collect(),
        others: others.take(50).map(|other| (other.number, title(screens, visit, other))).collect(),
        severities: options::<Severity>(visit, report.severity.word()),
        audiences: options::<Audience>(visit, report.audience.word()),
        grade: report.grade.to_string(),
        orders: orders(visit, room, number),
        choices,
        repairs: found.is_open() && may(person.role, Act::RepairPlan) && screens.plan().is_ok(),
        repaired,
        handles: may(person.role, Act::HandleIncident),
        dispatches: may(person.role, Act::Dispatch),
        reported: matches!(found.state, Now::Reported(_)),
        open: found.is_open(),
        free: found.units().is_empty(),
        line,
        notice,
    };
    Ok(show(status, &page))
}

fn title(screens: &Screens, visit: &Visit, incident: &Incident) -> String {
    let place = ground_name(screens.definition(), visit, incident.report.ground.about);
    format!("n° {} · {} · {place}", incident.number, incident.report.kind.label(visit.language))
}

/// A point in degrees, longitude first.
pub fn degrees(point: election::definition::Position) -> String {
    let one = |value: i32| {
        let sign = if value < 0 { "−" } else { "" };
        format!("{sign}{}.{:06}", value.unsigned_abs() / 1_000_000, value.unsigned_abs() % 1_000_000)
    };
    format!("{} {}", one(point.lon_e6), one(point.lat_e6))
}

fn ending(incident: &Incident) -> Option<String> {
    match &incident.state {
        Now::Closed(closed) => Some(closed.reason.clone()),
        Now::Unfounded(unfounded) => Some(unfounded.reason.clone()),
        _ => None,
    }
}

fn orders(visit: &Visit, room: &Room, incident: u64) -> Vec<OrderLine> {
    let operation = room.operation();
    let own = operation.orders().values().filter(|order| order.incident == Some(incident));
    let line = |order: &ops::operation::order::Order| OrderLine {
        href: format!("/hub/operation/orders/{}", order.number),
        number: order.number,
        unit: operation.units().get(&order.unit).map_or(String::new(), |unit| unit.particulars.name.clone()),
        edition: order.edition,
        text: order.text.clone(),
        badge: labels::order(visit, &order.state),
        stands: order.stands(),
    };
    own.map(line).collect()
}

/// `POST /hub/operation/incidents/{number}/{act}`
pub async fn handle(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<HandlingIncidents>,
    Path((number, act)): Path<(u64, String)>,
    fields: Fields,
) -> Response {
    let person = officer.person();
    let made = match handled(number, &act, &fields) {
        Ok(command) => screens.operate(person, command, &format!("/hub/operation/incidents/{number}")).await,
        Err(fault) => Err(fault),
    };
    let made = match made {
        Err(fault @ Fault::Refused(Refusal::Step | Refusal::Merge | Refusal::Text)) => {
            incident_page(&screens, &visit, person, number, Some(fault.text(visit.language)))
        }
        made => made,
    };
    screens.answer(&visit, made)
}

fn handled(incident: u64, act: &str, fields: &Fields) -> Result<OperationCommand, Fault> {
    let reason = || fields.at("reason").trim().to_owned();
    Ok(match act {
        "verify" => OperationCommand::Verify { incident },
        "claim" => OperationCommand::Claim { incident },
        "dismiss" => OperationCommand::Dismiss { incident, reason: reason() },
        "close" => OperationCommand::Close { incident, reason: reason() },
        "merge" => {
            let of = fields.required("of")?.trim().parse().map_err(|_| Fault::Form("of"))?;
            OperationCommand::Merge { incident, of }
        }
        "weigh" => OperationCommand::Weigh {
            incident,
            severity: Severity::parse(fields.required("severity")?).ok_or(Fault::Form("severity"))?,
            audience: Audience::parse(fields.required("audience")?).ok_or(Fault::Form("audience"))?,
            grade: Grade::parse(&fields.required("grade")?.trim().to_uppercase()).ok_or(Fault::Form("grade"))?,
        },
        _ => return Err(Fault::NotFound),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_read_as_people_write_them() {
        let read = ["5.21", "5,21", "-61", "−61.5", "180", "0.000001"].map(millionths);
        assert_eq!(
            read,
            [Some(5_210_000), Some(5_210_000), Some(-61_000_000), Some(-61_500_000), Some(180_000_000), Some(1)]
        );
        for wrong in ["", ".5", "5.1234567", "1e3", "5 1", "+5", "--5", "1234"] {
            assert_eq!(millionths(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn moments_of_forms_are_on_the_clock_of_the_wall() {
        let stamp = |text: &str| Stamp::parse(text).expect("a stamp");
        let wall = Wall::new(vec![stamp("2017-04-23T20:00:00+02:00")]).expect("a round");
        let read = |now: &str, text: &str| moment_on(&wall, stamp(now), text).map(|stamp| stamp.to_string());
        let day = "2017-04-23T10:00:00+02:00";
        assert_eq!(read(day, "2017-04-23T03:10").as_deref(), Some("2017-04-23T03:10:00+02:00"));
        assert_eq!(read(day, "2017-04-23T03:10:30").as_deref(), Some("2017-04-23T03:10:30+02:00"));
        assert_eq!(read(day, "2017-04-23T03:10:00-04:00").as_deref(), Some("2017-04-23T03:10:00-04:00"));
        assert_eq!(read(day, "03:10"), None);
        // The night in which clocks go forward, and the one in which they go back.
        let spring = "2017-03-26T03:20:00+02:00";
        assert_eq!(read(spring, "2017-03-26T01:50").as_deref(), Some("2017-03-26T01:50:00+01:00"));
        assert_eq!(read(spring, "2017-03-26T02:30"), None, "there was no such hour");
        assert_eq!(read("2017-10-29T02:40:00+02:00", "2017-10-29T02:30").as_deref(), Some("2017-10-29T02:30:00+02:00"));
        assert_eq!(read("2017-10-29T02:40:00+01:00", "2017-10-29T02:30").as_deref(), Some("2017-10-29T02:30:00+01:00"));
    }
}
