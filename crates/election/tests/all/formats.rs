//! Messages and moments: one spelling, both ways, and everything else refused with its code.

use election::{
    Message, Stamp, Votes,
    definition::Role,
    message::{Annulment, Body, Certified, Event, KeyGrant, KeyRevocation, Return, Status},
};
use proptest::prelude::*;
use tlog::{hash::Hash, key::SecretKey};

use crate::fixture::{self, Night, bureau, callback, correction, evening, figures, form, id, report, usual, votes};

fn every_kind() -> Vec<Body> {
    let night = Night::empty();
    let public = SecretKey::from_seed(&[7; 32]).public();
    let status = |event, signed_in| {
        Body::Status(Status { round: 1, station: id("01-001-0001"), event, signed_in, at: evening() })
    };
    let hash = Hash::of(b"something");
    vec![
        fixture::seal(&night.definition),
        report("01-001-0001", usual()),
        status(Event::Installed, None),
        status(Event::Noon, Some(votes(312))),
        callback("01-001-0001", hash, &usual()),
        correction("01-001-0001", 2, hash, &usual(), figures(0, 0, &[(1, 100), (2, 200), (3, 301)])),
        Body::Annulment(Annulment {
            round: 1,
            station: id("01-001-0001"),
            decision: "2017-170 PDR".to_owned(),
            reason: "the urn was moved".to_owned(),
            at: evening(),
        }),
        Body::Return(Return {
            round: 2,
            place: id("01-001"),
            reports: 2,
            root: hash,
            figures: election::message::Figures {
                registered: 2000,
                signed_in: 900,
                cast: 900,
                blank: 0,
                void: 0,
                valid: 900,
                candidates: [(2, 400), (3, 500)].into(),
            },
            at: evening(),
        }),
        Body::Certified(Certified { round: 1, place: id("FR"), root: hash, at: evening() }),
        Body::Key(KeyGrant {
            scope: id("01-001-0001"),
            holder: id("president-2"),
            role: Role::President,
            from: Some(evening()),
            to: None,
            public,
            at: evening(),
        }),
        Body::KeyRevoked(KeyRevocation {
            scope: id("01-001-0001"),
            holder: id("president"),
            reason: "lost".to_owned(),
            at: evening(),
        }),
    ]
}

#[test]
fn every_kind_of_message_comes_back_as_it_was() {
    let night = Night::empty();
    for body in every_kind() {
        let message = night.message(body);
        let text = message.to_string();
        assert_eq!(Message::parse(&text).as_ref(), Ok(&message), "{text}");
        assert_eq!(Message::parse(&text).map(|m| m.to_string()), Ok(text));
    }
}

/// Every line of every kind of message, removed, doubled or exchanged with the next, is refused.
#[test]
fn no_line_can_be_missing_repeated_or_moved() {
    let night = Night::empty();
    for body in every_kind() {
        let text = night.message(body).to_string();
        let lines: Vec<&str> = text.lines().collect();
        for at in 0..lines.len() {
            // A whole candidate line may be absent or exchanged without breaking the form of the
            // line itself; the next gate (E205) or the order check sees it.
            let candidate = lines[at].starts_with("candidate ");
            let (mut without, mut twice) = (lines.clone(), lines.clone());
            without.remove(at);
            twice.insert(at, lines[at]);
            if !candidate {
                assert!(Message::parse(&joined(&without)).is_err(), "without {:?}", lines[at]);
            }
            assert!(Message::parse(&joined(&twice)).is_err(), "twice {:?}", lines[at]);
            if at + 1 < lines.len() {
                let mut swapped = lines.clone();
                swapped.swap(at, at + 1);
                assert!(Message::parse(&joined(&swapped)).is_err(), "swapped {:?}", lines[at]);
            }
        }
    }
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n") + "\n"
}

#[test]
fn wrong_spellings_are_refused_with_their_code_and_line() {
    let night = Night::empty();
    let text = night.message(report("01-001-0001", usual())).to_string();
    let cases = [
        ("cast 615", "cast 0615", "E006", 9),
        ("cast 615", "cast +615", "E006", 9),
        ("cast 615", "cast -615", "E006", 9),
        ("cast 615", "cast ٦١٥", "E006", 9),
        ("cast 615", "cast 1e2", "E006", 9),
        ("cast 615", "cast 10000001", "E006", 9),
        ("cast 615", "cast 99999999999999999999", "E006", 9),
        ("cast 615", "cast ", "E003", 9),
        ("cast 615", "cast 615 ", "E003", 9),
        ("cast 615", "cast 615\r", "E002", 9),
        ("cast 615", "cast", "E005", 9),
        ("cast 615", "Cast 615", "E005", 9),
        ("edition 1", "edition 2", "E006", 6),
        ("edition 1", "edition 0", "E006", 6),
        ("mode test", "mode drill", "E012", 3),
        ("station 01-001-0001", "station 01/001", "E007", 5),
        ("counted-at 2017-04-23T20:14:00+02:00", "counted-at 2017-04-23T20:14:00Z", "E008", 17),
        ("counted-at 2017-04-23T20:14:00+02:00", "counted-at 2017-04-31T20:14:00+02:00", "E008", 17),
        ("reason -", "reason  padded", "E013", 16),
        ("candidate 2 200", "candidate 1 200", "E005", 14),
        ("candidate 2 200", "candidate 02 200", "E006", 14),
        ("vigie.report/v1", "vigie.report/v2", "E012", 1),
    ];
    for (from, to, code, line) in cases {
        assert!(text.contains(from), "{from}");
        let fault = Message::parse(&text.replacen(from, to, 1)).expect_err(to);
        assert_eq!((fault.fault.code(), fault.line), (code, line), "{to}");
    }
}

#[test]
fn notes_that_are_not_messages_are_refused() {
    let night = Night::empty();
    let text = night.message(report("01-001-0001", usual())).to_string();
    let signers = bureau("01-001-0001");
    let note = tlog::note::sign(&text, &[&signers[0], &signers[1]]);
    assert_eq!(form(note.as_bytes()), "ok");
    assert_eq!(form(b""), "E020");
    assert_eq!(form(&note.as_bytes()[..note.len() - 1]), "E020");
    assert_eq!(form(format!("\u{feff}{note}").as_bytes()), "E001");
    assert_eq!(form(note.replace('\n', "\r\n").as_bytes()), "E020");
    assert_eq!(form(format!("x{}", "y".repeat(70_000)).as_bytes()), "E020");
    // Cut after the first of two signatures, it is still a message: the gates see that (E207).
    let first = note
        .rfind(
            "
—",
        )
        .expect("two signatures")
        + 1;
    for cut in (0..note.len()).filter(|cut| *cut != first) {
        assert_ne!(form(&note.as_bytes()[..cut]), "ok", "cut at {cut}");
    }
}

#[test]
fn moments_have_one_spelling() {
    for good in [
        "2017-04-23T20:14:00+02:00",
        "2024-02-29T00:00:00-11:00",
        "2017-05-07T23:59:59+00:00",
        "2017-04-23T20:14:00+05:30",
    ] {
        assert_eq!(Stamp::parse(good).map(|s| s.to_string()).as_deref(), Some(good));
    }
    let bad = [
        "2017-04-23T20:14:00Z",
        "2017-04-23 20:14:00+02:00",
        "2017-04-23T20:14+02:00",
        "2017-04-23T24:00:00+02:00",
        "2017-04-23T20:14:60+02:00",
        "2017-02-29T20:14:00+02:00",
        "2017-04-23T20:14:00-00:00",
        "2017-04-23T20:14:00+02:60",
        "2017-04-23T20:14:00+99:00",
        "2017-04-23t20:14:00+02:00",
        "2017-04-23T20:14:00+02:00 ",
        "",
        "２017-04-23T20:14:00+02:0",
    ];
    for text in bad {
        assert_eq!(Stamp::parse(text), None, "{text}");
    }
}

#[test]
fn clocks_of_different_offsets_agree_on_instants() {
    let paris = fixture::stamp("2017-04-23T20:00:00+02:00");
    let papeete = fixture::stamp("2017-04-23T08:00:00-10:00");
    assert_eq!(paris.instant(), papeete.instant());
    assert_ne!(paris, papeete);
    assert_eq!(papeete.plus(3600).map(|s| s.to_string()).as_deref(), Some("2017-04-23T09:00:00-10:00"));
}

proptest! {
    /// Whatever the bytes: an answer, never a panic; and what parses is its own only spelling.
    #[test]
    fn parsing_never_panics(mutations in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..4), kind in 0_usize..11) {
        let night = Night::empty();
        let mut bytes = night.message(every_kind().swap_remove(kind)).to_string().into_bytes();
        for (at, byte) in mutations {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        if let Ok(text) = String::from_utf8(bytes)
            && let Ok(message) = Message::parse(&text)
        {
            prop_assert_eq!(message.to_string(), text);
        }
    }

    #[test]
    fn figures_have_one_spelling(text in "[0-9+-]{1,9}") {
        if let Some(figure) = Votes::parse(&text) {
            prop_assert_eq!(figure.to_string(), text);
        }
    }
}
