//! Stations on their day: the list, one station, and the page of who takes the calls of a commune.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::{Id, Stamp};
use ops::operation::Operation;
use ops::operation::day::{Day, Mark, News, Way};
use ops::operation::escort::Move;
use ops::operation::people::People;
use ops::roles::{Act, Attending, Escorting, KeepingUnits, Officer, Person, Receiving, SeeingOperation, may};
use ops::room::Spot;
use ops::step::{Actor, Command};
use ops::{OperationCommand, Refusal};
use serde_json::Value;

use super::main_room::{SilentLine, filter, silent};
use super::{Look, Top, clock, ground_name, labels, text};
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit, encoded};
use crate::screens::commune::list::{Badge, RoundTab, badge};
use crate::screens::fault::Fault;
use crate::screens::page::{Page, hour, show};
use crate::screens::sheet::station_name;

/// Lines of one page.
const PAGE: usize = 60;

/// A station in a list.
pub struct Line {
    /// Its page.
    pub href: String,
    /// Name and commune.
    pub name: String,
    /// Its identifier.
    pub id: String,
    /// Its day.
    pub day: Badge,
    /// Since when.
    pub since: String,
    /// People at noon and at 17:00.
    pub turnout: [String; 2],
    /// The state of its report.
    pub report: Badge,
    /// Where its paper records are.
    pub records: Badge,
    /// Whom to ring.
    pub telephone: String,
}

#[derive(Template)]
#[template(path = "operation/stations.html")]
struct StationsPage {
    page: Page,
    top: Top,
    rounds: Vec<RoundTab>,
    filters: Vec<(String, String, bool)>,
    rows: Vec<Line>,
    silent: Vec<SilentLine>,
    is_silent: bool,
    found: usize,
    before: Option<String>,
    after: Option<String>,
    communes: Vec<(String, String)>,
}

const FILTERS: [(&str, &str, &str); 7] = [
    ("silent", "Sans nouvelle", "Without news"),
    ("all", "Tous", "All"),
    ("open", "Ouverts", "Open"),
    ("closed", "Fermés", "Closed"),
    ("turnout", "Participation reçue", "Turnout in"),
    ("reports", "Résultats reçus", "Reports in"),
    ("records", "Procès-verbaux en route", "Records on the way"),
];

/// `GET /hub/operation/stations`
pub async fn stations(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let (inner, asked) = (screens.clone(), visit.clone());
    let made = screens.aside(move || stations_page(&inner, &asked, officer.person(), &query)).await;
    screens.answer(&visit, made)
}

fn stations_page(screens: &Screens, visit: &Visit, person: &Person, query: &Value) -> Result<Response, Fault> {
    let look = Look::of(screens, person, query)?;
    let wanted = filter(query);
    let wanted = FILTERS.iter().map(|(word, ..)| *word).find(|word| *word == wanted).unwrap_or("silent");
    let link = |filter: &str| format!("/hub/operation/stations?place={}&round={}&filter={filter}", look.id, look.round);
    let filters = FILTERS
        .into_iter()
        .map(|(word, french, english)| (link(word), visit.t(french, english).to_owned(), word == wanted));
    let owing = if wanted == "silent" { silent(screens, visit, &look, usize::MAX).0 } else { Vec::new() };
    let spots = if wanted == "silent" { Vec::new() } else { matching(screens, &look, wanted) };
    let found = owing.len().max(spots.len());
    let at: usize = text(query, "page").parse().unwrap_or(1_usize).clamp(1, found.div_ceil(PAGE).max(1));
    let turn = |page: usize| format!("{}&page={page}", link(&encoded(wanted)));
    let skip = (at - 1) * PAGE;
    let definition = screens.definition();
    let communes = definition.children(look.place).iter().map(|ix| definition.place(*ix));
    let communes = communes.filter(|place| place.level == election::definition::Level::Commune);
    let page = StationsPage {
        page: screens.frame(visit, "Bureaux", "Stations"),
        top: screens.top(visit, person, &look),
        rounds: screens.round_tabs(look.round),
        filters: filters.collect(),
        rows: spots.into_iter().skip(skip).take(PAGE).map(|spot| line(screens, visit, spot)).collect(),
        silent: owing.into_iter().skip(skip).take(PAGE).collect(),
        is_silent: wanted == "silent",
        found,
        before: (at > 1).then(|| turn(at - 1)),
        after: (at * PAGE < found).then(|| turn(at + 1)),
        communes: communes.map(|place| (format!("/hub/operation/calls/{}", place.id), place.name.clone())).collect(),
    };
    Ok(show(StatusCode::OK, &page))
}

/// The stations that a filter passes.
fn matching(screens: &Screens, look: &Look, wanted: &str) -> Vec<Spot> {
    let definition = screens.definition();
    let Some(position) = definition.round_ix(look.round) else { return Vec::new() };
    let board = screens.hub().board();
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let own = operation.stations_within(look.place).into_iter();
    let own = own.filter(|ix| definition.registered(*ix, position).is_some());
    let passes = |ix: &election::definition::StationIx| {
        let spot = (look.round, definition.station(*ix).id);
        let day = operation.day(spot);
        match wanted {
            "open" => matches!(day, Some(Day::Open(_))),
            "closed" => matches!(day, Some(Day::Closed(_))),
            "turnout" => day.and_then(Day::turnout).is_some_and(|turnout| !turnout.is_empty()),
            "reports" => !board.state(position, *ix).is_missing(),
            "records" => operation.escort(spot).is_some_and(|escort| escort.word() != "arrived"),
            _ => true,
        }
    };
    own.filter(passes).map(|ix| (look.round, definition.station(ix).id)).collect()
}

fn line(screens: &Screens, visit: &Visit, spot: Spot) -> Line {
    let (definition, state) = (screens.definition(), screens.state(spot));
    let rooms = screens.rooms();
    let (room, operation) = (rooms.room(), rooms.room().operation());
    let day = operation.day(spot);
    let people = |mark| day.and_then(|day| day.people(mark)).map(|people| visit.language.number(people.value().into()));
    Line {
        href: format!("/hub/operation/days/{}/{}", spot.0, spot.1),
        name: ground_name(definition, visit, spot.1),
        id: spot.1.to_string(),
        day: labels::day(visit, day, !state.is_missing()),
        since: day.map(|day| hour(day.last().at)).unwrap_or_default(),
        turnout: Mark::ALL.map(|mark| people(mark).unwrap_or_else(|| "–".to_owned())),
        report: badge(visit, room.desk(spot), &state),
        records: labels::records(visit, operation.escort(spot)),
        telephone: operation.telephone(spot.1).unwrap_or_default().to_owned(),
    }
}

/// What somebody may note of a station next: word and label.
type Next = Vec<(&'static str, String)>;

fn next(visit: &Visit, day: Option<&Day>) -> Next {
    let all: &[(&str, &str, &str)] = match day {
        None => &[("open", "Ouvert", "Open"), ("installed", "Installé", "Installed")],
        Some(Day::Installed(_)) => &[("open", "Ouvert", "Open")],
        Some(Day::Open(_)) => &[
            ("noon", "Participation 12 h", "Turnout 12:00"),
            ("17", "Participation 17 h", "Turnout 17:00"),
            ("closed", "Fermé", "Closed"),
        ],
        Some(Day::Closed(_)) => {
            &[("noon", "Participation 12 h", "Turnout 12:00"), ("17", "Participation 17 h", "Turnout 17:00")]
        }
    };
    all.iter().map(|(word, french, english)| (*word, visit.t(french, english).to_owned())).collect()
}

struct Said {
    what: String,
    at: String,
    how: String,
    by: String,
}

#[expect(clippy::struct_excessive_bools, reason = "a page asks its template many yes-or-no questions")]
#[derive(Template)]
#[template(path = "operation/day.html")]
struct DayPage {
    page: Page,
    line: Line,
    registered: String,
    said: Vec<Said>,
    next: Next,
    now: String,
    form: String,
    contact: String,
    records: String,
    escorts: Vec<(&'static str, String)>,
    spot: String,
    units: Vec<(String, String)>,
    attends: bool,
    keeps: bool,
    escorting: bool,
    receives: bool,
    /// Whether the plan may be repaired after what happened to its venue.
    repairs: bool,
    notice: Option<String>,
    calls: String,
}

/// `GET /hub/operation/days/{round}/{station}`
pub async fn day(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Path((round, station)): Path<(u8, String)>,
) -> Response {
    let made = day_page(&screens, &visit, officer.person(), round, &station, None);
    screens.answer(&visit, made)
}

fn day_page(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    round: u8,
    station: &str,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let spot = screens.spot(round, station)?;
    let definition = screens.definition();
    if !person.covers(definition, spot.1) {
        return Err(Refusal::Territory(spot.1).into());
    }
    let line = line(screens, visit, spot);
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let day = operation.day(spot);
    let registered = definition.round_ix(round).zip(definition.station_ix(spot.1));
    let registered = registered.and_then(|(round, station)| definition.registered(station, round));
    let commune = definition.station_ix(spot.1).map(|ix| definition.place(definition.commune(ix)).id);
    let can = |act| may(person.role, act);
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = DayPage {
        page: Page::new(definition, visit, line.name.clone()),
        registered: registered.map(|votes| visit.language.number(votes.wide())).unwrap_or_default(),
        said: day.map(|day| said(visit, rooms.room(), day)).unwrap_or_default(),
        next: next(visit, day),
        now: clock(screens.now()).get(..5).unwrap_or_default().to_owned(),
        form: format!("/hub/operation/days/{round}/{}", spot.1),
        contact: operation.contacts().get(&spot.1).cloned().unwrap_or_default(),
        records: operation.escort(spot).map_or("nothing", ops::operation::escort::Escort::word).to_owned(),
        escorts: escorts(visit, operation, spot),
        spot: format!("{round}/{}", spot.1),
        units: units_of(operation, person),
        attends: can(Act::Attend),
        keeps: can(Act::KeepUnits),
        escorting: can(Act::Escort),
        receives: can(Act::Receive),
        repairs: can(Act::RepairPlan) && screens.has_planned_site(spot.1),
        notice,
        calls: commune.map(|id| format!("/hub/operation/calls/{id}")).unwrap_or_default(),
        line,
    };
    Ok(show(status, &page))
}

/// Which moves of the records may come next.
fn escorts(visit: &Visit, operation: &Operation, spot: Spot) -> Vec<(&'static str, String)> {
    use ops::operation::escort::Escort;
    let say = |word, french: &str, english: &str| (word, visit.t(french, english).to_owned());
    let taken = say("taken", "Prise en charge par", "Taken by");
    let office = say("at-office", "Au bureau centralisateur", "At the centralising office");
    match operation.escort(spot) {
        None if operation.day(spot).is_some_and(Day::is_closed) => vec![taken],
        Some(Escort::AtOffice(_)) => vec![taken],
        Some(Escort::OnTheWay(_)) => vec![office],
        _ => Vec::new(),
    }
}

fn units_of(operation: &Operation, person: &Person) -> Vec<(String, String)> {
    let own = operation.units().values().map(|unit| &unit.particulars);
    let own = own.filter(|unit| operation.definition().covers(person.scope, unit.place));
    own.take(200).map(|unit| (unit.unit.to_string(), unit.name.clone())).collect()
}

fn said(visit: &Visit, room: &ops::Room, day: &Day) -> Vec<Said> {
    let by = |said: ops::operation::day::Said| {
        let account = said.by.and_then(|by| room.accounts().get(&by));
        account.map(|account| account.name.clone()).unwrap_or_default()
    };
    let row = |french: &str, english: &str, said: ops::operation::day::Said, more: String| Said {
        what: format!("{}{more}", visit.t(french, english)),
        at: hour(said.at),
        how: labels::way(visit, said.way).to_owned(),
        by: by(said),
    };
    let (installed, opened, closed) = match day {
        Day::Installed(installed) => (Some(installed.installed), None, None),
        Day::Open(open) => (open.installed, Some(open.opened), None),
        Day::Closed(closed) => (None, Some(closed.opened), Some(closed.closed)),
    };
    let mut rows: Vec<Said> = Vec::new();
    rows.extend(installed.map(|said| row("Installé", "Installed", said, String::new())));
    rows.extend(opened.map(|said| row("Ouvert", "Open", said, String::new())));
    for (mark, count) in day.turnout().into_iter().flatten() {
        let people = visit.language.number(count.people.value().into());
        rows.push(row(
            "Participation",
            "Turnout",
            count.said,
            format!(" {}{} {people}", labels::mark(visit, *mark), visit.language.colon()),
        ));
    }
    rows.extend(closed.map(|said| row("Fermé", "Closed", said, String::new())));
    rows
}

/// `POST /hub/operation/days/{round}/{station}`
pub async fn note(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Attending>,
    Path((round, station)): Path<(u8, String)>,
    fields: Fields,
) -> Response {
    let person = officer.person();
    let back = match fields.at("back") {
        "calls" => commune_of(&screens, &station).map(|id| format!("/hub/operation/calls/{id}?round={round}")),
        _ => None,
    };
    let own = format!("/hub/operation/days/{round}/{}", Id::new(&station).map(|id| id.to_string()).unwrap_or_default());
    let sees = may(person.role, Act::SeeOperation);
    let calls = commune_of(&screens, &station).map(|id| format!("/hub/operation/calls/{id}?round={round}"));
    let back = back.or(calls.filter(|_| !sees)).unwrap_or(own);
    let made = match noted(&screens, round, &station, &fields) {
        Ok(command) => match screens.act(Actor::Account(person.account), Command::Operation(command)).await {
            Ok(_) => Ok(Redirect::to(&back).into_response()),
            Err(fault) => Err(fault),
        },
        Err(fault) => Err(fault),
    };
    let made = match made {
        Err(fault @ Fault::Refused(Refusal::Moment | Refusal::Turnout | Refusal::Step)) if sees => {
            day_page(&screens, &visit, person, round, &station, Some(fault.text(visit.language)))
        }
        made => made,
    };
    screens.answer(&visit, made)
}

fn commune_of(screens: &Screens, station: &str) -> Option<Id> {
    let definition = screens.definition();
    let ix = definition.station_ix(Id::new(station).ok()?)?;
    Some(definition.place(definition.commune(ix)).id)
}

fn noted(screens: &Screens, round: u8, station: &str, fields: &Fields) -> Result<OperationCommand, Fault> {
    let spot = screens.spot(round, station)?;
    let news = match fields.required("news")? {
        "installed" => News::Installed,
        "open" => News::Open,
        "closed" => News::Closed,
        word => {
            let mark = Mark::parse(word).ok_or(Fault::Form("news"))?;
            let plain: String = fields.at("people").chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
            News::Turnout(mark, People::parse(&plain).ok_or(Fault::Form("people"))?)
        }
    };
    let at = on_the_day(screens, spot, fields.at("at")).ok_or(Refusal::Moment)?;
    let way = if fields.at("way") == "telephone" { Way::Telephone } else { Way::Page };
    Ok(OperationCommand::Note { spot, news, at, way })
}

/// `08:05` on the day and on the clock of a station; now where nothing was typed.
fn on_the_day(screens: &Screens, (round, station): Spot, typed: &str) -> Option<Stamp> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some(screens.now());
    }
    let definition = screens.definition();
    let opens = definition.hours(definition.station_ix(station)?, definition.round_ix(round)?)?.opens.to_string();
    let (hours, minutes) = typed.split_once([':', 'h', 'H'])?;
    let number = |text: &str, below: u8| text.parse::<u8>().ok().filter(|number| *number < below);
    let (hours, minutes) = (number(hours, 24)?, number(minutes, 60)?);
    Stamp::parse(&format!("{}{hours:02}:{minutes:02}:00{}", &opens[..11], &opens[19..]))
}

/// `POST /hub/operation/contacts/{station}`: of a station or of a place.
pub async fn contact(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<KeepingUnits>,
    Path(about): Path<String>,
    fields: Fields,
) -> Response {
    let made = match Id::new(&about) {
        Ok(about) => {
            let telephone = Some(fields.at("telephone").trim().to_owned()).filter(|number| !number.is_empty());
            let command = OperationCommand::SetContact { about, telephone };
            let back = if screens.definition().station_ix(about).is_some() {
                format!("/hub/operation/days/{}/{about}", screens.current_round())
            } else {
                format!("/hub/operation/calls/{about}")
            };
            screens.operate(officer.person(), command, &back).await
        }
        Err(_) => Err(Fault::NotFound),
    };
    screens.answer(&visit, made)
}

/// `POST /hub/operation/records/{round}/{station}/{act}`: the records leave, or reach an office.
pub async fn move_records(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Escorting>,
    Path((round, station, act)): Path<(u8, String, String)>,
    fields: Fields,
) -> Response {
    let id = |name: &'static str| Id::new(fields.at(name).trim()).map_err(|_| Fault::Form(name));
    let step = match act.as_str() {
        "taken" => id("unit").map(|unit| Move::Taken { unit }),
        "at-office" => id("office").map(|office| Move::AtOffice { office }),
        _ => Err(Fault::NotFound),
    };
    let made = match step {
        Ok(step) => moved(&screens, officer.person(), round, &station, step).await,
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

/// `POST /hub/operation/receipts/{round}/{station}`: the prefecture has the records.
pub async fn receive(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Receiving>,
    Path((round, station)): Path<(u8, String)>,
    _: Fields,
) -> Response {
    let made = moved(&screens, officer.person(), round, &station, Move::Arrived).await;
    screens.answer(&visit, made)
}

async fn moved(screens: &Screens, person: &Person, round: u8, station: &str, step: Move) -> Result<Response, Fault> {
    let spot = screens.spot(round, station)?;
    let back = if may(person.role, Act::SeeOperation) {
        format!("/hub/operation/days/{round}/{}", spot.1)
    } else if may(person.role, Act::SeeDepartment) {
        format!("/hub/dossiers/{round}/{}", spot.1)
    } else if may(person.role, Act::FollowOrders) {
        "/hub/orders".to_owned()
    } else {
        format!("/hub/stations/{round}/{}", spot.1)
    };
    screens.operate(person, OperationCommand::MoveRecords { spot, step }, &back).await
}

struct Call {
    line: Line,
    form: String,
    next: Next,
}

#[derive(Template)]
#[template(path = "operation/calls.html")]
struct CallsPage {
    page: Page,
    name: String,
    commune: String,
    rounds: Vec<RoundTab>,
    rows: Vec<Call>,
    now: String,
    contact: String,
    keeps: bool,
}

/// `GET /hub/operation/calls/{commune}`: every station of a commune with what it may say next, for
/// who takes its calls; a station sees its own line.
pub async fn calls(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Attending>,
    Path(commune): Path<String>,
    Query(query): Query<Value>,
) -> Response {
    let made = calls_page(&screens, &visit, officer.person(), &commune, &query);
    screens.answer(&visit, made)
}

fn calls_page(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    commune: &str,
    query: &Value,
) -> Result<Response, Fault> {
    let definition = screens.definition();
    let id = Id::new(commune).map_err(|_| Fault::NotFound)?;
    let commune = definition.station_ix(id).map(|ix| definition.commune(ix)).or_else(|| definition.place_ix(id));
    let place = commune.ok_or(Fault::NotFound)?;
    let id = definition.place(place).id;
    let round = screens.round_of(query);
    let position = definition.round_ix(round).ok_or(Fault::NotFound)?;
    let stations = definition.stations_of(place).iter().filter(|ix| definition.registered(**ix, position).is_some());
    let own = stations.map(|ix| definition.station(*ix).id).filter(|id| person.covers(definition, *id));
    let spots: Vec<Spot> = own.map(|id| (round, id)).collect();
    if spots.is_empty() {
        return Err(Refusal::Territory(id).into());
    }
    let row = |spot: &Spot| {
        let mut line = line(screens, visit, *spot);
        line.name = station_name(definition, spot.1, visit.language);
        let rooms = screens.rooms();
        let next = next(visit, rooms.room().operation().day(*spot));
        Call { line, form: format!("/hub/operation/days/{round}/{}", spot.1), next }
    };
    let contact = screens.rooms().room().operation().contacts().get(&id).cloned().unwrap_or_default();
    let name = definition.place(place).name.clone();
    let page = CallsPage {
        page: Page::new(definition, visit, name.clone()),
        name,
        commune: id.to_string(),
        rounds: screens.round_tabs(round),
        rows: spots.iter().map(row).collect(),
        now: clock(screens.now()).get(..5).unwrap_or_default().to_owned(),
        contact,
        keeps: may(person.role, Act::KeepUnits),
    };
    Ok(show(StatusCode::OK, &page))
}
