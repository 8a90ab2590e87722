//! A repaired plan that a person accepted: seeds of its own, and the directory of the next edition.

use std::path::{Path, PathBuf};

use election::Id;
use election::refusal::Language;
use plan::check::Verdict;
use plan::draw::seal::{Seed, Shift};
use plan::measure::Clock;
use plan::output::Dossier;
use plan::problem::text::problem_hash;
use plan::repair::{Line, Repaired, write};
use tlog::Hash;

use super::edition::{EDITION, Edition, MAX_EDITIONS};
use super::fault::{Fault, Words};
use super::folder::{self, CERTIFICATES, NAMES, PLAN, PROBLEM, SEEDS, optional};

/// What happened, beside the plan that was repaired after it.
pub const INCIDENTS: &str = "incidents.txt";

/// Seeds of a repaired plan's own draw, by shift: chance gives them, and the plan commits to them.
///
/// # Errors
/// A system without chance.
///
/// # Panics
/// Never: every name of a shift is an identifier.
pub fn reseal(repaired: &mut Repaired) -> Result<Vec<(Id, Hash)>, Fault> {
    let hash = problem_hash(&repaired.problem);
    let mut seeds = Vec::new();
    repaired.plan.commitments.clear();
    for shift in &repaired.problem.policy.shifts {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            let french = format!("pas de hasard du système : {error}");
            Fault::Missing(Words::new(french, format!("no chance from the system: {error}")))
        })?;
        let sealed = Shift::new(hash.0, shift.name.as_str());
        let sealed = sealed.unwrap_or_else(|_| unreachable!("an identifier names a shift"));
        repaired.plan.commitments.push(Hash(sealed.commit(&Seed(bytes)).0));
        seeds.push((shift.name, Hash(bytes)));
    }
    Ok(seeds)
}

/// A repaired plan that a person accepted.
#[derive(Clone, Copy, Debug)]
pub struct Accepting<'a> {
    /// The directory of the plan that it replaces.
    pub before: &'a Path,
    /// The plan, with commitments to seeds of its own.
    pub repaired: &'a Repaired,
    /// Those seeds.
    pub seeds: &'a [(Id, Hash)],
    /// What the checker found.
    pub verdict: &'a Verdict,
    /// What happened.
    pub changes: &'a [Line],
    /// From when it holds.
    pub now: Clock,
    /// Its number.
    pub edition: u32,
}

impl Accepting<'_> {
    /// Writes its directory: whole, or not at all. A plan that the checker finds anything against is
    /// not written.
    ///
    /// # Errors
    /// Violations, too many editions, the disk, a place where something is.
    pub fn write(&self, out: &Path, language: Language) -> Result<(), Fault> {
        let found = self.verdict.violations.len();
        if found > 0 {
            let french = format!("{found} infractions : un tel plan n'est pas accepté");
            return Err(Fault::Refused(Words::new(french, format!("{found} violations: no such plan is accepted"))));
        }
        if self.edition > MAX_EDITIONS {
            let english = format!("more than {MAX_EDITIONS} editions: plan anew");
            let french = format!("plus de {MAX_EDITIONS} éditions : planifiez à nouveau");
            return Err(Fault::Refused(Words::new(french, english)));
        }
        let mut files = self.texts()?;
        let mut private = Vec::new();
        for number in 1..self.edition {
            self.carried(number, &mut files, &mut private)?;
        }
        if let Some(names) = optional(&self.before.join(NAMES))? {
            files.push((NAMES.to_owned(), names));
        }
        self.shown(&mut files, language)?;
        let seeds: Vec<String> = self.seeds.iter().map(|(shift, seed)| format!("{shift} {seed}\n")).collect();
        private.push((SEEDS.to_owned(), seeds.concat().into_bytes()));
        folder::write(out, &files, &private)
    }

    /// What is made of it for people and other programs.
    fn shown(&self, files: &mut Vec<(String, Vec<u8>)>, language: Language) -> Result<(), Fault> {
        let Some(figures) = &self.verdict.figures else { return Ok(()) };
        let names = folder::read_names(self.before)?;
        let dossier = Dossier::new(&self.repaired.problem, &self.repaired.plan, figures, &names);
        files.extend(dossier.tables().into_iter().map(|(name, bytes)| (format!("tables/{name}"), bytes)));
        files.push(("plan.geojson".to_owned(), dossier.geojson().into_bytes()));
        files.push(("summary.json".to_owned(), dossier.summary().into_bytes()));
        files.push(("report.html".to_owned(), dossier.report(language).into_bytes()));
        Ok(())
    }

    /// The plan with its proofs, what happened, and what it replaces.
    fn texts(&self) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        let Repaired { problem, plan, certificates, circuits, .. } = self.repaired;
        let mut texts = [String::new(), String::new(), String::new(), String::new()];
        let [problem_text, plan_text, proof, incidents] = &mut texts;
        let sealed = problem.seal(problem_text).and_then(|()| plan.seal(problem, plan_text));
        let sealed =
            sealed.and_then(|()| certificates.seal(problem, proof)).and_then(|()| write(self.changes, incidents));
        sealed.unwrap_or_else(|_| unreachable!("a string takes every text"));
        let before = Hash::of(&folder::read_limited(&self.before.join(PLAN), folder::MAX_BYTES)?);
        let edition = Edition { replaces: self.edition - 1, now: Some(self.now), circuits: circuits.clone() };
        let names = [PROBLEM, PLAN, CERTIFICATES, INCIDENTS];
        let files = names.into_iter().zip(texts).map(|(name, text)| (name.to_owned(), text.into_bytes()));
        Ok(files.chain([(EDITION.to_owned(), edition.text(before).into_bytes())]).collect())
    }

    /// The texts of an earlier edition, from the plan's own files for the last.
    fn carried(
        &self,
        number: u32,
        files: &mut Vec<(String, Vec<u8>)>,
        private: &mut Vec<(String, Vec<u8>)>,
    ) -> Result<(), Fault> {
        let last = number + 1 == self.edition;
        let from = if last { self.before.to_owned() } else { self.before.join("editions").join(number.to_string()) };
        for name in [PROBLEM, PLAN, CERTIFICATES, INCIDENTS, EDITION] {
            if let Some(bytes) = optional(&from.join(name))? {
                files.push((format!("editions/{number}/{name}"), bytes));
            }
        }
        let name = format!("private/draw-seeds-{number}");
        let seeds: PathBuf = if last { self.before.join(SEEDS) } else { self.before.join(&name) };
        if let Some(bytes) = optional(&seeds)? {
            private.push((name, bytes));
        }
        Ok(())
    }
}
