//! The administrator: a check that reads everything, and a copy that a hub can go on from.

use std::fs;
use std::path::PathBuf;

use super::desk::{ENTRY, confirm, post, record, reported};
use super::hall::{Browser, Hall, Page, csrf};

fn press(hall: &Hall, admin: &mut Browser, path: &str) -> Page {
    let word = csrf(admin);
    hall.post(admin, path, &[("csrf", &word)])
}

#[test]
fn the_check_reads_the_log_too_and_names_what_is_wrong() {
    let hall = Hall::new();
    reported(&hall, ENTRY, 300);
    let mut admin = hall.log_in("admin");
    let whole = press(&hall, &mut admin, "/hub/care/check");
    assert!(whole.status == 200 && whole.body.contains("sont entiers"), "{}", whole.body);
    let log = hall.dir.path().join("hub/log");
    fs::write(log.join("tile/stray"), "x").unwrap();
    let strange = press(&hall, &mut admin, "/hub/care/check");
    assert!(
        strange.body.contains("tile/stray : n") && strange.body.contains("est pas un fichier du journal"),
        "{}",
        strange.body
    );
    fs::remove_file(log.join("tile/stray")).unwrap();
    let store = rusqlite::Connection::open(hall.dir.path().join("hub/journal.sqlite")).unwrap();
    assert_eq!(store.execute("UPDATE entries SET bytes = CAST(bytes || x'0a' AS BLOB) WHERE idx = 1", []).unwrap(), 1);
    drop(store);
    let bent = press(&hall, &mut admin, "/hub/care/check");
    assert!(bent.body.contains("ligne 1 : les octets ne sont plus ceux qui étaient venus"), "{}", bent.body);
    let last = hall.events().pop().unwrap();
    assert!(last.contains("kind checked\nfindings ") && !last.contains("findings 0"), "{last}");
}

fn only_copy(hall: &Hall) -> PathBuf {
    let mut copies = fs::read_dir(hall.dir.path().join("copies")).unwrap();
    let copy = copies.next().unwrap().unwrap().path();
    assert!(copies.next().is_none());
    copy
}

#[test]
fn a_copy_made_while_the_hub_runs_is_a_hub_of_its_own() {
    let hall = Hall::new();
    let dir = hall.dir.path();
    for (name, text) in [
        ("definition", "sealed"),
        ("hub/pens/clerk-a.age", "encrypted"),
        ("private/keys.age", "keys"),
        ("private/passphrase", "secret"),
    ] {
        fs::create_dir_all(dir.join(name).parent().unwrap()).unwrap();
        fs::write(dir.join(name), text).unwrap();
    }
    reported(&hall, ENTRY, 300);
    let mut clerk = hall.log_in("clerk-a");
    let other = "/hub/stations/1/01-001-0002/entry";
    let fields = record(&clerk, 250);
    let page = post(&hall, &mut clerk, other, &fields);
    assert_eq!(confirm(&hall, &mut clerk, &format!("{other}/confirm"), &page.hidden("shown")).status, 303);
    let mut typed = record(&clerk, 123);
    typed.push(("do".to_owned(), "keep".to_owned()));
    assert_eq!(post(&hall, &mut clerk, "/hub/stations/1/01-001-0003/entry", &typed).status, 200);
    let mut admin = hall.log_in("admin");
    let made = press(&hall, &mut admin, "/hub/care/back-up");
    assert!(made.status == 200 && made.body.contains("Copie faite"), "{}", made.body);
    let copy = only_copy(&hall);
    for name in ["definition", "hub/pens/clerk-a.age", "private/keys.age", "hub/rooms.sqlite", "hub/journal.sqlite"] {
        assert!(copy.join(name).is_file(), "{name}");
    }
    assert!(!copy.join("private/passphrase").exists(), "what opens the keys is not beside the keys");
    // What comes after the copy is not in it.
    reported(&hall, "/hub/stations/1/01-001-0004/entry", 300);

    let again = hall.restored(&copy);
    let (mut a, mut b) = (again.log_in("clerk-a"), again.log_in("clerk-b"));
    let sent = again.get(&mut a, "/hub/stations/1/01-001-0001");
    assert!(sent.body.contains("Transmis") && sent.body.contains("300"), "{}", sent.body);
    let later = again.get(&mut a, "/hub/stations/1/01-001-0004");
    assert!(later.body.contains("Attendu") || later.body.contains("attendu"), "{}", later.body);
    let draft = again.get(&mut a, "/hub/stations/1/01-001-0003/entry");
    assert!(draft.body.contains("value=\"123\""), "drafts too");
    let fields = record(&b, 250);
    assert_eq!(post(&again, &mut b, other, &fields).status, 303, "the night goes on where it was");
    let sign = again.get(&mut b, "/hub/stations/1/01-001-0002/sign");
    assert_eq!(confirm(&again, &mut b, "/hub/stations/1/01-001-0002/sign", &sign.hidden("shown")).status, 303);
    let mut admin = again.log_in("admin");
    let whole = press(&again, &mut admin, "/hub/care/check");
    assert!(whole.body.contains("sont entiers"), "{}", whole.body);
}
