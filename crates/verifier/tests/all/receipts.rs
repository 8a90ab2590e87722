//! `--receipt`: one message, without a network.

use std::fs;

use election::refusal::Language;
use tlog::{
    TlogProof,
    tile::{Tile, TileReader},
    tree,
};

use crate::command::{Published, parses, run, run_in, text};
use crate::fixture::signer;
use crate::press::{Files, LOG, plain};

fn receipt() -> String {
    let press = plain();
    let files = press.print();
    let reader = TileReader::new(5, |tile: Tile| files.get(&tile.path()).cloned());
    let proof = TlogProof {
        extra: Some(press.entries[2].clone()),
        index: 2,
        path: tree::inclusion_proof(&reader, 2, 5).expect("a proof"),
        checkpoint: String::from_utf8(files["checkpoint"].clone()).expect("text"),
    };
    proof.to_string()
}

#[test]
fn a_receipt_is_verified_or_refused() {
    let published = Published::new(&Files::new());
    let definition = published.write("definition", &plain().sealed());
    let good = published.write("receipt", receipt().as_bytes());
    let check = |language, receipt| run_in(language, &["--receipt", text(receipt), "--definition", text(&definition)]);
    let ran = check(Language::English, &good);
    assert!(matches!(ran.verdict, Ok(true)), "{}", ran.text);
    assert!(ran.text.starts_with("vigie.report/v1\n"));
    assert!(ran.text.contains("check words: "));
    assert!(ran.text.contains("entry 2 / 5, log.example/fr-test"));
    assert!(ran.text.ends_with("VERIFIED: this message, signed by its holders, is in the log.\n"));
    let ran = check(Language::French, &good);
    assert!(ran.text.contains("VÉRIFIÉ : ce message, signé par ses titulaires"));
    let bad = published.write("bad", receipt().replace("index 2", "index 3").as_bytes());
    let ran = check(Language::English, &bad);
    assert!(matches!(ran.verdict, Ok(false)));
    assert!(ran.text.ends_with("REFUSED: this receipt proves nothing.\n"));
}

#[test]
fn a_receipt_under_a_policy_says_what_it_did_not_check() {
    let published = Published::new(&Files::new());
    let path = published.write("receipt", receipt().as_bytes());
    let policy = format!("log {}\nquorum none\n", signer(LOG).verifier_key());
    let policy = published.write("policy", policy.as_bytes());
    let words = ["--receipt", text(&path), "--policy", text(&policy)];
    let ran = run(&words);
    assert!(matches!(ran.verdict, Ok(true)));
    assert!(ran.text.ends_with("its signatures were not checked (--definition).\n"));
    let ran = run(&[&words[..], &["--json"]].concat());
    assert!(ran.text.starts_with("{\"verified\":true,"), "{}", ran.text);
    assert!(ran.text.contains("\"signatures_checked\":false"));
}

#[test]
fn commands_without_a_verdict() {
    let published = Published::new(&Files::new());
    let path = published.write("receipt", receipt().as_bytes());
    let alone = run(&["--receipt", text(&path)]);
    assert_eq!(alone.verdict.expect_err("nothing to trust").code(), 2);
    let nowhere = run(&["--receipt", "/no/such/receipt"]);
    assert_eq!(nowhere.verdict.expect_err("not there").code(), 3);
    let definition = published.write("definition", b"<html>\n");
    let bad = run(&["--receipt", text(&path), "--definition", text(&definition)]);
    assert_eq!(bad.verdict.expect_err("no definition").code(), 2);
    let sealed = published.write("sealed", &plain().sealed());
    let other = "0".repeat(64);
    let words = ["--receipt", text(&path), "--definition", text(&sealed), "--definition-hash", &other];
    assert_eq!(run(&words).verdict.expect_err("another").code(), 2);
    assert!(!parses(&["--receipt", "a", "--state", "b"]));
}

/// Larger than any receipt can be: refused before it is in memory.
#[test]
fn a_huge_file_is_no_receipt() {
    let published = Published::new(&Files::new());
    let path = published.write("receipt", b"");
    let file = fs::OpenOptions::new().write(true).open(&path).expect("opened");
    file.set_len(5 << 30).expect("a sparse file");
    let policy = published.write("policy", b"quorum none\n");
    let ran = run(&["--receipt", text(&path), "--policy", text(&policy)]);
    assert_eq!(ran.verdict.expect_err("too long").code(), 3);
}
