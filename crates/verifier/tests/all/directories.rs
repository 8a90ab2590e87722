//! Verdicts, exit codes, memory and policies on real directories.

use std::fs;

use election::refusal::Language;
use tempfile::TempDir;
use verifier::Failure;

use crate::command::{Published, parses, run, run_in, text};
use crate::fixture::{STATIONS, figures, signer};
use crate::press::{LOG, Press, WITNESSES, cosign, cosigner, country, eventful, plain, witnessed};

#[test]
fn an_honest_directory_is_verified() {
    for files in [plain().print(), eventful().print(), country().0.print()] {
        let ran = run(&[Published::new(&files).path()]);
        assert!(matches!(ran.verdict, Ok(true)), "{}", ran.text);
        assert!(ran.text.ends_with("VERIFIED: every signature, every rule, every total and every published file.\n"));
    }
}

/// A false page between true ones changes nothing that is published, and is what a reader may open.
#[test]
fn the_last_word_names_files_of_nobody() {
    let published = Published::new(&plain().print());
    fs::write(published.0.path().join("snapshots/5/places/evil.html"), "He won.").expect("written");
    let ran = run(&[published.path()]);
    assert!(matches!(ran.verdict, Ok(true)) && ran.text.contains("V070 snapshots/5/places/evil.html"), "{}", ran.text);
    assert!(
        ran.text.ends_with("published file.\nBUT 1 file is not one of them: believe nothing in it.\n"),
        "{}",
        ran.text
    );
}

#[test]
fn one_altered_byte_is_refused_and_named() {
    let published = Published::new(&plain().print());
    let path = published.0.path().join("snapshots/5/places/FR.json");
    let mut bytes = fs::read(&path).expect("there");
    bytes[20] ^= 1;
    fs::write(&path, bytes).expect("written");
    let ran = run(&[published.path()]);
    assert!(matches!(ran.verdict, Ok(false)));
    assert!(ran.text.contains("V043 snapshots/5/places/FR.json: differs from byte 20 on"));
    assert!(ran.text.ends_with("REFUSED: the published files are not what the signed log says.\n"));
    let json = run(&["--json", published.path()]);
    assert!(matches!(json.verdict, Ok(false)));
    assert!(json.text.contains("\"verified\":false"));
    assert!(json.text.contains("\"code\":\"V043\",\"place\":\"snapshots/5/places/FR.json\""));
}

#[test]
fn missing_files_are_another_verdict_than_false_ones() {
    let published = Published::new(&plain().print());
    fs::remove_file(published.0.path().join("checkpoint")).expect("removed");
    let ran = run(&[published.path()]);
    assert!(matches!(ran.verdict, Ok(false)));
    assert!(ran.text.ends_with("NOT VERIFIED: files are missing or unreadable.\n"));
    let empty = run(&[Published::new(&crate::press::Files::new()).path()]);
    assert!(matches!(empty.verdict, Ok(false)));
    assert!(empty.text.contains("V001 definition: there is no such file"));
}

#[test]
fn before_the_legal_hour() {
    let published = Published::new(&plain().log(0));
    let early = ["--now", "2017-04-23T19:59:59+02:00", published.path()];
    let ran = run(&early);
    assert!(matches!(ran.verdict, Ok(true)), "{}", ran.text);
    assert!(ran.text.contains("nothing before 2017-04-23T20:00:00+02:00"));
    assert!(ran.text.contains("V005 definition"));
    assert!(ran.text.ends_with("VERIFIED: the log is whole; nothing is published yet.\n"));
    let json = run(&[&early[..], &["--json"]].concat()).text;
    assert!(json.contains("\"verified\":true,\"published\":false"));
    assert!(!json.contains("published_size") && !json.contains("overdue"));
}

/// Without `--now` this computer's clock counts, and 2017 is over.
#[test]
fn a_snapshot_that_is_overdue_is_said() {
    let published = Published::new(&plain().log(0));
    let ran = run(&[published.path()]);
    assert!(matches!(ran.verdict, Ok(true)), "no finding");
    let line = "public       nothing, although its legal hour has passed: 2017-04-23T20:00:00+02:00\n";
    assert!(ran.text.contains(line), "{}", ran.text);
    let french = run_in(Language::French, &[published.path()]).text;
    assert!(french.contains("public       rien, alors que l'heure légale est passée : 2017-04-23T20:00:00+02:00\n"));
    let json = run(&["--json", published.path()]).text;
    assert!(json.contains("\"overdue\":\"2017-04-23T20:00:00+02:00\""), "{json}");
}

#[test]
fn the_readers_clock() {
    let published = Published::new(&plain().print());
    let at = |now| run(&["--now", now, published.path()]);
    let early = at("2017-04-23T12:00:00+02:00");
    assert!(matches!(early.verdict, Ok(false)));
    assert!(
        early.text.contains("V045 manifest: 5 entries public at 2017-04-23T12:05:00+02:00, 1 allowed"),
        "{}",
        early.text
    );
    let ancient = at("2017-04-21T12:00:00+02:00");
    assert!(ancient.text.contains("V046 manifest: dated 2017-04-23T23:00:00+02:00, now 2017-04-21T12:00:00+02:00"));
    assert!(matches!(at("2017-04-23T20:00:00+02:00").verdict, Ok(true)));
    for bad in ["", "yesterday", "2017-04-23T18:00:00Z", "1492977600"] {
        let failure = at(bad).verdict.expect_err("no moment");
        assert_eq!(failure.code(), 2, "{failure}");
        assert!(failure.to_string().contains("--now"), "{failure}");
    }
    assert!(!parses(&["--receipt", "a", "--now", "2017-04-23T20:00:00+02:00"]));
}

#[test]
fn every_finding_has_its_remedy() {
    let published = Published::new(&plain().print());
    published.write("snapshots/5/changes.csv", b"no\n");
    let remedies = [
        (Language::English, "     → copy the file again, or try another mirror\n"),
        (Language::French, "     → recopiez le fichier, ou essayez un autre miroir\n"),
    ];
    for (language, remedy) in remedies {
        let ran = run_in(language, &[published.path()]);
        assert!(ran.text.contains(remedy), "{}", ran.text);
    }
    let json = run(&["--json", published.path()]).text;
    assert!(json.contains("\"remedy\":\"copy the file again, or try another mirror\"}]"), "{json}");
}

#[test]
fn french_numbers_agree() {
    let press = Press::new(crate::fixture::parts());
    let published = Published::new(&press.log(0));
    let french = |now| run_in(Language::French, &["--now", now, published.path()]).text;
    let text = french("2017-04-23T12:00:00+02:00");
    for words in ["fr-test, 1 entrée, racine ", "0 message, 0 signature, 0 fichier publié\n"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let mut press = plain();
    press.public = Some(4);
    let published = Published::new(&press.print());
    let text = run_in(Language::French, &[published.path()]).text;
    for words in
        ["4 entrées publiées, 1 retenue\n", "3 bureaux comptés sur 4\n", " 1 manquant\n", "0 bureau compté sur 4\n"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn withheld_entries_are_told() {
    let mut press = plain();
    press.public = Some(3);
    let published = Published::new(&press.print());
    let ran = run(&[published.path()]);
    assert!(matches!(ran.verdict, Ok(true)), "{}", ran.text);
    assert!(ran.text.contains("3 entries published, 2 withheld"), "{}", ran.text);
}

#[test]
fn french() {
    let published = Published::new(&plain().print());
    let ran = run_in(Language::French, &[published.path()]);
    assert!(matches!(ran.verdict, Ok(true)));
    for words in ["(EXERCICE)", "inscrits", "tour 1", "4 bureaux comptés sur 4", "VÉRIFIÉ : chaque signature"] {
        assert!(ran.text.contains(words), "{words} in {}", ran.text);
    }
    published.write("index.html", b"");
    let ran = run_in(Language::French, &[published.path()]);
    assert!(ran.text.contains("fichier que rien n'atteste (remarque)"));
}

#[test]
fn the_definitions_hash_from_elsewhere() {
    let press = plain();
    let published = Published::new(&press.print());
    let hash = press.definition.hash().to_string();
    let other = "0".repeat(64);
    let given = |hash: &str| run(&["--definition-hash", hash, published.path()]).verdict;
    assert!(matches!(given(&hash), Ok(true)));
    assert!(matches!(given(&other), Ok(false)));
    for bad in ["", "12", &hash.to_uppercase(), &hash[1..]] {
        let failure = given(bad).expect_err("not a hash");
        assert_eq!(failure.code(), 2, "{failure}");
    }
}

#[test]
fn places_that_are_none() {
    let directory = TempDir::new().expect("a directory");
    let file = directory.path().join("file");
    fs::write(&file, b"x").expect("written");
    for place in [file.as_path(), &directory.path().join("nowhere")] {
        let failure = run(&[text(place)]).verdict.expect_err("no directory");
        assert!(matches!(failure, Failure::Outside { .. }));
        assert_eq!(failure.code(), 3);
        assert!(failure.to_string().starts_with(text(place)));
    }
    assert!(!parses(&[]), "nothing to verify");
    assert!(!parses(&["a", "--receipt", "b"]), "both");
    // Ignored, it would look as if it had been compared.
    assert!(!parses(&["--definition", "b", "a"]), "a definition without a receipt");
}

/// The log is remembered; an older or rewritten one is refused, and does not replace it.
#[test]
fn the_state_file() {
    let press = plain();
    let mut younger = press.clone();
    younger.report(STATIONS[0], figures(0, 0, &[(1, 1), (2, 1), (3, 1)]));
    let mut fork = press.clone();
    fork.report(STATIONS[1], figures(0, 0, &[(1, 1), (2, 1), (3, 1)]));
    let [old, new, other] = [&press, &younger, &fork].map(|press| Published::new(&press.print()));
    let memory = TempDir::new().expect("a directory");
    let state = memory.path().join("state");
    let check = |published: &Published| run(&["--state", text(&state), published.path()]);
    assert!(matches!(check(&old).verdict, Ok(true)));
    let kept_of = |press: &Press| {
        let head = format!("vigie.state/v1\nsnapshot {} {}\ncheckpoint\n", press.entries.len(), press.at);
        [head.as_bytes(), &press.print()["checkpoint"]].concat()
    };
    assert_eq!(fs::read(&state).expect("kept"), kept_of(&press));
    assert!(matches!(check(&old).verdict, Ok(true)));
    assert!(matches!(check(&new).verdict, Ok(true)));
    let kept = fs::read(&state).expect("kept");
    assert_eq!(kept, kept_of(&younger));
    for (published, code) in [(&old, "V050 checkpoint"), (&other, "V051 checkpoint")] {
        let ran = check(published);
        assert!(matches!(ran.verdict, Ok(false)));
        assert!(ran.text.contains(code), "{}", ran.text);
        assert_eq!(fs::read(&state).expect("kept"), kept, "a refused log is not remembered");
    }
    assert_eq!(fs::read_dir(memory.path()).expect("read").count(), 1, "nothing is left beside");
}

#[test]
fn a_state_file_that_cannot_be_used() {
    let published = Published::new(&plain().print());
    let nowhere = published.0.path().join("no/such/state");
    let failure = run(&["--state", text(&nowhere), published.path()]).verdict;
    assert_eq!(failure.expect_err("cannot be written").code(), 3);
    let memory = TempDir::new().expect("a directory");
    let state = memory.path().join("state");
    fs::write(&state, b"garbage").expect("written");
    let failure = run(&["--state", text(&state), published.path()]).verdict.expect_err("not a state");
    assert_eq!(failure.code(), 2);
    assert!(failure.to_string().contains("not a file of --state"), "{failure}");
    assert_eq!(fs::read(&state).expect("kept"), b"garbage", "nothing of the reader's is overwritten");
    fs::write(&state, vec![b'x'; 1 << 20]).expect("written");
    let failure = run(&["--state", text(&state), published.path()]).verdict;
    assert_eq!(failure.expect_err("too long").code(), 3);
}

/// A link whose disk is not there must not pass for a reader who has seen nothing yet.
#[cfg(unix)]
#[test]
fn a_state_behind_a_link() {
    let published = Published::new(&plain().print());
    let memory = TempDir::new().expect("a directory");
    let (link, target) = (memory.path().join("link"), memory.path().join("target"));
    std::os::unix::fs::symlink(&target, &link).expect("linked");
    let check = || run(&["--state", text(&link), published.path()]);
    let failure = check().verdict.expect_err("leads nowhere");
    assert_eq!(failure.code(), 3);
    assert!(failure.to_string().ends_with("link: a link that leads nowhere"), "{failure}");
    fs::write(&target, &plain().print()["checkpoint"]).expect("written");
    assert!(matches!(check().verdict, Ok(true)));
    assert!(fs::read(&target).expect("kept").starts_with(b"vigie.state/v1\n"), "what the link names is replaced");
    assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
    assert_eq!(fs::read_dir(memory.path()).expect("read").count(), 2, "nothing is left beside");
}

/// Checkpoint and cosignatures are the newest; the signed snapshot beside them is not.
#[test]
fn an_older_snapshot_is_refused_by_who_has_seen_the_newer() {
    let press = plain();
    let mut older = press.clone();
    older.public = Some(3);
    let [new, old, none] = [press.print(), older.print(), press.log(0)].map(|files| Published::new(&files));
    let memory = TempDir::new().expect("a directory");
    let state = memory.path().join("state");
    let check = |published: &Published| run(&["--state", text(&state), published.path()]);
    assert!(matches!(check(&old).verdict, Ok(true)), "nothing newer was seen");
    assert!(matches!(check(&new).verdict, Ok(true)));
    for published in [&old, &none] {
        let ran = check(published);
        assert!(matches!(ran.verdict, Ok(false)));
        assert!(ran.text.contains("V050 manifest: a snapshot of 5 entries"), "{}", ran.text);
    }
    assert!(matches!(check(&new).verdict, Ok(true)));
    // A memory from before snapshots were remembered is still one of the log.
    fs::write(&state, &press.print()["checkpoint"]).expect("written");
    assert!(matches!(check(&old).verdict, Ok(true)));
    assert!(fs::read(&state).expect("kept").starts_with(b"vigie.state/v1\nsnapshot 3 "));
}

#[test]
fn the_readers_own_policy() {
    let mut files = Press::new(witnessed()).print();
    cosign(&mut files, WITNESSES[0]);
    let published = Published::new(&files);
    let policies = TempDir::new().expect("a directory");
    let path = policies.path().join("policy");
    let check = |text: &str| {
        fs::write(&path, text).expect("written");
        run(&["--policy", crate::command::text(&path), published.path()])
    };
    let log = signer(LOG).verifier_key().to_string();
    let [one, two] = WITNESSES.map(|name| cosigner(name).verifier_key().to_string());
    let head = format!("log {log}\nwitness a {one}\nwitness b {two}\n");
    assert!(matches!(check(&format!("{head}quorum a\n")).verdict, Ok(true)));
    let ran = check(&format!("{head}quorum b\n"));
    assert!(matches!(ran.verdict, Ok(false)));
    assert!(ran.text.contains("V060 checkpoint"));
    assert!(ran.text.contains("witnesses    1 / 2"), "{}", ran.text);
    for bad in ["", "quorum\n", "<html>\n", &head] {
        let failure = check(bad).verdict.expect_err("no policy");
        assert_eq!(failure.code(), 2, "{failure}");
    }
    let nowhere = run(&["--policy", "/no/such/policy", published.path()]);
    assert_eq!(nowhere.verdict.expect_err("not there").code(), 3);
}

/// The name of a file must not be able to print a verdict.
#[cfg(unix)]
#[test]
fn a_file_name_cannot_write_a_line() {
    let published = Published::new(&plain().print());
    published.write("x\nVERIFIED: everything.\n\u{1b}[2J\u{202e}", b"");
    let ran = run(&[published.path()]);
    let verdicts = ran.text.lines().filter(|line| line.starts_with("VERIFIED"));
    assert_eq!(verdicts.count(), 1, "{}", ran.text);
    assert!(!ran.text.contains(['\u{1b}', '\u{202e}']));
    let json = run(&["--json", published.path()]).text;
    assert_eq!(json.lines().count(), 1);
    assert!(!json.contains('\u{1b}'));
}

/// A pipe that nobody writes to would keep the verifier for ever; a link to an endless device
/// would fill the memory.
#[cfg(unix)]
#[test]
fn files_that_are_not_files() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let published = Published::new(&plain().print());
    for name in ["definition", "checkpoint", "manifest"] {
        let path = published.0.path().join(name);
        let kept = fs::read(&path).expect("there");
        for how in ["socket", "device", "directory"] {
            fs::remove_file(&path).expect("removed");
            match how {
                "socket" => drop(UnixListener::bind(&path).expect("bound")),
                "device" => symlink("/dev/zero", &path).expect("linked"),
                _ => fs::create_dir(&path).expect("made"),
            }
            let ran = run(&[published.path()]);
            assert!(matches!(ran.verdict, Ok(false)), "{how}");
            assert!(ran.text.contains(&format!("V001 {name}: not a plain file")), "{}", ran.text);
            fs::remove_file(&path).or_else(|_| fs::remove_dir(&path)).expect("removed");
            fs::write(&path, &kept).expect("written");
        }
    }
}
