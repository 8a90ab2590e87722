//! The receipt of a commune: its page, and a proof that holds without the hub.

use tlog::{Hash, Policy, TlogProof};

use super::desk::{ENTRY, reported};
use super::hall::{Hall, definition};

const STATION: &str = "/hub/stations/1/01-001-0001";

#[test]
fn a_commune_takes_its_receipt_home() {
    let hall = Hall::new();
    let mut clerk = hall.log_in("clerk-a");
    assert_eq!(hall.get(&mut clerk, &format!("{STATION}/receipt")).status, 404, "nothing was sent");
    assert_eq!(hall.get(&mut clerk, &format!("{STATION}/receipt/proof")).status, 404);
    reported(&hall, ENTRY, 317);
    let mut clerk = hall.log_in("clerk-a");
    let station = hall.get(&mut clerk, STATION);
    assert!(station.body.contains(&format!("href=\"{STATION}/receipt\"")), "{}", station.body);
    let page = hall.get(&mut clerk, &format!("{STATION}/receipt"));
    assert_eq!(page.status, 200, "{}", page.body);
    let answer = hall.get(&mut clerk, &format!("{STATION}/receipt/proof"));
    assert!(answer.head.contains("filename=\"01-001-0001-1-1.receipt\""), "{}", answer.head);
    let proof = TlogProof::parse(answer.body.as_bytes()).expect("a receipt");
    let entry = proof.extra.clone().expect("the message is in it");
    let text = String::from_utf8(entry.clone()).unwrap();
    assert!(text.contains("candidate 1 317\n") && text.contains("clerk-a") && text.contains("clerk-b"), "{text}");
    let definition = definition();
    let policy = Policy::k_of_n(definition.log(), &[], 0).unwrap();
    assert!(proof.verify(Hash::leaf(&entry), &policy).is_ok());
    assert!(proof.verify(Hash::leaf(text.replace("317", "318").as_bytes()), &policy).is_err(), "of this message only");
    let parts = station::carry::split(&entry).len();
    assert_eq!(page.body.matches("<svg ").count(), parts, "one code a part");
    let id = election::Message::id(tlog::Note::parse(&entry).unwrap().text);
    let words = election::words::words(id, election::words::CHECK_WORDS);
    assert!(page.body.contains(&words) && page.body.contains(&id.to_string()), "{}", page.body);
    let mut other = hall.log_in("room");
    assert_eq!(hall.get(&mut other, &format!("{STATION}/receipt/proof")).status, 409, "the call-back is due");
    let mut wall = hall.log_in("wall");
    assert_eq!(hall.get(&mut wall, &format!("{STATION}/receipt")).status, 403);
}

/// Every kind of event has a name in both languages.
#[test]
fn the_journal_speaks_english_too() {
    let hall = Hall::new();
    reported(&hall, ENTRY, 317);
    let mut auditor = hall.log_in("auditor");
    auditor.cookies.insert("vigie-lang".to_owned(), "en".to_owned());
    let page = hall.get(&mut auditor, "/hub/journal");
    assert!(page.body.contains("Report sent") && page.body.contains("Second entry"), "{}", page.body);
    assert!(!page.body.contains(">entry-sent<") && !page.body.contains("Rapport transmis"));
}
