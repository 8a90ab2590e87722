//! The page of the room: figures that are filters, incidents, who is silent, units, postures.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use ops::operation::Operation;
use ops::operation::condition::Met;
use ops::operation::incident::{Incident, Severity};
use ops::operation::posture::{self, Posture};
use ops::operation::unit;
use ops::roles::{Act, Officer, Person, SeeingOperation, may};
use serde_json::Value;

use super::incidents::{Line, line};
use super::past::{Moment, Slider};
use super::postures::reasons;
use super::shelf::{Shelf, renews};
use super::timetable::{self, RepairLine};
use super::{Look, Top, clock, ground_name, labels, text};
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::commune::list::{Badge, RoundTab};
use crate::screens::page::{Page, show};
use crate::screens::results::percent;

/// Lines of each list on the page of the room; the rest is one link away.
const MAX_LINES: usize = 12;

/// A figure that is a link.
pub struct Tile {
    /// Where it leads.
    pub href: String,
    /// What it counts.
    pub label: String,
    /// The figure.
    pub value: String,
    /// What it is to be compared with.
    pub of: String,
    /// A class for its edge.
    pub kind: &'static str,
}

/// A station that owes something.
pub struct SilentLine {
    /// Its page.
    pub href: String,
    /// Name and commune.
    pub name: String,
    /// Its identifier.
    pub id: String,
    /// What it owes.
    pub due: String,
    /// Since when.
    pub since: String,
    /// Whom to ring.
    pub telephone: Option<String>,
}

/// A posture in a list.
pub struct PostureLine {
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// How far it is.
    pub badge: Badge,
    /// Why it was proposed.
    pub reasons: Vec<String>,
}

/// What takes a look at every station of a place.
pub struct Figures {
    /// The figures that are filters.
    pub tiles: Vec<Tile>,
    /// The first of those who owe something.
    pub silent: Vec<SilentLine>,
    /// How many more there are.
    pub more_silent: usize,
    /// Stations with an unusual turnout.
    pub outliers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "operation/room.html")]
struct RoomPage {
    page: Page,
    top: Top,
    rounds: Vec<RoundTab>,
    figures: Arc<Figures>,
    incidents: Vec<Line>,
    more_incidents: usize,
    postures: Vec<PostureLine>,
    repairs: Vec<RepairLine>,
    units: Vec<(String, Badge, String)>,
    children: Vec<(String, String)>,
    may_report: bool,
    slider: Slider,
}

#[derive(Template)]
#[template(path = "operation/wall.html")]
struct WallPage {
    page: Page,
    top: Top,
    figures: Arc<Figures>,
    incidents: Vec<Line>,
    postures: Vec<PostureLine>,
    clock: String,
}

/// `GET /hub/operation`
pub async fn room(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
    headers: HeaderMap,
) -> Response {
    let (inner, asked) = (screens.clone(), visit.clone());
    let made = screens.aside(move || {
        let (person, look) = (officer.person(), Look::of(&inner, officer.person(), &query)?);
        if renews(&headers) {
            let write = || written(&page(&inner, &asked, person, &look, true));
            return Ok(inner.main_part(&inner.0.renewed.room, &asked, (person, &look), write));
        }
        Ok(show(StatusCode::OK, &page(&inner, &asked, person, &look, false)))
    });
    let made = made.await;
    screens.answer(&visit, made)
}

/// Pages that renew themselves on many screens.
#[derive(Default)]
pub struct Renewed {
    room: Shelf<Bytes>,
    wall: Shelf<Bytes>,
}

/// A page as text. A template of ours has nothing in it that fails.
fn written(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

fn page(screens: &Screens, visit: &Visit, person: &Person, look: &Look, renews: bool) -> RoomPage {
    let definition = screens.definition();
    let open = open_incidents(screens, visit, look);
    let children = definition.children(look.place).iter().map(|ix| definition.place(*ix));
    RoomPage {
        page: screens.frame(visit, "Salle opérationnelle", "Operations room"),
        top: screens.top(visit, person, look),
        rounds: screens.round_tabs(look.round),
        figures: screens.figures(visit, look, renews),
        more_incidents: open.len().saturating_sub(MAX_LINES),
        incidents: open.into_iter().take(MAX_LINES).collect(),
        postures: postures(screens, visit, person, look, false),
        repairs: repairs(screens, visit, person, look),
        units: engaged(screens, visit, look),
        children: children.map(|place| (place.id.to_string(), place.name.clone())).take(120).collect(),
        may_report: may(person.role, Act::ReportIncident),
        slider: Slider::of(screens, &Moment::Now(screens.now())),
    }
}

/// `GET /hub/operation/wall`: what is read across a room.
pub async fn wall(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
    headers: HeaderMap,
) -> Response {
    let (inner, asked) = (screens.clone(), visit.clone());
    let made = screens.aside(move || {
        let (person, look) = (officer.person(), Look::of(&inner, officer.person(), &query)?);
        if renews(&headers) {
            let write = || written(&wall_page(&inner, &asked, person, &look, true));
            return Ok(inner.main_part(&inner.0.renewed.wall, &asked, (person, &look), write));
        }
        Ok(show(StatusCode::OK, &wall_page(&inner, &asked, person, &look, false)))
    });
    let made = made.await;
    screens.answer(&visit, made)
}

fn wall_page(screens: &Screens, visit: &Visit, person: &Person, look: &Look, renews: bool) -> WallPage {
    WallPage {
        page: screens.frame(visit, "Mur", "Wall"),
        top: screens.top(visit, person, look),
        figures: screens.figures(visit, look, renews),
        incidents: open_incidents(screens, visit, look).into_iter().take(MAX_LINES).collect(),
        postures: postures(screens, visit, person, look, true),
        clock: clock(screens.now()),
    }
}

/// The open incidents of a place: the worst first, then the oldest.
pub fn worst_first<'a>(operation: &'a Operation, look: &Look) -> Vec<&'a Incident> {
    let definition = operation.definition();
    let own = operation.incidents().values().filter(|incident| incident.is_open());
    let mut own: Vec<&Incident> = own.filter(|found| look.holds(definition, found.report.ground.about)).collect();
    own.sort_by_key(|found| (core::cmp::Reverse(found.report.severity), found.report.when.instant(), found.number));
    own
}

fn open_incidents(screens: &Screens, visit: &Visit, look: &Look) -> Vec<Line> {
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    worst_first(operation, look)
        .into_iter()
        .map(|incident| line(screens, visit, rooms.room(), incident, screens.now()))
        .collect()
}

/// Who owes something, in the order of their identifiers: so many lines of it, and how many there are.
pub fn silent(screens: &Screens, visit: &Visit, look: &Look, most: usize) -> (Vec<SilentLine>, usize) {
    let (definition, now) = (screens.definition(), screens.now());
    let reported = screens.reported(look.round, &Moment::Now(now));
    let found = screens.rooms().room().operation().silent(look.round, look.place, now, &reported);
    let all = found.len();
    let line = |silent: ops::operation::silence::Silent| {
        let id = definition.station(silent.station).id;
        SilentLine {
            href: format!("/hub/operation/days/{}/{id}", look.round),
            name: ground_name(definition, visit, id),
            id: id.to_string(),
            due: labels::due(visit, silent.due).to_owned(),
            since: super::moment(silent.since, now),
            telephone: silent.telephone,
        }
    };
    (found.into_iter().take(most).map(line).collect(), all)
}

/// Counts the figures of a place: every station of it is looked at.
pub fn figures(screens: &Screens, visit: &Visit, look: &Look) -> Figures {
    let (silent, all) = silent(screens, visit, look, MAX_LINES);
    Figures {
        tiles: tiles(screens, visit, look, all),
        more_silent: all.saturating_sub(MAX_LINES),
        silent,
        outliers: outliers(screens, visit, look),
    }
}

/// The figures of a place, each a filter.
fn tiles(screens: &Screens, visit: &Visit, look: &Look, silent: usize) -> Vec<Tile> {
    let definition = screens.definition();
    let arrive = time_to_arrive(screens, visit, look);
    let progress = definition.round_ix(look.round).map(|ix| screens.hub().board().tally(ix, look.place).progress);
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let link = |path: &str, filter: &str| {
        format!("/hub/operation{path}?place={}&round={}&filter={filter}", look.id, look.round)
    };
    let tile = |href, label: [&str; 2], value: String, of: String, kind| Tile {
        href,
        label: visit.t(label[0], label[1]).to_owned(),
        value,
        of,
        kind,
    };
    let (open, closed, all) = doors(operation, look);
    let incidents = worst_first(operation, look);
    let critical = incidents.iter().filter(|found| found.report.severity == Severity::Critical).count();
    let (engaged, duty) = forces(operation, look);
    let (counted, expected) = progress.map_or((0, 0), |progress| (progress.counted(), progress.stations));
    let french = if critical == 1 { "critique" } else { "critiques" };
    let critical = format!("{critical} {}", visit.t(french, "critical"));
    let (turnout, before) = turnout(screens, visit, operation, look);
    vec![
        tile(link("/stations", "open"), ["Ouverts", "Open"], open.to_string(), format!("/ {all}"), "done"),
        tile(link("/stations", "closed"), ["Fermés", "Closed"], closed.to_string(), format!("/ {all}"), "all"),
        tile(link("/stations", "silent"), ["Sans nouvelle", "Without news"], silent.to_string(), String::new(), "late"),
        tile(
            link("/incidents", "open"),
            ["Incidents ouverts", "Open incidents"],
            incidents.len().to_string(),
            critical,
            "conflict",
        ),
        tile(link("/stations", "turnout"), ["Participation", "Turnout"], turnout, before, "call-back"),
        tile(
            link("/units", "engaged"),
            ["Unités engagées", "Units engaged"],
            engaged.to_string(),
            format!("/ {duty}{arrive}"),
            "warning",
        ),
        tile(
            link("/stations", "reports"),
            ["Résultats reçus", "Reports in"],
            counted.to_string(),
            format!("/ {expected}"),
            "done",
        ),
    ]
}

/// Stations open and closed, and all that open in the round.
fn doors(operation: &Operation, look: &Look) -> (usize, usize, usize) {
    let definition = operation.definition();
    let Some(position) = definition.round_ix(look.round) else { return (0, 0, 0) };
    let own = operation.stations_within(look.place).into_iter();
    let (mut open, mut closed, mut all) = (0, 0, 0);
    for ix in own.filter(|ix| definition.registered(*ix, position).is_some()) {
        all += 1;
        match operation.day((look.round, definition.station(ix).id)) {
            Some(ops::operation::day::Day::Open(_)) => open += 1,
            Some(ops::operation::day::Day::Closed(_)) => closed += 1,
            Some(ops::operation::day::Day::Installed(_)) | None => {}
        }
    }
    (open, closed, all)
}

/// Units that have an order, and all that are at work.
fn forces(operation: &Operation, look: &Look) -> (usize, usize) {
    let own = operation.units().values().filter(|unit| look.holds(operation.definition(), unit.particulars.place));
    let (mut engaged, mut duty) = (0, 0);
    for unit in own {
        engaged += usize::from(unit.state.order().is_some());
        duty += usize::from(!matches!(unit.state, unit::State::OffDuty(_)));
    }
    (engaged, duty)
}

/// ` · 8 min to arrive`, where a unit has arrived today.
fn time_to_arrive(screens: &Screens, visit: &Visit, look: &Look) -> String {
    // The figure is left out where the journal cannot be read: whoever acts is told then.
    let median = screens.time_to_arrive(look).ok().flatten();
    median.map_or_else(String::new, |seconds| {
        let minutes = u64::try_from(seconds).unwrap_or(0).div_ceil(60);
        format!(" · {} {minutes} min", visit.t("délai médian", "median to arrive"))
    })
}

/// Turnout at the last mark, and that of the round before at the same stations' mark.
fn turnout(screens: &Screens, visit: &Visit, operation: &Operation, look: &Look) -> (String, String) {
    let definition = screens.definition();
    let Some(mark) = look.mark(definition, screens.now()) else { return ("–".to_owned(), String::new()) };
    let share = |round: u8| {
        let sums = operation.turnout(round, look.place, mark);
        (sums.stations > 0).then(|| percent(visit.language, sums.people, sums.registered))
    };
    let before = before(screens, look.round).and_then(share);
    let before = before.map_or(String::new(), |share| format!("({share})"));
    let of = format!("{} {before}", labels::mark(visit, mark));
    (share(look.round).unwrap_or_else(|| "–".to_owned()), of)
}

/// The round before, if there was one.
pub fn before(screens: &Screens, round: u8) -> Option<u8> {
    let numbers = screens.definition().rounds().iter().map(|round| round.number);
    numbers.filter(|number| *number < round).max()
}

fn outliers(screens: &Screens, visit: &Visit, look: &Look) -> Vec<(String, String)> {
    let definition = screens.definition();
    let (Some(mark), Some(before)) = (look.mark(definition, screens.now()), before(screens, look.round)) else {
        return Vec::new();
    };
    let found = screens.rooms().room().operation().outliers(before, look.round, look.place, mark);
    let share = |permille: i64| percent(visit.language, permille.unsigned_abs(), 1_000);
    let line = |outlier: &ops::operation::turnout::Outlier| {
        let name = ground_name(definition, visit, definition.station(outlier.station).id);
        let usual = outlier.before + outlier.usual;
        (name, format!("{} · {} {}", share(outlier.now), visit.t("attendu", "usual"), share(usual.max(0))))
    };
    found.iter().take(MAX_LINES).map(line).collect()
}

/// The repairs of the plan that somebody has to decide on.
fn repairs(screens: &Screens, visit: &Visit, person: &Person, look: &Look) -> Vec<RepairLine> {
    if !may(person.role, Act::SeePlan) {
        return Vec::new();
    }
    let definition = screens.definition();
    timetable::repairs(screens, visit, |repair| repair.waits() && look.holds(definition, repair.asked.place))
}

/// The postures that want somebody's attention: active, proposed, or with conditions that hold now.
fn postures(screens: &Screens, visit: &Visit, person: &Person, look: &Look, active_only: bool) -> Vec<PostureLine> {
    let (definition, now, known) = (screens.definition(), screens.now(), screens.known());
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let line = |own: &Posture, badge: Badge, met: &[Met]| PostureLine {
        href: format!("/hub/operation/postures/{}", own.plan.posture),
        title: own.plan.title.clone(),
        badge,
        reasons: reasons(rooms.room(), visit, person, met),
    };
    let shown = |own: &Posture| match &own.state {
        posture::State::Active(_) => Some(line(own, labels::posture(visit, &own.state), own.reasons())),
        posture::State::Proposed(_) | posture::State::Asked(_) if !active_only => {
            Some(line(own, labels::posture(visit, &own.state), own.reasons()))
        }
        posture::State::Prepared(_) if !active_only => {
            let met = operation.reasons(own, now, &known)?;
            let text = visit.t("Conditions réunies, à proposer", "Conditions hold, to be proposed").to_owned();
            Some(line(own, Badge { kind: "now", text }, &met))
        }
        _ => None,
    };
    let own = operation.postures().values().filter(|own| look.holds(definition, own.plan.place));
    // That a share was reached is not for everybody before it is public.
    own.filter(|own| !rooms.room().keeps_from(person, own)).filter_map(shown).collect()
}

/// The units that have an order.
fn engaged(screens: &Screens, visit: &Visit, look: &Look) -> Vec<(String, Badge, String)> {
    let definition = screens.definition();
    let rooms = screens.rooms();
    let operation = rooms.room().operation();
    let own = operation.units().values().filter(|unit| unit.state.order().is_some());
    let own = own.filter(|unit| look.holds(definition, unit.particulars.place));
    let line = |unit: &unit::Unit| {
        let order = unit.state.order().and_then(|order| operation.orders().get(&order));
        let incident = order.and_then(|order| operation.incidents().get(&order.incident?));
        let place = incident.map(|incident| ground_name(definition, visit, incident.report.ground.about));
        (unit.particulars.name.clone(), labels::unit(visit, unit.state), place.unwrap_or_default())
    };
    own.take(MAX_LINES).map(line).collect()
}

/// A filter of a query, for lists.
pub fn filter(query: &Value) -> String {
    text(query, "filter").chars().take(20).collect()
}
