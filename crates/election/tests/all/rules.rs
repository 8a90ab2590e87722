//! Each rule on figures: broken by one figure, and whole without that.

use election::{
    Votes,
    message::Figures,
    refusal::Broken,
    rules::{Case, broken},
};

use crate::fixture::{usual, votes};

fn check(change: impl FnOnce(&mut Figures<Votes>), reasoned: bool) -> Vec<Broken> {
    let mut figures = usual();
    change(&mut figures);
    broken(Case { figures: &figures, frozen: votes(1000), reasoned })
}

#[test]
fn the_honest_twin_breaks_nothing() {
    assert_eq!(check(|_| {}, false), []);
}

#[test]
fn e101_a_paper_too_many() {
    assert_eq!(check(|f| f.blank = votes(11), false), [Broken::CastSum]);
}

#[test]
fn e102_a_vote_too_many() {
    assert_eq!(check(|f| f.candidates[0].1 = votes(101), false), [Broken::ValidSum]);
}

#[test]
fn e102_two_votes_exchanged_between_candidates_are_not_seen_here() {
    assert_eq!(
        check(
            |f| {
                f.candidates[0].1 = votes(101);
                f.candidates[1].1 = votes(199);
            },
            false
        ),
        []
    );
}

#[test]
fn e103_more_papers_than_voters() {
    assert_eq!(
        check(|f| f.registered = votes(600), true),
        [Broken::CastOverRegistered, Broken::SignedInOverRegistered]
    );
}

#[test]
fn e104_more_signatures_than_voters() {
    assert_eq!(check(|f| f.signed_in = votes(1001), true), [Broken::SignedInOverRegistered]);
}

#[test]
fn e105_signatures_differ_and_a_reason_settles_it() {
    assert_eq!(check(|f| f.signed_in = votes(614), false), [Broken::SignedInDiffers]);
    assert_eq!(check(|f| f.signed_in = votes(614), true), []);
}

#[test]
fn e106_another_register_and_a_reason_settles_it() {
    assert_eq!(check(|f| f.registered = votes(1001), false), [Broken::RegisteredDiffers]);
    assert_eq!(check(|f| f.registered = votes(1001), true), []);
}

#[test]
fn the_largest_figures_do_not_overflow() {
    let most = votes(10_000_000);
    let found = check(
        |f| {
            (f.registered, f.signed_in, f.cast, f.blank, f.void, f.valid) = (most, most, most, most, most, most);
            f.candidates = (1..=400).map(|panel| (panel, most)).collect();
        },
        true,
    );
    assert_eq!(found, [Broken::CastSum, Broken::ValidSum]);
}
