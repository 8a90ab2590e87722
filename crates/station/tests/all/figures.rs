//! Files of figures, as people and spreadsheets write them.

use election::message::Field;
use station::figures::{Cause, MAX_FIGURES_BYTES, read};

use crate::country::{form, typed};

const GOOD: &str = "\u{feff}Champ;Valeur\r\nA;1 204\r\nB;861\r\n\r\n# la suite\r\ncast;861\r\nd;14\r\nvoid;6\r\nF;841\r\n\
                    1;281\r\ncandidate-2;280\r\n3;280\r\n";

#[test]
fn names_letters_and_panel_numbers_are_taken() {
    let form = form(3);
    assert_eq!(read(GOOD.as_bytes(), &form), Ok(typed(&form)));
    for mark in [",", "\t", " ", "=", " ; "] {
        assert_eq!(read(GOOD.replace(';', mark).as_bytes(), &form), Ok(typed(&form)), "{mark:?}");
    }
    let quoted = read(b"reason;\"one voter, one paper\"\n", &form).expect("read");
    assert_eq!(quoted.reason(), "one voter, one paper");
}

#[test]
fn a_comma_inside_a_figure_stays_there_and_is_refused_by_the_form() {
    let typed = read(b"A,1,204\n", &form(3)).expect("taken as typed");
    assert_eq!(typed.at(Field::Registered), "1,204");
}

#[test]
fn every_bad_line_is_told() {
    let form = form(3);
    let causes = |text: &[u8]| -> Vec<(usize, Cause)> {
        read(text, &form).expect_err("bad").into_iter().map(|bad| (bad.line, bad.cause)).collect()
    };
    let unknown = |name: &str| Cause::Unknown(name.to_owned());
    assert_eq!(causes(b"A;1\nG;2\n4;1\n"), [(2, unknown("G")), (3, unknown("4"))]);
    assert_eq!(causes(b"A;1\nregistered;1\n"), [(2, Cause::Twice("registered".to_owned()))]);
    assert_eq!(causes(b"reason;a\nraison;b\n"), [(2, Cause::Twice("raison".to_owned()))]);
    assert_eq!(causes(b"A;1\nB;\xff\n"), [(2, Cause::Encoding)]);
    assert_eq!(causes(&vec![b'#'; MAX_FIGURES_BYTES + 1]), [(1, Cause::TooLong)]);
    assert_eq!(causes(b"<html>\n"), [(1, unknown("<html>"))]);
}
