//! The attacks of the drill that every gate of the log has its code for, over HTTP, against a hub that
//! serves: the code, the count of it, and a log that has not moved.

use std::sync::Arc;

use election::Definition;
use tlog::note::{Signer, sign};
use tlog::{Hash, SecretKey, TlogProof};

use crate::country::{definition, messages};
use crate::served::Served;

/// The private key of a holder of the country: its seed is the hash of its name.
fn holder(scope: &str, holder: &str) -> Signer {
    let name = format!("country/{scope}/{holder}");
    Signer::new(&name, SecretKey::from_seed(&Hash::of(name.as_bytes()).0)).unwrap()
}

fn by(text: &str, station: &str) -> String {
    sign(text, &[&holder(station, "president"), &holder(station, "secretary")])
}

/// The text of a message, without its signatures.
fn text(note: &str) -> String {
    format!("{}\n", note.split_once("\n\n").unwrap().0)
}

fn line(text: &str, name: &str) -> String {
    text.lines().find(|line| line.starts_with(name)).unwrap().to_owned()
}

/// The report of station 5, which is due next, with a line of it changed and signed again.
fn rewritten(report: &str, name: &str, to: &str) -> String {
    by(&text(report).replacen(&line(report, name), to, 1), "01-001-0005")
}

/// What is sent, with the case and the code that is due.
fn attacks(definition: &Arc<Definition>) -> Vec<(&'static str, &'static str, String)> {
    let good = messages(definition)[5].clone();
    let own = text(&good);
    let of_2012 = |name: &str| {
        let name = format!("country/01-001-0005/{name}");
        Signer::new(&name, SecretKey::from_seed(&[12; 32])).unwrap()
    };
    let (first, second) = (line(&good, "candidate 1 "), line(&good, "candidate 2 "));
    let reversed = own.replacen(&format!("{first}\n{second}"), &format!("{second}\n{first}"), 1);
    let moved = |by: u32| {
        let more = |line: &str, up: bool| {
            let (name, figure) = line.rsplit_once(' ').unwrap();
            let figure: u32 = figure.parse().unwrap();
            format!("{name} {}", if up { figure + by } else { figure - by })
        };
        good.replacen(&first, &more(&first, true), 1).replacen(&second, &more(&second, false), 1)
    };
    vec![
        ("T01", "E206", good.replacen("registered 1000", "registered 1001", 1)),
        ("T03", "E209", by(&own, "01-001-0006")),
        ("T04", "E202", by(&own.replacen("mode test", "mode live", 1), "01-001-0005")),
        ("T08", "E006", rewritten(&good, "cast ", "cast 0615")),
        ("T09", "E210", sign(&own, &[&of_2012("president"), &of_2012("secretary")])),
        ("T09", "E207", sign(&own, &[&holder("01-001-0005", "president")])),
        ("T09", "E208", sign(&own, &[&holder("01", "prefecture")])),
        ("T16", "E006", rewritten(&good, "cast ", "cast -1")),
        ("T16", "E103", rewritten(&good, "registered ", "registered 1")),
        ("T16", "E104", rewritten(&good, "signed-in ", "signed-in 1001")),
        ("T17", "E206", moved(20)),
        ("T23", "E005", by(&reversed, "01-001-0005")),
        ("T24", "E201", messages(&self::definition("Autre"))[5].clone()),
        ("T27", "E101", rewritten(&good, "blank ", "blank 500")),
        ("T27", "E102", rewritten(&good, "candidate 1 ", "candidate 1 999")),
    ]
}

#[test]
fn every_attack_has_its_code_over_http_and_moves_nothing() {
    let served = Served::new();
    let messages = served.begun(5);
    let before = served.get("/v1/checkpoint").body;
    let count = |code: &str| -> u64 {
        let metrics = served.get("/metrics").body;
        let line = format!("vigie_refused_total{{code=\"{code}\"}} ");
        metrics.lines().find_map(|found| found.strip_prefix(&line)).map_or(0, |number| number.parse().unwrap())
    };
    for (case, code, message) in attacks(&served.definition) {
        let counted = count(code);
        let came = served.post(message.as_bytes());
        assert_eq!(came.code(), code, "{case}: {came:?}\n{message}");
        assert!(matches!(came.status, 400 | 422), "{case}: {came:?}");
        assert!(came.body.contains("\"fr\":\"") && came.body.contains("\"en\":\""), "{case}: told in both languages");
        assert_eq!(count(code), counted + 1, "{case}: {code} is not counted");
        assert_eq!(served.get("/v1/checkpoint").body, before, "{case}: the log has moved");
    }
    assert_eq!(served.hub().board().size(), 5);
    let came = served.post(messages[5].as_bytes());
    assert_eq!(came.status, 200, "the honest twin: {came:?}");
    served.stop();
}

/// T05: a station's first report comes again after its correction. It has the place that it had, and
/// what counts is the second edition.
#[test]
fn the_first_edition_after_the_second_counts_for_nothing() {
    let served = Served::new();
    let messages = served.begun(14);
    let log = served.get("/v1/checkpoint").body;
    for _ in 0..3 {
        let came = served.post(messages[1].as_bytes());
        assert_eq!(came.status, 200, "{came:?}");
        assert_eq!(TlogProof::parse(came.body.as_bytes()).unwrap().index, 1);
    }
    assert_eq!(served.get("/v1/checkpoint").body, log, "the log has moved");
    let station = served.definition.station_ix(election::Id::new("01-001-0001").unwrap()).unwrap();
    let hub = served.hub();
    let edition = hub.board().state(0, station).counted().unwrap().edition;
    assert_eq!(edition, 2);
    served.stop();
}
