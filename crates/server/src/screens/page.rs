//! What every page has: language, title, who is there, where one can go.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use election::refusal::Language;
use election::{Definition, definition::Mode};
use ops::roles::{Act, Person, Role, may};

use super::access::Visit;

/// Only what this hub serves, no inline script or style, no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A place to go, as it stands in the bar.
pub struct Tab {
    /// The path.
    pub href: String,
    /// What it is called.
    pub label: &'static str,
    /// Whether one is there.
    pub current: bool,
}

/// The frame of a page.
pub struct Page {
    /// The language of the page.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// The election's title.
    pub election: String,
    /// Whether this is an exercise: said on every page.
    pub exercise: bool,
    /// Name and place of who is there.
    pub who: Option<String>,
    /// Where one can go.
    pub tabs: Vec<Tab>,
    /// The word that forms carry.
    pub csrf: String,
    /// The path of the page as it stands in an address, for the switch of language.
    pub here: String,
}

impl Page {
    /// The frame of a visit.
    pub fn new(definition: &Definition, visit: &Visit, title: impl Into<String>) -> Self {
        let person = visit.person.as_ref();
        let language = visit.language;
        Self {
            language,
            title: title.into(),
            election: definition.parts().title.clone(),
            exercise: definition.parts().mode == Mode::Test,
            who: person.map(|person| format!("{} · {}", person.name, place_name(definition, person))),
            tabs: person.map(|person| tabs(person, visit)).unwrap_or_default(),
            csrf: visit.csrf.clone(),
            here: super::access::encoded(&visit.path),
        }
    }

    /// One of two texts.
    pub fn t<'a>(&self, french: &'a str, english: &'a str) -> &'a str {
        match self.language {
            Language::French => french,
            Language::English => english,
        }
    }

    /// The language's tag.
    pub fn tag(&self) -> &'static str {
        self.t("fr", "en")
    }
}

fn place_name(definition: &Definition, person: &Person) -> String {
    let place = definition.place_ix(person.scope);
    place.map_or_else(|| person.scope.to_string(), |ix| definition.place(ix).name.clone())
}

/// The first page of a person.
pub fn home(person: &Person) -> String {
    match person.role {
        Role::Administrator => "/hub/accounts".to_owned(),
        Role::NationalOps | Role::Auditor => "/hub/results".to_owned(),
        Role::PrefectureOps | Role::PrefectureResults => format!("/hub/departments/{}", person.scope),
        Role::Clerk => format!("/hub/communes/{}", person.scope),
        Role::Station => format!("/hub/stations/{}", person.scope),
        Role::Wall => "/hub/progress".to_owned(),
        Role::Leader => "/hub/orders".to_owned(),
        Role::Public => "/hub/password".to_owned(),
    }
}

fn tabs(person: &Person, visit: &Visit) -> Vec<Tab> {
    let mut tabs: Vec<(String, [&'static str; 2])> = Vec::new();
    let can = |act| may(person.role, act);
    match person.role {
        Role::Clerk => {
            tabs.push((home(person), ["Mes bureaux", "My stations"]));
            tabs.push((format!("/hub/communes/{}/import", person.scope), ["Importer", "Import"]));
            tabs.push((format!("/hub/returns/{}", person.scope), ["Récapitulatif", "Return"]));
            tabs.push((format!("/hub/operation/calls/{}", person.scope), ["Journée", "The day"]));
            tabs.push(("/hub/operation/report".to_owned(), ["Incident", "Incident"]));
        }
        Role::Station => {
            tabs.push((home(person), ["Mon bureau", "My station"]));
            tabs.push((format!("/hub/operation/calls/{}", person.scope), ["Journée", "The day"]));
            tabs.push(("/hub/operation/report".to_owned(), ["Incident", "Incident"]));
        }
        Role::Leader => tabs.push((home(person), ["Ordres", "Orders"])),
        Role::PrefectureResults | Role::PrefectureOps => {
            tabs.push((home(person), ["Bureaux", "Stations"]));
            if can(Act::Return) {
                tabs.push((format!("/hub/returns/{}", person.scope), ["Récapitulatif", "Return"]));
            }
        }
        _ => {}
    }
    let more = [
        (Act::SeeOperation, "/hub/operation", ["Opérations", "Operations"]),
        (Act::SeeTotals, "/hub/results", ["Résultats", "Results"]),
        (Act::Correct, "/hub/proposals", ["Corrections", "Corrections"]),
        (Act::SeeTotals, "/hub/corrections", ["Corrections", "Corrections"]),
        (Act::SeeProgress, "/hub/progress", ["Avancement", "Progress"]),
        (Act::ReadJournal, "/hub/journal", ["Main courante", "Journal"]),
        (Act::ManageAccounts, "/hub/accounts", ["Comptes", "Accounts"]),
        (Act::CheckIntegrity, "/hub/care", ["Intégrité", "Integrity"]),
    ];
    let more = more.into_iter().filter(|(act, ..)| can(*act));
    tabs.extend(more.map(|(_, href, labels)| (href.to_owned(), labels)));
    let tab = |(href, labels): (String, [&'static str; 2])| {
        let current = visit.path == href;
        let label = if visit.language == Language::French { labels[0] } else { labels[1] };
        Tab { href, label, current }
    };
    tabs.into_iter().map(tab).collect()
}

/// A page as it is sent. Nothing of it may be kept by anybody on the way.
pub fn show(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => with_headers((status, Html(html)).into_response()),
        Err(error) => {
            let text = format!("a page could not be made: {error}");
            with_headers((StatusCode::INTERNAL_SERVER_ERROR, text).into_response())
        }
    }
}

/// The headers of every answer of the screens.
pub fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

/// Hours and minutes of a stamp.
pub fn hour(stamp: election::Stamp) -> String {
    stamp.to_string().get(11..16).unwrap_or_default().to_owned()
}
