//! The hub: what is in the log is what counts, after every start.

use std::path::Path;
use std::sync::Arc;

use election::Definition;
use election::intake::OneHand;
use server::hub::{Answer, Hub, HubRefused, identity};
use server::journal::{Journal, NewEntry, OpenRefused};
use tlog::Hash;

use crate::country::{contradiction, definition, forged, log, messages, signed_by_one};
use crate::outside::{self, Promises};
use crate::rig::scratch;

fn start(dir: &Path, definition: &Arc<Definition>) -> Result<Hub, HubRefused> {
    Hub::start(dir, Arc::clone(definition), log(), &OneHand).map(|(hub, _)| hub)
}

fn take(hub: &mut Hub, messages: &[String]) -> Vec<Answer> {
    hub.take(messages, &OneHand).expect("the disk is good")
}

fn logged(indices: std::ops::Range<u64>) -> Vec<Answer> {
    indices.map(|index| Answer::Logged { index }).collect()
}

/// All that the board says of the first round: total of every place, state of every station.
fn state(hub: &Hub) -> String {
    let board = hub.board();
    let definition = board.definition();
    let tallies: Vec<_> = definition.places().map(|(place, _)| board.tally(0, place)).collect();
    let states: Vec<_> = definition.stations().map(|(station, _)| board.state(0, station)).collect();
    format!("{} {tallies:?} {states:?} {:?}", board.size(), board.changes())
}

fn published(dir: &Path) -> Vec<Vec<u8>> {
    outside::check(&dir.join("log"), log().verifier_key(), &Promises::default())
}

#[test]
fn a_restart_replays_the_journal() {
    let (definition, dir) = (definition("Essai"), scratch());
    let messages = messages(&definition);
    let mut undisturbed = start(dir.path(), &definition).expect("a new hub");
    let mut answers = Vec::new();
    for batch in messages.chunks(5) {
        answers.extend(take(&mut undisturbed, batch));
    }
    assert_eq!(answers, logged(0..17));
    assert!(state(&undisturbed).contains("corrected: 2"), "{}", state(&undisturbed));

    // The same evening with a restart before every message.
    let other = scratch();
    for (message, index) in messages.iter().zip(0..) {
        let mut hub = start(other.path(), &definition).expect("a restart");
        assert_eq!(hub.board().size(), index);
        assert_eq!(take(&mut hub, std::slice::from_ref(message)), logged(index..index + 1));
    }
    let restarted = start(other.path(), &definition).expect("a restart");
    assert_eq!(state(&restarted), state(&undisturbed));
    assert_eq!(restarted.journal().checkpoint().root, undisturbed.journal().checkpoint().root);
    assert_eq!(
        published(other.path()),
        messages.iter().map(|message| message.clone().into_bytes()).collect::<Vec<_>>()
    );
}

#[test]
fn a_message_sent_again_gets_its_place() {
    let (definition, dir) = (definition("Essai"), scratch());
    let messages = messages(&definition);
    let mut hub = start(dir.path(), &definition).expect("a new hub");
    // Twice in one batch, then a hundred times.
    let twice: Vec<String> = messages.iter().flat_map(|message| [message.clone(), message.clone()]).collect();
    let answers = take(&mut hub, &twice);
    assert_eq!(answers, logged(0..17).into_iter().flat_map(|answer| [answer.clone(), answer]).collect::<Vec<_>>());
    let (before, note) = (state(&hub), hub.journal().checkpoint().note.clone());
    for _ in 0..100 {
        assert_eq!(take(&mut hub, &messages[3..4]), logged(3..4));
    }
    drop(hub);
    let mut hub = start(dir.path(), &definition).expect("a restart");
    assert_eq!(take(&mut hub, &messages), logged(0..17));
    assert_eq!((state(&hub), &hub.journal().checkpoint().note), (before, &note));
}

#[test]
fn a_message_refused_changes_nothing() {
    let (definition, dir) = (definition("Essai"), scratch());
    let messages = messages(&definition);
    let mut hub = start(dir.path(), &definition).expect("a new hub");
    take(&mut hub, &messages[..2]);
    let (before, note) = (state(&hub), hub.journal().checkpoint().note.clone());
    let bad = [signed_by_one(&definition), forged(&definition), "no message\n".to_owned(), String::new()];
    let answers = take(&mut hub, &bad);
    assert!(answers.iter().all(|answer| matches!(answer, Answer::Refused(_))), "{answers:?}");
    assert_eq!((state(&hub), &hub.journal().checkpoint().note), (before, &note));

    // Between two good ones it takes no place from them.
    let mixed = [&messages[2..3], &bad, &messages[3..4]].concat();
    let answers = take(&mut hub, &mixed);
    assert_eq!((&answers[0], &answers[5]), (&Answer::Logged { index: 2 }, &Answer::Logged { index: 3 }));
    drop(hub);
    assert_eq!(start(dir.path(), &definition).expect("a restart").board().size(), 4);
    assert_eq!(published(dir.path()).len(), 4);
}

/// Two reports of one station that differ are both in the log, and none of them counts; so after
/// a restart.
#[test]
fn a_contradiction_is_logged() {
    let (definition, dir) = (definition("Essai"), scratch());
    let mut hub = start(dir.path(), &definition).expect("a new hub");
    take(&mut hub, &messages(&definition)[..5]);
    assert_eq!(take(&mut hub, &[contradiction(&definition)]), logged(5..6));
    let before = state(&hub);
    assert!(before.contains("conflict: 1"), "{before}");
    drop(hub);
    assert_eq!(state(&start(dir.path(), &definition).expect("a restart")), before);
}

#[test]
fn the_journal_of_another_definition_is_refused() {
    let (ours, theirs, dir) = (definition("Essai"), definition("Autre"), scratch());
    assert_ne!(ours.hash(), theirs.hash());
    take(&mut start(dir.path(), &ours).expect("a new hub"), &messages(&ours)[..3]);
    let refused = start(dir.path(), &theirs).err().expect("another election");
    assert!(matches!(refused, HubRefused::Entry { index: 0, .. }), "{refused}");
    assert!(refused.to_string().contains("entry 0"), "{refused}");
    assert_eq!(start(dir.path(), &ours).expect("untouched").board().size(), 3);
}

/// What got into the journal past the rules is found at the next start, with its place.
#[test]
fn an_entry_that_breaks_a_rule_is_refused() {
    let (definition, dir) = (definition("Essai"), scratch());
    take(&mut start(dir.path(), &definition).expect("a new hub"), &messages(&definition)[..4]);
    let bytes = signed_by_one(&definition).into_bytes();
    let (mut journal, _) = Journal::open(dir.path(), log()).expect("opened");
    journal.append(vec![NewEntry { id: identity(&bytes), bytes }]).expect("the journal knows no rules");
    drop(journal);
    let refused = start(dir.path(), &definition).err().expect("a rule is broken");
    assert!(matches!(refused, HubRefused::Entry { index: 4, .. }), "{refused}");
}

/// Whoever can write to the database, and has no key, puts an entry behind the checkpoint, as a
/// crash leaves them. Signed for at the first start it would be believed at the second.
#[test]
fn a_planted_entry_is_never_signed_for() {
    let (definition, dir) = (definition("Essai"), scratch());
    let messages = messages(&definition);
    take(&mut start(dir.path(), &definition).expect("a new hub"), &messages[..4]);
    let before = std::fs::read(dir.path().join("log/checkpoint")).expect("a checkpoint");
    let database = || rusqlite::Connection::open(dir.path().join("journal.sqlite")).expect("the database");
    let plant = |index: u64, message: &str| {
        let (id, leaf) = (identity(message.as_bytes()), Hash::leaf(message.as_bytes()));
        let sql = format!("INSERT INTO entries VALUES ({index}, x'{id}', x'{leaf}', ?)");
        database().execute(&sql, [message.as_bytes()]).expect("planted");
    };
    // The right names and keys over another text: only the arithmetic tells.
    let forged = messages[5].replace("registered 1000", "registered 1001");
    assert_ne!(forged, messages[5]);
    for planted in [vec![&forged], vec![&messages[4], &forged]] {
        for (index, message) in (4..).zip(&planted) {
            plant(index, message);
        }
        for _ in 0..3 {
            let refused = start(dir.path(), &definition).err().expect("a forgery");
            let at = 3 + planted.len() as u64;
            assert!(matches!(refused, HubRefused::Entry { index, why: "E206" } if index == at), "{refused}");
            assert_eq!(std::fs::read(dir.path().join("log/checkpoint")).expect("a checkpoint"), before);
        }
        database().execute("DELETE FROM entries WHERE idx >= 4", []).expect("taken away");
    }
    // What a crash has left is good, and is signed for.
    plant(4, &messages[4]);
    let (hub, recovery) = Hub::start(dir.path(), Arc::clone(&definition), log(), &OneHand).expect("repaired");
    assert_eq!((hub.board().size(), recovery.map(|recovery| recovery.sequenced)), (5, Some(1)));
}

/// A change of what was signed is told as that, not as a message that is not good.
#[test]
fn a_changed_entry_is_a_journal_that_differs() {
    let (definition, dir) = (definition("Essai"), scratch());
    let messages = messages(&definition);
    take(&mut start(dir.path(), &definition).expect("a new hub"), &messages[..4]);
    let forged = messages[2].replace("registered 1000", "registered 1001");
    let leaf = Hash::leaf(forged.as_bytes());
    let database = rusqlite::Connection::open(dir.path().join("journal.sqlite")).expect("the database");
    let sql = format!("UPDATE entries SET bytes = ?, leaf = x'{leaf}' WHERE idx = 2");
    database.execute(&sql, [forged.as_bytes()]).expect("changed");
    drop(database);
    let refused = start(dir.path(), &definition).err().expect("a change");
    assert!(matches!(refused, HubRefused::Journal(OpenRefused::Differs)), "{refused}");
}

/// The hub and its `fsck` agree on what makes an entry itself.
#[test]
fn the_identity_of_an_entry_is_that_of_its_message() {
    let (definition, dir) = (definition("Essai"), scratch());
    let mut hub = start(dir.path(), &definition).expect("a new hub");
    take(&mut hub, &messages(&definition));
    assert_eq!(hub.journal().fsck(identity).expect("it can be checked"), []);
    let by_bytes = hub.journal().fsck(Hash::of).expect("it can be checked");
    assert_eq!(by_bytes.len(), 17, "the identity leaves the signatures out");
}

/// A process that died while it made the journal: the next start makes it, without a hand.
#[test]
fn a_creation_that_was_interrupted_is_finished() {
    let (definition, dir) = (definition("Essai"), scratch());
    std::fs::write(dir.path().join("journal.sqlite"), b"").expect("what SQLite makes before its first commit");
    let mut hub = start(dir.path(), &definition).expect("started");
    assert_eq!(take(&mut hub, &messages(&definition)[..1]), logged(0..1));
}

/// A log that forgets what it signed would sign a second history.
#[test]
fn a_lost_database_is_not_made_again() {
    let (definition, dir) = (definition("Essai"), scratch());
    take(&mut start(dir.path(), &definition).expect("a new hub"), &messages(&definition)[..3]);
    std::fs::remove_file(dir.path().join("journal.sqlite")).expect("it was there");
    for _ in 0..2 {
        let refused = start(dir.path(), &definition).err().expect("a loss");
        let restored = HubRefused::Journal(OpenRefused::Restored { row: 0, published: 3 });
        assert_eq!(refused.to_string(), restored.to_string());
    }
    assert_eq!(published(dir.path()).len(), 3);
}
