//! A published directory on this machine.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use verify::{Source, Unavailable};

/// A directory with the published files.
pub struct Folder<P> {
    root: PathBuf,
    progress: P,
}

/// Most files that are listed, so that a wrong directory does not keep the verifier for hours.
const MAX_LISTED: usize = 5_000_000;

impl<P: Fn(u64, u64)> Folder<P> {
    /// Refuses what is not a directory.
    pub fn open(root: &Path, progress: P) -> io::Result<Self> {
        if fs::metadata(root)?.is_dir() {
            Ok(Self {
                root: root.to_owned(),
                progress,
            })
        } else {
            Err(io::Error::new(
                io::ErrorKind::NotADirectory,
                "not a directory",
            ))
        }
    }

    fn walk(&self, below: &Path, found: &mut Vec<String>) -> io::Result<()> {
        for entry in fs::read_dir(below)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                self.walk(&entry.path(), found)?;
            } else if found.len() < MAX_LISTED
                && let Ok(path) = entry.path().strip_prefix(&self.root)
            {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
        Ok(())
    }
}

impl<P: Fn(u64, u64)> Source for Folder<P> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unavailable> {
        let fail = |error: io::Error| Unavailable(error.to_string());
        let file = File::open(self.root.join(path)).map_err(fail)?;
        let length = file.metadata().map_err(fail)?.len();
        if length > limit {
            return Err(Unavailable(format!("{length} bytes, more than {limit}")));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        file.take(limit).read_to_end(&mut bytes).map_err(fail)?;
        Ok(bytes)
    }

    fn list(&self) -> Option<Vec<String>> {
        let mut found = Vec::new();
        self.walk(&self.root, &mut found).ok()?;
        found.sort();
        Some(found)
    }

    fn progress(&self, done: u64, of: u64) {
        (self.progress)(done, of);
    }
}
