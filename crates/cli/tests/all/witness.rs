//! A hub, a witness that recounts, and a verifier with the policy of both: real processes.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::serve::Hub;
use crate::vigie::{own_demo, text, vigie};

/// After the legal hour of both rounds: before that the log of the demo is withheld.
const EVENING: &str = "2017-05-07T20:30:00+02:00";

/// A witness on a port; it ends with the test.
struct Witness {
    process: Child,
    key: String,
    url: String,
}

impl Witness {
    fn start(directory: &Path, listen: &str, rest: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_vigie"))
            .args(["witness", text(directory), "--name", "recount.example", "--listen", listen])
            .args(rest)
            .env("VIGIE_LANG", "en")
            .env("VIGIE_PASSPHRASE", "a passphrase for tests")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the process starts");
        let mut lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let mut line = || lines.next().expect("a line").expect("text");
        let (key, told) = (line(), line());
        let url = told.rsplit(' ').next().expect("an address").trim_end_matches('/').to_owned();
        Self { process, key, url }
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{what}");
        sleep(Duration::from_millis(50));
    }
}

fn files(directory: &Path) -> Vec<PathBuf> {
    fs::read_dir(directory).map_or(Vec::new(), |entries| entries.map(|entry| entry.expect("listed").path()).collect())
}

/// The nation's figures in the snapshot that stands.
fn nation(public: &Path) -> PathBuf {
    let manifest = fs::read_to_string(public.join("manifest")).expect("a manifest");
    let folder = manifest.lines().find_map(|line| line.strip_prefix("folder ")).expect("a folder");
    public.join(folder).join("places/FR.json")
}

/// `figures` with its first digit changed behind a name.
fn wrong(figures: &str) -> String {
    let at = figures.find("\"valid\":").expect("valid votes") + "\"valid\":".len();
    let digit = if figures.as_bytes()[at] == b'9' { "8" } else { "9" };
    format!("{}{digit}{}", &figures[..at], &figures[at + 1..])
}

#[test]
fn a_recount_cosigns_what_is_right_and_keeps_what_is_wrong() {
    let own = own_demo();
    let (election, public, directory) = (own.path().join("demo"), own.path().join("p"), own.path().join("w"));
    let definition = election.join("definition");
    let recount = ["--definition", text(&definition), "--recount", text(&public)];
    // Its first run makes the key; the policy of everybody then names it and where it is.
    let first = Witness::start(&directory, "127.0.0.1:0", &recount);
    let (key, url) = (first.key.clone(), first.url.clone());
    drop(first);
    let sealed = fs::read(&definition).expect("a definition");
    let sealed = String::from_utf8_lossy(&sealed);
    let log = sealed.lines().find_map(|line| line.strip_prefix("log ")).expect("its log");
    let policy = own.path().join("policy");
    let words = |witness: &str| format!("log {log}\nwitness recount {witness}\nquorum recount\n");
    fs::write(&policy, words(&key)).expect("written");
    let hub = |witnesses: &Path| Hub::start_with(&election, &public, EVENING, &["--witnesses", text(witnesses)]);
    let serve = ["serve", text(&election), "--public", text(&public), "--witnesses", text(&policy)];
    vigie(&serve).refused(2, "an address is needed");
    fs::write(&policy, words(&format!("{key} {url}"))).expect("written");

    let hub = hub(&policy);
    until("results", || public.join("manifest").exists());
    let is_cosigned =
        || fs::read_to_string(public.join("checkpoint")).is_ok_and(|note| note.contains("recount.example"));
    assert!(!is_cosigned(), "published at once, without a word of the witness");
    vigie(&["verify", text(&public), "--policy", text(&policy)]).refused(1, "V060");

    // A wrong total is published when the witness comes to it.
    let (place, right) = (nation(&public), fs::read_to_string(nation(&public)).expect("figures"));
    fs::write(&place, wrong(&right)).expect("written");
    let address = url.strip_prefix("http://").expect("an address");
    let witness = Witness::start(&directory, address, &recount);
    assert_eq!(witness.key, key, "the same key at every run");
    until("a fault is found", || files(&directory.join("faults")).len() == 1);
    assert!(!is_cosigned());
    let kept = fs::read_to_string(&files(&directory.join("faults"))[0]).expect("kept");
    assert!(kept.contains("V043") && kept.contains("places/FR.json"), "{kept}");
    assert!(kept.contains("vigie.manifest/v1"), "what the log signed of it is kept too");

    // And right again.
    fs::write(&place, &right).expect("written");
    until("cosigned", is_cosigned);
    let verified = vigie(&["verify", text(&public), "--policy", text(&policy)]);
    assert!(verified.ended(0).contains("VERIFIED") && verified.out.contains("1 / 1 (recount)"), "{}", verified.out);
    assert_eq!(hub.stop(), Some(0));
    assert!(is_cosigned(), "the last publication keeps what is there");
    drop(witness);

    // Its key is not to say less than before, nor to speak of two elections.
    let less = ["witness", text(&directory), "--name", "recount.example", "--definition", text(&definition)];
    vigie(&less).refused(3, "recounts before it cosigns");
    vigie(&[&less[..], &["--definition", text(&definition), "--recount", text(&public)]].concat())
        .refused(2, "one --definition");
}
