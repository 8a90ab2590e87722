//! The tables: entries, the one checkpoint, and what log it is.
//!
//! `SQLite` in WAL mode with `synchronous=FULL`: a commit returns after the
//! fsync of the write-ahead log, so what it returned for survives a power cut.

use std::io;
use std::ops::Range;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Statement, TransactionBehavior, params};
use tlog::Hash;

use super::beside::{self, Beside};
use super::{Appended, NewEntry};
use crate::disk::{Disk, Effect};

/// Version of the tables below.
pub(super) const FORMAT: i64 = 1;

/// Pages in the write-ahead log before they are moved to the database: 16 MiB
/// of 4 KiB pages. With `SQLite`'s own 4 MiB nearly every batch would pay for it.
const AUTOCHECKPOINT_PAGES: i64 = 4096;

const SCHEMA: &str = "
CREATE TABLE entries (
    idx   INTEGER PRIMARY KEY,
    id    BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    leaf  BLOB NOT NULL CHECK (length(leaf) = 32),
    bytes BLOB NOT NULL
) STRICT;
CREATE TABLE checkpoint (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    note TEXT NOT NULL
) STRICT;
CREATE TABLE meta (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    format INTEGER NOT NULL,
    origin TEXT NOT NULL
) STRICT;
";

const INDEX_OF: &str = "SELECT idx FROM entries WHERE id = ?";

/// What the journal says about itself.
pub(super) struct Meta {
    pub(super) format: i64,
    pub(super) origin: String,
}

/// An entry as it stands in the table.
pub(super) struct Row {
    pub(super) index: u64,
    pub(super) id: Vec<u8>,
    pub(super) leaf: Vec<u8>,
    pub(super) bytes: Vec<u8>,
}

pub(super) struct Store(Connection);

impl Store {
    /// Opens the database, making an empty file if there is none.
    pub(super) fn open(path: &Path) -> rusqlite::Result<Store> {
        let connection = Connection::open(path)?;
        durable(&connection)?;
        Ok(Store(connection))
    }

    /// `None` when the journal was never created to the end: tables, origin
    /// and first checkpoint come in one commit.
    pub(super) fn meta(&self) -> rusqlite::Result<Option<Meta>> {
        if !self.0.table_exists(None, "meta")? {
            return Ok(None);
        }
        let sql = "SELECT format, origin FROM meta";
        let meta = self.0.query_row(sql, [], |row| {
            let (format, origin) = (row.get(0)?, row.get(1)?);
            Ok(Meta { format, origin })
        });
        meta.optional()
    }

    /// Makes the tables, with the signed checkpoint of the empty log.
    pub(super) fn create(&mut self, disk: &dyn Disk, origin: &str, note: &str) -> io::Result<()> {
        let tx = self.0.transaction().map_err(io::Error::other)?;
        let fill = || {
            tx.execute_batch(SCHEMA)?;
            tx.execute("INSERT INTO meta VALUES (1, ?, ?)", params![FORMAT, origin])?;
            tx.execute("INSERT INTO checkpoint VALUES (1, ?)", [note])
        };
        fill().map_err(io::Error::other)?;
        commit(disk, Effect::SwapCheckpoint, tx)
    }

    /// A copy of all tables in a new file, from one read transaction.
    pub(super) fn copy_to(&self, file: &Path) -> rusqlite::Result<()> {
        self.0.execute("VACUUM INTO ?", [file.to_string_lossy().as_ref()]).map(|_| ())
    }

    /// The signed checkpoint.
    pub(super) fn checkpoint(&self) -> rusqlite::Result<String> {
        let sql = "SELECT note FROM checkpoint";
        self.0.query_row(sql, [], |row| row.get(0))
    }

    /// Replaces the signed checkpoint, if it is the one we believe it to be.
    /// Should the lock on the directory ever fail to keep a second writer out,
    /// this still does.
    pub(super) fn swap(&mut self, disk: &dyn Disk, old: &str, new: &str) -> io::Result<()> {
        let tx = self.0.transaction_with_behavior(TransactionBehavior::Immediate);
        let tx = tx.map_err(io::Error::other)?;
        let sql = "UPDATE checkpoint SET note = ?2 WHERE note = ?1";
        let swapped = tx.execute(sql, [old, new]);
        if swapped.map_err(io::Error::other)? != 1 {
            return Err(io::Error::other("another checkpoint stands in the row"));
        }
        commit(disk, Effect::SwapCheckpoint, tx)
    }

    /// Makes the table of what is beside the log, where there is none.
    pub(super) fn prepare_beside(&self) -> rusqlite::Result<()> {
        self.0.execute_batch(beside::TABLE)
    }

    /// How far the rooms' journal was.
    pub(super) fn beside(&self) -> rusqlite::Result<Option<Beside>> {
        beside::read(&self.0)
    }

    /// Adds the entries whose id is new from index `next` on, with what is
    /// beside the log, all in one durable commit, and says where each one
    /// stands.
    pub(super) fn insert(
        &mut self,
        disk: &dyn Disk,
        batch: &[NewEntry],
        next: u64,
        beside: Option<Beside>,
    ) -> io::Result<Vec<Appended>> {
        let tx = self.0.transaction_with_behavior(TransactionBehavior::Immediate);
        let tx = tx.map_err(io::Error::other)?;
        let appended = insert_rows(&tx, batch, next).map_err(io::Error::other)?;
        if appended.iter().any(|appended| !appended.duplicate) {
            beside.map_or(Ok(()), |beside| beside::write(&tx, beside)).map_err(io::Error::other)?;
            commit(disk, Effect::CommitEntries, tx)?;
        }
        Ok(appended)
    }

    /// Index of an entry.
    pub(super) fn index_of(&self, id: &Hash) -> rusqlite::Result<Option<u64>> {
        index_of(&mut self.0.prepare(INDEX_OF)?, id)
    }

    /// Gives `each` the rows of a range in order, until it breaks off.
    pub(super) fn rows<E: From<rusqlite::Error>>(
        &self,
        range: Range<u64>,
        mut each: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT idx, id, leaf, bytes FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx";
        let mut statement = self.0.prepare(sql)?;
        let mut rows = statement.query([to_sql(range.start), to_sql(range.end)])?;
        while let Some(row) = rows.next()? {
            each(Row { index: from_sql(row.get(0)?), id: row.get(1)?, leaf: row.get(2)?, bytes: row.get(3)? })?;
        }
        Ok(())
    }

    /// Lowest and one past the highest index, whatever lies between.
    pub(super) fn bounds(&self) -> rusqlite::Result<Range<i64>> {
        let sql = "SELECT coalesce(min(idx), 0), coalesce(max(idx), -1) FROM entries";
        self.0.query_row(sql, [], |row| {
            let (low, high): (i64, i64) = (row.get(0)?, row.get(1)?);
            Ok(low..high.saturating_add(1))
        })
    }

    /// What `SQLite` finds wrong with its own file, index included.
    pub(super) fn integrity(&self) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.0.prepare("PRAGMA integrity_check")?;
        let lines = statement.query_map([], |row| row.get(0))?;
        let lines: Vec<String> = lines.collect::<Result<_, _>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }
}

/// WAL and FULL, or an error: a file system on which `SQLite` falls back to
/// another mode is not one to acknowledge votes from.
pub(super) fn durable(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", AUTOCHECKPOINT_PAGES)?;
    let sql = "PRAGMA journal_mode = WAL";
    let mode: String = connection.query_row(sql, [], |row| row.get(0))?;
    if mode == "wal" {
        return Ok(());
    }
    let failure = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN);
    let text = format!("the file system allows journal mode {mode} only, not a write-ahead log");
    Err(rusqlite::Error::SqliteFailure(failure, Some(text)))
}

fn commit(disk: &dyn Disk, effect: Effect<'_>, tx: rusqlite::Transaction<'_>) -> io::Result<()> {
    let mut tx = Some(tx);
    disk.perform(effect, &mut || {
        let tx = tx.take().expect("an effect is performed once");
        tx.commit().map_err(io::Error::other)
    })
}

fn insert_rows(tx: &Connection, batch: &[NewEntry], next: u64) -> rusqlite::Result<Vec<Appended>> {
    let sql = "INSERT INTO entries VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
    let mut insert = tx.prepare(sql)?;
    let mut select = tx.prepare(INDEX_OF)?;
    let mut appended = Vec::with_capacity(batch.len());
    let mut index = next;
    for entry in batch {
        let leaf = Hash::leaf(&entry.bytes);
        let row = params![to_sql(index), entry.id.0, leaf.0, entry.bytes];
        let duplicate = insert.execute(row)? == 0;
        let at = if duplicate {
            index_of(&mut select, &entry.id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?
        } else {
            index
        };
        appended.push(Appended { index: at, duplicate });
        index += u64::from(!duplicate);
    }
    Ok(appended)
}

fn index_of(select: &mut Statement<'_>, id: &Hash) -> rusqlite::Result<Option<u64>> {
    let index = select.query_row([id.0], |row| row.get(0)).optional()?;
    Ok(index.map(from_sql))
}

/// Indices are below 2^63, the limit of a log.
pub(super) fn to_sql(index: u64) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// Rows below zero cannot be ours; [`Store::bounds`] shows them to whoever
/// checks the journal.
pub(super) fn from_sql(index: i64) -> u64 {
    u64::try_from(index).unwrap_or(u64::MAX)
}
