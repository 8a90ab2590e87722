//! The hub over HTTP: messages in, receipts out, and the public files.
//!
//! A message is authentic by itself, so there is no session here and nothing to log in to. What
//! may be read is public: receipts and hashes from the first minute, contents from the legal hour
//! on, since only the public directory is served and only the publisher writes it.

mod connections;
mod files;
pub mod limits;
mod messages;
mod metrics;
pub mod problem;
mod tls;

use std::path::PathBuf;
use std::sync::Arc;

pub use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, Response, header};
use axum::middleware::{self, Next};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use tokio::sync::watch;

pub use connections::serve;
pub use tls::{Tls, TlsRefused};

use crate::service::Handle;
use limits::{MAX_BODY_BYTES, MAX_PATH_BYTES};
use metrics::Tally;
use problem::{Door, Problem};

/// The description of the interface, in the form of `OpenAPI` 3.1.
pub const OPENAPI: &str = include_str!("../../../../specs/openapi.json");

/// What the routes need.
#[derive(Clone)]
pub struct App {
    hub: Handle,
    public: Arc<PathBuf>,
    /// The folder of the snapshot that stands, ending in a slash; empty before the first.
    standing: watch::Receiver<String>,
    tally: Arc<Tally>,
}

impl App {
    /// The public interface of a hub. `standing` names the snapshot folder inside `public`.
    pub fn new(hub: Handle, public: PathBuf, standing: watch::Receiver<String>) -> Self {
        Self { hub, public: Arc::new(public), standing, tally: Arc::default() }
    }

    /// The routes of the public interface, and nothing else: other routers are merged with it.
    /// [`finish`] then adds what holds for all.
    pub fn router(self) -> Router {
        let mut router = Router::new()
            .route("/v1/messages", post(messages::post))
            .route("/v1/receipts/{hash}", get(messages::receipt))
            .route("/v1/checkpoint", get(checkpoint))
            .route("/healthz", get(metrics::health))
            .route("/metrics", get(metrics::metrics))
            .route("/openapi.json", get(openapi));
        for path in files::PATHS {
            router = router.route(path, get(files::file));
        }
        router.with_state(self)
    }

    /// Counts a refusal and sends it.
    fn refused(&self, problem: Problem) -> Response<Body> {
        self.tally.refused(problem.code);
        problem.into_response()
    }
}

/// What holds for every route: limits, the answers to what no route takes, and headers that let no
/// browser guess or frame.
pub fn finish(router: Router) -> Router {
    router
        .fallback(|| async { Door::NotFound.problem() })
        .method_not_allowed_fallback(|| async { Door::Method.problem() })
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn(guard))
}

async fn guard(request: Request, next: Next) -> Response<Body> {
    if request.uri().path().len() > MAX_PATH_BYTES {
        return Door::NotFound.problem().into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    response
}

/// `GET /v1/checkpoint`: the last one, which covers every message that was answered.
async fn checkpoint(State(app): State<App>) -> Response<Body> {
    messages::plain(app.hub.checkpoint().note.clone())
}

async fn openapi() -> Response<Body> {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}
