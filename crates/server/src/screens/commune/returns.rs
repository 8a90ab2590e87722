//! The return of a commune or of a department: its own sums, signed.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::message::{Body, Figures, Return};
use election::refusal::Language;
use election::state::StationState;
use election::words::{CHECK_WORDS, words};
use election::{Definition, Id, Message, Stamp};
use ops::Refusal;
use ops::desk::signed_note;
use ops::roles::{Officer, Returning};
use ops::step::{Actor, Command};
use serde_json::Value;
use tlog::Hash;

use super::list::RoundTab;
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{commune_of, station_name};

#[derive(Template)]
#[template(path = "return.html")]
struct ReturnPage {
    page: Page,
    name: String,
    rounds: Vec<RoundTab>,
    rows: Vec<(String, String)>,
    waiting: Vec<(String, String)>,
    more: usize,
    sent: Option<u64>,
    shown: Hash,
    words: String,
    at: String,
    place: Id,
    round: u8,
    ask_code: bool,
    notice: Option<String>,
}

/// Stations listed by name while the return is not complete.
const MAX_LISTED: usize = 50;

/// What a place would sign now, and the stations that still hold it up.
struct Draft {
    message: Message,
    waiting: Vec<Id>,
    sent: Option<u64>,
}

impl Screens {
    fn draft_return(&self, round: u8, place: Id, at: Stamp) -> Result<Draft, Fault> {
        let definition = self.definition();
        let round_ix = definition.round_ix(round).ok_or(Fault::NotFound)?;
        let place_ix = definition.place_ix(place).ok_or(Fault::NotFound)?;
        // Before the board: rooms, then board, is the order everywhere.
        let sent = self.rooms().room().returned((round, place)).map(|sent| sent.index);
        let board = self.hub().board();
        let stations = board.stations_of(round_ix, place_ix);
        let ready = |state: &StationState| {
            matches!(state, StationState::Confirmed(_) | StationState::Returned(_) | StationState::Annulled(_))
        };
        let waiting = stations.iter().filter(|ix| !ready(board.state(round_ix, **ix)));
        let waiting = waiting.map(|ix| definition.station(*ix).id).collect();
        let (reports, root) = board.root_of(round_ix, &stations);
        let sums = &board.tally(round_ix, place_ix).sums;
        let figures = Figures::of_sums(sums, &definition.rounds()[round_ix]);
        let body = Body::Return(Return { round, place, reports, root, figures, at });
        let message = Message { definition: definition.hash(), mode: definition.parts().mode, body };
        Ok(Draft { message, waiting, sent })
    }
}

/// `GET /hub/returns/{place}`
pub async fn form(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Returning>,
    Path(place): Path<String>,
    Query(query): Query<Value>,
) -> Response {
    let round = screens.round_of(&query);
    let made = return_page(&screens, &visit, &officer, round, &place, None);
    screens.answer(&visit, made)
}

fn return_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Returning>,
    round: u8,
    place: &str,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let definition = screens.definition();
    let place = own_place(screens, officer, place)?;
    let at = screens.now();
    let draft = screens.draft_return(round, place, at)?;
    let language = visit.language;
    let name = definition.place_ix(place).map(|ix| definition.place(ix).name.clone()).unwrap_or_default();
    let text = draft.message.to_string();
    let listed = draft.waiting.iter().take(MAX_LISTED);
    let waiting = listed.map(|id| (format!("/hub/stations/{round}/{id}"), station_in_full(definition, *id, language)));
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(show(
        status,
        &ReturnPage {
            page: Page::new(definition, visit, visit.t("Récapitulatif", "Return")),
            name,
            rounds: screens.round_tabs(round),
            // Sums before and after one report would tell its figures to who is to ring about it.
            rows: if draft.waiting.is_empty() { sum_rows(screens, visit, &draft) } else { Vec::new() },
            waiting: waiting.collect(),
            more: draft.waiting.len().saturating_sub(MAX_LISTED),
            sent: draft.sent,
            shown: Message::id(&text),
            words: words(Message::id(&text), CHECK_WORDS),
            at: at.to_string(),
            place,
            round,
            ask_code: officer.person().role.needs_second_factor(),
            notice,
        },
    ))
}

/// A station where stations of several communes are listed, each with a station 0001 in its town
/// hall: commune, number and venue, identifier.
pub(in crate::screens) fn station_in_full(definition: &Definition, station: Id, language: Language) -> String {
    let commune = commune_of(definition, station).map(|(_, name)| format!("{name} · ")).unwrap_or_default();
    format!("{commune}{} ({station})", station_name(definition, station, language))
}

/// A return is signed by the place's own holders.
fn own_place(screens: &Screens, officer: &Officer<Returning>, place: &str) -> Result<Id, Fault> {
    let place = Id::new(place).map_err(|_| Fault::NotFound)?;
    screens.definition().place_ix(place).ok_or(Fault::NotFound)?;
    if officer.person().scope == place { Ok(place) } else { Err(Refusal::Territory(place).into()) }
}

fn sum_rows(screens: &Screens, visit: &Visit, draft: &Draft) -> Vec<(String, String)> {
    let Body::Return(sums) = &draft.message.body else { return Vec::new() };
    let reports = (visit.t("Rapports", "Reports").to_owned(), visit.language.number(sums.reports));
    let lines = sums.figures.fields().filter_map(|field| {
        let label = super::super::results::field_label(screens.definition(), sums.round, field, visit.language);
        Some((label, visit.language.number(sums.figures.at(field)?)))
    });
    core::iter::once(reports).chain(lines).collect()
}

/// `POST /hub/returns/{place}`
pub async fn sign(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Returning>,
    Path(place): Path<String>,
    fields: Fields,
) -> Response {
    let round = fields.at("round").parse().unwrap_or(0);
    let made = match signed(&screens, &officer, round, &place, &fields).await {
        Ok(()) => Ok(Redirect::to(&format!("/hub/returns/{place}?round={round}")).into_response()),
        Err(fault @ (Fault::Refused(Refusal::LogIn { .. } | Refusal::Changed) | Fault::Message(_))) => {
            let notice = Some(fault.text(visit.language));
            return_page(&screens, &visit, &officer, round, &place, notice)
        }
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

async fn signed(
    screens: &Screens,
    officer: &Officer<Returning>,
    round: u8,
    place: &str,
    fields: &Fields,
) -> Result<(), Fault> {
    let place = own_place(screens, officer, place)?;
    // The moment is part of the text that was shown; it is taken back from the form, and the hash
    // tells whether anything else has changed meanwhile.
    let at = Stamp::parse(fields.at("at")).ok_or(Fault::Form("at"))?;
    let draft = screens.draft_return(round, place, at)?;
    let text = draft.message.to_string();
    let confirmed = screens.confirmed(officer.person(), fields, Message::id(&text)).await?;
    let note = signed_note(&text, &[confirmed.sign(&text)?]);
    let sent = screens.send(note).await?;
    let actor = Actor::Account(officer.person().account);
    screens.act(actor, Command::Returned { spot: (round, place), sent }).await?;
    Ok(())
}
