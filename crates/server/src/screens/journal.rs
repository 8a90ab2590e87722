//! The rooms' journal, for who reads everything.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use election::refusal::Language;
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
    let secret = |line: &&str| !["password ", "second ", "nonce ", "token "].iter().any(|key| line.starts_with(key));
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

/// What kinds of events are called.
const KINDS: &[(&str, [&str; 2])] = &[
    ("account-made", ["Compte créé", "Account made"]),
    ("account-asked", ["Compte demandé", "Account asked for"]),
    ("account-reset-asked", ["Nouveaux secrets demandés", "New secrets asked for"]),
    ("account-password", ["Mot de passe changé", "Password changed"]),
    ("account-second-factor", ["Second facteur changé", "Second factor changed"]),
    ("account-locked", ["Compte verrouillé", "Account locked"]),
    ("account-unlocked", ["Compte déverrouillé", "Account unlocked"]),
    ("logged-in", ["Connexion", "Log-in"]),
    ("log-in-failed", ["Connexion refusée", "Log-in refused"]),
    ("logged-out", ["Déconnexion", "Log-out"]),
    ("code-used", ["Code employé", "Code used"]),
    ("entry-first", ["Première saisie", "First entry"]),
    ("entry-second", ["Deuxième saisie", "Second entry"]),
    ("entry-file", ["Fichier saisi", "File entered"]),
    ("entry-resolved", ["Différences départagées", "Differences settled"]),
    ("entry-dropped", ["Saisie abandonnée", "Entry dropped"]),
    ("entry-signed", ["Rapport signé", "Report signed"]),
    ("entry-sent", ["Rapport transmis", "Report sent"]),
    ("entry-not-taken", ["Rapport refusé", "Report refused"]),
    ("returned", ["Récapitulatif transmis", "Return sent"]),
    ("callback-opened", ["Contre-appel ouvert", "Call-back opened"]),
    ("callback-differed", ["Contre-appel différent", "Call-back differed"]),
    ("callback-done", ["Contre-appel confirmé", "Call-back confirmed"]),
    ("proposed", ["Proposition", "Proposal"]),
    ("proposal-confirmed", ["Proposition confirmée", "Proposal confirmed"]),
    ("proposal-refused", ["Proposition refusée", "Proposal refused"]),
    ("proposal-sent", ["Proposition transmise", "Proposal sent"]),
    ("warning-handled", ["Alerte traitée", "Warning handled"]),
    ("witness-copied", ["Copie de témoin", "Witness's copy"]),
    ("release-asked", ["Publication demandée", "Release asked"]),
    ("released", ["Publication", "Release"]),
    ("backed-up", ["Sauvegarde", "Back-up"]),
    ("checked", ["Contrôle d'intégrité", "Integrity check"]),
    ("started", ["Démarrage", "Start"]),
];

/// What a kind is called; a kind of a later version by its own word.
pub(super) fn kind(visit: &Visit, kind: &'static str) -> &'static str {
    let all = KINDS.iter().chain(super::operation::labels::KINDS);
    let words = all.into_iter().find(|(own, _)| *own == kind).map(|(_, words)| words);
    words.map_or(kind, |[french, english]| match visit.language {
        Language::French => french,
        Language::English => english,
    })
}
