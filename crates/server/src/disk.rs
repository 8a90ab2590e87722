//! The seam between what must be changed on a disk and the disk.
//!
//! Every change goes through [`Disk::perform`], one at a time and named, so
//! that a test can refuse it, let it happen and deny it, tear it, or kill the
//! process before or after it. Reading does not pass here: a reader can be
//! deceived by a test that changes the file itself.

use std::io;
use std::path::Path;

/// One change on a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect<'a> {
    /// Makes a directory, not durable yet.
    CreateDir(&'a Path),
    /// Writes a new file, not durable yet.
    WriteFile(&'a Path),
    /// Makes the content of a file durable.
    SyncFile(&'a Path),
    /// Puts a file in place of another, at once; not durable yet.
    Rename {
        /// The file with the new content.
        from: &'a Path,
        /// Its place.
        to: &'a Path,
    },
    /// Gives a file a second path; not durable yet.
    Link {
        /// The file.
        from: &'a Path,
        /// The new path.
        to: &'a Path,
    },
    /// Deletes a file that nobody reads under this path; not durable yet.
    RemoveFile(&'a Path),
    /// Makes the names in a directory durable.
    SyncDir(&'a Path),
    /// Makes everything on the file system of a directory durable.
    SyncFileSystem(&'a Path),
    /// Deletes a directory with what is in it.
    RemoveTree(&'a Path),
    /// Commits new entries to the journal, durably.
    CommitEntries,
    /// Replaces the signed checkpoint in the journal, durably.
    SwapCheckpoint,
}

/// Where effects happen.
pub trait Disk: Send + Sync {
    /// Performs the effect by calling `act`, once. The outcome is believed: an
    /// error means that nobody knows whether the effect took place.
    fn perform(&self, effect: Effect<'_>, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()>;
}

/// The disk itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn perform(&self, _effect: Effect<'_>, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        act()
    }
}
