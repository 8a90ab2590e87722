//! `definitions/`: sealed definitions, good and wrong.

use std::sync::Arc;

use election::{
    Definition, Stamp,
    definition::{Kind, Parts, Position, Sex, Threshold, Venue, WarningCode, Zone, seal::SealError},
};
use tlog::{
    note::{Algorithm, VerifierKey},
    registration::register_all,
};

use super::files::{Row, cases, clear, read, save_folder};
use crate::fixture::{id, parts, signer, stamp, votes};

/// The country of the fixture with something in every field that may be empty: a second class
/// of hours, witnesses, positions, venues, zones, bounds of keys, a station that opens once.
pub fn rich() -> Parts {
    let mut rich = parts();
    rich.title = "Scrutin d'exercice, à deux tours".into();
    rich.quorum = 2;
    rich.witnesses = ["a", "b", "c"].map(witness).into();
    let threshold = |rule, value| Threshold { rule: WarningCode::parse(rule).expect("a code"), value };
    rich.thresholds = vec![threshold("W301", 30), threshold("W402", 84)];
    let at = |hour: &str| stamp(&format!("2017-05-07T{hour}:00:00+02:00"));
    let class = election::definition::Hours { class: id("b"), opens: at("08"), closes: at("20") };
    rich.rounds[1].hours.push(class);
    let first = &mut rich.rounds[0].candidates[0];
    first.sex = Sex::Female;
    first.family = "LE GOFF-D'ARC".into();
    first.given = "Anne, dite Annick".into();
    rich.rounds[0].candidates[1].sex = Sex::Male;
    rich.places[4].position = Some(Position { lon_e6: -61_534_000, lat_e6: 16_241_000 });
    rich.places[4].zone = Zone::Gendarmerie;
    rich.places[5].zone = Zone::Police;
    rich.places[5].name = "L'Haÿ-les-Roses \"Sud\", commune nouvelle".into();
    rich.venues = vec![Venue {
        id: id("hall-1"),
        commune: id("01-001"),
        position: Some(Position { lon_e6: 0, lat_e6: -90_000_000 }),
        name: "School by the river".to_owned(),
    }];
    rich.stations[0].venue = Some(id("hall-1"));
    rich.stations[1].constituency = None;
    rich.stations[2].registered = [Some(votes(1000)), None, None, None];
    rich.stations[3].hours = id("b");
    rich.stations[3].registered = [None, Some(votes(1000)), None, None];
    let bounded = &mut rich.keys[6];
    bounded.from = Some(day("2017-04-23"));
    bounded.to = Some(day("2017-04-24"));
    rich
}

fn day(day: &str) -> Stamp {
    stamp(&format!("{day}T06:00:00+02:00"))
}

fn witness(name: &str) -> VerifierKey {
    let name = format!("witness.example/{name}");
    let key = signer(&name).verifier_key().key().clone();
    VerifierKey::new(&name, Algorithm::CosignatureV1, key).expect("a legal name")
}

fn sealed(parts: Parts) -> String {
    let mut text = String::new();
    let definition = Definition::new(parts).expect("without fault");
    definition.seal(&mut text).expect("a String takes all");
    text
}

/// The definition of a file of the vectors.
pub fn open(file: &str) -> Arc<Definition> {
    let bytes = read(&format!("definitions/{file}"));
    Arc::new(Definition::open(&bytes, &register_all).expect(file))
}

/// Base, name, what is exchanged, verdict, line, what is wrong.
type Wrong = ([&'static str; 4], &'static str, Option<usize>, &'static str);

#[rustfmt::skip]
const WRONG: &[Wrong] = &[
    (["country", "header", "vigie.definition/v1", "vigie.definition/v2"], "E005", Some(1), "another version"),
    (["country", "mark", "vigie.definition/v1", "\u{feff}vigie.definition/v1"], "E001", Some(1), "a byte order mark"),
    (["country", "carriage-return", "mode test\n", "mode test\r\n"], "E002", Some(4), "a carriage return"),
    (["country", "title-override", "Élection", "\u{202e}Élection"], "E002", Some(3), "a right-to-left override in the title"),
    (["country", "title-padded", "title ", "title  "], "E013", Some(3), "a title that starts with a space"),
    (["country", "mode", "mode test", "mode drill"], "E012", Some(4), "a mode that is not one"),
    (["country", "log", "log log.example/fr-test+", "log log.example/fr-tost+"], "E011", Some(5), "a verifier key whose id is of another name"),
    (["country", "quorum", "quorum 0", "quorum 33"], "E006", Some(6), "a quorum above 32"),
    (["country", "quorum-reach", "quorum 0", "quorum 1"], "D104", None, "a quorum that no witnesses can reach"),
    (["country", "witnesses", "witnesses 0\n", ""], "E005", Some(7), "a count is missing"),
    (["country", "count-more", "places 7", "places 8"], "E005", Some(34), "a place more promised than there"),
    (["country", "count-fewer", "places 7", "places 6"], "E005", Some(33), "a place fewer promised than there"),
    (["country", "count-huge", "places 7", "places 500001"], "E006", Some(26), "more places than allowed"),
    (["country", "places-order", "place 01 department", "place 03 department"], "E005", Some(33), "places out of order"),
    (["country", "place-short", "place FR nation - - - - Name of FR", "place FR nation - - - -"], "E005", Some(27), "a place without a name"),
    (["country", "place-spaces", "place FR nation -", "place FR nation  -"], "E005", Some(27), "two spaces between fields"),
    (["country", "level", "place FR nation", "place FR country"], "E012", Some(27), "a level that is not one"),
    (["country", "half-position", "place FR nation - - -", "place FR nation - 1 -"], "E006", Some(27), "half a position"),
    (["country", "minus-zero", "place FR nation - - -", "place FR nation - -0 1"], "E006", Some(27), "minus zero"),
    (["country", "off-earth", "place FR nation - - -", "place FR nation - 0 90000001"], "D107", None, "a latitude above 90 degrees"),
    (["country", "candidate-no-comma", "candidate 1 - CANDIDATE 1,", "candidate 1 - CANDIDATE 1"], "E013", Some(16), "no comma between the names"),
    (["country", "candidate-padded", "candidate 1 - CANDIDATE 1,", "candidate 1 - CANDIDATE 1 ,X"], "D105", None, "a padded name"),
    (["country", "candidate-sex", "candidate 1 - C", "candidate 1 X C"], "E012", Some(16), "a sex that the layouts do not have"),
    (["country", "candidate-zero", "candidate 1 - C", "candidate 0 - C"], "D106", None, "panel number 0"),
    (["country", "candidate-twice", "candidate 2 - CANDIDATE 2,", "candidate 1 - CANDIDATE 2,"], "D106", None, "a panel number twice"),
    (["country", "rules", "rules 1", "rules 2"], "E005", Some(8), "rules of an edition that this version does not know"),
    (["country", "round-number", "round 1\n", "round 3\n"], "D106", None, "rounds that do not ascend"),
    (["country", "round-zero", "round 1\n", "round 0\n"], "D106", None, "a round 0"),
    (["rich", "threshold-code", "threshold W301", "threshold W300"], "E012", Some(13), "a threshold of no warning"),
    (["rich", "threshold-huge", "threshold W301 30", "threshold W301 1000000001"], "E006", Some(13), "a threshold beyond the limit"),
    (["rich", "threshold-order", "threshold W301 30", "threshold W402 30"], "D106", None, "a threshold twice"),
    (["country", "no-candidate", "candidates 3\ncandidate 1 - CANDIDATE 1,\ncandidate 2 - CANDIDATE 2,\ncandidate 3 - CANDIDATE 3,\n", "candidates 0\n"], "D104", None, "a round without candidates"),
    (["country", "publishes", "publishes 2017-04-23T20", "publishes 2017-04-23T18"], "D108", None, "published before the doors close"),
    (["country", "april-31", "publishes 2017-04-23T20", "publishes 2017-04-31T20"], "E008", Some(12), "31 April"),
    (["country", "hours", "hours a 2017-04-23T08:00:00+02:00", "hours a 2017-04-23T19:00:00+02:00"], "D108", None, "doors that close as they open"),
    (["country", "class", "0001 01-001 - 01 a", "0001 01-001 - 01 z"], "D102", None, "a class of hours that is not there"),
    (["country", "commune", "station 01-001-0001 01-001", "station 01-001-0001 01-009"], "D102", None, "a commune that is not there"),
    (["country", "venue", "0001 01-001 - 01", "0001 01-001 hall 01"], "D102", None, "a venue that is not there"),
    (["country", "parent", "place 01 department R1", "place 01 department FR"], "D103", None, "a parent two levels up"),
    (["country", "two-nations", "place R1 region FR", "place XX nation -"], "D102,D103", None, "two nations, and a region that is gone"),
    (["country", "same-name", "station 01-001-0001 01", "station 01-001 01"], "D101,D102", None, "a station named like a place; its keys speak for the commune or for nothing"),
    (["country", "figures-fewer", "a 1000 1000", "a 1000"], "E005", Some(36), "a figure for one round of two"),
    (["country", "figures-more", "a 1000 1000", "a 1000 1000 1000"], "E005", Some(36), "a figure for three rounds of two"),
    (["country", "never-opens", "a 1000 1000", "a - -"], "D104", None, "a station that opens in no round"),
    (["country", "stations-order", "station 01-001-0002", "station 01-001-0000"], "E005", Some(39), "stations out of order"),
    (["country", "key-scope", "key FR court court", "key FR court president"], "D109", None, "a president of the nation"),
    (["country", "key-order", "key FR authority authority", "key FR zuthority authority"], "E005", Some(54), "keys out of order"),
    (["country", "key-twice", "KEY", "KEY"], "D101", None, "one key under two names"),
    (["country", "key-weak", "KEY", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="], "weak", None, "a key that signs everything: the first key line"),
    (["country", "key-base64", "KEY", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="], "E011", Some(41), "a key in another spelling of base64"),
    (["country", "no-final-newline", "LAST", ""], "E004", Some(54), "no newline at the end"),
    (["country", "trailing", "LAST", "\n\n"], "E010", Some(55), "an empty line after the end"),
    (["rich", "witness-twice", "witness witness.example/b", "WITNESS"], "D101", None, "a witness twice"),
    (["rich", "window", "2017-04-24T06:00:00+02:00", "2017-04-22T06:00:00+02:00"], "D108", None, "a key that ends before it begins"),
    (["rich", "classes-order", "hours a 2017-05-07", "hours c 2017-05-07"], "D102,D106", None, "classes out of order, and one that is gone"),
];

fn all() -> Vec<(Row, Vec<u8>)> {
    let texts = [("country", sealed(parts())), ("rich", sealed(rich()))];
    let told = ["the country of the messages and nights", "every field that may be empty is not"];
    let good = texts.iter().zip(told).map(|((name, text), what)| {
        let row = Row::new("ok", None, &format!("{name}.txt"), what);
        (row, text.clone().into_bytes())
    });
    let wrong = WRONG.iter().map(|([base, name, from, to], verdict, line, what)| {
        let (_, text) = texts.iter().find(|(name, _)| name == base).expect(base);
        let row = Row::new(verdict, *line, &format!("{base}-{name}.txt"), what);
        (row, exchanged(text, from, to).into_bytes())
    });
    good.chain(wrong).collect()
}

/// `KEY` is the first key line's key, replaced by the second one's or by `to`; `LAST` the last
/// newline; `WITNESS` the whole line of the first witness.
fn exchanged(text: &str, from: &str, to: &str) -> String {
    let keys: Vec<&str> = text.lines().filter(|line| line.starts_with("key ")).collect();
    let key = |at: usize| keys[at].rsplit(' ').next().expect("fields");
    let witness = |start: &str| text.lines().find(|line| line.starts_with(start)).expect(start);
    match (from, to) {
        ("KEY", "KEY") => text.replacen(key(0), key(1), 1),
        ("KEY", to) => text.replacen(key(0), to, 1),
        ("LAST", to) => format!("{}{to}", text.trim_end()),
        (start, "WITNESS") => text.replacen(witness(start), witness("witness witness.example/a"), 1),
        _ => {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        }
    }
}

pub fn write() {
    clear("definitions");
    save_folder("definitions", &all());
}

fn code(kind: &Kind) -> &'static str {
    match kind {
        Kind::Duplicate => "D101",
        Kind::Unknown => "D102",
        Kind::Parent => "D103",
        Kind::Limit(_) => "D104",
        Kind::Phrase => "D105",
        Kind::Order => "D106",
        Kind::Position => "D107",
        Kind::Window => "D108",
        Kind::Scope => "D109",
    }
}

fn verdict(error: &SealError) -> (String, Option<usize>) {
    match error {
        SealError::Line(fault) | SealError::Order(fault) => (fault.fault.code().to_owned(), Some(fault.line)),
        SealError::Key(_) => ("weak".to_owned(), None),
        SealError::Content(faults) => {
            let mut codes: Vec<&str> = faults.iter().map(|fault| code(&fault.kind)).collect();
            codes.sort_unstable();
            codes.dedup();
            (codes.join(","), None)
        }
    }
}

#[test]
fn definitions_have_their_verdicts() {
    let cases = cases("definitions", &[]);
    assert_eq!(cases, all(), "made again, they are the same");
    let mut wrong = Vec::new();
    for (row, bytes) in cases {
        let seen = match Definition::open(&bytes, &register_all) {
            Ok(definition) => {
                let mut again = String::new();
                definition.seal(&mut again).expect("a String takes all");
                assert_eq!(again.as_bytes(), bytes, "{}", row.file);
                ("ok".to_owned(), None)
            }
            Err(error) => verdict(&error),
        };
        if seen != (row.verdict.clone(), row.line) {
            wrong.push((row.file, seen));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
