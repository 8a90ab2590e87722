//! The manifest of a snapshot: one signed list of everything in it. See `specs/manifest.md`.

use core::fmt;

use tlog::{Hash, Hasher};

use crate::{
    Stamp,
    definition::Mode,
    text::{Fault, LineFault, Lines},
};

/// Most files of a snapshot.
pub const MAX_FILES: u64 = 1_000_000;
/// Longest path of a file, in bytes.
pub const MAX_PATH_BYTES: usize = 200;
/// Most bytes of a manifest with its signature.
pub const MAX_MANIFEST_BYTES: usize = 200_000_000;
/// Largest file.
pub const MAX_FILE_BYTES: u64 = 1 << 40;

/// Where the files are that show the figures to people: pages, maps, exports. They are listed with
/// their hashes like every file, but they are not a function of the log alone.
pub const PRESENTATION: &str = "pages/";

/// What a snapshot holds. Readers take the manifest first, then the files it names: two
/// snapshots can never be mixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Hash of the sealed definition.
    pub definition: Hash,
    /// Live or test.
    pub mode: Mode,
    /// Length of the log the figures are a function of.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// When it was published.
    pub at: Stamp,
    /// Folder of the files, relative to the manifest, ending with `/`.
    pub folder: String,
    /// The files, by ascending path.
    pub files: Vec<File>,
}

/// A file of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path inside the folder.
    pub path: String,
    /// Length.
    pub bytes: u64,
    /// SHA-256.
    pub hash: Hash,
}

impl File {
    /// Whether the file only shows what others say: nobody can make it again from the log.
    pub fn is_presentation(&self) -> bool {
        self.path.starts_with(PRESENTATION)
    }
}

/// Makes the list of files while they are handed over, chunk by chunk.
#[derive(Debug, Default)]
pub struct Listing {
    done: Vec<File>,
    open: Option<(String, Hasher)>,
}

impl Listing {
    /// The next chunk: of the file begun last, or of a new one.
    pub fn chunk(&mut self, path: &str, bytes: &[u8]) {
        if self.open.as_ref().is_none_or(|(open, _)| open != path) {
            self.close();
            self.open = Some((path.to_owned(), Hasher::new()));
        }
        if let Some((_, hasher)) = &mut self.open {
            hasher.update(bytes);
        }
    }

    fn close(&mut self) {
        if let Some((path, hasher)) = self.open.take() {
            let (hash, bytes) = hasher.finish();
            self.done.push(File { path, bytes, hash });
        }
    }

    /// The files, by ascending path.
    pub fn files(mut self) -> Vec<File> {
        self.close();
        self.done.sort_by(|one, next| one.path.cmp(&next.path));
        self.done
    }
}

const HEADER: &str = "vigie.manifest/v1";

impl Manifest {
    /// Reads the text of the manifest's note.
    pub fn parse(text: &str) -> Result<Self, LineFault> {
        let lines = &mut Lines::new(text.as_bytes())?;
        lines.exactly(HEADER)?;
        let definition = lines.hash("definition")?;
        let mode = lines.value("mode")?;
        let mode = mode.parse().map_err(|()| lines.fault(Fault::Word("live, test")))?;
        let size = lines.number("size", MAX_FILE_BYTES)?;
        let root = lines.hash("root")?;
        let at = lines.stamp("at")?;
        let folder = lines.value("folder")?;
        let folder = read_path(lines, folder.strip_suffix('/').ok_or(lines.fault(Fault::Phrase))?)? + "/";
        let count = lines.number("files", MAX_FILES)?;
        let mut files: Vec<File> = Vec::new();
        for _ in 0..count {
            let file = read_file(lines)?;
            if files.last().is_some_and(|last| last.path >= file.path) {
                return Err(lines.fault(Fault::Expected("files in ascending order")));
            }
            files.push(file);
        }
        lines.end()?;
        Ok(Self { definition, mode, size, root, at, folder, files })
    }
}

fn read_file(lines: &mut Lines<'_>) -> Result<File, LineFault> {
    let [hash, bytes, path] = lines.fields("file")?;
    Ok(File {
        path: read_path(lines, path)?,
        bytes: lines.parse_number(bytes, MAX_FILE_BYTES)?,
        hash: Hash::from_hex(hash).ok_or(lines.fault(Fault::Digest))?,
    })
}

/// A relative path of plain names: it can lead nowhere outside its folder.
fn read_path(lines: &Lines<'_>, text: &str) -> Result<String, LineFault> {
    let plain = |part: &str| {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        part.bytes().all(plain) && part.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
    };
    if text.len() <= MAX_PATH_BYTES && text.split('/').all(plain) {
        Ok(text.to_owned())
    } else {
        Err(lines.fault(Fault::Phrase))
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{HEADER}\ndefinition {}\nmode {}", self.definition, self.mode)?;
        writeln!(out, "size {}\nroot {}\nat {}", self.size, self.root, self.at)?;
        writeln!(out, "folder {}\nfiles {}", self.folder, self.files.len())?;
        self.files.iter().try_for_each(|file| writeln!(out, "file {} {} {}", file.hash, file.bytes, file.path))
    }
}
