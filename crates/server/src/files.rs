//! A directory of files that appear whole and durable, or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tlog::PublicFile;

use crate::disk::{Disk, Effect};

/// The most directories whose descriptors are held open.
const MAX_OPEN_DIRS: usize = 256;

/// A directory, and beside it one on the same file system in which files are
/// made before they are put in place.
pub(crate) struct Files {
    disk: Arc<dyn Disk>,
    root: PathBuf,
    staging: PathBuf,
    /// Number of files staged, which names them.
    staged: u64,
    /// Descriptors of directories that are known to be durable themselves.
    /// Held open from before a rename to after the fsync: an error of the
    /// disk in between is reported on a descriptor that was open at the time,
    /// and may be lost on one opened later.
    open: BTreeMap<PathBuf, File>,
}

impl Files {
    /// Makes both directories if need be and deletes what a crash has left in
    /// the staging one, which `beside` names after the root. The one place where
    /// a path becomes absolute, without a slash at its end: a relative one would
    /// be joined to itself where files are removed, and a slash would put what is
    /// named after the root inside it.
    pub(crate) fn open(disk: Arc<dyn Disk>, root: &Path, beside: impl Fn(&Path) -> PathBuf) -> io::Result<Files> {
        let root: PathBuf = std::path::absolute(root)?.components().collect();
        let staging = beside(&root);
        let mut files = Files { disk, root, staging, staged: 0, open: BTreeMap::new() };
        files.remove(&files.staging.clone())?;
        files.ensure_dir(&files.root.clone())?;
        files.ensure_dir(&files.staging.clone())?;
        Ok(files)
    }

    /// The directory.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where files are made.
    pub(crate) fn staging(&self) -> &Path {
        &self.staging
    }

    /// The disk.
    pub(crate) fn disk(&self) -> &Arc<dyn Disk> {
        &self.disk
    }

    /// Writes the files and returns when all of them are durable. A crash in
    /// between leaves any of them in place, whole, and the others as before.
    pub(crate) fn write(&mut self, files: &[PublicFile]) -> io::Result<()> {
        if self.open.len() > MAX_OPEN_DIRS {
            self.open.clear();
        }
        let mut changed = BTreeSet::new();
        let mut staged = Vec::new();
        for file in files {
            let place = self.root.join(&file.path);
            let dir = parent(&place);
            self.ensure_dir(dir)?;
            changed.insert(dir.to_path_buf());
            staged.push((self.stage(&file.bytes)?, place));
        }
        for (from, to) in &staged {
            self.rename(from, to)?;
        }
        changed.iter().try_for_each(|dir| self.sync_dir(dir))
    }

    /// Puts a file or a directory in place. Not durable before
    /// [`Files::sync_dir`] of the directory it is put into.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let act = &mut || fs::rename(from, to);
        self.disk.perform(Effect::Rename { from, to }, act)
    }

    /// Deletes a directory under the root, or elsewhere by its absolute path,
    /// if it is there.
    pub(crate) fn remove(&mut self, dir: &Path) -> io::Result<()> {
        let dir = self.root.join(dir);
        self.open.retain(|open, _| !open.starts_with(&dir));
        if !dir.try_exists()? {
            return Ok(());
        }
        let act = &mut || fs::remove_dir_all(&dir);
        self.disk.perform(Effect::RemoveTree(&dir), act)
    }

    /// The content of a file, `None` when there is none.
    pub(crate) fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        read(&self.root.join(path))
    }

    /// A new file with this content, durable under its staging name.
    fn stage(&mut self, bytes: &[u8]) -> io::Result<PathBuf> {
        self.staged += 1;
        let path = self.staging.join(self.staged.to_string());
        let mut file = None;
        self.disk.perform(Effect::WriteFile(&path), &mut || {
            let mut created = File::create(&path)?;
            created.write_all(bytes)?;
            file = Some(created);
            Ok(())
        })?;
        let file = file.ok_or_else(|| io::Error::other("the disk did not write"))?;
        let act = &mut || file.sync_all();
        self.disk.perform(Effect::SyncFile(&path), act)?;
        Ok(path)
    }

    /// Makes a directory durably with its parents, and opens it. One that is
    /// there already may have been made by a process that died before the
    /// parent was synced, so its name is synced in any case, once.
    pub(crate) fn ensure_dir(&mut self, dir: &Path) -> io::Result<()> {
        if self.open.contains_key(dir) {
            return Ok(());
        }
        if let Ok(inside) = dir.strip_prefix(&self.root)
            && inside != Path::new("")
        {
            self.ensure_dir(parent(dir))?;
        }
        if dir.try_exists()? {
            self.sync_dir(parent(dir))?;
        } else {
            make_dir(&*self.disk, dir)?;
        }
        self.open.insert(dir.to_path_buf(), File::open(dir)?);
        Ok(())
    }

    /// Makes the names in a directory durable.
    pub(crate) fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        match self.open.get(dir) {
            Some(handle) => sync_handle(&*self.disk, dir, handle),
            None => sync_handle(&*self.disk, dir, &File::open(dir)?),
        }
    }
}

fn parent(dir: &Path) -> &Path {
    match dir.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => dir,
    }
}

fn sync_handle(disk: &dyn Disk, dir: &Path, handle: &File) -> io::Result<()> {
    disk.perform(Effect::SyncDir(dir), &mut || handle.sync_all())
}

/// Makes a directory with its parents, durably.
pub(crate) fn make_dir(disk: &dyn Disk, dir: &Path) -> io::Result<()> {
    if dir.try_exists()? {
        return Ok(());
    }
    let parent = parent(dir);
    make_dir(disk, parent)?;
    let handle = File::open(parent)?;
    let act = &mut || fs::create_dir(dir);
    disk.perform(Effect::CreateDir(dir), act)?;
    sync_handle(disk, parent, &handle)
}

/// The content of a file, `None` when there is none.
pub(crate) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    use io::ErrorKind::{NotADirectory, NotFound};
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}
