//! A hub, a witness that recounts, and a verifier with the policy of both: real processes.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::serve::{Hub, before_the_evening, send};
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

/// T13 and T14 against a real witness: all files of a hub, the public ones too, are put back to an
/// older copy, and the log goes on to another past under the same key. The hub cannot see it. The
/// witness has seen more: it cosigns nothing of the second history, keeps what proves it, and no
/// reader with a policy takes it for final.
#[test]
fn a_hub_that_was_rolled_back_gets_no_second_cosignature() {
    let own = own_demo();
    let (election, messages) = before_the_evening(own.path());
    let (public, directory, copy) = (own.path().join("p"), own.path().join("w"), own.path().join("copy"));
    let witness = Witness::start(&directory, "127.0.0.1:0", &["--definition", text(&election.join("definition"))]);
    let sealed = fs::read(election.join("definition")).expect("a definition");
    let sealed = String::from_utf8_lossy(&sealed);
    let log = sealed.lines().find_map(|line| line.strip_prefix("log ")).expect("its log");
    let policy = own.path().join("policy");
    let words = format!("log {log}\nwitness one {} {}\nquorum one\n", witness.key, witness.url);
    fs::write(&policy, words).expect("written");
    let hub = || Hub::start_with(&election, &public, EVENING, &["--witnesses", text(&policy)]);
    let note = || fs::read_to_string(public.join("checkpoint")).unwrap_or_default();
    let is_final = |size: &str| note().lines().nth(1) == Some(size) && note().contains("recount.example");

    let serving = hub();
    send(&serving, &messages[1..6]);
    until("six cosigned", || is_final("6"));
    assert_eq!(serving.stop(), Some(0));
    crate::vigie::copy(&election.join("hub"), &copy.join("hub"));
    crate::vigie::copy(&public, &copy.join("p"));
    let serving = hub();
    send(&serving, &messages[6..12]);
    until("twelve cosigned", || is_final("12"));
    assert_eq!(serving.stop(), Some(0));
    assert!(files(&directory.join("evidence")).is_empty(), "an honest log leaves none");

    for (from, to) in [(copy.join("hub"), election.join("hub")), (copy.join("p"), public.clone())] {
        fs::remove_dir_all(&to).expect("removed");
        crate::vigie::copy(&from, &to);
    }
    let serving = hub();
    // Other messages, as many and more: another past of the same length, and a longer one.
    for (some, size) in [(&messages[20..26], "12"), (&messages[26..32], "18")] {
        send(&serving, some);
        until("published without a quorum", || note().lines().nth(1) == Some(size));
        sleep(Duration::from_secs(2));
        assert!(!is_final(size), "a second history is cosigned: {}", note());
    }
    until("evidence", || !files(&directory.join("evidence")).is_empty());
    assert_eq!(serving.stop(), Some(0));
    vigie(&["verify", text(&public), "--policy", text(&policy)]).refused(1, "V060");
    let kept = fs::read_to_string(&files(&directory.join("evidence"))[0]).expect("kept");
    assert!(kept.matches(log.split('+').next().expect("a name")).count() >= 2, "both notes of the log: {kept}");
}
