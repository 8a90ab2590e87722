//! Feeds for other programs: the picture of a place, with a token in a header instead of a session.
//!
//! `GET /feeds/operation.geojson` and `GET /feeds/cap/{number}` answer `Authorization: Bearer
//! TOKEN`. A token opens one place, to read; who keeps feeds makes and ends it, and the journal
//! has its hash only.

mod cap;
mod geojson;

use std::fmt::Write as _;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use election::Id;
use ops::operation::feed::Feed;
use ops::roles::{KeepingFeeds, Officer, Person};
use ops::step::{Actor, Command};
use ops::{OperationCommand, Refusal};
use tlog::Hash;

use super::{ground_name, moment, tabs};
use crate::screens::access::{Fields, Visit};
use crate::screens::fault::Fault;
use crate::screens::page::{Page, Tab, show, with_headers};
use crate::screens::{Screens, secrets};

/// Bytes of chance of a token.
const TOKEN_BYTES: usize = 32;

struct Line {
    feed: Id,
    place: String,
    since: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "operation/feeds.html")]
struct FeedsPage {
    page: Page,
    tabs: Vec<Tab>,
    rows: Vec<Line>,
    scope: Id,
    token: Option<String>,
}

/// `GET /hub/operation/feeds`
pub async fn list(State(screens): State<Screens>, visit: Visit, officer: Officer<KeepingFeeds>) -> Response {
    feeds_page(&screens, &visit, officer.person(), None)
}

fn feeds_page(screens: &Screens, visit: &Visit, person: &Person, token: Option<String>) -> Response {
    let (definition, now) = (screens.definition(), screens.now());
    let rooms = screens.rooms();
    let own = rooms.room().operation().feeds().iter().filter(|(_, feed)| person.covers(definition, feed.place()));
    let line = |(id, feed): (&Id, &Feed)| {
        let (since, open) = match feed {
            Feed::Open(open) => (open.at, true),
            Feed::Ended(ended) => (ended.at, false),
        };
        Line { feed: *id, place: ground_name(definition, visit, feed.place()), since: moment(since, now), open }
    };
    let rows = own.map(line).collect();
    let page = screens.frame(visit, "Flux", "Feeds");
    show(StatusCode::OK, &FeedsPage { page, tabs: tabs(visit, person), rows, scope: person.scope, token })
}

/// `POST /hub/operation/feeds`: the token is shown once.
pub async fn make(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<KeepingFeeds>,
    fields: Fields,
) -> Response {
    let made = made(&screens, officer.person(), &fields).await;
    let made = made.map(|token| feeds_page(&screens, &visit, officer.person(), Some(token)));
    screens.answer(&visit, made)
}

async fn made(screens: &Screens, person: &Person, fields: &Fields) -> Result<String, Fault> {
    let feed = Id::new(fields.required("feed")?.trim()).map_err(|_| Fault::Form("feed"))?;
    let place = Id::new(fields.required("place")?.trim()).map_err(|_| Refusal::Unknown)?;
    let token = secrets::chance::<TOKEN_BYTES>()?.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let command = OperationCommand::MakeFeed { feed, place, token: Hash::of(token.as_bytes()) };
    screens.act(Actor::Account(person.account), Command::Operation(command)).await?;
    Ok(token)
}

/// `POST /hub/operation/feeds/{feed}/end`
pub async fn end(
    State(screens): State<Screens>,
    visit: Visit,
    officer: Officer<KeepingFeeds>,
    Path(feed): Path<String>,
    _: Fields,
) -> Response {
    let made = match Id::new(&feed) {
        Ok(feed) => {
            let command = OperationCommand::EndFeed { feed };
            screens.operate(officer.person(), command, "/hub/operation/feeds").await
        }
        Err(_) => Err(Refusal::NoFeed.into()),
    };
    screens.answer(&visit, made)
}

/// The routes that take a token instead of a session.
pub fn router() -> Router<Screens> {
    Router::new().route("/feeds/operation.geojson", get(picture)).route("/feeds/cap/{number}", get(alert))
}

/// The place that the token of a request opens. What is wrong with a token nobody says.
fn opened(screens: &Screens, headers: &HeaderMap) -> Option<Id> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let token = value.strip_prefix("Bearer ")?.trim();
    let place = screens.rooms().room().operation().opened(Hash::of(token.as_bytes()));
    place.filter(|_| token.len() == 2 * TOKEN_BYTES)
}

fn unknown() -> Response {
    let headers = [(header::WWW_AUTHENTICATE, "Bearer")];
    with_headers((StatusCode::UNAUTHORIZED, headers, "a token is needed: Authorization: Bearer …\n").into_response())
}

async fn picture(State(screens): State<Screens>, headers: HeaderMap) -> Response {
    let Some(place) = opened(&screens, &headers) else { return unknown() };
    let inner = screens.clone();
    let text = screens.aside(move || Ok(geojson::text(&inner, place))).await;
    sent("application/geo+json", text.ok())
}

async fn alert(State(screens): State<Screens>, headers: HeaderMap, Path(number): Path<u64>) -> Response {
    let Some(place) = opened(&screens, &headers) else { return unknown() };
    sent("application/cap+xml", cap::text(&screens, place, number))
}

fn sent(kind: &'static str, text: Option<String>) -> Response {
    with_headers(match text {
        Some(text) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}
