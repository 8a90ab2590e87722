//! Many records from one file: previewed, confirmed as they were shown, entered together or not at all.

use std::fmt::Write as _;

use super::hall::{Browser, Hall, PASSWORD, Page, csrf};
use super::workbook::{Cell, workbook};

const IMPORT: &str = "/hub/communes/01-001/import";
const HEAD: [&str; 10] = [
    "station",
    "counted-at",
    "registered",
    "signed-in",
    "cast",
    "blank",
    "void",
    "valid",
    "candidate-1",
    "candidate-2",
];

/// A record that holds, with so many votes for the first candidate.
fn figures(first: u32) -> [u32; 8] {
    [1000, first + 207, first + 207, 4, 3, first + 200, first, 200]
}

fn table(lines: &[(&str, u32)]) -> String {
    let mut table = HEAD.join(";") + "\n";
    for (station, first) in lines {
        let figures = figures(*first).map(|figure| figure.to_string()).join(";");
        let _ = writeln!(table, "{station};20:14;{figures}");
    }
    table
}

fn book(lines: &[(&str, u32)]) -> Vec<u8> {
    let mut rows = vec![HEAD.map(|name| Cell::Text(name.to_owned())).to_vec()];
    for (station, first) in lines {
        let mut row = vec![Cell::Text((*station).to_owned()), Cell::Hour(20, 14)];
        row.extend(figures(*first).map(Cell::Number));
        rows.push(row);
    }
    workbook(&rows)
}

/// A hall at a quarter past eight, when the records have ended.
fn later() -> Hall {
    let hall = Hall::new();
    hall.later(15 * 60);
    hall
}

fn preview(hall: &Hall, browser: &mut Browser, file: &[u8]) -> Page {
    let word = csrf(browser);
    hall.upload(browser, IMPORT, &[("csrf", &word)], Some(file))
}

fn confirm(hall: &Hall, browser: &mut Browser, held: &str, shown: &str) -> Page {
    let word = csrf(browser);
    let fields = [("csrf", word.as_str()), ("held", held), ("shown", shown), ("password", PASSWORD)];
    hall.upload(browser, &format!("{IMPORT}/confirm"), &fields, None)
}

/// What the events after a number are, oldest first.
fn kinds_after(hall: &Hall, before: usize) -> Vec<String> {
    hall.events()[before..]
        .iter()
        .filter_map(|text| text.lines().nth(5)?.strip_prefix("kind ").map(str::to_owned))
        .collect()
}

const BOTH: [(&str, u32); 2] = [("01-001-0001", 300), ("01-001-0002", 250)];

#[test]
fn a_table_of_two_stations_is_two_entries_behind_its_own_hash() {
    let hall = later();
    let mut a = hall.log_in("clerk-a");
    let file = table(&BOTH);
    let page = preview(&hall, &mut a, file.as_bytes());
    assert_eq!(page.status, 200, "{}", page.body);
    let before = hall.events().len();
    let done = confirm(&hall, &mut a, &page.hidden("held"), &page.hidden("shown"));
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(kinds_after(&hall, before), ["entry-file", "entry-first", "entry-first"]);
    let event = &hall.events()[before];
    assert!(event.contains(&format!("file {}\nlines 2\n", tlog::Hash::of(file.as_bytes()))), "{event}");
    assert_eq!(hall.events()[before + 1].matches("\nsigner clerk-a\n").count(), 1, "signed by who brought it");
}

/// The same records from a spreadsheet, its hour as spreadsheets keep hours, by the second person.
#[test]
fn a_real_workbook_is_the_second_entry_of_a_table() {
    let hall = later();
    let (mut a, mut b) = (hall.log_in("clerk-a"), hall.log_in("clerk-b"));
    let first = preview(&hall, &mut a, &book(&BOTH));
    assert_eq!(first.status, 200, "{}", first.body);
    assert_eq!(confirm(&hall, &mut a, &first.hidden("held"), &first.hidden("shown")).status, 200);
    let entry = hall.events().into_iter().rev().find(|event| event.contains("kind entry-first")).unwrap();
    assert!(entry.contains("text counted-at 2017-04-23T20:14:00+02:00"), "{entry}");
    let own = preview(&hall, &mut a, &book(&BOTH));
    assert!(own.status == 422 && own.body.contains("E410") && own.hidden("shown").is_empty(), "T35: {}", own.body);
    let page = preview(&hall, &mut b, &book(&[BOTH[0], ("01-001-0002", 251)]));
    assert!(page.body.contains("Deuxième saisie"), "{}", page.body);
    let before = hall.events().len();
    assert_eq!(confirm(&hall, &mut b, &page.hidden("held"), &page.hidden("shown")).status, 200);
    assert_eq!(kinds_after(&hall, before), ["entry-file", "entry-second", "entry-second"]);
    let same = hall.get(&mut b, "/hub/stations/1/01-001-0001");
    let other = hall.get(&mut b, "/hub/stations/1/01-001-0002");
    assert!(same.body.contains("À signer") && other.body.contains("Saisies différentes"), "{}", other.body);
}

#[test]
fn one_refused_line_and_nothing_of_the_file_can_be_confirmed() {
    let hall = later();
    let mut a = hall.log_in("clerk-a");
    let before = hall.events().len();
    let broken = table(&BOTH).replace(";4;3;450;", ";4;3;451;");
    let elsewhere = table(&[BOTH[0], ("02-001-0001", 300)]);
    let twice = table(&[BOTH[0], BOTH[0]]);
    for file in [broken, elsewhere, twice] {
        let page = preview(&hall, &mut a, file.as_bytes());
        assert_eq!(page.status, 422, "{}", page.body);
        assert!(page.body.contains("Refusée") && page.hidden("shown").is_empty(), "{}", page.body);
        // Who makes up the form that the page does not have gets no further.
        let held = base64(file.as_bytes());
        let forced = confirm(&hall, &mut a, &held, &"00".repeat(32));
        assert!(forced.status == 409 && forced.body.contains("E417"), "{} {}", forced.status, forced.body);
    }
    assert_eq!(kinds_after(&hall, before), Vec::<String>::new());
}

/// T37: another file than the one shown, and a desk that moved between the two pages.
#[test]
fn what_was_not_shown_is_not_entered() {
    let hall = later();
    let (mut a, mut b) = (hall.log_in("clerk-a"), hall.log_in("clerk-b"));
    let page = preview(&hall, &mut a, table(&BOTH).as_bytes());
    let shown = page.hidden("shown");
    let before = hall.events().len();
    // One byte more, and not one figure of it.
    let same_figures = table(&BOTH) + "\n";
    for other in [same_figures, table(&[BOTH[0], ("01-001-0002", 251)])] {
        let refused = confirm(&hall, &mut a, &base64(other.as_bytes()), &shown);
        assert!(refused.status == 409 && refused.body.contains("E417"), "{} {}", refused.status, refused.body);
    }
    assert_eq!(kinds_after(&hall, before), Vec::<String>::new());
    let one = preview(&hall, &mut b, table(&BOTH[1..]).as_bytes());
    assert_eq!(confirm(&hall, &mut b, &one.hidden("held"), &one.hidden("shown")).status, 200);
    let before = hall.events().len();
    let refused = confirm(&hall, &mut a, &page.hidden("held"), &shown);
    assert!(refused.status == 409 && refused.body.contains("E417"), "{}", refused.body);
    assert_eq!(kinds_after(&hall, before), Vec::<String>::new(), "not the station that was free either");
    let again = confirm(&hall, &mut a, &refused.hidden("held"), &refused.hidden("shown"));
    assert_eq!(again.status, 200, "the page that refuses shows what the file would do now: {}", again.body);
    assert_eq!(kinds_after(&hall, before), ["entry-file", "entry-first", "entry-second"]);
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(bytes)
}

/// A record whose end has not come by the hub's clock is not entered from a file either, as a first
/// entry or as a second.
#[test]
fn a_count_that_has_not_ended_is_not_in_a_file() {
    let hall = later();
    let (mut a, mut b) = (hall.log_in("clerk-a"), hall.log_in("clerk-b"));
    let early = |hall: &Hall, browser: &mut Browser| {
        let file = table(&BOTH[..1]).replace("20:14", "22:05");
        let page = preview(hall, browser, file.as_bytes());
        assert!(page.status == 422 && page.hidden("shown").is_empty(), "{}", page.body);
        assert!(page.body.contains("counted-at") && page.body.contains("du concentrateur il est 20:"), "{}", page.body);
    };
    early(&hall, &mut a);
    let page = preview(&hall, &mut a, table(&BOTH[..1]).as_bytes());
    assert_eq!(confirm(&hall, &mut a, &page.hidden("held"), &page.hidden("shown")).status, 200);
    early(&hall, &mut b);
    let other = table(&BOTH[..1]).replace("20:14", "20:13");
    let page = preview(&hall, &mut b, other.as_bytes());
    assert_eq!(confirm(&hall, &mut b, &page.hidden("held"), &page.hidden("shown")).status, 200);
    let station = hall.get(&mut b, "/hub/stations/1/01-001-0001").body;
    assert!(station.contains("Les deux saisies diffèrent"), "another hour: {station}");
}
