//! One byte anywhere: the verifier finds it and names the place.

use tlog::Hash;
use verify::Audit;

use crate::press::{Files, Press, WITNESSES, cosign, country, eventful, found, look, plain, witnessed};

/// Files whose agreement is being checked: where two of them disagree either may be named.
fn counterparts(path: &str) -> Vec<String> {
    let mut places = vec![path.to_owned()];
    // An entry's text can still read well; then its leaf hash tells, and the tile is named.
    if let Some(rest) = path.strip_prefix("tile/entries/") {
        places.push(format!("tile/0/{rest}"));
    }
    places
}

fn is_found(audit: &Audit, path: &str) -> bool {
    let places = counterparts(path);
    !audit.findings.is_clean() && found(audit).iter().any(|(_, place)| places.iter().any(|one| one == place))
}

fn tampered(files: &mut Files, path: &str, at: usize, with: u8) -> Audit {
    let byte = files.get_mut(path).and_then(|bytes| bytes.get_mut(at));
    *byte.expect("inside the file") ^= with;
    let audit = look(files);
    let byte = files.get_mut(path).and_then(|bytes| bytes.get_mut(at));
    *byte.expect("inside the file") ^= with;
    audit
}

fn assert_every_byte_is_found(files: &mut Files, path: &str, until: usize) {
    for at in 0..files[path].len().min(until) {
        for with in [1, 0x20, 0x80] {
            let audit = tampered(files, path, at, with);
            assert!(is_found(&audit, path), "{path} byte {at} ^ {with}: {:?}", audit.findings);
        }
    }
}

#[test]
fn every_byte_of_the_checkpoint() {
    assert_every_byte_is_found(&mut plain().print(), "checkpoint", usize::MAX);
}

#[test]
fn every_byte_of_the_manifest() {
    assert_every_byte_is_found(&mut plain().print(), "manifest", usize::MAX);
}

#[test]
fn every_byte_of_the_head_of_the_definition() {
    assert_every_byte_is_found(&mut plain().print(), "definition", 700);
}

/// A witness's line may be damaged so that it is nobody's line any more. Readers of signed notes
/// must ignore such lines; then it must be seen, and the quorum must not need it.
#[test]
fn every_byte_of_a_cosignature() {
    let mut files = Press::new(witnessed()).print();
    cosign(&mut files, WITNESSES[0]);
    let first = files["checkpoint"].len();
    cosign(&mut files, WITNESSES[1]);
    assert!(found(&look(&files)).is_empty());
    let all = files["checkpoint"].len();
    for at in first..all {
        let audit = tampered(&mut files, "checkpoint", at, 1);
        let places = found(&audit);
        assert!(places.iter().any(|(_, place)| place == "checkpoint"), "byte {at}: {places:?}");
    }
}

/// The country, and the small night whose entries are of every kind.
#[test]
fn random_bytes_of_random_files() {
    let mut drawn = 0_u32;
    let mut below = |limit: usize| {
        drawn += 1;
        let [a, b, c, d, ..] = Hash::of(&drawn.to_be_bytes()).0;
        u32::from_be_bytes([a, b, c, d]) as usize % limit
    };
    let (country, _) = country();
    for (mut files, times) in [(eventful().print(), 2000), (country.print(), 60)] {
        let paths: Vec<String> = files.keys().cloned().collect();
        for _ in 0..times {
            let path = &paths[below(paths.len())];
            if files[path].is_empty() {
                continue;
            }
            let (at, bit) = (below(files[path].len()), below(8));
            let audit = tampered(&mut files, path, at, 1 << bit);
            assert!(is_found(&audit, path), "{path} byte {at} bit {bit}: {:?}", audit.findings);
        }
    }
}

/// The tiles and bundles are few among many files: they are met one by one.
#[test]
fn a_byte_of_every_file_of_the_log() {
    let (country, _) = country();
    let mut files = country.print();
    let of_log = |path: &&String| !path.starts_with("snapshots/");
    let paths: Vec<String> = files.keys().filter(of_log).cloned().collect();
    assert!(paths.len() > 10);
    for path in paths {
        for at in [0, files[&path].len() / 2, files[&path].len() - 1] {
            let audit = tampered(&mut files, &path, at, 4);
            assert!(is_found(&audit, &path), "{path} byte {at}: {:?}", audit.findings);
        }
    }
}

#[test]
fn every_file_truncated_removed_emptied_or_lengthened() {
    let mut press = eventful();
    press.batches = vec![3];
    let files = press.print();
    let leftovers: Vec<&String> = files.keys().filter(|path| path.ends_with(".p/3")).collect();
    assert_eq!(leftovers, ["tile/0/000.p/3"]);
    for (path, bytes) in &files {
        let mut removed = files.clone();
        removed.remove(path);
        // A partial tile of the past may be deleted at any time.
        if !leftovers.contains(&path) {
            assert!(is_found(&look(&removed), path), "{path} removed");
        }
        let half = bytes[..bytes.len() / 2].to_vec();
        let longer = [&bytes[..], b"\n"].concat();
        let shorter = bytes[..bytes.len() - 1].to_vec();
        for (how, bytes) in [("half", half), ("longer", longer), ("shorter", shorter), ("empty", Vec::new())] {
            let mut files = files.clone();
            files.insert(path.clone(), bytes);
            let audit = look(&files);
            assert!(is_found(&audit, path), "{path} {how}: {:?}", audit.findings);
        }
    }
}

/// Bundles that the verifier does not need, because the manifest ends before them or because
/// they are of a shorter log: others may read them.
#[test]
fn bundles_beside_the_way() {
    let (mut press, _) = country();
    press.public = Some(300);
    let mut files = press.print();
    for (path, bytes) in press.log(701) {
        files.insert(path, bytes);
    }
    let short = press.log(10)["tile/entries/000.p/10"].clone();
    files.insert("tile/entries/000.p/10".to_owned(), short);
    assert!(found(&look(&files)).is_empty());
    for path in ["tile/entries/000.p/10", "tile/entries/001", "tile/entries/002.p/189"] {
        for at in [0, 500, files[path].len() - 1] {
            let audit = tampered(&mut files, path, at, 1);
            let place = path.to_owned();
            let due = [("V010", place.clone()), ("V011", place)];
            assert!(found(&audit).iter().any(|one| due.contains(one)), "{path} byte {at}: {:?}", audit.findings);
        }
    }
}
