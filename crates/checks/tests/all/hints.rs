//! Where a sum that does not hold is looked for.

use checks::hints::{Slip, Sum, hints};
use election::Votes;
use election::message::{Field, Figures};

use crate::country::votes;

fn figures(cast: u32, valid: u32, candidates: [u32; 3]) -> Figures<Votes> {
    Figures {
        registered: votes(900),
        signed_in: votes(cast),
        cast: votes(cast),
        blank: votes(12),
        void: votes(5),
        valid: votes(valid),
        candidates: (1..).zip(candidates.map(votes)).collect(),
    }
}

#[track_caller]
fn said(figures: &Figures<Votes>, sum: Sum, slip: Slip, fields: &[Field]) {
    let hints = hints(figures);
    let hint = hints.iter().find(|hint| (hint.sum, hint.slip) == (sum, slip));
    assert_eq!(hint.map(|hint| hint.fields.as_slice()), Some(fields), "{hints:?}");
}

#[test]
fn sums_that_hold_say_nothing() {
    assert_eq!(hints(&figures(567, 550, [300, 200, 50])), []);
}

#[test]
fn the_line_that_was_left_out() {
    said(&figures(555, 550, [300, 200, 50]), Sum::Cast, Slip::Omitted, &[Field::Blank]);
    said(&figures(543, 550, [300, 200, 50]), Sum::Cast, Slip::Doubled, &[Field::Blank]);
}

#[test]
fn two_digits_exchanged() {
    // 253 was written for 235: nine divides the difference, and only that line has such digits.
    said(&figures(567, 550, [300, 253, 15]), Sum::Valid, Slip::Transposed, &[Field::Candidate(2)]);
}

#[test]
fn one_digit_wrong() {
    let all = [Field::Candidate(1), Field::Candidate(2), Field::Candidate(3), Field::Valid];
    said(&figures(567, 550, [300, 200, 80]), Sum::Valid, Slip::OneDigit, &all);
}
