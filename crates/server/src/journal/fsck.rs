//! Everything read again, and every fault named, not only the first.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use election::refusal::Language;
use thiserror::Error;
use tlog::note::VerifierKey;
use tlog::sequencer::JournalRefused;
use tlog::tile::{TilePath, decode_bundle, encode_bundle};
use tlog::{Hash, PublicFile, Sequencer};

use super::recovery::all;
use super::store::{Row, Store};
use crate::files;

/// Something wrong with a journal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Finding {
    /// `SQLite`'s own check of the database file.
    #[error("database: {0}")]
    Database(String),
    /// A row whose bytes are not those that were hashed when it came.
    #[error("row {index}: the bytes are not those that came")]
    RowChanged {
        /// Index in the log.
        index: u64,
    },
    /// A row whose id is not that of its bytes: its entry could come twice.
    #[error("row {index}: the id is not that of the bytes")]
    RowId {
        /// Index in the log.
        index: u64,
    },
    /// A row is gone.
    #[error("row {index} is missing")]
    RowMissing {
        /// Index in the log.
        index: u64,
    },
    /// The entries do not give the signed root.
    #[error("history: {0}")]
    History(JournalRefused),
    /// A file that must be there is not.
    #[error("{path}: missing")]
    FileMissing {
        /// Path under the log's prefix.
        path: String,
    },
    /// A file that does not hold what the journal says.
    #[error("{path}: not what the journal says")]
    FileDiffers {
        /// Path under the log's prefix.
        path: String,
    },
    /// A file that nobody knows.
    #[error("{path}: not a file of the log")]
    FileUnknown {
        /// Path under the log's prefix.
        path: String,
    },
}

impl Finding {
    /// What is wrong, for people. What a program of somebody else's says stays as it said it.
    pub fn text(&self, language: Language) -> String {
        if language == Language::English {
            return self.to_string();
        }
        match self {
            Self::Database(said) => format!("base de données : {said}"),
            Self::RowChanged { index } => format!("ligne {index} : les octets ne sont plus ceux qui étaient venus"),
            Self::RowId { index } => format!("ligne {index} : l'identifiant n'est pas celui des octets"),
            Self::RowMissing { index } => format!("la ligne {index} manque"),
            Self::History(why) => format!("histoire : {}", history(why)),
            Self::FileMissing { path } => format!("{path} : manque"),
            Self::FileDiffers { path } => format!("{path} : n'est pas ce que dit le journal"),
            Self::FileUnknown { path } => format!("{path} : n'est pas un fichier du journal"),
        }
    }
}

fn history(why: &JournalRefused) -> String {
    match why {
        JournalRefused::Checkpoint(_) => "le dernier point de contrôle n'est pas signé par ce journal".to_owned(),
        JournalRefused::Differs => "les entrées ne donnent pas la racine qui a été signée".to_owned(),
        JournalRefused::EntryTooLong { index } => format!("l'entrée {index} est trop longue"),
        JournalRefused::Short { held, signed } => {
            format!("le journal tient {held} entrées, le point de contrôle en dit {signed}")
        }
    }
}

/// Checks the database, every row, and every file under `root`.
pub(super) fn check(
    store: &Store,
    root: &Path,
    log: &VerifierKey,
    id_of: impl Fn(&[u8]) -> Hash,
) -> io::Result<Vec<Finding>> {
    let database = store.integrity().map_err(io::Error::other)?;
    let mut findings: Vec<_> = database.into_iter().map(Finding::Database).collect();
    check_rows(store, id_of, &mut findings).map_err(io::Error::other)?;
    let note = store.checkpoint().map_err(io::Error::other)?;
    check_files(store, root, log, &note, &mut findings)?;
    Ok(findings)
}

fn check_rows(store: &Store, id_of: impl Fn(&[u8]) -> Hash, findings: &mut Vec<Finding>) -> rusqlite::Result<()> {
    let mut next = 0;
    store.rows(0..u64::MAX, |Row { index, id, leaf, bytes }| {
        findings.extend((next..index).map(|index| Finding::RowMissing { index }));
        next = index + 1;
        if Hash::leaf(&bytes).0 != *leaf {
            findings.push(Finding::RowChanged { index });
        } else if id_of(&bytes).0 != *id {
            findings.push(Finding::RowId { index });
        }
        Ok(())
    })
}

fn check_files(
    store: &Store,
    root: &Path,
    log: &VerifierKey,
    note: &str,
    findings: &mut Vec<Finding>,
) -> io::Result<()> {
    let unread = RefCell::new(None);
    let mut checked = Checked::new(root);
    let built = Sequencer::rebuild(log.clone(), note.as_bytes(), all(store, &unread), |file| {
        checked.compare(&file);
    });
    if let Some(error) = unread.into_inner() {
        return Err(io::Error::other(error));
    }
    findings.extend(built.err().map(Finding::History));
    checked.compare(&PublicFile { path: "checkpoint".to_owned(), bytes: note.as_bytes().to_vec() });
    checked.unknown()?;
    findings.append(&mut checked.findings);
    checked.failed.map_or(Ok(()), Err)
}

/// Files compared with what they must hold.
struct Checked<'a> {
    root: &'a Path,
    seen: BTreeSet<PathBuf>,
    findings: Vec<Finding>,
    failed: Option<io::Error>,
}

impl<'a> Checked<'a> {
    fn new(root: &'a Path) -> Checked<'a> {
        Checked { root, seen: BTreeSet::new(), findings: Vec::new(), failed: None }
    }

    fn compare(&mut self, file: &PublicFile) {
        if let Err(error) = self.compare_one(file).and_then(|()| self.compare_parts(file)) {
            self.failed = Some(error);
        }
    }

    fn compare_one(&mut self, file: &PublicFile) -> io::Result<()> {
        let at = self.root.join(&file.path);
        let path = file.path.clone();
        match files::read(&at)? {
            Some(bytes) if bytes == file.bytes => {}
            Some(_) => self.findings.push(Finding::FileDiffers { path }),
            None => self.findings.push(Finding::FileMissing { path }),
        }
        self.seen.insert(at);
        Ok(())
    }

    /// Partial files that stay beside a wider form of the same tile.
    fn compare_parts(&mut self, whole: &PublicFile) -> io::Result<()> {
        let stem = whole.path.split(".p/").next().unwrap_or(&whole.path);
        let dir = self.root.join(format!("{stem}.p"));
        if !dir.is_dir() {
            return Ok(());
        }
        for part in fs::read_dir(dir)? {
            let name = part?.file_name().to_string_lossy().into_owned();
            let path = format!("{stem}.p/{name}");
            if let Some(bytes) = beginning(whole, &path) {
                self.compare_one(&PublicFile { path, bytes })?;
            }
        }
        Ok(())
    }

    /// Files under the root that were not compared with anything.
    fn unknown(&mut self) -> io::Result<()> {
        let mut found = Vec::new();
        walk(self.root, &mut found)?;
        for at in found.iter().filter(|at| !self.seen.contains(*at)) {
            let path = at.strip_prefix(self.root).unwrap_or(at);
            let path = path.to_string_lossy().into_owned();
            self.findings.push(Finding::FileUnknown { path });
        }
        Ok(())
    }
}

/// What the partial file at `path` must hold, as the beginning of `whole`.
/// `None` when it is no partial form of it, or is wider.
fn beginning(whole: &PublicFile, path: &str) -> Option<Vec<u8>> {
    match (TilePath::parse(&whole.path)?, TilePath::parse(path)?) {
        (TilePath::Entries(all), TilePath::Entries(part)) => {
            let entries = decode_bundle(&whole.bytes, all.width).ok()?;
            let entries = entries.get(..part.width.into())?;
            Some(encode_bundle(entries))
        }
        (TilePath::Hashes(_), TilePath::Hashes(part)) => {
            let bytes = whole.bytes.get(..usize::from(part.width) * 32)?;
            Some(bytes.to_vec())
        }
        _ => None,
    }
}

fn walk(dir: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), out)?;
        } else {
            out.push(entry.path());
        }
    }
    Ok(())
}
