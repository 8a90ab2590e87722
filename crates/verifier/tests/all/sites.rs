//! The same verdicts through HTTP, and servers that do anything but serve.

use std::time::{Duration, Instant};

use verifier::{Site, Threads, register};
use verify::{Audit, Trust};

use crate::command::{Published, run};
use crate::press::{Files, country, eventful, found, plain};
use crate::web::{Answer, Web};

/// Nothing here waits for the network; a slow machine must pass all the same.
const SOON: Duration = Duration::from_secs(20);

fn audit(web: &Web, wait: Duration) -> Audit {
    let site = Site::waiting(&web.url(), wait, |_, _| {});
    verify::audit(&site, &Threads::exactly(2), &register, &Trust::default())
}

fn nasty(files: Files, path: &'static str, answer: Answer) -> Web {
    Web::of(files, move |asked| (asked == path).then(|| answer.clone()))
}

#[test]
fn a_site_has_the_verdict_of_its_directory() {
    for files in [eventful().print(), country().0.print()] {
        let web = Web::of(files.clone(), |_| None);
        let [site, directory] = [&web.url()[..], Published::new(&files).path()].map(|place| run(&["--json", place]));
        assert!(matches!(site.verdict, Ok(true)), "{}", site.text);
        assert!(matches!(directory.verdict, Ok(true)));
        assert_eq!(site.text, directory.text);
    }
}

#[test]
fn a_site_before_the_legal_hour() {
    let web = Web::of(plain().log(0), |_| None);
    let ran = run(&["--now", "2017-04-23T12:00:00+02:00", &web.url()]);
    assert!(matches!(ran.verdict, Ok(true)), "{}", ran.text);
    assert!(ran.text.ends_with("nothing is published yet.\n"));
}

#[test]
fn an_altered_byte_on_a_site() {
    let mut files = plain().print();
    files.get_mut("tile/entries/000.p/5").expect("there")[100] ^= 1;
    let web = Web::of(files, |_| None);
    let ran = run(&[&web.url()]);
    assert!(matches!(ran.verdict, Ok(false)));
    assert!(ran.text.contains("V011 tile/0/000.p/5"), "{}", ran.text);
}

/// A page of a portal or of a maintenance, with status 200, for one file or for all.
#[test]
fn a_web_page_instead_of_a_file() {
    let page = Answer::Body(200, b"<!DOCTYPE html>\n<html>Be right back</html>\n".to_vec());
    let codes = [
        ("definition", "V002"),
        ("checkpoint", "V004"),
        ("manifest", "V040"),
        ("tile/0/000.p/5", "V011"),
        ("tile/entries/000.p/5", "V010"),
        ("snapshots/5/changes.csv", "V043"),
    ];
    for (path, code) in codes {
        let audit = audit(&nasty(plain().print(), path, page.clone()), SOON);
        assert!(found(&audit).contains(&(code, path.to_owned())), "{path}: {:?}", found(&audit));
        assert!(!audit.findings.is_clean());
    }
    let web = Web::new(move |_| page.clone());
    let ran = run(&[&web.url()]);
    assert!(ran.text.contains("V002 definition: a web page, not a definition"), "{}", ran.text);
}

#[test]
fn an_empty_answer_instead_of_a_file() {
    let empty = Answer::Body(200, Vec::new());
    for (path, code) in
        [("definition", "V002"), ("checkpoint", "V004"), ("manifest", "V040"), ("snapshots/5/changes.csv", "V043")]
    {
        let audit = audit(&nasty(plain().print(), path, empty.clone()), SOON);
        assert!(found(&audit).contains(&(code, path.to_owned())), "{path}");
    }
}

/// Only 404 and 410 say that a manifest is not there; anything else says nothing, and nothing
/// said is a fault.
#[test]
fn statuses() {
    let files = plain().log(0);
    for status in [404, 410] {
        let answer = Answer::Body(status, b"gone".to_vec());
        assert!(audit(&nasty(files.clone(), "manifest", answer), SOON).findings.is_clean());
    }
    for status in [204, 400, 403, 429, 500, 503] {
        let answer = Answer::Body(status, Vec::new());
        let audit = audit(&nasty(files.clone(), "manifest", answer), SOON);
        assert!(!audit.findings.is_clean(), "{status}");
    }
    // For the other files there is no lawful absence.
    let gone = Answer::Body(404, Vec::new());
    for path in ["definition", "checkpoint", "tile/0/000.p/5", "snapshots/5/changes.csv"] {
        let audit = audit(&nasty(plain().print(), path, gone.clone()), SOON);
        assert!(found(&audit).contains(&("V001", path.to_owned())), "{path}");
    }
    // A manifest withheld from one reader while the entries are there.
    let audit = audit(&nasty(plain().print(), "manifest", gone), SOON);
    assert!(found(&audit).contains(&("V001", "manifest".to_owned())));
}

#[test]
fn a_body_without_end() {
    for path in ["checkpoint", "tile/0/000.p/5", "snapshots/5/changes.csv"] {
        let start = Instant::now();
        let audit = audit(&nasty(plain().print(), path, Answer::Endless), SOON);
        assert!(found(&audit).contains(&("V001", path.to_owned())), "{path}: {:?}", found(&audit));
        assert!(start.elapsed() < SOON);
    }
}

/// Slow enough to stay below every limit of bytes: the wait for one file is limited too.
#[test]
fn a_body_drop_by_drop() {
    let start = Instant::now();
    let wait = Duration::from_millis(300);
    let audit = audit(&nasty(plain().print(), "checkpoint", Answer::Drip), wait);
    assert_eq!(found(&audit), [("V001", "checkpoint".to_owned())]);
    assert!(start.elapsed() < SOON);
}

#[test]
fn a_connection_that_breaks() {
    for answer in [Answer::Reset, Answer::Short(b"half".to_vec())] {
        let audit = audit(&nasty(plain().print(), "checkpoint", answer), SOON);
        assert_eq!(found(&audit), [("V001", "checkpoint".to_owned())]);
    }
}

/// A broken connection is worth another try; three files without an answer end the trying, or a
/// country of 36,000 files would take weeks.
#[test]
fn a_site_that_falls_silent_is_given_up() {
    let (press, _) = country();
    let web = Web::of(press.print(), |path| path.starts_with("snapshots/").then_some(Answer::Reset));
    let audit = audit(&web, SOON);
    assert!(!audit.findings.is_clean());
    let details: Vec<_> = audit.findings.kept().iter().map(|finding| &finding.detail).collect();
    assert!(details.last().expect("a finding").contains("given up"), "{details:?}");
    assert!(web.asked() < 40, "{} connections", web.asked());
    assert_silent(&web.url());
}

#[track_caller]
fn assert_silent(url: &str) {
    let ran = run(&[url]);
    let failure = ran.verdict.expect_err("nobody answered");
    assert_eq!(failure.code(), 3);
    assert_eq!(failure.to_string(), format!("{url}: the server does not answer"));
    assert!(ran.text.ends_with("NOT VERIFIED: files are missing or unreadable.\n"), "{}", ran.text);
}

/// The outside failed: that is no word about the files.
#[test]
fn a_server_that_is_not_there() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("bound").port()
    };
    // Closed again: nobody listens on it.
    assert_silent(&format!("http://127.0.0.1:{port}/"));
    let json = run(&["--json", &format!("http://127.0.0.1:{port}/")]);
    assert_eq!(json.verdict.expect_err("nobody answered").code(), 3);
    assert!(json.text.starts_with("{\"verified\":false,") && json.text.lines().count() == 1, "{}", json.text);
    assert_silent(&Web::new(|_| Answer::Reset).url());
}

/// The server's own word is an answer: it does not give what it must.
#[test]
fn a_needed_file_that_is_not_found() {
    for path in ["definition", "checkpoint", "tile/0/000.p/5", "snapshots/5/changes.csv"] {
        for status in [404, 500] {
            let web = nasty(plain().print(), path, Answer::Body(status, Vec::new()));
            let ran = run(&[&web.url()]);
            assert!(matches!(ran.verdict, Ok(false)), "{path}");
            assert!(ran.text.contains(&format!("V001 {path}")), "{}", ran.text);
        }
    }
    // One file denied and another unanswered: the denial is a word about the files.
    let web = Web::of(plain().print(), |path| match path {
        "snapshots/5/changes.csv" => Some(Answer::Body(404, Vec::new())),
        "snapshots/5/places/FR.json" => Some(Answer::Reset),
        _ => None,
    });
    assert!(matches!(run(&[&web.url()]).verdict, Ok(false)));
    // A falsehood is one, whatever else did not answer.
    let mut files = plain().print();
    files.get_mut("snapshots/5/changes.csv").expect("there")[0] ^= 1;
    let web = nasty(files, "snapshots/5/places/FR.json", Answer::Reset);
    assert!(matches!(run(&[&web.url()]).verdict, Ok(false)));
}

/// A site cannot list; early entries at the edge are found by asking for them.
#[test]
fn early_entries_on_a_site() {
    let press = plain();
    let web = Web::of(press.log(5), |_| None);
    let ran = run(&["--now", "2017-04-23T12:00:00+02:00", &web.url()]);
    assert!(matches!(ran.verdict, Ok(false)));
    assert!(ran.text.contains("V045 entry 1 01-001-0001: about round 1"), "{}", ran.text);
}

#[test]
fn a_connection_that_breaks_once_is_tried_again() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let web = Web::of(plain().print(), move |path| {
        let broken = path == "manifest" && first.swap(false, std::sync::atomic::Ordering::SeqCst);
        broken.then_some(Answer::Reset)
    });
    assert_eq!(found(&audit(&web, SOON)), []);
}
