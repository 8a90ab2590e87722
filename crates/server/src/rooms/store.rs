//! Where the sealed rows of the rooms lie. A store keeps bytes in their order; what they say, who may
//! say it and whether the chain holds is known to [`super::Rooms`] alone, so any database will do.

use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use thiserror::Error;

/// Rows of events, numbered from 0 without a gap, and the drafts of accounts.
pub trait Store: Send {
    /// Adds rows, the first with this number: all of them or none, durable when it returns. A number
    /// that is taken is a failure: somebody else has written.
    fn append(&mut self, first: u64, rows: &[Vec<u8>]) -> Result<(), StoreFailed>;

    /// Gives the rows of a stretch in their order, until it is told to stop.
    fn each(
        &self,
        stretch: Range<u64>,
        give: &mut dyn FnMut(u64, Vec<u8>) -> ControlFlow<()>,
    ) -> Result<(), StoreFailed>;

    /// The last row.
    fn last(&self) -> Result<Option<Vec<u8>>, StoreFailed>;

    /// Keeps a draft of an account in the place of the one for this form. `most` is how many others
    /// it may have: beyond, nothing is kept and the answer is `false`.
    fn keep(&mut self, account: &str, form: &str, sealed: &[u8], most: u32) -> Result<bool, StoreFailed>;

    /// The draft of an account for a form.
    fn kept(&self, account: &str, form: &str) -> Result<Option<Vec<u8>>, StoreFailed>;

    /// Forgets it.
    fn forget(&mut self, account: &str, form: &str) -> Result<(), StoreFailed>;

    /// A copy of everything, whole and consistent, in a new file.
    fn copy(&self, to: &Path) -> Result<(), StoreFailed>;
}

/// A store that did not do what was asked: nothing was changed.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct StoreFailed(#[from] Box<dyn std::error::Error + Send + Sync>);

impl From<rusqlite::Error> for StoreFailed {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.into())
    }
}

/// Why a file is no store for us.
#[derive(Debug, Error)]
pub enum NotOpened {
    /// Somebody else has it.
    #[error("{}: in use by another process; stop the hub first, or use its screens", .0.display())]
    InUse(PathBuf),
    /// The disk or the database.
    #[error("the rooms' journal: {0}")]
    Failed(#[from] StoreFailed),
}

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS drafts (
    account TEXT NOT NULL,
    form    TEXT NOT NULL,
    sealed  BLOB NOT NULL,
    PRIMARY KEY (account, form)
) STRICT;
";

/// The store in one file of the hub's directory; nobody else has it meanwhile.
pub struct Sqlite(Connection);

impl Sqlite {
    /// Opens the file, or begins it.
    pub fn open(path: &Path) -> Result<Self, NotOpened> {
        connect(path).map(Self).map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy) => NotOpened::InUse(path.to_owned()),
            _ => NotOpened::Failed(error.into()),
        })
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let store = Connection::open(path)?;
    store.busy_timeout(std::time::Duration::from_millis(200))?;
    // One process has the picture in its memory: a second writer would part the two.
    store.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    store.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    store.pragma_update(None, "synchronous", "FULL")?;
    store.execute_batch(SCHEMA)?;
    Ok(store)
}

fn number(row: u64) -> i64 {
    // Beyond are no rows: numbers are below MAX_EVENTS.
    i64::try_from(row).unwrap_or(i64::MAX)
}

impl Store for Sqlite {
    fn append(&mut self, first: u64, rows: &[Vec<u8>]) -> Result<(), StoreFailed> {
        let tx = self.0.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (at, sealed) in (first..).zip(rows) {
            tx.prepare("INSERT INTO events VALUES (?, ?)")?.execute(params![number(at), sealed])?;
        }
        Ok(tx.commit()?)
    }

    fn each(
        &self,
        stretch: Range<u64>,
        give: &mut dyn FnMut(u64, Vec<u8>) -> ControlFlow<()>,
    ) -> Result<(), StoreFailed> {
        let sql = "SELECT number, sealed FROM events WHERE number >= ? AND number < ? ORDER BY number";
        let mut statement = self.0.prepare(sql)?;
        let mut rows = statement.query([number(stretch.start), number(stretch.end)])?;
        while let Some(row) = rows.next()? {
            let at: i64 = row.get(0)?;
            if give(u64::try_from(at).unwrap_or(u64::MAX), row.get(1)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn last(&self) -> Result<Option<Vec<u8>>, StoreFailed> {
        let sql = "SELECT sealed FROM events ORDER BY number DESC LIMIT 1";
        Ok(self.0.query_row(sql, [], |row| row.get(0)).optional()?)
    }

    fn keep(&mut self, account: &str, form: &str, sealed: &[u8], most: u32) -> Result<bool, StoreFailed> {
        let sql = "SELECT count(*) FROM drafts WHERE account = ? AND form <> ?";
        let others: u32 = self.0.query_row(sql, [account, form], |row| row.get(0))?;
        if others >= most {
            return Ok(false);
        }
        let sql = "INSERT INTO drafts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed";
        self.0.execute(sql, params![account, form, sealed])?;
        Ok(true)
    }

    fn kept(&self, account: &str, form: &str) -> Result<Option<Vec<u8>>, StoreFailed> {
        let sql = "SELECT sealed FROM drafts WHERE account = ? AND form = ?";
        Ok(self.0.query_row(sql, [account, form], |row| row.get(0)).optional()?)
    }

    fn forget(&mut self, account: &str, form: &str) -> Result<(), StoreFailed> {
        self.0.execute("DELETE FROM drafts WHERE account = ? AND form = ?", [account, form])?;
        Ok(())
    }

    fn copy(&self, to: &Path) -> Result<(), StoreFailed> {
        self.0.execute("VACUUM INTO ?", [to.to_string_lossy().as_ref()])?;
        Ok(())
    }
}
