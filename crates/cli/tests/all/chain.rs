//! The whole chain on an invented country: what holds, and what is found when it does not.

use std::fs;
use std::path::{Path, PathBuf};

use crate::vigie::{demo, own_demo, text, vigie};

fn public() -> PathBuf {
    demo().join("demo/public")
}

#[test]
fn the_demo_ends_with_the_totals_of_2017_verified() {
    let said = vigie(&["verify", text(&public()), "--json"]);
    let out = said.ended(0);
    for fact in [
        "\"verified\":true",
        "\"published\":true",
        "\"registered\":47582183",
        "\"cast\":37003728",
        "\"valid\":36054394",
        "\"valid\":31381603",
        "\"name\":\"MACRON\",\"votes\":8656346",
        "\"name\":\"LE PEN\",\"votes\":7678491",
        "\"name\":\"MACRON\",\"votes\":20743128",
        "\"name\":\"LE PEN\",\"votes\":10638475",
        "\"findings\":[]",
        "\"vigie.report/v1\":240",
    ] {
        assert!(out.contains(fact), "{fact} not in {out}");
    }
}

#[test]
fn the_verdict_speaks_french_too() {
    let said = vigie(&["--lang", "fr", "verify", text(&public())]);
    let out = said.ended(0);
    assert!(out.contains("VÉRIFIÉ") && out.contains("inscrits") && out.contains("24,01\u{202f}%"), "{out}");
}

fn files(below: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(below).expect("listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// One byte changed at a random place of a random published file, many times: always found, and
/// the file named.
#[test]
fn a_changed_byte_anywhere_is_found_and_named() {
    let own = own_demo();
    let public = own.path().join("demo/public");
    let mut all = Vec::new();
    files(&public, &mut all);
    all.sort();
    let mut chance = 2017_u64;
    let mut next = |below: usize| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(chance >> 33).expect("31 bits") % below
    };
    for _ in 0..60 {
        let path = &all[next(all.len())];
        let good = fs::read(path).expect("read");
        let mut bad = good.clone();
        let at = next(bad.len());
        bad[at] ^= 1 << next(8);
        fs::write(path, &bad).expect("written");
        let said = vigie(&["verify", text(&public)]);
        let name = path.strip_prefix(&public).expect("inside").to_str().expect("plain");
        said.refused(1, "REFUSED");
        assert!(said.out.contains(name), "{name}, byte {at}: {}", said.out);
        fs::write(path, &good).expect("restored");
    }
    vigie(&["verify", text(&public)]).ended(0);
}

#[test]
fn a_receipt_is_checked_offline_and_a_changed_one_refused() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let receipt = dir.path().join("r.tlog-proof");
    let definition = public().join("definition");
    let station = fs::read_to_string(demo().join("demo/stations.csv")).expect("read");
    let station = station.lines().nth(1).expect("a station").split(',').next().expect("its id").to_owned();
    vigie(&["receipt", text(&public()), "--station", &station, "--round", "2", "--out", text(&receipt)]).ended(0);
    let check = |definition: &Path| vigie(&["verify", "--receipt", text(&receipt), "--definition", text(definition)]);
    let said = check(&definition);
    let out = said.ended(0);
    assert!(out.contains(&format!("station {station}\n")) && out.contains("VERIFIED"), "{out}");

    let good = fs::read_to_string(&receipt).expect("read");
    let line = good.lines().nth(1).expect("the entry");
    let middle = line.len() / 2;
    let other = if line.as_bytes()[middle] == b'A' { "B" } else { "A" };
    let bad = format!("{}{other}{}", &line[..middle], &line[middle + 1..]);
    fs::write(&receipt, good.replace(line, &bad)).expect("written");
    check(&definition).refused(1, "REFUSED");
    fs::write(&receipt, good.replace("index ", "index 1")).expect("written");
    check(&definition).refused(1, "REFUSED");
    vigie(&["receipt", text(&public()), "--station", "99-999-0001"]).refused(1, "no such station");
}

#[test]
fn an_older_log_is_refused_by_who_has_seen_the_newer() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (election, early, state) = (dir.path().join("e"), dir.path().join("early"), dir.path().join("seen"));
    let own = own_demo();
    // The same election, its hub and its publication begun anew.
    crate::vigie::copy(&own.path().join("demo"), &election);
    fs::remove_dir_all(election.join("hub")).expect("removed");
    fs::remove_dir_all(election.join("public")).expect("removed");
    let replay = |round: &str| {
        vigie(&["replay", text(&election), "--round", round, "--public", text(&election.join("public"))]).ended(0).len()
    };
    replay("1");
    crate::vigie::copy(&election.join("public"), &early);
    replay("2");
    let public = election.join("public");
    let verify = |place: &Path| vigie(&["verify", text(place), "--state", text(&state)]);
    verify(&early).ended(0);
    verify(&public).ended(0);
    verify(&early).refused(1, "V050");
}

#[test]
fn a_lost_key_is_revoked_by_a_signed_message() {
    let own = own_demo();
    let election = own.path().join("demo");
    let out = own.path().join("revocation");
    let station = fs::read_to_string(election.join("stations.csv")).expect("read");
    let station = station.lines().nth(1).expect("a station").split(',').next().expect("its id").to_owned();
    let president = format!("{station}/president");
    let secretary = format!("{station}/secretary");
    let at = "2017-05-09T10:00:00+02:00";
    let revoke = |key: &str, by: &str| {
        let arguments = ["keys", "revoke", text(&election), key, "--by", by, "--reason", "lost", "--at", at];
        vigie(&[&arguments[..], &["--out", text(&out)]].concat())
    };
    revoke(&president, &president).ended(0);
    let take = || vigie(&["intake", text(&election), text(&out)]);
    assert!(take().ended(0).contains("entry 241"));
    assert!(take().ended(0).contains("entry 241"), "the same message again has the same place");
    fs::remove_file(&out).expect("removed");
    revoke(&secretary, "FR/court").ended(0);
    take().refused(1, "E209");
}

#[test]
fn a_second_replay_of_a_round_changes_nothing() {
    let own = own_demo();
    let election = own.path().join("demo");
    let public = election.join("public");
    let checkpoint = fs::read(public.join("checkpoint")).expect("read");
    vigie(&["replay", text(&election), "--round", "1", "--public", text(&public)]).ended(0);
    assert_eq!(fs::read(public.join("checkpoint")).expect("read"), checkpoint);
}

#[test]
fn nothing_is_public_before_the_legal_hour() {
    let own = own_demo();
    let election = own.path().join("demo");
    fs::remove_dir_all(election.join("hub")).expect("removed");
    fs::remove_dir_all(election.join("public")).expect("removed");
    vigie(&["replay", text(&election), "--round", "1", "--public", text(&own.path().join("elsewhere"))]).ended(0);
    let early = own.path().join("early");
    let out = own.path().join("revocation");
    let revoke = ["keys", "revoke", text(&election), "FR/court", "--by", "FR/court", "--reason", "lost"];
    let rest = ["--at", "2017-04-23T19:00:00+02:00", "--out", text(&out)];
    vigie(&[&revoke[..], &rest[..]].concat()).ended(0);
    let publish = |at: &str| vigie(&["intake", text(&election), text(&out), "--public", text(&early), "--at", at]);
    publish("2017-04-23T19:59:59+02:00").ended(0);
    let mut all = Vec::new();
    files(&early, &mut all);
    let names: Vec<String> =
        all.iter().map(|path| path.strip_prefix(&early).expect("inside").display().to_string()).collect();
    assert!(names.iter().any(|name| name == "checkpoint"), "{names:?}");
    assert!(!names.iter().any(|name| name.starts_with("snapshots") || name == "manifest"), "{names:?}");
    assert!(!names.iter().any(|name| name.starts_with("tile/entries")), "{names:?}");
    let verify = ["verify", text(&early), "--now"];
    let at = |now: &'static str| vigie(&[&verify[..], &[now]].concat());
    at("2017-04-23T19:59:59+02:00").refused(0, "nothing is published yet");
    at("2017-04-23T20:00:00+02:00").refused(0, "although its legal hour has passed");
    publish("2017-04-23T20:00:00+02:00").ended(0);
    assert!(vigie(&["verify", text(&early)]).ended(0).contains("120 stations counted of 120"));
}

/// Where a path is joined to a root, a relative one must not be joined to itself.
#[test]
fn a_relative_directory_keeps_one_snapshot_too() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vigie"));
    let said = crate::vigie::run(command.current_dir(dir.path()).args([
        "demo",
        "--stations",
        "110",
        "--no-serve",
        "--out",
        "here",
    ]));
    assert!(!said.ended(0).contains("V070"), "{}", said.out);
    let snapshots = fs::read_dir(dir.path().join("here/public/snapshots")).expect("listed");
    assert_eq!(snapshots.count(), 1);
}

/// A slash at the end of a path names the same directory.
#[test]
fn nothing_but_what_is_published_lies_in_the_public_directory() {
    let own = own_demo();
    let election = own.path().join("demo");
    let public = own.path().join("p");
    fs::remove_dir_all(election.join("hub")).expect("removed");
    vigie(&["replay", text(&election), "--round", "1", "--public", &format!("{}/", text(&public))]).ended(0);
    assert!(!vigie(&["verify", text(&public)]).ended(0).contains("V070"));
    let names: Vec<_> =
        fs::read_dir(&public).expect("listed").map(|entry| entry.expect("an entry").file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("staging")), "{names:?}");
}

/// What was published stands: a replay of the first round after the second dates nothing back. It is
/// a second later, for no two snapshots have one name.
#[test]
fn a_second_replay_is_no_older_snapshot() {
    let own = own_demo();
    let (election, state) = (own.path().join("demo"), own.path().join("seen"));
    let public = election.join("public");
    let verify = || vigie(&["verify", text(&public), "--state", text(&state)]).ended(0).len();
    verify();
    let before = fs::read_to_string(&state).expect("kept");
    vigie(&["replay", text(&election), "--round", "1", "--public", text(&public)]).ended(0);
    verify();
    let after = before.replacen("T21:00:00+", "T21:00:01+", 1);
    assert_eq!(fs::read_to_string(&state).expect("kept"), after);
    assert!(before.starts_with("vigie.state/v1\nsnapshot 241 2017-05-07T21:00:00+02:00\ncheckpoint\n"), "{before}");
}

#[test]
fn a_replay_in_another_order_contests_nothing() {
    let own = own_demo();
    let election = own.path().join("demo");
    let public = election.join("public");
    let replay = ["replay", text(&election), "--round", "1", "--order", "arrival", "--public", text(&public)];
    assert!(vigie(&replay).ended(0).contains("120 reports were logged before"));
    assert!(vigie(&["verify", text(&public)]).ended(0).contains("120 stations counted of 120"));
}

#[test]
fn only_its_owner_reads_the_hub() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |name: &str| fs::metadata(demo().join("demo").join(name)).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode("hub"), mode("private/keys.age")), (0o700, 0o600));
}
