//! What is typed is kept, and what is confirmed is what was shown.

use super::hall::{Browser, Hall, PASSWORD, csrf, definition};
use crate::country::{at_noon, messages};

pub const ENTRY: &str = "/hub/stations/1/01-001-0001/entry";

/// A record that holds, with so many votes for the first candidate.
pub fn record(browser: &Browser, first: u32) -> Vec<(String, String)> {
    let cast = (first + 200 + 7).to_string();
    let figures = [
        ("f-registered", "1 000".to_owned()),
        ("f-signed-in", cast.clone()),
        ("f-cast", cast),
        ("f-blank", "4".to_owned()),
        ("f-void", "3".to_owned()),
        ("f-valid", (first + 200).to_string()),
        ("f-candidate-1", first.to_string()),
        ("f-candidate-2", "200".to_owned()),
        ("counted", "20:04".to_owned()),
        ("csrf", csrf(browser)),
    ];
    figures.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub fn post(hall: &Hall, browser: &mut Browser, path: &str, fields: &[(String, String)]) -> super::hall::Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    hall.post(browser, path, &fields)
}

/// Two clerks bring the record of a station into the log, through the form of its first entry.
pub fn reported(hall: &Hall, entry: &str, first: u32) {
    let (mut a, mut b) = (hall.log_in("clerk-a"), hall.log_in("clerk-b"));
    let fields = record(&a, first);
    let page = post(hall, &mut a, entry, &fields);
    assert_eq!(confirm(hall, &mut a, &format!("{entry}/confirm"), &page.hidden("shown")).status, 303);
    let fields = record(&b, first);
    assert_eq!(post(hall, &mut b, entry, &fields).status, 303);
    let sign = entry.replace("entry", "sign");
    let page = hall.get(&mut b, &sign);
    assert_eq!(confirm(hall, &mut b, &sign, &page.hidden("shown")).status, 303);
}

pub fn confirm(hall: &Hall, browser: &mut Browser, path: &str, shown: &str) -> super::hall::Page {
    let word = csrf(browser);
    hall.post(browser, path, &[("csrf", &word), ("shown", shown), ("password", PASSWORD)])
}

#[test]
fn two_clerks_bring_a_record_into_the_log() {
    let hall = Hall::new();
    let (mut a, mut b) = (hall.log_in("clerk-a"), hall.log_in("clerk-b"));
    let fields = record(&a, 300);
    let page = post(&hall, &mut a, ENTRY, &fields);
    assert_eq!(page.status, 200, "{}", page.body);
    let done = confirm(&hall, &mut a, &format!("{ENTRY}/confirm"), &page.hidden("shown"));
    assert_eq!(done.status, 303, "{}", done.body);
    let station = hall.get(&mut b, "/hub/stations/1/01-001-0001");
    // Tokens are chance, and may hold any three figures.
    assert!(!station.body.replace(&csrf(&b), "").contains("300"), "the second sees nothing of the first");
    let again = hall.get(&mut a, ENTRY);
    assert!(again.body.contains("E410"), "T35: {}", again.body);
    let fields = record(&b, 300);
    assert_eq!(post(&hall, &mut b, ENTRY, &fields).status, 303);
    let sign = hall.get(&mut b, "/hub/stations/1/01-001-0001/sign");
    let done = confirm(&hall, &mut b, "/hub/stations/1/01-001-0001/sign", &sign.hidden("shown"));
    assert_eq!(done.status, 303, "{}", done.body);
    let kinds = last_kinds(&hall);
    assert_eq!(kinds, ["kind entry-sent", "kind entry-signed"], "the second signature sends it");
    let station = hall.get(&mut b, "/hub/stations/1/01-001-0001");
    assert!(station.body.contains("Reçu") && station.body.contains("Mots de contrôle"), "{}", station.body);
    let again = hall.get(&mut a, ENTRY);
    assert!(again.status == 409 && again.body.contains("E413"), "what is in the log is not typed again");
}

fn with_hour(browser: &Browser, hour: &str) -> Vec<(String, String)> {
    let mut fields = record(browser, 300);
    fields.retain(|(name, _)| name != "counted");
    fields.push(("counted".to_owned(), hour.to_owned()));
    fields
}

/// A count that ended a moment ahead of the hub's clock is let pass, as clocks differ; one that ends
/// later is read again, by paper and by telephone, before anybody signs.
#[test]
fn a_count_does_not_end_in_the_hubs_future() {
    let hall = Hall::new();
    let mut a = hall.log_in("clerk-a");
    let clock = |ahead: i64| {
        let at = definition().rounds()[0].publishes.at(hall.instant() + ahead).expect("a moment");
        at.to_string()[11..16].to_owned()
    };
    let before = hall.events().len();
    for path in [ENTRY, "/hub/stations/1/01-001-0001/telephone"] {
        for late in [clock(6 * 60), "22:05".to_owned(), "3:00".to_owned()] {
            let fields = with_hour(&a, &late);
            let page = post(&hall, &mut a, path, &fields);
            assert!(page.status == 422 && page.hidden("shown").is_empty(), "{path} {late}: {}", page.body);
            assert!(
                page.body.contains(&format!("horloge du concentrateur il est {}", clock(0))),
                "{late}: {}",
                page.body
            );
        }
        let confirmed = confirm(&hall, &mut a, &format!("{path}/confirm"), &"0".repeat(64));
        assert_eq!(confirmed.status, 422, "what was kept is looked at again");
    }
    assert_eq!(hall.events().len(), before);
    let fields = with_hour(&a, &clock(4 * 60));
    assert!(!post(&hall, &mut a, ENTRY, &fields).hidden("shown").is_empty(), "within what clocks may differ");
}

/// Two hours are a difference like two figures: nobody signs, and a third person reads the hour alone.
#[test]
fn another_hour_in_the_second_entry_is_a_difference() {
    let hall = Hall::new();
    let (mut a, mut b, mut c) = (hall.log_in("clerk-a"), hall.log_in("clerk-b"), hall.log_in("results"));
    let fields = with_hour(&a, "20:04");
    let page = post(&hall, &mut a, ENTRY, &fields);
    assert_eq!(confirm(&hall, &mut a, &format!("{ENTRY}/confirm"), &page.hidden("shown")).status, 303);
    let fields = with_hour(&b, "");
    let none = post(&hall, &mut b, ENTRY, &fields);
    assert!(none.status == 422 && !none.body.contains("20:04"), "an hour is asked for, and none is shown");
    let fields = with_hour(&b, "20:02");
    assert_eq!(post(&hall, &mut b, ENTRY, &fields).status, 303);
    let station = hall.get(&mut b, "/hub/stations/1/01-001-0001");
    assert!(station.body.contains("Les deux saisies diffèrent"), "{}", station.body);
    let path = "/hub/stations/1/01-001-0001/differences";
    let asked = hall.get(&mut c, path).body;
    assert!(asked.contains("name=\"counted\"") && !asked.contains("name=\"f-cast\""), "the hour alone: {asked}");
    let word = csrf(&c);
    let neither = hall.post(&mut c, path, &[("csrf", &word), ("counted", "20:01")]);
    assert!(neither.status == 409 && neither.body.contains("E453"), "{}", neither.body);
    assert_eq!(hall.post(&mut c, path, &[("csrf", &word), ("counted", "20:02")]).status, 303);
    let sign = hall.get(&mut a, "/hub/stations/1/01-001-0001/sign").body;
    assert!(sign.contains("20:02:00"), "{sign}");
}

/// The kinds of the last two events, the latest first.
fn last_kinds(hall: &Hall) -> Vec<String> {
    hall.events().iter().rev().take(2).filter_map(|text| text.lines().nth(5).map(str::to_owned)).collect()
}

#[test]
fn an_entry_is_dropped_with_a_reason_and_begins_again() {
    let hall = Hall::new();
    let (mut a, mut b) = (hall.log_in("clerk-a"), hall.log_in("clerk-b"));
    let mut fields = record(&a, 300);
    let page = post(&hall, &mut a, ENTRY, &fields);
    confirm(&hall, &mut a, &format!("{ENTRY}/confirm"), &page.hidden("shown"));
    fields = record(&b, 301);
    assert_eq!(post(&hall, &mut b, ENTRY, &fields).status, 303);
    let station = hall.get(&mut b, "/hub/stations/1/01-001-0001");
    assert!(station.body.contains("Les deux saisies diffèrent"), "{}", station.body);
    let word = csrf(&b);
    let path = "/hub/stations/1/01-001-0001/drop";
    let came = hall.post(&mut b, path, &[("csrf", &word), ("reason", "")]);
    assert_eq!(came.status, 409, "a reason is asked for");
    let came = hall.post(&mut b, path, &[("csrf", &word), ("reason", "autre procès-verbal")]);
    assert_eq!(came.status, 303);
    assert_eq!(last_kinds(&hall)[0], "kind entry-dropped");
}

/// T37: what changes between what was shown and the confirmation is refused.
#[test]
fn another_content_than_the_one_shown_is_not_signed() {
    let hall = Hall::new();
    let mut a = hall.log_in("clerk-a");
    let fields = record(&a, 300);
    let shown = post(&hall, &mut a, ENTRY, &fields).hidden("shown");
    let fields = record(&a, 310);
    assert_eq!(post(&hall, &mut a, ENTRY, &fields).status, 200, "another window, other figures");
    let before = hall.events().len();
    let refused = confirm(&hall, &mut a, &format!("{ENTRY}/confirm"), &shown);
    assert!(refused.status == 409 && refused.body.contains("E417"), "{} {}", refused.status, refused.body);
    assert_eq!(hall.events().len(), before, "not even a code was used");
    let shown = post(&hall, &mut a, ENTRY, &fields).hidden("shown");
    let word = csrf(&a);
    let wrong = [("csrf", word.as_str()), ("shown", &shown), ("password", "une autre phrase longue")];
    assert_eq!(hall.post(&mut a, &format!("{ENTRY}/confirm"), &wrong).status, 409, "another password");
    assert_eq!(confirm(&hall, &mut a, &format!("{ENTRY}/confirm"), &shown).status, 303, "the honest twin");
}

#[test]
fn what_cannot_be_right_comes_back_as_it_was_typed() {
    let hall = Hall::new();
    let mut a = hall.log_in("clerk-a");
    let mut fields = record(&a, 300);
    fields[6].1 = "-5".to_owned();
    fields[7].1 = String::new();
    let page = post(&hall, &mut a, ENTRY, &fields);
    assert_eq!(page.status, 422);
    assert!(page.body.contains("value=\"-5\"") && page.body.contains("value=\"1 000\""), "{}", page.body);
    assert!(page.body.contains("href=\"#f-candidate-1\"") && page.body.contains("href=\"#f-candidate-2\""));
    assert!(page.body.contains("pas zéro"));
}

#[test]
fn a_session_that_ends_loses_nothing_that_was_typed() {
    let hall = Hall::new();
    let mut a = hall.log_in("clerk-a");
    let fields = record(&a, 345);
    hall.later(31 * 60);
    let before = hall.events().len();
    let door = post(&hall, &mut a, ENTRY, &fields);
    assert_eq!(door.status, 401);
    let (word, kept, back) = (door.hidden("csrf"), door.hidden("kept"), door.hidden("back"));
    assert_eq!(back, ENTRY);
    assert!(kept.contains("f-candidate-1=345") && !kept.contains("csrf"), "{kept}");
    assert_eq!(hall.events().len(), before, "nothing is done for who is not there");
    let fields =
        [("csrf", word.as_str()), ("account", "clerk-a"), ("password", PASSWORD), ("kept", &kept), ("back", &back)];
    let came = hall.post(&mut a, "/hub/log-in", &fields);
    assert!(came.head.contains(&format!("location: {ENTRY}")), "{came:?}");
    let page = hall.get(&mut a, ENTRY);
    assert!(page.body.contains("value=\"345\"") && page.body.contains("value=\"20:04\""), "{}", page.body);
}

/// A form that another site sends through a clerk's browser is not kept for the clerk's own entry.
#[test]
fn what_another_site_sends_is_never_found_in_a_form() {
    let hall = Hall::new();
    let typed = "f-candidate-1=126&f-candidate-2=105";
    let kind = "application/x-www-form-urlencoded";
    for from in ["Origin: https://evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
        let door = hall.send(&mut Browser::default(), "POST", ENTRY, kind, typed.as_bytes(), from);
        assert_eq!(door.status, 401);
        assert!(!door.body.contains("126") && !door.body.contains("name=\"kept\""), "{from}: {}", door.body);
    }
    let door = hall.send(&mut Browser::default(), "POST", ENTRY, kind, typed.as_bytes(), "Origin: http://hub\r\n");
    assert!(door.hidden("kept").contains("f-candidate-1=126"), "the honest twin");
}

#[test]
fn neighbours_and_strange_paths_are_refused() {
    let hall = Hall::new();
    let mut results = hall.log_in("results");
    for path in [
        "/hub/stations/9/01-001-0001",
        "/hub/stations/1/nowhere",
        "/hub/dossiers/1/..%2f..%2fetc",
        "/hub/departments/R1",
    ] {
        let came = hall.get(&mut results, path);
        assert!(matches!(came.status, 403 | 404 | 400), "{path}: {}", came.status);
    }
    let mut clerk = hall.log_in("clerk-a");
    assert_eq!(hall.get(&mut clerk, "/hub/communes/01").status, 403, "a department is no commune of a clerk");
}

/// By telephone the hub shows no words: the station says them, and another word enters nothing.
#[test]
fn by_telephone_the_station_says_its_words() {
    let hall = Hall::new();
    let mut a = hall.log_in("clerk-a");
    let path = ENTRY.replace("entry", "telephone");
    let fields = record(&a, 300);
    let page = post(&hall, &mut a, &path, &fields);
    let shown = page.hidden("shown");
    let due = election::words::words(tlog::Hash::from_hex(&shown).unwrap(), election::words::CHECK_WORDS);
    assert!(page.status == 200 && !page.body.contains(&due), "{}", page.body);
    let word = csrf(&a);
    let said = |words: &str, hall: &Hall, a: &mut Browser| {
        let fields = [("csrf", word.as_str()), ("shown", &shown), ("password", PASSWORD), ("words", words)];
        hall.post(a, &format!("{path}/confirm"), &fields)
    };
    let before = hall.events().len();
    let refused = said("arbre arbre arbre arbre arbre", &hall, &mut a);
    assert!(refused.status == 409 && refused.body.contains("E416"), "{}", refused.body);
    assert_eq!(hall.events().len(), before);
    assert_eq!(said(&due.to_uppercase(), &hall, &mut a).status, 303);
    assert_eq!(last_kinds(&hall)[0], "kind entry-first");
    let mut b = hall.log_in("clerk-b");
    let sign = hall.get(&mut b, "/hub/stations/1/01-001-0001/sign");
    assert!(sign.body.contains(&due), "the second holder signs the same text");
    let done = confirm(&hall, &mut b, "/hub/stations/1/01-001-0001/sign", &sign.hidden("shown"));
    assert_eq!((done.status, last_kinds(&hall)[0].as_str()), (303, "kind entry-sent"));
}

/// A return of a place with stations that are not confirmed is not offered, and not taken.
#[test]
fn a_return_waits_for_every_station() {
    let hall = Hall::new();
    let mut a = hall.log_in("clerk-a");
    let page = hall.get(&mut a, "/hub/returns/01-001?round=1");
    assert!(page.status == 200 && page.body.contains("Pas encore") && page.hidden("shown").is_empty());
    // Every commune has a station 0001 in its town hall.
    assert!(page.body.contains(">Name of 01-001 · Bureau 0001 (01-001-0001)<"), "{}", page.body);
    let word = csrf(&a);
    let at = "2017-04-23T20:30:00+02:00";
    let fields =
        [("csrf", word.as_str()), ("round", "1"), ("at", at), ("shown", &"00".repeat(32)), ("password", PASSWORD)];
    let came = hall.post(&mut a, "/hub/returns/01-001", &fields);
    assert!(came.status == 409 && came.body.contains("E417"), "{}", came.status);
}

/// T15: a report that came in a rush after a silence stands under the warnings until somebody has
/// called back; one that came in its time does not.
#[test]
fn a_report_of_a_rush_is_looked_at_first() {
    let hall = Hall::new();
    let (definition, evening) = (definition(), messages(&definition()));
    hall.log(&evening[3]);
    let mut room = hall.log_in("room");
    hall.later(11 * 60);
    hall.log(&evening[6]);
    for nth in 0..110 {
        hall.log(&at_noon(&definition, 1 + nth % 12, nth));
    }
    let page = hall.get(&mut room, "/hub/departments/01?round=1&filter=warning");
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("/hub/dossiers/1/01-001-0006"), "of the rush: {}", page.body);
    assert!(!page.body.contains("/hub/dossiers/1/01-001-0003"), "in its time: {}", page.body);
    // Called back, it is like any other.
    hall.log(&evening[15]);
    let page = hall.get(&mut room, "/hub/departments/01?round=1&filter=warning");
    assert!(!page.body.contains("/hub/dossiers/1/01-001-0006"), "{}", page.body);
}
