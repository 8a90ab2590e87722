//! What the board keeps besides states and totals.

use election::board::ChangeKind;

use crate::fixture::{Night, bureau, correction, figures, id, usual};

const STATION: &str = "01-001-0001";

#[test]
fn first_reports_are_no_changes_and_everything_after_is() {
    let mut night = Night::begun();
    let first = night.report(STATION, usual()).expect("admitted").id;
    assert!(night.board.changes().is_empty());
    let less = figures(0, 0, &[(1, 100), (2, 200), (3, 300)]);
    night.send(correction(STATION, 2, first, &usual(), less), &bureau(STATION)).expect("admitted");
    let [change] = night.board.changes() else { panic!("one change") };
    assert_eq!((change.index, change.kind, change.reason.as_str()), (2, ChangeKind::Correction, "read again"));
    let cast = |counts: &Option<election::Counts>| counts.as_ref().map(|c| c.cast.value());
    assert_eq!((cast(&change.before), cast(&change.after)), (Some(615), Some(600)));
}

#[test]
fn messages_are_found_by_their_identity() {
    let mut night = Night::begun();
    let first = night.report(STATION, usual()).expect("admitted");
    assert_eq!(night.board.index_of(first.id), Some(1));
    assert_eq!(night.board.index_of(tlog::hash::Hash::of(b"other")), None);
    assert_eq!(night.definition.station_ix(id("nowhere")), None);
}

#[test]
#[should_panic(expected = "another key book")]
fn a_message_checked_under_an_older_key_book_is_our_own_mistake() {
    let mut night = Night::begun();
    let text = night.message(crate::fixture::report(STATION, usual())).to_string();
    let [president, secretary] = bureau(STATION);
    let note = tlog::note::sign(&text, &[&president, &secretary]);
    let received = election::evidence::Received::parse(note.as_bytes()).expect("a message");
    let signed = received.authenticate(night.board.keys()).expect("signed");
    let revoked = election::message::KeyRevocation {
        scope: id(STATION),
        holder: id("president"),
        reason: "lost".to_owned(),
        at: crate::fixture::evening(),
    };
    night
        .send(election::message::Body::KeyRevoked(revoked), &[crate::fixture::holder("01-001", "clerk")])
        .expect("admitted");
    let _ = night.board.admit(signed);
}
