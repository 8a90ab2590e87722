//! The public side: plain files that any web server or mirror can serve.
//!
//! Order of a publication: everything new is written and synced, then the checkpoint, then the
//! manifest, each in one rename. A reader who takes the manifest first finds every file it
//! names; a reader in the middle of an older snapshot finds files missing and begins again.
//! Nothing is ever changed in place.

mod folder;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use folder::{Folder, Turn};
use thiserror::Error;
use tlog::{
    Checkpoint, Hash, PublicFile,
    tile::{Bundle, bundles_changed, encode_bundle, encode_tile, tiles_changed},
    tree::{consistency_proof, verify_consistency},
};

use crate::disk::{Disk, Effect, RealDisk};
use crate::files::Files;
use crate::journal::{LogReader, LoggedCheckpoint};

/// Why a publication did not happen; what was public before still is.
#[derive(Debug, Error)]
pub enum PublishError {
    /// An effect on the public directory failed.
    #[error("{}: {cause}", path.display())]
    Disk {
        /// The public directory.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// The public directory belongs to something else.
    #[error("{}: {why}", path.display())]
    Foreign {
        /// The public directory.
        path: PathBuf,
        /// What is there.
        why: Foreign,
    },
    /// The private log lacks a file that its checkpoint covers.
    #[error("the log lacks {0}; run a check of the hub's directory")]
    Log(String),
}

/// Whose a directory is that is not to be published to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Foreign {
    /// An election is written in it.
    #[error("it is the directory of an election, not one to publish to; publish to another directory")]
    Election,
    /// The checkpoint there does not open under this log's key.
    #[error("the checkpoint there is not one of this log; publish to another directory")]
    OtherLog,
    /// This log, longer: the hub's directory is an older copy. Published elsewhere it would be a
    /// second log under the same key.
    #[error(
        "the log published there has {public} entries, this hub's has {own}: the hub's directory is an older copy of it. \
         Serve the directory that published it. If that is lost, nothing goes on from the copy, here or elsewhere: \
         begin a new log with a new origin"
    )]
    Longer {
        /// Entries of the public log.
        public: u64,
        /// Entries of this hub's.
        own: u64,
    },
    /// Another past of this log, signed by the same key: one of the two was made from a copy.
    #[error(
        "the log published there is not the beginning of this hub's, and both are signed by the same key: one of them went on from a copy. \
         Publish neither; serve the directory that published the first, and keep both as evidence"
    )]
    OtherPast,
}

/// A public directory and the place beside it where files are made.
pub struct Publisher {
    files: Files,
    public: PathBuf,
    staging: PathBuf,
    disk: Arc<dyn Disk>,
    /// Whether all that is in the public directory is durable.
    settled: bool,
    /// Size and root of the log that was proven to continue the public one. Until the checkpoint
    /// there is replaced, which only [`Publisher::put`] does, the proof stands.
    continued: Option<(u64, Hash)>,
}

impl Publisher {
    /// Opens or makes a public directory. `PUBLIC.staging` beside it holds what is not public yet.
    pub fn open(public: &Path) -> Result<Self, PublishError> {
        Self::open_on(Arc::new(RealDisk), public)
    }

    /// As [`Publisher::open`], on another disk.
    pub fn open_on(disk: Arc<dyn Disk>, public: &Path) -> Result<Self, PublishError> {
        if public.join("election.toml").exists() {
            return Err(PublishError::Foreign { path: public.to_owned(), why: Foreign::Election });
        }
        let beside = |root: &Path| {
            let mut staging = root.as_os_str().to_owned();
            staging.push(".staging");
            PathBuf::from(staging)
        };
        let opened = Files::open(Arc::clone(&disk), public, beside);
        let files = opened.map_err(|cause| PublishError::Disk { path: public.to_owned(), cause })?;
        let (public, staging) = (files.root().to_owned(), files.staging().to_owned());
        Ok(Self { files, public, staging, disk, settled: false, continued: None })
    }

    fn at(&self) -> impl Fn(io::Error) -> PublishError + use<> {
        let path = self.public.clone();
        move |cause| PublishError::Disk { path: path.clone(), cause }
    }

    /// Publishes once everything that is there is durable. A publication that failed or died may
    /// have put files in place without syncing their names; the next one finds them there, leaves
    /// them alone, and would name what a power cut can still take away.
    fn settled(&mut self, publish: impl FnOnce(&mut Self) -> Result<(), PublishError>) -> Result<(), PublishError> {
        if !self.settled {
            let synced = fs::File::open(&self.public).and_then(|handle| {
                let act = &mut || Ok(rustix::fs::syncfs(&handle)?);
                self.disk.perform(Effect::SyncFileSystem(&self.public), act)
            });
            synced.map_err(self.at())?;
        }
        self.settled = false;
        publish(self)?;
        self.settled = true;
        Ok(())
    }

    /// Publishes a file by itself, if it is not there with this very content.
    pub fn file(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), PublishError> {
        self.settled(|publisher| publisher.put(path, bytes))
    }

    /// The content of a public file, `None` when there is none.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        self.files.read(path).map_err(self.at())
    }

    fn put(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), PublishError> {
        if self.files.read(path).map_err(self.at())?.as_deref() == Some(&bytes) {
            return Ok(());
        }
        if path == "checkpoint" {
            self.continued = None;
        }
        self.files.write(&[PublicFile { path: path.to_owned(), bytes }]).map_err(self.at())
    }

    /// Publishes the log under the embargo: checkpoint and hash tiles of the whole log, contents
    /// of its first `entries` only. Hashes give nothing away: what they cover holds signatures.
    pub fn log(&mut self, reader: &LogReader, checkpoint: &LoggedCheckpoint, entries: u64) -> Result<(), PublishError> {
        self.settled(|publisher| publisher.put_log(reader, checkpoint, entries))
    }

    fn put_log(&mut self, reader: &LogReader, checkpoint: &LoggedCheckpoint, entries: u64) -> Result<(), PublishError> {
        let size = checkpoint.size;
        self.continues(reader, checkpoint)?;
        let mut new = Vec::new();
        for tile in tiles_changed(0, size) {
            let path = tile.path();
            if !self.public.join(&path).exists() {
                let hashes = reader.tile(tile).ok_or_else(|| PublishError::Log(path.clone()))?;
                new.push(PublicFile { path, bytes: encode_tile(&hashes) });
            }
        }
        for bundle in bundles_changed(0, entries.min(size)) {
            let path = bundle.path();
            if !self.public.join(&path).exists() {
                new.push(PublicFile { bytes: bundle_bytes(reader, bundle, size)?, path });
            }
        }
        self.files.write(&new).map_err(self.at())?;
        self.put("checkpoint", checkpoint.note.clone().into_bytes())?;
        self.sweep()
    }

    /// Refuses to publish over a log that this one does not continue: another election's, or the
    /// public past of a journal that was lost.
    ///
    /// A log that was proven is not proven again: whoever asks first, to write something beside
    /// the log, and [`Publisher::log`] itself ask for the same.
    pub fn continues(&mut self, reader: &LogReader, checkpoint: &LoggedCheckpoint) -> Result<(), PublishError> {
        let (size, root) = (checkpoint.size, checkpoint.root);
        if self.continued == Some((size, root)) {
            return Ok(());
        }
        let foreign = |why| Err(PublishError::Foreign { path: self.public.clone(), why });
        let Some(note) = self.files.read("checkpoint").map_err(self.at())? else { return Ok(()) };
        let Ok((public, _)) = Checkpoint::open(&note, reader.log()) else {
            return foreign(Foreign::OtherLog);
        };
        if public.size > size {
            return foreign(Foreign::Longer { public: public.size, own: size });
        }
        let continued = consistency_proof(&reader.nodes(size), public.size, size)
            .is_ok_and(|proof| verify_consistency(public.size, &public.root, size, &root, &proof).is_ok());
        if !continued {
            return foreign(Foreign::OtherPast);
        }
        self.continued = Some((size, root));
        Ok(())
    }

    /// Removes partial tiles and bundles whose full form is public now, as tlog-tiles allows.
    fn sweep(&mut self) -> Result<(), PublishError> {
        for directory in partial_directories(&self.public.join("tile")).map_err(self.at())? {
            let inside = directory.strip_prefix(&self.public).unwrap_or(&directory).to_string_lossy().into_owned();
            let full = inside.trim_end_matches(".p");
            if self.public.join(full).exists() {
                self.files.remove(Path::new(&inside)).map_err(self.at())?;
            }
        }
        Ok(())
    }

    /// Publishes a snapshot under a name that says which log at which moment it speaks of: one
    /// name is one content. `make` writes its files into a [`Folder`] and returns the signed
    /// manifest, which is put in place last. Other snapshots are not public then: the one that
    /// stood is put aside, for the one after this.
    pub fn snapshot(
        &mut self,
        name: &str,
        turn: &Turn<'_>,
        make: impl FnOnce(&mut Folder) -> io::Result<Vec<u8>>,
    ) -> Result<(), PublishError> {
        self.settled(|publisher| publisher.put_snapshot(name, turn, make).map_err(publisher.at()))
    }

    fn put_snapshot(
        &mut self,
        name: &str,
        turn: &Turn<'_>,
        make: impl FnOnce(&mut Folder) -> io::Result<Vec<u8>>,
    ) -> io::Result<()> {
        self.clear_staging(turn)?;
        let (beside, snapshots) = (self.staging.join(name), self.public.join("snapshots"));
        let was_spare = self.take_spare(&beside, turn)?;
        let mut folder = Folder::new(&self.disk, &beside, &snapshots, was_spare);
        let manifest = make(&mut folder)?;
        self.install(name, &beside, manifest)?;
        self.put_aside(name, turn)
    }

    /// What a publication that failed has left: on a full disk the next one needs its room.
    fn clear_staging(&mut self, turn: &Turn<'_>) -> io::Result<()> {
        let spare = turn.spare.as_ref().map(|(spare, _)| *spare);
        for entry in fs::read_dir(&self.staging)? {
            let left = entry?;
            if left.file_type()?.is_dir() && left.file_name().to_str() != spare {
                self.files.remove(&left.path())?;
            }
        }
        Ok(())
    }

    /// The spare snapshot's folder becomes that of the next one, if it is as it was made.
    fn take_spare(&mut self, beside: &Path, turn: &Turn<'_>) -> io::Result<bool> {
        let Some((spare, files)) = &turn.spare else { return Ok(false) };
        let place = self.staging.join(spare);
        if !place.is_dir() || !folder::holds(&place, files)? {
            self.files.remove(&place)?;
            return Ok(false);
        }
        self.files.rename(&place, beside)?;
        Ok(true)
    }

    /// Leaves one snapshot public. A reader who is still in the one that stood finds files missing,
    /// and takes the manifest again.
    fn put_aside(&mut self, name: &str, turn: &Turn<'_>) -> io::Result<()> {
        for entry in fs::read_dir(self.public.join("snapshots"))? {
            let other = entry?;
            match other.file_name().to_str() {
                Some(public) if public == name => {}
                Some(stood) if Some(stood) == turn.standing => {
                    self.files.rename(&other.path(), &self.staging.join(stood))?;
                    self.files.sync_dir(&self.staging)?;
                }
                _ => self.files.remove(&other.path())?,
            }
        }
        Ok(())
    }

    /// Some 150,000 files: one sync of the file system instead of one a file.
    fn install(&mut self, name: &str, beside: &Path, manifest: Vec<u8>) -> io::Result<()> {
        let handle = fs::File::open(beside)?;
        self.disk.perform(Effect::SyncFileSystem(beside), &mut || Ok(rustix::fs::syncfs(&handle)?))?;
        let snapshots = self.public.join("snapshots");
        self.files.ensure_dir(&snapshots)?;
        let place = snapshots.join(name);
        if place.exists() {
            // Published before under this name: the same log at the same moment, the same bytes.
            self.files.remove(beside)?;
        } else {
            self.files.rename(beside, &place)?;
            self.files.sync_dir(&snapshots)?;
        }
        self.files.write(&[PublicFile { path: "manifest".to_owned(), bytes: manifest }])
    }
}

/// The first entries of a bundle: what is public of it under the embargo.
fn bundle_bytes(reader: &LogReader, bundle: Bundle, size: u64) -> Result<Vec<u8>, PublishError> {
    let entries = reader.bundle(bundle, size).ok_or_else(|| PublishError::Log(bundle.path()))?;
    Ok(encode_bundle(&entries))
}

/// Every `….p` directory below a path.
fn partial_directories(below: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![below.to_owned()];
    while let Some(directory) = open.pop() {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            if !entry.file_type()?.is_dir() {
                continue;
            }
            let partial = entry.path().extension().is_some_and(|extension| extension == "p");
            if partial { found.push(entry.path()) } else { open.push(entry.path()) }
        }
    }
    Ok(found)
}
