//! A witness as a machine without I/O: C2SP tlog-witness 1.0.0, the
//! `add-checkpoint` call. (The optional `sign-subtree` is not implemented.)
//!
//! The shell answers with the HTTP status that each [`WitnessRefusal`] names.
//! For one origin, reading the record, [`Witness::step`] and persisting the
//! new record must be one atomic step, or two requests can roll a log back.

use std::collections::BTreeMap;
use std::fmt;

use thiserror::Error;

use crate::checkpoint::Checkpoint;
use crate::cosignature::Cosigner;
use crate::hash::Hash;
use crate::note::{MAX_NOTE_BYTES, Note, SignatureRefused, VerifierKey, signature_line};
use crate::proof::take_hashes;
use crate::strict;
use crate::tree::{MAX_PROOF_HASHES, verify_consistency};

/// The longest request, bytes: old size, hashes, checkpoint.
pub const MAX_REQUEST_BYTES: usize = 32 + 45 * MAX_PROOF_HASHES + MAX_NOTE_BYTES;

/// The body of an `add-checkpoint` request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// Size of the checkpoint the witness cosigned last.
    pub old_size: u64,
    /// Consistency proof from there.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, byte for byte.
    pub checkpoint: String,
}

impl AddCheckpoint {
    /// Reads what `Display` writes. `None` is a 400.
    pub fn parse(bytes: &[u8]) -> Option<AddCheckpoint> {
        if bytes.len() > MAX_REQUEST_BYTES {
            return None;
        }
        let mut rest = std::str::from_utf8(bytes).ok()?;
        let old_size = strict::take_line(&mut rest)?.strip_prefix("old ")?;
        Some(AddCheckpoint {
            old_size: strict::decode_decimal(old_size)?,
            proof: take_hashes(&mut rest).ok()?,
            checkpoint: rest.to_owned(),
        })
    }
}

impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old_size)?;
        for hash in &self.proof {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Two checkpoints of one log, one size and two roots, both signed by the
/// log: proof for anybody that the log has lied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitView {
    /// The note on record.
    pub recorded: String,
    /// The note just submitted.
    pub submitted: String,
}

/// Why a checkpoint is not cosigned.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WitnessRefusal {
    /// 400: the request is malformed.
    #[error("the request is malformed")]
    Malformed,
    /// 400: the old size is above the checkpoint's.
    #[error("the old size is above the checkpoint's size")]
    OldSizeAbove,
    /// 403: no trusted key of the origin has signed, or a signature under the
    /// name and id of one is wrong.
    #[error("the log's signature: {0}")]
    Signature(SignatureRefused),
    /// 404: the origin is not one of this witness's logs.
    #[error("the origin is unknown")]
    UnknownOrigin,
    /// 409: the old size is not the recorded one. The answer's body is
    /// `size`, newline, as `text/x.tlog.size`.
    #[error("the last checkpoint cosigned has size {size}")]
    Conflict {
        /// Size on record.
        size: u64,
        /// Kept when the submitted checkpoint contradicts the record.
        split_view: Option<Box<SplitView>>,
    },
    /// 422: size zero, and not the empty tree's root.
    #[error("the root of the empty tree is wrong")]
    EmptyRoot,
    /// 422: the consistency proof does not hold.
    #[error("the consistency proof does not hold")]
    Proof,
    /// 422: the recorded size with another root.
    #[error("the log has signed two roots for one size")]
    SplitView(Box<SplitView>),
    /// 500: the witness's clock shows no time that can be cosigned.
    #[error("the clock is not set")]
    Clock,
}

impl WitnessRefusal {
    /// The HTTP status code the specification gives this refusal.
    pub fn status(&self) -> u16 {
        match self {
            WitnessRefusal::Malformed | WitnessRefusal::OldSizeAbove => 400,
            WitnessRefusal::Signature(_) => 403,
            WitnessRefusal::UnknownOrigin => 404,
            WitnessRefusal::Conflict { .. } => 409,
            WitnessRefusal::EmptyRoot | WitnessRefusal::Proof | WitnessRefusal::SplitView(_) => 422,
            WitnessRefusal::Clock => 500,
        }
    }
}

/// The latest cosigned checkpoint of each origin. What the shell loads at the
/// start and what [`Accepted::persisted`] moves on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WitnessMemory(BTreeMap<String, Record>);

/// What a witness remembers of one log: its latest checkpoint, with the
/// signatures of the log's trusted keys and the witness's cosignature. It is
/// also the body of the monitoring endpoint `<origin hash>/checkpoint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    checkpoint: Checkpoint,
    note: String,
}

impl Record {
    /// What was cosigned.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note to persist and to serve.
    pub fn note(&self) -> &str {
        &self.note
    }
}

impl WitnessMemory {
    /// The record of an origin, if it was ever cosigned.
    pub fn record(&self, origin: &str) -> Option<&Record> {
        self.0.get(origin)
    }
}

/// A witness's key and the logs it watches.
#[derive(Debug)]
pub struct Witness {
    cosigner: Cosigner,
    logs: Vec<VerifierKey>,
}

/// A stored record that this witness did not write. It must not start: with
/// an older record or none it could cosign a second history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the stored record is not one that this witness cosigned")]
pub struct RecordRefused;

/// A checkpoint that will be cosigned once its record is durable.
#[derive(Debug)]
#[must_use = "the record is to be persisted, then `persisted` gives the answer"]
pub struct Accepted {
    record: Record,
    line: String,
}

impl Accepted {
    /// Persist this first, durably.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// To be called when the record is durable: moves the memory on and gives
    /// the body of the 200 answer, the cosignature line. A witness that
    /// answered before could forget, after a crash, what it has cosigned.
    pub fn persisted(self, memory: &mut WitnessMemory) -> String {
        let origin = self.record.checkpoint.origin.clone();
        memory.0.insert(origin, self.record);
        self.line
    }
}

impl Witness {
    /// The name of each log's key is its origin; one origin may have several
    /// keys.
    pub fn new(cosigner: Cosigner, logs: Vec<VerifierKey>) -> Witness {
        Witness { cosigner, logs }
    }

    /// The witness's public key.
    pub fn verifier_key(&self) -> &VerifierKey {
        self.cosigner.verifier_key()
    }

    /// Keys of the logs it watches.
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// Takes a persisted note back into memory at the start.
    pub fn restore(&self, memory: &mut WitnessMemory, note: &str) -> Result<(), RecordRefused> {
        let parsed = Note::parse(note.as_bytes()).map_err(|_| RecordRefused)?;
        let checkpoint = Checkpoint::parse(parsed.text).map_err(|_| RecordRefused)?;
        self.verifier_key().verify_note(&parsed).map_err(|_| RecordRefused)?;
        let note = note.to_owned();
        let origin = checkpoint.origin.clone();
        memory.0.insert(origin, Record { checkpoint, note });
        Ok(())
    }

    /// Judges a request body, in the order of the specification. `now` is in
    /// seconds since 1970.
    pub fn step(&self, memory: &WitnessMemory, request: &[u8], now: u64) -> Result<Accepted, WitnessRefusal> {
        let request = AddCheckpoint::parse(request).ok_or(WitnessRefusal::Malformed)?;
        let note = Note::parse(request.checkpoint.as_bytes());
        let note = note.map_err(|_| WitnessRefusal::Malformed)?;
        let new = Checkpoint::parse(note.text).map_err(|_| WitnessRefusal::Malformed)?;
        let log_lines = self.check_log(&note, &new)?;
        let recorded = memory.record(&new.origin);
        check_growth(&request, &note, &new, recorded)?;
        if now == 0 || i64::try_from(now).is_err() {
            return Err(WitnessRefusal::Clock);
        }
        let line = self.cosigner.cosign(&note, now);
        let record = Record { note: format!("{}\n{log_lines}{line}", note.text), checkpoint: new };
        Ok(Accepted { record, line })
    }

    /// The signature lines of the origin's trusted keys, at least one and all
    /// of them valid.
    fn check_log(&self, note: &Note<'_>, new: &Checkpoint) -> Result<String, WitnessRefusal> {
        let keys = || self.logs.iter().filter(|log| log.name() == new.origin);
        if keys().next().is_none() {
            return Err(WitnessRefusal::UnknownOrigin);
        }
        let mut lines = String::new();
        for key in keys() {
            match key.verify_note(note) {
                Ok(()) => lines += &lines_of(key, note),
                Err(SignatureRefused::Missing) => {}
                Err(wrong) => return Err(WitnessRefusal::Signature(wrong)),
            }
        }
        if lines.is_empty() {
            return Err(WitnessRefusal::Signature(SignatureRefused::Missing));
        }
        Ok(lines)
    }
}

/// The first line of the key; a repetition adds nothing.
fn lines_of(key: &VerifierKey, note: &Note<'_>) -> String {
    let own = note.signatures.iter().find(|s| key.matches(s));
    own.map_or_else(String::new, |s| signature_line(s.name, s.key_id, &s.bytes))
}

fn check_growth(
    request: &AddCheckpoint,
    note: &Note<'_>,
    new: &Checkpoint,
    recorded: Option<&Record>,
) -> Result<(), WitnessRefusal> {
    if request.old_size > new.size {
        return Err(WitnessRefusal::OldSizeAbove);
    }
    let split_view = recorded.and_then(|recorded| split_view(recorded, note, new));
    let (size, root) =
        recorded.map_or((0, Hash::EMPTY_ROOT), |recorded| (recorded.checkpoint.size, recorded.checkpoint.root));
    if request.old_size != size {
        return Err(WitnessRefusal::Conflict { size, split_view });
    }
    if new.size == 0 && new.root != Hash::EMPTY_ROOT {
        return Err(WitnessRefusal::EmptyRoot);
    }
    if let Some(split_view) = split_view {
        return Err(WitnessRefusal::SplitView(split_view));
    }
    verify_consistency(size, &root, new.size, &new.root, &request.proof).map_err(|_| WitnessRefusal::Proof)
}

fn split_view(recorded: &Record, note: &Note<'_>, new: &Checkpoint) -> Option<Box<SplitView>> {
    let old = &recorded.checkpoint;
    (old.size == new.size && old.root != new.root)
        .then(|| Box::new(SplitView { recorded: recorded.note.clone(), submitted: note.raw().to_owned() }))
}
