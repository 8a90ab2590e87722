//! `vigie plan repair`: a plan after an incident, shown before anybody accepts it.

mod told;

use std::path::PathBuf;
use std::time::Instant;

use election::refusal::Language;
use plan::check::check;
use plan::measure::{Clock, Permille};
use plan::repair::{self, Before, Line, MAX_BYTES, Repaired, Settings};
use server::plans::{Accepting, Edition, reseal};
use verifier::wording::{say, visible_lines};

use super::folder::{Fault, Opened, open};
use crate::failure::Failure;
use crate::folder::read_limited;

/// Repair a plan after incidents: what changes is shown; it is written only once accepted.
#[derive(clap::Args)]
pub struct Arguments {
    /// The plan's directory
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// What happened: units lost or late, sites closed or moved, threats, incidents, pins
    #[arg(long, value_name = "FILE")]
    incidents: PathBuf,
    /// The moment from which orders may change, local time, as 10:30
    #[arg(long, value_name = "TIME", value_parser = clock)]
    now: Clock,
    /// Only in this department: a change elsewhere is refused
    #[arg(long, value_name = "ID")]
    department: Option<String>,
    /// What an order that changes for value has to bring, in thousandths of the value before
    #[arg(long, value_name = "N", default_value_t = 10)]
    worth: u16,
    /// How many orders may change for value, in thousandths of all
    #[arg(long, value_name = "N", default_value_t = 50)]
    most: u16,
    /// Directory for the repaired plan; it must not be there yet
    #[arg(long, value_name = "NEWPLAN")]
    out: PathBuf,
    /// A person accepts the difference: write the repaired plan, with draws of its own
    #[arg(long)]
    accept: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

fn clock(text: &str) -> Result<Clock, String> {
    Clock::parse(text).ok_or_else(|| "write it as 10:30".to_owned())
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let opened = open(&self.plan)?;
        let edition = Edition::of(&self.plan)?.next();
        let bytes = read_limited(&self.incidents, MAX_BYTES)?;
        let changes = repair::read(&bytes).map_err(|fault| Fault::unreadable(&self.incidents, &fault))?;
        let settings = self.settings(&opened)?;
        let started = Instant::now();
        let mut repaired = self.repair(&opened, &changes, &settings)?;
        let took = started.elapsed();
        let seeds = reseal(&mut repaired)?;
        let verdict = check(&repaired.problem, &repaired.plan, &repaired.certificates);
        let told = told::Told { repaired: &repaired, verdict: &verdict, edition, took };
        if self.json {
            println!("{}", told.json(self.accept));
        } else {
            print!("{}", visible_lines(&told.text(language)));
        }
        if !verdict.violations.is_empty() {
            return Err(Failure::No(String::new()));
        }
        if self.accept {
            let (before, repaired, changes) = (self.plan.as_path(), &repaired, changes.as_slice());
            let (seeds, verdict, now) = (seeds.as_slice(), &verdict, self.now);
            let accepting = Accepting { before, repaired, seeds, verdict, changes, now, edition };
            accepting.write(&self.out, language)?;
        }
        if !self.json {
            self.print_next(language);
        }
        Ok(())
    }

    fn settings(&self, opened: &Opened) -> Result<Settings, Failure> {
        let department = self.department.as_deref().map(|id| department(opened, id)).transpose()?;
        let (worth, most) = (Permille(self.worth.min(1_000)), Permille(self.most.min(1_000)));
        Ok(Settings { department, worth, most, ..Settings::from(self.now) })
    }

    fn repair(&self, opened: &Opened, changes: &[Line], settings: &Settings) -> Result<Repaired, Failure> {
        let Opened { problem, plan, certificates } = opened;
        repair::repair(Before { problem, plan, certificates }, changes, settings).map_err(|faults| {
            let path = self.incidents.display();
            let lines = |language| {
                let lines = faults.iter().map(|fault| format!("{path}, {}", fault.text(language)));
                lines.collect::<Vec<_>>().join("\n")
            };
            Failure::no(lines(Language::French), lines(Language::English))
        })
    }

    fn print_next(&self, language: Language) {
        let out = self.out.display();
        if self.accept {
            println!("{}", say(language, &format!("accepté : {out}"), &format!("accepted: {out}")));
            println!("  vigie plan orders {out} --out orders");
        } else {
            let french = "rien n'est écrit : --accept le fait, si une personne l'accepte";
            println!("{}", say(language, french, "nothing is written: --accept does, if a person accepts it"));
        }
    }
}

fn department(opened: &Opened, id: &str) -> Result<u32, Failure> {
    let found = opened.problem.departments.iter().position(|department| department.id.as_str() == id);
    found.and_then(|at| u32::try_from(at).ok()).ok_or_else(|| {
        Failure::usage(format!("{id} : pas un département de ce plan"), format!("{id}: not a department of this plan"))
    })
}
