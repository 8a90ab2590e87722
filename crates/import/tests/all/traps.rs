//! Every oddity of the definitive national files, each in one row.

use import::cause::Cause;

use crate::samples::{accepted, check, columns};

fn with_row(row: &str) -> String {
    format!("{}{row}\n", columns())
}

fn counts_of(row: &str) -> election::Counts {
    accepted(with_row(row).as_bytes()).rows.pop().expect("a row").counts
}

#[test]
fn overseas_and_abroad_have_their_own_codes() {
    for code in ["ZA", "ZB", "ZC", "ZD", "ZM", "ZN", "ZP", "ZS", "ZW", "ZX", "ZZ", "2A", "2B"] {
        let file = accepted(with_row(&format!("{code},901,0001,1,Place,10,5,0,5,2,3")).as_bytes());
        assert_eq!(file.rows[4].department.as_str(), code);
        assert!(!file.rows[4].department_label.is_empty());
    }
}

#[test]
fn station_codes_need_not_be_four_digits() {
    for code in ["BV01", "01.1", "0A01", "069A"] {
        let file = accepted(with_row(&format!("01,002,{code},1,Place,10,5,0,5,2,3")).as_bytes());
        assert_eq!(file.rows[4].station.as_str(), format!("01-002-{code}"));
    }
}

#[test]
fn a_station_may_have_no_vote_and_even_no_voter() {
    assert_eq!(counts_of("ZZ,068,0001,11,Douchanbe,0,0,0,0,0,0").registered.value(), 0);
    assert_eq!(counts_of("ZZ,186,0001,10,Sanaa,109,0,0,0,0,0").cast.value(), 0);
}

#[test]
fn everybody_may_have_voted() {
    let counts = counts_of("02,735,0001,5,Tannières,17,17,0,17,10,7");
    assert_eq!(counts.cast, counts.registered);
}

#[test]
fn an_annulled_station_has_every_paper_in_void() {
    let counts = counts_of("34,001,0001,1,Place,500,400,0,0,0,0");
    assert_eq!((counts.void.value(), counts.valid.value()), (400, 0));
}

#[test]
fn a_consular_post_is_one_huge_station() {
    assert_eq!(counts_of("ZZ,085,0001,6,Genève,105891,60000,500,59000,9000,50000").registered.value(), 105_891);
}

#[test]
fn a_negative_rest_of_void_papers_is_refused() {
    check(with_row("01,002,0001,1,Place,10,5,1,5,2,3").as_bytes(), Cause::CastSum, Some(6), Some(7));
}
