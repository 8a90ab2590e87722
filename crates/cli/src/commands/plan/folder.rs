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
    if out.exists() && fs::read_dir(out).map_err(Failure::at(out))?.next().is_some() {
        let path = out.display();
        return Err(Failure::usage(
            format!("{path} : déjà là et pas vide ; donnez un autre --out"),
            format!("{path}: already there and not empty; give another --out"),
        ));
    }
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    let beside = out.with_file_name(name);
    let written = write_all(&beside, files, private).and_then(|()| {
        if out.exists() {
            fs::remove_dir(out).map_err(Failure::at(out))?;
        }
        fs::rename(&beside, out).map_err(Failure::at(out))
    });
    if written.is_err() {
        // What is left of an attempt that failed: the failure itself is what is told.
        let _ = fs::remove_dir_all(&beside);
    }
    written
}

fn write_all(beside: &Path, files: &[(String, Vec<u8>)], private: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    if beside.exists() {
        fs::remove_dir_all(beside).map_err(Failure::at(beside))?;
    }
    for (name, bytes) in files {
        let path = beside.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Failure::at(parent))?;
        }
        fs::write(&path, bytes).map_err(Failure::at(&path))?;
    }
    for (name, bytes) in private {
        let path = beside.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Failure::at(parent))?;
        }
        crate::folder::write_private(&path, bytes)?;
    }
    Ok(())
}
