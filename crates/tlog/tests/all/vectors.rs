//! Every file in `vectors/tlog` against its verdict.

use std::fmt::{Debug, Display};
use std::fs;
use std::path::PathBuf;

use tlog::note::VkeyError;
use tlog::tile::{TilePath, decode_bundle, encode_bundle};
use tlog::tree::Frontier;
use tlog::{Checkpoint, Hash, Note, Policy, PublicKey, TlogProof, VerifierKey};

pub fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/tlog")).join(name)
}

pub fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks_exact(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// Runs `verdict` over each file of a directory's index; every file must be
/// in the index.
fn each_file(directory: &str, verdict: impl Fn(&[u8]) -> String) {
    let index = text(&format!("{directory}/index.txt"));
    let mut named = vec!["index.txt".to_owned()];
    for line in index.lines() {
        let (name, expected) = line.split_once(' ').unwrap();
        let bytes = fs::read(path(directory).join(name)).unwrap();
        assert_eq!(verdict(&bytes), expected, "{directory}/{name}");
        named.push(name.to_owned());
    }
    let mut found: Vec<_> =
        fs::read_dir(path(directory)).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    found.sort();
    named.sort();
    assert_eq!(found, named);
}

/// `ok` if writing the value again gives the same bytes, else what went wrong.
fn outcome<T, E: Debug>(parsed: Result<T, E>, bytes: &[u8], write: impl Fn(&T) -> String) -> String {
    match parsed {
        Ok(value) if write(&value).as_bytes() == bytes => "ok".to_owned(),
        Ok(_) => "written otherwise".to_owned(),
        Err(error) => format!("{error:?}"),
    }
}

fn displayed(value: &impl Display) -> String {
    value.to_string()
}

#[test]
fn notes() {
    each_file("notes", |bytes| outcome(Note::parse(bytes), bytes, Note::encode));
}

#[test]
fn checkpoints() {
    each_file("checkpoints", |bytes| {
        let parsed = Checkpoint::parse(std::str::from_utf8(bytes).unwrap());
        outcome(parsed, bytes, |c| {
            let lines = c.extensions.iter();
            lines.fold(c.to_text(), |text, line| text + line + "\n")
        })
    });
}

#[test]
fn proofs() {
    each_file("proofs", |bytes| outcome(TlogProof::parse(bytes), bytes, displayed));
}

#[test]
fn policies() {
    each_file("policies", |bytes| match Policy::parse(bytes) {
        Ok(policy) => {
            let again = Policy::parse(policy.to_text().as_bytes());
            assert_eq!(again.unwrap(), policy);
            "ok".to_owned()
        }
        Err(error) => format!("{:?} {}", error.reason, error.line),
    });
}

#[test]
fn verifier_keys() {
    for line in text("vkeys.txt").lines() {
        let (expected, vkey) = line.split_once('|').unwrap();
        let vkey = vkey.replace("\\n", "\n");
        let parsed: Result<VerifierKey, VkeyError> = VerifierKey::parse(&vkey);
        assert_eq!(outcome(parsed, vkey.as_bytes(), displayed), expected, "{vkey}");
    }
}

#[test]
fn roots() {
    let leaves = text("leaves.txt");
    let mut frontier = Frontier::new();
    let mut leaves = leaves.lines();
    for line in text("roots.txt").lines() {
        let (size, root) = line.split_once(' ').unwrap();
        assert_eq!(frontier.size().to_string(), size);
        assert_eq!(frontier.root(), Hash::from_hex(root).unwrap());
        leaves.next().into_iter().for_each(|leaf| frontier.push(Hash::leaf(&hex(leaf))));
    }
    assert_eq!(frontier.size(), 8);
}

#[test]
fn public_keys() {
    for line in text("keys.txt").lines() {
        let (expected, key) = line.split_once(' ').unwrap();
        let bytes = hex(key).try_into().unwrap();
        let verdict = match PublicKey::register(&bytes) {
            Ok(key) => {
                assert_eq!(key.bytes(), &bytes);
                "ok".to_owned()
            }
            Err(weak) => format!("{weak:?}"),
        };
        assert_eq!(verdict, expected, "{key}");
    }
}

#[test]
fn signatures() {
    for line in text("signatures.txt").lines() {
        let fields: Vec<_> = line.split(' ').collect();
        let [_, expected, key, message, signature] = fields[..] else {
            panic!("{line}");
        };
        let signature = hex(signature).try_into().unwrap();
        let verdict = match PublicKey::register(&hex(key).try_into().unwrap()) {
            Err(_) => "key-refused",
            Ok(key) => {
                let verdict = key.verify(&hex(message), &signature);
                assert_eq!(key.compact().verify(&hex(message), &signature), verdict);
                if verdict { "ok" } else { "refused" }
            }
        };
        assert_eq!(verdict, expected, "{line}");
    }
}

#[test]
fn tile_paths() {
    for line in text("paths.txt").lines() {
        let (expected, path) = line.split_once(' ').unwrap();
        let verdict = match TilePath::parse(path) {
            Some(parsed) => {
                assert_eq!(parsed.path(), path);
                "ok"
            }
            None => "refused",
        };
        assert_eq!(verdict, expected, "{path}");
    }
}

#[test]
fn bundles() {
    for line in text("bundles.txt").lines() {
        let fields: Vec<_> = line.split(' ').collect();
        let bytes = hex(fields[3]);
        let verdict = match decode_bundle(&bytes, fields[1].parse().unwrap()) {
            Ok(entries) => {
                assert_eq!(encode_bundle(&entries), bytes);
                "ok".to_owned()
            }
            Err(error) => format!("{error:?}"),
        };
        assert_eq!(verdict, fields[2], "{line}");
    }
}
