//! One small enum for each decision a caller of the journal can take.

use std::fmt;
use std::io;

use thiserror::Error;
use tlog::checkpoint::OpenError;
use tlog::proof::TlogProof;

use super::{MAX_BATCH_ENTRIES, MAX_ENTRY_BYTES, MAX_READ_ENTRIES};

/// What was being done when something failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Opening or making the journal's files and reading what they hold.
    Open,
    /// Committing new entries to the journal.
    Commit,
    /// Writing entry bundles and hash tiles.
    Write,
    /// Reading them back and computing the root again.
    Reread,
    /// Signing the checkpoint.
    Sign,
    /// Replacing the checkpoint row.
    Swap,
    /// Putting the checkpoint file in place.
    Publish,
    /// Deleting partial tiles that are full by now.
    Clean,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Step::Open => "opening the journal",
            Step::Commit => "committing entries to the journal",
            Step::Write => "writing tiles",
            Step::Reread => "reading tiles back",
            Step::Sign => "signing the checkpoint",
            Step::Swap => "replacing the checkpoint row",
            Step::Publish => "publishing the checkpoint",
            Step::Clean => "deleting superseded tiles",
        })
    }
}

/// A step that failed, and why.
#[derive(Debug, Error)]
#[error("{step}: {cause}")]
pub struct Failure {
    /// What was being done.
    pub step: Step,
    /// What the disk, the database or the check said.
    pub cause: io::Error,
}

impl Failure {
    pub(super) fn at(step: Step) -> impl Fn(io::Error) -> Failure {
        move |cause| Failure { step, cause }
    }

    pub(super) fn of<E>(step: Step) -> impl Fn(E) -> Failure
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        move |error| Failure { step, cause: io::Error::other(error) }
    }

    /// Whether it is unknown what has been signed or published, or whether
    /// memory itself cannot be trusted: only a new process may go on.
    pub(super) fn is_fatal(&self) -> bool {
        match self.step {
            Step::Open | Step::Commit | Step::Write => false,
            Step::Reread | Step::Sign | Step::Swap | Step::Publish | Step::Clean => true,
        }
    }
}

/// Why a batch is refused. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BatchRefused {
    /// Over [`MAX_BATCH_ENTRIES`].
    #[error("the batch has {given} entries, over the {MAX_BATCH_ENTRIES} allowed")]
    TooManyEntries {
        /// Entries given.
        given: usize,
    },
    /// Over [`MAX_ENTRY_BYTES`].
    #[error("entry {position} of the batch has {bytes} bytes, over the {MAX_ENTRY_BYTES} allowed")]
    EntryTooLong {
        /// Position in the batch, from 0.
        position: usize,
        /// Its length.
        bytes: usize,
    },
}

/// Why a batch was not acknowledged.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The batch breaks a limit; nothing was changed.
    #[error("{0}")]
    Refused(#[from] BatchRefused),
    /// Nothing was signed. Whether the entries are in the journal is in doubt;
    /// the next call repairs that first, so the same batch may be given again
    /// and counts once.
    #[error("not acknowledged: {0}")]
    Failed(#[source] Failure),
    /// The process must end. What was signed or published is in doubt, and
    /// only a fresh start settles it.
    #[error("the process must end: {0}")]
    Stop(#[source] Failure),
    /// The process should have ended at an earlier [`JournalError::Stop`].
    #[error("the journal stopped at an earlier error; the process must end")]
    Stopped,
    /// Repairing after [`JournalError::Failed`] found that the journal cannot
    /// go on. The process must end.
    #[error("the process must end: {0}")]
    Broken(#[source] Box<OpenRefused>),
}

/// Why a journal is not opened. The process must not start.
#[derive(Debug, Error)]
pub enum OpenRefused {
    /// Another process has it.
    #[error("the journal is in use by {holder}")]
    Locked {
        /// What the other process has written about itself.
        holder: String,
    },
    /// There is a journal already; a log is created once.
    #[error("there is a journal already: a log is created only once")]
    Exists,
    /// There is no journal, or its creation did not finish.
    #[error("there is no journal here, or its creation was interrupted; create it")]
    Missing,
    /// Another version of the tables.
    #[error("the journal has format {found}, this program reads {expected}")]
    Format {
        /// As found.
        found: i64,
        /// As read by this program.
        expected: i64,
    },
    /// The journal of another log.
    #[error("the journal is that of {found}, the key that of {given}")]
    Origin {
        /// Origin in the journal.
        found: String,
        /// Name of the key given.
        given: String,
    },
    /// The checkpoint row is no checkpoint signed by this key.
    #[error("the checkpoint row: {0}")]
    Checkpoint(#[from] OpenError),
    /// A row is gone.
    #[error("the journal has no row {index} but later ones")]
    RowMissing {
        /// Index in the log.
        index: u64,
    },
    /// The bytes of a row are not those that were hashed when it came.
    #[error("row {index} of the journal was changed after it was written")]
    RowChanged {
        /// Index in the log.
        index: u64,
    },
    /// Fewer entries than were signed.
    #[error("the journal holds {held} entries, its checkpoint {signed}: entries are lost")]
    Short {
        /// Entries in the journal.
        held: u64,
        /// Size in the checkpoint.
        signed: u64,
    },
    /// The entries are not those that were signed.
    #[error("the journal's entries are not those of the signed checkpoint")]
    Differs,
    /// The file `checkpoint` is newer than the row, or of a different tree: the
    /// journal was restored from a copy. To continue would sign a second
    /// history; a new log with a new origin must begin.
    #[error(
        "a checkpoint of size {published} is published that the journal, at {row}, does not know: \
         it was restored from a copy and must not go on"
    )]
    Restored {
        /// Size in the checkpoint row.
        row: u64,
        /// Size in the file.
        published: u64,
    },
    /// Whoever looks at the entries refuses one; nothing was signed over it.
    #[error("an entry of the journal is refused")]
    Unfit,
    /// The disk or the database failed.
    #[error("{0}")]
    Failed(#[from] Failure),
}

/// Why entries or a receipt are not to be had.
#[derive(Debug, Error)]
pub enum ReadRefused {
    /// The journal has stopped, or waits for its repair.
    #[error("the journal is not running")]
    NotRunning,
    /// Beyond the log, or over [`MAX_READ_ENTRIES`].
    #[error("the range is outside the log or longer than {MAX_READ_ENTRIES} entries")]
    Range,
    /// The database or the disk failed.
    #[error("{0}")]
    Failed(#[source] io::Error),
}

/// Why there is no receipt.
#[derive(Debug, Error)]
pub enum NoReceipt {
    /// The checkpoint is not one of this log.
    #[error("{0}")]
    Checkpoint(#[from] OpenError),
    /// The checkpoint does not cover the entry.
    #[error("entry {index} is not covered by the checkpoint of size {size}")]
    NotCovered {
        /// Index asked for.
        index: u64,
        /// Size of the checkpoint.
        size: u64,
    },
    /// The tiles do not give a proof that leads to the signed root. One of
    /// them is missing or damaged; opening the journal repairs the right edge,
    /// `fsck` names the file.
    #[error("the tiles give no proof for entry {index}")]
    Tiles {
        /// Index asked for.
        index: u64,
    },
}

/// A receipt: its `Display` is the text of C2SP tlog-proof.
pub type Receipt = TlogProof;
