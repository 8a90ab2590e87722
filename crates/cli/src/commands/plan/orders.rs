//! `vigie plan orders`: what each unit does, drawn from the sealed seeds of the shifts.

use std::path::{Path, PathBuf};

use election::Stamp;
use election::refusal::Language;
use plan::answer::Plan;
use plan::check::check;
use plan::draw::seal::{Commitment, OpenedSeed, Seed, Shift};
use plan::output::{Dossier, Roster, Service, timetable};
use plan::problem::Problem;
use plan::problem::text::problem_hash;
use tlog::Hash;
use verifier::wording::say;

use super::folder::{Opened, SEEDS, open, read_names};
use super::report::unjudged;
use crate::failure::Failure;
use crate::folder::{Folder, read_limited};

/// Draw the orders of a unit, or of all: pages to print, calendars, tracks.
#[derive(clap::Args)]
pub struct Arguments {
    /// The plan's directory
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Only this unit
    #[arg(long, value_name = "ID")]
    unit: Option<String>,
    /// Seeds of the draw; else those in the plan's private directory
    #[arg(long, value_name = "FILE")]
    seeds: Option<PathBuf>,
    /// Directory for the orders: UNIT.html, UNIT.ics, UNIT.gpx
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Largest file of seeds: a line a shift.
const MAX_SEEDS_BYTES: u64 = 4_096;

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let Opened { problem, plan, certificates } = open(&self.plan)?;
        let names = read_names(&self.plan)?;
        let Some(figures) = check(&problem, &plan, &certificates).figures else {
            return Err(unjudged());
        };
        let services = self.services(&problem, &plan)?;
        let dossier = Dossier::new(&problem, &plan, &figures, &names);
        let roster = Roster::new(&dossier, &services);
        let wanted = |unit: &u32| self.unit.as_deref().is_none_or(|id| problem.units[*unit as usize].id.as_str() == id);
        let units: Vec<u32> = roster.units().filter(wanted).collect();
        if units.is_empty() {
            let id = self.unit.as_deref().unwrap_or_default();
            return Err(Failure::usage(
                format!("{id} : aucune unité de ce nom n'a d'ordre dans ce plan"),
                format!("{id}: no unit of this name has orders in this plan"),
            ));
        }
        let folder = Folder::create(&self.out)?;
        let stamp = midnight(&problem);
        for unit in &units {
            let id = problem.units[*unit as usize].id;
            folder.write(&[
                (format!("{id}.html"), roster.html(*unit, language).into_bytes()),
                (format!("{id}.ics"), roster.calendar(*unit, language, stamp).into_bytes()),
                (format!("{id}.gpx"), roster.gpx(*unit, language).into_bytes()),
            ])?;
        }
        let (count, out) = (units.len(), self.out.display());
        println!("{}", say(language, &format!("{out} : ordres pour {count}"), &format!("{out}: orders for {count}")));
        Ok(())
    }

    /// The services of every shift, each drawn from its opened seed.
    fn services(&self, problem: &Problem, plan: &Plan) -> Result<Vec<Service>, Failure> {
        let path = self.seeds.clone().unwrap_or_else(|| self.plan.join(SEEDS));
        let text = String::from_utf8(read_limited(&path, MAX_SEEDS_BYTES)?).unwrap_or_default();
        let mut services = Vec::new();
        for (shift, rule) in (0_u32..).zip(&problem.policy.shifts) {
            let opened =
                opened(problem, plan, shift as usize, &text).ok_or_else(|| not_committed(&path, rule.name.as_str()))?;
            let drawn = timetable(problem, plan, shift, &opened)
                .map_err(|refused| Failure::No(format!("{}: {refused:?}", rule.name)))?;
            services.extend(drawn);
        }
        Ok(services)
    }
}

/// The seed of a shift among the lines `shift seed`, if it is the one that was committed.
fn opened(problem: &Problem, plan: &Plan, shift: usize, text: &str) -> Option<OpenedSeed> {
    let name = problem.policy.shifts[shift].name;
    let line = text.lines().find_map(|line| line.strip_prefix(name.as_str())?.strip_prefix(' '))?;
    let seed = Seed(Hash::from_hex(line)?.0);
    let commitment = Commitment(plan.commitments.get(shift)?.0);
    Shift::new(problem_hash(problem).0, name.as_str()).ok()?.open(commitment, &seed).ok()
}

fn not_committed(path: &Path, shift: &str) -> Failure {
    let path = path.display();
    Failure::no(
        format!("{path} : pas la graine scellée de la vacation {shift}"),
        format!("{path}: not the seed that was sealed for shift {shift}"),
    )
}

/// When a calendar says it was written: midnight of the day, so that the same draw gives the same bytes.
fn midnight(problem: &Problem) -> Stamp {
    let stamp = Stamp::parse(&format!("{}T00:00:00+00:00", problem.phase.date));
    stamp.unwrap_or_else(|| unreachable!("the date of a phase was checked"))
}
