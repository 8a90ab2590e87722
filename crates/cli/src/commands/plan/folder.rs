//! The directory of a plan: problem, plan, certificates, what is made of them, and private seeds.

use std::fs;
use std::path::{Path, PathBuf};

use election::Id;
use election::definition::Level;
use election::text::LineFault;
use import::directory::Draft;
use plan::answer::{Certificates, Plan};
use plan::output::Names;
use plan::problem::{Country, Problem};

use crate::failure::Failure;
use crate::folder::read_limited;

/// Names inside the directory.
pub const PROBLEM: &str = "problem.txt";
pub const PLAN: &str = "plan.txt";
pub const CERTIFICATES: &str = "certificates.txt";
pub const NAMES: &str = "names.csv";
pub const SEAL: &str = "plan.note";
pub const SEEDS: &str = "private/draw-seeds";

/// Largest file of a plan: two million sites with names and certificates.
pub const MAX_BYTES: u64 = 1 << 30;

/// The part of an election that a plan needs.
pub fn country(draft: &Draft) -> Country<'_> {
    Country {
        election: draft.election,
        places: &draft.places,
        venues: &draft.venues,
        stations: &draft.stations,
        rounds: draft.rounds.len(),
    }
}

/// Names of communes and venues, for what people read.
pub fn names(draft: &Draft) -> Vec<(Id, String)> {
    let communes = draft.places.iter().filter(|place| place.level == Level::Commune);
    let communes = communes.map(|place| (place.id, place.name.clone()));
    communes.chain(draft.venues.iter().map(|venue| (venue.id, venue.name.clone()))).collect()
}

pub fn write_names(names: &[(Id, String)]) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let rows = std::iter::once(["id", "name"]).chain(names.iter().map(|(id, name)| [id.as_str(), name.as_str()]));
    for row in rows {
        out.write_record(row).unwrap_or_else(|_| unreachable!("a vector takes every row of two"));
    }
    out.into_inner().unwrap_or_else(|_| unreachable!("a vector takes everything"))
}

/// The names beside a plan; a directory without them is shown by identifiers.
pub fn read_names(directory: &Path) -> Result<Names, Failure> {
    let path = directory.join(NAMES);
    if !path.exists() {
        return Ok(Names::default());
    }
    let bytes = read_limited(&path, MAX_BYTES)?;
    let bad = |line: usize| {
        let path = path.display();
        Failure::no(format!("{path}, ligne {line} : pas « id,nom »"), format!("{path}, line {line}: not `id,name`"))
    };
    let mut rows = csv::Reader::from_reader(bytes.as_slice());
    let named = rows.records().enumerate().map(|(nth, row)| {
        let row = row.map_err(|_| bad(nth + 2))?;
        let [id, name] = [0, 1].map(|at| row.get(at).unwrap_or_default());
        Ok((Id::new(id).map_err(|_| bad(nth + 2))?, name.to_owned()))
    });
    Ok(Names::new(named.collect::<Result<Vec<_>, Failure>>()?))
}

/// A plan as it was read.
pub struct Opened {
    pub problem: Problem,
    pub plan: Plan,
    pub certificates: Certificates,
}

/// Reads a plan's directory.
pub fn open(directory: &Path) -> Result<Opened, Failure> {
    if !directory.join(PROBLEM).exists() {
        let path = directory.display();
        return Err(Failure::outside(
            format!("{path} : pas le dossier d'un plan, {PROBLEM} n'y est pas ; vigie plan … --out en écrit un"),
            format!("{path}: not a plan's directory, {PROBLEM} is not there; vigie plan … --out writes one"),
        ));
    }
    let (problem_path, problem) = read(directory, PROBLEM)?;
    let problem = Problem::open(&problem).map_err(|fault| unreadable(&problem_path, &fault))?;
    let (plan_path, plan) = read(directory, PLAN)?;
    let plan = Plan::open(&plan, &problem).map_err(|fault| unreadable(&plan_path, &fault))?;
    let (path, certificates) = read(directory, CERTIFICATES)?;
    let certificates = Certificates::open(&certificates, &problem).map_err(|fault| unreadable(&path, &fault))?;
    Ok(Opened { problem, plan, certificates })
}

fn read(directory: &Path, name: &str) -> Result<(PathBuf, Vec<u8>), Failure> {
    let path = directory.join(name);
    let bytes = read_limited(&path, MAX_BYTES)?;
    Ok((path, bytes))
}

/// A text that is not what it says, with the line.
pub fn unreadable(path: &Path, fault: &LineFault) -> Failure {
    let (path, line, code) = (path.display(), fault.line, fault.fault.code());
    let text = |language| fault.fault.text(language);
    Failure::no(
        format!("{path}, ligne {line} : {code} {}", text(election::refusal::Language::French)),
        format!("{path}, line {line}: {code} {}", text(election::refusal::Language::English)),
    )
}

/// Writes a new plan's directory as a whole: it is not there until all of it is.
pub fn write(out: &Path, files: &[(String, Vec<u8>)], private: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    let staged = Staged::begin(out, Readers::All)?;
    files.iter().try_for_each(|(name, bytes)| staged.put(name, bytes))?;
    private.iter().try_for_each(|(name, bytes)| staged.put_private(name, bytes))?;
    staged.finish()
}

/// Who may look into a new directory.
#[derive(Clone, Copy)]
pub enum Readers {
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
pub struct Staged {
    beside: PathBuf,
    out: PathBuf,
    done: bool,
}

impl Staged {
    /// Refuses a place where something is.
    pub fn begin(out: &Path, readers: Readers) -> Result<Self, Failure> {
        vacant(out)?;
        // An empty directory may be named as `.`, which has no name to put another beside.
        let out = if out.exists() { fs::canonicalize(out).map_err(Failure::at(out))? } else { out.to_owned() };
        let mut name = out.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let staged = Self { beside: out.with_file_name(name), out, done: false };
        let beside = &staged.beside;
        if beside.exists() {
            fs::remove_dir_all(beside).map_err(Failure::at(beside))?;
        }
        if let Some(parent) = beside.parent() {
            fs::create_dir_all(parent).map_err(Failure::at(parent))?;
        }
        create(beside, readers)?;
        Ok(staged)
    }

    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.place(name, Readers::All)?;
        fs::write(&path, bytes).map_err(Failure::at(&path))
    }

    /// A file that nobody but its owner may read.
    pub fn put_private(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        crate::folder::write_private(&self.place(name, Readers::Owner)?, bytes)
    }

    fn place(&self, name: &str, readers: Readers) -> Result<PathBuf, Failure> {
        let path = self.beside.join(name);
        path.parent().map_or(Ok(()), |parent| create(parent, readers))?;
        Ok(path)
    }

    /// Puts the directory in its place.
    pub fn finish(mut self) -> Result<(), Failure> {
        if self.out.exists() {
            fs::remove_dir(&self.out).map_err(Failure::at(&self.out))?;
        }
        fs::rename(&self.beside, &self.out).map_err(Failure::at(&self.out))?;
        self.done = true;
        Ok(())
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

fn create(path: &Path, readers: Readers) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt as _;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(readers.mode()).create(path).map_err(Failure::at(path))
}

/// Refuses a directory in which something is: two plans would be mixed.
pub fn vacant(out: &Path) -> Result<(), Failure> {
    if out.exists() && fs::read_dir(out).map_err(Failure::at(out))?.next().is_some() {
        let path = out.display();
        return Err(Failure::usage(
            format!("{path} : déjà là et pas vide ; donnez un autre --out"),
            format!("{path}: already there and not empty; give another --out"),
        ));
    }
    Ok(())
}
