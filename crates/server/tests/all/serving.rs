//! A hub over HTTP: what is answered is in the log, and what is public is what may be.

use std::thread;

use election::Message;
use server::service::{NotTaken, Reply};
use tlog::tree::verify_inclusion;
use tlog::{Checkpoint, Hash, Note, TlogProof};

use crate::country::{at_noon, contradiction, installed_for_round_two, log, messages, of_round_two};
use crate::outside::{self, Promises};
use crate::served::{Served, tree, until};

/// Checks a receipt as its sender would, against the message it sent. Gives the index.
fn honoured(receipt: &str, message: &str) -> u64 {
    let proof = TlogProof::parse(receipt.as_bytes()).expect("a receipt");
    let (checkpoint, _) = Checkpoint::open(proof.checkpoint.as_bytes(), log().verifier_key()).expect("signed");
    let leaf = Hash::leaf(message.as_bytes());
    verify_inclusion(&leaf, proof.index, checkpoint.size, &proof.path, &checkpoint.root).expect("proven");
    proof.index
}

fn identity(message: &str) -> String {
    let note = Note::parse(message.as_bytes()).expect("a note");
    Message::id(note.text).to_string()
}

#[test]
fn every_message_is_answered_by_its_receipt() {
    let served = Served::new();
    let messages = messages(&served.definition);
    for (message, index) in messages.iter().zip(0..) {
        let came = served.post(message.as_bytes());
        assert_eq!(came.status, 200, "{came:?}");
        assert_eq!(honoured(&came.body, message), index);
        // By its identity, and sent again: the same place.
        let (id, note) = (identity(message), Hash::of(message.as_bytes()));
        let again = served.get(&format!("/v1/receipts/{id}?note={note}"));
        assert_eq!((again.status, honoured(&again.body, message)), (200, index));
        assert_eq!(honoured(&served.post(message.as_bytes()).body, message), index);
    }
    assert_eq!(served.get("/healthz").body, "ok 17\n");
    let live = served.get("/v1/checkpoint").body;
    assert_eq!(Checkpoint::open(live.as_bytes(), log().verifier_key()).expect("signed").0.size, 17);
    let entries = outside::check(&served.log_dir(), log().verifier_key(), &Promises::default());
    assert_eq!(entries.len(), 17, "each counts once");
    assert!(served.get("/metrics").body.contains("vigie_receipts_total 34\n"));
    served.stop();
}

#[test]
fn many_at_once_get_their_own_receipts() {
    let served = Served::new();
    served.begun(1);
    let mut messages = messages(&served.definition);
    messages.truncate(13);
    messages.extend((0..20).map(|count| at_noon(&served.definition, 1 + count % 12, count)));
    thread::scope(|scope| {
        for message in &messages[1..] {
            let served = &served;
            // Each one three times at once.
            for _ in 0..3 {
                scope.spawn(move || honoured(&served.post(message.as_bytes()).body, message));
            }
        }
    });
    assert_eq!(served.hub().board().size(), 33);
    assert_eq!(served.hub().checkpoint().size, 33);
    served.stop();
}

#[test]
fn a_refusal_has_its_code_and_its_status() {
    let served = Served::new();
    let messages = served.begun(2);
    let changed = messages[2].replace("registered 1000", "registered 1001");
    for (status, code, message) in [
        (400, "E020", "nonsense".to_owned()),
        (422, "E206", changed),
        (409, "E218", messages[15].clone()),
        (409, "H101", of_round_two(&served.definition)),
    ] {
        let came = served.post(message.as_bytes());
        assert_eq!((came.status, came.code()), (status, code), "{came:?}");
        assert!(came.head.contains("content-type: application/problem+json"), "{}", came.head);
        for member in ["\"text\":{\"fr\":\"", "\"remedy\":{\"fr\":\"", "\"en\":\""] {
            assert!(came.body.contains(member), "{}", came.body);
        }
        assert!(served.get("/metrics").body.contains(&format!("vigie_refused_total{{code=\"{code}\"}} 1\n")));
    }
    assert_eq!(served.hub().checkpoint().size, 2, "nothing was logged");
    served.stop();
}

#[test]
fn the_clock_holds_what_is_early_and_nothing_else() {
    let served = Served::new();
    let messages = served.begun(13);
    let (report, installed) = (of_round_two(&served.definition), installed_for_round_two(&served.definition));
    // One second before, and at the moment; a station may be installed twelve hours before.
    for (clock, message, status) in [
        ("2017-05-07T07:59:59+02:00", &report, 409),
        ("2017-05-06T19:59:59+02:00", &installed, 409),
        ("2017-05-06T20:00:00+02:00", &installed, 200),
        ("2017-05-07T08:00:00+02:00", &report, 200),
        // The clock jumps back: what is in the log keeps its receipt.
        ("2016-01-01T00:00:00+00:00", &report, 200),
        ("2016-01-01T00:00:00+00:00", &messages[3], 200),
        // And far ahead: nothing is refused for being late.
        ("2031-01-01T00:00:00+00:00", &messages[13], 200),
    ] {
        served.set_clock(clock);
        let came = served.post(message.as_bytes());
        assert_eq!(came.status, status, "{clock}: {came:?}");
        assert!(status == 200 || came.body.contains("2017-05-0"), "it says when: {}", came.body);
    }
    // A clock that is not set: no round has begun.
    served.set_clock("1970-01-01T00:00:00+00:00");
    assert_eq!(served.post(messages[14].as_bytes()).code(), "H101");
    served.stop();
}

#[test]
fn contents_are_public_from_the_legal_hour_on() {
    let served = Served::at("2017-04-23T19:59:59+02:00", true);
    served.begun(17);
    until("the hashes", || served.get("/checkpoint").body == served.get("/v1/checkpoint").body);
    assert_eq!(served.get("/tile/0/000.p/17").status, 200);
    for withheld in ["/manifest", "/tile/entries/000.p/17", "/snapshots/latest/places/FR.json"] {
        assert_eq!((served.get(withheld).status, served.get(withheld).code()), (404, "H207"), "{withheld}");
    }
    let front = served.get("/");
    assert!(front.status == 200 && front.body.contains("Nothing is public yet"), "{}", front.body);
    // The text of a report can be guessed, its signatures cannot.
    let message = &messages(&served.definition)[3];
    let (id, note) = (identity(message), Hash::of(message.as_bytes()));
    let receipt = |query: &str| served.get(&format!("/v1/receipts/{id}{query}"));
    for guess in [String::new(), format!("?note={id}"), "?note=".to_owned(), format!("?other={note}")] {
        assert_eq!((receipt(&guess).status, receipt(&guess).code()), (404, "H210"), "{guess}");
    }
    assert_eq!(honoured(&receipt(&format!("?note={note}")).body, message), 3);
    let found: Vec<_> = tree(&served.public()).into_iter().map(|(path, _)| path).collect();
    assert!(!found.iter().any(|path| path.to_string_lossy().contains("entries")), "{found:?}");

    served.set_clock("2017-04-23T20:00:00+02:00");
    until("the snapshot", || served.get("/manifest").status == 200);
    assert_eq!(served.get("/tile/entries/000.p/17").status, 200);
    let manifest = served.get("/manifest").body;
    let folder = manifest.lines().find_map(|line| line.strip_prefix("folder ")).expect("a folder").to_owned();
    let nation = served.get(&format!("/{folder}places/FR.json"));
    assert_eq!(nation.status, 200);
    assert!(nation.head.contains("immutable"), "{}", nation.head);
    let latest = served.get("/snapshots/latest/places/FR.json");
    assert_eq!((latest.status, &latest.body), (200, &nation.body));
    assert!(latest.head.contains("no-cache"), "{}", latest.head);
    assert_eq!(served.get("/").status, 307);
    assert_eq!(honoured(&receipt("").body, message), 3, "public now");
    served.stop();
}

#[test]
fn nothing_is_public_that_nobody_released() {
    let served = Served::at("2017-04-23T21:00:00+02:00", false);
    served.begun(17);
    until("the hashes", || served.get("/checkpoint").body == served.get("/v1/checkpoint").body);
    assert_eq!(served.get("/manifest").status, 404);
    // Another round's release is not this one's.
    served.hub().release(2);
    thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(served.get("/manifest").status, 404);
    served.hub().release(1);
    until("the snapshot", || served.get("/manifest").status == 200);
    served.stop();
}

#[test]
fn a_release_does_not_come_before_the_legal_hour() {
    let served = Served::at("2017-04-23T19:00:00+02:00", false);
    served.begun(17);
    served.hub().release(1);
    thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(served.get("/manifest").status, 404);
    assert!(!served.public().join("snapshots").exists());
    served.stop();
}

#[test]
fn a_stop_answers_what_was_accepted() {
    let served = Served::new();
    served.begun(1);
    let messages = messages(&served.definition);
    let hub = served.hub();
    let waiting: Vec<_> = messages[1..13]
        .iter()
        .map(|message| {
            let (hub, message) = (hub.clone(), message.clone());
            thread::spawn(move || hub.submit_blocking(message.into_bytes()))
        })
        .collect();
    let again = served.again();
    // Answered or not taken: never answered and lost.
    let mut logged = 1;
    for answer in waiting.into_iter().map(|waiting| waiting.join().expect("no panic")) {
        match answer {
            Ok(Reply::Logged(_)) => logged += 1,
            Err(NotTaken::Stopping) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(again.hub().checkpoint().size >= logged);
    assert!(matches!(hub.submit_blocking(messages[1].clone().into_bytes()), Err(NotTaken::Stopping)));
    // The next process honours all of them, and takes what is left.
    for message in &messages {
        honoured(&again.post(message.as_bytes()).body, message);
    }
    assert_eq!(again.hub().checkpoint().size, 17);
    again.stop();
}

#[test]
fn two_truths_of_one_station_are_both_logged() {
    let served = Served::new();
    served.begun(13);
    let other = contradiction(&served.definition);
    assert_eq!(honoured(&served.post(other.as_bytes()).body, &other), 13);
    served.stop();
}
