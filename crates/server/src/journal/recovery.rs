//! Opening a journal: what was signed is compared with what is there, and
//! what a crash left half done is finished by the code of normal running.

use std::cell::RefCell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tlog::checkpoint::Checkpoint;
use tlog::note::{Signer, VerifierKey};
use tlog::sequencer::{JournalRefused, ResumeRefused};
use tlog::tile::TilePath;
use tlog::{Frontier, Hash, PublicFile, Sequencer};

use super::error::{Failure, OpenRefused, Step};
use super::store::{FORMAT, Store};
use super::{DATABASE, LOG, LoggedCheckpoint, MAX_BATCH_ENTRIES, Running, STAGING};
use super::{advance, publish};
use crate::disk::Disk;
use crate::files::{Files, make_dir};

/// Looks at the entries of a journal that is being opened, in their order, from index `first` on
/// and whether they are `signed`: under the last signed checkpoint, if the opening succeeds. Until
/// then nobody knows that, and what was learned of them is to be forgotten with a refusal.
///
/// What is behind the last checkpoint gets signed by the opening itself. It comes from the disk,
/// where a crash may have left it and anybody may have put it, so it is looked at before.
pub type Vet<'a> = dyn FnMut(u64, bool, &[Vec<u8>]) -> Result<(), Unfit> + 'a;

/// An entry that must not be signed for, or not be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfit;

/// Entries shown to a [`Vet`] at a time.
const VETTED_AT_ONCE: usize = 4_096;

/// Rows read at a time when the files are built again.
const ROWS_AT_ONCE: u64 = 1024;

/// Files written at a time then.
const FILES_AT_ONCE: usize = 64;

/// What opening a journal repaired. All zero after a clean end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Entries that were in the journal, not acknowledged, and are now in the
    /// log.
    pub sequenced: u64,
    /// The file `checkpoint` was missing, older than the row or damaged, and
    /// was written again.
    pub republished: bool,
    /// Why all tiles were built again from the journal, if they were.
    pub rebuilt: Option<String>,
    /// Directories of superseded partial tiles deleted.
    pub swept: u64,
}

/// Makes the journal's directory, and nothing in it: another process may hold
/// the lock.
pub(super) fn prepare(disk: &Arc<dyn Disk>, dir: &Path) -> Result<(), OpenRefused> {
    Ok(make_dir(&**disk, dir).map_err(Failure::at(Step::Open))?)
}

fn open_files(disk: &Arc<dyn Disk>, dir: &Path) -> Result<Files, OpenRefused> {
    let files = Files::open(Arc::clone(disk), &dir.join(LOG), |log| log.with_file_name(STAGING));
    Ok(files.map_err(Failure::at(Step::Open))?)
}

/// Makes the tables with the signed checkpoint of the empty log.
pub(super) fn create(disk: &Arc<dyn Disk>, dir: &Path, signer: &Signer) -> Result<(), OpenRefused> {
    let mut store = Store::open(&dir.join(DATABASE)).map_err(Failure::of(Step::Open))?;
    if store.meta().map_err(Failure::of(Step::Open))?.is_some() {
        return Err(OpenRefused::Exists);
    }
    let empty = Sequencer::create(signer.verifier_key().clone()).append(Vec::new());
    let empty = empty.expect("an empty batch breaks no limit");
    let empty = empty.reread(|_| None).map_err(Failure::of(Step::Reread))?;
    let signed = empty.sign(signer).map_err(Failure::of(Step::Sign))?;
    let created = store.create(&**disk, signer.name(), signed.note());
    created.map_err(Failure::at(Step::Swap))?;
    Ok(())
}

/// The whole way from what is on the disk to a running journal.
pub(super) fn recover(
    disk: &Arc<dyn Disk>,
    dir: &Path,
    signer: &Signer,
    vet: &mut Vet<'_>,
) -> Result<(Running, Recovery), OpenRefused> {
    let log = signer.verifier_key();
    let store = open_store(dir, log.name())?;
    let note = store.checkpoint().map_err(Failure::of(Step::Open))?;
    let (signed, _) = Checkpoint::open(note.as_bytes(), log)?;
    let file = crate::files::read(&dir.join(LOG).join("checkpoint"));
    let file = file.map_err(Failure::at(Step::Open))?;
    let rest = check_history(&store, &signed, file.as_deref(), log, vet)?;
    let held = signed.size + rest.len() as u64;

    let mut recovery = Recovery::default();
    let mut files = open_files(disk, dir)?;
    // The name of the database in its directory is made durable here; those
    // of its log SQLite syncs itself.
    files.sync_dir(dir).map_err(Failure::at(Step::Open))?;
    let sequencer = match resume(&files, log, &note) {
        Ok(sequencer) => sequencer,
        Err(ResumeRefused::Checkpoint(refused)) => return Err(refused.into()),
        Err(ResumeRefused::Files(reason)) => {
            recovery.rebuilt = Some(reason.to_string());
            rebuild(&store, &mut files, log, &note)?
        }
    };
    if file.as_deref() != Some(note.as_bytes()) {
        recovery.republished = true;
        let bytes = note.clone().into_bytes();
        let path = "checkpoint".to_owned();
        publish(&mut files, PublicFile { path, bytes })?;
    }
    let checkpoint = LoggedCheckpoint::new(&note, &signed);
    let running = Running { store, files, sequencer, checkpoint };
    recovery.sequenced = rest.len() as u64;
    let mut running = sequence_rest(running, signer, rest)?;
    recovery.swept = sweep(&mut running.files, held).map_err(Failure::at(Step::Clean))?;
    Ok((running, recovery))
}

fn open_store(dir: &Path, origin: &str) -> Result<Store, OpenRefused> {
    let store = Store::open(&dir.join(DATABASE)).map_err(Failure::of(Step::Open))?;
    let meta = store.meta().map_err(Failure::of(Step::Open))?;
    let meta = meta.ok_or(OpenRefused::Missing)?;
    if meta.format != FORMAT {
        let (found, expected) = (meta.format, FORMAT);
        return Err(OpenRefused::Format { found, expected });
    }
    if meta.origin != origin {
        let (found, given) = (meta.origin, origin.to_owned());
        return Err(OpenRefused::Origin { found, given });
    }
    store.prepare_beside().map_err(Failure::of(Step::Open))?;
    Ok(store)
}

/// Requires the signed checkpoint to be a prefix of the journal, and the
/// published one to be a prefix of the signed one. Returns the entries behind
/// the signed one, as they were vetted.
fn check_history(
    store: &Store,
    signed: &Checkpoint,
    file: Option<&[u8]>,
    log: &VerifierKey,
    vet: &mut Vet<'_>,
) -> Result<Vec<Vec<u8>>, OpenRefused> {
    // A file that is damaged or not signed by us says nothing.
    let published = file.and_then(|file| Checkpoint::open(file, log).ok());
    let published = published.map_or_else(|| signed.clone(), |(checkpoint, _)| checkpoint);
    let mut vetting = Vetting { vet, signed: signed.size, next: 0, waiting: Vec::new(), rest: Vec::new(), fit: Ok(()) };
    let (held, [root, earlier]) = roots(store, [signed.size, published.size], |bytes| vetting.entry(bytes))?;
    let (rest, fit) = vetting.end();
    if held < signed.size {
        let signed = signed.size;
        return Err(OpenRefused::Short { held, signed });
    }
    if root != Some(signed.root) {
        return Err(OpenRefused::Differs);
    }
    if published.size > signed.size || earlier != Some(published.root) {
        let (row, published) = (signed.size, published.size);
        return Err(OpenRefused::Restored { row, published });
    }
    // What was signed is compared first: an entry that was changed there says nothing of its own.
    fit.map_err(|Unfit| OpenRefused::Unfit)?;
    Ok(rest)
}

/// Shows the very bytes that are hashed to whoever vets them.
struct Vetting<'a, 'v> {
    vet: &'a mut Vet<'v>,
    /// Size of the last signed checkpoint.
    signed: u64,
    /// Index of the first entry that waits.
    next: u64,
    waiting: Vec<Vec<u8>>,
    /// Those behind the checkpoint.
    rest: Vec<Vec<u8>>,
    fit: Result<(), Unfit>,
}

impl Vetting<'_, '_> {
    fn entry(&mut self, bytes: Vec<u8>) {
        self.waiting.push(bytes);
        // Never over the end of what was signed before.
        let last = self.next + self.waiting.len() as u64 == self.signed;
        if last || self.waiting.len() >= VETTED_AT_ONCE {
            self.show();
        }
    }

    fn show(&mut self) {
        let entries = std::mem::take(&mut self.waiting);
        let signed = self.next < self.signed;
        if self.fit.is_ok() && !entries.is_empty() {
            self.fit = (self.vet)(self.next, signed, &entries);
        }
        self.next += entries.len() as u64;
        if !signed {
            self.rest.extend(entries);
        }
    }

    fn end(mut self) -> (Vec<Vec<u8>>, Result<(), Unfit>) {
        self.show();
        (self.rest, self.fit)
    }
}

/// Checks every row, and computes the roots of the first `sizes` entries,
/// `None` where there are fewer. `each` gets the bytes that were hashed.
fn roots<const N: usize>(
    store: &Store,
    sizes: [u64; N],
    mut each: impl FnMut(Vec<u8>),
) -> Result<(u64, [Option<Hash>; N]), OpenRefused> {
    let bounds = store.bounds().map_err(Failure::of(Step::Open))?;
    if bounds.start != 0 {
        return Err(OpenRefused::RowMissing { index: 0 });
    }
    let mut tree = Frontier::new();
    let mut roots = [None; N];
    let mut note = |tree: &Frontier| {
        for (root, size) in roots.iter_mut().zip(sizes) {
            if size == tree.size() {
                *root = Some(tree.root());
            }
        }
    };
    note(&tree);
    let checked = store.rows(0..u64::MAX, |row| {
        let index = tree.size();
        if row.index != index {
            return Err(Scan::Refused(OpenRefused::RowMissing { index }));
        }
        let leaf = Hash::leaf(&row.bytes);
        if row.leaf != leaf.0 {
            return Err(Scan::Refused(OpenRefused::RowChanged { index }));
        }
        tree.push(leaf);
        note(&tree);
        each(row.bytes);
        Ok(())
    });
    match checked {
        Ok(()) => Ok((tree.size(), roots)),
        Err(Scan::Refused(refused)) => Err(refused),
        Err(Scan::Sql(error)) => Err(Failure::of(Step::Open)(error).into()),
    }
}

/// What ends a scan of the rows early.
enum Scan {
    Refused(OpenRefused),
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for Scan {
    fn from(error: rusqlite::Error) -> Scan {
        Scan::Sql(error)
    }
}

fn resume(files: &Files, log: &VerifierKey, note: &str) -> Result<Sequencer, ResumeRefused> {
    Sequencer::resume(log.clone(), note.as_bytes(), |path| files.read(path).ok().flatten())
}

/// Writes all files of the signed tree again. They may go straight into
/// place: the journal's root has been compared with the signed one before.
fn rebuild(store: &Store, files: &mut Files, log: &VerifierKey, note: &str) -> Result<Sequencer, OpenRefused> {
    let unread = RefCell::new(None);
    let mut unwritten = None;
    let mut group = Vec::new();
    let built = Sequencer::rebuild(log.clone(), note.as_bytes(), all(store, &unread), |file| {
        group.push(file);
        if group.len() >= FILES_AT_ONCE && unwritten.is_none() {
            unwritten = files.write(&group).err();
            group.clear();
        }
    });
    if let Some(error) = unread.into_inner() {
        return Err(Failure::of(Step::Open)(error).into());
    }
    let sequencer = built.map_err(|why| refused(&why))?;
    let written = unwritten.map_or_else(|| files.write(&group), Err);
    written.map_err(Failure::at(Step::Write))?;
    Ok(sequencer)
}

fn refused(why: &JournalRefused) -> OpenRefused {
    match *why {
        JournalRefused::Checkpoint(error) => error.into(),
        JournalRefused::Differs => OpenRefused::Differs,
        JournalRefused::EntryTooLong { index } => OpenRefused::RowChanged { index },
        JournalRefused::Short { held, signed } => OpenRefused::Short { held, signed },
    }
}

/// All entries in order; a failure ends them and is left in `failed`.
pub(super) fn all<'a>(
    store: &'a Store,
    failed: &'a RefCell<Option<rusqlite::Error>>,
) -> impl Iterator<Item = Vec<u8>> + 'a {
    let starts = (0..).map(|chunk| chunk * ROWS_AT_ONCE);
    let chunks = starts.map(move |start| {
        let mut entries = Vec::new();
        let rows = store.rows(start..start + ROWS_AT_ONCE, |row| {
            entries.push(row.bytes);
            Ok(())
        });
        if let Err(error) = rows {
            *failed.borrow_mut() = Some(error);
            entries.clear();
        }
        entries
    });
    chunks.take_while(|entries| !entries.is_empty()).flatten()
}

/// Takes the entries beyond the checkpoint under a new one: the bytes that were vetted, whatever the
/// disk says by now. They are those of one batch, unless limits have changed.
fn sequence_rest(mut running: Running, signer: &Signer, mut rest: Vec<Vec<u8>>) -> Result<Running, Failure> {
    while !rest.is_empty() {
        let after = rest.split_off(rest.len().min(MAX_BATCH_ENTRIES));
        running = advance(running, signer, rest)?;
        rest = after;
    }
    Ok(running)
}

/// Deletes the directories of partial tiles whose full form the checkpoint of
/// `size` covers: a crash may have come between publishing and deleting.
fn sweep(files: &mut Files, size: u64) -> io::Result<u64> {
    let mut partial = Vec::new();
    partial_dirs(&files.root().join("tile"), &mut partial)?;
    let mut swept = 0;
    for dir in partial {
        if is_superseded(files.root(), &dir, size) {
            files.remove(&dir)?;
            swept += 1;
        }
    }
    Ok(swept)
}

fn partial_dirs(dir: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    if !dir.try_exists()? {
        return Ok(());
    }
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "p") {
            out.push(path);
        } else if entry.file_type()?.is_dir() {
            partial_dirs(&path, out)?;
        }
    }
    Ok(())
}

/// Whether `dir`, ending in `.p`, holds parts of a tile that is full in the
/// tree of `size` leaves.
pub(crate) fn is_superseded(root: &Path, dir: &Path, size: u64) -> bool {
    let path = dir.strip_prefix(root).ok().and_then(Path::to_str);
    let parsed = path.and_then(|path| TilePath::parse(&format!("{path}/1")));
    match parsed {
        Some(TilePath::Entries(bundle)) => bundle.index < size / 256,
        Some(TilePath::Hashes(tile)) => {
            size.checked_shr(8 * u32::from(tile.level)).is_some_and(|len| tile.index < len / 256)
        }
        None => false,
    }
}
