//! Editions of a plan: what a repaired plan replaces, and orders that stay as they were drawn.
//!
//! A repaired plan's directory holds the plans it replaces, the newest with the highest number:
//! `editions/1`, `editions/2`, their seeds under `private`. `edition.txt` says which circuits go
//! on as they were: their times come from the draw of the plan before, so that an order that
//! nothing changed stays the same to the second.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use election::Id;
use election::refusal::Language;
use election::text::{LineFault, Lines};
use plan::answer::{Call, Override, Plan};
use plan::check::Verdict;
use plan::draw::seal::{Seed, Shift};
use plan::measure::Clock;
use plan::output::{Dossier, Service};
use plan::problem::Problem;
use plan::problem::text::problem_hash;
use plan::repair::{Line, Repaired, write};
use tlog::Hash;

use super::super::folder::{self, CERTIFICATES, NAMES, Opened, PLAN, PROBLEM, SEEDS, open, unreadable};
use super::super::orders;
use super::super::seeds::Seeds;
use super::optional;
use crate::failure::Failure;

/// First line of an edition.
const HEADER: &str = "vigie.plan-edition/v1";
/// Name inside the directory of a plan.
const EDITION: &str = "edition.txt";
/// More repairs of one plan are refused: plan it anew.
const MAX_EDITIONS: u32 = 99;

/// Which edition a plan is; the first has no text.
#[derive(Clone, Debug, Default)]
pub struct Edition {
    /// 0 for the first, else the edition that it replaces.
    pub replaces: u32,
    /// From when it holds.
    pub now: Option<String>,
    /// For each circuit its position in the plan before, and whether its round is the same.
    circuits: Vec<(u32, bool)>,
}

impl Edition {
    /// Reads what a plan's directory says of itself.
    pub fn of(directory: &Path) -> Result<Self, Failure> {
        let path = directory.join(EDITION);
        let Some(bytes) = optional(&path)? else { return Ok(Self::default()) };
        Self::read(&bytes).map_err(|fault| unreadable(&path, &fault))
    }

    fn read(bytes: &[u8]) -> Result<Self, LineFault> {
        let lines = &mut Lines::new(bytes)?;
        lines.exactly(HEADER)?;
        let replaces = lines.number("replaces", u64::from(MAX_EDITIONS) - 1)?;
        let replaces = u32::try_from(replaces).unwrap_or_else(|_| unreachable!("within its limit"));
        let _before = lines.hash("before")?;
        let now = lines.value("now")?.to_owned();
        let count = lines.number("circuits", plan::answer::MAX_CIRCUITS as u64)?;
        let mut circuits = Vec::new();
        for _ in 0..count {
            let [origin, round] = lines.fields("circuit")?;
            let origin = lines.parse_number(origin, u64::from(u32::MAX))?;
            let origin = u32::try_from(origin).unwrap_or_else(|_| unreachable!("within its limit"));
            circuits.push((origin, round == "kept"));
        }
        Ok(Self { replaces, now: Some(now), circuits })
    }

    /// Its number.
    pub fn number(&self) -> u32 {
        self.replaces + 1
    }

    /// The number of the one that replaces it.
    pub fn next(&self) -> u32 {
        self.number() + 1
    }

    /// What stands on every page of its orders, in French and English; nothing for the first.
    pub fn mark(&self) -> Option<[String; 2]> {
        let (number, replaces, now) = (self.number(), self.replaces, self.now.as_ref()?);
        Some([
            format!("Édition {number} – remplace l'édition {replaces} à partir de {now}"),
            format!("Edition {number} – replaces edition {replaces} from {now}"),
        ])
    }
}

/// The services of every shift whose seed is there: circuits that go on are as they were drawn.
pub fn services(
    directory: &Path,
    opened: &Opened,
    seeds: &Seeds,
    overrides: &[Override],
) -> Result<Vec<Service>, Failure> {
    let edition = Edition::of(directory)?;
    let Opened { problem, plan, .. } = opened;
    let mut drawn = orders::services(problem, plan, seeds, overrides)?;
    if edition.replaces == 0 {
        return Ok(drawn);
    }
    let mut chain: Vec<(Edition, Opened, Vec<Service>)> = Vec::new();
    for number in 1..=edition.replaces {
        let before = earlier(directory, number, problem)?;
        let (held, opened, mut services) = before;
        if let Some((_, old, old_services)) = chain.last() {
            carry(&held, (&old.problem, old_services), (&opened.problem, &opened.plan), &mut services);
        }
        chain.push((held, opened, services));
    }
    if let Some((_, old, old_services)) = chain.last() {
        carry(&edition, (&old.problem, old_services), (problem, plan), &mut drawn);
    }
    Ok(drawn)
}

fn earlier(directory: &Path, number: u32, problem: &Problem) -> Result<(Edition, Opened, Vec<Service>), Failure> {
    let folder = directory.join("editions").join(number.to_string());
    let opened = open(&folder)?;
    let seeds = directory.join("private").join(format!("draw-seeds-{number}"));
    let services = match optional(&seeds)? {
        Some(_) => orders::services(&opened.problem, &opened.plan, &Seeds::read(Some(&seeds), &folder, problem)?, &[])?,
        None => Vec::new(),
    };
    Ok((Edition::of(&folder)?, opened, services))
}

/// Puts the times of the circuits that go on in the place of those that were drawn anew.
fn carry(
    edition: &Edition,
    (old, before): (&Problem, &[Service]),
    (problem, _): (&Problem, &Plan),
    drawn: &mut [Service],
) {
    let mut places: BTreeMap<Id, u32> = BTreeMap::new();
    places.extend(problem.sites.iter().map(|site| site.id).zip(0..));
    for service in drawn {
        let Some((origin, true)) = edition.circuits.get(service.circuit as usize) else { continue };
        let found = before.iter().find(|one| (one.circuit, one.shift) == (*origin, service.shift));
        let Some(found) = found else { continue };
        let calls = found.calls.iter().map(|call| match *call {
            Call::Stop { site, from, to } => {
                let site = places.get(&old.sites[site as usize].id)?;
                Some(Call::Stop { site: *site, from, to })
            }
            other => Some(other),
        });
        if let Some(calls) = calls.collect::<Option<Vec<Call>>>() {
            *service = service.carrying(problem, calls);
        }
    }
}

/// Seeds of a repaired plan's own draw, by shift: chance gives them, and the plan commits to them.
pub fn reseal(repaired: &mut Repaired) -> Result<Vec<(Id, Hash)>, Failure> {
    let hash = problem_hash(&repaired.problem);
    let mut seeds = Vec::new();
    repaired.plan.commitments.clear();
    for shift in &repaired.problem.policy.shifts {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            let french = format!("pas de hasard du système : {error}");
            Failure::outside(french, format!("no chance from the system: {error}"))
        })?;
        let sealed = Shift::new(hash.0, shift.name.as_str());
        let sealed = sealed.unwrap_or_else(|_| unreachable!("an identifier names a shift"));
        repaired.plan.commitments.push(Hash(sealed.commit(&Seed(bytes)).0));
        seeds.push((shift.name, Hash(bytes)));
    }
    Ok(seeds)
}

/// A repaired plan that a person accepted.
pub struct New<'a> {
    pub before: &'a Path,
    pub repaired: &'a Repaired,
    pub changes: &'a [Line],
    pub now: Clock,
    pub edition: u32,
}

impl New<'_> {
    pub fn write(
        &self,
        out: &Path,
        verdict: &Verdict,
        seeds: &[(Id, Hash)],
        language: Language,
    ) -> Result<(), Failure> {
        if self.edition > MAX_EDITIONS {
            let english = format!("more than {MAX_EDITIONS} editions: plan anew");
            return Err(Failure::no(format!("plus de {MAX_EDITIONS} éditions : planifiez à nouveau"), english));
        }
        let mut files = self.texts();
        let mut private = Vec::new();
        for number in 1..self.edition {
            self.carried(number, &mut files, &mut private)?;
        }
        if let Some(names) = optional(&self.before.join(NAMES))? {
            files.push((NAMES.to_owned(), names));
        }
        if let Some(figures) = &verdict.figures {
            let names = folder::read_names(self.before)?;
            let dossier = Dossier::new(&self.repaired.problem, &self.repaired.plan, figures, &names);
            files.extend(dossier.tables().into_iter().map(|(name, bytes)| (format!("tables/{name}"), bytes)));
            files.push(("plan.geojson".to_owned(), dossier.geojson().into_bytes()));
            files.push(("summary.json".to_owned(), dossier.summary().into_bytes()));
            files.push(("report.html".to_owned(), dossier.report(language).into_bytes()));
        }
        let lines: Vec<String> = seeds.iter().map(|(shift, seed)| format!("{shift} {seed}\n")).collect();
        let lines = lines.concat();
        private.push((SEEDS.to_owned(), lines.into_bytes()));
        folder::write(out, &files, &private)
    }

    /// The plan with its proofs, what happened, and what it replaces.
    fn texts(&self) -> Vec<(String, Vec<u8>)> {
        let Repaired { problem, plan, certificates, circuits, .. } = self.repaired;
        let mut texts = [String::new(), String::new(), String::new(), String::new(), String::new()];
        let [problem_text, plan_text, proof, incidents, edition] = &mut texts;
        let sealed = problem.seal(problem_text).and_then(|()| plan.seal(problem, plan_text));
        let sealed =
            sealed.and_then(|()| certificates.seal(problem, proof)).and_then(|()| write(self.changes, incidents));
        sealed.unwrap_or_else(|_| unreachable!("a string takes every text"));
        let before = optional(&self.before.join(PLAN)).ok().flatten().unwrap_or_default();
        let (replaces, before, now) = (self.edition - 1, Hash::of(&before), self.now);
        let _ =
            writeln!(edition, "{HEADER}\nreplaces {replaces}\nbefore {before}\nnow {now}\ncircuits {}", circuits.len());
        for (origin, kept) in circuits {
            let _ = writeln!(edition, "circuit {origin} {}", if *kept { "kept" } else { "new" });
        }
        let names = [PROBLEM, PLAN, CERTIFICATES, "incidents.txt", EDITION];
        names.into_iter().zip(texts).map(|(name, text)| (name.to_owned(), text.into_bytes())).collect()
    }

    /// The texts of an earlier edition, from the plan's own files for the last.
    fn carried(
        &self,
        number: u32,
        files: &mut Vec<(String, Vec<u8>)>,
        private: &mut Vec<(String, Vec<u8>)>,
    ) -> Result<(), Failure> {
        let last = number + 1 == self.edition;
        let from = if last { self.before.to_owned() } else { self.before.join("editions").join(number.to_string()) };
        for name in [PROBLEM, PLAN, CERTIFICATES, "incidents.txt", EDITION] {
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
