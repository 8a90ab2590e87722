//! Everything again, from public files alone.
//!
//! [`audit`] reads a published directory through a [`Source`] and gives an [`Audit`]: what was
//! found, and the findings that make it wrong. Nothing here believes the publisher: the log is
//! hashed again, every message is checked again, the totals are added by a second adder written
//! separately ([`adder`]), and every published file is made again and compared.
//!
//! No clock of its own, no file, no network, no thread: a shell brings bytes and hands.

pub mod adder;
mod audit;
mod clock;
mod code;
mod entries;
pub mod finding;
mod leftovers;
pub mod receipt;
mod snapshot;

pub use audit::{Audit, SeenSnapshot, Trust, audit};
pub use finding::{Code, Finding, Findings};
pub use receipt::{ReceiptVerdict, receipt};
pub use snapshot::compare_adders;

use tlog::Hash;

/// Where public files come from.
pub trait Source: Sync {
    /// The bytes of a file, or why they are not to be had; more than `limit` bytes are refused.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unavailable>;

    /// Hash and length of a file; a source that can read piece by piece does not hold it whole.
    fn fingerprint(&self, path: &str, limit: u64) -> Result<(Hash, u64), Unavailable> {
        let bytes = self.read(path, limit)?;
        Ok((Hash::of(&bytes), bytes.len() as u64))
    }

    /// All paths there are; `None` where the source cannot tell (a directory can, a URL cannot).
    fn list(&self) -> Option<Result<Vec<String>, Unavailable>>;

    /// Told now and then how far the work is, in entries of the log.
    fn progress(&self, _done: u64, _of: u64) {}
}

/// Why a file is not to be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// The source says that there is no such file. Before the legal hour that is lawful for the
    /// manifest and the entries; everywhere else it is a fault.
    #[error("there is no such file")]
    Absent,
    /// Anything else, in the words of the shell: nobody knows whether the file is there.
    #[error("{0}")]
    Unreadable(String),
}

/// Largest sealed definition that is read.
pub const MAX_DEFINITION_BYTES: u64 = 1 << 30;
