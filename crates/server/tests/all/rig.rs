//! A night of batches, and a disk that fails where it is told to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use server::disk::{Disk, Effect};
use server::journal::{Journal, NewEntry, OpenRefused, Recovery};
use tempfile::TempDir;
use tlog::Hash;

use crate::outsider::{self, signer};

/// Sizes of the batches: within a bundle, over its end, up to an end, into the next.
const BATCHES: [std::ops::Range<u64>; 5] = [0..3, 2..5, 5..300, 300..512, 512..515];

/// Number of different entries in all batches.
pub const ENTRIES: u64 = 515;

/// The entry with a number. Its id stands for the hash of its text.
pub fn entry(number: u64) -> NewEntry {
    let bytes = format!("entry {number}\n").into_bytes();
    NewEntry { id: Hash::of(&bytes), bytes }
}

pub fn batch(numbers: std::ops::Range<u64>) -> Vec<NewEntry> {
    numbers.map(entry).collect()
}

/// The batches of a night, one entry in two of them.
pub fn night() -> impl Iterator<Item = Vec<NewEntry>> {
    BATCHES.into_iter().map(batch)
}

/// In memory where the system has such a place: these tests say themselves what is lost.
pub fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// Opens the journal, or creates it where its creation never ended.
pub fn start(disk: &Arc<dyn Disk>, dir: &Path) -> Result<(Journal, Recovery), OpenRefused> {
    match Journal::open_on(Arc::clone(disk), dir, signer()) {
        Err(OpenRefused::Missing) => {
            let journal = Journal::create_on(Arc::clone(disk), dir, signer())?;
            Ok((journal, Recovery::default()))
        }
        started => started,
    }
}

/// How an effect goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It fails and has not taken place.
    NotDone,
    /// It fails and has taken place.
    Done,
    /// It fails, and half of the bytes of a file are there.
    Torn,
    /// A bit of a tile or bundle changes on its way to the disk, and nothing is reported.
    Flipped,
    /// It does not take place, nothing after it does, and what was not synced is lost.
    PowerCut,
    /// There is no space: whatever needs some fails.
    Full,
}

/// A disk on which the effects of a range fail.
pub struct FaultyDisk {
    way: Way,
    first: u64,
    last: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    effects: u64,
    failed: bool,
    swapping: bool,
    volatile: Volatile,
}

/// What a power cut would take away.
#[derive(Default)]
struct Volatile {
    files: BTreeSet<PathBuf>,
    dirs: BTreeSet<PathBuf>,
    /// Places that a rename has changed, with what was there before.
    renamed: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl FaultyDisk {
    pub fn new(way: Way, first: u64, last: u64) -> Arc<FaultyDisk> {
        Arc::new(FaultyDisk { way, first, last, state: Mutex::default() })
    }

    /// One on which nothing fails.
    pub fn sound() -> Arc<FaultyDisk> {
        FaultyDisk::new(Way::NotDone, u64::MAX, u64::MAX)
    }

    /// Number of effects so far.
    pub fn effects(&self) -> u64 {
        self.state.lock().unwrap().effects
    }

    /// Whether an effect has failed.
    pub fn has_failed(&self) -> bool {
        self.state.lock().unwrap().failed
    }

    /// Whether the checkpoint row was swapped, or an attempt was made.
    pub fn has_swapped(&self) -> bool {
        self.state.lock().unwrap().swapping
    }
}

impl Disk for FaultyDisk {
    fn perform(&self, effect: Effect<'_>, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let mut state = self.state.lock().unwrap();
        let number = state.effects;
        state.effects += 1;
        state.swapping |= effect == Effect::SwapCheckpoint;
        let in_range = (self.first..=self.last).contains(&number);
        let fails = in_range && (self.way != Way::Full || needs_space(effect));
        if !fails {
            let before = Volatile::look(effect);
            act()?;
            state.volatile.note(effect, before);
            return Ok(());
        }
        state.failed = true;
        match self.way {
            Way::NotDone => {}
            Way::Done => act()?,
            Way::Torn => tear(effect, act)?,
            Way::PowerCut => std::mem::take(&mut state.volatile).vanish(),
            Way::Flipped => return flip(effect, act),
            Way::Full => return Err(io::ErrorKind::StorageFull.into()),
        }
        Err(io::Error::other(format!("injected: {:?} of {effect:?}", self.way)))
    }
}

fn needs_space(effect: Effect<'_>) -> bool {
    match effect {
        Effect::CreateDir(_)
        | Effect::WriteFile(_)
        | Effect::Link { .. }
        | Effect::CommitEntries
        | Effect::SwapCheckpoint => true,
        Effect::SyncFile(_)
        | Effect::Rename { .. }
        | Effect::SyncDir(_)
        | Effect::SyncFileSystem(_)
        | Effect::RemoveFile(_)
        | Effect::RemoveTree(_) => false,
    }
}

fn tear(effect: Effect<'_>, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
    if let Effect::WriteFile(path) | Effect::SyncFile(path) = effect {
        act()?;
        let bytes = fs::read(path)?;
        fs::write(path, &bytes[..bytes.len() / 2])?;
    }
    Ok(())
}

/// Files of the log are checked before they are signed for; what is not one of them is left alone.
fn flip(effect: Effect<'_>, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
    act()?;
    if let Effect::WriteFile(path) = effect {
        let mut bytes = fs::read(path)?;
        let middle = bytes.len() / 2;
        if !bytes.starts_with(outsider::ORIGIN.as_bytes()) {
            bytes[middle] ^= 1;
        }
        fs::write(path, bytes)?;
    }
    Ok(())
}

impl Volatile {
    /// What stands in a place that is about to be taken.
    fn look(effect: Effect<'_>) -> Option<Vec<u8>> {
        match effect {
            Effect::Rename { to, .. } => fs::read(to).ok(),
            _ => None,
        }
    }

    fn note(&mut self, effect: Effect<'_>, before: Option<Vec<u8>>) {
        match effect {
            Effect::CreateDir(path) => _ = self.dirs.insert(path.to_owned()),
            Effect::WriteFile(path) => _ = self.files.insert(path.to_owned()),
            Effect::SyncFile(path) => _ = self.files.remove(path),
            Effect::Rename { from, to } => {
                if self.files.remove(from) {
                    self.files.insert(to.to_owned());
                }
                self.renamed.push((to.to_owned(), before));
            }
            Effect::SyncDir(dir) => {
                self.dirs.retain(|path| path.parent() != Some(dir));
                self.renamed.retain(|(path, _)| path.parent() != Some(dir));
            }
            Effect::SyncFileSystem(_) => *self = Volatile::default(),
            Effect::Link { .. }
            | Effect::RemoveFile(_)
            | Effect::RemoveTree(_)
            | Effect::CommitEntries
            | Effect::SwapCheckpoint => {}
        }
    }

    /// The power is cut.
    fn vanish(self) {
        for path in self.files.iter().filter(|path| path.exists()) {
            fs::write(path, b"").unwrap();
        }
        for (path, before) in self.renamed.into_iter().rev().filter(|(path, _)| path.exists()) {
            match before {
                Some(bytes) => fs::write(path, bytes).unwrap(),
                None => fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path)).unwrap(),
            }
        }
        for dir in self.dirs.iter().filter(|dir| dir.exists()) {
            fs::remove_dir_all(dir).unwrap();
        }
    }
}

/// Where each acknowledged entry stands.
#[derive(Debug, Default)]
pub struct Acknowledged(BTreeMap<Hash, u64>);

impl Acknowledged {
    /// Appends a batch and remembers the answers; an entry never moves.
    pub fn append(&mut self, journal: &mut Journal, batch: &[NewEntry]) -> Result<(), server::journal::JournalError> {
        let appended = journal.append(batch.to_vec())?;
        assert_eq!(appended.len(), batch.len());
        for (entry, appended) in batch.iter().zip(appended) {
            let before = self.0.insert(entry.id, appended.index);
            assert!(before.is_none_or(|index| index == appended.index), "an acknowledged entry has moved");
        }
        Ok(())
    }

    /// Requires every acknowledged entry at its place in these, which hold none twice.
    pub fn check(&self, entries: &[Vec<u8>]) {
        let ids: Vec<Hash> = entries.iter().map(|entry| Hash::of(entry)).collect();
        let different: BTreeSet<&Hash> = ids.iter().collect();
        assert_eq!(different.len(), ids.len(), "an entry is in the log twice");
        for (id, index) in &self.0 {
            let at = usize::try_from(*index).unwrap();
            assert_eq!(ids.get(at), Some(id), "acknowledged entry {index} is lost");
        }
    }

    /// Number of acknowledged entries.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}
