//! Corrections: figures read again, the reason, and what would be sent.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use election::Stamp;
use election::state::StationState;
use ops::Refusal;
use ops::proposal::Change;
use ops::roles::{Correcting, Officer};
use ops::room::Spot;
use serde_json::Value;
use station::form::{Form, Standing};

use super::beside::Beside;
use super::change::{propose_page, proposed};
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::commune::steps;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{Crumbs, Sheet, Step, as_typed, crumbs, station_name, typed};

type At = Path<(u8, String)>;

/// A form like any other, with the figures of the log beside its fields.
#[derive(Template)]
#[template(path = "correction.html")]
struct CorrectionPage {
    page: Page,
    crumbs: Crumbs,
    heading: String,
    steps: Vec<Step>,
    lead: String,
    beside: Beside,
    sheet: Sheet,
    action: String,
    counted: Option<String>,
    source: Option<String>,
    submit: String,
    notice: Option<String>,
}

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
    let blind = screens.is_blind(officer.person(), spot);
    let typed = match (fields, screens.standing(spot)) {
        (Some(fields), _) => typed(&form, fields)?,
        (None, Some((_, _, figures))) if !blind => as_typed(&figures)?,
        (None, _) => station::form::Typed::default(),
    };
    let questions = form.read(&typed).figures().map(|figures| screens.questions(&form, &figures)).unwrap_or_default();
    let sheet = Sheet::of(&form, &typed, &questions, judged, visit.language);
    let state = screens.state(spot);
    let heading = visit.t("Proposer une correction", "Propose a correction");
    let reasonless = judged && typed.reason().is_empty();
    let beside = Beside::in_the_log(screens, visit, officer.person(), spot);
    let rooms = screens.rooms();
    Ok(show(
        if judged { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK },
        &CorrectionPage {
            page: Page::new(definition, visit, heading),
            crumbs: crumbs(definition, visit, officer.person(), spot.1),
            heading: format!("{} · {heading}", station_name(definition, spot.1, visit.language)),
            steps: steps(visit, rooms.room().desk(spot), &state),
            lead: lead(visit, blind, &state).to_owned(),
            beside,
            sheet,
            action: format!("/hub/dossiers/{}/{}/correction", spot.0, spot.1),
            counted: None,
            source: None,
            submit: visit.t("Vérifier et continuer", "Check and continue").to_owned(),
            notice: reasonless.then(|| {
                visit.t("Une correction a toujours une raison.", "A correction always has a reason.").to_owned()
            }),
        },
    ))
}

fn lead<'a>(visit: &'a Visit, blind: bool, state: &StationState) -> &'a str {
    if blind {
        visit.t(
            "Recopiez tout le procès-verbal et écrivez la raison : elle sera publique. Le contre-appel n'est pas fait : les chiffres du rapport ne vous sont pas montrés. Une autre personne de la préfecture confirmera.",
            "Copy the whole record and write the reason: it will be public. The call-back is not done: the report's figures are not shown to you. Another person of the prefecture confirms.",
        )
    } else if matches!(state, StationState::Conflict(_)) {
        visit.t(
            "Des rapports se contredisent : les voici côte à côte. Recopiez tout le procès-verbal qui fait foi et écrivez la raison : elle sera publique. Une autre personne de la préfecture confirmera.",
            "Reports contradict each other: here they are side by side. Copy the whole record that is right and write the reason: it will be public. Another person of the prefecture confirms.",
        )
    } else {
        visit.t(
            "Changez les lignes erronées et écrivez la raison : elle sera publique. Une autre personne de la préfecture confirmera.",
            "Change the lines that are wrong and write the reason: it will be public. Another person of the prefecture confirms.",
        )
    }
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

    /// What a correction would replace.
    pub(super) fn replaceable(&self, spot: Spot) -> Result<Standing, Fault> {
        if let Some((id, edition, figures)) = self.standing(spot) {
            return Ok(Standing { edition, id, figures });
        }
        let StationState::Conflict(contested) = self.state(spot) else {
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

/// `POST /hub/dossiers/{round}/{station}/correction/propose`
pub async fn propose_correction(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<Correcting>,
    Path((round, station)): At,
    Query(query): Query<Value>,
    fields: Fields,
) -> Response {
    let make = |spot, fields: &Fields, at| screens.correction(spot, fields, at);
    let made = proposed(&screens, &visit, &officer, (round, &station), &query, &fields, make).await;
    screens.answer(&visit, made)
}
