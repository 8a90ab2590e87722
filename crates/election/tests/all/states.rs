//! Every arrow of the diagram in `state.rs`, titled by it, and the arrows that are not there.

use election::{
    definition::StationIx,
    message::{Annulment, Body, Certified, Event, Figures, Return, Status},
};
use tlog::hash::Hash;

use crate::fixture::{Night, bureau, callback, correction, evening, figures, holder, id, report, usual};

const STATION: &str = "01-002-0001";

fn word(night: &Night) -> &'static str {
    night.board.state(0, station(night)).word()
}

fn station(night: &Night) -> StationIx {
    night.definition.station_ix(id(STATION)).expect("there")
}

fn status(event: Event) -> Body {
    Body::Status(Status { round: 1, station: id(STATION), event, signed_in: None, at: evening() })
}

fn tell(night: &mut Night, event: Event) -> &'static str {
    night.code(status(event), &[holder(STATION, "president")])
}

fn standing(night: &Night) -> Hash {
    night.board.state(0, station(night)).counted().expect("counted").report
}

fn other() -> Figures<election::Votes> {
    figures(10, 5, &[(1, 100), (2, 201), (3, 299)])
}

/// A night whose station is in the state of this word.
fn reach(state: &str) -> Night {
    let mut night = Night::begun();
    let steps: &[&str] = match state {
        "expected" => &[],
        "open" => &["open"],
        "closed" => &["open", "close"],
        "reported" => &["report"],
        "corrected" => &["report", "correct"],
        "confirmed" => &["report", "confirm"],
        "returned" => &["report", "confirm", "return"],
        "certified" => &["report", "confirm", "return", "certify"],
        "conflict" => &["report", "report again"],
        "annulled" => &["report", "annul"],
        _ => unreachable!("no such state"),
    };
    for step in steps {
        assert_eq!(take(&mut night, step), "ok", "{step} on the way to {state}");
    }
    assert_eq!(word(&night), state);
    night
}

fn take(night: &mut Night, step: &str) -> &'static str {
    let standing = night.board.state(0, station(night)).counted().map(|s| (s.report, s.edition));
    let (report_id, edition) = standing.unwrap_or((Hash::of(b"none"), 1));
    match step {
        "open" => tell(night, Event::Open),
        "close" => tell(night, Event::Closed),
        "report" => night.code(report(STATION, usual()), &bureau(STATION)),
        "report again" => night.code(report(STATION, other()), &bureau(STATION)),
        "correct" => {
            let from = if edition == 1 { usual() } else { other() };
            let to = if edition == 1 { other() } else { usual() };
            night.code(correction(STATION, edition + 1, report_id, &from, to), &bureau(STATION))
        }
        "confirm" => {
            let read = if edition == 1 { usual() } else { other() };
            night.code(callback(STATION, report_id, &read), &[holder("01", "prefecture-a")])
        }
        "return" => send_return(night),
        "certify" => {
            let place = night.definition.place_ix(id("01-002")).expect("there");
            let root = night.board.root_of(0, &night.board.stations_of(0, place)).1;
            let body = Body::Certified(Certified { round: 1, place: id("01-002"), root, at: evening() });
            night.code(body, &[holder("FR", "authority")])
        }
        "annul" => {
            let (decision, reason) = ("2017-170".to_owned(), "moved".to_owned());
            let body = Body::Annulment(Annulment { round: 1, station: id(STATION), decision, reason, at: evening() });
            night.code(body, &[holder("FR", "court")])
        }
        _ => unreachable!("no such step"),
    }
}

/// 01-002 has no clerk in the fixture: the key is granted first.
fn send_return(night: &mut Night) -> &'static str {
    let clerk = crate::fixture::signer("fr-test/01-002/clerk");
    let grant = Body::Key(election::message::KeyGrant {
        scope: id("01-002"),
        holder: id("clerk"),
        role: election::definition::Role::Commune,
        from: None,
        to: None,
        public: clerk.verifier_key().key().clone(),
        at: evening(),
    });
    let _ = night.code(grant, &[holder("01", "prefecture-a")]);
    let body = the_return(night, |_| {});
    night.code(body, &[clerk])
}

fn the_return(night: &Night, change: impl FnOnce(&mut Return)) -> Body {
    let place = night.definition.place_ix(id("01-002")).expect("there");
    let stations = night.board.stations_of(0, place);
    let (reports, root) = night.board.root_of(0, &stations);
    let sums = &night.board.tally(0, place).sums;
    let figures = Figures::of_sums(sums, &night.definition.rounds()[0]);
    let mut said = Return { round: 1, place: id("01-002"), reports, root, figures, at: evening() };
    change(&mut said);
    Body::Return(said)
}

const STATES: [&str; 10] = [
    "expected",
    "open",
    "closed",
    "reported",
    "corrected",
    "confirmed",
    "returned",
    "certified",
    "conflict",
    "annulled",
];

/// The whole table: from every state, every step, to the state or the refusal.
#[test]
fn every_state_and_every_step() {
    let steps = ["open", "close", "report", "report again", "correct", "confirm", "return", "certify", "annul"];
    let table: [[&str; 9]; 10] = [
        // open      close     report      again       correct      confirm      return      certify      annul
        ["open", "closed", "reported", "reported", "E218", "E218", "E222", "E222", "annulled"],
        ["already", "closed", "reported", "reported", "E218", "E218", "E222", "E222", "annulled"],
        ["already", "already", "reported", "reported", "E218", "E218", "E222", "E222", "annulled"],
        ["E219", "E219", "already", "conflict", "corrected", "confirmed", "E222", "E222", "annulled"],
        ["E219", "E219", "already", "E215", "corrected", "confirmed", "E222", "E222", "annulled"],
        ["E219", "E219", "already", "conflict", "corrected", "already", "returned", "E222", "annulled"],
        ["E219", "E219", "already", "conflict", "corrected", "already", "already", "certified", "annulled"],
        ["E219", "E219", "already", "E219", "E219", "already", "already", "already", "annulled"],
        ["E219", "E219", "already", "already", "E216", "E219", "E222", "E222", "annulled"],
        ["E219", "E219", "already", "E219", "E219", "E219", "E224?", "certify?", "already"],
    ];
    for (state, row) in STATES.iter().zip(table) {
        for (step, expected) in steps.iter().zip(row) {
            if expected.ends_with('?') {
                continue; // an annulled station alone in its commune: see the next test
            }
            let mut night = reach(state);
            let code = take(&mut night, step);
            let seen = if code == "ok" { word(&night) } else { code };
            assert_eq!(seen, expected, "{state} --{step}-->");
            if code != "ok" {
                assert_eq!(word(&night), *state, "a refusal changes nothing");
            }
        }
    }
}

#[test]
fn an_annulled_station_does_not_keep_its_commune_from_being_returned_and_certified() {
    let mut night = reach("annulled");
    assert_eq!(take(&mut night, "return"), "ok");
    assert_eq!(take(&mut night, "certify"), "ok");
    assert_eq!(word(&night), "annulled");
}

#[test]
fn conflict_to_corrected_by_naming_one_of_the_two() {
    for chosen in [usual(), other()] {
        let mut night = Night::begun();
        let first = night.report(STATION, usual()).expect("admitted").id;
        let second = night.report(STATION, other()).expect("both are logged").id;
        assert_eq!(word(&night), "conflict");
        assert!(night.board.state(0, station(&night)).counted().is_none(), "neither counts");
        let replaces = if chosen == usual() { first } else { second };
        let code = night.code(correction(STATION, 2, replaces, &chosen, chosen.clone()), &bureau(STATION));
        assert_eq!((code, word(&night)), ("ok", "corrected"));
    }
}

#[test]
fn two_different_corrections_of_one_edition_are_a_conflict() {
    let mut night = reach("corrected");
    let first = {
        let report = night.message(report(STATION, usual())).to_string();
        election::Message::id(&report)
    };
    let third = figures(9, 6, &[(1, 100), (2, 200), (3, 300)]);
    let code = night.code(
        correction(STATION, 2, first, &usual(), third),
        &[holder("01", "prefecture-a"), holder("01", "prefecture-b")],
    );
    assert_eq!((code, word(&night)), ("ok", "conflict"));
}

#[test]
fn a_rival_correction_cannot_lie_about_what_it_changes() {
    let mut night = reach("corrected");
    let first = election::Message::id(&night.message(report(STATION, usual())).to_string());
    let third = figures(9, 6, &[(1, 100), (2, 200), (3, 300)]);
    let Body::Correction(mut lie) = correction(STATION, 2, first, &usual(), third) else { unreachable!() };
    lie.changed.clear();
    let signers = || [holder("01", "prefecture-a"), holder("01", "prefecture-b")];
    assert_eq!(night.code(Body::Correction(lie), &signers()), "E217");
}

#[test]
fn a_return_with_other_sums_or_other_reports_is_refused() {
    type Lie = fn(&mut Return);
    let cases: [(&str, Lie); 4] = [
        ("E223", |said| said.figures.cast += 1),
        ("E223", |said| said.figures.candidates[0].1 += 1),
        ("E224", |said| said.reports += 1),
        ("E224", |said| said.root = Hash::of(b"other")),
    ];
    for (expected, change) in cases {
        let mut night = reach("returned");
        let body = the_return(&night, change);
        assert_eq!(night.code(body, &[crate::fixture::signer("fr-test/01-002/clerk")]), expected);
    }
}

#[test]
fn a_correction_of_what_does_not_stand_is_refused() {
    let mut night = reach("reported");
    let code = night.code(correction(STATION, 2, Hash::of(b"other"), &usual(), other()), &bureau(STATION));
    assert_eq!(code, "E216");
    let standing = standing(&night);
    let code = night.code(correction(STATION, 3, standing, &usual(), other()), &bureau(STATION));
    assert_eq!(code, "E215");
}

#[test]
fn a_contested_edition_keeps_a_limited_number_of_messages() {
    let mut night = Night::begun();
    for more in 0..16 {
        let figures = figures(10, 5, &[(1, 100 + more), (2, 200), (3, 300)]);
        assert_eq!(night.code(report(STATION, figures), &bureau(STATION)), "ok");
    }
    let last = figures(10, 5, &[(1, 150), (2, 200), (3, 300)]);
    assert_eq!(night.code(report(STATION, last), &bureau(STATION)), "E219");
}
