//! The stations of a department, by what they need. Never all of them on one page.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use election::Id;
use election::definition::StationIx;
use election::message::Figures;
use election::state::StationState;
use ops::callback::CallBack;
use ops::roles::{Officer, SeeingDepartment};
use ops::room::Spot;
use serde_json::Value;

use crate::screens::Screens;
use crate::screens::access::{Visit, encoded};
use crate::screens::commune::list::{Badge, RoundTab, badge};
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{commune_of, station_name};

/// Lines of one page.
const PAGE: usize = 40;
/// Longest text that is searched for, bytes.
const MAX_QUERY_BYTES: usize = 60;
/// Seconds after closing from which a report that has not come is late.
const LATE: i64 = 90 * 60;

/// What a station needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing came yet.
    Missing,
    /// Nothing came, and it is late.
    Late,
    /// Different reports, or entries that differ, or a call-back that did.
    Conflict,
    /// A warning that nobody looked at.
    Warning,
    /// To be called back.
    CallBack,
    /// All done.
    Done,
}

impl Need {
    const ALL: [Self; 6] = [Self::Conflict, Self::Late, Self::Missing, Self::CallBack, Self::Warning, Self::Done];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Late => "late",
            Self::Conflict => "conflict",
            Self::Warning => "warning",
            Self::CallBack => "call-back",
            Self::Done => "done",
        }
    }

    /// What one station needs.
    fn of_one(self, visit: &Visit) -> &'static str {
        let (french, english) = match self {
            Self::Missing => ("Manquant", "Missing"),
            Self::Late => ("En retard", "Late"),
            Self::Conflict => ("En conflit", "In conflict"),
            Self::Warning => ("Alerte", "Warning"),
            Self::CallBack => ("À rappeler", "To call back"),
            Self::Done => ("Confirmé", "Confirmed"),
        };
        if visit.language == election::refusal::Language::French { french } else { english }
    }

    fn label(self, visit: &Visit) -> &'static str {
        let (french, english) = match self {
            Self::Missing => ("Manquants", "Missing"),
            Self::Late => ("En retard", "Late"),
            Self::Conflict => ("En conflit", "In conflict"),
            Self::Warning => ("Alertes", "Warnings"),
            Self::CallBack => ("À rappeler", "To call back"),
            Self::Done => ("Confirmés", "Confirmed"),
        };
        if visit.language == election::refusal::Language::French { french } else { english }
    }
}

/// One filter: a figure that is a link.
struct Filter {
    href: String,
    label: &'static str,
    count: usize,
    kind: &'static str,
    current: bool,
}

struct Row {
    href: String,
    name: String,
    commune: String,
    id: String,
    badge: Badge,
    needs: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "department.html")]
struct DepartmentPage {
    page: Page,
    name: String,
    rounds: Vec<RoundTab>,
    filters: Vec<Filter>,
    rows: Vec<Row>,
    query: String,
    filter: String,
    round: u8,
    here: String,
    found: usize,
    from: usize,
    to: usize,
    before: Option<String>,
    after: Option<String>,
    counted: u32,
    expected: u32,
}

impl Screens {
    /// What a station needs, the most urgent first.
    pub(super) fn needs(&self, spot: Spot, ix: StationIx, state: &StationState) -> Vec<Need> {
        let definition = self.definition();
        let mut needs = Vec::new();
        let rooms = self.rooms();
        let room = rooms.room();
        let differs = matches!(room.callback(spot), Some(CallBack::Differed(differed))
            if state.counted().is_some_and(|standing| standing.report == differed.opened.report));
        let entries = matches!(room.desk(spot), Some(ops::desk::Desk::Differing(_)));
        if matches!(state, StationState::Conflict(_)) || differs || entries {
            needs.push(Need::Conflict);
        }
        if state.is_missing() {
            let hours = definition.round_ix(spot.0).and_then(|round| definition.hours(ix, round));
            let late = hours.is_some_and(|hours| self.now().instant() > hours.closes.instant() + LATE);
            needs.push(if late { Need::Late } else { Need::Missing });
        }
        match state {
            StationState::Reported(_) | StationState::Corrected(_) => needs.push(Need::CallBack),
            StationState::Confirmed(_) | StationState::Returned(_) | StationState::Certified(_) => {
                needs.push(Need::Done);
            }
            _ => {}
        }
        drop(rooms);
        // What came in a rush after a silence is looked at first, until somebody has called back.
        let called_for = matches!(state, StationState::Reported(_) | StationState::Corrected(_));
        let rushed = state.counted().is_some_and(|standing| self.hub().is_rushed(standing.index));
        let warned = || self.open_warnings(spot, state).into_iter().any(|(_, handled)| handled.is_none());
        if called_for && rushed || warned() {
            needs.push(Need::Warning);
        }
        needs
    }

    /// The warnings about the edition that stands, and what was found about each.
    pub(super) fn open_warnings(
        &self,
        spot: Spot,
        state: &StationState,
    ) -> Vec<(station::form::Question, Option<ops::room::Handled>)> {
        let Some(standing) = state.counted() else { return Vec::new() };
        let definition = self.definition();
        let Some(round) = definition.round_ix(spot.0) else { return Vec::new() };
        let Ok(form) = station::form::Form::new(definition, spot.0, spot.1) else { return Vec::new() };
        let figures = Figures::of(&standing.counts, &definition.rounds()[round]);
        let questions = self.questions(&form, &figures);
        let rooms = self.rooms();
        let handled = |code| rooms.room().handled(spot, standing.report, code).cloned();
        questions.into_iter().map(|question| (question.clone(), handled(question.code))).collect()
    }
}

/// `GET /hub/departments/{department}`
pub async fn department(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingDepartment>,
    Path(department): Path<String>,
    Query(query): Query<Value>,
) -> Response {
    let (inner, language) = (screens.clone(), visit.clone());
    let made = screens.aside(move || page(&inner, &language, &officer, &department, &query)).await;
    screens.answer(&visit, made)
}

fn page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<SeeingDepartment>,
    department: &str,
    query: &Value,
) -> Result<Response, Fault> {
    let definition = screens.definition();
    let id = Id::new(department).map_err(|_| Fault::NotFound)?;
    let place = definition.place_ix(id).ok_or(Fault::NotFound)?;
    officer.within(definition, id)?;
    let round = screens.round_of(query);
    let round_ix = definition.round_ix(round).ok_or(Fault::NotFound)?;
    let text = |name: &str| query.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let (filter, mut searched) = (text("filter"), text("q"));
    if searched.len() > MAX_QUERY_BYTES {
        searched.clear();
    }
    let here = format!("/hub/departments/{id}");
    let stations = screens.hub().board().stations_of(round_ix, place);
    let mut needs = Vec::with_capacity(stations.len());
    for ix in &stations {
        let spot = (round, definition.station(*ix).id);
        needs.push((spot, screens.needs(spot, *ix, &screens.state(spot))));
    }
    let wanted = |need: &[Need]| filter.is_empty() || need.iter().any(|need| need.word() == filter);
    let found: Vec<Spot> = needs
        .iter()
        .filter(|(spot, need)| wanted(need) && matches(screens, *spot, &searched))
        .map(|(spot, _)| *spot)
        .collect();
    let at: usize = text("page").parse().unwrap_or(1_usize).clamp(1, found.len().div_ceil(PAGE).max(1));
    let rows = found.iter().skip((at - 1) * PAGE).take(PAGE).map(|spot| row(screens, visit, *spot)).collect();
    let link =
        |page: usize| format!("{here}?round={round}&filter={}&q={}&page={page}", encoded(&filter), encoded(&searched));
    let filters = Need::ALL.into_iter().map(|need| Filter {
        href: format!("{here}?round={round}&filter={}", need.word()),
        label: need.label(visit),
        count: needs.iter().filter(|(_, found)| found.contains(&need)).count(),
        kind: need.word(),
        current: filter == need.word(),
    });
    let progress = screens.hub().board().tally(round_ix, place).progress;
    Ok(show(
        StatusCode::OK,
        &DepartmentPage {
            page: Page::new(definition, visit, definition.place(place).name.clone()),
            name: definition.place(place).name.clone(),
            rounds: screens.round_tabs(round),
            filters: filters.collect(),
            rows,
            query: searched.clone(),
            filter: filter.clone(),
            round,
            found: found.len(),
            from: if found.is_empty() { 0 } else { (at - 1) * PAGE + 1 },
            to: (at * PAGE).min(found.len()),
            before: (at > 1).then(|| link(at - 1)),
            after: (at * PAGE < found.len()).then(|| link(at + 1)),
            counted: progress.counted(),
            expected: progress.stations,
            here,
        },
    ))
}

/// Whether a station is meant: its identifier, or a part of the commune's name, without accents.
fn matches(screens: &Screens, (_, station): Spot, searched: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().chars().map(without_accent).collect::<String>();
    let name = commune_of(screens.definition(), station).map(|(_, name)| name).unwrap_or_default();
    let searched = plain(searched);
    station.as_str().to_lowercase().contains(&searched) || plain(&name).contains(&searched)
}

fn without_accent(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        '-' | '\'' | '’' => ' ',
        other => other,
    }
}

fn row(screens: &Screens, visit: &Visit, spot: Spot) -> Row {
    let definition = screens.definition();
    let state = screens.state(spot);
    let ix = definition.station_ix(spot.1).unwrap_or_else(|| unreachable!("spots are of the definition"));
    let needs = screens.needs(spot, ix, &state).into_iter().filter(|need| *need != Need::Done);
    let rooms = screens.rooms();
    Row {
        href: format!("/hub/dossiers/{}/{}", spot.0, spot.1),
        name: station_name(definition, spot.1, visit.language),
        commune: commune_of(definition, spot.1).map(|(_, name)| name).unwrap_or_default(),
        id: spot.1.to_string(),
        badge: badge(visit, rooms.room().desk(spot), &state),
        needs: needs.map(|need| need.of_one(visit)).collect(),
    }
}
