//! Tiles and entry bundles, the files a log is published as:
//! C2SP tlog-tiles 0.1.0.
//!
//! ```text
//! tile/0/x001/x234/067        256 leaf hashes
//! tile/0/x001/x234/067.p/12   the first 12 of them
//! tile/entries/067            256 entries, each after its length
//! ```

use thiserror::Error;

use crate::hash::Hash;
use crate::tree::{Frontier, HashReader};

/// Hashes in a full tile, entries in a full bundle.
pub const FULL_WIDTH: u16 = 256;

/// The longest entry, bytes: its length is written in 16 bits.
pub const MAX_ENTRY: usize = 65_535;

/// The highest level that trees of fewer than 2^63 leaves reach.
const MAX_LEVEL: u8 = 7;

/// A hash tile: `width` consecutive hashes of one level, from
/// `index * 256`. A hash of level `l` covers 256^l leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    /// Level, 0 for leaf hashes.
    pub level: u8,
    /// Position within the level, in tiles.
    pub index: u64,
    /// Number of hashes, 1 to 256.
    pub width: u16,
}

/// An entry bundle: `width` consecutive entries from `index * 256`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bundle {
    /// Position, in bundles.
    pub index: u64,
    /// Number of entries, 1 to 256.
    pub width: u16,
}

/// What a path under the log's prefix names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TilePath {
    /// `tile/entries/…`
    Entries(Bundle),
    /// `tile/<level>/…`
    Hashes(Tile),
}

impl Tile {
    /// From its three numbers.
    pub fn new(level: u8, index: u64, width: u16) -> Tile {
        Tile { level, index, width }
    }

    /// The path under the log's prefix.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, place(self.index, self.width))
    }

    /// The full tile that a partial one grows into.
    #[must_use]
    pub fn filled(self) -> Tile {
        let width = FULL_WIDTH;
        Tile { width, ..self }
    }
}

impl Bundle {
    /// The path under the log's prefix.
    pub fn path(&self) -> String {
        format!("tile/entries/{}", place(self.index, self.width))
    }
}

impl TilePath {
    /// Reads a path; only what the two `path` functions write is accepted.
    pub fn parse(path: &str) -> Option<TilePath> {
        let (level, place) = path.strip_prefix("tile/")?.split_once('/')?;
        let (index, width) = parse_place(place)?;
        let parsed = if level == "entries" {
            TilePath::Entries(Bundle { index, width })
        } else {
            let level = level.parse().ok().filter(|&l: &u8| l <= 63)?;
            TilePath::Hashes(Tile::new(level, index, width))
        };
        // One spelling each: leading zeros, plus signs and superfluous `x000`
        // all fail here.
        (parsed.path() == path).then_some(parsed)
    }

    /// The path under the log's prefix.
    pub fn path(&self) -> String {
        match self {
            TilePath::Entries(bundle) => bundle.path(),
            TilePath::Hashes(tile) => tile.path(),
        }
    }
}

/// `x001/x234/067` or `x001/x234/067.p/12`.
fn place(index: u64, width: u16) -> String {
    let mut out = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        out = format!("x{:03}/{out}", rest % 1000);
        rest /= 1000;
    }
    if width < FULL_WIDTH {
        out = format!("{out}.p/{width}");
    }
    out
}

/// Reads more than [`place`] writes; the caller compares.
fn parse_place(place: &str) -> Option<(u64, u16)> {
    let (index, width) = match place.split_once(".p/") {
        Some((index, width)) => (index, width.parse().ok().filter(|w| (1..256).contains(w))?),
        None => (place, FULL_WIDTH),
    };
    let mut n = 0_u64;
    for element in index.split('/') {
        let digits: u16 = element.trim_start_matches('x').parse().ok()?;
        n = n.checked_mul(1000)?.checked_add(digits.into())?;
    }
    Some((n, width))
}

/// Hashes of `level` in a tree of `size` leaves.
fn level_len(size: u64, level: u8) -> u64 {
    size >> (8 * level)
}

/// The hash tiles that a log's growth from `old` to `new` leaves makes or
/// widens, lower levels first, partial ones at their width in the new tree.
/// With `old` zero: all tiles of the new tree.
pub fn tiles_changed(old: u64, new: u64) -> Vec<Tile> {
    let levels = 0..=MAX_LEVEL;
    levels
        .flat_map(|level| {
            spans(level_len(old, level), level_len(new, level))
                .map(move |(index, width)| Tile::new(level, index, width))
        })
        .collect()
}

/// The entry bundles that the same growth makes or widens.
pub fn bundles_changed(old: u64, new: u64) -> Vec<Bundle> {
    spans(old, new).map(|(index, width)| Bundle { index, width }).collect()
}

/// Index and width of the runs of 256 that growth from `old` to `new` items
/// touches. None when it is no growth.
fn spans(old: u64, new: u64) -> impl Iterator<Item = (u64, u16)> {
    let end = if old < new { new.div_ceil(256) } else { 0 };
    (old / 256..end).map(move |index| (index, width_at(new, index)))
}

/// Width of run `index` of `len` items, which it must reach.
fn width_at(len: u64, index: u64) -> u16 {
    let left = len - index * 256;
    u16::try_from(left.min(256)).expect("at most 256")
}

/// The directories of partial tiles and bundles that the growth from `old` to
/// `new` leaves has made needless: their full form now exists. They may be
/// deleted once the new checkpoint is published, with all widths in them.
pub fn superseded(old: u64, new: u64) -> Vec<String> {
    let full = |index: u64, old_len: u64, new_len: u64| {
        !old_len.is_multiple_of(256) && index == old_len / 256 && new_len / 256 > index
    };
    let mut out = Vec::new();
    if full(old / 256, old, new) {
        out.push(format!("tile/entries/{}.p", place(old / 256, FULL_WIDTH)));
    }
    for level in 0..=MAX_LEVEL {
        let (old, new) = (level_len(old, level), level_len(new, level));
        if full(old / 256, old, new) {
            out.push(format!("tile/{level}/{}.p", place(old / 256, FULL_WIDTH)));
        }
    }
    out
}

/// The bytes of a hash tile.
pub fn encode_tile(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The hashes of a tile; `None` unless there are exactly `width`.
pub fn decode_tile(bytes: &[u8], width: u16) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    let exact = rest.is_empty() && hashes.len() == usize::from(width);
    exact.then(|| hashes.iter().copied().map(Hash).collect())
}

/// Why bytes are no entry bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BundleError {
    /// The bytes end before the last entry does.
    #[error("the bundle ends before its last entry")]
    Short,
    /// Bytes follow the last entry.
    #[error("the bundle has bytes after its last entry")]
    Trailing,
}

/// The bytes of an entry bundle: each entry after its length in two bytes,
/// big-endian.
///
/// # Panics
/// When an entry is longer than [`MAX_ENTRY`], which the sequencer refuses
/// before.
pub fn encode_bundle<E: AsRef<[u8]>>(entries: &[E]) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        let len = u16::try_from(entry.len()).expect("entries are at most MAX_ENTRY long");
        out.extend_from_slice(&len.to_be_bytes());
        out.extend_from_slice(entry);
    }
    out
}

/// The entries of a bundle: exactly `width`, and nothing after them.
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(usize::from(width));
    for _ in 0..width {
        let (len, tail) = rest.split_first_chunk().ok_or(BundleError::Short)?;
        let len = usize::from(u16::from_be_bytes(*len));
        let (entry, tail) = tail.split_at_checked(len).ok_or(BundleError::Short)?;
        entries.push(entry);
        rest = tail;
    }
    if rest.is_empty() { Ok(entries) } else { Err(BundleError::Trailing) }
}

/// Nodes of the tree of `size` leaves, out of tiles that `fetch` brings.
///
/// Tiles are not authenticated here. A proof made from them is to be checked
/// against a signed root, which catches every wrong tile. A tile that is
/// missing or has the wrong length is a missing node. Where a partial tile is
/// gone the full one is tried, as the specification asks.
pub struct TileReader<F> {
    size: u64,
    fetch: F,
}

impl<F: Fn(Tile) -> Option<Vec<u8>>> TileReader<F> {
    /// For the tree of `size` leaves, which a checkpoint vouches for.
    pub fn new(size: u64, fetch: F) -> TileReader<F> {
        TileReader { size, fetch }
    }

    fn hashes(&self, tile: Tile) -> Option<Vec<Hash>> {
        let fetched = |tile: Tile| decode_tile(&(self.fetch)(tile)?, tile.width);
        fetched(tile).or_else(|| fetched(tile.filled()))
    }
}

impl<F: Fn(Tile) -> Option<Vec<u8>>> HashReader for TileReader<F> {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        let (tile_level, height) = (level / 8, level % 8);
        if tile_level > MAX_LEVEL {
            return None;
        }
        let len = level_len(self.size, tile_level);
        let first = index.checked_mul(1 << height)?;
        if first.checked_add(1 << height)? > len {
            return None;
        }
        let index = first / 256;
        let tile = Tile::new(tile_level, index, width_at(len, index));
        let hashes = self.hashes(tile)?;
        let start = usize::try_from(first % 256).ok()?;
        hashes.get(start..start + (1 << height)).map(perfect_root)
    }
}

/// The root over hashes whose number is a power of two.
fn perfect_root(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.chunks(2).map(|p| Hash::node(&p[0], &p[1])).collect();
    }
    row[0]
}

/// The unfinished tiles at the right edge of a growing log, one a level:
/// turns a stream of leaf hashes into hash tiles, keeping at most 255 hashes
/// a level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RightEdge {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

impl RightEdge {
    /// Of the empty log.
    pub fn new() -> RightEdge {
        RightEdge::default()
    }

    /// Adds a leaf; `emit` is given each tile that became full, lower levels
    /// first.
    pub fn push(&mut self, leaf: Hash, emit: &mut impl FnMut(Tile, &[Hash])) {
        self.size += 1;
        let mut hash = leaf;
        for level in 0..=MAX_LEVEL {
            let at = usize::from(level);
            if at == self.levels.len() {
                self.levels.push(Vec::with_capacity(256));
            }
            let row = &mut self.levels[at];
            row.push(hash);
            if row.len() < 256 {
                return;
            }
            let index = level_len(self.size, level) / 256 - 1;
            let width = FULL_WIDTH;
            emit(Tile::new(level, index, width), row);
            hash = perfect_root(row);
            row.clear();
        }
    }

    /// Gives `emit` the partial tiles of the present size.
    pub fn partial(&self, emit: &mut impl FnMut(Tile, &[Hash])) {
        for (level, row) in (0..).zip(&self.levels) {
            let index = level_len(self.size, level) / 256;
            if !row.is_empty() {
                let width = width_at(level_len(self.size, level), index);
                emit(Tile::new(level, index, width), row);
            }
        }
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        let mut frontier = Frontier::new();
        for (level, row) in (0..=MAX_LEVEL).zip(&self.levels).rev() {
            for hash in row {
                frontier.push_perfect(8 * level, *hash);
            }
        }
        frontier.root()
    }

    /// Leaf hashes of the unfinished lowest tile.
    pub(crate) fn lowest(&self) -> &[Hash] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    /// The edge of a log of `size` leaves, from its partial tiles. `None`
    /// when one is missing or has another length. The hashes are believed:
    /// compare [`RightEdge::root`] with a signed root.
    pub fn restore(size: u64, fetch: &mut impl FnMut(Tile) -> Option<Vec<u8>>) -> Option<RightEdge> {
        let mut edge = RightEdge { size, levels: Vec::new() };
        for level in 0..=MAX_LEVEL {
            let len = level_len(size, level);
            if len == 0 {
                break;
            }
            let index = len / 256;
            let width = width_at(len, index);
            let tile = Tile::new(level, index, width);
            let row = match width {
                0 => Vec::new(),
                _ => decode_tile(&fetch(tile)?, width)?,
            };
            edge.levels.push(row);
        }
        Some(edge)
    }
}
