//! The walk along the log: every entry hashed, compared with the hash tiles, and admitted.

use std::collections::BTreeMap;

use election::{
    Board,
    board::NotAdmitted,
    evidence::{Logged, Received},
    intake::{Hands, admit_all},
    refusal::{Language, Refusal},
};
use tlog::{
    Hash,
    tile::{Bundle, FULL_WIDTH, RightEdge, Tile, decode_bundle, decode_tile},
};

use crate::{
    Audit, Source, Unavailable,
    adder::Adder,
    finding::{Code, Finding, Findings},
};

/// Bundles that are read, parsed and checked together: enough for every core, little memory.
const BUNDLES_AT_ONCE: u64 = 16;

/// Largest entry bundle: 256 entries of 65,535 bytes with their lengths.
pub(crate) const MAX_BUNDLE_BYTES: u64 = 256 * 65_537;
/// Bytes of a full hash tile.
pub(crate) const MAX_TILE_BYTES: u64 = 256 * 32;

pub(crate) struct Walk<'a, S, H> {
    pub source: &'a S,
    pub hands: &'a H,
    /// Entries whose content is public.
    pub public: u64,
    /// Entries of the log.
    pub size: u64,
    /// Sizes whose root is wanted.
    pub marks: &'a [u64],
}

/// What the walk gives.
pub(crate) struct Walked {
    /// The board at the public size.
    pub board: Board,
    /// The roots at the marks and at the end.
    pub roots: BTreeMap<u64, Hash>,
    /// Whether every public entry could be read.
    pub complete: bool,
}

/// A bundle's file, which may hold more entries than are public.
struct BundleFile {
    width: u16,
    bytes: Vec<u8>,
}

/// The tree under construction and what is compared with it.
struct Tree<'a, S> {
    source: &'a S,
    edge: RightEdge,
    /// Entries whose content was read.
    entries: u64,
    roots: BTreeMap<u64, Hash>,
    marks: &'a [u64],
}

impl<S: Source, H: Hands> Walk<'_, S, H> {
    /// Walks to the end, or to where neither entries nor their hashes are to be had: beyond that
    /// no root can be right, and a log that promises 2^62 entries must not keep anybody busy.
    pub(crate) fn run(&self, mut board: Board, adder: &mut Adder, audit: &mut Audit) -> Walked {
        let mut tree =
            Tree { source: self.source, edge: RightEdge::new(), entries: 0, roots: BTreeMap::new(), marks: self.marks };
        tree.mark();
        let bundles = self.public.div_ceil(u64::from(FULL_WIDTH));
        let mut first = 0;
        let mut known = true;
        while first < bundles && known {
            let group = first..bundles.min(first + BUNDLES_AT_ONCE);
            let read: Vec<(Bundle, Option<BundleFile>)> = group
                .map(|index| bundle_at(index, self.public))
                .map(|bundle| (bundle, self.bundle(bundle, audit)))
                .collect();
            let mut entries: Vec<(u64, &[u8])> = Vec::new();
            for (bundle, bytes) in &read {
                let index = bundle.index * u64::from(FULL_WIDTH);
                let taken = tree.take_bundle(*bundle, self.size, bytes.as_ref(), &mut audit.findings);
                entries.extend((index..).zip(taken));
                known &= tree.edge.size() == index + u64::from(bundle.width);
                if !known {
                    break;
                }
            }
            self.admit(&entries, &mut board, adder, audit);
            first += BUNDLES_AT_ONCE;
            self.source.progress(tree.edge.size(), self.size);
        }
        if known {
            tree.take_hashes(self.size, self.size, &mut audit.findings);
        }
        tree.finish(&mut audit.findings);
        Walked { board, complete: tree.entries == self.public, roots: tree.roots }
    }

    fn admit(&self, entries: &[(u64, &[u8])], board: &mut Board, adder: &mut Adder, audit: &mut Audit) {
        let raw: Vec<&[u8]> = entries.iter().map(|(_, raw)| *raw).collect();
        admit_all(board, self.hands, &raw, |position, admitted| {
            let (index, raw) = entries[position];
            hear(admitted, index, raw, adder, audit);
        });
    }

    /// A partial bundle may be gone once the full one exists: a log grows while it is read.
    fn bundle(&self, bundle: Bundle, audit: &mut Audit) -> Option<BundleFile> {
        let full = Bundle { width: FULL_WIDTH, ..bundle };
        let read = |bundle: Bundle| {
            let bytes = self.source.read(&bundle.path(), MAX_BUNDLE_BYTES)?;
            Ok(BundleFile { width: bundle.width, bytes })
        };
        let first = read(bundle);
        let read = match first {
            Err(Unavailable::Absent) => read(full).or(first),
            first => first,
        };
        read.map_err(|why| audit.findings.add(Code::File, bundle.path(), why.to_string())).ok()
    }
}

/// The bundle `index` of a log of `size` entries.
fn bundle_at(index: u64, size: u64) -> Bundle {
    let left = size - index * u64::from(FULL_WIDTH);
    let width = u16::try_from(left).map_or(FULL_WIDTH, |left| left.min(FULL_WIDTH));
    Bundle { index, width }
}

/// Takes note of a message, or files a finding under its place in the log.
fn hear(admitted: Result<Logged, NotAdmitted>, index: u64, raw: &[u8], adder: &mut Adder, audit: &mut Audit) {
    match admitted {
        Ok(logged) => {
            *audit.kinds.entry(logged.message.body.header()).or_default() += 1;
            // Its own reading of the note: the text is everything up to the last blank line.
            let text = core::str::from_utf8(raw).unwrap_or_default();
            let end = text.rfind("\n\n").map_or(0, |end| end + 1);
            let signatures = text[end..].lines().filter(|line| !line.is_empty());
            audit.signatures += signatures.count() as u64;
            adder.hear(&text[..end]);
        }
        Err(why) => {
            *audit.kinds.entry("refused").or_default() += 1;
            let (code, detail) = match why {
                NotAdmitted::Already { index } => (Code::Repeated, format!("first at entry {index}")),
                NotAdmitted::Refused(refusal) => (Code::Message, refused(&refusal)),
            };
            let station = Received::parse(raw).ok().and_then(|message| message.message().station());
            let (place, station) = (format!("entry {index}"), station.map(|(_, station)| station));
            audit.findings.push(Finding { code, place, station, detail });
        }
    }
}

fn refused(refusal: &Refusal) -> String {
    let (code, text) = (refusal.code(), refusal.text(Language::English));
    if text.starts_with(code) { text } else { format!("{code}: {text}") }
}

impl<S: Source> Tree<'_, S> {
    /// Keeps the root where it is wanted.
    fn mark(&mut self) {
        let size = self.edge.size();
        if self.marks.contains(&size) {
            self.roots.insert(size, self.edge.root());
        }
    }

    fn push(&mut self, leaf: Hash, findings: &mut Findings) {
        let source = self.source;
        self.edge.push(leaf, &mut |tile, hashes| compare_tile(source, tile, hashes, findings));
        self.mark();
    }

    /// Hashes the entries of a bundle and gives them. Where they cannot be read, the lowest hash
    /// tile stands in, so that one bad bundle does not make everything after it wrong.
    fn take_bundle<'b>(
        &mut self,
        bundle: Bundle,
        size: u64,
        file: Option<&'b BundleFile>,
        findings: &mut Findings,
    ) -> Vec<&'b [u8]> {
        let decoded = file.map(|file| decode_bundle(&file.bytes, file.width));
        if let Some(Err(error)) = &decoded {
            findings.add(Code::Bundle, bundle.path(), error.to_string());
        }
        let Some(Ok(mut entries)) = decoded else {
            let until = bundle.index * u64::from(FULL_WIDTH) + u64::from(bundle.width);
            self.take_hashes(until, size, findings);
            return Vec::new();
        };
        entries.truncate(usize::from(bundle.width));
        self.entries += entries.len() as u64;
        for entry in &entries {
            self.push(Hash::leaf(entry), findings);
        }
        entries
    }

    /// Takes leaf hashes up to `until` from the lowest tiles of a log of `size` entries: all that
    /// is public under embargo.
    fn take_hashes(&mut self, until: u64, size: u64, findings: &mut Findings) {
        while self.edge.size() < until {
            let at = self.edge.size();
            let index = at / u64::from(FULL_WIDTH);
            let Some(hashes) = self.lowest_tile(index, size, findings) else {
                return;
            };
            let skip = usize::try_from(at % u64::from(FULL_WIDTH)).unwrap_or(usize::MAX);
            for leaf in hashes.into_iter().skip(skip) {
                if self.edge.size() < until {
                    self.push(leaf, findings);
                }
            }
        }
    }

    fn lowest_tile(&self, index: u64, size: u64, findings: &mut Findings) -> Option<Vec<Hash>> {
        let tile = Tile::new(0, index, bundle_at(index, size).width);
        match read_tile(self.source, tile) {
            Ok(hashes) => Some(hashes),
            Err((code, detail)) => {
                findings.add(code, tile.path(), detail);
                None
            }
        }
    }

    /// The partial tiles at the right edge, and the root of the whole.
    fn finish(&mut self, findings: &mut Findings) {
        let source = self.source;
        self.edge.partial(&mut |tile, hashes| compare_tile(source, tile, hashes, findings));
        self.roots.insert(self.edge.size(), self.edge.root());
    }
}

/// The hashes of a tile, or what is wrong with it. Where a partial tile is gone the full one
/// stands in, as the specification asks.
pub(crate) fn read_tile(source: &impl Source, tile: Tile) -> Result<Vec<Hash>, (Code, String)> {
    let read = |tile: Tile| source.read(&tile.path(), MAX_TILE_BYTES);
    let decode = |bytes: &[u8], width| {
        let detail = || "not the number of hashes its name says".to_owned();
        decode_tile(bytes, width).ok_or_else(|| (Code::Tile, detail()))
    };
    let why = match read(tile) {
        Ok(bytes) => return decode(&bytes, tile.width),
        Err(why) => why,
    };
    match read(tile.filled()) {
        Ok(bytes) if why == Unavailable::Absent => {
            let mut hashes = decode(&bytes, FULL_WIDTH)?;
            hashes.truncate(usize::from(tile.width));
            Ok(hashes)
        }
        _ => Err((Code::File, why.to_string())),
    }
}

fn compare_tile(source: &impl Source, tile: Tile, hashes: &[Hash], findings: &mut Findings) {
    let path = tile.path();
    let published = match read_tile(source, tile) {
        Ok(published) => published,
        Err((code, detail)) => return findings.add(code, path, detail),
    };
    if let Some(at) = published.iter().zip(hashes).position(|(one, other)| one != other) {
        let first = (tile.index * u64::from(FULL_WIDTH) + at as u64) << (8 * tile.level);
        let entries = Bundle { index: first / u64::from(FULL_WIDTH), width: FULL_WIDTH }.path();
        findings.add(Code::Tile, path, format!("from entry {first} on; see {entries}"));
    }
}
