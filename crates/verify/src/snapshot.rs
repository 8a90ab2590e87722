//! The published figures against the log: two adders, and every file made again.

use std::collections::{BTreeMap, BTreeSet};

use election::{
    Board,
    intake::Hands,
    publish::{File, Manifest, Snapshot},
};
use tlog::{Checkpoint, Hash, tile::TilePath};

use crate::{
    MAX_FILE_BYTES, Source,
    adder::Adder,
    finding::{Code, Findings},
    leftovers::{level_len, width_at},
};

/// The board's totals against those of the second adder, for every place and round.
pub fn compare_adders(board: &Board, adder: &Adder, findings: &mut Findings) {
    let definition = board.definition();
    for (ix, round) in definition.rounds().iter().enumerate() {
        let mut second = adder.totals(definition, round.number);
        for (place, record) in definition.places() {
            let tally = board.tally(ix, place);
            let counted = u64::from(tally.progress.counted());
            let first = (counted > 0).then(|| (counted, tally.sums.row().collect::<Vec<u64>>()));
            let other = second.remove(&record.id);
            if first != other {
                let detail = format!("round {}: {first:?} and {other:?}", round.number);
                findings.add(Code::Adders, format!("place {}", record.id), detail);
            }
        }
    }
}

/// Every file the log gives against the manifest, and every file of the manifest against what
/// is there. Returns how many were compared.
pub(crate) fn compare_files(
    source: &impl Source,
    hands: &impl Hands,
    board: &Board,
    manifest: &Manifest,
    findings: &mut Findings,
) -> u64 {
    let snapshot = Snapshot { board, root: manifest.root, at: manifest.at };
    let listed: BTreeMap<&str, &File> = manifest.files.iter().map(|file| (file.path.as_str(), file)).collect();
    let judged = hands.each(snapshot.pieces(), |piece| {
        let mut judged = Vec::new();
        let done: Result<(), core::convert::Infallible> = snapshot.make(piece, |path, bytes| {
            let full = format!("{}{path}", manifest.folder);
            let fault = match listed.get(path) {
                None => Some((Code::Listed, "the log gives it, the manifest does not list it".to_owned())),
                Some(file) => compare_file(source, &full, file, bytes),
            };
            judged.push((path.to_owned(), fault));
            Ok(())
        });
        done.unwrap_or_else(|never| match never {});
        judged
    });
    let mut given = BTreeSet::new();
    for (path, fault) in judged.into_iter().flatten() {
        if let Some((code, detail)) = fault {
            findings.add(code, format!("{}{path}", manifest.folder), detail);
        }
        given.insert(path);
    }
    for path in listed.keys().filter(|path| !given.contains(**path)) {
        let full = format!("{}{path}", manifest.folder);
        findings.add(Code::Listed, full, "the manifest lists it, the log does not give it");
    }
    given.len() as u64
}

/// The files of a manifest against their hashes alone, where the log has holes and cannot say
/// what they should hold. Returns how many were compared.
pub(crate) fn compare_hashes(source: &impl Source, manifest: &Manifest, findings: &mut Findings) -> u64 {
    for file in &manifest.files {
        let path = format!("{}{}", manifest.folder, file.path);
        match source.read(&path, MAX_FILE_BYTES) {
            Err(why) => findings.add(Code::File, path, why.to_string()),
            Ok(there) if Hash::of(&there) != file.hash => {
                findings.add(Code::Altered, path, "not the hash in the manifest");
            }
            Ok(_) => {}
        }
    }
    manifest.files.len() as u64
}

/// How much longer than it should be a file is read, to say where it differs: a server that sends
/// without end is refused early.
const MAX_SURPLUS_BYTES: u64 = 1 << 20;

/// What is wrong with a file that should hold `due`.
fn compare_file(source: &impl Source, path: &str, file: &File, due: &[u8]) -> Option<(Code, String)> {
    let limit = due.len() as u64 + MAX_SURPLUS_BYTES;
    let there = match source.read(path, limit) {
        Ok(there) => there,
        Err(why) => return Some((Code::File, why.to_string())),
    };
    if there == due {
        let as_listed = (file.hash, file.bytes) == (Hash::of(due), due.len() as u64);
        let other = "the manifest lists another content than the log gives";
        return (!as_listed).then(|| (Code::Untrue, other.to_owned()));
    }
    let at = there.iter().zip(due).position(|(one, other)| one != other).unwrap_or(there.len().min(due.len()));
    let code = if Hash::of(&there) == file.hash { Code::Untrue } else { Code::Altered };
    Some((code, format!("differs from byte {at} on")))
}

/// Files that neither the log nor the manifest explains: nobody vouches for them.
pub(crate) fn note_unlisted(
    paths: &[String],
    checkpoint: &Checkpoint,
    manifest: Option<&Manifest>,
    findings: &mut Findings,
) {
    for path in paths {
        let inside = manifest.and_then(|manifest| Some((manifest, path.strip_prefix(manifest.folder.as_str())?)));
        let known = match inside {
            Some((manifest, rest)) => manifest.files.binary_search_by(|file| file.path.as_str().cmp(rest)).is_ok(),
            None => {
                matches!(path.as_str(), "definition" | "checkpoint" | "manifest") || of_the_log(path, checkpoint.size)
            }
        };
        if !known {
            findings.add(Code::Unlisted, path, "");
        }
    }
}

/// Whether a path is a tile or a bundle that a log of this size has, or had on its way.
fn of_the_log(path: &str, size: u64) -> bool {
    match TilePath::parse(path) {
        Some(TilePath::Entries(bundle)) => bundle.width <= width_at(size, bundle.index),
        Some(TilePath::Hashes(tile)) => tile.width <= width_at(level_len(size, tile.level), tile.index),
        None => false,
    }
}
