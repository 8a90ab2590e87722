//! `vigie plan check`: everything again, from problem and plan alone; and orders against the seal.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use election::publish::json::Json;
use election::refusal::Language;
use plan::answer::Drawn;
use plan::check::{At, Figures, Rule, Violation, check, draw};
use plan::draw::price::leak_of;
use plan::output::{Dossier, Roster};
use verifier::wording::say;

use super::folder::{MAX_BYTES, Opened, open, read_names, unreadable};
use super::orders::{DRAW, pages, services};
use super::price::{leak_words, percent, share};
use super::seeds::Seeds;
use super::sign::is_signed;
use crate::failure::Failure;
use crate::folder::read_limited;

/// Check a plan: every rule, its values, its bounds; exits with 1 if any is not kept.
#[derive(clap::Args)]
pub struct Arguments {
    /// The plan's directory
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Verifier key of who must have signed it, as `vigie plan sign` prints it
    #[arg(long, value_name = "KEY")]
    signer: Option<String>,
    /// Directory of orders: drawn again from the opened seeds and compared
    #[arg(long, value_name = "DIR")]
    orders: Option<PathBuf>,
    /// Seeds of the draw; else those in the plan's private directory
    #[arg(long, value_name = "FILE", requires = "orders")]
    seeds: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Violations that are printed; the rest is counted.
const SHOWN: usize = 100;

/// What was found.
struct Outcome {
    violations: Vec<Violation>,
    signed: Option<bool>,
    /// Shifts whose draw was repeated, and all; only where orders were brought.
    drawn: Option<[usize; 2]>,
    leak: Option<f64>,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let opened = open(&self.plan)?;
        let signed = self.signer.as_deref().map(|key| is_signed(&self.plan, &opened, key)).transpose()?;
        let verdict = check(&opened.problem, &opened.plan, &opened.certificates);
        let mut outcome = Outcome { violations: verdict.violations, signed, drawn: None, leak: None };
        if let Some(figures) = &verdict.figures {
            outcome.leak = leak_of(&opened.problem, &opened.plan).map(|leak| leak.share());
            if let Some(orders) = &self.orders {
                self.orders(orders, &opened, figures, &mut outcome)?;
            }
        }
        let lines = outcome.violations.iter().take(SHOWN);
        let lines = lines.map(|found| found.text(&opened.problem, &opened.plan, language)).collect::<Vec<_>>();
        if self.json {
            println!("{}", outcome.json(&lines));
        } else {
            outcome.print(&lines, language);
        }
        let good = outcome.violations.is_empty() && signed != Some(false);
        if good { Ok(()) } else { Err(Failure::No(String::new())) }
    }

    /// The draw again, and what the pages say of it.
    fn orders(&self, orders: &Path, opened: &Opened, figures: &Figures, outcome: &mut Outcome) -> Result<(), Failure> {
        let Opened { problem, plan, .. } = opened;
        let path = orders.join(DRAW);
        let drawn = Drawn::open(&read_limited(&path, MAX_BYTES)?, problem, plan);
        let drawn = drawn.map_err(|fault| unreadable(&path, &fault))?;
        let seeds = Seeds::read(self.seeds.as_deref(), &self.plan, problem)?;
        let found = draw(problem, plan, &drawn, &seeds.by_shift);
        let revealed = seeds.by_shift.iter().flatten().count();
        outcome.drawn = Some([revealed, seeds.by_shift.len()]);
        let steered = !found.is_empty();
        outcome.violations.extend(found);
        // Pages of orders that are not the draw's are told by it; pages of shifts that are still
        // sealed cannot be made again.
        if !steered && revealed == seeds.by_shift.len() {
            let names = read_names(&self.plan)?;
            let services = services(problem, plan, &seeds, &drawn.overrides)?;
            let dossier = Dossier::new(problem, plan, figures, &names);
            outcome.violations.extend(changed(orders, opened, &Roster::new(&dossier, &services))?);
        }
        Ok(())
    }
}

/// Units whose pages in a directory are not those of the draw, in either language.
fn changed(orders: &Path, opened: &Opened, roster: &Roster<'_>) -> Result<Vec<Violation>, Failure> {
    let problem = &opened.problem;
    let mut there = BTreeSet::new();
    for entry in fs::read_dir(orders).map_err(Failure::at(orders))? {
        let name = entry.map_err(Failure::at(orders))?.file_name().to_string_lossy().into_owned();
        there.insert(name);
    }
    there.remove(DRAW);
    let mut violations = Vec::new();
    for unit in roster.units() {
        let due = [Language::French, Language::English].map(|language| pages(roster, problem, unit, language));
        let mut good = true;
        for ((name, french), (_, english)) in due[0].iter().zip(&due[1]) {
            if there.remove(name) {
                let page = read_limited(&orders.join(name), MAX_BYTES)?;
                good &= page == *french || page == *english;
            }
        }
        if !good {
            violations.push(Violation { rule: Rule::Page, at: At::Unit(unit), found: 0, due: 1 });
        }
    }
    // What belongs to no unit with orders: a page that somebody added.
    let strange = (0_u32..).zip(&there).map(|(nth, _)| At::Record("page", nth));
    violations.extend(strange.map(|at| Violation { rule: Rule::Page, at, found: 1, due: 0 }));
    Ok(violations)
}

impl Outcome {
    fn json(&self, lines: &[String]) -> String {
        let mut out = String::new();
        Json::new(&mut out).object(|json| {
            json.name("violations").number(self.violations.len() as u64);
            if let Some(signed) = self.signed {
                json.name("signed").boolean(signed);
            }
            share(json.name("leak"), self.leak);
            if let Some([drawn, shifts]) = self.drawn {
                json.name("shifts_drawn_again").number(drawn as u64);
                json.name("shifts").number(shifts as u64);
            }
            json.name("shown").array(|json| lines.iter().for_each(|line| json.text(line)));
        });
        out
    }

    fn print(&self, lines: &[String], language: Language) {
        for line in lines {
            println!("{line}");
        }
        if self.signed == Some(false) {
            println!("{}", say(language, "PAS SIGNÉ par cette clé", "NOT SIGNED by this key"));
        }
        if let Some(leak) = self.leak {
            println!("{} {}", leak_words(language), percent(leak, language));
        }
        if let Some([drawn, shifts]) = self.drawn {
            let french = format!("tirage refait pour {drawn} vacations sur {shifts}");
            println!("{}", say(language, &french, &format!("draw made again for {drawn} of {shifts} shifts")));
        }
        let count = self.violations.len();
        let kept = say(language, "PLAN VÉRIFIÉ : aucune règle enfreinte", "PLAN CHECKED: every rule is kept");
        let refused = [format!("REFUSÉ : {count} infractions"), format!("REFUSED: {count} violations")];
        println!("{}", if count == 0 { kept } else { say(language, &refused[0], &refused[1]) });
    }
}
