//! The second adder: it notices what the board is not told, and agrees with it otherwise.

use std::sync::Arc;

use election::{Board, evidence::Received, intake::OneHand};
use proptest::prelude::*;
use tlog::Hash;
use verify::{Code, Findings, adder::Adder, compare_adders};

use crate::fixture::{STATIONS, bureau, correction, figures, holder, report};
use crate::press::{Press, annulment, eventful, plain};

fn texts(press: &Press) -> Vec<String> {
    let text = |entry: &Vec<u8>| {
        let note = tlog::Note::parse(entry).expect("a note");
        note.text.to_owned()
    };
    press.entries.iter().map(text).collect()
}

fn compared(board: &Board, texts: &[String]) -> Findings {
    let mut adder = Adder::new(board.definition().clone());
    for text in texts {
        adder.hear(text);
    }
    let mut findings = Findings::default();
    compare_adders(board, &adder, &mut findings);
    findings
}

fn agree(board: &Board, texts: &[String]) -> bool {
    compared(board, texts).is_clean()
}

#[test]
fn it_agrees_on_the_nights_of_the_tests() {
    for press in [plain(), eventful()] {
        assert!(agree(&press.board(), &texts(&press)));
    }
}

/// Each line of a report that stands in a total, and each word that decides what counts.
#[test]
fn a_changed_line_is_noticed() {
    let press = eventful();
    let board = press.board();
    // Entry 3 is the correction that counts; the others decide that theirs does not.
    let lines = [
        "registered 1000",
        "signed-in 590",
        "cast 590",
        "blank 0",
        "void 0",
        "valid 590",
        "candidate 1 90",
        "candidate 2 200",
        "candidate 3 300",
    ];
    for line in lines {
        let mut texts = texts(&press);
        let (name, figure) = line.rsplit_once(' ').expect("two words");
        let figure: u32 = figure.parse().expect("a figure");
        let changed = texts[3].replacen(&format!("\n{line}\n"), &format!("\n{name} {}\n", figure + 1), 1);
        assert_ne!(changed, texts[3], "{line}");
        texts[3] = changed;
        assert!(!agree(&board, &texts), "{line}");
    }
    for (entry, from, to) in [
        (3, "round 1", "round 2"),
        (3, "station 01-001-0001", "station 02-001-0001"),
        (3, "edition 2", "edition 1"),
        (5, "station 01-001-0002", "station 02-001-0001"),
        (7, "station 01-002-0001", "station 01-001-0001"),
        (7, "round 1", "round 2"),
        (7, "vigie.annulment/v1", "vigie.status/v1"),
        (3, "vigie.correction/v1", "vigie.callback/v1"),
    ] {
        let mut texts = texts(&press);
        let changed = texts[entry].replacen(from, to, 1);
        assert_ne!(changed, texts[entry], "{from}");
        texts[entry] = changed;
        assert!(!agree(&board, &texts), "entry {entry}: {from} to {to}");
    }
}

/// Every place around the station is named, and no other.
#[test]
fn v030_names_the_places() {
    let press = eventful();
    let mut texts = texts(&press);
    texts[3] = texts[3].replacen("\nblank 0\n", "\nblank 1\n", 1);
    let findings = compared(&press.board(), &texts);
    let places: Vec<_> = findings.kept().iter().map(|finding| (finding.code, finding.place.as_str())).collect();
    let due = ["place FR", "place R1", "place 01", "place 01-001"];
    assert_eq!(places, due.map(|place| (Code::Adders, place)));
}

#[test]
fn a_message_left_out_or_heard_for_another_is_noticed() {
    let press = eventful();
    let board = press.board();
    for entry in [3, 5, 7] {
        let mut texts = texts(&press);
        texts.remove(entry);
        assert!(!agree(&board, &texts), "entry {entry}");
    }
}

/// A step of a random night: who says what of which station. Many are refused; those that are
/// admitted are heard.
#[derive(Clone, Debug)]
enum Step {
    Report { station: usize, votes: [u32; 5] },
    Correct { station: usize, edition: u16, of: usize, votes: [u32; 5] },
    Annul { station: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let votes = || prop::array::uniform5(0..3_u32);
    prop_oneof![
        6 => (0..4_usize, votes()).prop_map(|(station, votes)| Step::Report { station, votes }),
        6 => (0..4_usize, 2..5_u16, 0..6_usize, votes())
            .prop_map(|(station, edition, of, votes)| Step::Correct { station, edition, of, votes }),
        1 => (0..4_usize).prop_map(|station| Step::Annul { station }),
    ]
}

/// Runs the steps through the board; gives it with the texts it admitted.
fn play(steps: &[Step]) -> (Board, Vec<String>) {
    let press = Press::new(crate::fixture::parts());
    let mut board = Board::new(Arc::clone(&press.definition));
    let mut heard = Vec::new();
    let mut said: Vec<Vec<(Hash, [u32; 5])>> = vec![Vec::new(); 4];
    let of = |v: &[u32; 5]| figures(v[0], v[1], &[(1, v[2]), (2, v[3]), (3, v[4])]);
    let deliver = |board: &mut Board, note: &[u8]| {
        let mut id = None;
        election::intake::admit_all(board, &OneHand, &[note], |_, one| id = one.ok().map(|one| one.id));
        id
    };
    deliver(&mut board, &press.entries[0]).expect("the seal");
    for step in steps {
        let (station, body, votes) = match step {
            Step::Report { station, votes } => (*station, report(STATIONS[*station], of(votes)), *votes),
            Step::Correct { station, edition, of: which, votes } => {
                let Some((replaces, old)) = said[*station].iter().rev().nth(*which) else { continue };
                (*station, correction(STATIONS[*station], *edition, *replaces, &of(old), of(votes)), *votes)
            }
            Step::Annul { station } => (*station, annulment(STATIONS[*station]), [0; 5]),
        };
        let court = matches!(step, Step::Annul { .. });
        let signers = if court { vec![holder("FR", "court")] } else { bureau(STATIONS[station]).into() };
        let note = press.note(body, &signers);
        let text = Received::parse(&note).ok().map(|_| tlog::Note::parse(&note).expect("a note").text.to_owned());
        let (Some(text), Some(id)) = (text, deliver(&mut board, &note)) else { continue };
        heard.push(text);
        if !court {
            said[station].push((id, votes));
        }
    }
    (board, heard)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_agrees_on_every_night(steps in prop::collection::vec(step(), 0..40)) {
        let (board, heard) = play(&steps);
        prop_assert!(agree(&board, &heard), "{heard:#?}");
    }
}
