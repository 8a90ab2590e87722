//! Our logs before programs by others: the crates `signed_note` and
//! `tlog_tiles`. They must accept what we write and refuse a corrupted copy.

use signed_note::{StandardVerifier, VerifierList};
use tlog::note::sign;
use tlog::tile::TilePath;
use tlog::tree::{consistency_proof, inclusion_proof};
use tlog::{Checkpoint, Hash};
use tlog_tiles as theirs;

use crate::notes::signer;
use crate::sequencing::{Disk, entries, grown, log};
use crate::trees::{Leaves, leaves, slow_root};

/// Whether they accept the note under the key.
fn accepted(note: &[u8], vkey: &str) -> bool {
    let verifier = StandardVerifier::new(vkey).unwrap();
    let known = VerifierList::new(vec![Box::new(verifier)]);
    signed_note::Note::from_bytes(note).is_ok_and(|note| note.verify(&known).is_ok())
}

fn their_hash(hash: &Hash) -> theirs::Hash {
    theirs::Hash(hash.0)
}

#[test]
fn notes() {
    let one = signer("example.com/one", 1);
    let two = signer("example.com/two", 2);
    let note = sign("text\n\nmore é\n", &[&one, &two]).into_bytes();
    for key in [&one, &two] {
        let vkey = key.verifier_key().to_string();
        assert!(accepted(&note, &vkey));
        for at in 0..14 {
            let mut corrupted = note.clone();
            corrupted[at] ^= 1;
            assert!(!accepted(&corrupted, &vkey), "{at}");
        }
    }
    let third = signer("example.com/three", 3).verifier_key().to_string();
    assert!(!accepted(&note, &third));
}

#[test]
fn checkpoints() {
    let (_, disk) = grown(&[10, 300]);
    let note = &disk["checkpoint"];
    assert!(accepted(note, &log().verifier_key().to_string()));
    let text = signed_note::Note::from_bytes(note).unwrap();
    let checkpoint = theirs::Checkpoint::from_bytes(text.text()).unwrap();
    let (ours, _) = Checkpoint::open(note, log().verifier_key()).unwrap();
    assert_eq!(checkpoint.origin(), ours.origin);
    assert_eq!(checkpoint.size(), ours.size);
    assert_eq!(checkpoint.hash(), &their_hash(&ours.root));
}

#[test]
fn proofs() {
    let all = Leaves(leaves(70));
    for size in 1..=70_u64 {
        let tree = &all.0[..usize::try_from(size).unwrap()];
        let root = their_hash(&slow_root(tree));
        for index in 0..size {
            let path = inclusion_proof(&all, index, size).unwrap();
            let mut path: Vec<_> = path.iter().map(their_hash).collect();
            let at = usize::try_from(index).unwrap();
            let leaf = their_hash(&tree[at]);
            theirs::check_record(&path, size, root, index, leaf).unwrap();
            if at > 0 {
                let proof = consistency_proof(&all, index, size).unwrap();
                let proof: Vec<_> = proof.iter().map(their_hash).collect();
                let old = their_hash(&slow_root(&tree[..at]));
                theirs::check_tree(&proof, size, root, index, old).unwrap();
            }
            if let Some(first) = path.first_mut() {
                first.0[0] ^= 1;
                assert!(theirs::check_record(&path, size, root, index, leaf).is_err());
            }
        }
    }
}

/// Our files as their tile source. Their paths bear the tile height.
struct Files<'d>(&'d Disk);

impl theirs::TileReader for Files<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[theirs::Tile]) -> Result<Vec<Vec<u8>>, theirs::Error> {
        let read = |tile: &theirs::Tile| {
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            assert!(TilePath::parse(&path).is_some(), "{path}");
            self.0.get(&path).cloned().ok_or(theirs::Error::InvalidTile)
        };
        tiles.iter().map(read).collect()
    }

    fn save_tiles(&self, _: &[theirs::Tile], _: &[Vec<u8>]) {}
}

/// Proves every 97th entry to their client from our tiles alone.
fn read_by_them(disk: &Disk, size: u64, root: theirs::Hash) -> Result<(), theirs::Error> {
    let files = Files(disk);
    let reader = theirs::TileHashReader::new(size, root, &files);
    for (index, entry) in (0..).zip(entries(0, size)).step_by(97) {
        let proof = theirs::prove_record(size, index, &reader)?;
        theirs::check_record(&proof, size, root, index, theirs::record_hash(&entry))?;
    }
    Ok(())
}

#[test]
fn tiles() {
    let size = 66_000;
    let (sequencer, disk) = grown(&[300, 65_400, size]);
    let root = their_hash(&sequencer.root());
    read_by_them(&disk, size, root).unwrap();
    let tiles = disk.keys().filter(|path| path.starts_with("tile/") && !path.contains("entries"));
    for path in tiles.step_by(50) {
        let mut corrupted = disk.clone();
        corrupted.get_mut(path).unwrap()[5] ^= 1;
        assert!(read_by_them(&corrupted, size, root).is_err(), "{path}");
    }
}
