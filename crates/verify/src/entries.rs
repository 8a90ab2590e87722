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
    Audit, Source,
    adder::Adder,
    finding::{Code, Finding, Findings},
};

/// Bundles that are read, parsed and checked together: enough for every core, little memory.
const BUNDLES_AT_ONCE: u64 = 16;

/// Largest entry bundle: 256 entries of 65,535 bytes with their lengths.
const MAX_BUNDLE_BYTES: u64 = 256 * 65_537;
/// Bytes of a full hash tile.
const MAX_TILE_BYTES: u64 = 256 * 32;

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

/// The tree under construction and what is compared with it.
struct Tree<'a, S> {
    source: &'a S,
    edge: RightEdge,
    roots: BTreeMap<u64, Hash>,
    marks: &'a [u64],
}

impl<S: Source, H: Hands> Walk<'_, S, H> {
    /// Walks to the end; gives the board at the public size, and the roots at the marks and at
    /// the end.
    pub(crate) fn run(
        &self,
        mut board: Board,
        adder: &mut Adder,
        audit: &mut Audit,
    ) -> (Board, BTreeMap<u64, Hash>) {
        let mut tree = Tree {
            source: self.source,
            edge: RightEdge::new(),
            roots: BTreeMap::new(),
            marks: self.marks,
        };
        tree.mark();
        let bundles = self.public.div_ceil(u64::from(FULL_WIDTH));
        let mut first = 0;
        while first < bundles {
            let group = first..bundles.min(first + BUNDLES_AT_ONCE);
            let read: Vec<Vec<u8>> = group
                .clone()
                .map(|index| self.bundle(index, audit))
                .collect();
            for (index, bytes) in group.clone().zip(&read) {
                tree.take_bundle(
                    bundle_at(index, self.public),
                    self.size,
                    bytes,
                    &mut audit.findings,
                );
            }
            let entries = group.zip(&read).flat_map(|(index, bytes)| {
                decode_bundle(bytes, bundle_at(index, self.public).width).unwrap_or_default()
            });
            let entries: Vec<&[u8]> = entries.collect();
            admit_all(&mut board, self.hands, &entries, |position, admitted| {
                hear(admitted, entries[position], adder, audit);
            });
            first += BUNDLES_AT_ONCE;
            self.source.progress(tree.edge.size(), self.size);
        }
        tree.take_hashes(self.size, &mut audit.findings);
        tree.finish(&mut audit.findings);
        (board, tree.roots)
    }

    fn bundle(&self, index: u64, audit: &mut Audit) -> Vec<u8> {
        let path = bundle_at(index, self.public).path();
        self.source
            .read(&path, MAX_BUNDLE_BYTES)
            .unwrap_or_else(|why| {
                audit.findings.add(Code::File, path, why.0);
                Vec::new()
            })
    }
}

/// The bundle `index` of a log of `size` entries.
fn bundle_at(index: u64, size: u64) -> Bundle {
    let left = size - index * u64::from(FULL_WIDTH);
    let width = u16::try_from(left).map_or(FULL_WIDTH, |left| left.min(FULL_WIDTH));
    Bundle { index, width }
}

/// Takes note of a message, or files a finding under its place in the log.
fn hear(admitted: Result<Logged, NotAdmitted>, raw: &[u8], adder: &mut Adder, audit: &mut Audit) {
    let index = audit.kinds.values().sum::<u64>();
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
                NotAdmitted::Already { index } => {
                    (Code::Repeated, format!("first at entry {index}"))
                }
                NotAdmitted::Refused(refusal) => (Code::Message, refused(&refusal)),
            };
            let station = Received::parse(raw)
                .ok()
                .and_then(|message| message.message().station());
            let (place, station) = (
                format!("entry {index}"),
                station.map(|(_, station)| station),
            );
            audit.findings.push(Finding {
                code,
                place,
                station,
                detail,
            });
        }
    }
}

fn refused(refusal: &Refusal) -> String {
    let (code, text) = (refusal.code(), refusal.text(Language::English));
    if text.starts_with(code) {
        text
    } else {
        format!("{code}: {text}")
    }
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
        self.edge.push(leaf, &mut |tile, hashes| {
            compare_tile(source, tile, hashes, findings)
        });
        self.mark();
    }

    /// Hashes the entries of a bundle. Where they cannot be read, the hashes of the level below
    /// stand in, so that one bad bundle does not make everything after it wrong.
    fn take_bundle(&mut self, bundle: Bundle, size: u64, bytes: &[u8], findings: &mut Findings) {
        match decode_bundle(bytes, bundle.width) {
            Ok(entries) => entries
                .iter()
                .for_each(|entry| self.push(Hash::leaf(entry), findings)),
            Err(error) => {
                findings.add(Code::Bundle, bundle.path(), error.to_string());
                let until = self.edge.size() + u64::from(bundle.width);
                self.take_hashes(until.min(size), findings);
            }
        }
    }

    /// Takes leaf hashes up to `until` from the lowest tiles: all that is public under embargo.
    fn take_hashes(&mut self, until: u64, findings: &mut Findings) {
        while self.edge.size() < until {
            let at = self.edge.size();
            let index = at / u64::from(FULL_WIDTH);
            let Some(hashes) = self.lowest_tile(index, until, findings) else {
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
        let width = bundle_at(index, size).width;
        let partial = Tile::new(0, index, width);
        let read = |tile: Tile| {
            let bytes = self.source.read(&tile.path(), MAX_TILE_BYTES).ok()?;
            decode_tile(&bytes, tile.width)
        };
        let hashes = read(partial).or_else(|| read(partial.filled()));
        if hashes.is_none() {
            findings.add(
                Code::File,
                partial.path(),
                "missing, or not the hashes it should hold",
            );
        }
        hashes
    }

    /// The partial tiles at the right edge, and the root of the whole.
    fn finish(&mut self, findings: &mut Findings) {
        let source = self.source;
        self.edge
            .partial(&mut |tile, hashes| compare_tile(source, tile, hashes, findings));
        self.roots.insert(self.edge.size(), self.edge.root());
    }
}

fn compare_tile(source: &impl Source, tile: Tile, hashes: &[Hash], findings: &mut Findings) {
    let path = tile.path();
    let bytes = match source.read(&path, MAX_TILE_BYTES) {
        Ok(bytes) => bytes,
        Err(why) => return findings.add(Code::File, path, why.0),
    };
    let Some(published) = decode_tile(&bytes, tile.width) else {
        return findings.add(Code::Tile, path, "not the number of hashes its name says");
    };
    if let Some(at) = published
        .iter()
        .zip(hashes)
        .position(|(one, other)| one != other)
    {
        let first = (tile.index * u64::from(FULL_WIDTH) + at as u64) << (8 * tile.level);
        let entries = Bundle {
            index: first / u64::from(FULL_WIDTH),
            width: FULL_WIDTH,
        }
        .path();
        findings.add(
            Code::Tile,
            path,
            format!("from entry {first} on; see {entries}"),
        );
    }
}
