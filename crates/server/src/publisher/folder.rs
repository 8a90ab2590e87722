//! The folder of a snapshot while it is made: nobody reads it yet.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::{Disk, Effect};

/// The snapshots that are there when the next is made, by their names.
#[derive(Default)]
pub struct Turn<'a> {
    /// The one that stands. When the next one does, it goes where nobody reads it, and is spare.
    pub standing: Option<&'a str>,
    /// The one before it, and every file of it: its folder becomes the next one's.
    pub spare: Option<(&'a str, HashSet<&'a str>)>,
}

/// A folder that is being filled. Its files are durable when the publisher says so, all together.
pub struct Folder {
    disk: Arc<dyn Disk>,
    place: PathBuf,
    /// Where the snapshots are that are public.
    snapshots: PathBuf,
    made: BTreeSet<PathBuf>,
    open: Option<(String, fs::File)>,
    /// Whether the files of the spare snapshot are in it.
    was_spare: bool,
}

impl Folder {
    pub(super) fn new(disk: &Arc<dyn Disk>, place: &Path, snapshots: &Path, was_spare: bool) -> Self {
        let (place, snapshots) = (place.to_owned(), snapshots.to_owned());
        Self { disk: Arc::clone(disk), place, snapshots, made: BTreeSet::new(), open: None, was_spare }
    }

    /// Whether the folder begins with the files of the spare snapshot, every one of them and no
    /// other; else it begins empty.
    pub fn was_spare(&self) -> bool {
        self.was_spare
    }

    /// The next chunk of a file: calls with the same path continue it, and no path comes again
    /// after another one.
    pub fn write(&mut self, path: &str, chunk: &[u8]) -> io::Result<()> {
        let place = self.place.join(path);
        let disk = Arc::clone(&self.disk);
        disk.perform(Effect::WriteFile(&place), &mut || {
            if self.open.as_ref().is_none_or(|(last, _)| last != path) {
                self.room(&place)?;
                // Never over a file that is there: it may be one with a public file, and writing
                // would change what readers are given.
                self.open = Some((path.to_owned(), fs::File::create_new(&place)?));
            }
            self.open.as_mut().map_or(Ok(()), |(_, file)| file.write_all(chunk))
        })
    }

    /// Drops a file that the folder has of the spare snapshot.
    pub fn drop_file(&mut self, path: &str) -> io::Result<()> {
        let place = self.place.join(path);
        self.disk.perform(Effect::RemoveFile(&place), &mut || fs::remove_file(&place))
    }

    /// Takes files over from a public snapshot, by its name: the same files under second paths, no
    /// byte is copied. `false` where one is not there, or where the file system has no second
    /// paths: then all of them have to be written, and none is here.
    pub fn keep(&mut self, snapshot: &str, paths: &[&str]) -> io::Result<bool> {
        for (at, path) in paths.iter().enumerate() {
            if !self.link(snapshot, path)? {
                for before in &paths[..at] {
                    fs::remove_file(self.place.join(before))?;
                }
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn link(&mut self, snapshot: &str, path: &str) -> io::Result<bool> {
        let (from, to) = (self.snapshots.join(snapshot).join(path), self.place.join(path));
        let disk = Arc::clone(&self.disk);
        let mut linked = true;
        disk.perform(Effect::Link { from: &from, to: &to }, &mut || {
            self.room(&to)?;
            linked = match fs::hard_link(&from, &to) {
                Ok(()) => true,
                Err(error) if is_without(&error) => false,
                Err(error) => return Err(error),
            };
            Ok(())
        })?;
        Ok(linked)
    }

    /// The directory of a file.
    fn room(&mut self, place: &Path) -> io::Result<()> {
        let parent = place.parent().unwrap_or(&self.place);
        if !self.made.contains(parent) {
            fs::create_dir_all(parent)?;
            self.made.insert(parent.to_owned());
        }
        Ok(())
    }
}

/// Whether a folder has exactly these files. Names alone are read, which takes a few hundredths of a
/// second for a country.
pub(super) fn holds(folder: &Path, files: &HashSet<&str>) -> io::Result<bool> {
    let mut open = vec![(folder.to_owned(), String::new())];
    let mut found = 0;
    while let Some((directory, inside)) = open.pop() {
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { return Ok(false) };
            if entry.file_type()?.is_dir() {
                open.push((entry.path(), format!("{inside}{name}/")));
            } else if files.contains(format!("{inside}{name}").as_str()) {
                found += 1;
            } else {
                return Ok(false);
            }
        }
    }
    Ok(found == files.len())
}

/// Whether a link cannot be had at all, and nothing is broken.
fn is_without(error: &io::Error) -> bool {
    use io::ErrorKind::{CrossesDevices, NotADirectory, NotFound, PermissionDenied, TooManyLinks, Unsupported};
    let kinds = [CrossesDevices, NotADirectory, NotFound, PermissionDenied, TooManyLinks, Unsupported];
    kinds.contains(&error.kind())
}
