//! Messages in, receipts out.

use std::collections::BTreeMap;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Path, Query, Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use tlog::{Hash, TlogProof};
use tokio::time::timeout;

use super::App;
use super::limits::{ANSWER_TIME, BODY_TIME, MAX_BODY_BYTES};
use super::problem::{Door, Problem};
use crate::service::{NotTaken, Reply};

/// `POST /v1/messages`: one signed note, answered by its receipt.
pub(super) async fn post(State(app): State<App>, request: Request) -> Response<Body> {
    match take(&app, request).await {
        Ok(receipt) => text(&receipt),
        Err(problem) => app.refused(problem),
    }
}

async fn take(app: &App, request: Request) -> Result<TlogProof, Problem> {
    if !is_text(request.headers().get(header::CONTENT_TYPE)) {
        return Err(Door::ContentType.problem());
    }
    let bytes = body(request).await.map_err(Door::problem)?;
    let reply = timeout(ANSWER_TIME, app.hub.submit(bytes.into())).await;
    match reply.map_err(|_| Door::Stopping.problem())? {
        Ok(Reply::Logged(receipt)) => Ok(*receipt),
        Ok(Reply::Refused(refusal)) => Err(Problem::of_refusal(&refusal)),
        Ok(Reply::Early(early)) => Err(Problem::of_early(&early)),
        Err(NotTaken::Busy) => Err(Door::Busy.problem()),
        Err(NotTaken::Stopping) => Err(Door::Stopping.problem()),
    }
}

/// The body, whole and in time.
async fn body(request: Request) -> Result<Bytes, Door> {
    let declared = request.headers().get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > MAX_BODY_BYTES) {
        return Err(Door::TooLong);
    }
    // The router's limit refuses a body that grows without having said so.
    let bytes = timeout(BODY_TIME, Bytes::from_request(request, &())).await.map_err(|_| Door::Slow)?;
    bytes.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Door::TooLong,
        _ => Door::Broken,
    })
}

/// `text/plain`, with or without `charset=utf-8`: a note is text in UTF-8.
fn is_text(value: Option<&HeaderValue>) -> bool {
    let Some(value) = value.and_then(|value| value.to_str().ok()) else { return false };
    let mut parts = value.split(';').map(str::trim);
    let is_plain = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("text/plain"));
    is_plain && parts.all(|part| part.to_ascii_lowercase().replace('"', "") == "charset=utf-8")
}

/// `GET /v1/receipts/{hash}`: the receipt of a message by its identity. An identity is the hash of
/// a text that can be guessed, figure by figure: before the entry is public only who has the signed
/// note, and says so by `?note=HASH`, is told that the log holds it.
pub(super) async fn receipt(
    State(app): State<App>,
    Path(identity): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response<Body> {
    let Some(id) = Hash::from_hex(&identity) else { return app.refused(Door::Identity.problem()) };
    // The checkpoint before the board: a message that is admitted and not yet covered is not told.
    let checkpoint = app.hub.checkpoint();
    let index = app.hub.board().index_of(id).filter(|index| *index < checkpoint.size);
    if index.is_none_or(|index| index >= published(&app.standing.borrow())) {
        let note = query.get("note").and_then(|note| Hash::from_hex(note));
        if note.is_none() || note != entry_hash(&app, index.unwrap_or(0), checkpoint.size).await {
            return app.refused(Door::Unknown.problem());
        }
    }
    let Some(index) = index else { return app.refused(Door::Unknown.problem()) };
    // Under a final checkpoint if one covers it: such a receipt needs nobody's word any more.
    let checkpoint = app.hub.last_final().filter(|last| index < last.size).unwrap_or(checkpoint);
    let hub = app.hub.clone();
    let made = tokio::task::spawn_blocking(move || hub.reader().receipts(&checkpoint.note, &[index]));
    match made.await.ok().and_then(Result::ok).and_then(|mut receipts| receipts.pop()) {
        Some(receipt) => text(&receipt),
        None => app.refused(Door::Unreadable.problem()),
    }
}

/// The hash of an entry. An identity that nobody has is looked for in the first one: the time that a
/// refusal takes tells nothing either.
async fn entry_hash(app: &App, index: u64, size: u64) -> Option<Hash> {
    let hub = app.hub.clone();
    let read = tokio::task::spawn_blocking(move || hub.reader().entry(&mut BTreeMap::new(), index, size));
    read.await.ok().flatten().map(|entry| Hash::of(&entry))
}

/// Entries that the standing snapshot covers: its folder's name begins with their number.
fn published(standing: &str) -> u64 {
    let name = standing.strip_prefix("snapshots/").unwrap_or_default();
    name.split('-').next().and_then(|size| size.parse().ok()).unwrap_or(0)
}

fn text(receipt: &TlogProof) -> Response<Body> {
    plain(receipt.to_string())
}

/// Text that is true now and may be another later.
pub(super) fn plain(text: String) -> Response<Body> {
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::published;

    #[test]
    fn the_folder_says_how_many_entries_are_public() {
        assert_eq!([published(""), published("snapshots/17-1494180000/"), published("x/17-1/")], [0, 17, 0]);
    }
}
