//! The witness over HTTP.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::routing::{get, post};
use tlog::witness::MAX_REQUEST_BYTES;

use super::{AGAIN_SECONDS, Clock, Keeper, NotRecounted, Recount, Told};

#[derive(Clone)]
struct App {
    keeper: Arc<Mutex<Keeper>>,
    clock: Clock,
    recounter: Option<Arc<Recounter>>,
}

/// A recount, and the last checkpoint that came out right.
struct Recounter {
    recount: Box<dyn Recount>,
    right: Mutex<Option<String>>,
}

/// The witness over HTTP. Requests are judged one at a time: reading a record, judging and
/// persisting are one step.
pub fn router(keeper: Keeper, clock: Clock) -> Router {
    routes(keeper, clock, None)
}

/// As [`router`], for a keeper of [`Keeper::open_recounting`]: what would be cosigned is recounted
/// before, one checkpoint at a time. Others wait for nothing: they are told to come again.
pub fn recounting_router(keeper: Keeper, clock: Clock, recount: Box<dyn Recount>) -> Router {
    routes(keeper, clock, Some(Arc::new(Recounter { recount, right: Mutex::default() })))
}

fn routes(keeper: Keeper, clock: Clock, recounter: Option<Arc<Recounter>>) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add))
        .route("/{origin}/checkpoint", get(record))
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES))
        .with_state(App { keeper: Arc::new(Mutex::new(keeper)), clock, recounter })
}

impl App {
    fn keeper(&self) -> MutexGuard<'_, Keeper> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, request: &[u8]) -> Told {
        if let Some(recounter) = &self.recounter
            && let Err(told) = self.recounted(recounter, request)
        {
            return told;
        }
        // Judged again where it was recounted: another request may have come between.
        self.keeper().add(request, (self.clock)())
    }

    /// Only what a log has signed and what continues the record is worth a recount, and it is made
    /// without the keeper's lock: meanwhile others are judged.
    fn recounted(&self, recounter: &Recounter, request: &[u8]) -> Result<(), Told> {
        let now = (self.clock)();
        let checkpoint = self.keeper().judge(request, now)?;
        let busy = || NotRecounted::Later("another recount is under way".to_owned());
        let right = match recounter.right.try_lock() {
            Ok(right) => Some(right),
            Err(TryLockError::Poisoned(right)) => Some(right.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        };
        let counted = match right {
            None => Err(busy()),
            Some(right) if right.as_ref() == Some(&checkpoint) => Ok(()),
            Some(mut right) => {
                let counted = recounter.recount.recount(&checkpoint, now);
                *right = counted.is_ok().then(|| checkpoint.clone());
                counted
            }
        };
        counted.map_err(|why| self.keeper().uncounted(&checkpoint, why))
    }
}

async fn add(State(app): State<App>, body: Bytes) -> Response<Body> {
    let told = tokio::task::spawn_blocking(move || app.add(&body)).await;
    let Ok(told) = told else { return answer(StatusCode::INTERNAL_SERVER_ERROR, String::new()) };
    let status = StatusCode::from_u16(told.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = answer(status, told.body);
    if told.again {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(AGAIN_SECONDS));
    }
    response
}

async fn record(State(app): State<App>, Path(origin): Path<String>) -> Response<Body> {
    let record = app.keeper().record(&origin);
    match record {
        Some(note) => answer(StatusCode::OK, note),
        None => answer(StatusCode::NOT_FOUND, String::new()),
    }
}

fn answer(status: StatusCode, body: String) -> Response<Body> {
    let kind = if status == StatusCode::CONFLICT { "text/x.tlog.size" } else { "text/plain; charset=utf-8" };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
