//! Totals: exact, the same in any order, moved by one station at a time.

use election::{definition::PlaceIx, message::Figures, state::StationState, total::Sums};
use proptest::prelude::*;

use crate::fixture::{Night, STATIONS, bureau, callback, correction, figures, holder, id, report};

/// The slow twin: adds up the stations of a place from nothing.
fn added_up(night: &Night, place: PlaceIx) -> Sums {
    let none = vec![0; night.definition.rounds()[0].candidates.len()];
    let mut sums = Sums { registered: 0, signed_in: 0, cast: 0, blank: 0, void: 0, valid: 0, candidates: none.into() };
    for (ix, _) in night.definition.stations() {
        let inside = night.definition.upwards(night.definition.commune(ix)).any(|up| up == place);
        let Some(standing) = night.board.state(0, ix).counted().filter(|_| inside) else {
            continue;
        };
        let counts = &standing.counts;
        sums.registered += counts.registered.wide();
        sums.signed_in += counts.signed_in.wide();
        sums.cast += counts.cast.wide();
        sums.blank += counts.blank.wide();
        sums.void += counts.void.wide();
        sums.valid += counts.valid.wide();
        for (sum, votes) in sums.candidates.iter_mut().zip(&counts.candidates) {
            *sum += votes.wide();
        }
    }
    sums
}

#[derive(Clone, Debug)]
enum Step {
    Report(usize, u32),
    Correct(usize, u32),
    Confirm(usize),
    Annul(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..4_usize, 0..5_u32).prop_map(|(station, votes)| Step::Report(station, votes)),
        2 => (0..4_usize, 0..5_u32).prop_map(|(station, votes)| Step::Correct(station, votes)),
        1 => (0..4_usize).prop_map(Step::Confirm),
        1 => (0..4_usize).prop_map(Step::Annul),
    ]
}

fn said(votes: u32) -> Figures<election::Votes> {
    figures(votes, 1, &[(1, votes * 7), (2, 3), (3, votes)])
}

fn take(night: &mut Night, step: &Step) {
    let (Step::Report(at, _) | Step::Correct(at, _) | Step::Confirm(at) | Step::Annul(at)) = *step;
    let station = STATIONS[at];
    let ix = night.definition.station_ix(id(station)).expect("there");
    let standing = night.board.state(0, ix).counted().cloned();
    let round = &night.definition.rounds()[0].clone();
    let _ = match (step, standing) {
        (Step::Report(_, votes), _) => night.send(report(station, said(*votes)), &bureau(station)),
        (Step::Correct(_, votes), Some(s)) => {
            let old = Figures::of(&s.counts, round);
            night.send(correction(station, s.edition + 1, s.report, &old, said(*votes)), &bureau(station))
        }
        (Step::Confirm(_), Some(s)) => {
            let body = callback(station, s.report, &Figures::of(&s.counts, round));
            night.send(body, &[holder(&station[..2], "prefecture-a")])
        }
        (Step::Annul(_), _) => {
            let (decision, reason) = ("1".to_owned(), "moved".to_owned());
            let at = crate::fixture::evening();
            let body = election::message::Annulment { round: 1, station: id(station), decision, reason, at };
            night.send(election::message::Body::Annulment(body), &[holder("FR", "court")])
        }
        _ => return,
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever happens, every total is the sum of the stations that count, and every station is
    /// in exactly one state.
    #[test]
    fn totals_equal_their_slow_twin(steps in proptest::collection::vec(step(), 1..25)) {
        let mut night = Night::begun();
        for step in &steps {
            take(&mut night, step);
        }
        for (place, _) in night.definition.places() {
            let tally = night.board.tally(0, place);
            prop_assert_eq!(&tally.sums, &added_up(&night, place));
            let p = tally.progress;
            prop_assert_eq!(p.stations, p.counted() + p.missing() + p.conflict + p.annulled);
        }
        let missing = night.board.missing(0).count();
        let nation = night.board.tally(0, night.definition.nation()).progress;
        prop_assert_eq!(missing, nation.missing() as usize);
    }

    /// First reports in any order give the same totals.
    #[test]
    fn the_order_of_reports_does_not_matter(order in Just([0, 1, 2, 3]).prop_shuffle()) {
        let run = |order: &[usize]| {
            let mut night = Night::begun();
            for at in order {
                take(&mut night, &Step::Report(*at, u32::try_from(*at).expect("small")));
            }
            night.definition.places().map(|(place, _)| night.board.tally(0, place).clone()).collect::<Vec<_>>()
        };
        prop_assert_eq!(run(&order), run(&[0, 1, 2, 3]));
    }
}

#[test]
fn what_is_missing_is_listed_and_not_zero() {
    let mut night = Night::begun();
    let names = |night: &Night| {
        night.board.missing(0).map(|ix| night.definition.station(ix).id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&night), STATIONS);
    night.report(STATIONS[1], figures(0, 0, &[(1, 0), (2, 0), (3, 0)])).expect("a station where nobody voted counts");
    assert_eq!(names(&night), [STATIONS[0], STATIONS[2], STATIONS[3]]);
    let nation = night.board.tally(0, night.definition.nation());
    assert_eq!((nation.progress.counted(), nation.sums.cast, nation.sums.registered), (1, 0, 1000));
    let other = night.definition.place_ix(id("02")).expect("there");
    assert_eq!(night.board.tally(0, other).progress.counted(), 0);
    assert!(matches!(
        night.board.state(0, night.definition.station_ix(id(STATIONS[0])).expect("there")),
        StationState::Expected
    ));
}
