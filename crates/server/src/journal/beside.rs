//! How far the rooms' journal was when the log last grew.
//!
//! The rooms' files could be put back from an older copy, all of them together: who confirmed what,
//! which account is locked, would be forgotten, and nobody would notice. An older copy of the log is
//! noticed, by what is public. So the log's journal keeps how far the other one was, in the same
//! commit as the entries: rooms that do not reach that place are an older copy.

use rusqlite::{Connection, OptionalExtension as _, params};
use tlog::Hash;

use super::store::{from_sql, to_sql};

/// A place in the rooms' journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Number of events.
    pub size: u64,
    /// Hash of the last one's row as it is sealed; of nothing where there is none.
    pub hash: Hash,
}

/// Journals that were made before it have no such table.
pub(super) const TABLE: &str = "
CREATE TABLE IF NOT EXISTS beside (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
";

pub(super) fn write(store: &Connection, beside: Beside) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO beside VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET size = excluded.size, hash = excluded.hash";
    store.execute(sql, params![to_sql(beside.size), beside.hash.0]).map(|_| ())
}

pub(super) fn read(store: &Connection) -> rusqlite::Result<Option<Beside>> {
    let row = store.query_row("SELECT size, hash FROM beside", [], |row| {
        Ok(Beside { size: from_sql(row.get(0)?), hash: Hash(row.get(1)?) })
    });
    row.optional()
}
