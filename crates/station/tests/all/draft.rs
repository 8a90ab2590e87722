//! Drafts: what was typed comes back as it was typed.

use election::{message::Field, text::Fault};
use proptest::prelude::*;
use station::{
    draft::{Draft, MAX_DRAFT_BYTES, Misfit},
    form::Typed,
};

use crate::country::{evening, form};

fn draft() -> Draft {
    let mut typed = Typed::default();
    for (field, text) in
        [(Field::Registered, "1\u{202f}204"), (Field::Cast, "86l"), (Field::Candidate(3), "- oublié ?")]
    {
        typed.put(field, text).expect("kept");
    }
    typed.put_reason("reason saved-at x").expect("kept");
    Draft::of(&form(3), typed, evening())
}

#[test]
fn a_draft_is_read_back_as_it_was_written() {
    let text = draft().to_string();
    assert_eq!(Draft::parse(text.as_bytes()), Ok(draft()));
    assert!(text.contains("\ncast 86l\ncandidate-3 - oublié ?\nreason reason saved-at x\nsaved-at 2017"), "{text}");
    let empty = Draft::of(&form(3), Typed::default(), evening());
    assert_eq!(Draft::parse(empty.to_string().as_bytes()), Ok(empty));
}

#[test]
fn a_draft_is_refused_in_any_other_spelling() {
    let good = draft().to_string();
    let changed = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        Draft::parse(good.replacen(from, to, 1).as_bytes()).expect_err(to).fault
    };
    assert!(matches!(changed("vigie.draft/v1", "vigie.draft/v2"), Fault::Expected(_)));
    assert!(matches!(changed("mode test", "mode drill"), Fault::Word(_)));
    assert!(matches!(changed("round 1", "round 256"), Fault::Number));
    assert!(matches!(changed("cast 86l", "cast"), Fault::Expected(_)));
    assert!(matches!(changed("cast 86l", "cast  86l"), Fault::Phrase));
    assert!(matches!(changed("cast 86l", "cast 86l\u{a0}"), Fault::Phrase));
    assert!(matches!(changed("cast 86l", "cast 86l\ncast 86l"), Fault::Expected(_)));
    assert!(matches!(changed("cast 86l", "valid 1\ncast 86l"), Fault::Expected(_)));
    assert!(matches!(changed("candidate-3", "candidate-03"), Fault::Expected(_)));
    assert!(matches!(changed("reason reason saved-at x\n", "reason a\nreason b\n"), Fault::Expected(_)));
    assert!(matches!(changed("saved-at 2017", "saved-at 17"), Fault::Moment));
    assert_eq!(Draft::parse(format!("{good}\n").as_bytes()).expect_err("more").fault, Fault::Trailing);
    assert_eq!(Draft::parse(good.trim_end().as_bytes()).expect_err("cut").fault, Fault::FinalNewline);
    let long = format!("{good}{}", "x".repeat(MAX_DRAFT_BYTES));
    assert!(matches!(Draft::parse(long.as_bytes()).expect_err("long").fault, Fault::Limit(_)));
}

/// A draft that was cut while it was written is never taken for a whole one.
#[test]
fn a_draft_cut_at_any_byte_is_refused() {
    let good = draft().to_string();
    for end in 0..good.len() {
        assert!(Draft::parse(&good.as_bytes()[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_draft_is_for_the_form_it_was_typed_into() {
    assert_eq!(draft().for_form(&form(3)).map(|typed| typed.at(Field::Cast).to_owned()), Ok("86l".to_owned()));
    assert_eq!(draft().for_form(&form(4)), Err(Misfit::Definition));
    let other = Draft { round: 2, ..draft() };
    assert_eq!(other.for_form(&form(3)), Err(Misfit::Place));
    let mut stranger = draft();
    stranger.typed.put(Field::Candidate(9), "1").expect("kept");
    assert_eq!(stranger.for_form(&form(3)), Err(Misfit::Field(Field::Candidate(9))));
}

proptest! {
    #[test]
    fn whatever_is_kept_comes_back(texts in proptest::collection::vec("\\PC{0,60}", 9), reason in "\\PC{0,80}") {
        let form = form(3);
        let mut typed = Typed::default();
        for (field, text) in form.fields().zip(&texts) {
            // What cannot be kept was refused, and the field holds what it held.
            let _ = typed.put(field, text);
        }
        let _ = typed.put_reason(&reason);
        let draft = Draft::of(&form, typed, evening());
        prop_assert_eq!(Draft::parse(draft.to_string().as_bytes()), Ok(draft));
    }
}
