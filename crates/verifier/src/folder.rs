//! A published directory on this machine.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use tlog::{Hash, Hasher};
use verify::{Source, Unavailable};

/// A directory with the published files.
pub struct Folder<P> {
    root: PathBuf,
    progress: P,
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn unavailable(error: io::Error) -> Unavailable {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unavailable::Absent,
        _ => Unavailable::Unreadable(error.to_string()),
    }
}

/// Most files that are listed, so that a wrong directory does not keep the verifier for hours.
const MAX_LISTED: usize = 5_000_000;

impl<P: Fn(u64, u64)> Folder<P> {
    /// Refuses what is not a directory.
    pub fn open(root: &Path, progress: P) -> io::Result<Self> {
        if fs::metadata(root)?.is_dir() {
            Ok(Self { root: root.to_owned(), progress })
        } else {
            Err(io::Error::new(io::ErrorKind::NotADirectory, "not a directory"))
        }
    }

    fn walk(&self, below: &Path, found: &mut Vec<String>) -> io::Result<()> {
        for entry in fs::read_dir(below)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                self.walk(&entry.path(), found)?;
            } else if found.len() == MAX_LISTED {
                return Err(io::Error::other(format!("more than {MAX_LISTED} files")));
            } else if let Ok(path) = entry.path().strip_prefix(&self.root) {
                let names = path.iter().map(|name| name.to_string_lossy());
                found.push(names.collect::<Vec<_>>().join("/"));
            }
        }
        Ok(())
    }
}

impl<P> Folder<P> {
    /// Reads a plain file piece by piece. One that grows meanwhile is refused and not cut.
    fn each_chunk(&self, path: &str, limit: u64, mut each: impl FnMut(&[u8])) -> Result<(), Unavailable> {
        let path = self.root.join(path);
        // Asked before opening: opening a pipe that nobody writes to would wait for ever.
        let metadata = fs::metadata(&path).map_err(unavailable)?;
        if !metadata.is_file() {
            return Err(Unavailable::Unreadable("not a plain file".to_owned()));
        }
        let too_long = |length: u64| {
            let cause = format!("{length} bytes or more, at most {limit} are read");
            Err(Unavailable::Unreadable(cause))
        };
        if metadata.len() > limit {
            return too_long(metadata.len());
        }
        let mut file = File::open(&path).map_err(unavailable)?;
        let length = usize::try_from(metadata.len()).unwrap_or(MAX_CHUNK_BYTES);
        let mut chunk = vec![0; length.clamp(1, MAX_CHUNK_BYTES)];
        let mut read = 0;
        loop {
            let count = file.read(&mut chunk).map_err(unavailable)?;
            if count == 0 {
                return Ok(());
            }
            read += count as u64;
            if read > limit {
                return too_long(read);
            }
            each(&chunk[..count]);
        }
    }
}

/// How much of a file is read at once.
const MAX_CHUNK_BYTES: usize = 1 << 18;

impl<P: Fn(u64, u64) + Sync> Source for Folder<P> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unavailable> {
        let mut bytes = Vec::new();
        self.each_chunk(path, limit, |chunk| bytes.extend_from_slice(chunk))?;
        Ok(bytes)
    }

    fn fingerprint(&self, path: &str, limit: u64) -> Result<(Hash, u64), Unavailable> {
        let mut hasher = Hasher::new();
        self.each_chunk(path, limit, |chunk| hasher.update(chunk))?;
        Ok(hasher.finish())
    }

    fn list(&self) -> Option<Result<Vec<String>, Unavailable>> {
        let mut found = Vec::new();
        let walked = self.walk(&self.root, &mut found).map_err(unavailable);
        found.sort();
        Some(walked.map(|()| found))
    }

    fn progress(&self, done: u64, of: u64) {
        (self.progress)(done, of);
    }
}
