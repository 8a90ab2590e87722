//! The situation report: what is printed at fixed hours, of now or of a past moment.

mod print;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use election::Stamp;
use ops::Room;
use ops::operation::day::{Day, Mark};
use ops::operation::incident::Severity;
use ops::operation::posture;
use ops::operation::silence::Reported;
use ops::operation::unit::State as Now;
use ops::roles::{Officer, Person, SeeingOperation};
use serde_json::Value;

use super::incidents::{Line, line};
use super::main_room::worst_first;
use super::past::{Moment, Slider};
use super::{Look, Top, clock, ground_name, labels};
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show, with_headers};
use crate::screens::results::percent;

/// Most stations named among those without news.
const MAX_SILENT: usize = 100;

#[derive(Template)]
#[template(path = "operation/situation.html")]
struct SituationPage {
    page: Page,
    top: Top,
    at: String,
    slider: Slider,
    events: u64,
    head: String,
    figures: Vec<(String, String)>,
    incidents: Vec<Line>,
    closed: Vec<Line>,
    silent: Vec<(String, String, String)>,
    more_silent: usize,
    postures: Vec<(String, String, Vec<String>)>,
    threats: Vec<(String, u8, String)>,
}

/// `GET /hub/operation/situation.pdf`: the same, to be printed and handed on.
pub async fn paper(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let (inner, asked) = (screens.clone(), visit.clone());
    let made = screens.aside(move || {
        let report = page(&inner, &asked, officer.person(), &query)?;
        let name = format!("attachment; filename=\"situation-{}-{}.pdf\"", report.top.place_id, report.slider.at);
        let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
        Ok(with_headers((headers, print::paper(&asked, &report).pdf(asked.language)).into_response()))
    });
    let made = made.await;
    screens.answer(&visit, made)
}

/// `GET /hub/operation/situation`: with `at`, of a past moment: the same fold, only shorter.
pub async fn situation(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingOperation>,
    Query(query): Query<Value>,
) -> Response {
    let (inner, asked) = (screens.clone(), visit.clone());
    let made = screens.aside(move || Ok(show(StatusCode::OK, &page(&inner, &asked, officer.person(), &query)?))).await;
    screens.answer(&visit, made)
}

fn page(screens: &Screens, visit: &Visit, person: &Person, query: &Value) -> Result<SituationPage, Fault> {
    let look = Look::of(screens, person, query)?;
    let moment = Moment::of(screens, query)?;
    let top = screens.top_at(visit, person, &look, &moment);
    let slider = Slider::of(screens, &moment);
    let reported = screens.reported(look.round, &moment);
    let when = (moment.at(), &reported);
    Ok(match &moment {
        Moment::Past(_, room) => report(screens, visit, person, &look, (top, slider), room, when),
        Moment::Now(_) => report(screens, visit, person, &look, (top, slider), screens.rooms().room(), when),
    })
}

fn report(
    screens: &Screens,
    visit: &Visit,
    person: &Person,
    look: &Look,
    (top, slider): (Top, Slider),
    room: &Room,
    (at, reported): (Stamp, &Reported),
) -> SituationPage {
    let definition = screens.definition();
    let operation = room.operation();
    let silent = operation.silent(look.round, look.place, at, reported);
    let own = operation.incidents().values().filter(|own| look.holds(definition, own.report.ground.about));
    let today = at.instant() - 24 * 60 * 60;
    let closed = own.filter(|own| !own.is_open() && own.state.since().instant() >= today);
    let postures = operation.postures().values().filter(|own| look.holds(definition, own.plan.place));
    let postures = postures.filter(|own| !room.keeps_from(person, own));
    let postures = postures.filter(|own| !matches!(own.state, posture::State::Prepared(_) | posture::State::Ended(_)));
    let seen = |id: &election::Id| look.holds(definition, *id) || definition.covers(*id, look.id);
    let threats = operation.threats().iter().filter(|(id, _)| seen(id));
    SituationPage {
        page: screens.frame(visit, "Point de situation", "Situation report"),
        top,
        at: format!("{} {}", &at.to_string()[..10], clock(at)),
        slider,
        events: room.size(),
        head: room.head().to_string(),
        figures: figures(visit, room, look),
        incidents: worst_first(operation, look).into_iter().map(|own| line(screens, visit, room, own, at)).collect(),
        closed: closed.map(|own| line(screens, visit, room, own, at)).collect(),
        more_silent: silent.len().saturating_sub(MAX_SILENT),
        silent: silent
            .into_iter()
            .take(MAX_SILENT)
            .map(|silent| {
                let name = ground_name(definition, visit, definition.station(silent.station).id);
                (name, labels::due(visit, silent.due).to_owned(), silent.telephone.unwrap_or_default())
            })
            .collect(),
        postures: postures
            .map(|own| {
                let reasons = super::postures::reasons(room, visit, person, own.reasons());
                (own.plan.title.clone(), labels::posture(visit, &own.state).text, reasons)
            })
            .collect(),
        threats: threats
            .map(|(id, threat)| (ground_name(definition, visit, *id), threat.level, threat.reason.clone()))
            .collect(),
    }
}

/// Label and value of every figure.
fn figures(visit: &Visit, room: &Room, look: &Look) -> Vec<(String, String)> {
    let (definition, operation) = (room.definition(), room.operation());
    let Some(position) = definition.round_ix(look.round) else { return Vec::new() };
    let stations = operation.stations_within(look.place);
    let stations: Vec<_> = stations.into_iter().filter(|ix| definition.registered(*ix, position).is_some()).collect();
    let days = stations.iter().map(|ix| operation.day((look.round, definition.station(*ix).id)));
    let count = |passes: fn(&Day) -> bool| days.clone().flatten().filter(|day| passes(day)).count();
    let (open, closed) = (count(|day| matches!(day, Day::Open(_))), count(Day::is_closed));
    let units = operation.units().values().filter(|unit| look.holds(definition, unit.particulars.place));
    let units: Vec<_> = units.collect();
    let critical = worst_first(operation, look);
    let critical = critical.iter().filter(|own| own.report.severity == Severity::Critical).count();
    let on_duty = units.iter().filter(|unit| !matches!(unit.state, Now::OffDuty(_))).count();
    let engaged = units.iter().filter(|unit| unit.state.order().is_some()).count();
    let spots = stations.iter().map(|ix| (look.round, definition.station(*ix).id));
    let arrived = spots.filter(|spot| operation.escort(*spot).is_some_and(|escort| escort.word() == "arrived")).count();
    let row = |french: &str, english: &str, value: String| (visit.t(french, english).to_owned(), value);
    let mut rows = vec![
        row("Bureaux", "Stations", stations.len().to_string()),
        row("Ouverts", "Open", open.to_string()),
        row("Fermés", "Closed", closed.to_string()),
        row("Incidents ouverts", "Open incidents", worst_first(operation, look).len().to_string()),
        row("dont critiques", "critical among them", critical.to_string()),
        row("Unités engagées / en service", "Units engaged / on duty", format!("{engaged} / {on_duty}")),
        row("Procès-verbaux en préfecture", "Records at the prefecture", arrived.to_string()),
        row("Phase", "Phase", labels::phase(visit, operation.phase())),
        row("Niveau de menace", "Threat level", operation.level(look.id).to_string()),
    ];
    for mark in Mark::ALL {
        let sums = operation.turnout(look.round, look.place, mark);
        if sums.stations > 0 {
            let share = percent(visit.language, sums.people, sums.registered);
            let (label, of) = (labels::mark(visit, mark), visit.t("bureaux", "stations"));
            let title = format!("{} {label}", visit.t("Participation", "Turnout"));
            rows.push((title, format!("{share} ({} {of})", sums.stations)));
        }
    }
    rows
}
