//! T38: a journal of the rooms that somebody changed.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::{Arc, Mutex};

use election::Id;
use ops::step::{Actor, Command};
use server::journal::Journal;
use server::rooms::{NotDone, NotOpened, RoomKey, Rooms, RoomsRefused, Store, StoreFailed};

use super::hall::{Hall, definition};
use crate::country::messages;
use crate::entries::{batch, signer};
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

/// The length at a moment is that of the slow fold, a clock that was set back included.
#[test]
fn a_past_moment_is_as_long_as_the_fold_says() {
    let dir = scratch();
    let definition = definition();
    let at = definition.rounds()[0].publishes;
    let mut rooms = opened(dir.path()).unwrap();
    for later in [0, 10, 500, 20, 30] {
        rooms.act(at.plus(later).unwrap(), Actor::Hub, Command::Started).unwrap();
    }
    drop(rooms);
    let rooms = opened(dir.path()).unwrap();
    let events = rooms.stretch(0, u64::MAX).unwrap();
    assert_eq!(events.len(), 5);
    assert_eq!(rooms.stretch(3, 4).unwrap(), events[3..4]);
    for later in [-1, 0, 10, 19, 20, 30, 499, 500, 900] {
        let moment = at.plus(later).unwrap();
        let slow = ops::Room::at(std::sync::Arc::clone(&definition), &events, moment).unwrap();
        assert_eq!(rooms.length_at(moment), slow.size(), "{later}");
        let mut fast = ops::Room::new(std::sync::Arc::clone(&definition));
        rooms.stretch(0, slow.size()).unwrap().iter().try_for_each(|event| fast.replay(event)).unwrap();
        assert_eq!(fast.head(), slow.head(), "{later}");
    }
}

#[test]
fn two_hubs_do_not_share_a_journal() {
    let dir = scratch();
    let _first = opened(dir.path()).unwrap();
    assert!(matches!(opened(dir.path()).err(), Some(RoomsRefused::NotOpened(NotOpened::InUse(_)))));
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

/// All files of the rooms are put back together from an older copy: nothing in them tells, and the
/// log's own journal does.
#[test]
fn rooms_that_were_put_back_whole_are_found_by_the_log() {
    let (dir, copy) = (scratch(), scratch());
    let rooms = dir.path();
    let at = definition().rounds()[0].publishes;
    let mut open = opened(rooms).unwrap();
    open.act(at, Actor::Hub, Command::Started).unwrap();
    open.back_up(&copy.path().join("rooms.sqlite")).unwrap();
    open.act(at.plus(1).unwrap(), Actor::Hub, Command::Started).unwrap();
    // The log grows, with these rooms beside it; then they go on without it.
    let (mut journal, remembered) = (Journal::create(&rooms.join("log"), signer()).unwrap(), open.reached());
    assert_eq!(journal.beside().unwrap(), None);
    journal.append_beside(batch(0..3), Some(remembered())).unwrap();
    open.act(at.plus(2).unwrap(), Actor::Hub, Command::Started).unwrap();
    drop((journal, open));
    let (mut journal, _) = Journal::open(&rooms.join("log"), signer()).unwrap();
    let place = journal.beside().unwrap().unwrap();
    assert_eq!(place.size, 2);
    assert!(opened(rooms).unwrap().reaches(&place).is_ok(), "the honest twin has gone on");
    let older = opened(copy.path()).expect("nothing in them tells");
    assert!(matches!(older.reaches(&place), Err(RoomsRefused::RolledBack { had: 2, has: 1 })));
    drop(older);
    // As long as they were, and of another past.
    let mut forked = opened(copy.path()).unwrap();
    for later in 5..9 {
        forked.act(at.plus(later).unwrap(), Actor::Hub, Command::Started).unwrap();
    }
    assert!(matches!(forked.reaches(&place), Err(RoomsRefused::RolledBack { had: 2, has: 5 })));
    // What is logged without rooms beside it forgets nothing.
    journal.append(batch(3..4)).unwrap();
    assert_eq!(journal.beside().unwrap(), Some(place));
}

/// A hub that serves remembers with every message how far its rooms are; a copy of both, made while
/// it runs, fits together.
#[test]
fn a_hub_remembers_its_rooms_with_every_message() {
    let hall = Hall::new();
    let beside = || hall.handle().at_the_journal(|journal| journal.beside().unwrap()).unwrap();
    hall.log(&messages(&definition())[1]);
    let first = beside().expect("remembered");
    assert_eq!(first.size, hall.size());
    hall.log_in("clerk-a");
    assert_eq!(beside(), Some(first), "what is not logged is not remembered yet");
    hall.log(&messages(&definition())[2]);
    assert!(beside().unwrap().size > first.size);
}

/// Another store: rows in memory, and a disk that can be full.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Shelf>>);

#[derive(Default)]
struct Shelf {
    rows: Vec<Vec<u8>>,
    drafts: BTreeMap<(String, String), Vec<u8>>,
    full: bool,
}

impl Store for Memory {
    fn append(&mut self, first: u64, rows: &[Vec<u8>]) -> Result<(), StoreFailed> {
        let mut shelf = self.0.lock().unwrap();
        assert_eq!(first, shelf.rows.len() as u64, "without a gap");
        if shelf.full {
            return Err(StoreFailed::from(Box::<dyn std::error::Error + Send + Sync>::from("no space")));
        }
        shelf.rows.extend_from_slice(rows);
        Ok(())
    }

    fn each(
        &self,
        stretch: Range<u64>,
        give: &mut dyn FnMut(u64, Vec<u8>) -> ControlFlow<()>,
    ) -> Result<(), StoreFailed> {
        let rows = self.0.lock().unwrap().rows.clone();
        let mut inside = (0..).zip(rows).filter(|(at, _)| stretch.contains(at));
        let _ = inside.try_for_each(|(at, row)| give(at, row));
        Ok(())
    }

    fn last(&self) -> Result<Option<Vec<u8>>, StoreFailed> {
        Ok(self.0.lock().unwrap().rows.last().cloned())
    }

    fn keep(&mut self, account: &str, form: &str, sealed: &[u8], _: u32) -> Result<bool, StoreFailed> {
        self.0.lock().unwrap().drafts.insert((account.to_owned(), form.to_owned()), sealed.to_vec());
        Ok(true)
    }

    fn kept(&self, account: &str, form: &str) -> Result<Option<Vec<u8>>, StoreFailed> {
        Ok(self.0.lock().unwrap().drafts.get(&(account.to_owned(), form.to_owned())).cloned())
    }

    fn forget(&mut self, account: &str, form: &str) -> Result<(), StoreFailed> {
        self.0.lock().unwrap().drafts.remove(&(account.to_owned(), form.to_owned()));
        Ok(())
    }

    fn copy(&self, _: &Path) -> Result<(), StoreFailed> {
        Ok(())
    }
}

/// What could not be made durable did not happen, in any store; and nothing in a store is readable.
#[test]
fn rooms_stand_in_any_store_and_a_full_one_changes_nothing() {
    let (dir, memory) = (scratch(), Memory::default());
    let open = || Rooms::with(Box::new(memory.clone()), dir.path(), definition(), RoomKey::new(&KEY)).unwrap();
    let at = definition().rounds()[0].publishes;
    let mut rooms = open();
    rooms.act(at, Actor::Hub, Command::Started).unwrap();
    let head = rooms.room().head();
    memory.0.lock().unwrap().full = true;
    let failed = rooms.act(at.plus(1).unwrap(), Actor::Hub, Command::Started);
    assert!(matches!(failed, Err(NotDone::Failed(_))));
    assert_eq!((rooms.room().head(), rooms.events(9, 9).unwrap().len()), (head, 1));
    memory.0.lock().unwrap().full = false;
    rooms.act(at.plus(1).unwrap(), Actor::Hub, Command::Started).unwrap();
    let clerk = Id::new("clerk-a").unwrap();
    rooms.keep(clerk, "/form", "1204").unwrap();
    let sealed = memory.kept("clerk-a", "/form").unwrap().unwrap();
    assert!(!sealed.windows(4).any(|bytes| bytes == b"1204"));
    let head = rooms.room().head();
    drop(rooms);
    let mut rooms = open();
    assert_eq!((rooms.room().head(), rooms.room().size()), (head, 2));
    assert_eq!(rooms.kept(clerk, "/form").unwrap().as_deref(), Some("1204"));
    rooms.forget(clerk, "/form").unwrap();
    assert_eq!(rooms.kept(clerk, "/form").unwrap(), None);
    memory.0.lock().unwrap().rows[1][30] ^= 1;
    assert_eq!(rooms.events(9, 9).unwrap().len(), 1, "a spoilt row is left out of a page");
    assert_eq!(rooms.check(election::refusal::Language::English).len(), 1, "and named by the check");
}
