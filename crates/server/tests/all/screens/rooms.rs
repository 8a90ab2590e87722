//! T38: a journal of the rooms that somebody changed.

use std::path::Path;
use std::sync::Arc;

use election::Id;
use ops::step::{Actor, Command};
use server::rooms::{Rooms, RoomsRefused};

use super::hall::definition;
use crate::rig::scratch;

/// Four starts, one after the other.
fn written(dir: &Path) {
    let definition = definition();
    let at = definition.rounds()[0].publishes;
    let mut rooms = Rooms::open(dir, Arc::clone(&definition)).unwrap();
    for later in 0..4 {
        rooms.act(at.plus(later).unwrap(), Actor::Hub, Command::Started).unwrap();
    }
    assert!(rooms.check().is_empty());
}

fn changed(dir: &Path, sql: &str) -> RoomsRefused {
    let store = rusqlite::Connection::open(dir.join("rooms.sqlite")).unwrap();
    assert_eq!(store.execute(sql, []).unwrap(), 1, "{sql}");
    drop(store);
    Rooms::open(dir, definition()).err().expect("refused")
}

#[test]
fn an_edited_row_is_named() {
    let dir = scratch();
    written(dir.path());
    let sql = "UPDATE events SET text = replace(text, '20:00:01', '20:00:09') WHERE number = 1";
    assert!(matches!(changed(dir.path(), sql), RoomsRefused::Row { row: 1 }));
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
    let mut rooms = Rooms::open(dir.path(), definition()).unwrap();
    assert_eq!(rooms.room().size(), 4);
    let account = Id::new("clerk-a").unwrap();
    rooms.keep(account, "/form", "f-cast=7").unwrap();
    drop(rooms);
    let mut rooms = Rooms::open(dir.path(), definition()).unwrap();
    assert_eq!(rooms.kept(account, "/form").unwrap().as_deref(), Some("f-cast=7"), "drafts outlive the hub");
    assert!(rooms.keep(account, "/form", &"x".repeat(server::rooms::MAX_DRAFT_BYTES + 1)).is_err());
    assert_eq!(rooms.kept(account, "/form").unwrap().as_deref(), Some("f-cast=7"));
}

#[test]
fn two_hubs_do_not_share_a_journal() {
    let dir = scratch();
    let _first = Rooms::open(dir.path(), definition()).unwrap();
    assert!(matches!(Rooms::open(dir.path(), definition()).err(), Some(RoomsRefused::InUse(_))));
}

#[test]
fn a_copy_is_a_journal_of_its_own() {
    let (dir, copies) = (scratch(), scratch());
    written(dir.path());
    let rooms = Rooms::open(dir.path(), definition()).unwrap();
    rooms.back_up(&copies.path().join("rooms.sqlite")).unwrap();
    let copy = Rooms::open(copies.path(), definition()).unwrap();
    assert_eq!(copy.room().head(), rooms.room().head());
    assert!(copies.path().join("rooms.head").is_file(), "an older copy of the copy is noticed too");
}
