//! The next phase of the vote: shown with what is still open, and confirmed by a person who proves to
//! be there. A phase does not go back, so no single click moves it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use ops::operation::phase::Phase;
use ops::roles::{ChangingPhase, Officer, Person};
use ops::step::{Actor, Command};
use ops::{OperationCommand, Refusal};
use tlog::Hash;

use super::labels;
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{ConfirmPage, Step};

/// Where the page is.
const PATH: &str = "/hub/operation/phase";

/// The way back, and where one is once it is done.
const POSTURES: &str = "/hub/operation/postures";

/// `GET /hub/operation/phase`: what the next phase is, and what is still open.
pub async fn look(State(screens): State<Screens>, visit: Visit, officer: Officer<ChangingPhase>) -> Response {
    screens.answer(&visit, page(&screens, &visit, officer.person(), None))
}

/// `POST /hub/operation/phase`: with password and second factor, for exactly the move that was shown.
pub async fn advance(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ChangingPhase>,
    fields: Fields,
) -> Response {
    let person = officer.person();
    let made = match advanced(&screens, person, &fields).await {
        Err(fault @ Fault::Refused(Refusal::LogIn { .. } | Refusal::CodeUsed | Refusal::Changed | Refusal::Early)) => {
            page(&screens, &visit, person, Some(fault.text(visit.language)))
        }
        made => made,
    };
    screens.answer(&visit, made)
}

async fn advanced(screens: &Screens, person: &Person, fields: &Fields) -> Result<Response, Fault> {
    let (from, to) = step(screens)?;
    screens.confirmed(person, fields, shown(from, to)).await?;
    let command = Command::Operation(OperationCommand::Advance { to });
    screens.act(Actor::Account(person.account), command).await?;
    Ok(Redirect::to(POSTURES).into_response())
}

/// The phase, and the one that follows.
fn step(screens: &Screens) -> Result<(Phase, Phase), Fault> {
    let from = screens.rooms().room().operation().phase();
    let to = from.next(screens.definition()).ok_or(Refusal::Step)?;
    Ok((from, to))
}

/// What stands for a move. Reports come in every second of a night, so what is still open is no part
/// of it.
fn shown(from: Phase, to: Phase) -> Hash {
    Hash::of(format!("phase {from} to {to}\n").as_bytes())
}

fn page(screens: &Screens, visit: &Visit, person: &Person, notice: Option<String>) -> Result<Response, Fault> {
    let (from, to) = step(screens)?;
    let heading = visit.t("Changer de phase", "Move on to the next phase");
    let state = |phase, state| Step { label: labels::phase(visit, phase), state };
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = ConfirmPage {
        page: Page::new(screens.definition(), visit, heading),
        crumbs: vec![(POSTURES.to_owned(), visit.t("Postures", "Postures").to_owned())],
        heading: heading.to_owned(),
        steps: vec![state(from, "done"), state(to, "now")],
        lead: visit
            .t(
                "Une phase ne revient pas en arrière, et toutes les salles la voient changer.",
                "A phase does not go back, and every room sees it change.",
            )
            .to_owned(),
        rows: rows(screens, visit, from, to),
        words: None,
        ask_words: false,
        shown: shown(from, to),
        ask_code: person.role.needs_second_factor(),
        action: PATH.to_owned(),
        submit: format!("{}{} {}", visit.t("Passer à", "Move on to"), visit.language.colon(), labels::phase(visit, to)),
        back: POSTURES.to_owned(),
        notice,
    };
    Ok(show(status, &page))
}

/// The move, and what is still open of the round that it ends.
fn rows(screens: &Screens, visit: &Visit, from: Phase, to: Phase) -> Vec<(String, String)> {
    let definition = screens.definition();
    let say = |french: &str, english: &str, value: String| (visit.t(french, english).to_owned(), value);
    let mut rows = vec![
        say("Phase", "Phase", labels::phase(visit, from)),
        say("Phase suivante", "Next phase", labels::phase(visit, to)),
    ];
    let round =
        if let Phase::Round(number) | Phase::Between(number) = from { definition.round_ix(number) } else { None };
    if let Some(round) = round {
        let progress = screens.hub().board().tally(round, definition.nation()).progress;
        let (counted, stations) = (progress.counted(), progress.stations);
        let number = |number: u32| visit.language.number(number.into());
        let missing = format!("{} / {}", number(stations - counted), number(stations));
        rows.push(say("Bureaux sans résultat compté", "Stations without a counted result", missing));
    }
    let incidents = screens.rooms().room().operation().incidents().values().filter(|found| found.is_open()).count();
    rows.push(say("Incidents ouverts", "Open incidents", incidents.to_string()));
    rows
}
