//! `snapshots/`: what is published of a night, file by file; its manifest; a receipt.
//! `manifests/`: manifests, without signatures.

use std::collections::BTreeMap;

use election::{
    Board, Stamp,
    publish::{File, Manifest, Snapshot},
};
use tlog::{
    checkpoint::Checkpoint,
    hash::Hash,
    note::sign,
    policy::Policy,
    proof::TlogProof,
    tile::{encode_bundle, encode_tile},
    tree::{Frontier, HashReader, inclusion_proof},
};

use super::files::{Row, cases, clear, listed, read, save, save_folder};
use super::nights::reread;
use crate::fixture::{signer, stamp};

/// Nights that are published, and when.
const PUBLISHED: [(&str, &str); 2] =
    [("evening", "2017-04-23T21:00:00+02:00"), ("conflict", "2017-04-23T21:00:00+02:00")];

fn root(log: &[Vec<u8>]) -> Hash {
    let mut tree = Frontier::new();
    for entry in log {
        tree.push(Hash::leaf(entry));
    }
    tree.root()
}

/// The files of a snapshot, by path.
fn files(board: &Board, root: Hash, at: Stamp) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::<String, Vec<u8>>::new();
    let done: Result<(), ()> = Snapshot { board, root, at }.each_file(|path, bytes| {
        files.entry(path.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    });
    done.expect("nothing fails here");
    files
}

/// What stands in the folder of a published night: the manifest, and the files it names.
fn folder(name: &str, at: &str) -> BTreeMap<String, Vec<u8>> {
    let (board, log) = reread(name);
    let (size, root, at) = (board.size(), root(&log), stamp(at));
    let folder = format!("snapshots/{size}/");
    let files = files(&board, root, at);
    let file = |(path, bytes): (&String, &Vec<u8>)| File {
        path: path.clone(),
        bytes: bytes.len() as u64,
        hash: Hash::of(bytes),
    };
    let manifest = Manifest {
        definition: board.definition().hash(),
        mode: board.definition().parts().mode,
        size,
        root,
        at,
        folder: folder.clone(),
        files: files.iter().map(file).collect(),
    };
    let log_key = signer("log.example/fr-test");
    let note = sign(&manifest.to_string(), &[&log_key]);
    let inside = |(path, bytes)| (format!("{folder}{path}"), bytes);
    let mut all: BTreeMap<String, Vec<u8>> = files.into_iter().map(inside).collect();
    all.insert("manifest".to_owned(), note.into_bytes());
    all.extend(tiles(&log));
    let mut sealed = String::new();
    board.definition().seal(&mut sealed).expect("a String takes all");
    all.insert("definition".to_owned(), sealed.into_bytes());
    let checkpoint = Checkpoint::new(log_key.name(), size, root);
    let checkpoint = sign(&checkpoint.to_text(), &[&log_key]);
    all.insert("checkpoint".to_owned(), checkpoint.into_bytes());
    all
}

/// Nodes of a small tree, computed whenever they are asked for.
struct Small<'a>(&'a [Vec<u8>]);

impl HashReader for Small<'_> {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let width = 1_usize << level;
        let start = usize::try_from(index).ok()?.checked_mul(width)?;
        Some(root(self.0.get(start..start + width)?))
    }
}

/// The one bundle and the one hash tile of a small log, both partial.
fn tiles(log: &[Vec<u8>]) -> [(String, Vec<u8>); 2] {
    let entries: Vec<&[u8]> = log.iter().map(Vec::as_slice).collect();
    let hashes: Vec<Hash> = log.iter().map(|entry| Hash::leaf(entry)).collect();
    let size = log.len();
    [
        (format!("tile/entries/000.p/{size}"), encode_bundle(&entries)),
        (format!("tile/0/000.p/{size}"), encode_tile(&hashes)),
    ]
}

fn receipt(log: &[Vec<u8>], index: u64, checkpoint: &str) -> TlogProof {
    let entry = &log[usize::try_from(index).expect("small")];
    TlogProof {
        extra: Some(entry.clone()),
        index,
        path: inclusion_proof(&Small(log), index, log.len() as u64).expect("in the log"),
        checkpoint: checkpoint.to_owned(),
    }
}

/// The receipt of an entry of a published night.
fn receipt_of(name: &str, index: u64) -> String {
    let (_, log) = reread(name);
    let checkpoint = read(&format!("snapshots/{name}/checkpoint"));
    let checkpoint = String::from_utf8(checkpoint).expect("a note");
    receipt(&log, index, &checkpoint).to_string()
}

/// Name, what is exchanged in the manifest of the evening, verdict, line, what is wrong.
type Wrong = ([&'static str; 3], &'static str, usize, &'static str);

#[rustfmt::skip]
const WRONG: &[Wrong] = &[
    (["version", "vigie.manifest/v1", "vigie.manifest/v2"], "E005", 1, "another version"),
    (["mode", "mode test", "mode -"], "E012", 3, "a mode that is not one"),
    (["size", "size 1", "size 01"], "E006", 4, "a leading zero"),
    (["root", "root ", "root 0"], "E011", 5, "a hash of 65 digits"),
    (["at", "+02:00", "Z"], "E008", 6, "Z for an offset"),
    (["folder-end", "folder snapshots/17/", "folder snapshots/17"], "E013", 7, "a folder without its last slash"),
    (["folder-up", "folder snapshots/17/", "folder ../17/"], "E013", 7, "a folder outside"),
    (["folder-root", "folder snapshots/17/", "folder /17/"], "E013", 7, "a folder from the root"),
    (["count-more", "files 15", "files 16"], "E005", 24, "a file more promised than there"),
    (["count-fewer", "files 15", "files 14"], "E010", 23, "a file fewer promised than there"),
    (["count-huge", "files 15", "files 1000001"], "E006", 8, "more files than allowed"),
    (["path-up", "places/01.json", "places/../x"], "E013", 13, "a path that leads up"),
    (["path-hidden", "places/01.json", "places/.01.json"], "E013", 13, "a name that starts with a point"),
    (["path-empty", "places/01.json", "places//01.json"], "E013", 13, "an empty name"),
    (["path-backslash", "places/01.json", "places\\01.json"], "E013", 13, "a backslash"),
    (["path-space", "places/01.json", "places/0 1.json"], "E013", 13, "a space"),
    (["path-accent", "places/01.json", "places/é.json"], "E013", 13, "a letter that is not ASCII"),
    (["order", "places/01-001.json", "places/01-009.json"], "E005", 12, "files out of order"),
    (["twice", "places/01-002.json", "places/01-001.json"], "E005", 12, "a file twice"),
];

fn manifests() -> Vec<(Row, Vec<u8>)> {
    let note = folder(PUBLISHED[0].0, PUBLISHED[0].1).remove("manifest").expect("just made");
    let note = String::from_utf8(note).expect("a note");
    let good = &note[..=note.rfind("\n\n").expect("a note")];
    let wrong = WRONG.iter().map(|([name, from, to], verdict, line, what)| {
        assert!(good.contains(from), "{name}: {from}\n{good}");
        let row = Row::new(verdict, Some(*line), &format!("{name}.txt"), what);
        (row, good.replacen(from, to, 1).into_bytes())
    });
    let ok = (Row::new("ok", None, "good.txt", "that of the evening"), good.into());
    core::iter::once(ok).chain(wrong).collect()
}

pub fn write() {
    for (name, at) in PUBLISHED {
        clear(&format!("snapshots/{name}"));
        for (path, bytes) in folder(name, at) {
            save(&format!("snapshots/{name}/{path}"), &bytes);
        }
        save(&format!("receipts/{name}-1.txt"), receipt_of(name, 1).as_bytes());
    }
    clear("manifests");
    save_folder("manifests", &manifests());
}

#[test]
fn published_files_are_a_function_of_the_log() {
    assert_eq!(listed("snapshots"), ["conflict", "evening"]);
    for (name, at) in PUBLISHED {
        for (path, bytes) in folder(name, at) {
            let there = read(&format!("snapshots/{name}/{path}"));
            assert_eq!(String::from_utf8_lossy(&there), String::from_utf8_lossy(&bytes), "{name}/{path}");
        }
    }
}

#[test]
fn receipts_hold_offline() {
    let log = signer("log.example/fr-test");
    let policy = Policy::k_of_n(log.verifier_key(), &[], 0).expect("a policy");
    for (name, _) in PUBLISHED {
        let bytes = read(&format!("receipts/{name}-1.txt"));
        assert_eq!(String::from_utf8_lossy(&bytes), receipt_of(name, 1), "made again, it is the same");
        let proof = TlogProof::parse(&bytes).expect("a receipt");
        let entry = proof.extra.clone().expect("the entry");
        proof.verify(Hash::leaf(&entry), &policy).expect("proven");
        assert!(proof.verify(Hash::leaf(b"other"), &policy).is_err());
    }
}

#[test]
fn manifests_have_their_verdicts() {
    let cases = cases("manifests", &[]);
    assert_eq!(cases, manifests(), "made again, they are the same");
    let mut wrong = Vec::new();
    for (row, bytes) in cases {
        let text = String::from_utf8(bytes).expect("text");
        let seen = match Manifest::parse(&text) {
            Ok(manifest) => {
                assert_eq!(manifest.to_string(), text);
                ("ok", None)
            }
            Err(fault) => (fault.fault.code(), Some(fault.line)),
        };
        if seen != (row.verdict.as_str(), row.line) {
            wrong.push((row.file, seen));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
