//! `vigie plan orders`: what each unit does, drawn from the sealed seeds of the shifts.

use std::path::{Path, PathBuf};

use election::Stamp;
use election::publish::json::Json;
use election::refusal::Language;
use plan::answer::{Drawn, Override, Plan};
use plan::check::check;
use plan::draw::overrides::{self, Fault};
use plan::draw::price::price;
use plan::output::{Dossier, Roster, Service};
use plan::problem::text::problem_hash;
use plan::problem::{Problem, UnitKind};
use server::plans::departures::departures;
use server::plans::services::{services, undrawn};
use server::plans::{Edition, Seeds};
use verifier::wording::{counted, number, say, visible};

use super::folder::{Fault as NotThere, MAX_BYTES, Opened, Readers, Staged, open, read_names, vacant};
use super::price::Told;
use super::report::unjudged;
use crate::failure::Failure;
use crate::folder::read_limited;

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
    /// Directory for the orders: UNIT.html, UNIT.ics, UNIT.gpx; it must not be there yet
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// The draw as text, beside the pages: what `vigie plan check --orders` reads.
pub const DRAW: &str = "draw.txt";
/// Who answers for the draw and its overrides, once signed.
pub const SEAL: &str = "draw.note";

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        vacant(&self.out)?;
        let opened = open(&self.plan)?;
        let Opened { problem, plan, certificates } = &opened;
        let edition = Edition::of(&self.plan)?;
        let names = read_names(&self.plan)?;
        let Some(figures) = check(problem, plan, certificates).figures else {
            return Err(unjudged());
        };
        let overrides = self.overrides(problem, plan, language)?;
        let seeds = Seeds::read(self.seeds.as_deref(), &self.plan, problem)?;
        let services = services(&self.plan, &opened, &seeds, &overrides, None)?;
        let price = price(problem, plan, &overrides).map_err(|(circuit, refused)| undrawn(circuit, &refused))?;
        let dossier = Dossier::new(problem, plan, &figures, &names);
        let roster = Roster::new(&dossier, &services).marked(edition.mark()).leaving(departures(&self.plan)?);
        let units = self.units(&roster, problem)?;
        let draw = self.unit.is_none().then(|| drawn(problem, plan, &overrides, &services));
        self.write(&roster, problem, &units, draw.as_deref(), language)?;
        let told = Told { problem, plan, overrides: &overrides, price: &price, threshold: self.alert };
        let idle = if self.unit.is_some() { Vec::new() } else { without_orders(problem, &units) };
        self.tell(&told, units.len(), &idle, language);
        Ok(())
    }

    /// The pages of these units and what was drawn, together or not at all: as secret as the
    /// seeds until the shift is over, and nobody's to read but its owner's.
    fn write(
        &self,
        roster: &Roster<'_>,
        problem: &Problem,
        units: &[u32],
        draw: Option<&str>,
        language: Language,
    ) -> Result<(), Failure> {
        let staged = Staged::begin(&self.out, Readers::Owner)?;
        for unit in units {
            let pages = pages(roster, problem, *unit, language);
            pages.iter().try_for_each(|(name, bytes)| staged.put_private(name, bytes))?;
        }
        draw.map_or(Ok(()), |draw| staged.put_private(DRAW, draw.as_bytes()))?;
        Ok(staged.finish()?)
    }

    fn overrides(&self, problem: &Problem, plan: &Plan, language: Language) -> Result<Vec<Override>, Failure> {
        let Some(path) = &self.overrides else { return Ok(Vec::new()) };
        let bytes = read_limited(path, overrides::MAX_BYTES)?;
        overrides::read(&bytes, problem, plan).map_err(|faults| refused(path, &faults, language))
    }

    /// The units that are wanted, of those that have anything to do.
    fn units(&self, roster: &Roster<'_>, problem: &Problem) -> Result<Vec<u32>, Failure> {
        let wanted = |unit: &u32| self.unit.as_deref().is_none_or(|id| problem.units[*unit as usize].id.as_str() == id);
        let units: Vec<u32> = roster.units().filter(wanted).collect();
        match &self.unit {
            Some(id) if units.is_empty() => Err(Failure::usage(
                format!("{id} : aucune unité de ce nom n'a d'ordre dans ce plan"),
                format!("{id}: no unit of this name has orders in this plan"),
            )),
            _ => Ok(units),
        }
    }

    fn tell(&self, told: &Told<'_>, count: usize, idle: &[(UnitKind, u64)], language: Language) {
        if self.json {
            let mut out = String::new();
            Json::new(&mut out).object(|json| {
                json.name("orders").number(count as u64);
                json.name("without_orders").object(|json| {
                    for (kind, count) in idle {
                        json.name(kind_words(*kind)[0]).number(*count);
                    }
                });
                told.json(json);
            });
            println!("{out}");
            return;
        }
        let out = self.out.display();
        let count = counted(language, count as u64, ["unité", "unités"], ["unit", "units"]);
        println!("{}", say(language, format!("{out} : ordres pour {count}"), format!("{out}: orders for {count}")));
        if !idle.is_empty() {
            println!("  {}", idle_text(idle, language));
        }
        if self.unit.is_some() {
            let why = "  sans draw.txt : il dit ce que font tous les autres, et vigie plan check --orders le lit";
            let words = "  without draw.txt: it says what all others do, and vigie plan check --orders reads it";
            println!("{}", say(language, why, words));
        }
        if let (Some([leak, _]), true) = (told.price.leak, told.overrides.is_empty()) {
            println!("  {} {}", super::price::leak_words(language), super::price::percent(leak, language));
        }
        print!("{}", told.text(language));
    }
}

/// How many units of each kind have nothing to do on this day; kinds without any are left out.
fn without_orders(problem: &Problem, units: &[u32]) -> Vec<(UnitKind, u64)> {
    let kinds = [UnitKind::Patrol, UnitKind::Soldiers, UnitKind::Elite, UnitKind::BombDisposal];
    let idle = |kind| {
        let of_kind = (0_u32..).zip(&problem.units).filter(|(_, unit)| unit.kind == kind);
        of_kind.filter(|(at, _)| units.binary_search(at).is_err()).count() as u64
    };
    kinds.map(|kind| (kind, idle(kind))).into_iter().filter(|(_, count)| *count > 0).collect()
}

fn idle_text(idle: &[(UnitKind, u64)], language: Language) -> String {
    let all = idle.iter().map(|(_, count)| count).sum();
    let all = counted(
        language,
        all,
        ["unité sans ordre", "unités sans ordre"],
        ["unit without orders", "units without orders"],
    );
    let kind = |(kind, count): &(UnitKind, u64)| {
        let [_, french, english] = kind_words(*kind);
        format!("{} {}", say(language, french, english), number(language, *count))
    };
    let kinds: Vec<String> = idle.iter().map(kind).collect();
    format!("{all}{}{}", say(language, " : ", ": "), kinds.join(", "))
}

/// As files name a kind, then in both languages.
fn kind_words(kind: UnitKind) -> [&'static str; 3] {
    match kind {
        UnitKind::BombDisposal => ["bomb-disposal", "déminage", "bomb disposal"],
        UnitKind::Elite => ["elite", "intervention", "elite"],
        UnitKind::Patrol => ["patrol", "patrouille", "patrol"],
        UnitKind::Soldiers => ["soldiers", "militaires", "soldiers"],
    }
}

/// What was drawn, as the orders in a directory tell it.
pub fn read_draw(orders: &Path, opened: &Opened) -> Result<Drawn, Failure> {
    let path = orders.join(DRAW);
    if !path.exists() {
        let orders = orders.display();
        return Err(Failure::outside(
            format!(
                "{orders} : {DRAW} n'y est pas : ce ne sont pas les ordres d'un plan entier ; avec --unit il n'est pas écrit, car il dit ce que font toutes les autres ; tirez tous les ordres sans --unit"
            ),
            format!(
                "{orders}: {DRAW} is not there: these are not the orders of a whole plan; with --unit it is not written, since it says what all others do; draw all orders without --unit"
            ),
        ));
    }
    let drawn = Drawn::open(&read_limited(&path, MAX_BYTES)?, &opened.problem, &opened.plan);
    Ok(drawn.map_err(|fault| NotThere::unreadable(&path, &fault))?)
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
