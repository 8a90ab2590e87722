//! How the hub is: for whoever watches over it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, header};
use axum::response::IntoResponse as _;

use super::App;
use super::messages::plain;

/// Refusals by code since the start.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<BTreeMap<&'static str, u64>>);

impl Tally {
    pub(super) fn refused(&self, code: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(code).or_default() += 1;
    }
}

/// `GET /healthz`: 200 while the hub answers.
pub(super) async fn health(State(app): State<App>) -> Response<Body> {
    plain(format!("ok {}\n", app.hub.checkpoint().size))
}

/// `GET /metrics`, in the text form of Prometheus, version 0.0.4.
pub(super) async fn metrics(State(app): State<App>) -> Response<Body> {
    let text = text(&app);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn text(app: &App) -> String {
    let counts = app.hub.counts();
    let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    let last_final = app.hub.last_final().map_or(0, |last| last.size);
    let rows = [
        ("vigie_log_size", "gauge", "Entries under the last checkpoint.", app.hub.checkpoint().size),
        ("vigie_receipts_total", "counter", "Messages answered with a receipt.", load(&counts.logged)),
        ("vigie_batches_total", "counter", "Batches taken in.", load(&counts.batches)),
        ("vigie_publications_total", "counter", "Publications.", load(&counts.published)),
        ("vigie_publications_failed_total", "counter", "Publications that failed.", load(&counts.unpublished)),
        ("vigie_cosignatures", "gauge", "Cosignatures on the public checkpoint.", load(&counts.cosignatures)),
        ("vigie_final_size", "gauge", "Entries under the last final checkpoint.", last_final),
        ("vigie_rushes_total", "counter", "Rushes of messages after a silence.", app.hub.rushes() as u64),
        ("vigie_witness_failures_total", "counter", "Calls without a cosignature.", load(&counts.troubles)),
    ];
    let mut out = String::new();
    for (name, kind, help, value) in rows {
        // Writing to a text cannot fail.
        let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
    }
    let name = "vigie_refused_total";
    let _ = writeln!(out, "# HELP {name} Requests refused, by code.\n# TYPE {name} counter");
    for (code, count) in &*app.tally.0.lock().unwrap_or_else(PoisonError::into_inner) {
        let _ = writeln!(out, "{name}{{code=\"{code}\"}} {count}");
    }
    out
}
