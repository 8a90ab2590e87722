//! The results desk: totals, the release by two people, corrections, and progress for walls.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::Definition;
use election::board::ChangeKind;
use election::message::Field;
use election::refusal::Language;
use election::total::Tally;
use ops::Refusal;
use ops::proposal::Release;
use ops::roles::{Act, Officer, Releasing, SeeingProgress, SeeingTotals, may};
use ops::step::{Actor, Command, release_text};
use serde_json::Value;
use tlog::Hash;

use super::Screens;
use super::access::{Fields, Visit};
use super::administrators::{AskedRow, tonight};
use super::commune::list::RoundTab;
use super::fault::Fault;
use super::page::{Page, hour, show};
use super::sheet::station_name;

/// One candidate's total.
struct Candidate {
    name: String,
    votes: String,
    share: String,
    /// Width of the bar, in steps of a twentieth: a class, since no style stands in a page.
    bar: u64,
}

struct PlaceRow {
    href: String,
    name: String,
    counted: u32,
    stations: u32,
    tenths: u64,
}

#[derive(Template)]
#[template(path = "results.html")]
struct ResultsPage {
    page: Page,
    rounds: Vec<RoundTab>,
    round: u8,
    figures: Vec<(String, String)>,
    candidates: Vec<Candidate>,
    counted: u32,
    stations: u32,
    conflict: u32,
    annulled: u32,
    confirmed: u32,
    places: Vec<PlaceRow>,
    publishes: String,
    published: Option<bool>,
    may_release: bool,
    asked: Vec<AskedRow>,
    asked_more: usize,
    at: String,
}

/// What a line of a record is called; a candidate by name.
pub fn field_label(definition: &Definition, round: u8, field: Field, language: Language) -> String {
    let fixed = |french: &str, english: &str| if language == Language::French { french } else { english }.to_owned();
    match field {
        Field::Registered => fixed("Inscrits", "Registered"),
        Field::SignedIn => fixed("Émargements", "Signed in"),
        Field::Cast => fixed("Votants", "Cast"),
        Field::Blank => fixed("Blancs", "Blank"),
        Field::Void => fixed("Nuls", "Void"),
        Field::Valid => fixed("Exprimés", "Valid"),
        Field::Candidate(panel) => {
            let round = definition.round_ix(round).map(|ix| &definition.rounds()[ix]);
            let found = round.and_then(|round| round.candidates.iter().find(|own| own.number == panel));
            found.map_or_else(|| field.to_string(), |own| format!("{panel} · {} {}", own.given, own.family))
        }
    }
}

/// A share in hundredths of a percent, as people read it; integers, rounded to the nearest.
pub fn percent(language: Language, part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let share = (u128::from(part) * 20_000 + u128::from(whole)) / (2 * u128::from(whole));
    let (units, hundredths) = (share / 100, share % 100);
    match language {
        Language::French => format!("{units},{hundredths:02}\u{a0}%"),
        Language::English => format!("{units}.{hundredths:02}%"),
    }
}

/// `GET /hub/results`
pub async fn results(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingTotals>,
    Query(query): Query<Value>,
) -> Response {
    let round = screens.round_of(&query);
    let definition = screens.definition();
    let Some(round_ix) = definition.round_ix(round) else {
        return Fault::NotFound.page(Page::new(definition, &visit, ""));
    };
    let language = visit.language;
    let board = screens.hub().board();
    // An auditor of one department reads that department.
    let place = definition.place_ix(officer.person().scope).unwrap_or(definition.nation());
    let tally = board.tally(round_ix, place).clone();
    let places = definition.children(place).iter().map(|ix| place_row(definition, *ix, board.tally(round_ix, *ix)));
    let places: Vec<PlaceRow> = places.filter(|row| row.stations > 0).take(200).collect();
    drop(board);
    let release = screens.rooms().room().release(round).copied();
    let (asked, asked_more) = tonight(screens.rooms().room(), &visit, screens.now());
    let publishes = definition.rounds()[round_ix].publishes;
    // In an exercise nobody's decision may be needed.
    let by_itself = screens.0.settings.at_legal_hour && screens.now().instant() >= publishes.instant();
    let page = ResultsPage {
        page: Page::new(definition, &visit, visit.t("Résultats", "Results")),
        rounds: screens.round_tabs(round),
        round,
        figures: figures(language, definition, round, &tally),
        candidates: candidates(language, definition, round, &tally),
        counted: tally.progress.counted(),
        stations: tally.progress.stations,
        conflict: tally.progress.conflict,
        annulled: tally.progress.annulled,
        confirmed: tally.progress.confirmed + tally.progress.returned + tally.progress.certified,
        places,
        publishes: hour(publishes),
        published: release.map(|release| matches!(release, Release::Done(_))).or(by_itself.then_some(true)),
        may_release: may(officer.person().role, Act::Release),
        asked,
        asked_more,
        at: hour(screens.now()),
    };
    show(StatusCode::OK, &page)
}

fn place_row(definition: &Definition, ix: election::definition::PlaceIx, tally: &Tally) -> PlaceRow {
    let place = definition.place(ix);
    let (counted, stations) = (tally.progress.counted(), tally.progress.stations);
    let href = if place.level == election::definition::Level::Department {
        format!("/hub/departments/{}", place.id)
    } else {
        String::new()
    };
    PlaceRow { href, name: place.name.clone(), counted, stations, tenths: twentieths(counted.into(), stations.into()) }
}

/// A part of a whole in twentieths, for the class of a bar; something is never shown as nothing.
fn twentieths(part: u64, whole: u64) -> u64 {
    if part == 0 { 0 } else { (part * 20 / whole.max(1)).max(1) }
}

fn figures(language: Language, definition: &Definition, round: u8, tally: &Tally) -> Vec<(String, String)> {
    let rows = Field::FIXED.into_iter().zip(tally.sums.row());
    rows.map(|(field, sum)| (field_label(definition, round, field, language), language.number(sum))).collect()
}

fn candidates(language: Language, definition: &Definition, round: u8, tally: &Tally) -> Vec<Candidate> {
    let Some(ix) = definition.round_ix(round) else { return Vec::new() };
    let most = tally.sums.candidates.iter().copied().max().unwrap_or(0);
    let own = definition.rounds()[ix].candidates.iter().zip(&tally.sums.candidates);
    let mut rows: Vec<(u64, Candidate)> = own
        .map(|(candidate, votes)| {
            let name = field_label(definition, round, Field::Candidate(candidate.number), language);
            let share = percent(language, *votes, tally.sums.valid);
            (*votes, Candidate { name, votes: language.number(*votes), share, bar: twentieths(*votes, most) })
        })
        .collect();
    rows.sort_by_key(|(votes, _)| core::cmp::Reverse(*votes));
    rows.into_iter().map(|(_, row)| row).collect()
}

#[derive(Template)]
#[template(path = "release.html")]
struct ReleasePage {
    page: Page,
    round: u8,
    publishes: String,
    early: bool,
    asked_by: Option<String>,
    own: bool,
    done_by: Option<[String; 2]>,
    shown: Hash,
    counted: u32,
    stations: u32,
    notice: Option<String>,
}

/// `GET /hub/release/{round}`
pub async fn release_form(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Releasing>,
    Path(round): Path<u8>,
) -> Response {
    let made = release_page(&screens, &visit, &officer, round, None);
    screens.answer(&visit, made)
}

fn release_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Releasing>,
    round: u8,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let definition = screens.definition();
    let round_ix = definition.round_ix(round).ok_or(Fault::NotFound)?;
    let publishes = definition.rounds()[round_ix].publishes;
    let progress = screens.hub().board().tally(round_ix, definition.nation()).progress;
    let rooms = screens.rooms();
    let room = rooms.room();
    let text = release_text(room, round).ok_or(Fault::NotFound)?;
    let asked = match room.release(round) {
        Some(Release::Asked(asked)) => Some(asked.by),
        _ => None,
    };
    let done = match room.release(round) {
        Some(Release::Done(done)) => Some(done.by.map(|by| by.to_string())),
        _ => None,
    };
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(show(
        status,
        &ReleasePage {
            page: Page::new(definition, visit, visit.t("Publication", "Release")),
            round,
            publishes: publishes.to_string(),
            early: screens.now().instant() < publishes.instant(),
            own: asked == Some(officer.person().account),
            asked_by: asked.map(|by| by.to_string()),
            done_by: done,
            shown: Hash::of(text.as_bytes()),
            counted: progress.counted(),
            stations: progress.stations,
            notice,
        },
    ))
}

/// `POST /hub/release/{round}`
pub async fn release(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Releasing>,
    Path(round): Path<u8>,
    fields: Fields,
) -> Response {
    let made = match released(&screens, &officer, round, &fields).await {
        Ok(()) => Ok(Redirect::to(&format!("/hub/release/{round}")).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            release_page(&screens, &visit, &officer, round, Some(fault.text(visit.language)))
        }
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

async fn released(screens: &Screens, officer: &Officer<Releasing>, round: u8, fields: &Fields) -> Result<(), Fault> {
    let text = release_text(screens.rooms().room(), round).ok_or(Fault::NotFound)?;
    let position = screens.definition().round_ix(round).ok_or(Fault::NotFound)?;
    // Before anybody's code is used up.
    if screens.now().instant() < screens.definition().rounds()[position].publishes.instant() {
        return Err(Refusal::Early.into());
    }
    let confirmed = screens.confirmed(officer.person(), fields, Hash::of(text.as_bytes())).await?;
    let command = Command::Release { round, shown: confirmed.shown() };
    screens.act(Actor::Account(officer.person().account), command).await?;
    if screens.rooms().room().is_released(round) {
        screens.hub().release(round);
    }
    Ok(())
}

struct ChangeRow {
    index: u64,
    station: String,
    kind: String,
    reason: String,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "corrections.html")]
struct CorrectionsPage {
    page: Page,
    rounds: Vec<RoundTab>,
    rows: Vec<ChangeRow>,
    total: usize,
}

/// Corrections listed on one page, the latest first.
const MAX_LISTED: usize = 100;

/// `GET /hub/corrections`
pub async fn corrections(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingTotals>,
    Query(query): Query<Value>,
) -> Response {
    let definition = screens.definition();
    let round = screens.round_of(&query);
    let board = screens.hub().board();
    let row = |change: &election::board::Change| ChangeRow {
        index: change.index,
        station: format!(
            "{} · {}",
            definition.place(definition.commune(change.station)).name,
            station_name(definition, definition.station(change.station).id, visit.language)
        ),
        kind: match change.kind {
            ChangeKind::Correction => visit.t("Correction", "Correction"),
            ChangeKind::Conflict => visit.t("Conflit", "Conflict"),
            ChangeKind::Annulment => visit.t("Annulation", "Annulment"),
        }
        .to_owned(),
        reason: change.reason.clone(),
        before: change.before.as_ref().map_or("–".to_owned(), |counts| counts.valid.to_string()),
        after: change.after.as_ref().map_or("–".to_owned(), |counts| counts.valid.to_string()),
    };
    let of_round = |change: &&election::board::Change| {
        definition.rounds().get(change.round).is_some_and(|found| found.number == round)
            && officer.within(definition, definition.station(change.station).id).is_ok()
    };
    let all: Vec<&election::board::Change> = board.changes().iter().rev().filter(of_round).collect();
    let rows = all.iter().take(MAX_LISTED).map(|change| row(change)).collect();
    let page = Page::new(definition, &visit, visit.t("Corrections", "Corrections"));
    show(StatusCode::OK, &CorrectionsPage { page, rounds: screens.round_tabs(round), rows, total: all.len() })
}

#[derive(Template)]
#[template(path = "progress.html")]
struct ProgressPage {
    page: Page,
    rounds: Vec<RoundTab>,
    name: String,
    counted: u32,
    stations: u32,
    missing: u32,
    conflict: u32,
    confirmed: u32,
    share: String,
    places: Vec<PlaceRow>,
    at: String,
}

/// `GET /hub/progress`: how far the count is, without a figure of it.
pub async fn progress(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingProgress>,
    Query(query): Query<Value>,
) -> Response {
    let definition = screens.definition();
    let round = screens.round_of(&query);
    let place = definition.place_ix(officer.person().scope);
    let (Some(place), Some(round_ix)) = (place, definition.round_ix(round)) else {
        return Fault::NotFound.page(Page::new(definition, &visit, ""));
    };
    let board = screens.hub().board();
    let progress = board.tally(round_ix, place).progress;
    let places = definition.children(place).iter().map(|ix| place_row(definition, *ix, board.tally(round_ix, *ix)));
    let page = ProgressPage {
        page: Page::new(definition, &visit, visit.t("Avancement", "Progress")),
        rounds: screens.round_tabs(round),
        name: definition.place(place).name.clone(),
        counted: progress.counted(),
        stations: progress.stations,
        missing: progress.missing(),
        conflict: progress.conflict,
        confirmed: progress.confirmed + progress.returned + progress.certified,
        share: percent(visit.language, progress.counted().into(), progress.stations.into()),
        places: places
            .filter(|row| row.stations > 0)
            .take(200)
            .map(|row| PlaceRow { href: String::new(), ..row })
            .collect(),
        at: hour(screens.now()),
    };
    show(StatusCode::OK, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_the_nearest() {
        assert_eq!(percent(Language::French, 1, 3), "33,33\u{a0}%");
        assert_eq!(percent(Language::English, 2, 3), "66.67%");
        assert_eq!(percent(Language::English, 1, 20_000), "0.01%");
        assert_eq!(percent(Language::English, 0, 0), "–");
        assert_eq!(percent(Language::English, u64::MAX, u64::MAX), "100.00%");
    }
}
