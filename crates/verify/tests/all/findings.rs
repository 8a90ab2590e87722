//! Every code has its injection; the honest twin of each is in `honest`.

use tlog::{Hash, Policy, policy::MAX_POLICY_BYTES};
use verify::{Code, Trust};

use crate::fixture::{self, STATIONS, bureau, correction, figures, holder, report, signer, usual};
use crate::press::{
    Files, LOG, Press, WITNESSES, check, checkpoint, cosign, country, eventful, found, look, names, plain, signed,
    witnessed,
};

fn without(mut files: Files, path: &str) -> Files {
    assert!(files.remove(path).is_some(), "{path} is there");
    files
}

fn with(mut files: Files, path: &str, bytes: impl Into<Vec<u8>>) -> Files {
    files.insert(path.to_owned(), bytes.into());
    files
}

#[test]
fn v001_a_file_is_missing() {
    let files = plain().print();
    for path in
        ["definition", "checkpoint", "manifest", "tile/entries/000.p/5", "tile/0/000.p/5", "snapshots/5/changes.csv"]
    {
        let audit = look(&without(files.clone(), path));
        assert!(names(&audit, "V001", path), "{path}: {:?}", found(&audit));
        assert!(!audit.findings.is_clean());
    }
}

#[test]
fn v001_a_file_is_longer_than_anything_lawful() {
    let files = with(plain().print(), "checkpoint", vec![b'a'; 70_000]);
    assert!(names(&look(&files), "V001", "checkpoint"));
    let files = with(plain().print(), "snapshots/5/changes.csv", vec![b'a'; 2 << 20]);
    assert!(names(&look(&files), "V001", "snapshots/5/changes.csv"));
}

/// Results that were public are taken away: not the same as results that are not public yet.
#[test]
fn v001_entries_without_a_manifest() {
    let files = without(plain().print(), "manifest");
    let audit = look(&files);
    assert!(names(&audit, "V001", "manifest"));
    // A source that cannot list is asked for the first bundle.
    let source = crate::press::Directory { files: &files, lists: false };
    let register = tlog::registration::register_all;
    let audit = verify::audit(&source, &election::intake::OneHand, &register, &Trust::default());
    assert!(names(&audit, "V001", "manifest"));
}

#[test]
fn v002_not_a_sealed_definition() {
    for bytes in [&b""[..], b"<!DOCTYPE html>\n<html>\n", b"vigie.definition/v1\n", b"\xff\xfe"] {
        let audit = look(&with(plain().print(), "definition", bytes));
        assert_eq!(found(&audit), [("V002", "definition".to_owned())]);
        assert!(audit.definition.is_none());
    }
    let page = look(&with(plain().print(), "definition", "<html>\n"));
    assert_eq!(page.findings.kept()[0].detail, "a web page, not a definition");
}

#[test]
fn v003_another_definition_than_expected() {
    let trust = |definition| Trust { definition: Some(definition), ..Trust::default() };
    let press = plain();
    let files = press.print();
    let audit = check(&files, &trust(Hash::of(b"another")));
    assert_eq!(found(&audit), [("V003", "definition".to_owned())]);
    assert!(check(&files, &trust(press.definition.hash())).findings.is_clean());
}

/// A candidate's name is swapped in a definition whose every other file stays.
#[test]
fn v003_the_definition_is_swapped() {
    let press = plain();
    let sealed = String::from_utf8(press.sealed()).expect("text");
    let swapped = sealed.replace("CANDIDATE 1", "CANDIDATE X");
    assert_ne!(sealed, swapped);
    let audit = look(&with(press.print(), "definition", swapped));
    assert!(names(&audit, "V003", "definition"), "{:?}", found(&audit));
}

/// The log goes along and signs a manifest for the swapped definition: then every message is
/// made for another one.
#[test]
fn v020_every_message_is_of_another_definition() {
    let honest = plain();
    let mut parts = fixture::parts();
    parts.rounds[0].candidates[0].family = "CANDIDATE X".to_owned();
    let mut swapped = Press::new(parts);
    swapped.entries.clone_from(&honest.entries);
    let audit = look(&swapped.print());
    assert_eq!(audit.kinds.get("refused"), Some(&5));
    for finding in audit.findings.kept() {
        assert_eq!(finding.code, Code::Message);
        assert!(finding.detail.contains("E201"), "{}", finding.detail);
    }
}

#[test]
fn v004_the_checkpoint_is_not_of_this_log() {
    let files = plain().print();
    let other = signer("log.example/other");
    let text = tlog::Checkpoint::new("log.example/other", 5, Hash::of(b"")).to_text();
    let foreign = tlog::note::sign(&text, &[&other]);
    let mut unsigned = tlog::note::sign(&tlog::Checkpoint::new(LOG, 5, Hash::of(b"")).to_text(), &[&other]);
    for bytes in [foreign, core::mem::take(&mut unsigned), String::new(), "<html>\n".to_owned()] {
        let audit = look(&with(files.clone(), "checkpoint", bytes));
        assert_eq!(found(&audit), [("V004", "checkpoint".to_owned())]);
        assert!(audit.checkpoint.is_none());
    }
}

#[test]
fn v010_a_bundle_is_not_made_of_entries() {
    let (press, _) = country();
    let files = with(press.print(), "tile/entries/001", "<html>no</html>");
    let audit = look(&files);
    assert!(names(&audit, "V010", "tile/entries/001"));
    // The hash tile stands in: the entries after it keep their numbers and their root, and no
    // published file is accused of what the bundle did.
    let codes: Vec<_> = audit.findings.counts().map(|(code, _)| code.code()).collect();
    assert_eq!(codes, ["V010"]);
    assert!(audit.board.is_none(), "a log with a hole has no totals");
}

#[test]
fn v011_a_tile_disagrees() {
    let (press, _) = country();
    for path in ["tile/0/001", "tile/0/002.p/189", "tile/0/002.p/88", "tile/1/000.p/2"] {
        let mut files = press.print();
        files.get_mut(path).expect("there")[40] ^= 1;
        let audit = look(&files);
        // What was left over from a shorter log is compared with the tile of today.
        assert!(found(&audit).iter().all(|(code, _)| *code == "V011"));
        assert!(names(&audit, "V011", path), "{path}");
        let short = press.print()[path][32..].to_vec();
        assert!(names(&look(&with(files, path, short)), "V011", path), "{path}");
    }
}

#[test]
fn v012_the_root_is_another() {
    let files = with(plain().print(), "checkpoint", checkpoint(5, Hash::of(b"no root")));
    assert_eq!(found(&look(&files)), [("V012", "checkpoint".to_owned())]);
}

/// Under embargo nothing but the lowest tiles is there to hash.
#[test]
fn v012_and_v011_under_embargo() {
    let (press, _) = country();
    let files = press.log(0);
    let audit = look(&with(files.clone(), "checkpoint", checkpoint(701, Hash::of(b"no"))));
    assert!(names(&audit, "V012", "checkpoint"));
    let mut files = files;
    files.get_mut("tile/1/000.p/2").expect("there")[3] ^= 1;
    assert!(names(&look(&files), "V011", "tile/1/000.p/2"));
}

#[test]
fn v040_the_manifest_is_not_the_logs() {
    let files = plain().print();
    let text = plain().manifest(&plain().snapshot()).to_string();
    let stranger = tlog::note::sign(&text, &[&signer("log.example/other")]);
    let form = signed(&text.replace("size 5", "size 05"));
    for bytes in [stranger.into_bytes(), form, Vec::new(), b"<html>\n".to_vec()] {
        let audit = look(&with(files.clone(), "manifest", bytes));
        assert!(names(&audit, "V040", "manifest"), "{:?}", found(&audit));
        assert!(!audit.findings.is_clean());
    }
}

#[test]
fn v050_older_than_what_was_seen() {
    let press = plain();
    let mut younger = press.clone();
    younger.report(STATIONS[0], figures(0, 0, &[(1, 1), (2, 1), (3, 1)]));
    let trust = Trust { seen: Some(younger.print()["checkpoint"].clone()), ..Trust::default() };
    assert_eq!(found(&check(&press.print(), &trust)), [("V050", "checkpoint".to_owned())]);
    let trust = Trust { seen: Some(press.print()["checkpoint"].clone()), ..Trust::default() };
    assert_eq!(found(&check(&younger.print(), &trust)), []);
    assert_eq!(found(&check(&press.print(), &trust)), []);
}

#[test]
fn v060_no_quorum() {
    let press = Press::new(witnessed());
    let mut files = press.print();
    assert_eq!(found(&look(&files)), [("V060", "checkpoint".to_owned())]);
    // One good cosignature is enough, but a bad one of a known witness is never ignored.
    cosign(&mut files, WITNESSES[0]);
    assert_eq!(found(&look(&files)), []);
    let mut other = Press::new(witnessed());
    other.report(STATIONS[0], usual());
    let mut other = other.print();
    cosign(&mut other, WITNESSES[1]);
    let foreign = String::from_utf8(other["checkpoint"].clone()).expect("text");
    let line = foreign.lines().last().expect("a cosignature");
    let own = [&files["checkpoint"][..], line.as_bytes(), b"\n"].concat();
    let files = with(files, "checkpoint", own);
    assert_eq!(found(&look(&files)), [("V060", "checkpoint".to_owned())]);
}

#[test]
fn v060_the_readers_own_policy() {
    let mut files = Press::new(witnessed()).print();
    cosign(&mut files, WITNESSES[0]);
    let policy = |text: String| {
        assert!(text.len() < MAX_POLICY_BYTES);
        let policy = Policy::parse(text.as_bytes()).expect("a policy");
        Trust { policy: Some(policy), ..Trust::default() }
    };
    let key = |name| crate::press::cosigner(name).verifier_key().to_string();
    let log = signer(LOG).verifier_key().to_string();
    let [one, two] = WITNESSES.map(key);
    let asked =
        |rule: &str| policy(format!("log {log}\nwitness a {one}\nwitness b {two}\ngroup g {rule} a b\nquorum g\n"));
    assert_eq!(found(&check(&files, &asked("any"))), []);
    assert_eq!(found(&check(&files, &asked("all"))), [("V060", "checkpoint".to_owned())]);
    let other = signer("log.example/other").verifier_key().to_string();
    let trust = policy(format!("log {other}\nquorum none\n"));
    assert_eq!(found(&check(&files, &trust)), [("V060", "checkpoint".to_owned())]);
}

#[test]
fn v061_somebody_unknown_signed_too() {
    let mut files = plain().print();
    cosign(&mut files, "witness.example/stranger");
    let audit = look(&files);
    assert_eq!(found(&audit), [("V061", "checkpoint".to_owned())]);
    assert!(audit.findings.is_clean(), "a note, not a fault");
}

#[test]
fn v070_a_file_that_nothing_vouches_for() {
    let strangers = [
        "index.html",
        "snapshots/5/extra.json",
        "snapshots/4/changes.csv",
        "tile/0/000",
        "tile/2/000.p/1",
        "tile/entries/001",
        "tile/entries/000.p/9",
        "tile/entries/x999/x999/x999/x999/x999/999",
        "tile/entries/x018/x446/x744/x073/x709/x551/615",
        "tile/63/x018/x446/x744/x073/x709/x551/615",
    ];
    for path in strangers {
        let audit = look(&with(plain().print(), path, "x"));
        assert_eq!(found(&audit), [("V070", path.to_owned())]);
        assert!(audit.findings.is_clean(), "a note, not a fault");
    }
}

#[test]
fn a_directory_that_cannot_be_listed_is_a_fault() {
    struct Closed(Files);
    impl verify::Source for Closed {
        fn read(&self, path: &str, _: u64) -> Result<Vec<u8>, verify::Unavailable> {
            self.0.get(path).cloned().ok_or(verify::Unavailable::Absent)
        }
        fn list(&self) -> Option<Result<Vec<String>, verify::Unavailable>> {
            Some(Err(verify::Unavailable::Unreadable("permission denied".to_owned())))
        }
    }
    let register = tlog::registration::register_all;
    let audit = verify::audit(&Closed(plain().print()), &election::intake::OneHand, &register, &Trust::default());
    assert_eq!(found(&audit), [("V001", ".".to_owned())]);
}

/// The first twenty of a code are told, the others counted.
#[test]
fn findings_are_kept_up_to_a_limit() {
    let mut files = plain().print();
    for n in 0..50 {
        files.insert(format!("extra/{n}"), Vec::new());
    }
    let audit = look(&files);
    assert_eq!(audit.findings.kept().len() as u64, verify::finding::MAX_KEPT);
    assert_eq!(audit.findings.counts().collect::<Vec<_>>(), [(Code::Unlisted, 50)]);
}

#[test]
fn a_message_under_a_key_revoked_before_is_found() {
    let mut press = eventful();
    // The log writes a report down that its hub had to refuse.
    press.entries.push(press.note(report(STATIONS[3], usual()), &bureau(STATIONS[3])));
    let audit = look(&press.print());
    let finding = &audit.findings.kept()[0];
    assert_eq!((finding.code, finding.place.as_str()), (Code::Message, "entry 9"));
    assert_eq!(finding.station, Some(fixture::id(STATIONS[3])));
    assert!(finding.detail.contains("E211"), "{}", finding.detail);
}

#[test]
fn a_message_under_a_key_granted_afterwards_is_found() {
    let mut press = Press::new(fixture::parts());
    let first = press.report(STATIONS[0], usual());
    let less = figures(0, 0, &[(1, 90), (2, 200), (3, 300)]);
    let body = correction(STATIONS[0], 2, first, &usual(), less);
    let signers = [crate::press::deputy(), holder(STATIONS[0], "secretary")];
    press.entries.push(press.note(body, &signers));
    let audit = look(&press.print());
    assert!(names(&audit, "V020", "entry 2"));
    assert!(audit.findings.kept()[0].detail.contains("E210"));
}
