//! Two sign one text, and only with the keys that the definition knows.

use election::{Board, evidence::Received, message::Body};
use station::{
    excerpt::{Excerpt, Post},
    signing::{Apart, NotThisKey, fits, signed_by, together},
};
use std::sync::Arc;
use tlog::note::sign;

use crate::country::{STATION, definition, evening, form, holder, id, note, report, stamp};

#[test]
fn two_signatures_in_any_order_give_the_message_that_the_log_admits() {
    let text = report(3);
    let [president, secretary] = ["president", "secretary"].map(|name| sign(text.text(), &[&holder(name)]));
    let one = together(text.text(), &[&president, &secretary]).expect("together");
    let other = together(text.text(), &[&secretary, &president]).expect("together");
    assert_eq!((one.as_bytes(), &one), (note(3).as_slice(), &other));
    let board = Board::new(Arc::new(definition(3)));
    let signed = Received::parse(one.as_bytes()).expect("a message").authenticate(board.keys()).expect("authentic");
    assert!(matches!(signed.message().body, Body::Report(_)));
    assert_eq!(together(text.text(), &[&president, &president]).expect("once"), president);
}

#[test]
fn signatures_of_another_text_do_not_come_together() {
    let (text, other) = (report(3), report(4));
    let half = sign(other.text(), &[&holder("president")]);
    assert_eq!(together(text.text(), &[half]), Err(Apart::OtherText));
    assert_eq!(together(text.text(), &["x\n"]), Err(Apart::Form));
}

#[test]
fn a_key_is_the_definitions_and_valid_at_the_date() {
    let excerpt = Excerpt::cut(&definition(3), id(STATION)).expect("the station is there");
    let mut key = excerpt.holders().next().expect("a holder").clone();
    assert_eq!(key.holder, id("president"));
    assert_eq!(fits(&key, &holder("president"), evening()), Ok(()));
    assert_eq!(fits(&key, &holder("secretary"), evening()), Err(NotThisKey::Stranger));
    key.from = Some(stamp("2017-04-23T20:14:01+02:00"));
    assert_eq!(fits(&key, &holder("president"), evening()), Err(NotThisKey::TooEarly));
    (key.from, key.to) = (None, Some(stamp("2017-04-23T20:13:59+02:00")));
    assert_eq!(fits(&key, &holder("president"), evening()), Err(NotThisKey::TooLate));
}

#[test]
fn who_signed_is_seen_and_a_bad_signature_is_nobodys() {
    let excerpt = Excerpt::cut(&definition(3), id(STATION)).expect("the station is there");
    let by = |note: &[u8]| signed_by(note, excerpt.holders(), |key| excerpt.name(key));
    assert_eq!(by(&note(3)), [id("president"), id("secretary")]);
    let bad = String::from_utf8(note(3)).expect("text").replace("blank 14", "blank 15");
    assert_eq!(by(bad.as_bytes()), []);
}

#[test]
fn an_excerpt_speaks_for_the_whole_definition() {
    let whole = definition(3);
    let excerpt = Excerpt::cut(&whole, id(STATION)).expect("the station is there");
    let own = excerpt.form(1).expect("it opens");
    assert_eq!(own.definition(), whole.hash());
    assert_eq!(own.lines(), form(3).lines());
    assert_eq!(excerpt.hours(1).expect("hours").closes, stamp("2017-04-23T19:00:00+02:00"));
    assert_eq!(Excerpt::cut(&whole, id("nowhere")).expect_err("no such station").code(), "E204");

    let post = excerpt.post();
    assert_eq!(Post::parse(post.to_string().as_bytes()), Ok(post));
    let text = post.to_string();
    for bad in [
        &text[..text.len() - 1],
        &format!("{text}x\n"),
        &text.replace("v1", "v2"),
        &text.replace("station 2", "station -2"),
    ] {
        assert!(Post::parse(bad.as_bytes()).is_err(), "{bad}");
    }
    assert!(Excerpt::kept(post, definition(3)).is_some());
    let other = Post { station: id("nowhere"), ..post };
    assert!(Excerpt::kept(other, definition(3)).is_none());
}
