//! The published figures against the log: two adders, and every file made again.

use std::collections::{BTreeMap, BTreeSet};

use election::{
    Board,
    intake::Hands,
    publish::{File, Manifest, Snapshot},
};
use tlog::{Checkpoint, Hasher, tile::TilePath};

use crate::{
    Source,
    adder::Adder,
    finding::{Code, Findings},
    leftovers::{level_len, width_at},
};

/// The board's totals against those of the second adder, for every place and round.
pub fn compare_adders(board: &Board, adder: &Adder, findings: &mut Findings) {
    let definition = board.definition();
    for (ix, round) in definition.rounds().iter().enumerate() {
        let mut second = adder.totals(round.number);
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
    let judge = Judge { source, folder: &manifest.folder, listed: &listed };
    let judged = hands.each(snapshot.pieces(), |piece| {
        let mut judged = Vec::new();
        let mut open: Option<Due> = None;
        let done: Result<(), core::convert::Infallible> = snapshot.make(piece, |path, chunk| {
            match &mut open {
                Some(due) if due.path == path => due.more(chunk),
                _ => judged.extend(open.replace(Due::begin(path, chunk)).map(|due| judge.judge(due))),
            }
            Ok(())
        });
        done.unwrap_or_else(|never| match never {});
        judged.extend(open.map(|due| judge.judge(due)));
        judged
    });
    let mut given = BTreeSet::new();
    for (path, fault) in judged.into_iter().flatten() {
        if let Some((code, detail)) = fault {
            findings.add(code, format!("{}{path}", manifest.folder), detail);
        }
        given.insert(path);
    }
    for file in listed.values().filter(|file| !given.contains(&file.path) && !file.is_presentation()) {
        let full = format!("{}{}", manifest.folder, file.path);
        findings.add(Code::Listed, full, "the manifest lists it, the log does not give it");
    }
    given.len() as u64
}

/// The files that only show the figures, against their hashes: nobody can make them again from
/// the log, so what they say is the publisher's word. Returns how many there are.
pub(crate) fn compare_presentation(
    source: &impl Source,
    hands: &impl Hands,
    manifest: &Manifest,
    findings: &mut Findings,
) -> u64 {
    let shown: Vec<&File> = manifest.files.iter().filter(|file| file.is_presentation()).collect();
    let count = shown.len() as u64;
    let judged = hands.each(shown, |file| compare_hash(source, manifest, file));
    for (code, path, detail) in judged.into_iter().flatten() {
        findings.add(code, path, detail);
    }
    count
}

/// The files of a manifest against their hashes alone, where the log has holes and cannot say
/// what they should hold. Returns how many were compared.
pub(crate) fn compare_hashes(source: &impl Source, manifest: &Manifest, findings: &mut Findings) -> u64 {
    let figures = manifest.files.iter().filter(|file| !file.is_presentation());
    let mut count = 0;
    for file in figures {
        if let Some((code, path, detail)) = compare_hash(source, manifest, file) {
            findings.add(code, path, detail);
        }
        count += 1;
    }
    count
}

/// A file against its hash in the manifest: what is wrong, and where.
fn compare_hash(source: &impl Source, manifest: &Manifest, file: &File) -> Option<(Code, String, String)> {
    let path = format!("{}{}", manifest.folder, file.path);
    match source.fingerprint(&path, file.bytes + MAX_SURPLUS_BYTES) {
        Err(why) => Some((Code::File, path, why.to_string())),
        Ok(there) if there != (file.hash, file.bytes) => {
            Some((Code::Altered, path, "not the hash in the manifest".to_owned()))
        }
        Ok(_) => None,
    }
}

/// How much longer than it should be a file is read, to say where it differs: a server that sends
/// without end is refused early.
const MAX_SURPLUS_BYTES: u64 = 1 << 20;

/// What a file should hold: its first chunk, and the hash of everything.
struct Due {
    path: String,
    first: Vec<u8>,
    hasher: Hasher,
}

impl Due {
    fn begin(path: &str, chunk: &[u8]) -> Self {
        let mut due = Self { path: path.to_owned(), first: chunk.to_vec(), hasher: Hasher::new() };
        due.hasher.update(chunk);
        due
    }

    fn more(&mut self, chunk: &[u8]) {
        self.hasher.update(chunk);
    }
}

struct Judge<'a, S> {
    source: &'a S,
    folder: &'a str,
    listed: &'a BTreeMap<&'a str, &'a File>,
}

impl<S: Source> Judge<'_, S> {
    /// The path, and what is wrong with the file, if anything is.
    fn judge(&self, due: Due) -> (String, Option<(Code, String)>) {
        let fault = match self.listed.get(due.path.as_str()) {
            None => Some((Code::Listed, "the log gives it, the manifest does not list it".to_owned())),
            Some(file) => self.compare(file, &due),
        };
        (due.path, fault)
    }

    /// Long files are compared by their hash, so that none is ever held whole.
    fn compare(&self, file: &File, due: &Due) -> Option<(Code, String)> {
        let (hash, bytes) = due.hasher.clone().finish();
        let path = format!("{}{}", self.folder, due.path);
        let there = match self.source.fingerprint(&path, bytes + MAX_SURPLUS_BYTES) {
            Ok(there) => there,
            Err(why) => return Some((Code::File, why.to_string())),
        };
        let listed = (file.hash, file.bytes);
        if there == (hash, bytes) {
            let other = "the manifest lists another content than the log gives";
            return (listed != there).then(|| (Code::Untrue, other.to_owned()));
        }
        let code = if there == listed { Code::Untrue } else { Code::Altered };
        Some((code, self.difference(&path, bytes, due)))
    }

    /// Where a file differs, if that is within its first chunk.
    fn difference(&self, path: &str, bytes: u64, due: &Due) -> String {
        let there = self.source.read(path, bytes + MAX_SURPLUS_BYTES).unwrap_or_default();
        let at = there.iter().zip(&due.first).position(|(one, other)| one != other);
        match at.or((due.first.len() as u64 == bytes).then_some(there.len().min(due.first.len()))) {
            Some(at) => format!("differs from byte {at} on"),
            None => format!("differs after byte {}", due.first.len()),
        }
    }
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
