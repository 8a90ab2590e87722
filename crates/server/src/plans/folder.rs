//! The directory of a plan: problem, plan, certificates, what is made of them, and private seeds.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use election::Id;
use plan::answer::{Certificates, Plan};
use plan::output::Names;
use plan::problem::Problem;

use super::fault::{Fault, Words};

/// Names inside the directory.
pub const PROBLEM: &str = "problem.txt";
/// The plan.
pub const PLAN: &str = "plan.txt";
/// The proofs of its covering bounds.
pub const CERTIFICATES: &str = "certificates.txt";
/// Names of places, for what people read.
pub const NAMES: &str = "names.csv";
/// Who answers for it, once signed.
pub const SEAL: &str = "plan.note";
/// The seeds of its draw.
pub const SEEDS: &str = "private/draw-seeds";

/// Largest file of a plan: two million sites with names and certificates.
pub const MAX_BYTES: u64 = 1 << 30;

/// A plan as it was read.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it is planned against.
    pub problem: Problem,
    /// The plan.
    pub plan: Plan,
    /// The proofs of its covering bounds.
    pub certificates: Certificates,
}

/// Reads a plan's directory.
///
/// # Errors
/// What is missing, or not what it says.
pub fn open(directory: &Path) -> Result<Opened, Fault> {
    if !directory.join(PROBLEM).exists() {
        let path = directory.display();
        return Err(Fault::Missing(Words::new(
            format!("{path} : pas le dossier d'un plan, {PROBLEM} n'y est pas ; vigie plan … --out en écrit un"),
            format!("{path}: not a plan's directory, {PROBLEM} is not there; vigie plan … --out writes one"),
        )));
    }
    let (path, problem) = read(directory, PROBLEM)?;
    let problem = Problem::open(&problem).map_err(|fault| Fault::unreadable(&path, &fault))?;
    let (path, plan) = read(directory, PLAN)?;
    let plan = Plan::open(&plan, &problem).map_err(|fault| Fault::unreadable(&path, &fault))?;
    let (path, certificates) = read(directory, CERTIFICATES)?;
    let certificates = Certificates::open(&certificates, &problem).map_err(|fault| Fault::unreadable(&path, &fault))?;
    Ok(Opened { problem, plan, certificates })
}

fn read(directory: &Path, name: &str) -> Result<(PathBuf, Vec<u8>), Fault> {
    let path = directory.join(name);
    let bytes = read_limited(&path, MAX_BYTES)?;
    Ok((path, bytes))
}

/// A whole file of at most `limit` bytes; a longer one, or one without end, is refused.
///
/// # Errors
/// The disk, or the length.
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Fault::at(path))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(Fault::at(path))?;
    if bytes.len() as u64 > limit {
        let path = path.display();
        let words = Words::new(format!("{path} : plus de {limit} octets"), format!("{path}: more than {limit} bytes"));
        return Err(Fault::Refused(words));
    }
    Ok(bytes)
}

/// The same of a file that may be missing.
///
/// # Errors
/// As above.
pub fn optional(path: &Path) -> Result<Option<Vec<u8>>, Fault> {
    if path.exists() { read_limited(path, MAX_BYTES).map(Some) } else { Ok(None) }
}

/// The names beside a plan; a directory without them is shown by identifiers.
///
/// # Errors
/// A row that is not `id,name`.
pub fn read_names(directory: &Path) -> Result<Names, Fault> {
    let path = directory.join(NAMES);
    let Some(bytes) = optional(&path)? else { return Ok(Names::default()) };
    let bad = |line: usize| {
        let path = path.display();
        let french = format!("{path}, ligne {line} : pas « id,nom »");
        Fault::Refused(Words::new(french, format!("{path}, line {line}: not `id,name`")))
    };
    let mut rows = csv::Reader::from_reader(bytes.as_slice());
    let named = rows.records().enumerate().map(|(nth, row)| {
        let row = row.map_err(|_| bad(nth + 2))?;
        let [id, name] = [0, 1].map(|at| row.get(at).unwrap_or_default());
        Ok((Id::new(id).map_err(|_| bad(nth + 2))?, name.to_owned()))
    });
    Ok(Names::new(named.collect::<Result<Vec<_>, Fault>>()?))
}

/// Writes a new plan's directory as a whole: it is not there until all of it is.
///
/// # Errors
/// The disk, or a place where something is.
pub fn write(out: &Path, files: &[(String, Vec<u8>)], private: &[(String, Vec<u8>)]) -> Result<(), Fault> {
    let staged = Staged::begin(out, Readers::All)?;
    files.iter().try_for_each(|(name, bytes)| staged.put(name, bytes))?;
    private.iter().try_for_each(|(name, bytes)| staged.put_private(name, bytes))?;
    staged.finish()
}

/// Who may look into a new directory.
#[derive(Clone, Copy, Debug)]
pub enum Readers {
    /// Everybody.
    All,
    /// Nobody but its owner.
    Owner,
}

impl Readers {
    fn mode(self) -> u32 {
        match self {
            Self::All => 0o777,
            Self::Owner => 0o700,
        }
    }
}

/// A directory in the making, beside its place: it is put there whole, or not at all.
#[derive(Debug)]
pub struct Staged {
    beside: PathBuf,
    out: PathBuf,
    done: bool,
}

impl Staged {
    /// Refuses a place where something is.
    ///
    /// # Errors
    /// That, and the disk.
    pub fn begin(out: &Path, readers: Readers) -> Result<Self, Fault> {
        vacant(out)?;
        // An empty directory may be named as `.`, which has no name to put another beside.
        let out = if out.exists() { fs::canonicalize(out).map_err(Fault::at(out))? } else { out.to_owned() };
        let mut name = out.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let staged = Self { beside: out.with_file_name(name), out, done: false };
        let beside = &staged.beside;
        if beside.exists() {
            fs::remove_dir_all(beside).map_err(Fault::at(beside))?;
        }
        if let Some(parent) = beside.parent() {
            fs::create_dir_all(parent).map_err(Fault::at(parent))?;
        }
        create(beside, readers)?;
        Ok(staged)
    }

    /// A file, durable at once.
    ///
    /// # Errors
    /// The disk.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.put_as(name, bytes, Readers::All, 0o666)
    }

    /// A file that nobody but its owner may read.
    ///
    /// # Errors
    /// The disk.
    pub fn put_private(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        self.put_as(name, bytes, Readers::Owner, 0o600)
    }

    fn put_as(&self, name: &str, bytes: &[u8], readers: Readers, mode: u32) -> Result<(), Fault> {
        let path = self.beside.join(name);
        path.parent().map_or(Ok(()), |parent| create(parent, readers))?;
        let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&path);
        let written = file.and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        written.map_err(Fault::at(&path))
    }

    /// Puts the directory in its place.
    ///
    /// # Errors
    /// The disk.
    pub fn finish(mut self) -> Result<(), Fault> {
        if self.out.exists() {
            fs::remove_dir(&self.out).map_err(Fault::at(&self.out))?;
        }
        fs::rename(&self.beside, &self.out).map_err(Fault::at(&self.out))?;
        self.done = true;
        // The journal of a hub will say that it is there: its name has to outlive the machine.
        let parent = self.out.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        File::open(parent).and_then(|parent| parent.sync_all()).map_err(Fault::at(parent))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.done {
            // What is left of an attempt that failed: the failure itself is what is told.
            let _ = fs::remove_dir_all(&self.beside);
        }
    }
}

fn create(path: &Path, readers: Readers) -> Result<(), Fault> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(readers.mode()).create(path).map_err(Fault::at(path))
}

/// Refuses a directory in which something is: two plans would be mixed.
///
/// # Errors
/// That, and the disk.
pub fn vacant(out: &Path) -> Result<(), Fault> {
    if out.exists() && fs::read_dir(out).map_err(Fault::at(out))?.next().is_some() {
        let path = out.display();
        return Err(Fault::Taken(Words::new(
            format!("{path} : déjà là et pas vide ; donnez un autre --out"),
            format!("{path}: already there and not empty; give another --out"),
        )));
    }
    Ok(())
}
