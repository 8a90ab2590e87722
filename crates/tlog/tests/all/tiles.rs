use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tlog::Hash;
use tlog::tile::{
    Bundle, RightEdge, Tile, TilePath, TileReader, bundles_changed, decode_tile, encode_tile, superseded, tiles_changed,
};
use tlog::tree::{HashReader, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};

use crate::trees::{leaves, slow_root};

/// All tiles of the log over these leaves, by the definition: hash `i` of
/// level `l` is the root over 256^l leaves.
fn slow_tiles(leaves: &[Hash]) -> BTreeMap<Tile, Vec<Hash>> {
    let mut tiles = BTreeMap::new();
    let mut row = leaves.to_vec();
    for level in 0.. {
        for (index, hashes) in (0..).zip(row.chunks(256)) {
            let width = hashes.len().try_into().unwrap();
            tiles.insert(Tile { level, index, width }, hashes.to_vec());
        }
        row = row.chunks_exact(256).map(slow_root).collect();
        if row.is_empty() {
            return tiles;
        }
    }
    unreachable!()
}

/// The streamed tiles, and the edge that is left.
fn stream(leaves: &[Hash]) -> (BTreeMap<Tile, Vec<Hash>>, RightEdge) {
    let mut tiles = BTreeMap::new();
    let mut emit = |tile, hashes: &[Hash]| {
        assert!(tiles.insert(tile, hashes.to_vec()).is_none());
    };
    let mut edge = RightEdge::new();
    for leaf in leaves {
        edge.push(*leaf, &mut emit);
    }
    edge.partial(&mut emit);
    (tiles, edge)
}

const SIZES: [u64; 12] = [0, 1, 2, 255, 256, 257, 511, 512, 1000, 65_535, 65_536, 70_000];

#[test]
fn streamed_tiles_are_those_of_the_definition() {
    for size in SIZES {
        let leaves = leaves(size);
        let (tiles, edge) = stream(&leaves);
        assert_eq!(tiles, slow_tiles(&leaves), "{size}");
        assert_eq!(edge.root(), slow_root(&leaves));
        let expected: BTreeSet<_> = tiles.keys().copied().collect();
        assert_eq!(expected, tiles_changed(0, size).into_iter().collect());
        let restored = RightEdge::restore(size, &mut |tile| tiles.get(&tile).map(|hashes| encode_tile(hashes)));
        assert_eq!(restored, Some(edge));
    }
}

/// The example of the specification.
#[test]
fn a_tree_of_70_000_has_the_tiles_of_the_specification() {
    let tiles = tiles_changed(0, 70_000);
    let count = |level, full| {
        let of = tiles.iter().filter(|t| t.level == level);
        of.filter(|t| (t.width == 256) == full).count()
    };
    assert_eq!((count(0, true), count(1, true)), (273, 1));
    let partial: Vec<_> = tiles.iter().filter(|t| t.width < 256).collect();
    let partial: Vec<_> = partial.iter().map(|t| (t.level, t.width)).collect();
    assert_eq!(partial, [(0, 112), (1, 17), (2, 1)]);
    let at_256: Vec<_> = tiles_changed(0, 256).iter().map(Tile::path).collect();
    assert_eq!(at_256, ["tile/0/000", "tile/1/000.p/1"]);
}

#[test]
fn a_tile_has_exactly_its_width() {
    let bytes = encode_tile(&leaves(3));
    assert_eq!(decode_tile(&bytes, 3), Some(leaves(3)));
    assert_eq!(decode_tile(&bytes, 2), None);
    assert_eq!(decode_tile(&bytes, 4), None);
    assert_eq!(decode_tile(&bytes[1..], 3), None);
}

#[test]
fn superseded_directories_name_what_became_full() {
    assert_eq!(superseded(0, 256), [""; 0]);
    assert_eq!(superseded(1, 255), [""; 0]);
    assert_eq!(superseded(5, 5), [""; 0]);
    assert_eq!(superseded(1, 256), ["tile/entries/000.p", "tile/0/000.p"]);
    let both = superseded(65_535, 65_536);
    let paths = ["tile/entries/255.p", "tile/0/255.p", "tile/1/000.p"];
    assert_eq!(both, paths);
    assert_eq!(superseded(256_001, 300_000)[0], "tile/entries/x001/000.p");
}

#[test]
fn proofs_from_tiles_hold_and_missing_tiles_are_named() {
    let size = 70_000;
    let leaves = leaves(size);
    let (tiles, edge) = stream(&leaves);
    let root = edge.root();
    let asked = RefCell::new(0);
    let reader = TileReader::new(size, |tile| {
        *asked.borrow_mut() += 1;
        tiles.get(&tile).map(|hashes| encode_tile(hashes))
    });
    for index in [0, 1, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999] {
        let path = inclusion_proof(&reader, index, size).unwrap();
        let leaf = leaves[usize::try_from(index).unwrap()];
        assert_eq!(verify_inclusion(&leaf, index, size, &path, &root), Ok(()));
        let old = slow_root(&leaves[..usize::try_from(index).unwrap()]);
        let proof = consistency_proof(&reader, index, size).unwrap();
        assert_eq!(verify_consistency(index, &old, size, &root, &proof), Ok(()));
    }
    assert!(*asked.borrow() > 0);
    for (level, index) in [(0, size), (17, 0), (63, 0), (64, 0), (255, 0), (7, u64::MAX), (7, 1 << 57)] {
        assert_eq!(reader.node(level, index), None, "{level} {index}");
    }
    let nothing = TileReader::new(size, |_| None);
    assert!(inclusion_proof(&nothing, 5, size).is_err());
    let short = TileReader::new(size, |_| Some(vec![0; 31]));
    assert!(inclusion_proof(&short, 5, size).is_err());
}

#[test]
fn a_full_tile_stands_in_for_a_deleted_partial_one() {
    let leaves = leaves(300);
    let (tiles, _) = stream(&leaves);
    // A client that knows the checkpoint of size 200 comes late.
    let reader = TileReader::new(200, |tile| tiles.get(&tile).map(|hashes| encode_tile(hashes)));
    let path = inclusion_proof(&reader, 150, 200).unwrap();
    let root = slow_root(&leaves[..200]);
    assert_eq!(verify_inclusion(&leaves[150], 150, 200, &path, &root), Ok(()));
}

proptest! {
    #[test]
    fn growth_names_what_differs(old in 0_u64..2000, more in 0_u64..2000) {
        let new = old + more;
        let leaves = leaves(new);
        let before = slow_tiles(&leaves[..usize::try_from(old).unwrap()]);
        let after = slow_tiles(&leaves);
        let changed: Vec<_> = after.keys().filter(|tile| !before.contains_key(tile)).copied().collect();
        prop_assert_eq!(tiles_changed(old, new), changed);
        let lowest: Vec<_> = tiles_changed(old, new).into_iter().filter(|t| t.level == 0)
            .map(|t| Bundle { index: t.index, width: t.width }).collect();
        prop_assert_eq!(bundles_changed(old, new), lowest);
    }

    #[test]
    fn paths_have_one_spelling(index in 0..u64::MAX, width in 1_u16..=256, level in 0_u8..64) {
        let tile = TilePath::Hashes(Tile { level, index, width });
        prop_assert_eq!(TilePath::parse(&tile.path()), Some(tile));
        let bundle = TilePath::Entries(Bundle { index, width });
        prop_assert_eq!(TilePath::parse(&bundle.path()), Some(bundle));
    }

    #[test]
    fn any_text_parses_or_not_without_panic(path in "(tile/)?(entries|[0-9]{1,3})/[x0-9/.p+-]{0,40}") {
        if let Some(parsed) = TilePath::parse(&path) {
            prop_assert_eq!(parsed.path(), path);
        }
    }
}
