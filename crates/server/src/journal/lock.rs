//! One process for one journal.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::error::{Failure, OpenRefused, Step};

/// Longest text read from a lock file, bytes.
const MAX_HOLDER_BYTES: u64 = 1_000;

/// Held as long as it lives, and no longer than the process: the kernel
/// releases it at any kind of end.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    /// Not left to the closing of the file: a child process that is just being
    /// started has a copy of it for a moment, and would keep the lock.
    fn drop(&mut self) {
        // When it fails, closing the file does the same a little later.
        let _ = self.0.unlock();
    }
}

impl Lock {
    /// Takes the lock, or says who has it.
    pub(crate) fn take(path: &Path) -> Result<Lock, OpenRefused> {
        let failed = Failure::at(Step::Open);
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path).map_err(&failed)?;
        match file.try_lock() {
            Ok(()) => sign(&mut file).map_err(&failed)?,
            Err(std::fs::TryLockError::WouldBlock) => {
                let holder = holder(&mut file, path);
                return Err(OpenRefused::Locked { holder });
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(failed(error).into()),
        }
        Ok(Lock(file))
    }
}

/// Writes who we are, for the message of those who come second.
fn sign(file: &mut File) -> io::Result<()> {
    let host = rustix::system::uname();
    let host = host.nodename().to_string_lossy().into_owned();
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let since = since.map_or(0, |since| since.as_secs());
    let process = std::process::id();
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "process {process} on {host} since {since} (Unix time)")
}

fn holder(file: &mut File, path: &Path) -> String {
    let mut text = String::new();
    let read = file.take(MAX_HOLDER_BYTES).read_to_string(&mut text);
    let who = match read {
        Ok(read) if read > 0 => text.trim_end(),
        _ => "an unknown process",
    };
    format!("{who} (lock {})", path.display())
}
