//! T38: a journal of the rooms that somebody changed.

use std::path::Path;

use election::Id;
use ops::step::{Actor, Command};
use server::rooms::{RoomKey, Rooms, RoomsRefused};

use super::hall::definition;
use crate::rig::scratch;

const KEY: [u8; 32] = [7; 32];

fn opened(dir: &Path) -> Result<Rooms, RoomsRefused> {
    Rooms::open(dir, definition(), RoomKey::new(&KEY))
}

/// Four starts, one after the other.
fn written(dir: &Path) {
    let definition = definition();
    let at = definition.rounds()[0].publishes;
    let mut rooms = opened(dir).unwrap();
    for later in 0..4 {
        rooms.act(at.plus(later).unwrap(), Actor::Hub, Command::Started).unwrap();
    }
    assert!(rooms.check(election::refusal::Language::English).is_empty());
}

fn changed(dir: &Path, sql: &str) -> RoomsRefused {
    let store = rusqlite::Connection::open(dir.join("rooms.sqlite")).unwrap();
    assert_eq!(store.execute(sql, []).unwrap(), 1, "{sql}");
    drop(store);
    opened(dir).err().expect("refused")
}

#[test]
fn an_edited_row_is_named() {
    let dir = scratch();
    written(dir.path());
    let sql = "UPDATE events SET sealed = zeroblob(length(sealed)) WHERE number = 1";
    assert!(matches!(changed(dir.path(), sql), RoomsRefused::Row { row: 1 }));
}

#[test]
fn a_row_in_another_rows_place_is_named() {
    let dir = scratch();
    written(dir.path());
    let sql = "UPDATE events SET sealed = (SELECT sealed FROM events WHERE number = 1) WHERE number = 2";
    assert!(matches!(changed(dir.path(), sql), RoomsRefused::Row { row: 2 }));
}

#[test]
fn another_key_opens_nothing() {
    let dir = scratch();
    written(dir.path());
    let refused = Rooms::open(dir.path(), definition(), RoomKey::new(&[8; 32])).err();
    assert!(matches!(refused, Some(RoomsRefused::Row { row: 0 })));
}

/// What a thief of the disk reads: neither events nor drafts, in no file of the rooms.
#[test]
fn nothing_that_was_written_can_be_read_without_the_key() {
    let dir = scratch();
    let mut rooms = opened(dir.path()).unwrap();
    let (definition, account) = (definition(), Id::new("clerk-a").unwrap());
    let at = definition.rounds()[0].publishes;
    rooms.keep(account, "/form", "secret-draft=7").unwrap();
    rooms.act(at, Actor::Hub, Command::Started).unwrap();
    let files: Vec<Vec<u8>> =
        std::fs::read_dir(dir.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let holds = |word: &[u8]| files.iter().any(|file| file.windows(word.len()).any(|part| part == word));
    assert!(holds(b"SQLite format 3"), "the files were read");
    for word in ["secret-draft", "vigie.event", "kind ", "started", "2017-04"] {
        assert!(!holds(word.as_bytes()), "{word}");
    }
}

#[test]
fn a_deleted_row_is_named() {
    let dir = scratch();
    written(dir.path());
    let refused = changed(dir.path(), "DELETE FROM events WHERE number = 2").to_string();
    assert!(refused.contains("event 2 is due"), "{refused}");
}

#[test]
fn a_journal_put_back_from_a_copy_is_noticed() {
    let dir = scratch();
    written(dir.path());
    let refused = changed(dir.path(), "DELETE FROM events WHERE number = 3");
    assert!(matches!(refused, RoomsRefused::RolledBack { had: 4, has: 3 }), "{refused}");
}

#[test]
fn a_journal_nobody_changed_opens_and_goes_on() {
    let dir = scratch();
    written(dir.path());
    let mut rooms = opened(dir.path()).unwrap();
    assert_eq!(rooms.room().size(), 4);
    let account = Id::new("clerk-a").unwrap();
    rooms.keep(account, "/form", "f-cast=7").unwrap();
    drop(rooms);
    let mut rooms = opened(dir.path()).unwrap();
    assert_eq!(rooms.kept(account, "/form").unwrap().as_deref(), Some("f-cast=7"), "drafts outlive the hub");
    assert!(rooms.keep(account, "/form", &"x".repeat(server::rooms::MAX_DRAFT_BYTES + 1)).is_err());
    assert_eq!(rooms.kept(account, "/form").unwrap().as_deref(), Some("f-cast=7"));
}

#[test]
fn two_hubs_do_not_share_a_journal() {
    let dir = scratch();
    let _first = opened(dir.path()).unwrap();
    assert!(matches!(opened(dir.path()).err(), Some(RoomsRefused::InUse(_))));
}

#[test]
fn a_copy_is_a_journal_of_its_own() {
    let (dir, copies) = (scratch(), scratch());
    written(dir.path());
    let rooms = opened(dir.path()).unwrap();
    rooms.back_up(&copies.path().join("rooms.sqlite")).unwrap();
    let copy = opened(copies.path()).unwrap();
    assert_eq!(copy.room().head(), rooms.room().head());
    assert!(copies.path().join("rooms.head").is_file(), "an older copy of the copy is noticed too");
}
