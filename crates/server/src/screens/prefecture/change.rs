//! What corrections and annulments have in common: proposed by one, confirmed by another.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::Stamp;
use election::message::Body;
use election::words::{CHECK_WORDS, words};
use ops::Refusal;
use ops::proposal::Change;
use ops::roles::{Correcting, Officer, Person};
use ops::room::Spot;
use ops::step::{Actor, Command};
use serde_json::Value;
use tlog::Hash;

use super::beside::Beside;
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::commune::steps;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{Crumbs, Step, crumbs};

/// A second look like any other, with every figure of what is proposed.
#[derive(Template)]
#[template(path = "propose.html")]
struct ProposePage {
    page: Page,
    crumbs: Crumbs,
    heading: String,
    steps: Vec<Step>,
    lead: String,
    beside: Beside,
    rows: Vec<(String, String)>,
    words: Option<String>,
    ask_words: bool,
    shown: Hash,
    ask_code: bool,
    action: String,
    submit: String,
    back: String,
    notice: Option<String>,
}

/// The second look at what is proposed.
pub(super) fn propose_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Correcting>,
    spot: Spot,
    change: &Change,
    at: Stamp,
    notice: Option<String>,
) -> Response {
    let definition = screens.definition();
    let kind = if matches!(change.message().body, Body::Annulment(_)) { "annulment" } else { "correction" };
    let path = format!("/hub/dossiers/{}/{}/{kind}", spot.0, spot.1);
    let heading = visit.t("Relisez, puis proposez", "Read again, then propose");
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let rooms = screens.rooms();
    show(
        status,
        &ProposePage {
            page: Page::new(definition, visit, heading),
            crumbs: crumbs(definition, visit, officer.person(), spot.1),
            heading: heading.to_owned(),
            steps: steps(visit, rooms.room().desk(spot), &screens.state(spot)),
            lead: visit
                .t("Une autre personne confirmera exactement ce texte.", "Another person confirms exactly this text.")
                .to_owned(),
            beside: change_figures(screens, visit, officer.person(), change),
            rows: change_rows(visit, change),
            words: Some(words(change.id(), CHECK_WORDS)),
            ask_words: false,
            shown: change.id(),
            ask_code: officer.person().role.needs_second_factor(),
            action: format!("{path}/propose?at={}", crate::screens::access::encoded(&at.to_string())),
            submit: visit.t("Proposer", "Propose").to_owned(),
            back: path,
            notice,
        },
    )
}

/// Every figure of a change, beside what it replaces; none of an annulment.
pub(super) fn change_figures(screens: &Screens, visit: &Visit, person: &Person, change: &Change) -> Beside {
    match &change.message().body {
        Body::Correction(correction) => Beside::correction(screens, visit, person, change, correction),
        _ => Beside::default(),
    }
}

/// What a change says beside its figures: edition, reason, decision.
pub(super) fn change_rows(visit: &Visit, change: &Change) -> Vec<(String, String)> {
    let told = |label: &str, value: String| (label.to_owned(), value);
    match &change.message().body {
        Body::Correction(correction) => vec![
            told(visit.t("Édition", "Edition"), correction.edition.to_string()),
            told(visit.t("Raison (publique)", "Reason (public)"), correction.reason.clone()),
        ],
        Body::Annulment(annulment) => vec![
            told(visit.t("Décision", "Decision"), annulment.decision.clone()),
            told(visit.t("Raison (publique)", "Reason (public)"), annulment.reason.clone()),
        ],
        _ => Vec::new(),
    }
}

/// The moment that was shown, in the address of the form.
fn moment(query: &Value) -> Result<Stamp, Fault> {
    query.get("at").and_then(Value::as_str).and_then(Stamp::parse).ok_or(Fault::Form("at"))
}

/// Makes the change again from what was kept, at the moment that was shown, and proposes it.
pub(super) async fn proposed(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Correcting>,
    (round, station): (u8, &str),
    query: &Value,
    fields: &Fields,
    make: impl FnOnce(Spot, &Fields, Stamp) -> Result<Option<Change>, Fault>,
) -> Result<Response, Fault> {
    let spot = screens.spot(round, station)?;
    let at = moment(query)?;
    let form = visit.path.trim_end_matches("/propose").to_owned();
    let kept = screens.rooms().kept(officer.person().account, &form)?.unwrap_or_default();
    let change = make(spot, &Fields::parse(kept.as_bytes()), at)?.ok_or(Refusal::Changed)?;
    officer.within(screens.definition(), spot.1)?;
    match propose(screens, officer, &change, fields).await {
        Ok(()) => {
            screens.rooms().forget(officer.person().account, &form)?;
            Ok(Redirect::to(&format!("/hub/dossiers/{}/{}", spot.0, spot.1)).into_response())
        }
        Err(fault @ Fault::Refused(Refusal::LogIn { .. } | Refusal::CodeUsed)) => {
            Ok(propose_page(screens, visit, officer, spot, &change, at, Some(fault.text(visit.language))))
        }
        Err(fault) => Err(fault),
    }
}

async fn propose(
    screens: &Screens,
    officer: &Officer<Correcting>,
    change: &Change,
    fields: &Fields,
) -> Result<(), Fault> {
    let confirmed = screens.confirmed(officer.person(), fields, change.id()).await?;
    let signature = match change.message().body {
        Body::Correction(_) => Some(confirmed.sign(&change.message().to_string())?),
        _ => None,
    };
    let command = Command::Propose { message: change.clone(), shown: confirmed.shown(), signature };
    screens.act(Actor::Account(officer.person().account), command).await?;
    Ok(())
}
