//! `vigie station --web`: the door of its pages, and one entry through them without JavaScript.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use crate::vigie::{copy, demo, text, vigie};

/// A program that serves pages; it ends with the test.
struct Pages {
    child: Child,
    // Kept open: a program that cannot print would end.
    _out: BufReader<ChildStdout>,
    address: String,
    key: String,
    _place: tempfile::TempDir,
    desk: PathBuf,
    station: String,
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

fn pages() -> Pages {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let place = tempfile::tempdir().expect("a temporary directory");
    let desk = place.path().join("desk");
    let stations = std::fs::read_to_string(demo().join("demo/stations.csv")).expect("read");
    let station = stations.lines().nth(20).expect("a station").split(',').next().expect("its id").to_owned();
    let (definition, keys) = (demo().join("demo/definition"), demo().join("demo/private/keys.age"));
    let arguments = ["--definition", text(&definition), "--station", &station, "--keys", text(&keys)];
    let made = MADE.get_or_init(|| {
        let kept = tempfile::tempdir().expect("a temporary directory");
        let init = ["station", "init", text(&kept.path().join("desk"))].map(str::to_owned);
        let all: Vec<&str> = init.iter().map(String::as_str).chain(arguments).collect();
        vigie(&all).ended(0);
        kept
    });
    copy(&made.path().join("desk"), &desk);
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["station", "--web", text(&desk), "--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
    let mut child = command.env("VIGIE_LANG", "en").spawn().expect("the process starts");
    let mut out = BufReader::new(child.stdout.take().expect("its output"));
    let mut lines = [String::new(), String::new()];
    for line in &mut lines {
        assert!(out.read_line(line).expect("read") > 0, "it says where it is");
    }
    let (address, key) = lines[1].trim().strip_prefix("http://").expect("a URL").split_once("/?key=").expect("a key");
    let (address, key) = (address.to_owned(), key.to_owned());
    Pages { child, _out: out, address, key, _place: place, desk, station }
}

impl Pages {
    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("read");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get_as(&self, path: &str, host: &str, cookie: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n"))
    }

    fn get(&self, path: &str) -> String {
        self.get_as(path, &self.address, &format!("station={}; language=en", self.key))
    }

    fn post(&self, path: &str, body: &str) -> String {
        let (host, key, length) = (&self.address, &self.key, body.len());
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\ncookie: station={key}; language=en\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    }

    /// What a page puts into a hidden field.
    fn hidden(page: &str, name: &str) -> String {
        let after = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("the field is there");
        after.split('"').next().expect("its end").to_owned()
    }
}

#[track_caller]
fn answered(answer: &str, status: &str, due: &str) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
    assert!(answer.contains(due), "no {due:?} in {answer}");
}

#[test]
fn only_the_browser_that_was_given_the_address_comes_in() {
    let pages = pages();
    let (host, cookie) = (pages.address.as_str(), format!("station={}; language=en", pages.key));
    answered(&pages.get_as("/round/1", host, "language=en"), "403", "Not admitted");
    answered(&pages.get_as("/round/1", host, "language=en; station=0"), "403", "Not admitted");
    answered(&pages.get_as("/?key=0", host, "language=en"), "403", "Not admitted");
    // Another site's name that was made to point to this machine.
    answered(&pages.get_as("/round/1", "evil.example:8018", &cookie), "403", "Not admitted");
    answered(&pages.get_as(&format!("/?key={}", pages.key), "evil.example", ""), "403", "");
    let door = pages.get_as(&format!("/?key={}", pages.key), host, "");
    answered(&door, "303", "set-cookie: station=");
    assert!(door.contains("HttpOnly; SameSite=Strict"), "{door}");
    let page = pages.get("/round/1");
    answered(&page, "200", &pages.station);
    assert!(
        page.contains("content-security-policy: default-src 'none'") && page.contains("cache-control: no-store"),
        "{page}"
    );
    answered(&pages.get("/round/9"), "404", "No such page");
    answered(&pages.get("/round/1/sheet.pdf"), "404", "No such page");
    answered(&pages.get("/round/../../etc/passwd"), "404", "");
    let listen = ["station", "--web", text(&pages.desk), "--listen", "0.0.0.0:0"];
    vigie(&listen).refused(2, "this machine alone");
}

#[test]
fn a_form_of_another_session_changes_nothing() {
    let pages = pages();
    answered(&pages.post("/round/1/report", "registered=5&do=save"), "403", "Nothing was changed");
    answered(&pages.post("/round/1/report", "token=0&registered=5&do=save"), "403", "Nothing was changed");
    answered(&pages.post("/round/1/report/reading", "token=0&registered=5"), "403", "Nothing was changed");
    answered(&pages.post("/round/1/report/sign", "token=0&holder=president"), "403", "Nothing was changed");
    assert!(vigie(&["station", "status", text(&pages.desk), "--json"]).ended(0).contains("\"answered\":0"));
    let long = format!("token=0&reason={}", "x".repeat(300_000));
    answered(&pages.post("/round/1/report", &long), "413", "");
}

#[test]
fn entered_and_signed_in_a_browser_without_scripts() {
    let pages = pages();
    let token = Pages::hidden(&pages.get("/round/1"), "token");
    // A draft: kept as it was typed, slips and all.
    answered(
        &pages.post("/round/1/report", &format!("token={token}&registered=1+0O0&cast=12&do=save")),
        "303",
        "kept=1",
    );
    let kept = pages.get("/round/1/report?edit=1&kept=1");
    answered(&kept, "200", "value=\"1 0O0\"");
    assert!(kept.contains("Draft kept") && kept.contains("A zero is not the letter O"), "{kept}");
    answered(
        &pages.post("/round/1/report", &format!("token={token}&registered=1+0O0&do=check")),
        "422",
        "Empty is not zero",
    );
    let reading = pages.post("/round/1/report/reading", &format!("token={token}&candidate-1=7&valid=5"));
    answered(&reading, "200", "\"distance\":\"+2 / valid votes\"");

    let figures = figures(&pages.station);
    answered(
        &pages.post("/round/1/report", &format!("token={token}&{figures}&do=check")),
        "303",
        "location: /round/1/report",
    );
    let page = pages.get("/round/1");
    answered(&page, "200", "Check words");
    let id = Pages::hidden(&page, "id");
    let sign = |id: &str, holder: &str, pass: &str| {
        pages.post("/round/1/report/sign", &format!("token={token}&id={id}&holder={holder}&passphrase={pass}"))
    };
    answered(&sign(&"0".repeat(64), "president", "x"), "422", "was changed since this page was shown");
    answered(&sign(&id, "president", "wrong"), "422", "check the passphrase");
    answered(&sign(&id, "mayor", "x"), "422", "not a holder of this station");
    answered(&sign(&id, "president", "a+passphrase+for+tests"), "303", "");
    answered(&pages.get("/round/1"), "200", "has signed");
    answered(&sign(&id, "secretary", "a+passphrase+for+tests"), "303", "");
    answered(&pages.get("/round/1"), "200", "Signed · unsent");
    answered(&pages.get("/round/1/sheet.pdf"), "200", "%PDF-");
    answered(&pages.get("/round/1/sheet"), "200", "style-src 'sha256-");
    answered(&pages.get("/round/1/message"), "200", "vigie.report/v1");
    // What is signed is not typed over.
    answered(&pages.post("/round/1/report", &format!("token={token}&registered=1&do=check")), "303", "");
    assert!(vigie(&["station", "status", text(&pages.desk), "--json"]).ended(0).contains("\"state\":\"unsent\""));
}

#[test]
fn a_signed_report_is_corrected_in_a_browser_without_scripts() {
    let pages = pages();
    answered(&pages.get("/round/1/correction"), "409", "is not signed by two holders yet");
    answered(&pages.get("/round/1/annulment"), "404", "No such page");
    let token = Pages::hidden(&pages.get("/round/1"), "token");
    let signed = |paper: &str| {
        for holder in ["president", "secretary"] {
            let id = Pages::hidden(&pages.get(&format!("/round/1/{paper}")), "id");
            let body = format!("token={token}&id={id}&holder={holder}&passphrase=a+passphrase+for+tests");
            answered(&pages.post(&format!("/round/1/{paper}/sign"), &body), "303", "location: /round/1");
        }
    };
    let figures = figures(&pages.station);
    answered(&pages.post("/round/1/report", &format!("token={token}&{figures}&do=check")), "303", "");
    signed("report");
    answered(&pages.get("/round/1"), "200", "href=\"/round/1/correction\"");
    // What was signed stands in the form, and beside it.
    let page = pages.get("/round/1/correction");
    answered(&page, "200", "Correction of a signed report");
    assert!(page.contains("was signed:") && page.contains("id=\"registered\""), "{page}");
    let correct = |body: &str| pages.post("/round/1/correction", &format!("token={token}&{body}&do=check"));
    answered(&correct(&format!("{figures}&reason=nothing")), "422", "Nothing changes");
    // One vote from the second candidate to the first.
    let panels: Vec<&str> = figures.split('&').filter(|pair| pair.starts_with("candidate-")).collect();
    let figure = |pair: &str| pair.split_once('=').expect("a pair").1.parse::<u32>().expect("a figure");
    let from = panels.iter().copied().find(|pair| figure(pair) > 0).expect("somebody has a vote");
    let to = panels.iter().copied().find(|pair| *pair != from).expect("two candidates");
    let moved =
        |pair: &str, by: i64| format!("{}={}", pair.split_once('=').expect("a pair").0, i64::from(figure(pair)) + by);
    let figures: Vec<String> = figures
        .split('&')
        .map(|pair| match pair {
            _ if pair == from => moved(pair, -1),
            _ if pair == to => moved(pair, 1),
            _ => pair.to_owned(),
        })
        .collect();
    let figures = figures.join("&");
    answered(&correct(&figures), "422", "A correction says why");
    answered(&correct(&format!("{figures}&reason=two+piles+exchanged")), "303", "location: /round/1/correction");
    let page = pages.get("/round/1/correction");
    assert!(page.matches("<small>was ").count() == 2 && page.contains("two piles exchanged"), "{page}");
    signed("correction");
    answered(&pages.get("/round/1"), "200", "Correction signed, edition 2 · unsent");
    answered(&pages.get("/round/1/message"), "200", "vigie.correction/v1");
    answered(&pages.get("/round/1/sheet"), "200", "two piles exchanged");
    let status = vigie(&["station", "status", text(&pages.desk), "--json"]);
    assert_eq!(status.ended(0).matches("\"state\":\"unsent\"").count(), 2, "{}", status.out);
}

/// The figures of round 1 as a form sends them.
fn figures(station: &str) -> String {
    let counts = std::fs::read_to_string(demo().join("demo/counts/round-1.csv")).expect("read");
    let heading = counts.lines().next().expect("a heading").split(',').skip(1);
    let row = counts.lines().find(|row| row.starts_with(&format!("{station},"))).expect("the station's row");
    let pair = |(name, figure): (&str, &str)| match name.parse::<u16>() {
        Ok(panel) => format!("candidate-{panel}={figure}"),
        Err(_) => format!("{name}={figure}"),
    };
    heading.zip(row.split(',').skip(1)).map(pair).collect::<Vec<_>>().join("&")
}
