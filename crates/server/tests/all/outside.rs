//! The log as somebody outside sees it: files, a key, and the arithmetic of the specification
//! written out slowly. Nothing here asks the journal.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tlog::tile::{Bundle, Tile, TileReader, bundles_changed, decode_bundle, decode_tile, tiles_changed};
use tlog::tree::{consistency_proof, verify_consistency};
use tlog::{Checkpoint, Hash, VerifierKey};

/// What has been acknowledged, and must be there for ever.
#[derive(Clone, Debug, Default)]
pub struct Promises {
    /// Leaf hash by index.
    pub entries: BTreeMap<u64, Hash>,
    /// Root by size.
    pub trees: BTreeMap<u64, Hash>,
}

impl Promises {
    pub fn entry(&mut self, index: u64, leaf: Hash) {
        let before = self.entries.insert(index, leaf);
        assert!(before.is_none_or(|before| before == leaf), "index {index} was acknowledged for two entries");
    }

    pub fn tree(&mut self, size: u64, root: Hash) {
        let before = self.trees.insert(size, root);
        assert!(before.is_none_or(|before| before == root), "two roots were acknowledged for size {size}");
    }
}

/// Checks the whole log under `root` and gives its entries; none when nothing was ever published.
pub fn check(root: &Path, log: &VerifierKey, promised: &Promises) -> Vec<Vec<u8>> {
    let Some(checkpoint) = check_hashes(root, log, promised) else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    for bundle in bundles_changed(0, checkpoint.size) {
        entries.extend(read_bundle(root, bundle));
    }
    let leaves: Vec<Hash> = entries.iter().map(|entry| Hash::leaf(entry)).collect();
    assert_eq!(merkle_tree_hash(&leaves), checkpoint.root, "the entries do not give the root");
    for (&index, leaf) in &promised.entries {
        let at = usize::try_from(index).expect("a small log");
        assert_eq!(leaves.get(at), Some(leaf), "entry {index} was acknowledged and is not there");
    }
    let different: BTreeSet<_> = leaves.iter().collect();
    assert_eq!(different.len(), leaves.len(), "an entry is in the log twice");
    entries
}

/// Checks checkpoint and hash tiles only, as somebody under the embargo can.
pub fn check_hashes(root: &Path, log: &VerifierKey, promised: &Promises) -> Option<Checkpoint> {
    let Ok(note) = fs::read(root.join("checkpoint")) else {
        assert!(promised.trees.is_empty(), "a checkpoint was acknowledged and there is none");
        return None;
    };
    let (checkpoint, _) = Checkpoint::open(&note, log).expect("the published checkpoint is signed");
    let leaves = check_tiles(root, checkpoint.size);
    assert_eq!(merkle_tree_hash(&leaves), checkpoint.root, "the tiles do not give the root");
    for (&size, earlier) in &promised.trees {
        let at = usize::try_from(size).expect("a small log");
        assert!(at <= leaves.len(), "size {size} was acknowledged, only {} is published", leaves.len());
        assert_eq!(
            merkle_tree_hash(&leaves[..at]),
            *earlier,
            "the tree of size {size} was acknowledged with another root"
        );
        check_consistency(root, (size, earlier), &checkpoint);
    }
    Some(checkpoint)
}

/// The proof that a client makes from the tiles it fetches.
fn check_consistency(root: &Path, (size, earlier): (u64, &Hash), checkpoint: &Checkpoint) {
    let reader = TileReader::new(checkpoint.size, |tile: Tile| fs::read(root.join(tile.path())).ok());
    let proof = consistency_proof(&reader, size, checkpoint.size).expect("the tiles give a proof");
    verify_consistency(size, earlier, checkpoint.size, &checkpoint.root, &proof).expect("the log is append-only");
}

/// Every tile of every level, each the hash of what is below it. Gives the leaf hashes.
fn check_tiles(root: &Path, size: u64) -> Vec<Hash> {
    let mut levels: BTreeMap<u8, Vec<Hash>> = BTreeMap::new();
    for tile in tiles_changed(0, size) {
        levels.entry(tile.level).or_default().extend(read_tile(root, tile));
    }
    for (&level, hashes) in levels.iter().filter(|(level, _)| **level > 0) {
        let below = &levels[&(level - 1)];
        let expected: Vec<Hash> = below.chunks_exact(256).map(merkle_tree_hash).collect();
        assert_eq!(*hashes, expected, "level {level} is not the hash of the level below");
    }
    levels.remove(&0).unwrap_or_default()
}

/// A partial tile may be gone when the full one is there: C2SP tlog-tiles, "Partial Tiles".
fn read_tile(root: &Path, tile: Tile) -> Vec<Hash> {
    let path = tile.path();
    if let Ok(bytes) = fs::read(root.join(&path)) {
        return decode_tile(&bytes, tile.width).unwrap_or_else(|| panic!("{path} is malformed"));
    }
    let full = fs::read(root.join(tile.filled().path())).unwrap_or_else(|_| panic!("{path} is missing"));
    let mut hashes = decode_tile(&full, 256).unwrap_or_else(|| panic!("the full form of {path} is malformed"));
    hashes.truncate(tile.width.into());
    hashes
}

/// As [`read_tile`], for a bundle.
pub fn read_bundle(root: &Path, bundle: Bundle) -> Vec<Vec<u8>> {
    let path = bundle.path();
    let read = |bundle: Bundle| Some((fs::read(root.join(bundle.path())).ok()?, bundle.width));
    let found = read(bundle).or_else(|| read(Bundle { width: 256, ..bundle }));
    let (bytes, width) = found.unwrap_or_else(|| panic!("{path} is missing"));
    let entries = decode_bundle(&bytes, width).unwrap_or_else(|error| panic!("{path}: {error}"));
    entries.into_iter().take(bundle.width.into()).map(<[u8]>::to_vec).collect()
}

/// RFC 6962 section 2.1, as it is written there.
fn merkle_tree_hash(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let half = leaves.len().next_power_of_two() / 2;
            Hash::node(&merkle_tree_hash(&leaves[..half]), &merkle_tree_hash(&leaves[half..]))
        }
    }
}
