//! A text can be guessed figure by figure before the legal hour: at a hub's door only who signed it is
//! told that it is in the log.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use election::{
    Id, Stamp,
    board::NotAdmitted,
    intake::{Held, OneHand, Waiting},
    message::{Body, KeyRevocation},
    refusal::Language,
};
use tlog::{Signer, note::sign};

use crate::fixture::{Night, bureau, evening, figures, id, report, stamp, usual};

const STATION: &str = "01-001-0001";

/// What the sender is told, in full; nothing is admitted.
fn told(night: &Night, note: &str, now: Stamp) -> String {
    let notes = [note.as_bytes()];
    let mut waiting = Waiting::parse(&notes, Some(now), &OneHand);
    let checked = waiting.check(&night.board, &OneHand).expect("a message");
    let mut said = String::new();
    checked.admit(&mut night.board.clone(), |_, answer| {
        said = match answer {
            Ok(logged) => format!("logged {}", logged.index),
            Err(Held::Not(NotAdmitted::Already { index })) => format!("already {index}"),
            Err(Held::Not(NotAdmitted::Refused(refusal))) => refusal.text(Language::English),
            Err(Held::Early(early)) => early.text(Language::English),
        };
    });
    said
}

fn note(night: &Night, body: Body, signers: &[Signer]) -> String {
    sign(&night.message(body).to_string(), &signers.iter().collect::<Vec<_>>())
}

/// The same lines with the bytes of each signature bent.
fn bent(note: &str) -> String {
    let end = note.rfind("\n\n").expect("a note") + 2;
    let lines = note[end..].lines().map(|line| {
        let (name, bytes) = line.rsplit_once(' ').expect("a signature");
        let mut bytes = BASE64_STANDARD.decode(bytes).expect("base64");
        bytes[40] ^= 1;
        format!("{name} {}\n", BASE64_STANDARD.encode(bytes))
    });
    format!("{}{}", &note[..end], lines.collect::<String>())
}

/// The same text under the signatures of nobody.
fn of_nobody(note: &str) -> String {
    let end = note.rfind("\n\n").expect("a note") + 2;
    let bytes = [b"abcd".as_slice(), &[1; 64]].concat();
    format!("{}— x/y {}\n", &note[..end], BASE64_STANDARD.encode(bytes))
}

fn without_one(note: &str) -> String {
    let end = note.rfind("\n\n").expect("a note") + 2;
    let first = note[end..].lines().next().expect("a line");
    format!("{}{first}\n", &note[..end])
}

#[test]
fn a_guess_hears_the_same_whether_it_is_right_or_wrong() {
    let mut night = Night::begun();
    night.report(STATION, usual()).expect("admitted");
    let right = note(&night, report(STATION, usual()), &bureau(STATION));
    let wrong = note(&night, report(STATION, figures(10, 5, &[(1, 300), (2, 285)])), &bureau(STATION));
    let (now, before) = (evening(), stamp("2017-04-22T12:00:00+02:00"));
    for bad in [bent, of_nobody, without_one] {
        for now in [now, before] {
            assert_eq!(told(&night, &bad(&right), now), told(&night, &bad(&wrong), now));
        }
        assert!(told(&night, &bad(&right), now).starts_with('E'));
    }
    // The honest twin: who signed it gets its place, however the clock jumped.
    for now in [now, before] {
        assert_eq!(told(&night, &right, now), "already 1");
    }
}

/// A key that was revoked after its report tells its holder where the report stands, and tells others
/// nothing.
#[test]
fn a_key_revoked_since_is_enough_for_its_own_message() {
    let mut night = Night::begun();
    night.report(STATION, usual()).expect("admitted");
    let (scope, holder): (Id, Id) = (id(STATION), id("president"));
    let lost = Body::KeyRevoked(KeyRevocation { scope, holder, reason: "lost".to_owned(), at: evening() });
    night.send(lost.clone(), &bureau(STATION)[..1]).expect("a president revokes the own key");
    let right = note(&night, report(STATION, usual()), &bureau(STATION));
    let wrong = note(&night, report(STATION, figures(10, 5, &[(1, 300), (2, 285)])), &bureau(STATION));
    assert_eq!(told(&night, &right, evening()), "already 1");
    assert_eq!(told(&night, &note(&night, lost, &bureau(STATION)[..1]), evening()), "already 2");
    for bad in [bent, without_one] {
        let said = told(&night, &bad(&right), evening());
        assert!(said.starts_with("E211"), "{said}");
        assert_eq!(said, told(&night, &bad(&wrong), evening()));
    }
}
