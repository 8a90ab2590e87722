//! The log's files, for reading: receipts, and what is to be published. Needs
//! no lock and no database, so other threads can have one each.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use tlog::checkpoint::Checkpoint;
use tlog::note::VerifierKey;
use tlog::tile::{Bundle, FULL_WIDTH, Tile, decode_bundle, decode_tile};
use tlog::tree::{HashReader, inclusion_proof, verify_inclusion};
use tlog::{Hash, TlogProof};

use super::LOG;
use super::error::{NoReceipt, Receipt};
use crate::files;

/// Reads the files of one log.
#[derive(Clone, Debug)]
pub struct LogReader {
    root: PathBuf,
    log: VerifierKey,
}

impl LogReader {
    /// Of the journal in `dir`, whose checkpoints this key signs.
    pub fn open(dir: &Path, log: VerifierKey) -> LogReader {
        let root = dir.join(LOG);
        LogReader { root, log }
    }

    /// The log's key.
    pub fn log(&self) -> &VerifierKey {
        &self.log
    }

    /// The published checkpoint, unverified.
    pub fn checkpoint(&self) -> io::Result<Option<Vec<u8>>> {
        files::read(&self.root.join("checkpoint"))
    }

    /// Receipts under a checkpoint of this log, which may be older than the
    /// last and may bear cosignatures; each with its entry as it is stored, so
    /// that a sender sees what the log holds. Each proof is verified before it
    /// is given out, down from the very bytes that go with it.
    pub fn receipts(&self, note: &str, indices: &[u64]) -> Result<Vec<Receipt>, NoReceipt> {
        let (checkpoint, _) = Checkpoint::open(note.as_bytes(), &self.log)?;
        let nodes = self.nodes(checkpoint.size);
        let mut bundles = BTreeMap::new();
        let receipt = |&index: &u64| {
            let entry = self.entry(&mut bundles, index, checkpoint.size);
            receipt(&nodes, &checkpoint, note, index, entry)
        };
        indices.iter().map(receipt).collect()
    }

    /// An entry of the first `size`, out of bundles that are read once.
    pub(crate) fn entry(&self, bundles: &mut BTreeMap<u64, Vec<Vec<u8>>>, index: u64, size: u64) -> Option<Vec<u8>> {
        let bundle = index / 256;
        if index < size && !bundles.contains_key(&bundle) {
            let width = u16::try_from((size - bundle * 256).min(256)).ok()?;
            bundles.insert(bundle, self.bundle(Bundle { index: bundle, width }, size)?);
        }
        let place = usize::try_from(index % 256).ok()?;
        bundles.get(&bundle)?.get(place).cloned()
    }

    /// The nodes of the tree of the first `size` entries.
    pub(crate) fn nodes(&self, size: u64) -> Nodes<'_> {
        Nodes { reader: self, size, known: RefCell::default() }
    }

    /// A tile of the tree at an earlier size or the present one. What was
    /// partial then is the beginning of what is there now.
    pub(crate) fn tile(&self, tile: Tile) -> Option<Vec<Hash>> {
        if let Ok(Some(bytes)) = files::read(&self.root.join(tile.path())) {
            return decode_tile(&bytes, tile.width);
        }
        let full = files::read(&self.root.join(tile.filled().path())).ok()??;
        let mut hashes = decode_tile(&full, FULL_WIDTH)?;
        hashes.truncate(tile.width.into());
        Some(hashes)
    }

    /// The first `bundle.width` entries of a bundle of the log whose present
    /// size is at least `size`; each as it was signed for.
    pub(crate) fn bundle(&self, bundle: Bundle, size: u64) -> Option<Vec<Vec<u8>>> {
        let index = bundle.index;
        let width = u16::try_from((size - index * 256).min(256)).ok()?;
        let held = |width| {
            let path = Bundle { index, width }.path();
            let bytes = files::read(&self.root.join(path)).ok()??;
            let entries = decode_bundle(&bytes, width).ok()?;
            let entries = entries.into_iter().take(bundle.width.into());
            Some(entries.map(<[u8]>::to_vec).collect())
        };
        held(width).or_else(|| held(FULL_WIDTH))
    }
}

fn receipt(
    nodes: &Nodes<'_>,
    checkpoint: &Checkpoint,
    note: &str,
    index: u64,
    entry: Option<Vec<u8>>,
) -> Result<Receipt, NoReceipt> {
    let size = checkpoint.size;
    if index >= size {
        return Err(NoReceipt::NotCovered { index, size });
    }
    let proof = inclusion_proof(nodes, index, size).ok();
    let proven = entry.zip(proof).filter(|(entry, path)| {
        // A damaged tile or bundle shows here, not at the submitter's.
        verify_inclusion(&Hash::leaf(entry), index, size, path, &checkpoint.root).is_ok()
    });
    let (entry, path) = proven.ok_or(NoReceipt::Tiles { index })?;
    Ok(TlogProof { extra: Some(entry), index, path, checkpoint: note.to_owned() })
}

/// Nodes out of tiles as `tlog::tile::TileReader` gives them, each file read
/// and each node computed once: for a batch of receipts that is one hash an
/// entry, instead of some hundreds.
pub(crate) struct Nodes<'a> {
    reader: &'a LogReader,
    size: u64,
    known: RefCell<BTreeMap<(u8, u64), Hash>>,
}

impl Nodes<'_> {
    /// Brings the tile that holds node `index` of a level divisible by 8.
    fn load(&self, level: u8, index: u64) -> Option<()> {
        let index = index / 256;
        let len = self.size >> level;
        let width = u16::try_from((len - index * 256).min(256)).ok()?;
        let level_of_tile = level / 8;
        let tile = Tile { level: level_of_tile, index, width };
        let hashes = self.reader.tile(tile)?;
        let places = (index * 256..).map(|place| (level, place));
        self.known.borrow_mut().extend(places.zip(hashes));
        Some(())
    }
}

impl HashReader for Nodes<'_> {
    fn node(&self, level: u8, index: u64) -> Option<Hash> {
        if index >= self.size.checked_shr(level.into())? {
            return None;
        }
        if let Some(hash) = self.known.borrow().get(&(level, index)) {
            return Some(*hash);
        }
        if level.is_multiple_of(8) {
            self.load(level, index)?;
            return self.known.borrow().get(&(level, index)).copied();
        }
        let left = self.node(level - 1, 2 * index)?;
        let right = self.node(level - 1, 2 * index + 1)?;
        let hash = Hash::node(&left, &right);
        self.known.borrow_mut().insert((level, index), hash);
        Some(hash)
    }
}
