//! A commune's stations and one station's page.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use election::Id;
use election::state::StationState;
use election::words::{CHECK_WORDS, words};
use ops::desk::{Channel, Desk};
use ops::roles::{Act, Officer, SeeingStations, may};
use ops::room::Spot;
use serde_json::Value;

use super::steps;
use crate::screens::Screens;
use crate::screens::access::Visit;
use crate::screens::fault::Fault;
use crate::screens::page::{Page, show};
use crate::screens::sheet::{Crumbs, Step, crumbs, rows, station_name};

/// A round one can look at.
pub struct RoundTab {
    /// Its number.
    pub number: u8,
    /// Whether it is the one shown.
    pub current: bool,
}

struct Row {
    href: String,
    name: String,
    id: String,
    registered: String,
    badge: Badge,
    todo: String,
}

/// A state in a word and a shape, never by colour alone.
pub struct Badge {
    /// `wait`, `now`, `good`, `bad` or `done`.
    pub kind: &'static str,
    /// The word.
    pub text: String,
}

#[derive(Template)]
#[template(path = "commune.html")]
struct CommunePage {
    page: Page,
    name: String,
    rounds: Vec<RoundTab>,
    rows: Vec<Row>,
    reported: usize,
    clerk: bool,
    commune: Id,
}

#[derive(Template)]
#[template(path = "station.html")]
struct StationPage {
    page: Page,
    crumbs: Crumbs,
    heading: String,
    badge: Badge,
    steps: Vec<Step>,
    lead: String,
    actions: Vec<(String, String)>,
    typed_by: Vec<String>,
    not_taken: Option<String>,
    figures: Vec<(String, String)>,
    receipt: Vec<(String, String)>,
    has_proof: bool,
    can_drop: bool,
    here: String,
}

impl Screens {
    /// The round of a query, else the one the hub is at.
    pub(in crate::screens) fn round_of(&self, query: &Value) -> u8 {
        let asked = query.get("round").and_then(Value::as_str).and_then(|round| round.parse().ok());
        let asked = asked.filter(|round| self.definition().round_ix(*round).is_some());
        asked.unwrap_or_else(|| self.current_round())
    }

    /// The rounds, for the tabs.
    pub(in crate::screens) fn round_tabs(&self, at: u8) -> Vec<RoundTab> {
        let rounds = self.definition().rounds().iter();
        rounds.map(|round| RoundTab { number: round.number, current: round.number == at }).collect()
    }
}

/// The state of a station in one word.
pub fn badge(visit: &Visit, desk: Option<&Desk>, state: &StationState) -> Badge {
    let (kind, french, english) = match (state, desk) {
        (StationState::Conflict(_), _) => ("bad", "En conflit", "In conflict"),
        (StationState::Annulled(_), _) => ("bad", "Annulé", "Annulled"),
        (StationState::Corrected(_), _) => ("good", "Corrigé", "Corrected"),
        (StationState::Confirmed(_), _) => ("done", "Confirmé", "Confirmed"),
        (StationState::Returned(_), _) => ("done", "Récapitulé", "Returned"),
        (StationState::Certified(_), _) => ("done", "Certifié", "Certified"),
        (StationState::Reported(_), _) | (_, Some(Desk::Sent(_))) => ("good", "Transmis", "Sent"),
        (_, Some(Desk::Differing(_))) => ("bad", "Saisies différentes", "Entries differ"),
        (_, Some(Desk::Agreed(_))) => ("now", "À signer", "To be signed"),
        (_, Some(Desk::First(_))) => ("now", "Deuxième saisie attendue", "Second entry due"),
        (StationState::Closed, None) => ("wait", "Fermé, attendu", "Closed, awaited"),
        (StationState::Open, None) => ("wait", "Ouvert", "Open"),
        (StationState::Expected, None) => ("wait", "Attendu", "Awaited"),
    };
    Badge { kind, text: visit.t(french, english).to_owned() }
}

/// `GET /hub/communes/{commune}`
pub async fn commune(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingStations>,
    Path(commune): Path<String>,
    Query(query): Query<Value>,
) -> Response {
    let made = commune_page(&screens, &visit, &officer, &commune, &query);
    screens.answer(&visit, made)
}

fn commune_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<SeeingStations>,
    commune: &str,
    query: &Value,
) -> Result<Response, Fault> {
    let definition = screens.definition();
    let id = Id::new(commune).map_err(|_| Fault::NotFound)?;
    let place = definition.place_ix(id).ok_or(Fault::NotFound)?;
    officer.within(definition, id)?;
    let round = screens.round_of(query);
    let round_ix = definition.round_ix(round).ok_or(Fault::NotFound)?;
    let stations = screens.hub().board().stations_of(round_ix, place);
    let mut rows = Vec::with_capacity(stations.len());
    for ix in stations {
        let spot = (round, definition.station(ix).id);
        let state = screens.state(spot);
        let registered = definition.registered(ix, round_ix).map(|votes| votes.to_string()).unwrap_or_default();
        rows.push(row(screens, visit, officer, spot, &state, registered));
    }
    let reported = rows.iter().filter(|row| matches!(row.badge.kind, "good" | "done")).count();
    let name = definition.place(place).name.clone();
    let clerk = may(officer.person().role, Act::Enter);
    let page = Page::new(definition, visit, name.clone());
    let rounds = screens.round_tabs(round);
    Ok(show(StatusCode::OK, &CommunePage { page, name, rounds, rows, reported, clerk, commune: id }))
}

fn row(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<SeeingStations>,
    spot: Spot,
    state: &StationState,
    registered: String,
) -> Row {
    let rooms = screens.rooms();
    let desk = rooms.room().desk(spot);
    let todo = actions(visit, officer, desk, state, spot).into_iter().next();
    let (href, todo) = todo.unwrap_or_else(|| (format!("/hub/stations/{}/{}", spot.0, spot.1), String::new()));
    Row {
        href,
        name: station_name(screens.definition(), spot.1, visit.language),
        id: spot.1.to_string(),
        registered,
        badge: badge(visit, desk, state),
        todo,
    }
}

/// What this person can do here now, the most urgent first.
fn actions(
    visit: &Visit,
    officer: &Officer<SeeingStations>,
    desk: Option<&Desk>,
    state: &StationState,
    (round, station): Spot,
) -> Vec<(String, String)> {
    let person = officer.person();
    let base = format!("/hub/stations/{round}/{station}");
    let can = |act| may(person.role, act);
    let mut actions = Vec::new();
    let mut add = |tail: &str, french: &str, english: &str| {
        actions.push((format!("{base}/{tail}"), visit.t(french, english).to_owned()));
    };
    match desk {
        None if state.is_missing() && can(Act::Enter) => {
            add("entry", "Saisir", "Enter");
            add("telephone", "Saisir au téléphone", "Enter by telephone");
        }
        Some(Desk::First(first)) if can(Act::Enter) && first.by != person.account => {
            add("entry", "Deuxième saisie", "Second entry");
        }
        Some(Desk::Differing(differing))
            if can(Act::Resolve) && ![differing.first.by, differing.second_by].contains(&person.account) =>
        {
            add("differences", "Départager", "Settle the differences");
        }
        Some(Desk::Agreed(agreed)) if can(Act::Enter) && person.key.is_some() => {
            let signed = agreed.signatures.iter().any(|given| given.by == person.account);
            if !signed || agreed.is_complete() {
                add("sign", "Signer et transmettre", "Sign and send");
            }
        }
        _ => {}
    }
    actions
}

/// `GET /hub/stations/{station}`: the station in the round the hub is at.
pub async fn station_now(
    State(screens): State<Screens>,
    _: Officer<SeeingStations>,
    Path(station): Path<String>,
) -> Response {
    let round = screens.current_round();
    let station = Id::new(&station).map(|id| id.to_string()).unwrap_or_default();
    Redirect::to(&format!("/hub/stations/{round}/{station}")).into_response()
}

/// `GET /hub/stations/{round}/{station}`
pub async fn station(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<SeeingStations>,
    Path((round, station)): Path<(u8, String)>,
) -> Response {
    let made = station_page(&screens, &visit, &officer, round, &station);
    screens.answer(&visit, made)
}

fn station_page(
    screens: &Screens,
    visit: &Visit,
    officer: &Officer<SeeingStations>,
    round: u8,
    station: &str,
) -> Result<Response, Fault> {
    let spot = screens.spot(round, station)?;
    let definition = screens.definition();
    officer.within(definition, spot.1)?;
    let state = screens.state(spot);
    let form = station::form::Form::new(definition, round, spot.1).map_err(|_| Fault::NotFound)?;
    let standing = state.counted();
    let blind = screens.is_blind(officer.person(), spot);
    let figures = standing.filter(|_| !blind).map(|standing| {
        let position = definition.round_ix(round).unwrap_or_else(|| unreachable!("a spot has its round"));
        election::message::Figures::of(&standing.counts, &definition.rounds()[position])
    });
    let receipt = standing.map(|standing| {
        vec![
            (visit.t("Numéro au journal public", "Number in the public log").to_owned(), standing.index.to_string()),
            (visit.t("Édition", "Edition").to_owned(), standing.edition.to_string()),
            (visit.t("Mots de contrôle", "Check words").to_owned(), words(standing.report, CHECK_WORDS)),
            (visit.t("Empreinte", "Fingerprint").to_owned(), standing.report.to_string()),
        ]
    });
    let rooms = screens.rooms();
    let room = rooms.room();
    let desk = room.desk(spot);
    let heading = station_name(definition, spot.1, visit.language);
    let typed_by = typed_by(room, desk);
    let can_drop = may(officer.person().role, Act::Resolve)
        && matches!(desk, Some(Desk::First(_) | Desk::Differing(_) | Desk::Agreed(_)));
    let page = StationPage {
        page: Page::new(definition, visit, heading.clone()),
        crumbs: crumbs(definition, visit, officer.person(), spot.1),
        heading,
        badge: badge(visit, desk, &state),
        steps: steps(visit, desk, &state),
        lead: lead(visit, desk, &state),
        actions: actions(visit, officer, desk, &state, spot),
        typed_by,
        not_taken: room.not_taken(spot).map(str::to_owned),
        figures: figures.map(|figures| rows(&form, &figures, visit.language)).unwrap_or_default(),
        receipt: receipt.unwrap_or_default(),
        has_proof: standing.is_some() && !blind,
        can_drop,
        here: format!("/hub/stations/{round}/{}", spot.1),
    };
    Ok(show(StatusCode::OK, &page))
}

/// Who typed; what they typed is nobody's to see before it is agreed and sent.
fn typed_by(room: &ops::Room, desk: Option<&Desk>) -> Vec<String> {
    let accounts = match desk {
        Some(Desk::First(first)) => vec![first.by],
        Some(Desk::Differing(differing)) => vec![differing.first.by, differing.second_by],
        Some(Desk::Agreed(agreed)) => agreed.typed_by.clone(),
        Some(Desk::Sent(_)) | None => Vec::new(),
    };
    let name =
        |account: Id| room.accounts().get(&account).map_or_else(|| account.to_string(), |found| found.name.clone());
    accounts.into_iter().map(name).collect()
}

fn lead(visit: &Visit, desk: Option<&Desk>, state: &StationState) -> String {
    let text = match (state, desk) {
        (StationState::Conflict(_), _) => visit.t(
            "Deux rapports différents et bien signés sont au journal : aucun ne compte. La préfecture départage par une correction.",
            "Two different reports, both well signed, are in the log: neither counts. The prefecture settles it by a correction.",
        ),
        (state, _) if !state.is_missing() => visit.t(
            "Le rapport est au journal public. Ce qui change désormais est une correction, signée et motivée.",
            "The report is in the public log. What changes from now on is a correction, signed and with its reason.",
        ),
        (_, None) => visit.t(
            "Saisissez le procès-verbal. Une deuxième personne le saisira sans voir votre saisie.",
            "Type the record. A second person will type it without seeing yours.",
        ),
        (_, Some(Desk::First(_))) => visit.t(
            "Une première saisie est faite. Une autre personne doit saisir le même procès-verbal, sans la voir.",
            "A first entry is made. Another person must type the same record without seeing it.",
        ),
        (_, Some(Desk::Differing(_))) => visit.t(
            "Les deux saisies diffèrent. Une troisième personne relit le procès-verbal pour les seules lignes en cause.",
            "The two entries differ. A third person reads the record again, for the lines in question only.",
        ),
        (_, Some(Desk::Agreed(agreed))) if agreed.is_complete() => visit.t(
            "Le rapport est signé par deux personnes mais pas encore au journal. Transmettez-le de nouveau.",
            "The report is signed by two people but not in the log yet. Send it again.",
        ),
        (_, Some(Desk::Agreed(_))) => visit.t(
            "Tout le monde est d'accord. Deux titulaires de la commune signent le texte, chacun avec son mot de passe.",
            "Everybody agrees. Two holders of the commune sign the text, each with their password.",
        ),
        (_, Some(Desk::Sent(_))) => visit.t("Le rapport est transmis.", "The report is sent."),
    };
    let telephone = matches!(desk, Some(Desk::First(first)) if first.channel == Channel::Telephone);
    if telephone { visit.t("Reçu par téléphone.", "Taken by telephone.").to_owned() } else { text.to_owned() }
}
