//! A copy of all that a hub needs, while it runs: both journals as they are between two commits,
//! the sealed definition, and the key files as they are encrypted. It is an election directory:
//! `vigie serve COPY` is the restore.
//!
//! A log that goes on from a copy although it had signed more after the copy was made signs a
//! second history. The public files and the witnesses tell: the hub refuses to publish where a
//! later checkpoint is public, and witnesses do not cosign. So a copy is for the move of a hub
//! whose machine is lost and whose last public checkpoint the copy still reaches, and for reading.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use super::Screens;
use super::fault::Fault;

/// What is copied beside the journals, where it is there. The passphrase of an exercise is not:
/// a copy must open for nobody who only has the copy.
const BESIDE: [&str; 9] = [
    "definition",
    "election.toml",
    "places.csv",
    "venues.csv",
    "stations.csv",
    "keys.csv",
    "private/keys.age",
    "hub/pens",
    "hub/rooms.key",
];

/// The journals of a hub, inside its directory.
const HUB: &str = "hub";

impl Screens {
    /// Makes a copy; gives its name among the copies.
    pub(super) fn copy_all(&self) -> Result<String, Fault> {
        let settings = &self.0.settings;
        let name = format!("{}-{}", self.by_the_machine().instant(), self.rooms().room().size());
        let to = settings.backups.join(&name);
        private_dir(&settings.backups)?;
        // A second copy of the same second and the same journal would be the same.
        fs::create_dir(&to).map_err(failed)?;
        private_dir(&to.join(HUB))?;
        // The rooms speak of entries of the log: copied first, they speak of nothing that the copied
        // log lacks. And the log remembers how far the rooms were: nothing is done in them until it
        // is copied too, so that the one copy reaches what the other remembers.
        let rooms = self.rooms();
        rooms.back_up(&to.join(HUB).join(crate::rooms::DATABASE))?;
        let database = to.join(HUB).join(crate::journal::DATABASE);
        let copied = self.hub().at_the_journal(move |journal| journal.copy_to(&database))?;
        copied.map_err(|error| Fault::Failed(error.to_string()))?;
        drop(rooms);
        for name in BESIDE {
            copy(&settings.election.join(name), &to.join(name)).map_err(failed)?;
        }
        settle(&to).map_err(failed)?;
        Ok(name)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(error: io::Error) -> Fault {
    Fault::Failed(error.to_string())
}

/// Contents before their legal hour lie there: nobody else on the machine may look.
fn private_dir(dir: &Path) -> Result<(), Fault> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed)
}

/// A file, or a directory of files; nothing where there is nothing.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_dir() {
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else if from.is_file() {
        if let Some(parent) = to.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
        }
        // Reads and writes, and gives the copy the mode of the original.
        fs::copy(from, to)?;
    }
    Ok(())
}

/// Everything on the disk before anybody is told that there is a copy.
fn settle(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() { settle(&path)? } else { File::open(&path)?.sync_all()? }
    }
    File::open(dir)?.sync_all()
}
