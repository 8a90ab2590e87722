//! One station as the prefecture sees it: figures, the three-way match, warnings, what to do.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::Votes;
use election::definition::WarningCode;
use election::message::Figures;
use election::refusal::Language;
use election::state::StationState;
use election::words::{CHECK_WORDS, words};
use ops::callback::CallBack;
use ops::matching;
use ops::roles::{Act, CopyingWitness, HandlingWarnings, Officer, SeeingDepartment, may};
use ops::room::Spot;
use ops::step::{Actor, Command};
use station::form::Form;
use tlog::Hash;

use super::beside::Beside;
use crate::screens::Screens;
use crate::screens::access::{Fields, Visit};
use crate::screens::commune::list::{Badge, badge};
use crate::screens::commune::steps;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::results::field_label;
use crate::screens::sheet::{Crumbs, Sheet, SheetPage, Step, crumbs, station_name, typed};

/// One line of the match.
struct MatchView {
    label: String,
    reported: String,
    read_back: Option<String>,
    witness: Option<String>,
    agrees: bool,
}

struct WarningView {
    code: String,
    text: String,
    handled: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "dossier.html")]
struct DossierPage {
    page: Page,
    crumbs: Crumbs,
    heading: String,
    badge: Badge,
    steps: Vec<Step>,
    rows: Vec<MatchView>,
    blind: Option<&'static str>,
    has_witness: bool,
    source: String,
    differs: usize,
    earlier: Option<String>,
    warnings: Vec<WarningView>,
    report: Option<Hash>,
    receipt: Vec<(String, String)>,
    actions: Vec<(String, String)>,
    proposal: Option<(u64, String)>,
    callback: Option<String>,
    may_handle: bool,
    contested: Beside,
    here: String,
}

impl Screens {
    /// The edition that stands: its identity, edition and figures.
    pub(super) fn standing(&self, spot: Spot) -> Option<(Hash, u16, Figures<Votes>)> {
        let definition = self.definition();
        let round = definition.round_ix(spot.0)?;
        let state = self.state(spot);
        let standing = state.counted()?;
        Some((standing.report, standing.edition, Figures::of(&standing.counts, &definition.rounds()[round])))
    }
}

/// `GET /hub/dossiers/{round}/{station}`
pub async fn dossier(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingDepartment>,
    Path((round, station)): Path<(u8, String)>,
) -> Response {
    let made = page(&screens, &visit, &officer, round, &station);
    screens.answer(&visit, made)
}

fn page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<SeeingDepartment>,
    round: u8,
    station: &str,
) -> Result<Response, Fault> {
    let spot = screens.spot(round, station)?;
    let definition = screens.definition();
    officer.within(definition, spot.1)?;
    let state = screens.state(spot);
    let standing = screens.standing(spot);
    let warnings = screens.open_warnings(spot, &state).into_iter().map(|(question, handled)| WarningView {
        code: question.code.to_string(),
        text: question.text(visit.language).to_owned(),
        handled: handled.map(|handled| (handled.by.to_string(), handled.reason)),
    });
    let warnings: Vec<WarningView> = warnings.collect();
    let blind = screens.is_blind(officer.person(), spot);
    let rows = if blind { Vec::new() } else { match_rows(screens, visit, spot) };
    let contested = match state {
        StationState::Conflict(_) => Beside::in_the_log(screens, visit, officer.person(), spot),
        _ => Beside::default(),
    };
    let rooms = screens.rooms();
    let room = rooms.room();
    let copy = room.witness_copy(spot);
    let heading = station_name(definition, spot.1, visit.language);
    let proposal = room.open_proposal(spot).map(|proposal| (proposal.number, proposal.by.to_string()));
    Ok(show(
        StatusCode::OK,
        &DossierPage {
            page: Page::new(definition, visit, heading.clone()),
            crumbs: crumbs(definition, visit, officer.person(), spot.1),
            heading,
            badge: badge(visit, room.desk(spot), &state),
            steps: steps(visit, room.desk(spot), &state),
            differs: rows.iter().filter(|row| !row.agrees).count(),
            rows,
            blind: blind.then(|| kept_back(visit, &state)),
            has_witness: copy.is_some(),
            source: copy.map(|copy| copy.source.clone()).unwrap_or_default(),
            earlier: screens.earlier(spot.1, visit.language).filter(|_| !warnings.is_empty()),
            warnings,
            report: standing.as_ref().map(|(report, ..)| *report),
            receipt: receipt(visit, &state),
            actions: actions(visit, officer, room, &state, spot),
            proposal,
            callback: room.callback(spot).map(|callback| said(visit, callback)),
            may_handle: may(officer.person().role, Act::HandleWarning),
            contested,
            here: format!("/hub/dossiers/{round}/{}", spot.1),
        },
    ))
}

fn receipt(visit: &Visit, state: &StationState) -> Vec<(String, String)> {
    let Some(standing) = state.counted() else { return Vec::new() };
    vec![
        (visit.t("Numéro au journal public", "Number in the public log").to_owned(), standing.index.to_string()),
        (visit.t("Édition", "Edition").to_owned(), standing.edition.to_string()),
        (visit.t("Mots de contrôle", "Check words").to_owned(), words(standing.report, CHECK_WORDS)),
    ]
}

/// Why no figure stands here, and no more than is so: a correction has been read by who proposed
/// and who confirmed it, and a conflict shows its reports to the whole prefecture.
fn kept_back(visit: &Visit, state: &StationState) -> &'static str {
    match (state, visit.language) {
        (StationState::Corrected(_), Language::French) => {
            "Le contre-appel de la correction n'est pas fait : cette page n'en montre pas les chiffres. Qui l'a proposée, qui l'a confirmée et qui a vu des rapports contradictoires peut les connaître."
        }
        (StationState::Corrected(_), Language::English) => {
            "The call-back of the correction is not done: this page does not show its figures. Who proposed it, who confirmed it and who saw contradicting reports may know them."
        }
        (_, Language::French) => {
            "Le contre-appel n'est pas fait : d'ici là, les pages de la préfecture ne montrent pas les chiffres de ce rapport."
        }
        (_, Language::English) => {
            "The call-back is not done: until then, the prefecture's pages do not show the figures of this report."
        }
    }
}

fn said(visit: &Visit, callback: &CallBack) -> String {
    match callback {
        CallBack::Open(opened) => format!("{} ({})", visit.t("Contre-appel ouvert", "Call-back opened"), opened.by),
        CallBack::Differed(differed) => {
            let text =
                visit.t("La relecture ne correspond pas au rapport", "What was read back is not what the report says");
            format!("{text} ({}×)", differed.times)
        }
        CallBack::Done(opened) => {
            format!("{} ({})", visit.t("Contre-appel confirmé", "Call-back confirmed"), opened.by)
        }
    }
}

fn match_rows(screens: &Screens, visit: &Visit, spot: Spot) -> Vec<MatchView> {
    let Some((report, _, figures)) = screens.standing(spot) else { return Vec::new() };
    let rooms = screens.rooms();
    let room = rooms.room();
    // What is confirmed was read as reported; what differed stands as it was read.
    let read = match room.callback(spot) {
        Some(CallBack::Done(opened)) if opened.report == report => {
            let drawn = ops::callback::choose(&opened.nonce, report, &figures);
            drawn.into_iter().filter_map(|field| Some((field, figures.at(field)?))).collect()
        }
        Some(CallBack::Differed(differed)) if differed.opened.report == report => differed.read.clone(),
        _ => Vec::new(),
    };
    let copy = room.witness_copy(spot).map(|copy| &copy.figures);
    let number = |votes: Votes| visit.language.number(votes.wide());
    let view = |row: matching::Row| MatchView {
        label: field_label(screens.definition(), spot.0, row.field, visit.language),
        reported: number(row.reported),
        read_back: row.read_back.map(number),
        witness: row.witness.map(number),
        agrees: row.agrees(),
    };
    matching::rows(&figures, &read, copy).into_iter().map(view).collect()
}

fn actions(
    visit: &Visit,
    officer: &Officer<SeeingDepartment>,
    room: &ops::Room,
    state: &StationState,
    (round, station): Spot,
) -> Vec<(String, String)> {
    let role = officer.person().role;
    let base = format!("/hub/dossiers/{round}/{station}");
    let mut actions = Vec::new();
    let mut add = |act, href: String, french: &str, english: &str| {
        if may(role, act) {
            actions.push((href, visit.t(french, english).to_owned()));
        }
    };
    let there = !state.is_missing();
    if matches!(state, StationState::Reported(_) | StationState::Corrected(_)) {
        add(Act::CallBack, format!("{base}/call-back"), "Contre-appel", "Call back");
    }
    if matches!(room.desk((round, station)), Some(ops::desk::Desk::Differing(_))) {
        add(
            Act::Resolve,
            format!("/hub/stations/{round}/{station}/differences"),
            "Départager les saisies",
            "Settle the entries",
        );
    }
    if there && room.open_proposal((round, station)).is_none() {
        add(Act::Correct, format!("{base}/correction"), "Proposer une correction", "Propose a correction");
        add(Act::Correct, format!("{base}/annulment"), "Préparer une annulation", "Prepare an annulment");
    }
    if state.counted().is_some() {
        add(Act::CopyWitness, format!("{base}/witness"), "Saisir une copie de témoin", "Type a witness's copy");
    }
    actions
}

/// `POST /hub/dossiers/{round}/{station}/warning`
pub async fn handle(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<HandlingWarnings>,
    Path((round, station)): Path<(u8, String)>,
    fields: Fields,
) -> Response {
    let made = async {
        let spot = screens.spot(round, &station)?;
        let report = Hash::from_hex(fields.at("report")).ok_or(Fault::Form("report"))?;
        let code = WarningCode::parse(fields.at("code")).ok_or(Fault::Form("code"))?;
        let reason = fields.at("reason").trim().to_owned();
        let command = Command::HandleWarning { spot, report, code, reason };
        screens.act(Actor::Account(officer.person().account), command).await?;
        Ok(Redirect::to(&format!("/hub/dossiers/{}/{}", spot.0, spot.1)).into_response())
    };
    let made: Result<Response, Fault> = made.await;
    screens.answer(&visit, made)
}

/// `GET /hub/dossiers/{round}/{station}/witness`
pub async fn witness_form(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<CopyingWitness>,
    Path((round, station)): Path<(u8, String)>,
) -> Response {
    let kept = screens.rooms().kept(officer.person().account, &visit.path).ok().flatten().unwrap_or_default();
    let fields = Fields::parse(kept.as_bytes());
    let made = witness_page(&screens, &visit, &officer, (round, &station), &fields, false);
    screens.answer(&visit, made)
}

fn witness_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<CopyingWitness>,
    (round, station): (u8, &str),
    fields: &Fields,
    judged: bool,
) -> Result<Response, Fault> {
    let spot = screens.spot(round, station)?;
    let definition = screens.definition();
    officer.within(definition, spot.1)?;
    let form = Form::new(definition, spot.0, spot.1).map_err(|_| Fault::NotFound)?;
    let sheet = Sheet::of(&form, &typed(&form, fields)?, &[], judged, visit.language);
    let state = screens.state(spot);
    let status = if judged { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let heading = visit.t("Copie d'un témoin", "A witness's copy");
    let rooms = screens.rooms();
    Ok(show(status, &SheetPage {
        page: Page::new(definition, visit, heading),
        crumbs: crumbs(definition, visit, officer.person(), spot.1),
        heading: format!("{} · {heading}", station_name(definition, spot.1, visit.language)),
        steps: steps(visit, rooms.room().desk(spot), &state),
        lead: visit.t(
            "Recopiez la copie que tient un témoin (délégué, parti, presse). Elle est comparée au rapport ligne à ligne ; elle ne compte pas.",
            "Copy what a witness holds (delegate, party, press). It is compared with the report line by line; it counts nothing.",
        ).to_owned(),
        sheet,
        action: format!("/hub/dossiers/{}/{}/witness", spot.0, spot.1),
        counted: None,
        source: Some(fields.at("source").to_owned()),
        submit: visit.t("Comparer", "Compare").to_owned(),
        notice: None,
    }))
}

/// `POST /hub/dossiers/{round}/{station}/witness`
pub async fn copy_witness(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<CopyingWitness>,
    Path((round, station)): Path<(u8, String)>,
    fields: Fields,
) -> Response {
    let made = copied(&screens, &visit, &officer, (round, &station), &fields).await;
    screens.answer(&visit, made)
}

async fn copied(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<CopyingWitness>,
    (round, station): (u8, &str),
    fields: &Fields,
) -> Result<Response, Fault> {
    let spot = screens.spot(round, station)?;
    let account = officer.person().account;
    screens.rooms().keep(account, &visit.path, &fields.for_keeping())?;
    let form = Form::new(screens.definition(), spot.0, spot.1).map_err(|_| Fault::NotFound)?;
    // A copy may be wrong: that is what it is compared for. Only what is no figure is asked again.
    let Some(figures) = form.read(&typed(&form, fields)?).figures() else {
        return witness_page(screens, visit, officer, (round, station), fields, true);
    };
    if fields.at("do") == "keep" {
        return witness_page(screens, visit, officer, (round, station), fields, false);
    }
    let source = fields.at("source").trim().to_owned();
    screens.act(Actor::Account(account), Command::CopyWitness { spot, source, figures }).await?;
    screens.rooms().forget(account, &visit.path)?;
    Ok(Redirect::to(&format!("/hub/dossiers/{}/{}", spot.0, spot.1)).into_response())
}
