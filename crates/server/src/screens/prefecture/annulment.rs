//! Annulments: a court's decision, prepared here and signed by the court.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use election::message::{Annulment, Body};
use election::{Message, Stamp};
use ops::Refusal;
use ops::proposal::Change;
use ops::roles::{Correcting, Officer};
use ops::room::Spot;
use serde_json::Value;

use super::change::{propose_page, proposed};
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{Crumbs, crumbs, station_name};

type At = Path<(u8, String)>;

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
    Query(query): Query<Value>,
    fields: Fields,
) -> Response {
    let make = |spot, fields: &Fields, at| Ok(screens.annulment(spot, fields, at));
    let made = proposed(&screens, &visit, &officer, (round, &station), &query, &fields, make).await;
    screens.answer(&visit, made)
}
