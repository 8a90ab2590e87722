//! What was proposed: the list, one proposal, the second person's yes or no, the court's signature.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use election::Message;
use election::message::Body;
use election::words::{CHECK_WORDS, words};
use ops::Refusal;
use ops::proposal::{Proposal, ProposalState};
use ops::roles::{Correcting, Officer};
use ops::step::{Actor, Command};
use tlog::Hash;

use super::beside::Beside;
use super::change::{change_figures, change_rows};
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::commune::returns::station_in_full;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{Crumbs, crumbs};

/// One proposal in the list.
struct ProposalRow {
    number: u64,
    station: String,
    kind: String,
    by: String,
    state: String,
    waits: bool,
}

#[derive(Template)]
#[template(path = "proposals.html")]
struct ProposalsPage {
    page: Page,
    rows: Vec<ProposalRow>,
}

/// Proposals listed on one page, the latest first.
const MAX_LISTED: usize = 100;

/// `GET /hub/proposals`
pub async fn list(State(screens): State<Screens>, visit: Visit, officer: Officer<Correcting>) -> Response {
    let definition = screens.definition();
    let rooms = screens.rooms();
    let own = |proposal: &&Proposal| officer.within(definition, proposal.message.about().1).is_ok();
    let row = |proposal: &Proposal| ProposalRow {
        number: proposal.number,
        station: station_in_full(definition, proposal.message.about().1, visit.language),
        kind: kind(&visit, proposal).to_owned(),
        by: proposal.by.to_string(),
        state: state(&visit, proposal).to_owned(),
        waits: proposal.is_open(),
    };
    let rows = rooms.room().proposals().values().rev().filter(own).take(MAX_LISTED).map(row).collect();
    let page = Page::new(definition, &visit, visit.t("Corrections et annulations", "Corrections and annulments"));
    show(StatusCode::OK, &ProposalsPage { page, rows })
}

fn kind<'a>(visit: &'a Visit, proposal: &Proposal) -> &'a str {
    match proposal.message.message().body {
        Body::Annulment(_) => visit.t("Annulation", "Annulment"),
        _ => visit.t("Correction", "Correction"),
    }
}

fn state<'a>(visit: &'a Visit, proposal: &Proposal) -> &'a str {
    match (&proposal.state, &proposal.message.message().body) {
        (ProposalState::Waiting, _) => visit.t("Attend une deuxième personne", "Waits for a second person"),
        (ProposalState::Confirmed(_), Body::Annulment(_)) => {
            visit.t("Attend la signature de la juridiction", "Waits for the court's signature")
        }
        (ProposalState::Confirmed(_), _) => visit.t("Confirmée, à transmettre", "Confirmed, to be sent"),
        (ProposalState::Refused(_), _) => visit.t("Refusée", "Refused"),
        (ProposalState::Sent(_), _) => visit.t("Au journal public", "In the public log"),
    }
}

#[expect(clippy::struct_excessive_bools, reason = "what the page shows or not, line by line")]
#[derive(Template)]
#[template(path = "proposal.html")]
struct ProposalPage {
    page: Page,
    crumbs: Crumbs,
    heading: String,
    state: String,
    beside: Beside,
    rows: Vec<(String, String)>,
    words: String,
    shown: Hash,
    by: String,
    own: bool,
    waits: bool,
    open: bool,
    for_court: bool,
    confirmed: bool,
    number: u64,
    ask_code: bool,
    notice: Option<String>,
}

impl Screens {
    fn proposal(&self, officer: &Officer<Correcting>, number: u64) -> Result<Proposal, Fault> {
        let rooms = self.rooms();
        let found = rooms.room().proposals().get(&number).cloned().ok_or(Fault::NotFound)?;
        officer.within(self.definition(), found.message.about().1)?;
        Ok(found)
    }
}

/// `GET /hub/proposals/{number}`
pub async fn proposal(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path(number): Path<u64>,
) -> Response {
    let made = proposal_page(&screens, &visit, &officer, number, None);
    screens.answer(&visit, made)
}

fn proposal_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Correcting>,
    number: u64,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let found = screens.proposal(officer, number)?;
    let definition = screens.definition();
    let station = found.message.about().1;
    let heading = format!("{} · {}", station_in_full(definition, station, visit.language), kind(visit, &found));
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(show(
        status,
        &ProposalPage {
            page: Page::new(definition, visit, heading.clone()),
            crumbs: crumbs(definition, visit, officer.person(), station),
            heading,
            state: state(visit, &found).to_owned(),
            beside: change_figures(screens, visit, officer.person(), &found.message),
            rows: change_rows(visit, &found.message),
            words: words(found.message.id(), CHECK_WORDS),
            shown: found.message.id(),
            by: found.by.to_string(),
            own: found.by == officer.person().account,
            waits: found.state == ProposalState::Waiting,
            open: found.is_open(),
            for_court: matches!(found.message.message().body, Body::Annulment(_)),
            confirmed: matches!(found.state, ProposalState::Confirmed(_)),
            number,
            ask_code: officer.person().role.needs_second_factor(),
            notice,
        },
    ))
}

/// `POST /hub/proposals/{number}/confirm`
pub async fn confirm(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path(number): Path<u64>,
    fields: Fields,
) -> Response {
    let made = match confirmed(&screens, &officer, number, &fields).await {
        Ok(()) => Ok(Redirect::to(&format!("/hub/proposals/{number}")).into_response()),
        Err(fault @ (Fault::Refused(_) | Fault::Message(_))) => {
            proposal_page(&screens, &visit, &officer, number, Some(fault.text(visit.language)))
        }
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

/// Confirms; a correction then has both signatures and is sent. One that was confirmed and not
/// taken by the log may be sent again.
async fn confirmed(
    screens: &Screens,
    officer: &Officer<Correcting>,
    number: u64,
    fields: &Fields,
) -> Result<(), Fault> {
    let found = screens.proposal(officer, number)?;
    let correction = matches!(found.message.message().body, Body::Correction(_));
    if found.state == ProposalState::Waiting {
        if found.by == officer.person().account {
            return Err(Refusal::SamePerson.into());
        }
        let confirmed = screens.confirmed(officer.person(), fields, found.message.id()).await?;
        let text = found.message.message().to_string();
        let signature = if correction { Some(confirmed.sign(&text)?) } else { None };
        let command = Command::ConfirmProposal { proposal: number, shown: confirmed.shown(), signature };
        screens.act(Actor::Account(officer.person().account), command).await?;
    }
    let found = screens.proposal(officer, number)?;
    if correction && matches!(found.state, ProposalState::Confirmed(_)) {
        let sent = screens.send(found.note()).await?;
        screens.act(Actor::Hub, Command::ProposalSent { proposal: number, sent }).await?;
    }
    Ok(())
}

/// `POST /hub/proposals/{number}/refuse`
pub async fn refuse(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path(number): Path<u64>,
    fields: Fields,
) -> Response {
    let reason = fields.at("reason").trim().to_owned();
    let command = Command::RefuseProposal { proposal: number, reason };
    let made = match screens.act(Actor::Account(officer.person().account), command).await {
        Ok(_) => Ok(Redirect::to("/hub/proposals").into_response()),
        Err(fault) => proposal_page(&screens, &visit, &officer, number, Some(fault.text(visit.language))),
    };
    screens.answer(&visit, made)
}

/// `GET /hub/proposals/{number}/text`: the unsigned text, for the court to sign.
pub async fn text(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path(number): Path<u64>,
) -> Response {
    // Only a court's text leaves the hub by hand: a correction's names the lines that change.
    let made = screens.proposal(&officer, number).and_then(|found| match found.message.message().body {
        Body::Annulment(_) => {
            let text = found.message.message().to_string();
            Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
        }
        _ => Err(Fault::NotFound),
    });
    screens.answer(&visit, made)
}

/// `POST /hub/proposals/{number}/signed`: the note that a court signed, of exactly this text.
pub async fn signed(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path(number): Path<u64>,
    fields: Fields,
) -> Response {
    let made = async {
        let found = screens.proposal(&officer, number)?;
        if !matches!(found.state, ProposalState::Confirmed(_)) {
            return Err(Refusal::Proposal.into());
        }
        // Browsers send line ends as CR LF; a note has none.
        let note = format!("{}\n", fields.at("note").replace("\r\n", "\n").trim_end());
        let parsed = tlog::Note::parse(note.as_bytes()).map_err(|_| Fault::Form("note"))?;
        if Message::id(parsed.text) != found.message.id() {
            return Err(Refusal::Changed.into());
        }
        let sent = screens.send(note.clone()).await?;
        screens.act(Actor::Hub, Command::ProposalSent { proposal: number, sent }).await?;
        Ok(Redirect::to(&format!("/hub/proposals/{number}")).into_response())
    };
    let made = match made.await {
        Err(fault @ (Fault::Refused(_) | Fault::Message(_) | Fault::Form(_))) => {
            proposal_page(&screens, &visit, &officer, number, Some(fault.text(visit.language)))
        }
        made => made,
    };
    screens.answer(&visit, made)
}
