//! What goes wrong is said in the language asked for, and what strangers wrote cannot steer.

use std::fs;
use std::process::Command;

use crate::vigie::{own_demo, run, text, vigie};

/// The same command in both languages: the same code, another text.
#[track_caller]
fn in_both(arguments: &[&str], code: i32, french: &str) {
    let english = vigie(arguments);
    let said = vigie(&[&["--lang", "fr"], arguments].concat());
    assert_eq!((english.code, said.code), (code, code), "{}{}", english.err, said.err);
    assert_ne!(english.err, said.err);
    assert!(said.err.contains(french), "no {french:?} in {}", said.err);
}

#[test]
fn errors_in_french() {
    let own = own_demo();
    let (election, nowhere) = (own.path().join("demo"), own.path().join("nowhere"));
    let (election, nowhere) = (text(&election), text(&nowhere));
    let public = own.path().join("p");
    let public = text(&public);
    let file = own.path().join("file");
    fs::write(&file, "x\n").expect("written");
    let file = text(&file);
    let empty = own.path().join("empty");
    fs::create_dir(&empty).expect("made");
    in_both(&["verify", nowhere], 3, "fichier ou répertoire introuvable");
    in_both(&["verify", ".", "--definition-hash", "abc"], 2, "64 chiffres hexadécimaux");
    in_both(&["verify", ".", "--now", "abc"], 2, "pas un moment");
    in_both(&["verify", ".", "--state", file], 2, "ce n'est pas un fichier de --state");
    in_both(&["verify", ".", "--policy", file], 2, "pas une politique");
    in_both(&["verify", "--receipt", file], 2, "un reçu se vérifie avec");
    in_both(&["verify", "--receipt", file, "--definition", file], 2, "pas une définition scellée");
    in_both(&["import", nowhere, "--round", "1", "--out", public], 3, "introuvable");
    in_both(&["definition", "check", file], 1, "pas une définition scellée");
    in_both(&["definition", "check", text(&empty)], 1, "→");
    in_both(&["keys", "issue", election], 1, "scellé");
    in_both(&["keys", "issue", file], 2, "pas un répertoire");
    in_both(&["demo", "--out", election], 2, "pas vide");
    in_both(&["replay", election, "--round", "1", "--public", election], 3, "c'est le répertoire d'un scrutin");
    in_both(&["replay", election, "--round", "3", "--public", public], 1, "round-3");
    in_both(&["receipt", election, "--station", "1-1"], 3, "introuvable");
    in_both(&["receipt", &format!("{election}/public"), "--station", "1-1"], 1, "n'est pas du tour 1");
    in_both(&["intake", election, file, "--public", public, "--at", "x"], 2, "pas un moment");
    in_both(&["intake", election, "/dev/zero"], 1, "plus de 65535 octets");
    in_both(&["intake", election, file], 1, "file");
    in_both(&["export", election, "--round", "3"], 1, "round-3");
}

#[test]
fn a_wrong_passphrase_in_french() {
    let own = own_demo();
    let election = own.path().join("demo");
    let mut command = Command::new(env!("CARGO_BIN_EXE_vigie"));
    command.args(["--lang", "fr", "keys", "revoke", text(&election), "FR/court", "--by", "FR/court"]);
    command.args(["--reason", "perdue", "--at", "2017-05-09T10:00:00+02:00", "--out", "/nowhere/at/all"]);
    let wrong = own.path().join("wrong");
    fs::write(&wrong, "another passphrase\n").expect("written");
    run(command.args(["--passphrase-file", text(&wrong)])).refused(1, "vérifiez la phrase de passe");
}

#[test]
fn help_in_french() {
    for ask in [&["--lang", "fr", "--help"][..], &["--lang=fr", "--help"]] {
        let out = vigie(ask).out;
        assert!(out.contains("Protège un scrutin") && out.contains("Émet, montre et révoque des clés"), "{out}");
    }
    let out = vigie(&["--lang", "fr", "verify", "--help"]).out;
    assert!(out.contains("Juger comme à ce moment"), "{out}");
    assert!(vigie(&["verify", "--help"]).out.contains("Judge as at this moment"));
}

/// One of everything, and none of some, in sentences that agree.
#[test]
fn french_numbers_agree() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (file, out) = (dir.path().join("file"), dir.path().join("out"));
    let head =
        "departement,commune,bureau,circonscription,commune_libelle,inscrits,votants,blancs,exprimes,LE PEN,MACRON";
    fs::write(&file, format!("{head}\n01,001,0001,4,L'Abergement,1,1,0,1,0,1\n")).expect("written");
    let french = |arguments: &[&str]| vigie(&[&["--lang", "fr"], arguments].concat()).ended(0).to_owned();
    let said = french(&["import", text(&file), "--round", "2", "--election", "fr-pr-2017", "--out", text(&out)]);
    let want = "tour 2 : 1 bureau, 1 inscrit, 1 votant, 1 exprimé ; 1 commune sans position\n";
    assert!(said.starts_with(want), "{said}");
    assert!(french(&["definition", "check", text(&out)]).starts_with("1 bureau : sans faute"));
    french(&["keys", "issue", text(&out)]);
    let said = french(&["definition", "seal", text(&out)]);
    assert!(said.contains("1 tour, ") && said.contains(" 0 lieu de vote, 1 bureau, "), "{said}");
    let public = dir.path().join("public");
    let said = french(&["replay", text(&out), "--round", "2", "--public", text(&public)]);
    assert!(said.contains("tour 2 : 1 relevé inscrit, 0 refusé ; journal de 2 entrées"), "{said}");
    let said = french(&["replay", text(&out), "--round", "2", "--public", text(&public)]);
    assert!(said.contains("1 relevé était déjà inscrit\n"), "{said}");
}

/// A cell of an official file is a stranger's text too.
#[test]
fn a_cell_cannot_steer_the_terminal() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (file, out) = (dir.path().join("file"), dir.path().join("out"));
    let head =
        "departement,commune,bureau,circonscription,commune_libelle,inscrits,votants,blancs,exprimes,LE PEN,MACRON";
    fs::write(&file, format!("{head}\n01,001,0001,4,L'Abergement,5\u{202e}\u{61c}\u{feff}98,498,37,453,181,272\n"))
        .expect("written");
    let said = vigie(&["import", text(&file), "--round", "2", "--election", "fr-pr-2017", "--out", text(&out)]);
    said.ended(1);
    assert!(!said.err.contains(['\u{202e}', '\u{61c}', '\u{feff}']), "{:?}", said.err);
    assert!(said.err.contains("5\\u{202e}\\u{61c}\\u{feff}98"), "{}", said.err);
    // Nor can the name of a file.
    let named = dir.path().join("\u{1b}[2J\u{2066}x");
    let said = vigie(&["import", text(&named), "--round", "2", "--out", text(&out)]);
    assert!(said.ended(3).is_empty() && !said.err.contains(['\u{1b}', '\u{2066}']), "{:?}", said.err);
}
