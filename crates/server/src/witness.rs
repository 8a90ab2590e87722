//! A witness: it cosigns the checkpoints of logs it knows, each a continuation of the one before.
//! C2SP tlog-witness 1.0.0, the call `add-checkpoint` and the monitoring of records.
//!
//! ```text
//! DIR/lock             who runs the witness
//! DIR/records/HASH     the last cosigned checkpoint of the origin with this SHA-256
//! DIR/evidence/HASH    two checkpoints that a log signed and that contradict each other
//! DIR/doubts/HASH      two checkpoints that a log signed, and no proof that one continues the other
//! DIR/recounts         the definition whose results it recounts, if it recounts
//! DIR/faults/HASH      a checkpoint, what its recount found, and the manifest
//! DIR/staging/         files being made
//! ```
//!
//! A record is durable before its cosignature leaves the building: a witness that forgets what it
//! signed could cosign a second history. `DIR/records` must never be restored from a copy.

mod door;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;
use tlog::cosignature::Cosigner;
use tlog::witness::{AddCheckpoint, RecordRefused, SplitView, Witness, WitnessMemory, WitnessRefusal};
use tlog::{Hash, PublicFile, VerifierKey};

use crate::disk::{Disk, RealDisk};
use crate::files::Files;
use crate::journal::{Lock, OpenRefused};

pub use door::{recounting_router, router};

/// The most pairs of contradicting checkpoints that are kept: one is proof enough, and only a log
/// that lies can make more. As many again are kept of pairs that nobody proved to be of one
/// history: anybody can make those out of good checkpoints and a bad proof, so they fill a place
/// of their own, and whoever reads them asks the log for its tiles.
pub const MAX_EVIDENCE: usize = 1_000;

/// The most recounts with faults that are kept, each with the manifest it is about.
pub const MAX_FAULTS: usize = 100;

/// How many seconds later whoever was told to come again is asked to.
pub const AGAIN_SECONDS: u32 = 5;

const RECORDS: &str = "records";
const EVIDENCE: &str = "evidence";
const DOUBTS: &str = "doubts";
const FAULTS: &str = "faults";
const RECOUNTS: &str = "recounts";

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
    /// It cosigns what it recounted and nothing else, and is not to do less now.
    #[error("this witness recounts before it cosigns: start it with its recount")]
    Recounts,
    /// It has cosigned without recounting, or recounted another election: one key says one thing.
    #[error("this witness has cosigned something else: a recount needs a witness of its own")]
    SawOnly,
}

/// A witness with its memory on a disk.
pub struct Keeper {
    witness: Witness,
    memory: WitnessMemory,
    files: Files,
    /// How many pairs of checkpoints are kept, proven and not.
    evidence: usize,
    doubts: usize,
    faults: usize,
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
    /// Whether it is worth asking again in [`AGAIN_SECONDS`].
    pub again: bool,
}

impl Told {
    fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: body.into(), again: false }
    }
}

/// Why a checkpoint was not recounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRecounted {
    /// The files that belong to it are not there, or not any more: nobody knows.
    Later(String),
    /// They are there, and they are wrong.
    Faults {
        /// What was found, a line each.
        findings: String,
        /// The manifest, which the log has signed.
        manifest: Vec<u8>,
    },
}

/// Recomputes what a checkpoint stands for, from public files alone. It may take minutes.
pub trait Recount: Send + Sync {
    /// `Ok` means: every total was added again and is what is published. `checkpoint` is the signed
    /// note, `now` in seconds since 1970.
    fn recount(&self, checkpoint: &str, now: u64) -> Result<(), NotRecounted>;
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
        let keeper = Self::begin(disk, dir, cosigner, logs)?;
        if dir.join(RECOUNTS).exists() { Err(WitnessNotOpened::Recounts) } else { Ok(keeper) }
    }

    /// Opens the directory of a witness that recounts the results of one definition, or makes it.
    /// Its key can never be used for less.
    pub fn open_recounting(
        dir: &Path,
        cosigner: Cosigner,
        log: VerifierKey,
        definition: Hash,
    ) -> Result<Self, WitnessNotOpened> {
        let mut keeper = Self::begin(Arc::new(RealDisk), dir, cosigner, vec![log])?;
        let failed = failed(dir);
        let bytes = format!("{definition}\n").into_bytes();
        match keeper.files.read(RECOUNTS).map_err(&failed)? {
            Some(there) if there == bytes => {}
            None if keeper.memory == WitnessMemory::default() => {
                keeper.files.write(&[PublicFile { path: RECOUNTS.to_owned(), bytes }]).map_err(&failed)?;
            }
            _ => return Err(WitnessNotOpened::SawOnly),
        }
        Ok(keeper)
    }

    fn begin(
        disk: Arc<dyn Disk>,
        dir: &Path,
        cosigner: Cosigner,
        logs: Vec<VerifierKey>,
    ) -> Result<Self, WitnessNotOpened> {
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
        let count = |place: &str| names(&dir.join(place)).map(|names| names.len()).map_err(failed(dir));
        let (evidence, doubts, faults) = (count(EVIDENCE)?, count(DOUBTS)?, count(FAULTS)?);
        Ok(Self { witness, memory, files, evidence, doubts, faults, doubtful: false, _lock: lock })
    }

    /// The witness's public key, as policies and definitions list it.
    pub fn verifier_key(&self) -> &VerifierKey {
        self.witness.verifier_key()
    }

    /// Judges the body of an `add-checkpoint`, and cosigns once the record is durable.
    pub fn add(&mut self, request: &[u8], now: u64) -> Told {
        if self.doubtful {
            return Told::new(500, "the witness must be started again\n");
        }
        let accepted = match self.witness.step(&self.memory, request, now) {
            Ok(accepted) => accepted,
            Err(refusal) => return self.refused(request, &refusal),
        };
        let record = accepted.record();
        let file = PublicFile {
            path: format!("{RECORDS}/{}", Hash::of(record.checkpoint().origin.as_bytes())),
            bytes: record.note().as_bytes().to_vec(),
        };
        match self.files.write(&[file]) {
            Ok(()) => Told::new(200, accepted.persisted(&mut self.memory)),
            Err(error) => {
                self.doubtful = true;
                Told::new(500, format!("the record is not durable: {}\n", error.kind()))
            }
        }
    }

    /// Judges as [`Keeper::add`] does and cosigns nothing: gives the checkpoint that would be.
    fn judge(&mut self, request: &[u8], now: u64) -> Result<String, Told> {
        match self.witness.step(&self.memory, request, now) {
            Err(refusal) => Err(self.refused(request, &refusal)),
            // It was parsed to be accepted.
            Ok(_) => AddCheckpoint::parse(request).map(|asked| asked.checkpoint).ok_or(Told::new(400, "")),
        }
    }

    /// What whoever asked for an uncounted checkpoint is told. Faults are kept: the log has signed
    /// both the checkpoint and the manifest.
    fn uncounted(&mut self, checkpoint: &str, why: NotRecounted) -> Told {
        match why {
            NotRecounted::Later(why) => Told { again: true, ..Told::new(503, format!("not recounted: {why}\n")) },
            NotRecounted::Faults { findings, manifest } => {
                let bytes = [checkpoint.as_bytes(), b"\n", findings.as_bytes(), b"\n", &manifest].concat();
                self.faults += self.keep(FAULTS, self.faults, MAX_FAULTS, bytes);
                Told::new(422, format!("the recount found faults:\n{findings}"))
            }
        }
    }

    /// The last cosigned checkpoint of an origin, by the SHA-256 of its name.
    pub fn record(&self, origin: &str) -> Option<String> {
        let known = self.witness.logs().iter().map(VerifierKey::name);
        let name = known.into_iter().find(|name| Hash::of(name.as_bytes()).to_string() == origin)?;
        Some(self.memory.record(name)?.note().to_owned())
    }

    fn refused(&mut self, request: &[u8], refusal: &WitnessRefusal) -> Told {
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
            self.evidence += self.keep(EVIDENCE, self.evidence, MAX_EVIDENCE, both(split));
        }
        if let (WitnessRefusal::Proof, Some(pair)) = (refusal, self.pair(request)) {
            self.doubts += self.keep(DOUBTS, self.doubts, MAX_EVIDENCE, both(&pair));
        }
        Told::new(refusal.status(), body)
    }

    /// What is on record of a log, and what was just submitted.
    fn pair(&self, request: &[u8]) -> Option<SplitView> {
        let submitted = AddCheckpoint::parse(request)?.checkpoint;
        let origin = submitted.lines().next()?;
        Some(SplitView { recorded: self.memory.record(origin)?.note().to_owned(), submitted })
    }

    /// Keeps what proves something, once and up to a number. Gives how many were kept.
    fn keep(&mut self, place: &str, kept: usize, most: usize, bytes: Vec<u8>) -> usize {
        let path = format!("{place}/{}", Hash::of(&bytes));
        let there = self.files.root().join(&path).exists();
        if there || kept >= most {
            return 0;
        }
        // The checkpoint is refused in any case; what could not be kept the log will show again.
        usize::from(self.files.write(&[PublicFile { path, bytes }]).is_ok())
    }
}

/// Both notes, one after the other: whoever has them has the proof.
fn both(split: &SplitView) -> Vec<u8> {
    format!("{}\n{}", split.recorded, split.submitted).into_bytes()
}

fn failed(path: &Path) -> impl Fn(io::Error) -> WitnessNotOpened + use<> {
    let path = path.to_owned();
    move |cause| WitnessNotOpened::Disk { path: path.clone(), cause }
}

/// The files of a directory; none when it is not there.
fn names(dir: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(dir) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
