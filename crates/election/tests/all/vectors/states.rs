//! The table of `specs/states.md`, cell by cell, against the crate.

use std::fs;

use election::{
    Stamp,
    definition::Role,
    message::{Annulment, Body, Callback, Certified, Correction, Event, Field, Figures, KeyGrant, Return},
    state::{Standing, StationState},
};
use tlog::{hash::Hash, note::Signer};

use super::files::path;
use super::nights::status;
use crate::fixture::{Night, bureau, correction, evening, figures, holder, id, report};

/// A station that is alone in its commune.
const STATION: &str = "01-002-0001";
const COMMUNE: &str = "01-002";

/// The rows of the table and a way to each.
const WAYS: [(&str, &[&str]); 13] = [
    ("expected", &[]),
    ("open", &["open"]),
    ("closed", &["open", "closed"]),
    ("reported", &["report"]),
    ("corrected", &["report", "next correction"]),
    ("confirmed, edition 1", &["report", "call-back"]),
    ("confirmed, later edition", &["report", "next correction", "call-back"]),
    ("returned, edition 1", &["report", "call-back", "return"]),
    ("returned, later edition", &["report", "next correction", "call-back", "return"]),
    ("certified", &["report", "call-back", "return", "certified"]),
    ("conflict of edition 1", &["report", "report"]),
    ("conflict of a later edition", &["report", "next correction", "rival correction"]),
    ("annulled", &["annulment"]),
];

fn state(night: &Night) -> &StationState {
    let station = night.definition.station_ix(id(STATION)).expect("there");
    night.board.state(0, station)
}

/// What stands, or the first of those contested.
fn standing(night: &Night) -> Option<Standing> {
    match state(night) {
        StationState::Conflict(contested) => contested.editions.first().cloned(),
        state => state.counted().cloned(),
    }
}

/// A moment and figures that no message had yet: every step is a new text.
fn fresh(night: &Night) -> (Stamp, Figures<election::Votes>) {
    let n = u32::try_from(night.board.size()).expect("small");
    let at = evening().plus(n.into()).expect("the same evening");
    (at, figures(10, 5, &[(1, 100 + n), (2, 200 - n), (3, 300)]))
}

fn step(night: &mut Night, name: &str) -> &'static str {
    let (at, new) = fresh(night);
    let prefecture = [holder("01", "prefecture-a")];
    match name {
        "open" => night.code(status(STATION, Event::Open, None, at), &bureau(STATION)[..1]),
        "closed" => night.code(status(STATION, Event::Closed, None, at), &bureau(STATION)[..1]),
        "report" => night.code(report(STATION, new), &bureau(STATION)),
        "next correction" => night.code(next(night, new), &bureau(STATION)),
        "rival correction" => night.code(rival(night, new, at), &bureau(STATION)),
        "call-back" => night.code(call_back(night, at), &prefecture),
        "return" => night.code(sums(night, at), &[clerk()]),
        "certified" => night.code(certificate(night, at), &[holder("FR", "authority")]),
        "annulment" => night.code(decision(at), &[holder("FR", "court")]),
        _ => panic!("no such step: {name}"),
    }
}

fn next(night: &Night, new: Figures<election::Votes>) -> Body {
    let Some(old) = standing(night) else {
        return correction(STATION, 2, Hash::of(b"nothing"), &new, new.clone());
    };
    let before = Figures::of(&old.counts, &night.definition.rounds()[0]);
    correction(STATION, old.edition + 1, old.report, &before, new)
}

fn rival(night: &Night, new: Figures<election::Votes>, at: Stamp) -> Body {
    let old = standing(night);
    let replaces = old.as_ref().and_then(|old| old.replaces.clone());
    let before = replaces.as_ref().map(|replaced| Figures::of(&replaced.counts, &night.definition.rounds()[0]));
    let changed = before.map_or(vec![Field::Cast], |before| new.changed(&before));
    Body::Correction(Correction {
        round: 1,
        station: id(STATION),
        edition: old.map_or(2, |old| old.edition.max(2)),
        replaces: replaces.map_or(Hash::of(b"nothing"), |replaced| replaced.report),
        figures: new,
        changed,
        reason: "counted again".to_owned(),
        at,
    })
}

fn call_back(night: &Night, at: Stamp) -> Body {
    let zero = election::Votes::ZERO;
    let (report, read) = match standing(night) {
        Some(old) => (old.report, [(Field::Cast, old.counts.cast), (Field::Void, old.counts.void)]),
        None => (Hash::of(b"nothing"), [(Field::Cast, zero), (Field::Void, zero)]),
    };
    let station = id(STATION);
    Body::Callback(Callback { round: 1, station, report, read, at })
}

fn clerk() -> Signer {
    holder(COMMUNE, "clerk")
}

fn sums(night: &Night, at: Stamp) -> Body {
    let place = night.definition.place_ix(id(COMMUNE)).expect("there");
    let (reports, root) = night.board.root_of(0, &night.board.stations_of(0, place));
    let sums = &night.board.tally(0, place).sums;
    let figures = Figures::of_sums(sums, &night.definition.rounds()[0]);
    let place = id(COMMUNE);
    Body::Return(Return { round: 1, place, reports, root, figures, at })
}

fn certificate(night: &Night, at: Stamp) -> Body {
    let place = night.definition.place_ix(id(COMMUNE)).expect("there");
    let (_, root) = night.board.root_of(0, &night.board.stations_of(0, place));
    let place = id(COMMUNE);
    Body::Certified(Certified { round: 1, place, root, at })
}

fn decision(at: Stamp) -> Body {
    let (decision, reason) = ("2017-170 PDR".to_owned(), "the box was moved".to_owned());
    let station = id(STATION);
    Body::Annulment(Annulment { round: 1, station, decision, reason, at })
}

/// A night whose station is in a state; its commune has a clerk.
fn reach(name: &str) -> Night {
    let (_, way) = WAYS.iter().find(|(row, _)| *row == name).expect(name);
    let mut night = Night::begun();
    let grant = Body::Key(KeyGrant {
        scope: id(COMMUNE),
        holder: id("clerk"),
        role: Role::Commune,
        from: None,
        to: None,
        public: clerk().verifier_key().key().clone(),
        at: evening(),
    });
    assert_eq!(night.code(grant, &[holder("01", "prefecture-a")]), "ok");
    for name in *way {
        assert_eq!(step(&mut night, name), "ok", "{name}");
    }
    let word = name.split([',', ' ']).next().expect("a word");
    assert_eq!(state(&night).word(), word);
    night
}

/// The cells of the table: row, column, what stands there.
fn cells() -> Vec<(String, String, String)> {
    let text = fs::read_to_string(path("specs/states.md")).expect("specs/states.md");
    let fields = |line: &str| -> Vec<String> {
        let inside = line.trim_matches('|');
        inside.split('|').map(|field| field.trim().to_owned()).collect()
    };
    let mut lines = text.lines().skip_while(|line| !line.starts_with("| from "));
    let header = fields(lines.next().expect("the table"));
    let rows = lines.skip(1).take_while(|line| line.starts_with('|')).map(fields);
    rows.flat_map(|row| {
        let cells = header.iter().zip(&row).skip(1);
        let cells = cells.map(|(column, cell)| (row[0].clone(), column.clone(), cell.clone()));
        cells.collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn the_table_of_states_is_true() {
    let cells = cells();
    assert_eq!(cells.len(), WAYS.len() * 9);
    let mut wrong = Vec::new();
    for (row, column, expected) in cells.into_iter().filter(|(.., cell)| !cell.is_empty()) {
        let mut night = reach(&row);
        let before = state(&night).clone();
        let code = step(&mut night, &column);
        let seen = if code == "ok" { state(&night).word() } else { code };
        if code != "ok" {
            assert_eq!(*state(&night), before, "a refusal changes nothing");
        }
        if seen != expected {
            wrong.push((row, column, expected, seen));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
