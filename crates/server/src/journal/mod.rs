//! The durable log: the shell around the machine of [`tlog::sequencer`].
//!
//! ```text
//! DIR/lock              who has the journal
//! DIR/journal.sqlite    entries, the signed checkpoint, the origin: the truth
//! DIR/log/checkpoint    the file of the checkpoint
//! DIR/log/tile/…        hash tiles and entry bundles, C2SP tlog-tiles
//! DIR/staging/          files being made; empty between batches
//! ```
//!
//! A batch goes through this order, and [`Journal::append`] returns only at
//! its end; to return is to acknowledge:
//!
//! 1. the entries are committed to `journal.sqlite`, durably;
//! 2. bundles and tiles are written, durably;
//! 3. they are read back and the root is computed from them by other code;
//! 4. the checkpoint is signed;
//! 5. the checkpoint row is swapped, durably, if it holds what we believe;
//! 6. the file `checkpoint` is put in place, durably;
//! 7. partial tiles that are full by now are deleted.
//!
//! An error up to 2 leaves a state that [`Journal::open`] repairs; the next
//! append runs the same repair. An error from 3 on ends the process, because
//! memory, or what the world has seen, is in doubt. At 1 there is a choice:
//! **entries that were committed but not covered by a checkpoint when the
//! process died are sequenced at the next opening.** They were not
//! acknowledged, so they could be dropped; but the submitter may have been
//! told nothing at all and will send again, and an entry in the journal whose
//! index is fixed is simplest to keep. The id makes sure that it counts once.
//! Before they are signed for, whoever opens the journal looks at them.
//!
//! `journal.sqlite` must never be restored from a copy that is older than what
//! the log has published: a log that forgets what it signed signs a second
//! history. After such a loss a new log with a new origin begins. A copy
//! ([`Journal::copy_to`]) that reaches the last public checkpoint may go on.

mod bench;
mod beside;
mod error;
mod fsck;
mod lock;
mod reader;
mod recovery;
mod store;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tlog::checkpoint::Checkpoint;
use tlog::note::Signer;
use tlog::{Hash, PublicFile, Sequencer};

pub use bench::{BenchFailed, BenchReport, Rate, bench};
pub use beside::Beside;
pub use error::{BatchRefused, Failure, JournalError, NoReceipt, OpenRefused, ReadRefused, Receipt, Step};
pub use fsck::Finding;
pub use reader::LogReader;
pub use recovery::{Recovery, Unfit, Vet};

use crate::disk::{Disk, RealDisk};
use crate::files::Files;
pub(crate) use lock::Lock;
use store::Store;

/// The most entries of one batch.
pub const MAX_BATCH_ENTRIES: usize = tlog::sequencer::MAX_BATCH_ENTRIES;

/// The longest entry, bytes.
pub const MAX_ENTRY_BYTES: usize = tlog::tile::MAX_ENTRY;

/// The most entries that one call of [`Journal::entries`] brings.
pub const MAX_READ_ENTRIES: u64 = 65_536;

const LOCK: &str = "lock";
pub(crate) const DATABASE: &str = "journal.sqlite";
const LOG: &str = "log";
const STAGING: &str = "staging";

/// An entry to be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// What makes it this entry and no other, for a message the SHA-256 of its
    /// text. Of two entries with one id only the first is logged.
    pub id: Hash,
    /// The entry, at most [`MAX_ENTRY_BYTES`].
    pub bytes: Vec<u8>,
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Index in the log, from 0.
    pub index: u64,
    /// Whether an entry with this id was in the journal already, or earlier in
    /// the batch. The log then holds that one.
    pub duplicate: bool,
}

/// A checkpoint that is durable and published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedCheckpoint {
    /// The signed note.
    pub note: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
}

/// The one writer of a log.
pub struct Journal {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    signer: Signer,
    /// The last checkpoint that was acknowledged.
    checkpoint: LoggedCheckpoint,
    state: State,
    /// Last, so that it is released after everything else is closed.
    _lock: Lock,
}

enum State {
    /// Everything in the journal is signed and published.
    Running(Box<Running>),
    /// A step before signing failed. What the disk holds is unknown and is
    /// read again before anything else.
    Doubtful,
    /// The process must end.
    Stopped,
}

/// What a running journal holds open.
struct Running {
    store: Store,
    files: Files,
    sequencer: Sequencer,
    checkpoint: LoggedCheckpoint,
}

impl Journal {
    /// Whether there is a journal in a directory.
    pub fn exists(dir: &Path) -> bool {
        dir.join(DATABASE).is_file()
    }

    /// Creates the log whose origin is the name of the key. Only for an origin
    /// that never signed a checkpoint. A creation that was interrupted is
    /// finished by creating again.
    pub fn create(dir: &Path, signer: Signer) -> Result<Journal, OpenRefused> {
        Journal::create_on(Arc::new(RealDisk), dir, signer)
    }

    /// Opens the log, checks it whole against what was signed, and repairs
    /// what a crash has left, by the same code that runs every batch.
    pub fn open(dir: &Path, signer: Signer) -> Result<(Journal, Recovery), OpenRefused> {
        Journal::open_on(Arc::new(RealDisk), dir, signer)
    }

    /// As [`Journal::create`], on another disk.
    pub fn create_on(disk: Arc<dyn Disk>, dir: &Path, signer: Signer) -> Result<Journal, OpenRefused> {
        recovery::prepare(&disk, dir)?;
        let lock = Lock::take(&dir.join(LOCK))?;
        recovery::create(&disk, dir, &signer)?;
        let (journal, _) = Journal::start(disk, dir, signer, lock, &mut unseen)?;
        Ok(journal)
    }

    /// As [`Journal::open`], on another disk.
    pub fn open_on(disk: Arc<dyn Disk>, dir: &Path, signer: Signer) -> Result<(Journal, Recovery), OpenRefused> {
        // Opening must not make a journal where there is none.
        if !Journal::exists(dir) {
            return Err(OpenRefused::Missing);
        }
        let lock = Lock::take(&dir.join(LOCK))?;
        Journal::start(disk, dir, signer, lock, &mut unseen)
    }

    /// Opens the log, or creates it where there is none or where its creation was interrupted, in
    /// which case nothing was ever acknowledged. `None` is a new log. A directory whose database is
    /// lost and whose files are not is refused, as [`OpenRefused::Restored`].
    ///
    /// `vet` sees every entry; one that it does not like is refused as [`OpenRefused::Unfit`] before
    /// anything is signed or changed.
    pub fn open_or_create_on(
        disk: Arc<dyn Disk>,
        dir: &Path,
        signer: Signer,
        vet: &mut Vet<'_>,
    ) -> Result<(Journal, Option<Recovery>), OpenRefused> {
        recovery::prepare(&disk, dir)?;
        let lock = Lock::take(&dir.join(LOCK))?;
        let created = match recovery::create(&disk, dir, &signer) {
            Ok(()) => true,
            Err(OpenRefused::Exists) => false,
            Err(refused) => return Err(refused),
        };
        let (journal, recovery) = Journal::start(disk, dir, signer, lock, vet)?;
        Ok((journal, (!created).then_some(recovery)))
    }

    fn start(
        disk: Arc<dyn Disk>,
        dir: &Path,
        signer: Signer,
        lock: Lock,
        vet: &mut Vet<'_>,
    ) -> Result<(Journal, Recovery), OpenRefused> {
        let (running, recovery) = recovery::recover(&disk, dir, &signer, vet)?;
        let journal = Journal {
            disk,
            dir: dir.to_path_buf(),
            signer,
            checkpoint: running.checkpoint.clone(),
            state: State::Running(Box::new(running)),
            _lock: lock,
        };
        Ok((journal, recovery))
    }

    /// Logs a batch. When it returns, every entry is on the disk under a
    /// signed and published checkpoint; the answer is in the batch's order.
    pub fn append(&mut self, batch: Vec<NewEntry>) -> Result<Vec<Appended>, JournalError> {
        self.append_beside(batch, None)
    }

    /// As [`Journal::append`], and remembers with the new entries how far the rooms' journal is.
    pub fn append_beside(
        &mut self,
        batch: Vec<NewEntry>,
        beside: Option<Beside>,
    ) -> Result<Vec<Appended>, JournalError> {
        check(&batch)?;
        let running = self.take_running()?;
        match self.log_batch(running, batch, beside) {
            Ok((running, appended)) => {
                self.checkpoint.clone_from(&running.checkpoint);
                self.state = State::Running(running);
                Ok(appended)
            }
            Err(failure) => Err(self.remember(failure)),
        }
    }

    fn log_batch(
        &self,
        mut running: Box<Running>,
        batch: Vec<NewEntry>,
        beside: Option<Beside>,
    ) -> Result<(Box<Running>, Vec<Appended>), Failure> {
        let next = running.sequencer.size();
        let inserted = running.store.insert(&*self.disk, &batch, next, beside);
        let appended = inserted.map_err(Failure::at(Step::Commit))?;
        // A crash from here on leaves entries in the journal that no
        // checkpoint covers; recovery sequences them in the same order.
        let fresh = batch.into_iter().zip(&appended);
        let fresh = fresh.filter(|(_, appended)| !appended.duplicate);
        let fresh: Vec<_> = fresh.map(|(entry, _)| entry.bytes).collect();
        if !fresh.is_empty() {
            *running = advance(*running, &self.signer, fresh)?;
        }
        Ok((running, appended))
    }

    /// The running state, after its repair if the last batch failed. Until
    /// the caller puts one back, the state is doubtful.
    fn take_running(&mut self) -> Result<Box<Running>, JournalError> {
        match std::mem::replace(&mut self.state, State::Doubtful) {
            State::Running(running) => Ok(running),
            State::Doubtful => self.repair(),
            State::Stopped => {
                self.state = State::Stopped;
                Err(JournalError::Stopped)
            }
        }
    }

    fn repair(&mut self) -> Result<Box<Running>, JournalError> {
        // A hub does not come here: it ends with the first failure, since its board may be ahead.
        match recovery::recover(&self.disk, &self.dir, &self.signer, &mut unseen) {
            Ok((running, _)) => Ok(Box::new(running)),
            Err(OpenRefused::Failed(failure)) => Err(self.remember(failure)),
            Err(broken) => {
                self.state = State::Stopped;
                Err(JournalError::Broken(Box::new(broken)))
            }
        }
    }

    fn remember(&mut self, failure: Failure) -> JournalError {
        if failure.is_fatal() {
            self.state = State::Stopped;
            JournalError::Stop(failure)
        } else {
            self.state = State::Doubtful;
            JournalError::Failed(failure)
        }
    }

    /// How far the rooms' journal was when the log last grew with rooms beside it.
    pub fn beside(&self) -> Result<Option<Beside>, ReadRefused> {
        let beside = self.running()?.store.beside();
        beside.map_err(|error| ReadRefused::Failed(std::io::Error::other(error)))
    }

    /// The last acknowledged checkpoint.
    pub fn checkpoint(&self) -> &LoggedCheckpoint {
        &self.checkpoint
    }

    /// Number of acknowledged entries.
    pub fn size(&self) -> u64 {
        self.checkpoint.size
    }

    /// The log's name.
    pub fn origin(&self) -> &str {
        self.signer.name()
    }

    /// Where an acknowledged entry stands.
    pub fn index_of(&self, id: &Hash) -> Result<Option<u64>, ReadRefused> {
        let index = self.running()?.store.index_of(id);
        let index = index.map_err(|error| ReadRefused::Failed(std::io::Error::other(error)))?;
        Ok(index.filter(|index| *index < self.size()))
    }

    /// Acknowledged entries, byte for byte.
    pub fn entries(&self, range: Range<u64>) -> Result<Vec<Vec<u8>>, ReadRefused> {
        let short = range.end.saturating_sub(range.start) <= MAX_READ_ENTRIES;
        if range.start > range.end || !short {
            return Err(ReadRefused::Range);
        }
        let mut entries = Vec::new();
        self.each_entry(range, |_, bytes| entries.push(bytes))?;
        Ok(entries)
    }

    /// Gives `each` the acknowledged entries of a range in order, without
    /// holding more than one.
    pub fn each_entry(&self, range: Range<u64>, mut each: impl FnMut(u64, Vec<u8>)) -> Result<(), ReadRefused> {
        if range.start > range.end || range.end > self.size() {
            return Err(ReadRefused::Range);
        }
        let rows = self.running()?.store.rows::<rusqlite::Error>(range, |row| {
            each(row.index, row.bytes);
            Ok(())
        });
        rows.map_err(|error| ReadRefused::Failed(std::io::Error::other(error)))
    }

    fn running(&self) -> Result<&Running, ReadRefused> {
        match &self.state {
            State::Running(running) => Ok(running),
            State::Doubtful | State::Stopped => Err(ReadRefused::NotRunning),
        }
    }

    /// A reader of the log's files, for other threads: receipts, publishing.
    pub fn reader(&self) -> LogReader {
        LogReader::open(&self.dir, self.signer.verifier_key().clone())
    }

    /// The receipt of an entry under the last checkpoint.
    ///
    /// # Panics
    /// Never: one index gives one receipt.
    pub fn receipt(&self, index: u64) -> Result<Receipt, NoReceipt> {
        let mut receipts = self.receipts(&[index])?;
        Ok(receipts.pop().expect("one receipt for one index"))
    }

    /// Many receipts under the last checkpoint: much cheaper than one by one,
    /// above all when the indices lie close together.
    pub fn receipts(&self, indices: &[u64]) -> Result<Vec<Receipt>, NoReceipt> {
        self.reader().receipts(&self.checkpoint.note, indices)
    }

    /// Copies the database as it is between two commits into a new file. The files of the log are
    /// not copied: opening makes them again.
    pub fn copy_to(&self, file: &Path) -> Result<(), ReadRefused> {
        let copied = self.running()?.store.copy_to(file);
        copied.map_err(|error| ReadRefused::Failed(std::io::Error::other(error)))
    }

    /// Reads everything again and says what is wrong with it: the database's
    /// own check, every row, every file. `id_of` computes the id of an entry,
    /// as the submitter of [`NewEntry`] does.
    pub fn fsck(&self, id_of: impl Fn(&[u8]) -> Hash) -> Result<Vec<Finding>, ReadRefused> {
        let running = self.running()?;
        let log = self.signer.verifier_key();
        let findings = fsck::check(&running.store, running.files.root(), log, id_of);
        findings.map_err(ReadRefused::Failed)
    }
}

/// Entries are bytes here: who knows what they mean vets them.
#[expect(clippy::unnecessary_wraps, reason = "the shape of a `Vet`")]
fn unseen(_first: u64, _signed: bool, _entries: &[Vec<u8>]) -> Result<(), Unfit> {
    Ok(())
}

fn check(batch: &[NewEntry]) -> Result<(), BatchRefused> {
    if batch.len() > MAX_BATCH_ENTRIES {
        let given = batch.len();
        return Err(BatchRefused::TooManyEntries { given });
    }
    for (position, entry) in batch.iter().enumerate() {
        let bytes = entry.bytes.len();
        if bytes > MAX_ENTRY_BYTES {
            return Err(BatchRefused::EntryTooLong { position, bytes });
        }
    }
    Ok(())
}

/// Takes entries that are durable in the journal under a new checkpoint. The
/// one way forward, for new entries and for those that a crash left behind.
fn advance(running: Running, signer: &Signer, entries: Vec<Vec<u8>>) -> Result<Running, Failure> {
    let Running { mut store, mut files, sequencer, checkpoint: old } = running;
    let batch = sequencer.append(entries);
    let batch = batch.map_err(Failure::of(Step::Write))?;
    files.write(batch.files()).map_err(Failure::at(Step::Write))?;
    // The new files are durable and no checkpoint speaks of them. The same
    // entries give the same files: after a crash here they are written again.
    let reread = batch.reread(|path| files.read(path).ok().flatten());
    let reread = reread.map_err(Failure::of(Step::Reread))?;
    let signed = reread.sign(signer).map_err(Failure::of(Step::Sign))?;
    let disk = Arc::clone(files.disk());
    let swapped = store.swap(&*disk, &old.note, signed.note());
    swapped.map_err(Failure::at(Step::Swap))?;
    // From here on the checkpoint is history: a crash before the next line is
    // repaired by publishing what the row holds.
    publish(&mut files, signed.file())?;
    for dir in signed.superseded() {
        let removed = files.remove(Path::new(&dir));
        removed.map_err(Failure::at(Step::Clean))?;
    }
    Ok(Running {
        checkpoint: LoggedCheckpoint::new(signed.note(), signed.checkpoint()),
        sequencer: signed.commit(),
        store,
        files,
    })
}

fn publish(files: &mut Files, checkpoint: PublicFile) -> Result<(), Failure> {
    let published = files.write(&[checkpoint]);
    published.map_err(Failure::at(Step::Publish))
}

impl LoggedCheckpoint {
    fn new(note: &str, checkpoint: &Checkpoint) -> LoggedCheckpoint {
        LoggedCheckpoint { note: note.to_owned(), size: checkpoint.size, root: checkpoint.root }
    }
}
