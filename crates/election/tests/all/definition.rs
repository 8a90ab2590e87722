//! The definition: sealed and opened, and every fault found at its record.

use election::{
    Definition, Votes,
    definition::{DefinitionFault, Hours, Item, Kind, Level, Parts, Position, Role, seal::SealError},
};
use tlog::registration::register_all;

use crate::fixture::{definition, id, parts, stamp};

fn sealed() -> String {
    let mut text = String::new();
    definition().seal(&mut text).expect("a String takes every text");
    text
}

#[test]
fn sealed_bytes_open_to_the_same_definition() {
    let text = sealed();
    let opened = Definition::open(text.as_bytes(), &register_all).expect("what was sealed opens");
    assert_eq!(opened.hash(), definition().hash());
    assert_eq!(opened.parts(), definition().parts());
    assert_eq!(opened.sealed_bytes(), text.len() as u64);
    let mut again = String::new();
    opened.seal(&mut again).expect("a String takes every text");
    assert_eq!(again, text);
}

#[test]
fn the_order_of_the_records_does_not_matter_and_their_content_does() {
    let mut shuffled = parts();
    shuffled.places.reverse();
    shuffled.stations.reverse();
    shuffled.keys.reverse();
    let hash = Definition::new(shuffled).expect("the same definition").hash();
    assert_eq!(hash, definition().hash());
    let mut other = parts();
    other.rounds[0].candidates[0].family.push('X');
    assert_ne!(Definition::new(other).expect("a definition").hash(), definition().hash());
}

/// A byte changed anywhere: either refused, or another definition with another hash.
#[test]
fn no_changed_byte_goes_unseen() {
    let text = sealed();
    for at in (0..text.len()).step_by(7) {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = bytes[at].wrapping_add(1);
        if let Ok(other) = Definition::open(&bytes, &register_all) {
            assert_ne!(other.hash(), definition().hash(), "byte {at}");
            let mut again = String::new();
            other.seal(&mut again).expect("a String takes every text");
            assert_eq!(again.as_bytes(), bytes, "one spelling only, byte {at}");
        }
    }
    for cut in (0..text.len()).step_by(11) {
        assert!(Definition::open(&text.as_bytes()[..cut], &register_all).is_err(), "cut at {cut}");
    }
}

#[test]
fn a_promise_of_many_records_costs_nothing() {
    let text = sealed().replacen("places 7", "places 500000", 1);
    assert!(matches!(Definition::open(text.as_bytes(), &register_all), Err(SealError::Line(_))));
    let text = sealed().replacen("places 7", "places 500001", 1);
    assert!(matches!(Definition::open(text.as_bytes(), &register_all), Err(SealError::Line(_))));
}

#[test]
fn a_weak_key_does_not_open() {
    let text = sealed();
    let line = text.lines().find(|line| line.starts_with("key ")).expect("a key");
    let key = line.rsplit(' ').next().expect("the last field");
    // The identity point: it "signs" everything.
    let weak = text.replacen(key, "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 1);
    assert!(matches!(Definition::open(weak.as_bytes(), &register_all), Err(SealError::Key(at)) if at.index == 0));
}

#[test]
fn records_out_of_order_do_not_open() {
    let text = sealed();
    let stations: Vec<&str> = text.lines().filter(|line| line.starts_with("station ")).collect();
    let swapped =
        text.replacen(stations[0], "#", 1).replacen(stations[1], stations[0], 1).replacen('#', stations[1], 1);
    assert!(matches!(Definition::open(swapped.as_bytes(), &register_all), Err(SealError::Order(_))));
}

/// Every fault: how it is made, and where it must be found.
#[test]
fn every_fault_is_found_at_its_record_and_field() {
    type Case = (fn(&mut Parts), Item, &'static str, Kind);
    let cases: Vec<Case> = vec![
        (|p| p.rounds[0].publishes = stamp("2017-04-23T18:59:59+02:00"), Item::Round(0), "publishes", Kind::Window),
        (|p| p.title = " x".to_owned(), Item::Election, "title", Kind::Phrase),
        (|p| p.title = "-".to_owned(), Item::Election, "title", Kind::Phrase),
        (|p| p.title = "a\u{202e}b".to_owned(), Item::Election, "title", Kind::Phrase),
        (|p| p.quorum = 1, Item::Election, "quorum", Kind::Limit("witnesses")),
        (|p| p.rounds.clear(), Item::Election, "round", Kind::Limit("MAX_ROUNDS")),
        (|p| p.rounds[1].number = 1, Item::Round(1), "number", Kind::Order),
        (|p| p.rounds[0].number = 0, Item::Round(0), "number", Kind::Order),
        (|p| p.rounds[0].candidates.clear(), Item::Round(0), "candidate", Kind::Limit("MAX_CANDIDATES")),
        (|p| p.rounds[0].candidates[1].number = 1, Item::Candidate(0, 1), "number", Kind::Order),
        (|p| p.rounds[0].candidates[1].family = "A,B".to_owned(), Item::Candidate(0, 1), "name", Kind::Phrase),
        (
            |p| p.rounds[0].hours[0].closes = stamp("2017-04-23T07:00:00+02:00"),
            Item::Hours(0, 0),
            "closes",
            Kind::Window,
        ),
        (
            |p| {
                let again: Hours = p.rounds[0].hours[0];
                p.rounds[0].hours.push(again);
            },
            Item::Hours(0, 1),
            "class",
            Kind::Order,
        ),
        (|p| p.places[3].id = id("01"), Item::Place(3), "id", Kind::Duplicate),
        (|p| p.places[4].parent = Some(id("99")), Item::Place(4), "parent", Kind::Unknown),
        (|p| p.places[4].parent = Some(id("R1")), Item::Place(4), "parent", Kind::Parent),
        (|p| p.places[1].parent = None, Item::Place(1), "parent", Kind::Parent),
        (|p| p.places[0].level = Level::Region, Item::Election, "places", Kind::Parent),
        (|p| p.places[4].name = String::new(), Item::Place(4), "name", Kind::Phrase),
        (
            |p| p.places[4].position = Some(Position { lon_e6: 180_000_001, lat_e6: 0 }),
            Item::Place(4),
            "lon",
            Kind::Position,
        ),
        (|p| p.stations[1].id = p.stations[0].id, Item::Station(1), "id", Kind::Duplicate),
        (|p| p.stations[1].id = id("01-001"), Item::Station(1), "id", Kind::Duplicate),
        (|p| p.stations[1].commune = id("01"), Item::Station(1), "commune", Kind::Unknown),
        (|p| p.stations[1].venue = Some(id("v1")), Item::Station(1), "venue", Kind::Unknown),
        (|p| p.stations[1].hours = id("z"), Item::Station(1), "hours", Kind::Unknown),
        (|p| p.stations[1].registered = [None; 4], Item::Station(1), "registered", Kind::Limit("at least one round")),
        (|p| p.stations[1].registered[2] = Votes::new(5), Item::Station(1), "registered", Kind::Unknown),
        (|p| p.keys[1].scope = id("99"), Item::Key(1), "scope", Kind::Unknown),
        (|p| p.keys[1].role = Role::President, Item::Key(1), "role", Kind::Scope),
        (|p| p.keys[3].holder = id("prefecture-a"), Item::Key(3), "holder", Kind::Duplicate),
        (|p| p.keys[3].public = p.keys[2].public, Item::Key(3), "key", Kind::Duplicate),
        (
            |p| {
                p.keys[3].from = Some(stamp("2017-04-23T20:00:00+02:00"));
                p.keys[3].to = Some(stamp("2017-04-23T19:00:00+02:00"));
            },
            Item::Key(3),
            "to",
            Kind::Window,
        ),
    ];
    for (break_it, item, field, kind) in cases {
        let mut parts = parts();
        break_it(&mut parts);
        let faults = Definition::new(parts).expect_err(field);
        let expected = DefinitionFault { item, field, kind };
        assert!(faults.contains(&expected), "{expected:?} not in {faults:?}");
    }
}

#[test]
fn all_faults_are_reported_not_the_first() {
    let mut parts = parts();
    parts.title.clear();
    parts.places[4].name.clear();
    parts.stations[2].hours = id("z");
    assert_eq!(Definition::new(parts).expect_err("three faults").len(), 2 + 2);
}

#[test]
fn places_know_what_is_around_and_inside_them() {
    let definition = definition();
    let at = |name: &str| definition.place_ix(id(name)).expect("there");
    let names = |places: &[election::definition::PlaceIx]| {
        places.iter().map(|ix| definition.place(*ix).id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(definition.children(at("FR"))), ["R1"]);
    assert_eq!(names(definition.children(at("R1"))), ["01", "02"]);
    assert_eq!(names(definition.children(at("01"))), ["01-001", "01-002"]);
    assert_eq!(definition.stations_of(at("01-001")).len(), 2);
    assert_eq!(definition.upwards(at("02-001")).count(), 4);
    assert!(definition.covers(id("01"), id("01-002-0001")));
    assert!(!definition.covers(id("02"), id("01-002-0001")));
    assert!(!definition.covers(id("01-002-0001"), id("01")));
    assert!(!definition.covers(id("01"), id("nowhere")));
}

/// A later round may be sealed by itself: the first one may have been held without the software.
#[test]
fn a_second_round_stands_alone() {
    let mut later = parts();
    later.rounds.remove(0);
    for station in &mut later.stations {
        station.registered = [station.registered[1], None, None, None];
    }
    let definition = Definition::new(later).expect("a definition of round 2");
    assert_eq!(definition.round_ix(2), Some(0));
    assert_eq!(definition.round_ix(1), None);
}
