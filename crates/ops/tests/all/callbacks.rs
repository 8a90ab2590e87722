//! Call-backs: the hub draws, nobody chooses.

use std::collections::BTreeMap;

use ops::Refusal;
use ops::callback::{CallBack, MAX_DIFFERED, choose, is_blind};
use ops::readings::Readings;
use ops::step::Command;
use tlog::Hash;

use crate::country::{Office, figures, spot, votes};

const REPORT: Hash = Hash([7; 32]);

fn drawn() -> Readings {
    let figures = figures(300, 200);
    choose(&[3; 32], REPORT, &figures).map(|field| (field, figures.at(field).unwrap())).into()
}

fn open(nonce: u8) -> Command {
    Command::OpenCallback { spot: spot(), report: REPORT, nonce: [nonce; 32] }
}

fn read(read: Readings) -> Command {
    Command::ReadBack { spot: spot(), report: REPORT, figures: figures(300, 200), read }
}

#[test]
fn what_is_read_right_confirms() {
    let mut office = Office::new();
    assert_eq!(office.by("results-01-a", read(drawn())), Err(Refusal::Step), "nothing was drawn yet");
    office.by("results-01-a", open(3)).unwrap();
    assert_eq!(office.by("results-01-a", read(drawn())).unwrap(), Vec::new());
    let sent = ops::desk::Sent { message: Hash([9; 32]), index: 12 };
    office.hub(Command::CallbackSent { spot: spot(), sent }).unwrap();
    assert!(matches!(office.room.callback(spot()), Some(CallBack::Done(_))));
}

#[test]
fn what_is_read_wrong_is_remembered_and_the_lines_stay() {
    let mut office = Office::new();
    office.by("results-01-a", open(3)).unwrap();
    let mut wrong = drawn();
    wrong[0].1 = votes(wrong[0].1.value() + 1);
    for times in 1..=MAX_DIFFERED {
        assert_eq!(office.by("results-01-b", read(wrong.clone())).unwrap().len(), 1);
        let Some(CallBack::Differed(differed)) = office.room.callback(spot()) else { panic!() };
        assert_eq!(differed.times, times);
        assert_eq!(differed.opened.nonce, [3; 32]);
    }
    assert_eq!(office.by("results-01-a", read(drawn())), Err(Refusal::Guessing), "the right one comes too late");
    assert_eq!(office.by("results-01-a", open(4)), Err(Refusal::Step), "no second throw");
}

#[test]
fn other_lines_than_those_drawn_are_refused() {
    let mut office = Office::new();
    office.by("results-01-a", open(3)).unwrap();
    let all = ops::readings::of(&figures(300, 200));
    for pair in all.windows(2).filter(|pair| *pair != drawn()) {
        assert_eq!(office.by("results-01-a", read(pair.to_vec())), Err(Refusal::NotDrawn));
    }
    let later = Command::ReadBack { spot: spot(), report: Hash([8; 32]), figures: figures(1, 2), read: drawn() };
    assert_eq!(office.by("results-01-a", later), Err(Refusal::Changed), "another edition stands by now");
}

#[test]
fn every_pair_of_lines_is_drawn_about_as_often() {
    let figures = figures(300, 200);
    let mut pairs = BTreeMap::<_, u32>::new();
    let throws = 36_000;
    for throw in 0..throws {
        let nonce = Hash::of(&u32::to_be_bytes(throw)).0;
        let [one, two] = choose(&nonce, REPORT, &figures);
        assert!(one < two);
        *pairs.entry((one, two)).or_default() += 1;
    }
    assert_eq!(pairs.len(), 9 * 8 / 2, "every pair of nine lines");
    let due = throws / 36;
    for (pair, times) in pairs {
        // Five standard deviations of a count of 1,000.
        assert!(times.abs_diff(due) < 160, "{pair:?}: {times}");
    }
}

#[test]
fn one_nonce_says_nothing_about_another_report() {
    let figures = figures(300, 200);
    let pairs: std::collections::BTreeSet<_> =
        (0..40_u8).map(|report| choose(&[3; 32], Hash([report; 32]), &figures)).collect();
    assert!(pairs.len() > 15);
}

/// From the list of roles: whoever may ring, and nobody who holds the paper.
#[test]
fn whoever_may_ring_is_blind_until_it_is_confirmed() {
    use election::state::StationState;
    use ops::roles::{Act, Role, may};
    let board = election::Board::new(crate::country::definition());
    let expected = board.state(0, board.definition().station_ix(spot().1).expect("a station"));
    assert_eq!(*expected, StationState::Expected);
    for role in Role::ALL {
        assert!(!is_blind(role, expected), "{role}: nothing is due");
        let reported = crate::country::reported();
        assert!(is_blind(role, &reported) || !may(role, Act::CallBack), "{role}");
        assert!(!is_blind(role, &reported) || !may(role, Act::Enter), "{role}");
    }
}
