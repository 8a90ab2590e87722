//! What anyone can check of a log's files, written as plainly as RFC 6962 is, and with nothing of
//! the journal.

use std::fs;
use std::path::Path;

use tlog::checkpoint::Checkpoint;
use tlog::note::VerifierKey;
use tlog::tile::{bundles_changed, decode_bundle, tiles_changed};
use tlog::{Hash, PublicKey, SecretKey, Signer};

pub const ORIGIN: &str = "example.org/log";

pub fn signer() -> Signer {
    Signer::new(ORIGIN, SecretKey::from_seed(&[7; 32])).unwrap()
}

pub fn log_key() -> VerifierKey {
    signer().verifier_key().clone()
}

/// A key of the same name that never signed this log.
pub fn other_signer() -> Signer {
    let other = Signer::new(ORIGIN, SecretKey::from_seed(&[8; 32])).unwrap();
    assert_ne!(PublicKey::bytes(other.verifier_key().key()), log_key().key().bytes());
    other
}

/// The entries of the log whose files stand under `root`, after checking every file its
/// checkpoint speaks of. `None` when nothing was published yet.
pub fn entries(root: &Path) -> Option<Vec<Vec<u8>>> {
    let note = fs::read(root.join("checkpoint")).ok()?;
    let (checkpoint, _) = Checkpoint::open(&note, &log_key()).unwrap();
    let mut entries = Vec::new();
    for bundle in bundles_changed(0, checkpoint.size) {
        let bytes = fs::read(root.join(bundle.path())).unwrap();
        let decoded = decode_bundle(&bytes, bundle.width).unwrap();
        entries.extend(decoded.into_iter().map(<[u8]>::to_vec));
    }
    let leaves: Vec<Hash> = entries.iter().map(|entry| Hash::leaf(entry)).collect();
    assert_eq!(leaves.len() as u64, checkpoint.size);
    assert_eq!(tree_hash(&leaves), checkpoint.root, "the checkpoint is not that of the entries");
    check_tiles(root, &leaves);
    Some(entries)
}

/// Every hash tile of the tree over these leaves.
pub fn check_tiles(root: &Path, leaves: &[Hash]) {
    for tile in tiles_changed(0, leaves.len() as u64) {
        let bytes = fs::read(root.join(tile.path())).unwrap();
        let span = 256_usize.pow(tile.level.into());
        let covered = &leaves[usize::try_from(tile.index).unwrap() * 256 * span..];
        let hashes = covered.chunks(span).take(tile.width.into()).map(tree_hash);
        let expected: Vec<u8> = hashes.flat_map(|hash| hash.0).collect();
        assert_eq!(bytes, expected, "{}", tile.path());
    }
}

/// MTH of RFC 6962, section 2.1.
pub fn tree_hash(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::EMPTY_ROOT,
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Hash::node(&tree_hash(left), &tree_hash(right))
        }
    }
}
