//! Files of the log that the walk did not need: partial tiles and bundles of a shorter log, and
//! entries beyond the manifest. Somebody may read them, so they must not say anything else.

use tlog::{
    Hash,
    tile::{Bundle, FULL_WIDTH, Tile, TilePath, decode_bundle, decode_tile},
};

use crate::{
    Source,
    entries::{MAX_BUNDLE_BYTES, MAX_TILE_BYTES, read_tile},
    finding::{Code, Findings},
};

/// Hashes of a level in a log of `size` entries. Paths are the publisher's word: any level and
/// index may stand there.
pub(crate) fn level_len(size: u64, level: u8) -> u64 {
    size.checked_shr(8 * u32::from(level)).unwrap_or(0)
}

/// Width of the tile or bundle `index` on a level of `len` hashes; 0 where there is none.
pub(crate) fn width_at(len: u64, index: u64) -> u16 {
    let full = u64::from(FULL_WIDTH);
    let left = len.saturating_sub(index.saturating_mul(full)).min(full);
    u16::try_from(left).unwrap_or(FULL_WIDTH)
}

/// Compares every listed file of the log that is not one of those the walk has read with the
/// hash tile of today, which the walk has compared with the entries or with the signed root.
pub(crate) fn compare(source: &impl Source, paths: &[String], size: u64, public: u64, findings: &mut Findings) {
    for path in paths {
        let fault = match TilePath::parse(path) {
            Some(TilePath::Entries(bundle))
                if bundle.width != width_at(public, bundle.index) && bundle.width <= width_at(size, bundle.index) =>
            {
                compare_bundle(source, path, bundle, size)
            }
            Some(TilePath::Hashes(tile)) if tile.width < width_at(level_len(size, tile.level), tile.index) => {
                compare_tile(source, path, tile, size)
            }
            _ => Ok(()),
        };
        if let Err((code, detail)) = fault {
            findings.add(code, path, detail);
        }
    }
}

type Fault = (Code, String);

fn compare_bundle(source: &impl Source, path: &str, bundle: Bundle, size: u64) -> Result<(), Fault> {
    let bytes = read(source, path, MAX_BUNDLE_BYTES)?;
    let entries = decode_bundle(&bytes, bundle.width).map_err(|error| (Code::Bundle, error.to_string()))?;
    let leaves: Vec<Hash> = entries.into_iter().map(Hash::leaf).collect();
    agree(source, &leaves, Tile::new(0, bundle.index, bundle.width), size)
}

fn compare_tile(source: &impl Source, path: &str, tile: Tile, size: u64) -> Result<(), Fault> {
    let bytes = read(source, path, MAX_TILE_BYTES)?;
    let detail = || "not the number of hashes its name says".to_owned();
    let hashes = decode_tile(&bytes, tile.width).ok_or_else(|| (Code::Tile, detail()))?;
    agree(source, &hashes, tile, size)
}

/// Compares with the same tile as wide as it is in the log of today.
fn agree(source: &impl Source, hashes: &[Hash], tile: Tile, size: u64) -> Result<(), Fault> {
    let width = width_at(level_len(size, tile.level), tile.index);
    let today = Tile { width, ..tile };
    let due = read_tile(source, today)?;
    let differs = hashes.iter().zip(&due).position(|(one, other)| one != other);
    match differs {
        None => Ok(()),
        Some(at) => Err((Code::Tile, format!("hash {at} is not that of {}", today.path()))),
    }
}

fn read(source: &impl Source, path: &str, limit: u64) -> Result<Vec<u8>, Fault> {
    let read = source.read(path, limit);
    read.map_err(|why| (Code::File, why.to_string()))
}
