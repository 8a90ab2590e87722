//! Attacks of the drill (`specs/drill.md`) against the gates of the log: each with its code, with
//! nothing moved by it, and with the honest twin taken afterwards.

use std::sync::Arc;

use election::{
    Board, Definition, Message, Votes,
    definition::{Mode, Parts, Threshold, WarningCode},
    message::{Body, Figures},
};
use tlog::{
    hash::Hash,
    key::SecretKey,
    note::{Signer, sign},
    registration::register_all,
};

use crate::fixture::{
    Night, STATIONS, bureau, code, correction, figures, holder, id, parts, report, seal, stamp, usual, votes,
};

const STATION: &str = STATIONS[0];

fn note(message: &Message, signers: &[Signer]) -> String {
    sign(&message.to_string(), &signers.iter().collect::<Vec<_>>())
}

fn signed(night: &Night, station: &str) -> String {
    note(&night.message(report(station, usual())), &bureau(station))
}

/// Everything that a message could move.
fn picture(night: &Night) -> String {
    let nation = night.board.tally(0, night.definition.nation());
    let states: Vec<_> = STATIONS.map(|station| word(night, station)).into();
    format!("{} {nation:?} {states:?} {}", night.board.size(), night.board.changes().len())
}

fn word(night: &Night, station: &str) -> &'static str {
    night.board.state(0, night.definition.station_ix(id(station)).expect("there")).word()
}

#[track_caller]
fn refused(night: &mut Night, due: &str, bytes: &str) {
    let before = picture(night);
    assert_eq!(code(night.deliver(bytes.as_bytes())), due, "{bytes}");
    assert_eq!(picture(night), before, "something has moved");
}

#[track_caller]
fn taken(night: &mut Night, bytes: &str) {
    assert_eq!(code(night.deliver(bytes.as_bytes())), "ok", "the honest twin: {bytes}");
}

/// A vote under another definition, begun by its seal.
fn begun(change: impl FnOnce(&mut Parts)) -> Night {
    let mut parts = parts();
    change(&mut parts);
    let definition = Arc::new(Definition::new(parts).expect("without fault"));
    let mut night = Night { board: Board::new(Arc::clone(&definition)), definition };
    let mode = night.definition.parts().mode;
    let seal = Message { mode, ..night.message(seal(&night.definition)) };
    taken(&mut night, &note(&seal, &[holder("FR", "authority")]));
    night
}

/// The code of a refusal that has moved nothing.
#[track_caller]
fn form_or_code(night: &mut Night, bytes: &str) -> &'static str {
    let before = picture(night);
    let found = code(night.deliver(bytes.as_bytes()));
    assert_ne!(found, "ok", "{bytes}");
    assert_eq!(picture(night), before, "something has moved");
    found
}

/// T01 and T17: every digit of the figures, one up. The original is taken afterwards.
#[test]
fn t01_every_digit_of_a_report() {
    let mut night = Night::begun();
    let good = signed(&night, STATION);
    let (text, _) = good.split_once("\n\n").expect("text and signatures");
    let from = text.find("\nregistered ").expect("figures");
    let mut tried = 0;
    for (at, digit) in text.char_indices().filter(|(at, letter)| *at > from && letter.is_ascii_digit()) {
        // One up; a nine becomes an eight, so that no figure begins with a zero.
        let other = if digit == '9' { '8' } else { char::from(digit as u8 + 1) };
        let mut bad = good.clone();
        bad.replace_range(at..=at, &other.to_string());
        if let "E206" = form_or_code(&mut night, &bad) {
            tried += 1;
        }
    }
    assert!(tried > 15, "{tried}");
    taken(&mut night, &good);
}

/// T04: what was signed in the drill, as it was and with a live header; with the same keys, which is
/// the worst that can be.
#[test]
fn t04_a_message_of_the_drill_in_the_live_vote() {
    let drill = Night::begun();
    let mut vote = begun(|parts| parts.mode = Mode::Live);
    let old = signed(&drill, STATION);
    refused(&mut vote, "E201", &old);
    let here = |note: &str| note.replace(&drill.definition.hash().to_string(), &vote.definition.hash().to_string());
    let (definition_alone, live) = (here(&old), here(&old).replacen("mode test", "mode live", 1));
    refused(&mut vote, "E202", &definition_alone);
    refused(&mut vote, "E206", &live);
    // Signed for this vote by a program that is still in the drill.
    let drilling = note(&vote.message(report(STATION, usual())), &bureau(STATION));
    refused(&mut vote, "E202", &drilling);
    let message = Message { mode: Mode::Live, ..vote.message(report(STATION, usual())) };
    taken(&mut vote, &note(&message, &bureau(STATION)));
}

/// T05: what the station sent first comes again after its correction; and so does the correction.
#[test]
fn t05_the_first_edition_after_the_second() {
    let mut night = Night::begun();
    let first = signed(&night, STATION);
    taken(&mut night, &first);
    let better = figures(9, 6, &[(1, 101), (2, 199), (3, 300)]);
    let replaces = Message::id(&night.message(report(STATION, usual())).to_string());
    let body = correction(STATION, 2, replaces, &usual(), better.clone());
    let second = note(&night.message(body), &bureau(STATION));
    taken(&mut night, &second);
    for _ in 0..3 {
        refused(&mut night, "already", &first);
        refused(&mut night, "already", &second);
    }
    // The same figures as a report that nobody has signed as such before: later than the first one.
    let Body::Report(mut later) = report(STATION, usual()) else { unreachable!() };
    later.counted_at = stamp("2017-04-23T23:00:00+02:00");
    let again = note(&night.message(Body::Report(later)), &bureau(STATION));
    let found = code(night.deliver(again.as_bytes()));
    assert!(matches!(found, "E215" | "E219"), "{found}");
    assert_eq!(word(&night, STATION), "corrected");
    let state = night.board.state(0, night.definition.station_ix(id(STATION)).expect("there"));
    assert_eq!(state.counted().expect("counted").edition, 2);
    let sums = &night.board.tally(0, night.definition.nation()).sums;
    assert_eq!((sums.cast, sums.candidates[0]), (u64::from(better.cast.value()), 101));
}

/// T08: the same content in other bytes, under the signatures of the first.
#[test]
fn t08_the_same_content_in_other_bytes() {
    let mut night = Night::begun();
    let Body::Report(mut body) = report(STATION, usual()) else { unreachable!() };
    body.reason = Some("une signature illisible : \u{c7}a alors".to_owned());
    let good = note(&night.message(Body::Report(body)), &bureau(STATION));
    for (from, to, due) in [
        // Composed and decomposed look the same.
        ("\u{c7}a", "C\u{327}a", "E206"),
        ("candidate 1 100\ncandidate 2 200\n", "candidate 2 200\ncandidate 1 100\n", "E005"),
        ("candidate 1 100\n", "candidate 1 100\ncandidate 1 100\n", "E005"),
        ("cast 615", "cast 0615", "E006"),
        ("cast 615", "cast 6.15e2", "E006"),
        ("blank 10", "blank -0", "E006"),
        ("cast 615", "cast  615", "E006"),
        ("+02:00\n\n", "+02:00 \n\n", "E003"),
        // The same moment by another clock.
        ("T20:14:00+02:00", "T18:14:00+00:00", "E206"),
    ] {
        assert!(good.contains(from), "{from}");
        refused(&mut night, due, &good.replacen(from, to, 1));
    }
    refused(&mut night, "E001", &format!("\u{feff}{good}"));
    taken(&mut night, &good);
}

/// T09: a key of the last election, under the same name; a key of a right name at the wrong level.
#[test]
fn t09_a_key_of_the_last_election() {
    let mut night = Night::begun();
    let message = night.message(report(STATION, usual()));
    let of_2012 = |name: &str| {
        let name = format!("fr-test/{STATION}/{name}");
        Signer::new(&name, SecretKey::from_seed(&Hash::of(b"2012").0)).expect("a legal name")
    };
    refused(&mut night, "E210", &note(&message, &[of_2012("president"), of_2012("secretary")]));
    refused(&mut night, "E210", &note(&message, &[holder(STATION, "president"), of_2012("secretary")]));
    refused(&mut night, "E208", &note(&message, &[holder("01", "prefecture-a"), holder("01", "prefecture-b")]));
    refused(&mut night, "E209", &note(&message, &bureau(STATIONS[1])));
    taken(&mut night, &note(&message, &bureau(STATION)));
}

/// T16, T27 and T31: figures that cannot be, well signed, and with a reason, which lifts none of it.
#[test]
fn t16_figures_that_cannot_be() {
    type Change = fn(&mut Figures<Votes>);
    let cases: [(&str, Change); 9] = [
        ("E101", |f| f.blank = votes(11)),
        ("E101", |f| f.cast = votes(616)),
        ("E101", |f| f.void = votes(5 * 8)),
        ("E102", |f| f.candidates[2].1 = votes(300 * 8)),
        ("E102", |f| f.candidates[2].1 = votes(10_000_000)),
        ("E102", |f| f.candidates.iter_mut().for_each(|(_, one)| *one = votes(10_000_000))),
        ("E103", |f| f.registered = votes(614)),
        ("E104", |f| f.signed_in = votes(1001)),
        ("E104", |f| f.signed_in = votes(10_000_000)),
    ];
    let mut night = Night::begun();
    for (due, change) in cases {
        let mut wrong = usual();
        change(&mut wrong);
        let Body::Report(mut body) = report(STATION, wrong) else { unreachable!() };
        body.reason = Some("counted three times".to_owned());
        let bytes = note(&night.message(Body::Report(body)), &bureau(STATION));
        refused(&mut night, due, &bytes);
    }
    let good = signed(&night, STATION);
    for (from, to) in [("cast 615", "cast -1"), ("cast 615", "cast 1000000000"), ("cast 615", "cast 4294967296")] {
        refused(&mut night, "E006", &good.replacen(from, to, 1));
    }
    taken(&mut night, &good);
}

/// T16: the largest figure of every station; a sum is wider than any country.
#[test]
fn t16_the_largest_sums_are_exact() {
    let mut night = Night::begun();
    let most = Figures { registered: votes(10_000_000), ..figures(0, 0, &[(1, 10_000_000), (2, 0), (3, 0)]) };
    for station in STATIONS {
        let Body::Report(mut body) = report(station, most.clone()) else { unreachable!() };
        body.reason = Some("the register is another".to_owned());
        assert_eq!(night.code(Body::Report(body), &bureau(station)), "ok");
    }
    let cast: u64 = night.board.tally(0, night.definition.nation()).sums.cast;
    assert_eq!(cast, 40_000_000);
}

/// T24, T23 and T40: the order of the candidates or a threshold is changed after the stations were
/// loaded: all that they have signed is refused, and the board stays empty.
#[test]
fn t24_every_message_of_the_old_definition() {
    let loaded = Night::begun();
    let changes: [fn(&mut Parts); 3] = [
        |parts| {
            let candidates = &mut parts.rounds[0].candidates;
            candidates.reverse();
            for (number, candidate) in (1..).zip(candidates) {
                candidate.number = number;
            }
        },
        |parts| parts.thresholds.push(Threshold { rule: WarningCode::parse("W402").expect("a code"), value: 9_999 }),
        |parts| parts.stations[0].registered[0] = Some(votes(1001)),
    ];
    for change in changes {
        let mut night = begun(change);
        assert_ne!(night.definition.hash(), loaded.definition.hash());
        for station in STATIONS {
            refused(&mut night, "E201", &signed(&loaded, station));
        }
        assert_eq!((night.board.size(), night.board.missing(0).count()), (1, STATIONS.len()));
        let fresh = signed(&night, STATIONS[1]);
        taken(&mut night, &fresh);
    }
}

/// T25: hard names go into the seal and come out, byte for byte; composed and decomposed stay apart.
#[test]
fn t25_hard_names_stay_what_they_are() {
    let names = ["IBÁÑEZ", "LE CŒUR", "D'ÇELİK", "N’GUYỄN", "C\u{327}ELIK", "كمال", "O\u{308}Z–Æ"];
    for (at, name) in names.into_iter().enumerate() {
        let mut changed = parts();
        changed.places[4].name = format!("Saint-{name}");
        changed.rounds[0].candidates[0].family = name.to_owned();
        let definition = Definition::new(changed).unwrap_or_else(|faults| panic!("{at}: {faults:?}"));
        let mut sealed = String::new();
        definition.seal(&mut sealed).expect("a String takes every text");
        assert!(sealed.contains(name), "{name}");
        let opened = Definition::open(sealed.as_bytes(), &register_all).expect("opens");
        assert_eq!(opened.parts().rounds[0].candidates[0].family, name);
        assert_eq!((opened.parts(), opened.hash()), (definition.parts(), definition.hash()));
    }
    let of = |name: &str| {
        let mut changed = parts();
        changed.rounds[0].candidates[0].family = name.to_owned();
        Definition::new(changed)
    };
    let hash = |name: &str| of(name).expect("a definition").hash();
    assert_ne!(hash("\u{c7}ELIK"), hash("C\u{327}ELIK"), "they look the same");
    for turning in ["A\u{202e}B", "A\u{2067}B", "A\u{200f}B", "A\u{200b}B", "A\u{ad}B"] {
        assert!(of(turning).is_err(), "{turning:?}");
    }
}

/// T36 on the level of the log: what one stolen key does alone. A status is all that one may say.
#[test]
fn t36_one_stolen_key_brings_no_figure_in() {
    let mut night = Night::begun();
    let figures = night.message(report(STATION, usual()));
    let keys = [
        (holder(STATION, "president"), "E207"),
        (holder(STATION, "secretary"), "E207"),
        (holder("01-001", "clerk"), "E207"),
        (holder("01", "prefecture-a"), "E208"),
        (holder("FR", "authority"), "E208"),
        (holder("FR", "court"), "E208"),
    ];
    for (key, due) in keys {
        refused(&mut night, due, &note(&figures, &[key]));
    }
    let good = signed(&night, STATION);
    taken(&mut night, &good);
    let replaces = Message::id(&figures.to_string());
    let wrong = crate::fixture::figures(10, 5, &[(1, 300), (2, 200), (3, 100)]);
    let change = night.message(correction(STATION, 2, replaces, &usual(), wrong));
    for key in [holder(STATION, "president"), holder("01", "prefecture-a"), holder("01-001", "clerk")] {
        let before = picture(&night);
        let found = code(night.deliver(note(&change, &[key]).as_bytes()));
        assert!(matches!(found, "E207" | "E208"), "{found}");
        assert_eq!(picture(&night), before);
    }
}
