//! `vigie plan orders`: what each unit does, drawn from the sealed seeds of the shifts.

use std::path::{Path, PathBuf};

use election::Stamp;
use election::publish::json::Json;
use election::refusal::Language;
use plan::answer::{Drawn, Override, Plan};
use plan::check::check;
use plan::draw::overrides::{self, Fault};
use plan::draw::price::price;
use plan::output::{Dossier, Roster, Service, timetable};
use plan::problem::Problem;
use plan::problem::text::problem_hash;
use verifier::wording::{say, visible};

use super::folder::{Opened, open, read_names};
use super::price::Told;
use super::report::unjudged;
use super::seeds::Seeds;
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
    /// Where crews must be, whatever chance says: each line with its reason; the price is told
    #[arg(long = "override", value_name = "FILE")]
    overrides: Option<PathBuf>,
    /// Alert where overrides take more than so many thousandths of a pool's chance, or add as much
    /// to the plan's value
    #[arg(long, value_name = "N", default_value_t = 100)]
    alert: u16,
    /// Directory for the orders: UNIT.html, UNIT.ics, UNIT.gpx
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The draw as text, beside the pages: what `vigie plan check --orders` reads.
pub const DRAW: &str = "draw.txt";

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let Opened { problem, plan, certificates } = open(&self.plan)?;
        let names = read_names(&self.plan)?;
        let Some(figures) = check(&problem, &plan, &certificates).figures else {
            return Err(unjudged());
        };
        let overrides = self.overrides(&problem, &plan, language)?;
        let seeds = Seeds::read(self.seeds.as_deref(), &self.plan, &problem)?;
        let services = services(&problem, &plan, &seeds, &overrides)?;
        let price = price(&problem, &plan, &overrides).map_err(|(circuit, refused)| undrawn(circuit, &refused))?;
        let dossier = Dossier::new(&problem, &plan, &figures, &names);
        let roster = Roster::new(&dossier, &services);
        let count = self.write(&roster, &problem, language)?;
        if self.unit.is_none() {
            let drawn = drawn(&problem, &plan, &overrides, &services);
            Folder::create(&self.out)?.write(&[(DRAW.to_owned(), drawn.into_bytes())])?;
        }
        let told = Told { problem: &problem, plan: &plan, overrides: &overrides, price: &price, threshold: self.alert };
        self.tell(&told, count, language);
        Ok(())
    }

    fn overrides(&self, problem: &Problem, plan: &Plan, language: Language) -> Result<Vec<Override>, Failure> {
        let Some(path) = &self.overrides else { return Ok(Vec::new()) };
        let bytes = read_limited(path, overrides::MAX_BYTES)?;
        overrides::read(&bytes, problem, plan).map_err(|faults| refused(path, &faults, language))
    }

    /// Writes the pages of the units that are wanted, and tells how many there are.
    fn write(&self, roster: &Roster<'_>, problem: &Problem, language: Language) -> Result<usize, Failure> {
        let wanted = |unit: &u32| self.unit.as_deref().is_none_or(|id| problem.units[*unit as usize].id.as_str() == id);
        let units: Vec<u32> = roster.units().filter(wanted).collect();
        if let (Some(id), true) = (&self.unit, units.is_empty()) {
            return Err(Failure::usage(
                format!("{id} : aucune unité de ce nom n'a d'ordre dans ce plan"),
                format!("{id}: no unit of this name has orders in this plan"),
            ));
        }
        let folder = Folder::create(&self.out)?;
        for unit in &units {
            folder.write(&pages(roster, problem, *unit, language))?;
        }
        Ok(units.len())
    }

    fn tell(&self, told: &Told<'_>, count: usize, language: Language) {
        if self.json {
            let mut out = String::new();
            Json::new(&mut out).object(|json| {
                json.name("orders").number(count as u64);
                told.json(json);
            });
            println!("{out}");
            return;
        }
        let out = self.out.display();
        println!("{}", say(language, &format!("{out} : ordres pour {count}"), &format!("{out}: orders for {count}")));
        if let (Some([leak, _]), true) = (told.price.leak, told.overrides.is_empty()) {
            println!("  {} {}", super::price::leak_words(language), super::price::percent(leak, language));
        }
        print!("{}", told.text(language));
    }
}

/// The three pages of a unit with the names of their files.
pub fn pages(roster: &Roster<'_>, problem: &Problem, unit: u32, language: Language) -> [(String, Vec<u8>); 3] {
    let id = problem.units[unit as usize].id;
    [
        (format!("{id}.html"), roster.html(unit, language).into_bytes()),
        (format!("{id}.ics"), roster.calendar(unit, language, midnight(problem)).into_bytes()),
        (format!("{id}.gpx"), roster.gpx(unit, language).into_bytes()),
    ]
}

/// The services of every shift whose seed is there, each drawn from its opened seed.
pub fn services(
    problem: &Problem,
    plan: &Plan,
    seeds: &Seeds,
    overrides: &[Override],
) -> Result<Vec<Service>, Failure> {
    let mut services = Vec::new();
    for (shift, _) in (0_u32..).zip(&problem.policy.shifts) {
        let Some(opened) = seeds.opened(problem, plan, shift as usize)? else { continue };
        let drawn = timetable(problem, plan, shift, &opened, overrides);
        services.extend(drawn.map_err(|bad| undrawn(bad.circuit, &bad.refused))?);
    }
    Ok(services)
}

fn undrawn(circuit: u32, refused: &plan::draw::circuit::Refused) -> Failure {
    let nth = u64::from(circuit) + 1;
    Failure::no(
        format!("circuit n° {nth} du plan : rien à tirer ({refused}) ; vigie plan check dit pourquoi"),
        format!("circuit {nth} of the plan: nothing to draw ({refused}); vigie plan check says why"),
    )
}

fn drawn(problem: &Problem, plan: &Plan, overrides: &[Override], services: &[Service]) -> String {
    let drawn = Drawn {
        problem: problem_hash(problem),
        plan: plan.hash(problem),
        overrides: overrides.to_vec(),
        services: services.iter().map(Service::drawn).collect(),
    };
    let mut text = String::new();
    drawn.seal(problem, plan, &mut text).unwrap_or_else(|_| unreachable!("a string takes every text"));
    text
}

/// Faults that are told; the rest is counted.
const SHOWN: usize = 20;

fn refused(path: &Path, faults: &[Fault], language: Language) -> Failure {
    let line = |fault: &Fault| {
        let (path, line, cause) = (path.display(), fault.line, visible(&fault.cause.text(language)));
        say(language, &format!("{path}, ligne {line} : {cause}"), &format!("{path}, line {line}: {cause}")).to_owned()
    };
    let mut lines: Vec<String> = faults.iter().take(SHOWN).map(line).collect();
    if faults.len() > SHOWN {
        lines.push(format!("… + {}", faults.len() - SHOWN));
    }
    Failure::No(lines.join("\n"))
}

/// When a calendar says it was written: midnight of the day, so that the same draw gives the same bytes.
fn midnight(problem: &Problem) -> Stamp {
    let stamp = Stamp::parse(&format!("{}T00:00:00+00:00", problem.phase.date));
    stamp.unwrap_or_else(|| unreachable!("the date of a phase was checked"))
}
