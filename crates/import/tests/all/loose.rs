//! The second verdict of the one reader: a station whose own figures are wrong does not hide the
//! others, and whatever leaves uncertain who is meant refuses the file all the same.

use import::Cause;
use import::official::{read, read_loosely};

use crate::samples::{columns, numbered, unnumbered, with_cell};

/// The stations put aside and why, and how many are left.
fn loosely(text: &str) -> (Vec<(String, u64, Vec<Cause>)>, usize) {
    let loose = read_loosely(text.as_bytes(), "sample").unwrap_or_else(|refused| panic!("refused: {refused}"));
    let aside = loose.broken.into_iter().map(|broken| (broken.station.to_string(), broken.line, broken.causes));
    (aside.collect(), loose.file.rows.len())
}

#[track_caller]
fn aside(text: &str, station: &str, line: u64, causes: &[Cause]) {
    assert!(read(text.as_bytes(), "sample").is_err(), "the strict verdict stays");
    let (aside, left) = loosely(text);
    assert_eq!(aside, [(station.to_owned(), line, causes.to_vec())]);
    assert_eq!(left, text.lines().count() - 2);
}

#[test]
fn a_good_file_is_the_same_by_both_verdicts() {
    for text in [columns(), unnumbered(), numbered()] {
        let loose = read_loosely(text.as_bytes(), "sample").expect("good");
        assert_eq!(loose.broken, []);
        assert_eq!(loose.file, read(text.as_bytes(), "sample").expect("good"));
    }
}

#[test]
fn one_broken_sum_puts_one_station_aside() {
    let text = columns();
    aside(&with_cell(&text, 2, 9, "81"), "2A-004-0001", 3, &[Cause::ValidSum]);
    aside(&with_cell(&text, 2, 8, "15"), "2A-004-0001", 3, &[Cause::CastSum]);
    aside(&with_cell(&text, 2, 6, "80"), "2A-004-0001", 3, &[Cause::CastExceedsRegistered]);
    aside(&with_cell(&text, 1, 10, "l81"), "01-001-0001", 2, &[Cause::NotANumber]);
    aside(&with_cell(&text, 1, 10, "99999999"), "01-001-0001", 2, &[Cause::HugeNumber]);
}

#[test]
fn a_share_that_disagrees_and_abstentions() {
    let text = unnumbered();
    aside(&with_cell(&text, 1, 10, "16,99"), "01-001-0001", 2, &[Cause::ShareDisagrees]);
    aside(&with_cell(&text, 1, 10, "x"), "01-001-0001", 2, &[Cause::BadShare]);
    let (stations, _) = loosely(&with_cell(&text, 1, 9, "101"));
    assert!(stations[0].2.contains(&Cause::Abstentions), "{stations:?}");
}

#[test]
fn a_station_that_stands_twice_counts_once() {
    let text = columns();
    let second = text.lines().nth(2).expect("a row").to_owned();
    aside(&format!("{text}{second}\n"), "2A-004-0001", 6, &[Cause::DuplicateStation]);
}

#[test]
fn every_station_may_be_broken() {
    let text = (1..5).fold(columns(), |text, line| with_cell(&text, line, 9, "7"));
    let (aside, left) = loosely(&text);
    assert_eq!((aside.len(), left), (4, 0));
    let loose = read_loosely(text.as_bytes(), "sample").expect("looked at");
    assert_eq!(loose.file.candidates.len(), 2, "who stands is known all the same");
}

#[test]
fn many_broken_stations_are_all_told() {
    let mut lines = vec![columns().lines().next().expect("a header").to_owned()];
    lines.extend((1..=500).map(|number| format!("01,001,{number:04},4,Ain,598,498,37,453,181,273")));
    assert_eq!(loosely(&(lines.join("\n") + "\n")).0.len(), 500, "no limit of what is told hides one");
}

#[test]
fn what_leaves_uncertain_who_is_meant_refuses_the_file() {
    let text = columns();
    let wrong = [
        (with_cell(&text, 1, 1, "20"), Cause::UnknownDepartment),
        (with_cell(&text, 1, 3, "00 1"), Cause::BadStation),
        (with_cell(&text, 1, 5, " "), Cause::BadLabel),
        (format!("{text}01,001\n"), Cause::ColumnCount),
        (text.replace("MACRON", "NOBODY"), Cause::UnknownCandidates),
        (unnumbered().replace("2;F;LE PEN;Marine;50", "4;F;LE PEN;Marine;50"), Cause::OtherContest),
        (text.trim_end().to_owned(), Cause::Truncated),
    ];
    for (text, cause) in wrong {
        let refused = read_loosely(text.as_bytes(), "sample").expect_err("refused");
        assert!(refused.has(cause), "{cause:?} is not in {refused}");
    }
}
