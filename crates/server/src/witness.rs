//! A witness: it cosigns the checkpoints of logs it knows, each a continuation of the one before.
//! C2SP tlog-witness 1.0.0, the call `add-checkpoint` and the monitoring of records.
//!
//! ```text
//! DIR/lock             who runs the witness
//! DIR/records/HASH     the last cosigned checkpoint of the origin with this SHA-256
//! DIR/evidence/HASH    two checkpoints that a log signed and that contradict each other
//! DIR/staging/         files being made
//! ```
//!
//! A record is durable before its cosignature leaves the building: a witness that forgets what it
//! signed could cosign a second history. `DIR/records` must never be restored from a copy.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path as InPath, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::routing::{get, post};
use thiserror::Error;
use tlog::cosignature::Cosigner;
use tlog::witness::{MAX_REQUEST_BYTES, RecordRefused, SplitView, Witness, WitnessMemory, WitnessRefusal};
use tlog::{Hash, PublicFile, VerifierKey};

use crate::disk::{Disk, RealDisk};
use crate::files::Files;
use crate::journal::{Lock, OpenRefused};

/// The most pairs of contradicting checkpoints that are kept: one is proof enough, and only a log
/// that lies can make more.
pub const MAX_EVIDENCE: usize = 1_000;

const RECORDS: &str = "records";
const EVIDENCE: &str = "evidence";

/// A clock: seconds since 1970.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Why a witness does not start.
#[derive(Debug, Error)]
pub enum WitnessNotOpened {
    /// Another process runs it, or its directory cannot be used.
    #[error("{0}")]
    Locked(#[from] OpenRefused),
    /// Its directory cannot be read or made.
    #[error("{}: {cause}", path.display())]
    Disk {
        /// What.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A record is not this witness's: to go on without it could cosign a second history.
    #[error("{}: {cause}", path.display())]
    Record {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: RecordRefused,
    },
}

/// A witness with its memory on a disk.
pub struct Keeper {
    witness: Witness,
    memory: WitnessMemory,
    files: Files,
    /// How many pairs of checkpoints are kept.
    evidence: usize,
    /// After a write that failed nobody knows what the disk holds: only a new start does.
    doubtful: bool,
    _lock: Lock,
}

/// What a request is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// HTTP status, as the specification says.
    pub status: u16,
    /// The cosignature line at 200, the size on record at 409, words otherwise.
    pub body: String,
}

impl Keeper {
    /// Opens a witness's directory, or makes it.
    pub fn open(dir: &Path, cosigner: Cosigner, logs: Vec<VerifierKey>) -> Result<Self, WitnessNotOpened> {
        Self::open_on(Arc::new(RealDisk), dir, cosigner, logs)
    }

    /// As [`Keeper::open`], on another disk.
    pub fn open_on(
        disk: Arc<dyn Disk>,
        dir: &Path,
        cosigner: Cosigner,
        logs: Vec<VerifierKey>,
    ) -> Result<Self, WitnessNotOpened> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |cause| WitnessNotOpened::Disk { path, cause }
        };
        fs::create_dir_all(dir).map_err(failed(dir))?;
        let lock = Lock::take(&dir.join("lock"))?;
        let files = Files::open(disk, dir, |root| root.join("staging")).map_err(failed(dir))?;
        let witness = Witness::new(cosigner, logs);
        let mut memory = WitnessMemory::default();
        for path in names(&dir.join(RECORDS)).map_err(failed(dir))? {
            let note = fs::read_to_string(&path).map_err(failed(&path))?;
            let restored = witness.restore(&mut memory, &note);
            restored.map_err(|cause| WitnessNotOpened::Record { path, cause })?;
        }
        let evidence = names(&dir.join(EVIDENCE)).map_err(failed(dir))?.len();
        Ok(Self { witness, memory, files, evidence, doubtful: false, _lock: lock })
    }

    /// The witness's public key, as policies and definitions list it.
    pub fn verifier_key(&self) -> &VerifierKey {
        self.witness.verifier_key()
    }

    /// Judges the body of an `add-checkpoint`, and cosigns once the record is durable.
    pub fn add(&mut self, request: &[u8], now: u64) -> Told {
        if self.doubtful {
            return Told { status: 500, body: "the witness must be started again\n".to_owned() };
        }
        let accepted = match self.witness.step(&self.memory, request, now) {
            Ok(accepted) => accepted,
            Err(refusal) => return self.refused(&refusal),
        };
        let record = accepted.record();
        let file = PublicFile {
            path: format!("{RECORDS}/{}", Hash::of(record.checkpoint().origin.as_bytes())),
            bytes: record.note().as_bytes().to_vec(),
        };
        match self.files.write(&[file]) {
            Ok(()) => Told { status: 200, body: accepted.persisted(&mut self.memory) },
            Err(error) => {
                self.doubtful = true;
                Told { status: 500, body: format!("the record is not durable: {}\n", error.kind()) }
            }
        }
    }

    /// The last cosigned checkpoint of an origin, by the SHA-256 of its name.
    pub fn record(&self, origin: &str) -> Option<String> {
        let known = self.witness.logs().iter().map(VerifierKey::name);
        let name = known.into_iter().find(|name| Hash::of(name.as_bytes()).to_string() == origin)?;
        Some(self.memory.record(name)?.note().to_owned())
    }

    fn refused(&mut self, refusal: &WitnessRefusal) -> Told {
        let body = match refusal {
            WitnessRefusal::Conflict { size, .. } => format!("{size}\n"),
            other => format!("{other}\n"),
        };
        let split = match refusal {
            WitnessRefusal::Conflict { split_view, .. } => split_view.as_deref(),
            WitnessRefusal::SplitView(split) => Some(&**split),
            _ => None,
        };
        if let Some(split) = split {
            self.keep(split);
        }
        Told { status: refusal.status(), body }
    }

    /// Both notes, one after the other: whoever has them has the proof.
    fn keep(&mut self, split: &SplitView) {
        let bytes = format!("{}\n{}", split.recorded, split.submitted).into_bytes();
        let path = format!("{EVIDENCE}/{}", Hash::of(&bytes));
        let there = self.files.root().join(&path).exists();
        if there || self.evidence >= MAX_EVIDENCE {
            return;
        }
        // The checkpoint is refused in any case; what could not be kept the log will show again.
        if self.files.write(&[PublicFile { path, bytes }]).is_ok() {
            self.evidence += 1;
        }
    }
}

/// The files of a directory; none when it is not there.
fn names(dir: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(dir) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

#[derive(Clone)]
struct App {
    keeper: Arc<Mutex<Keeper>>,
    clock: Clock,
}

impl App {
    fn with<R>(&self, work: impl FnOnce(&mut Keeper) -> R) -> R {
        work(&mut self.keeper.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The witness over HTTP. Requests are judged one at a time: reading a record, judging and
/// persisting are one step.
pub fn router(keeper: Keeper, clock: Clock) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add))
        .route("/{origin}/checkpoint", get(record))
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES))
        .with_state(App { keeper: Arc::new(Mutex::new(keeper)), clock })
}

async fn add(State(app): State<App>, body: Bytes) -> Response<Body> {
    let told = tokio::task::spawn_blocking(move || app.with(|keeper| keeper.add(&body, (app.clock)()))).await;
    let Ok(told) = told else { return answer(StatusCode::INTERNAL_SERVER_ERROR, String::new()) };
    answer(StatusCode::from_u16(told.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), told.body)
}

async fn record(State(app): State<App>, InPath(origin): InPath<String>) -> Response<Body> {
    match app.with(|keeper| keeper.record(&origin)) {
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
