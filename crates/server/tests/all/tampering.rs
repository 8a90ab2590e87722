//! Somebody, or a disk, has changed what the journal keeps. Opening it finds out, or `fsck` does.

use std::fs;
use std::path::{Path, PathBuf};

use election::refusal::Language;
use rusqlite::Connection;
use server::journal::{Finding, Journal, JournalError, OpenRefused, Recovery, Step};
use tempfile::TempDir;
use tlog::Hash;

use crate::outsider::{self, signer};
use crate::rig::{batch, scratch};

/// A closed journal of 600 entries: two full bundles and a third.
fn closed() -> TempDir {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    journal.append(batch(0..300)).unwrap();
    journal.append(batch(300..600)).unwrap();
    dir
}

fn sql(dir: &Path, statement: &str) {
    let connection = Connection::open(dir.join("journal.sqlite")).unwrap();
    connection.execute_batch(statement).unwrap();
}

fn open(dir: &Path) -> Result<(Journal, Recovery), OpenRefused> {
    Journal::open(dir, signer())
}

fn refused(dir: &TempDir) -> OpenRefused {
    open(dir.path()).map(drop).unwrap_err()
}

fn flip(path: &PathBuf) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn findings(dir: &TempDir) -> Vec<Finding> {
    let (journal, _) = open(dir.path()).unwrap();
    journal.fsck(Hash::of).unwrap()
}

#[test]
fn an_edited_row() {
    let dir = closed();
    sql(dir.path(), "UPDATE entries SET bytes = x'00' WHERE idx = 17");
    assert!(matches!(refused(&dir), OpenRefused::RowChanged { index: 17 }));
}

#[test]
fn an_edited_row_with_its_hash() {
    let dir = closed();
    let leaf = Hash::leaf(&[0]);
    sql(dir.path(), &format!("UPDATE entries SET bytes = x'00', leaf = x'{leaf}' WHERE idx = 17"));
    assert!(matches!(refused(&dir), OpenRefused::Differs));
}

#[test]
fn a_deleted_row() {
    let dir = closed();
    sql(dir.path(), "DELETE FROM entries WHERE idx = 0");
    assert!(matches!(refused(&dir), OpenRefused::RowMissing { index: 0 }));
    let dir = closed();
    sql(dir.path(), "DELETE FROM entries WHERE idx = 17");
    assert!(matches!(refused(&dir), OpenRefused::RowMissing { index: 17 }));
    let dir = closed();
    sql(dir.path(), "DELETE FROM entries WHERE idx = 599");
    assert!(matches!(refused(&dir), OpenRefused::Short { held: 599, signed: 600 }));
}

#[test]
fn a_row_before_the_first() {
    let dir = closed();
    sql(dir.path(), "INSERT INTO entries SELECT -1, zeroblob(32), leaf, bytes FROM entries WHERE idx = 0");
    assert!(matches!(refused(&dir), OpenRefused::RowMissing { index: 0 }));
}

#[test]
fn two_rows_exchanged() {
    let dir = closed();
    sql(dir.path(), "UPDATE entries SET idx = -7 WHERE idx = 3; UPDATE entries SET idx = 3 WHERE idx = 4");
    sql(dir.path(), "UPDATE entries SET idx = 4 WHERE idx = -7");
    assert!(matches!(refused(&dir), OpenRefused::Differs));
}

#[test]
fn an_edited_id() {
    let dir = closed();
    sql(dir.path(), "UPDATE entries SET id = zeroblob(32) WHERE idx = 17");
    let found = findings(&dir);
    assert_eq!(found, [Finding::RowId { index: 17 }]);
    assert!(found[0].text(Language::French).starts_with("ligne 17 : l'identifiant"));
    assert_eq!(found[0].text(Language::English), found[0].to_string());
}

#[test]
fn an_older_checkpoint_row_restored() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    journal.append(batch(0..300)).unwrap();
    let older = journal.checkpoint().note.clone();
    journal.append(batch(300..600)).unwrap();
    drop(journal);
    let connection = Connection::open(dir.path().join("journal.sqlite")).unwrap();
    connection.execute("UPDATE checkpoint SET note = ?", [older]).unwrap();
    drop(connection);
    assert!(matches!(refused(&dir), OpenRefused::Restored { row: 300, published: 600 }));
}

#[test]
fn an_older_database_restored() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    journal.append(batch(0..300)).unwrap();
    drop(journal);
    let database = dir.path().join("journal.sqlite");
    let older = fs::read(&database).unwrap();
    let (mut journal, _) = open(dir.path()).unwrap();
    journal.append(batch(300..600)).unwrap();
    drop(journal);
    fs::write(&database, older).unwrap();
    assert!(matches!(refused(&dir), OpenRefused::Restored { row: 300, published: 600 }));
}

/// Two histories of one key: the file says one thing, the row another of the same size.
#[test]
fn a_published_checkpoint_of_another_tree() {
    let dir = closed();
    let other = scratch();
    let mut fork = Journal::create(other.path(), signer()).unwrap();
    fork.append(batch(600..1200)).unwrap();
    fs::copy(other.path().join("log/checkpoint"), dir.path().join("log/checkpoint")).unwrap();
    assert!(matches!(refused(&dir), OpenRefused::Restored { row: 600, published: 600 }));
}

#[test]
fn an_edited_checkpoint_row() {
    let dir = closed();
    sql(dir.path(), "UPDATE checkpoint SET note = replace(note, '600', '599')");
    assert!(matches!(refused(&dir), OpenRefused::Checkpoint(_)));
}

/// A second writer that the lock did not keep out.
#[test]
fn a_checkpoint_row_changed_while_the_journal_runs() {
    let dir = closed();
    let (mut journal, _) = open(dir.path()).unwrap();
    sql(dir.path(), "UPDATE checkpoint SET note = note || 'x'");
    let stop = journal.append(batch(600..601)).unwrap_err();
    assert!(matches!(&stop, JournalError::Stop(failure) if failure.step == Step::Swap), "{stop}");
    assert!(matches!(journal.append(batch(600..601)), Err(JournalError::Stopped)));
    assert_eq!(outsider::entries(&dir.path().join("log")).unwrap().len(), 600);
}

/// The lock on the directory says who has the journal; a row that appears is found all the same.
#[test]
fn an_entry_row_that_appears_while_the_journal_runs() {
    let dir = closed();
    let (mut journal, _) = open(dir.path()).unwrap();
    sql(dir.path(), "INSERT INTO entries SELECT 600, zeroblob(32), leaf, bytes FROM entries WHERE idx = 0");
    let failed = journal.append(batch(600..601)).unwrap_err();
    assert!(matches!(&failed, JournalError::Failed(failure) if failure.step == Step::Commit), "{failed}");
}

#[test]
fn another_format_or_origin() {
    let dir = closed();
    sql(dir.path(), "UPDATE meta SET format = 2");
    assert!(matches!(refused(&dir), OpenRefused::Format { found: 2, expected: 1 }));
    let dir = closed();
    sql(dir.path(), "UPDATE meta SET origin = 'example.org/other'");
    assert!(matches!(refused(&dir), OpenRefused::Origin { .. }));
}

/// What the next batch builds on is read at every opening, and built again from the journal.
#[test]
fn a_flipped_byte_at_the_right_edge() {
    for path in ["tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/002.p/88"] {
        let dir = closed();
        flip(&dir.path().join("log").join(path));
        let (mut journal, recovery) = open(dir.path()).unwrap();
        assert!(recovery.rebuilt.is_some(), "{path}");
        journal.append(batch(600..900)).unwrap();
        assert_eq!(journal.fsck(Hash::of).unwrap(), []);
        assert_eq!(outsider::entries(&dir.path().join("log")).unwrap().len(), 900);
    }
}

#[test]
fn the_whole_log_deleted() {
    let dir = closed();
    fs::remove_dir_all(dir.path().join("log")).unwrap();
    let (journal, recovery) = open(dir.path()).unwrap();
    assert!(recovery.rebuilt.is_some() && recovery.republished);
    assert_eq!(journal.fsck(Hash::of).unwrap(), []);
    assert_eq!(outsider::entries(&dir.path().join("log")).unwrap().len(), 600);
}

#[test]
fn a_flipped_byte_elsewhere() {
    for path in ["tile/0/000", "tile/0/001", "tile/entries/000", "tile/entries/001"] {
        let dir = closed();
        flip(&dir.path().join("log").join(path));
        assert_eq!(findings(&dir), [Finding::FileDiffers { path: path.to_owned() }]);
    }
}

#[test]
fn a_narrower_part_of_a_partial_tile() {
    let dir = closed();
    let (mut journal, _) = open(dir.path()).unwrap();
    journal.append(batch(600..601)).unwrap();
    drop(journal);
    for path in ["tile/0/002.p/88", "tile/entries/002.p/88"] {
        flip(&dir.path().join("log").join(path));
        assert_eq!(findings(&dir), [Finding::FileDiffers { path: path.to_owned() }]);
        flip(&dir.path().join("log").join(path));
    }
    assert_eq!(findings(&dir), []);
}

#[test]
fn a_file_gone_or_come() {
    let dir = closed();
    fs::remove_file(dir.path().join("log/tile/entries/000")).unwrap();
    fs::write(dir.path().join("log/tile/entries/900"), b"?").unwrap();
    let missing = Finding::FileMissing { path: "tile/entries/000".to_owned() };
    let unknown = Finding::FileUnknown { path: "tile/entries/900".to_owned() };
    assert_eq!(findings(&dir), [missing, unknown]);
}

#[test]
fn a_damaged_checkpoint_file() {
    let dir = closed();
    flip(&dir.path().join("log/checkpoint"));
    let (journal, recovery) = open(dir.path()).unwrap();
    assert_eq!(recovery, Recovery { republished: true, ..Recovery::default() });
    assert_eq!(journal.fsck(Hash::of).unwrap(), []);
}

#[test]
fn a_damaged_page_of_the_database() {
    let dir = closed();
    let path = dir.path().join("journal.sqlite");
    let mut bytes = fs::read(&path).unwrap();
    // Only the pages of entries and their index; the first ones hold the tables' names.
    let from = bytes.len() / 2;
    bytes[from..from + 4096].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    match open(dir.path()) {
        Err(OpenRefused::Failed(_) | OpenRefused::RowMissing { .. } | OpenRefused::RowChanged { .. }) => {}
        Err(refused) => panic!("{refused}"),
        Ok((journal, _)) => {
            let findings = journal.fsck(Hash::of);
            assert!(findings.is_err() || findings.is_ok_and(|findings| !findings.is_empty()));
        }
    }
}

/// The entries came into the journal, the process died before anything was signed.
#[test]
fn entries_without_a_checkpoint_are_sequenced() {
    let dir = closed();
    let connection = Connection::open(dir.path().join("journal.sqlite")).unwrap();
    for (index, entry) in (600..603_i64).zip(batch(600..603)) {
        let leaf = Hash::leaf(&entry.bytes);
        let row = rusqlite::params![index, entry.id.0, leaf.0, entry.bytes];
        connection.execute("INSERT INTO entries VALUES (?, ?, ?, ?)", row).unwrap();
    }
    drop(connection);
    let (mut journal, recovery) = open(dir.path()).unwrap();
    assert_eq!(recovery, Recovery { sequenced: 3, ..Recovery::default() });
    let again = journal.append(batch(599..604)).unwrap();
    let places: Vec<_> = again.iter().map(|appended| (appended.index, appended.duplicate)).collect();
    assert_eq!(places, [(599, true), (600, true), (601, true), (602, true), (603, false)]);
}
