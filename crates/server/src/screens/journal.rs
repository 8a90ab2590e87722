//! The rooms' journal, for who reads everything.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use ops::Event;
use ops::roles::{Officer, ReadingJournal};
use serde_json::Value;

use super::Screens;
use super::access::Visit;
use super::page::{Page, show};
use crate::rooms::MAX_EVENTS_AT_ONCE;

struct Row {
    number: u64,
    at: String,
    by: String,
    what: &'static str,
    about: String,
    text: String,
}

#[derive(Template)]
#[template(path = "journal.html")]
struct JournalPage {
    page: Page,
    rows: Vec<Row>,
    size: u64,
    head: String,
    older: Option<u64>,
    newer: bool,
}

/// Lines of the text that tell nothing that the columns do not.
const HEAD_LINES: usize = 6;

/// `GET /hub/journal`
pub async fn journal(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<ReadingJournal>,
    Query(query): Query<Value>,
) -> Response {
    let asked: Option<u64> = query.get("before").and_then(Value::as_str).and_then(|number| number.parse().ok());
    let rooms = screens.rooms();
    let size = rooms.room().size();
    let before = asked.unwrap_or(size).min(size);
    let events = rooms.events(before, MAX_EVENTS_AT_ONCE / 4).unwrap_or_default();
    let definition = screens.definition();
    // Who speaks for a part of the country reads what is about it, and what is about no place.
    let seen = |event: &&Event| event.fact.about().is_none_or(|about| officer.within(definition, about).is_ok());
    let rows = events.iter().filter(seen).map(|event| row(&visit, event)).collect();
    let older = events.last().map(|event| event.number).filter(|number| *number > 0);
    let page = Page::new(definition, &visit, visit.t("Main courante", "Journal"));
    let head = rooms.room().head().to_string();
    show(StatusCode::OK, &JournalPage { page, rows, size, head, older, newer: before < size })
}

/// Secrets are not for auditors either.
fn row(visit: &Visit, event: &Event) -> Row {
    let secret = |line: &&str| !["password ", "second ", "nonce "].iter().any(|key| line.starts_with(key));
    let text = event.text();
    Row {
        number: event.number,
        at: event.at.to_string().get(11..19).unwrap_or_default().to_owned(),
        by: event.by.map_or_else(|| visit.t("le concentrateur", "the hub").to_owned(), |by| by.to_string()),
        what: kind(visit, event.fact.kind()),
        about: event.fact.about().map(|about| about.to_string()).unwrap_or_default(),
        text: text.lines().skip(HEAD_LINES).filter(secret).collect::<Vec<_>>().join("\n"),
    }
}

fn kind(visit: &Visit, kind: &'static str) -> &'static str {
    let french = match kind {
        "account-made" => "Compte créé",
        "account-password" => "Mot de passe changé",
        "account-second-factor" => "Second facteur changé",
        "account-locked" => "Compte verrouillé",
        "account-unlocked" => "Compte déverrouillé",
        "logged-in" => "Connexion",
        "log-in-failed" => "Connexion refusée",
        "logged-out" => "Déconnexion",
        "code-used" => "Code employé",
        "entry-first" => "Première saisie",
        "entry-second" => "Deuxième saisie",
        "entry-resolved" => "Différences départagées",
        "entry-dropped" => "Saisie abandonnée",
        "entry-signed" => "Rapport signé",
        "entry-sent" => "Rapport transmis",
        "entry-not-taken" => "Rapport refusé",
        "returned" => "Récapitulatif transmis",
        "callback-opened" => "Contre-appel ouvert",
        "callback-differed" => "Contre-appel différent",
        "callback-done" => "Contre-appel confirmé",
        "proposed" => "Proposition",
        "proposal-confirmed" => "Proposition confirmée",
        "proposal-refused" => "Proposition refusée",
        "proposal-sent" => "Proposition transmise",
        "warning-handled" => "Alerte traitée",
        "witness-copied" => "Copie de témoin",
        "release-asked" => "Publication demandée",
        "released" => "Publication",
        "backed-up" => "Sauvegarde",
        "checked" => "Contrôle d'intégrité",
        "started" => "Démarrage",
        other => other,
    };
    if visit.language == election::refusal::Language::French { french } else { kind }
}
