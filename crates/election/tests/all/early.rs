//! The hub's clock, and entries that were authenticated before.

use election::{
    Board,
    evidence::Logged,
    intake::{Early, OneHand, admit_again, admit_all, early},
    message::{Body, Event, Status},
    refusal::Language,
};
use tlog::{Hash, note::sign};

use crate::fixture::{Night, bureau, holder, id, report, stamp, usual};

const STATION: &str = "01-001-0001";

fn status(event: Event) -> Body {
    let at = stamp("2017-05-07T07:30:00+02:00");
    Body::Status(Status { round: 2, station: id(STATION), event, signed_in: None, at })
}

/// Whether it is held at a moment, and until when.
fn held(night: &Night, body: Body, now: &str) -> Option<String> {
    early(&night.message(body), &night.definition, stamp(now)).map(|early| early.from.to_string())
}

#[test]
fn a_round_begins_with_its_first_doors() {
    let night = Night::begun();
    let doors = "2017-05-07T08:00:00+02:00";
    assert_eq!(held(&night, status(Event::Open), "2017-05-07T07:59:59+02:00").as_deref(), Some(doors));
    assert_eq!(held(&night, status(Event::Open), doors), None);
    // The same moment on another clock.
    assert_eq!(held(&night, status(Event::Open), "2017-05-07T06:00:00+00:00"), None);
    assert_eq!(held(&night, status(Event::Open), "2017-05-07T05:59:59+00:00").as_deref(), Some(doors));
}

#[test]
fn installed_may_be_said_twelve_hours_before() {
    let night = Night::begun();
    assert_eq!(held(&night, status(Event::Installed), "2017-05-06T20:00:00+02:00"), None);
    let from = held(&night, status(Event::Installed), "2017-05-06T19:59:59+02:00");
    assert_eq!(from.as_deref(), Some("2017-05-06T20:00:00+02:00"));
}

#[test]
fn what_is_about_no_round_is_never_early() {
    let night = Night::begun();
    let seal = crate::fixture::seal(&night.definition);
    assert_eq!(held(&night, seal, "1970-01-01T00:00:00+00:00"), None);
    // A round that does not exist is for the rules to refuse.
    let Body::Status(mut unknown) = status(Event::Open) else { unreachable!("a status") };
    unknown.round = 9;
    assert_eq!(held(&night, Body::Status(unknown), "1970-01-01T00:00:00+00:00"), None);
}

#[test]
fn the_refusal_says_from_when_on() {
    let early = Early { round: 2, from: stamp("2017-05-07T08:00:00+02:00") };
    for language in [Language::French, Language::English] {
        let text = early.text(language);
        assert!(text.starts_with("H101") && text.contains("2017-05-07T08:00:00+02:00"), "{text}");
    }
}

/// Verdict and place of every entry, and the totals they come to.
fn told(
    night: &Night,
    entries: &[Vec<u8>],
    admit: impl Fn(&mut Board, &[Vec<u8>], &mut dyn FnMut(Option<Logged>)),
) -> String {
    let mut board = Board::new(night.definition.clone());
    let mut verdicts = Vec::new();
    admit(&mut board, entries, &mut |logged| verdicts.push(logged));
    let nation = board.definition().nation();
    format!("{verdicts:?} {} {:?}", board.size(), board.tally(0, nation))
}

#[test]
fn authenticated_before_differs_in_the_signatures_alone() {
    let night = Night::empty();
    let note = |body: Body, signers: &[tlog::Signer]| {
        let text = night.message(body).to_string();
        sign(&text, &signers.iter().collect::<Vec<_>>()).into_bytes()
    };
    let authority = [holder("FR", "authority")];
    let good = vec![
        note(crate::fixture::seal(&night.definition), &authority),
        note(report(STATION, usual()), &bureau(STATION)),
    ];
    let all = |board: &mut Board, entries: &[Vec<u8>], each: &mut dyn FnMut(Option<Logged>)| {
        admit_all(board, &OneHand, entries, |_, logged| each(logged.ok()));
    };
    let again = |board: &mut Board, entries: &[Vec<u8>], each: &mut dyn FnMut(Option<Logged>)| {
        admit_again(board, &OneHand, entries, |_, logged| each(logged.ok()));
    };
    assert_eq!(told(&night, &good, all), told(&night, &good, again));
    // Another place's key, one signer too few, another definition: refused by both.
    let mut elsewhere = night.message(report(STATION, usual()));
    elsewhere.definition = Hash::of(b"other");
    let other = sign(&elsewhere.to_string(), &bureau(STATION).iter().collect::<Vec<_>>()).into_bytes();
    for bad in [
        note(report(STATION, usual()), &bureau("02-001-0001")),
        note(report(STATION, usual()), &bureau(STATION)[..1]),
        other,
    ] {
        let entries = vec![good[0].clone(), bad];
        assert!(told(&night, &entries, again).contains("None"));
        assert_eq!(told(&night, &entries, all), told(&night, &entries, again));
    }
}
