//! A clock that jumps, ahead and back, while the hub is under way.
//!
//! What a clock alone can do is little, on purpose. The order of the log is that of its entries, and
//! a receipt says a place and no time. Contents become public by the clock *and* by the decision of
//! two people (in an exercise by the clock alone). What is public stays public: nobody can take it
//! back, so a clock that goes back withholds what is new until it has come forward again, and a
//! snapshot of the same log never bears an earlier date.

use std::fs;

use election::publish::Manifest;
use server::pulse::MANY;
use tlog::{Note, TlogProof};

use crate::country::{at_noon, messages, of_round_two};
use crate::served::{Served, tree, until};

const BEFORE: &str = "2017-04-23T19:30:00+02:00";
const AFTER: &str = "2017-04-23T20:30:00+02:00";
const YEARS_AHEAD: &str = "2037-01-01T00:00:00+00:00";
const YEARS_BACK: &str = "1999-01-01T00:00:00+00:00";

/// Several publications have come round.
fn some_publications(served: &Served) {
    for nth in 0..3 {
        // Each is of a log that has grown.
        let size = served.hub().checkpoint().size;
        let message = at_noon(&served.definition, 2, 100 + u32::try_from(size).unwrap() + nth);
        assert_eq!(served.post(message.as_bytes()).status, 200);
        until("the hashes", || served.get("/checkpoint").body == served.get("/v1/checkpoint").body);
    }
}

fn manifest(served: &Served) -> Manifest {
    let bytes = fs::read(served.public().join("manifest")).unwrap();
    Manifest::parse(Note::parse(&bytes).unwrap().text).unwrap()
}

/// T47: an hour, a day, twenty years ahead: without the decision of people nothing is public.
#[test]
fn a_clock_that_jumps_ahead_publishes_nothing_by_itself() {
    let served = Served::at(BEFORE, false);
    served.begun(13);
    for clock in ["2017-04-23T20:00:01+02:00", "2017-04-24T20:00:00+02:00", YEARS_AHEAD, BEFORE] {
        served.set_clock(clock);
        some_publications(&served);
        assert_eq!(served.get("/manifest").status, 404, "{clock}");
        assert!(!served.public().join("tile/entries").exists(), "{clock}");
    }
    // The honest twin: the hour, and two people.
    served.set_clock(AFTER);
    served.hub().release(1);
    until("published", || served.get("/manifest").status == 200);
    served.stop();
}

/// The decision of people before the hour publishes nothing either.
#[test]
fn a_decision_waits_for_its_hour() {
    let served = Served::at(BEFORE, false);
    served.begun(13);
    served.hub().release(1);
    some_publications(&served);
    assert_eq!(served.get("/manifest").status, 404);
    served.set_clock(AFTER);
    until("published", || served.get("/manifest").status == 200);
    served.stop();
}

#[test]
fn a_clock_that_goes_back_takes_nothing_back() {
    let served = Served::at(AFTER, true);
    let messages = served.begun(13);
    until("published", || served.get("/manifest").status == 200 && manifest(&served).size == 13);
    let (before, public) = (manifest(&served), tree(&served.public().join("tile")));
    let receipt = |message: &str| {
        let came = served.post(message.as_bytes());
        assert_eq!(came.status, 200, "{came:?}");
        TlogProof::parse(came.body.as_bytes()).unwrap().index
    };
    // Back behind the legal hour, and behind the doors: the log goes on where it was.
    for (clock, message, index) in [(BEFORE, &messages[13], 13), (BEFORE, &messages[4], 4)] {
        served.set_clock(clock);
        assert_eq!(receipt(message), index, "{clock}");
    }
    served.set_clock(YEARS_BACK);
    assert_eq!(receipt(&messages[14 - 1]), 13, "a receipt again, for the place it has");
    assert_eq!(served.post(of_round_two(&served.definition).as_bytes()).code(), "H101", "early by this clock");
    until("the hashes", || served.get("/checkpoint").body == served.get("/v1/checkpoint").body);
    assert_eq!(manifest(&served), before, "what is public stays, and what is new waits");
    for (path, bytes) in public.iter().filter(|(path, _)| path.to_string_lossy().contains("entries")) {
        assert_eq!(&fs::read(path).unwrap(), bytes, "{}", path.display());
    }
    // Forward again: a later snapshot, never one that bears an earlier date for the same log.
    served.set_clock("2017-04-23T20:10:00+02:00");
    until("published", || manifest(&served).size == 14);
    let back = manifest(&served).at;
    served.set_clock("2017-04-23T20:05:00+02:00");
    let served = served.again();
    until("published", || manifest(&served).size == 14 && manifest(&served).at.instant() >= back.instant());
    served.stop();
}

/// T15: nothing for ten minutes, then many: each gets its receipt, and each is watched. A night
/// without a silence, and a silence without a rush, watch nobody.
#[test]
fn a_rush_after_a_silence_is_told_and_none_of_it_refused() {
    let served = Served::at("2017-04-23T20:30:00+02:00", true);
    served.begun(13);
    let many = u32::try_from(MANY).unwrap();
    let send = |from: u32, count: u32| {
        for nth in from..from + count {
            let came = served.post(at_noon(&served.definition, 1 + nth % 12, nth).as_bytes());
            assert_eq!(came.status, 200, "{came:?}");
        }
    };
    // The honest twins.
    send(0, many);
    served.set_clock("2017-04-23T20:41:00+02:00");
    send(many, 5);
    served.set_clock("2017-04-23T20:45:00+02:00");
    send(2 * many, many);
    assert_eq!((served.hub().rushes(), served.hub().is_rushed(20)), (0, false));
    // Ten minutes, and a thousand in the real case.
    served.set_clock("2017-04-23T20:55:00+02:00");
    let first = served.hub().checkpoint().size;
    send(4 * many, many + 20);
    assert_eq!(served.hub().rushes(), 1, "one rush, however long");
    let size = served.hub().checkpoint().size;
    assert_eq!(size, first + u64::from(many) + 20, "none was refused");
    assert!((first..size).all(|index| served.hub().is_rushed(index)), "all of it is watched");
    assert!(!served.hub().is_rushed(first - 1));
    assert!(served.get("/metrics").body.contains("vigie_rushes_total 1\n"));
    // What comes later is of nobody's rush.
    served.set_clock("2017-04-23T20:57:00+02:00");
    send(8 * many, 3);
    assert!(!served.hub().is_rushed(served.hub().checkpoint().size - 1));
    let messages = messages(&served.definition);
    assert_eq!(served.post(messages[13].as_bytes()).status, 200);
    served.stop();
}
