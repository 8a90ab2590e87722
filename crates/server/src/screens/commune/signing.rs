//! Signing the agreed report, and sending it.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::words::{CHECK_WORDS, words};
use ops::Refusal;
use ops::desk::{Agreed, Desk};
use ops::roles::{Entering, Officer};
use ops::room::Spot;
use ops::step::{Actor, Command};
use station::form::Form;

use super::steps;
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{ConfirmPage, crumbs, rows, station_name};

impl Screens {
    fn agreed(&self, spot: Spot) -> Result<Agreed, Fault> {
        match self.rooms().room().desk(spot) {
            Some(Desk::Agreed(agreed)) => Ok(agreed.clone()),
            _ => Err(Refusal::Step.into()),
        }
    }

    /// Sends a report that two have signed. It may be sent any number of times: the log takes it
    /// once, and what came of it is noted here.
    pub(in crate::screens) async fn transmit(&self, spot: Spot) -> Result<(), Fault> {
        let agreed = self.agreed(spot)?;
        if !agreed.is_complete() {
            return Ok(());
        }
        match self.send(agreed.note()).await {
            Ok(sent) => _ = self.act(Actor::Hub, Command::EntrySent { spot, sent }).await?,
            Err(Fault::Message(refusal)) => {
                let reason = refusal.text(election::refusal::Language::French);
                let reason: String = reason.chars().filter(|c| !election::text::is_hidden(*c)).take(180).collect();
                self.act(Actor::Hub, Command::EntryNotTaken { spot, reason: reason.trim().to_owned() }).await?;
            }
            Err(fault) => return Err(fault),
        }
        Ok(())
    }

    /// Sends what was signed by two when the hub stopped. To be called once it runs again.
    pub async fn resume(&self) {
        let complete = |desk: &Desk| matches!(desk, Desk::Agreed(agreed) if agreed.is_complete());
        let spots: Vec<Spot> = {
            let rooms = self.rooms();
            let desks = rooms.room().desks().iter();
            desks.filter(|(_, desk)| complete(desk)).map(|(spot, _)| *spot).collect()
        };
        for spot in spots {
            // What is not taken now stays signed, and its page says so.
            let _ = self.transmit(spot).await;
        }
    }
}

/// `GET /hub/stations/{round}/{station}/sign`
pub async fn form(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Entering>,
    Path((round, station)): Path<(u8, String)>,
) -> Response {
    let made = sign_page(&screens, &visit, &officer, (round, &station), None);
    screens.answer(&visit, made)
}

fn sign_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<Entering>,
    (round, station): (u8, &str),
    notice: Option<String>,
) -> Result<Response, Fault> {
    let spot = screens.spot(round, station)?;
    let definition = screens.definition();
    officer.within(definition, spot.1)?;
    let agreed = screens.agreed(spot)?;
    let form = Form::new(definition, spot.0, spot.1).map_err(|_| Fault::NotFound)?;
    let report = agreed.report.report();
    let mut rows = rows(&form, &report.figures, visit.language);
    rows.push((visit.t("Fin du dépouillement", "Count ended").to_owned(), report.counted_at.to_string()));
    if let Some(reason) = &report.reason {
        rows.push((visit.t("Raison", "Reason").to_owned(), reason.clone()));
    }
    let heading = visit.t("Signer le rapport", "Sign the report");
    let status = if notice.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let base = format!("/hub/stations/{}/{}", spot.0, spot.1);
    Ok(show(status, &ConfirmPage {
        page: Page::new(definition, visit, heading),
        crumbs: crumbs(definition, visit, officer.person(), spot.1),
        heading: format!("{} · {heading}", station_name(definition, spot.1, visit.language)),
        steps: steps(visit, Some(&Desk::Agreed(agreed.clone())), &screens.state(spot)),
        lead: visit.t(
            "Deux titulaires de la commune signent ce texte. À la deuxième signature, il part au journal public.",
            "Two holders of the commune sign this text. With the second signature it goes to the public log.",
        ).to_owned(),
        rows,
        words: Some(words(agreed.report.id(), CHECK_WORDS)),
        ask_words: false,
        shown: agreed.report.id(),
        ask_code: false,
        action: format!("{base}/sign"),
        submit: visit.t("Signer", "Sign").to_owned(),
        back: base,
        notice,
    }))
}

/// `POST /hub/stations/{round}/{station}/sign`
pub async fn sign(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Entering>,
    Path((round, station)): Path<(u8, String)>,
    fields: Fields,
) -> Response {
    let made = match signed(&screens, &officer, round, &station, &fields).await {
        Ok(base) => Ok(Redirect::to(&base).into_response()),
        Err(fault @ Fault::Refused(Refusal::LogIn { .. })) => {
            let notice = Some(fault.text(visit.language));
            sign_page(&screens, &visit, &officer, (round, &station), notice)
        }
        Err(fault) => Err(fault),
    };
    screens.answer(&visit, made)
}

async fn signed(
    screens: &Screens,
    officer: &Officer<Entering>,
    round: u8,
    station: &str,
    fields: &Fields,
) -> Result<String, Fault> {
    let spot = screens.spot(round, station)?;
    officer.within(screens.definition(), spot.1)?;
    let agreed = screens.agreed(spot)?;
    if !agreed.is_complete() {
        // Before anybody's key is opened, which takes its time.
        if agreed.signatures.iter().any(|given| given.by == officer.person().account) {
            return Err(Refusal::SamePerson.into());
        }
        let confirmed = screens.confirmed(officer.person(), fields, agreed.report.id()).await?;
        let signature = confirmed.sign(&agreed.report.message().to_string())?;
        let command = Command::Sign { spot, shown: confirmed.shown(), signature };
        screens.act(Actor::Account(officer.person().account), command).await?;
    }
    screens.transmit(spot).await?;
    Ok(format!("/hub/stations/{}/{}", spot.0, spot.1))
}
