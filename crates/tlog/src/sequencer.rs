//! The sequencer, the one writer of a log, as a machine without I/O.
//!
//! A batch goes through types in one order, and each step consumes the one
//! before it:
//!
//! ```text
//! Sequencer --append--> Batch --reread--> Reread --sign--> SignedCheckpoint --commit--> Sequencer
//! ```
//!
//! What the shell does between them (`design/log.md`):
//! 1. before `append`: the entries are durable in the journal;
//! 2. `append`, then write [`Batch::files`] in order, each durably (temporary
//!    file, fsync, rename, fsync of the directory);
//! 3. `reread` with a function that reads those files back from the disk;
//! 4. `sign`, then swap the checkpoint row from the old note to the new one,
//!    atomically, and stop if the old one was not there;
//! 5. publish [`SignedCheckpoint::file`], answer the submitters, delete
//!    [`SignedCheckpoint::superseded`], `commit`.
//!
//! An error leaves no machine behind: rebuild it with [`Sequencer::resume`]
//! and append what the journal holds beyond the checkpoint. The same entries
//! give the same files, so repeating a half-done batch repairs it.
//!
//! ```
//! # use std::collections::BTreeMap;
//! # use tlog::{SecretKey, Sequencer, Signer};
//! let signer = Signer::new("example.com/log", SecretKey::from_seed(&[7; 32])).unwrap();
//! let sequencer = Sequencer::create(signer.verifier_key().clone());
//! let mut disk = BTreeMap::new();
//! let batch = sequencer.append(vec![b"entry".to_vec()]).unwrap();
//! for file in batch.files() {
//!     disk.insert(file.path.clone(), file.bytes.clone());
//! }
//! let reread = batch.reread(|path| disk.get(path).cloned()).unwrap();
//! let signed = reread.sign(&signer).unwrap();
//! let sequencer = signed.commit();
//! assert_eq!(sequencer.size(), 1);
//! ```
//!
//! Signing before reading back does not compile:
//!
//! ```compile_fail
//! # fn f(sequencer: tlog::Sequencer, signer: &tlog::Signer) {
//! let batch = sequencer.append(vec![b"entry".to_vec()]).unwrap();
//! batch.sign(signer);
//! # }
//! ```
//!
//! Nor does appending twice to one state, which would fork the log:
//!
//! ```compile_fail
//! # fn f(sequencer: tlog::Sequencer) {
//! let one = sequencer.append(vec![b"one".to_vec()]);
//! let other = sequencer.append(vec![b"other".to_vec()]);
//! # }
//! ```
//!
//! Formats: C2SP tlog-tiles 0.1.0, tlog-checkpoint 1.0.0.

use thiserror::Error;

use crate::checkpoint::{Checkpoint, OpenError};
use crate::hash::Hash;
use crate::note::{self, Signer, VerifierKey};
pub use crate::reread::RereadFailed;
use crate::reread::{self, Head};
use crate::tile::{
    Bundle, MAX_ENTRY, RightEdge, Tile, decode_bundle, encode_bundle, encode_tile, superseded, tiles_changed,
};
use crate::tree::MAX_SIZE;

/// The most entries of one batch.
pub const MAX_BATCH_ENTRIES: usize = 65_536;

/// A file of the published log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicFile {
    /// Path under the log's prefix, with `/` between its parts.
    pub path: String,
    /// The whole content.
    pub bytes: Vec<u8>,
}

/// The state between two batches: everything published is signed.
///
/// Not `Clone`: two continuations of one state are a fork.
#[derive(Debug)]
pub struct Sequencer {
    log: VerifierKey,
    edge: RightEdge,
    /// Entries of the unfinished bundle, fewer than 256.
    tail: Vec<Vec<u8>>,
}

/// Why entries cannot be appended. Intake must have refused them before they
/// came into the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AppendRefused {
    /// Over [`MAX_ENTRY`].
    #[error("entry {index} of the batch is longer than {MAX_ENTRY} bytes")]
    EntryTooLong {
        /// Position in the batch, from 0.
        index: usize,
    },
    /// The log would exceed 2^63 - 1 entries.
    #[error("the log is full")]
    Full,
    /// Over [`MAX_BATCH_ENTRIES`].
    #[error("the batch has more than {MAX_BATCH_ENTRIES} entries")]
    TooManyEntries,
}

/// Why a log cannot be resumed from its files.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ResumeRefused {
    /// The last signed checkpoint is not one of this log.
    #[error("{0}")]
    Checkpoint(#[from] OpenError),
    /// Files at the right edge are missing, malformed, or have another root
    /// than the checkpoint. Build the files again from the journal.
    #[error("the files do not give the signed checkpoint: {0}")]
    Files(#[from] RereadFailed),
}

/// Why a journal is not that of the last signed checkpoint. The process must
/// not start: a log that continues would contradict what it has signed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JournalRefused {
    /// The last signed checkpoint is not one of this log.
    #[error("{0}")]
    Checkpoint(#[from] OpenError),
    /// The entries have another root than the checkpoint.
    #[error("the journal's entries do not give the root that was signed")]
    Differs,
    /// An entry over [`MAX_ENTRY`].
    #[error("entry {index} of the journal is longer than {MAX_ENTRY} bytes")]
    EntryTooLong {
        /// Index in the log.
        index: u64,
    },
    /// Fewer entries than were signed.
    #[error("the journal holds {held} entries, the checkpoint {signed}")]
    Short {
        /// Entries in the journal.
        held: u64,
        /// Size in the checkpoint.
        signed: u64,
    },
}

impl Sequencer {
    /// A new log. Its origin is the name of the key. Only for an origin that
    /// never signed a checkpoint; after a loss a new origin begins.
    pub fn create(log: VerifierKey) -> Sequencer {
        Sequencer { log, edge: RightEdge::new(), tail: Vec::new() }
    }

    /// The state after the last signed checkpoint, from the files it names.
    /// They are believed only if they give the checkpoint's root.
    pub fn resume(
        log: VerifierKey,
        checkpoint: &[u8],
        mut read: impl FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<Sequencer, ResumeRefused> {
        let (checkpoint, _) = Checkpoint::open(checkpoint, &log)?;
        let head = head(&checkpoint);
        reread::check(head, head, &mut read)?;
        let fetch = &mut |tile: Tile| read(&tile.path());
        let edge = RightEdge::restore(head.size, fetch).ok_or(RereadFailed::OldRoot)?;
        let tail = read_tail(head.size, &mut read)?;
        let sequencer = Sequencer { log, edge, tail };
        // The reader was asked twice; a second answer must not differ.
        if sequencer.edge.root() == head.root && sequencer.tail_fits() {
            Ok(sequencer)
        } else {
            Err(RereadFailed::OldRoot.into())
        }
    }

    /// The same state from the journal alone, handing every file of the log
    /// to `write`. The verdict comes last: write into a fresh directory, and
    /// put it in place only after `Ok`. Entries beyond the checkpoint are not
    /// consumed further than one.
    pub fn rebuild(
        log: VerifierKey,
        checkpoint: &[u8],
        entries: impl IntoIterator<Item = Vec<u8>>,
        mut write: impl FnMut(PublicFile),
    ) -> Result<Sequencer, JournalRefused> {
        let (checkpoint, _) = Checkpoint::open(checkpoint, &log)?;
        let mut sequencer = Sequencer::create(log);
        let mut entries = entries.into_iter();
        while sequencer.size() < checkpoint.size {
            let index = sequencer.size();
            let Some(entry) = entries.next() else {
                let (held, signed) = (index, checkpoint.size);
                return Err(JournalRefused::Short { held, signed });
            };
            if entry.len() > MAX_ENTRY {
                return Err(JournalRefused::EntryTooLong { index });
            }
            sequencer.take(entry, &mut write);
        }
        sequencer.write_partial(0, &mut write);
        if sequencer.edge.root() == checkpoint.root { Ok(sequencer) } else { Err(JournalRefused::Differs) }
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// Root of the tree.
    pub fn root(&self) -> Hash {
        self.edge.root()
    }

    /// The log's public key; its name is the origin.
    pub fn log(&self) -> &VerifierKey {
        &self.log
    }

    /// Computes the next batch. Entries come in journal order, which is final.
    /// No entries give a batch without files, to sign the same tree again.
    pub fn append(mut self, entries: Vec<Vec<u8>>) -> Result<Batch, AppendRefused> {
        check_entries(self.size(), &entries)?;
        let old = Head { size: self.size(), root: self.root() };
        let mut files = Vec::new();
        for entry in entries {
            self.take(entry, &mut |file| files.push(file));
        }
        self.write_partial(old.size, &mut |file| files.push(file));
        // Bundles before the tiles that speak of them, lower levels first.
        files.sort_by_key(|file: &PublicFile| rank(&file.path));
        Ok(Batch {
            checkpoint: Checkpoint::new(self.log.name(), self.size(), self.root()),
            sequencer: self,
            old,
            files,
        })
    }

    fn take(&mut self, entry: Vec<u8>, write: &mut impl FnMut(PublicFile)) {
        let leaf = Hash::leaf(&entry);
        self.tail.push(entry);
        self.edge.push(leaf, &mut |tile, hashes| {
            write(tile_file(tile, hashes));
        });
        if self.size().is_multiple_of(256) {
            write(self.bundle_file(self.size() / 256 - 1));
            self.tail.clear();
        }
    }

    /// The partial files that growth from `old` entries has made or widened.
    fn write_partial(&self, old: u64, write: &mut impl FnMut(PublicFile)) {
        let changed = tiles_changed(old, self.size());
        if self.size() > old && !self.tail.is_empty() {
            write(self.bundle_file(self.size() / 256));
        }
        self.edge.partial(&mut |tile, hashes| {
            if changed.contains(&tile) {
                write(tile_file(tile, hashes));
            }
        });
    }

    fn bundle_file(&self, index: u64) -> PublicFile {
        let width = u16::try_from(self.tail.len()).expect("at most 256 entries");
        PublicFile { path: Bundle { index, width }.path(), bytes: encode_bundle(&self.tail) }
    }

    fn tail_fits(&self) -> bool {
        let mut rehashed = RightEdge::new();
        for entry in &self.tail {
            rehashed.push(Hash::leaf(entry), &mut |_, _| {});
        }
        rehashed.lowest() == self.edge.lowest()
    }
}

fn tile_file(tile: Tile, hashes: &[Hash]) -> PublicFile {
    PublicFile { path: tile.path(), bytes: encode_tile(hashes) }
}

/// Bundles first, then tiles by level.
fn rank(path: &str) -> u8 {
    let level = path.split('/').nth(1).and_then(|level| level.parse().ok());
    level.map_or(0, |level: u8| level + 1)
}

fn head(checkpoint: &Checkpoint) -> Head {
    Head { size: checkpoint.size, root: checkpoint.root }
}

fn check_entries(size: u64, entries: &[Vec<u8>]) -> Result<(), AppendRefused> {
    if entries.len() > MAX_BATCH_ENTRIES {
        return Err(AppendRefused::TooManyEntries);
    }
    if let Some(index) = entries.iter().position(|entry| entry.len() > MAX_ENTRY) {
        return Err(AppendRefused::EntryTooLong { index });
    }
    let room = MAX_SIZE - size;
    if u64::try_from(entries.len()).is_ok_and(|added| added <= room) { Ok(()) } else { Err(AppendRefused::Full) }
}

fn read_tail(size: u64, read: &mut impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Vec<Vec<u8>>, RereadFailed> {
    let width = u16::try_from(size % 256).expect("below 256");
    if width == 0 {
        return Ok(Vec::new());
    }
    let index = size / 256;
    let path = Bundle { index, width }.path();
    let Some(bytes) = read(&path) else {
        return Err(RereadFailed::Missing { path });
    };
    match decode_bundle(&bytes, width) {
        Ok(entries) => Ok(entries.into_iter().map(<[u8]>::to_vec).collect()),
        Err(_) => Err(RereadFailed::Malformed { path }),
    }
}

/// Files to be written, and the checkpoint they will be signed under.
#[derive(Debug)]
pub struct Batch {
    sequencer: Sequencer,
    old: Head,
    files: Vec<PublicFile>,
    checkpoint: Checkpoint,
}

impl Batch {
    /// What to write, in this order: bundles, then tiles from the leaves up.
    pub fn files(&self) -> &[PublicFile] {
        &self.files
    }

    /// The unsigned checkpoint.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Index of the batch's first entry.
    pub fn first_index(&self) -> u64 {
        self.old.size
    }

    /// Recomputes the old and the new root from what `read` brings, by other
    /// code than computed them. `read` takes a path under the prefix and must
    /// go to the disk, not to memory of what was written.
    pub fn reread(self, mut read: impl FnMut(&str) -> Option<Vec<u8>>) -> Result<Reread, RereadFailed> {
        reread::check(self.old, head(&self.checkpoint), &mut read)?;
        Ok(Reread(self))
    }
}

/// A batch whose files were read back and give the root. Only this can be
/// signed.
#[derive(Debug)]
pub struct Reread(Batch);

/// Why a checkpoint was not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignRefused {
    /// The signature just made does not verify: memory or processor are at
    /// fault. It must not be published, it can give the key away.
    #[error("the signature just made does not verify")]
    Faulty,
    /// Not the key of this log.
    #[error("the signer is not the key of this log")]
    WrongSigner,
}

impl Reread {
    /// Signs the checkpoint with the log's key, and verifies the signature.
    pub fn sign(self, signer: &Signer) -> Result<SignedCheckpoint, SignRefused> {
        let batch = self.0;
        if signer.verifier_key() != &batch.sequencer.log {
            return Err(SignRefused::WrongSigner);
        }
        let note = note::sign(&batch.checkpoint.to_text(), &[signer]);
        match Checkpoint::open(note.as_bytes(), &batch.sequencer.log) {
            Ok((checkpoint, _)) if checkpoint == batch.checkpoint => Ok(SignedCheckpoint { batch, note }),
            _ => Err(SignRefused::Faulty),
        }
    }
}

/// A checkpoint that may be published. From here on the batch is history: if
/// the shell cannot record it, it must stop.
#[derive(Debug)]
pub struct SignedCheckpoint {
    batch: Batch,
    note: String,
}

impl SignedCheckpoint {
    /// The signed note, for the checkpoint row and for receipts.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// What it states.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.batch.checkpoint
    }

    /// The one mutable file of the log.
    pub fn file(&self) -> PublicFile {
        PublicFile { path: "checkpoint".to_owned(), bytes: self.note.clone().into_bytes() }
    }

    /// Directories of partial files whose full form now exists. They may be
    /// deleted once the checkpoint is published.
    pub fn superseded(&self) -> Vec<String> {
        superseded(self.batch.old.size, self.batch.sequencer.size())
    }

    /// The next state. To be called when the note is durable in the
    /// checkpoint row.
    pub fn commit(self) -> Sequencer {
        self.batch.sequencer
    }
}
