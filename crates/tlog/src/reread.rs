//! The second code path: the root of a log again, from the bytes that were
//! read back, before anything is signed.
//!
//! In 2022 one bit that flipped in memory put a root under the signature of
//! the CT log Yeti that its entries do not have; the log was lost for good.
//! So this shares no algorithm with [`crate::tile::RightEdge`] and
//! [`crate::tree::Frontier`]: it hashes whole ranges by the recursion that
//! RFC 6962 section 2.1 is written in.

use thiserror::Error;

use crate::hash::Hash;
use crate::tile::{Bundle, FULL_WIDTH, Tile, decode_bundle, decode_tile};

/// How files under the log's prefix are read back.
pub(crate) type Read<'r> = dyn FnMut(&str) -> Option<Vec<u8>> + 'r;

/// What the files say differs from what is to be signed or was signed. The
/// process must stop; recovery starts from the journal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RereadFailed {
    /// A hash in a tile is not the hash of what it covers.
    #[error("{path} does not hold the hashes of what is below it")]
    Differs {
        /// Path under the log's prefix.
        path: String,
    },
    /// A file has not the form or the length it must have.
    #[error("{path} is malformed")]
    Malformed {
        /// Path under the log's prefix.
        path: String,
    },
    /// A file cannot be read.
    #[error("{path} cannot be read back")]
    Missing {
        /// Path under the log's prefix.
        path: String,
    },
    /// The files' root is not the one about to be signed.
    #[error("the files have another root than the one to be signed")]
    NewRoot,
    /// The files do not continue the last signed checkpoint.
    #[error("the files do not continue the last signed checkpoint")]
    OldRoot,
}

/// A size and its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) size: u64,
    pub(crate) root: Hash,
}

/// Reads every bundle and tile at the right edge, from the last ones of `old`
/// on, and requires that they continue `old` and give `new`.
pub(crate) fn check(old: Head, new: Head, read: &mut Read<'_>) -> Result<(), RereadFailed> {
    let edge = read_edge(old.size, new.size, read)?;
    if root_at(&edge, old.size) != old.root {
        return Err(RereadFailed::OldRoot);
    }
    if root_at(&edge, new.size) != new.root {
        return Err(RereadFailed::NewRoot);
    }
    Ok(())
}

/// Hashes of one level from position `start` on, a multiple of 256.
struct Row {
    start: u64,
    hashes: Vec<Hash>,
}

fn read_edge(old: u64, new: u64, read: &mut Read<'_>) -> Result<Vec<Row>, RereadFailed> {
    let mut rows: Vec<Row> = Vec::new();
    for level in 0..8 {
        let (before, len) = (old >> (8 * level), new >> (8 * level));
        // What the level below proves: hashes from `known_from` on.
        let (known_from, known) = match rows.last() {
            None => (before / 256 * 256, read_leaves(old, new, read)?),
            Some(below) => (before, below.hashes.chunks_exact(256).map(range).collect()),
        };
        let start = before / 256 * 256;
        let mut hashes = Vec::new();
        for index in start / 256..len.div_ceil(256) {
            let width = width(len, index);
            let tile = Tile::new(level, index, width);
            let read = read_tile(tile, read)?;
            check_tile(tile, &read, known_from, &known)?;
            hashes.extend(read);
        }
        rows.push(Row { start, hashes });
    }
    Ok(rows)
}

/// The leaf hashes of the entries, from the first bundle that `old` left
/// unfinished.
fn read_leaves(old: u64, new: u64, read: &mut Read<'_>) -> Result<Vec<Hash>, RereadFailed> {
    let mut leaves = Vec::new();
    for index in old / 256..new.div_ceil(256) {
        let width = width(new, index);
        let path = Bundle { index, width }.path();
        let bytes = read_file(&path, read)?;
        let Ok(entries) = decode_bundle(&bytes, width) else {
            return Err(RereadFailed::Malformed { path });
        };
        leaves.extend(entries.into_iter().map(Hash::leaf));
    }
    Ok(leaves)
}

fn read_tile(tile: Tile, read: &mut Read<'_>) -> Result<Vec<Hash>, RereadFailed> {
    let path = tile.path();
    let bytes = read_file(&path, read)?;
    decode_tile(&bytes, tile.width).ok_or(RereadFailed::Malformed { path })
}

fn read_file(path: &str, read: &mut Read<'_>) -> Result<Vec<u8>, RereadFailed> {
    read(path).ok_or_else(|| RereadFailed::Missing { path: path.to_owned() })
}

/// Requires the tile's hashes to be those in `known`, where it covers them.
/// The ones before `known_from` are vouched for by the old root.
fn check_tile(tile: Tile, hashes: &[Hash], known_from: u64, known: &[Hash]) -> Result<(), RereadFailed> {
    let same = (tile.index * 256..)
        .zip(hashes)
        .all(|(position, hash)| position < known_from || known.get(offset(position, known_from)) == Some(hash));
    if same { Ok(()) } else { Err(RereadFailed::Differs { path: tile.path() }) }
}

/// The root of the first `size` leaves, which the rows must reach: the old
/// size or the new one.
fn root_at(rows: &[Row], size: u64) -> Hash {
    let mut pieces = Vec::new();
    for (level, row) in (0..8_u32).zip(rows).rev() {
        let end = size >> (8 * level);
        for position in end / 256 * 256..end {
            let hash = row.hashes[offset(position, row.start)];
            pieces.push((1 << (8 * level), hash));
        }
    }
    if pieces.is_empty() { Hash::EMPTY_ROOT } else { merkle_tree_hash(&pieces, size) }
}

/// MTH over 256 hashes.
fn range(hashes: &[Hash]) -> Hash {
    let pieces: Vec<_> = hashes.iter().map(|hash| (1, *hash)).collect();
    merkle_tree_hash(&pieces, u64::from(FULL_WIDTH))
}

/// MTH of RFC 6962 over `size` leaves, given as perfect subtrees (number of
/// leaves, root) from left to right.
fn merkle_tree_hash(pieces: &[(u64, Hash)], size: u64) -> Hash {
    if let [(_, hash)] = pieces {
        return *hash;
    }
    let mut half = 1;
    while half * 2 < size {
        half *= 2;
    }
    let mut leaves = 0;
    let left = pieces.iter().take_while(|(count, _)| {
        leaves += count;
        leaves <= half
    });
    let (left, right) = pieces.split_at(left.count());
    Hash::node(&merkle_tree_hash(left, half), &merkle_tree_hash(right, size - half))
}

fn width(len: u64, index: u64) -> u16 {
    u16::try_from(len - index * 256).map_or(FULL_WIDTH, |width| width.min(FULL_WIDTH))
}

fn offset(position: u64, start: u64) -> usize {
    usize::try_from(position - start).expect("an offset within bytes in memory")
}
