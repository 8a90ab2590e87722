//! Corrections and annulments: proposed by one, confirmed by another.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use election::message::{Annulment, Body};
use election::words::{CHECK_WORDS, words};
use election::{Message, Stamp};
use ops::Refusal;
use ops::proposal::{Change, Proposal, ProposalState};
use ops::roles::{Correcting, Officer};
use ops::room::Spot;
use ops::step::{Actor, Command};
use station::form::{Form, Standing};
use tlog::Hash;

use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::commune::steps;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::results::field_label;
use crate::screens::sheet::{ConfirmPage, Crumbs, Sheet, SheetPage, as_typed, crumbs, station_name, typed};

type At = Path<(u8, String)>;

/// `GET /hub/dossiers/{round}/{station}/correction`
pub async fn correction_form(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path((round, station)): At,
) -> Response {
    let made = screens.spot(round, &station).and_then(|spot| {
        let kept = screens.rooms().kept(officer.person().account, &visit.path)?;
        let kept = kept.map(|kept| Fields::parse(kept.as_bytes()));
        correction_page(&screens, &visit, &officer, spot, kept.as_ref(), false)
    });
    screens.answer(&visit, made)
}

/// The figures that stand, to be changed where they are wrong.
fn correction_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Correcting>,
    spot: Spot,
    fields: Option<&Fields>,
    judged: bool,
) -> Result<Response, Fault> {
    let definition = screens.definition();
    officer.within(definition, spot.1)?;
    let form = Form::new(definition, spot.0, spot.1).map_err(|_| Fault::NotFound)?;
    let typed = match (fields, screens.standing(spot)) {
        (Some(fields), _) => typed(&form, fields)?,
        (None, Some((_, _, figures))) => as_typed(&figures)?,
        (None, None) => station::form::Typed::default(),
    };
    let questions = form.read(&typed).figures().map(|figures| screens.questions(&form, &figures)).unwrap_or_default();
    let sheet = Sheet::of(&form, &typed, &questions, judged, visit.language);
    let state = screens.state(spot);
    let heading = visit.t("Proposer une correction", "Propose a correction");
    let reasonless = judged && typed.reason().is_empty();
    let rooms = screens.rooms();
    Ok(show(if judged { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &SheetPage {
        page: Page::new(definition, visit, heading),
        crumbs: crumbs(definition, visit, officer.person(), spot.1),
        heading: format!("{} · {heading}", station_name(definition, spot.1, visit.language)),
        steps: steps(visit, rooms.room().desk(spot), &state),
        lead: visit.t(
            "Changez les lignes erronées et écrivez la raison : elle sera publique. Une autre personne de la préfecture confirmera.",
            "Change the lines that are wrong and write the reason: it will be public. Another person of the prefecture confirms.",
        ).to_owned(),
        sheet,
        action: format!("/hub/dossiers/{}/{}/correction", spot.0, spot.1),
        counted: None,
        source: None,
        submit: visit.t("Vérifier et continuer", "Check and continue").to_owned(),
        notice: reasonless.then(|| visit.t("Une correction a toujours une raison.", "A correction always has a reason.").to_owned()),
    }))
}

impl Screens {
    /// The correction that the fields make of what stands, or of the first of contested editions.
    fn correction(&self, spot: Spot, fields: &Fields, at: Stamp) -> Result<Option<Change>, Fault> {
        let form = Form::new(self.definition(), spot.0, spot.1).map_err(|_| Fault::NotFound)?;
        let typed = typed(&form, fields)?;
        let reading = form.read(&typed);
        let questions = reading.figures().map(|figures| self.questions(&form, &figures)).unwrap_or_default();
        let Ok(entry) = reading.entry(&questions) else { return Ok(None) };
        let standing = self.replaceable(spot)?;
        let message = entry.correction(&standing, at).map(|unsigned| unsigned.message().clone());
        Ok(message.and_then(Change::new))
    }

    fn replaceable(&self, spot: Spot) -> Result<Standing, Fault> {
        if let Some((id, edition, figures)) = self.standing(spot) {
            return Ok(Standing { edition, id, figures });
        }
        let election::state::StationState::Conflict(contested) = self.state(spot) else {
            return Err(Refusal::Step.into());
        };
        let round = self.definition().round_ix(spot.0).ok_or(Fault::NotFound)?;
        let first = contested.editions.first().ok_or(Refusal::Step)?;
        let figures = election::message::Figures::of(&first.counts, &self.definition().rounds()[round]);
        Ok(Standing { edition: first.edition, id: first.report, figures })
    }
}

/// `POST /hub/dossiers/{round}/{station}/correction`
pub async fn check_correction(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path((round, station)): At,
    fields: Fields,
) -> Response {
    let made = || {
        let spot = screens.spot(round, &station)?;
        officer.within(screens.definition(), spot.1)?;
        screens.rooms().keep(officer.person().account, &visit.path, &fields.for_keeping())?;
        if fields.at("do") == "keep" {
            return correction_page(&screens, &visit, &officer, spot, Some(&fields), false);
        }
        let at = screens.now();
        match screens.correction(spot, &fields, at)? {
            Some(change) => Ok(propose_page(&screens, &visit, &officer, spot, &change, at, None)),
            None => correction_page(&screens, &visit, &officer, spot, Some(&fields), true),
        }
    };
    screens.answer(&visit, made())
}

/// The second look at what is proposed.
fn propose_page(
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
        &ConfirmPage {
            page: Page::new(definition, visit, heading),
            crumbs: crumbs(definition, visit, officer.person(), spot.1),
            heading: heading.to_owned(),
            steps: steps(visit, rooms.room().desk(spot), &screens.state(spot)),
            lead: visit
                .t("Une autre personne confirmera exactement ce texte.", "Another person confirms exactly this text.")
                .to_owned(),
            rows: change_rows(screens, visit, change),
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

/// What a change says: old and new figures, reason, decision.
fn change_rows(screens: &Screens, visit: &Visit, change: &Change) -> Vec<(String, String)> {
    let told = |label: &str, value: String| (label.to_owned(), value);
    let (round, station) = change.about();
    match &change.message().body {
        Body::Correction(correction) => {
            let old = screens.replaceable((round, station)).ok().map(|standing| standing.figures);
            let line = |field: &election::message::Field| {
                let number = |votes: Option<election::Votes>| {
                    votes.map_or("?".to_owned(), |votes| visit.language.number(votes.wide()))
                };
                let before = number(old.as_ref().and_then(|old| old.at(*field)));
                let after = number(correction.figures.at(*field));
                (field_label(screens.definition(), round, *field, visit.language), format!("{before} → {after}"))
            };
            let mut rows: Vec<_> = correction.changed.iter().map(line).collect();
            rows.push(told(visit.t("Édition", "Edition"), correction.edition.to_string()));
            rows.push(told(visit.t("Raison (publique)", "Reason (public)"), correction.reason.clone()));
            rows
        }
        Body::Annulment(annulment) => vec![
            told(visit.t("Décision", "Decision"), annulment.decision.clone()),
            told(visit.t("Raison (publique)", "Reason (public)"), annulment.reason.clone()),
        ],
        _ => Vec::new(),
    }
}

/// The moment that was shown, in the address of the form.
fn moment(query: &serde_json::Value) -> Result<Stamp, Fault> {
    query.get("at").and_then(serde_json::Value::as_str).and_then(Stamp::parse).ok_or(Fault::Form("at"))
}

/// `POST /hub/dossiers/{round}/{station}/correction/propose`
pub async fn propose_correction(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path((round, station)): At,
    axum::extract::Query(query): axum::extract::Query<serde_json::Value>,
    fields: Fields,
) -> Response {
    let make = |spot, fields: &Fields, at| screens.correction(spot, fields, at);
    let made = proposed(&screens, &visit, &officer, (round, &station), &query, &fields, make).await;
    screens.answer(&visit, made)
}

/// Makes the change again from what was kept, at the moment that was shown, and proposes it.
async fn proposed(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Correcting>,
    (round, station): (u8, &str),
    query: &serde_json::Value,
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

#[derive(Template)]
#[template(path = "annulment.html")]
struct AnnulmentPage {
    page: Page,
    crumbs: Crumbs,
    heading: String,
    decision: String,
    reason: String,
    action: String,
    notice: Option<String>,
}

/// `GET /hub/dossiers/{round}/{station}/annulment`
pub async fn annulment_form(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path((round, station)): At,
) -> Response {
    let made = || {
        let spot = screens.spot(round, &station)?;
        let kept = screens.rooms().kept(officer.person().account, &visit.path)?.unwrap_or_default();
        annulment_page(&screens, &visit, &officer, spot, &Fields::parse(kept.as_bytes()), None)
    };
    screens.answer(&visit, made())
}

fn annulment_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Correcting>,
    spot: Spot,
    fields: &Fields,
    notice: Option<String>,
) -> Result<Response, Fault> {
    let definition = screens.definition();
    officer.within(definition, spot.1)?;
    let heading = visit.t("Préparer une annulation", "Prepare an annulment");
    let status = if notice.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(show(
        status,
        &AnnulmentPage {
            page: Page::new(definition, visit, heading),
            crumbs: crumbs(definition, visit, officer.person(), spot.1),
            heading: format!("{} · {heading}", station_name(definition, spot.1, visit.language)),
            decision: fields.at("decision").to_owned(),
            reason: fields.at("reason").to_owned(),
            action: format!("/hub/dossiers/{}/{}/annulment", spot.0, spot.1),
            notice,
        },
    ))
}

impl Screens {
    fn annulment(&self, (round, station): Spot, fields: &Fields, at: Stamp) -> Option<Change> {
        let (decision, reason) = (fields.at("decision").trim(), fields.at("reason").trim());
        if !election::text::is_phrase(decision) || !election::text::is_phrase(reason) {
            return None;
        }
        let (decision, reason) = (decision.to_owned(), reason.to_owned());
        let body = Body::Annulment(Annulment { round, station, decision, reason, at });
        let definition = self.definition();
        Change::new(Message { definition: definition.hash(), mode: definition.parts().mode, body })
    }
}

/// `POST /hub/dossiers/{round}/{station}/annulment`
pub async fn check_annulment(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path((round, station)): At,
    fields: Fields,
) -> Response {
    let made = || {
        let spot = screens.spot(round, &station)?;
        officer.within(screens.definition(), spot.1)?;
        screens.rooms().keep(officer.person().account, &visit.path, &fields.for_keeping())?;
        let at = screens.now();
        if let Some(change) = screens.annulment(spot, &fields, at) {
            return Ok(propose_page(&screens, &visit, &officer, spot, &change, at, None));
        }
        let notice = Refusal::Text.text(visit.language);
        annulment_page(&screens, &visit, &officer, spot, &fields, Some(notice))
    };
    screens.answer(&visit, made())
}

/// `POST /hub/dossiers/{round}/{station}/annulment/propose`
pub async fn propose_annulment(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path((round, station)): At,
    axum::extract::Query(query): axum::extract::Query<serde_json::Value>,
    fields: Fields,
) -> Response {
    let make = |spot, fields: &Fields, at| Ok(screens.annulment(spot, fields, at));
    let made = proposed(&screens, &visit, &officer, (round, &station), &query, &fields, make).await;
    screens.answer(&visit, made)
}

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
        station: station_name(definition, proposal.message.about().1, visit.language),
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
    let heading = format!("{} · {}", station_name(definition, station, visit.language), kind(visit, &found));
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(show(
        status,
        &ProposalPage {
            page: Page::new(definition, visit, heading.clone()),
            crumbs: crumbs(definition, visit, officer.person(), station),
            heading,
            state: state(visit, &found).to_owned(),
            rows: change_rows(screens, visit, &found.message),
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
    let made = screens.proposal(&officer, number).map(|found| {
        let text = found.message.message().to_string();
        ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
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
