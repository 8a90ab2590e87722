//! `vigie plan check`: everything again, from problem and plan alone; the files made of them; and
//! orders against the seal.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use election::refusal::Language;
use plan::answer::{Drawn, Plan, Step};
use plan::check::{At, Figures, Handover, Rule, Violation, check, draw, draws};
use plan::draw::price::{leak_of, price};
use plan::output::{Dossier, Names, Roster, Service};
use server::plans::departures::departures;
use server::plans::services::{replaced, services};
use server::plans::{Edition, Seeds};

use super::exhibits::{Misfiled, misfiled};
use super::folder::{MAX_BYTES, Opened, open, read_names};
use super::orders::{DRAW, SEAL, pages, read_draw};
use super::outcome::{Matter, Ordered, Outcome};
use super::sign::{OrdersSeal, is_signed, orders_seal};
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

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let opened = open(&self.plan)?;
        let signed = self.signer.as_deref().map(|key| is_signed(&self.plan, &opened, key)).transpose()?;
        let verdict = check(&opened.problem, &opened.plan, &opened.certificates);
        let mut outcome = Outcome::of(verdict.violations, signed);
        if let Some(figures) = &verdict.figures {
            outcome.looked_at(Matter::Rules);
            outcome.leak = leak_of(&opened.problem, &opened.plan).map(|leak| leak.share());
            let names = read_names(&self.plan)?;
            let dossier = Dossier::new(&opened.problem, &opened.plan, figures, &names);
            outcome.files = misfiled(&self.plan, &dossier)?;
            outcome.looked_at(Matter::Files);
            if let Some(orders) = &self.orders {
                self.orders(orders, &opened, (figures, &names), &mut outcome)?;
            }
        }
        let told = outcome.tell(&opened, language, self.json);
        print!("{told}");
        if outcome.is_good() { Ok(()) } else { Err(Failure::No(String::new())) }
    }

    /// The draw again, and what the pages say of it.
    fn orders(
        &self,
        orders: &Path,
        opened: &Opened,
        (figures, names): (&Figures, &Names),
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let Opened { problem, plan, .. } = opened;
        let drawn = read_draw(orders, opened)?;
        let seal = orders_seal(orders, opened, &drawn, self.signer.as_deref())?;
        if seal == OrdersSeal::Other {
            outcome.files.push(Misfiled { rule: Rule::OrdersSeal, name: SEAL.to_owned() });
        }
        let seeds = Seeds::read(self.seeds.as_deref(), &self.plan, problem)?;
        let found = draw(problem, plan, &drawn, &seeds.by_shift);
        let revealed = seeds.by_shift.iter().flatten().count();
        // An override that the plan does not allow has no price.
        let priced = !found.iter().any(|one| matches!(one.rule, Rule::Override | Rule::OtherProblem));
        let price = Some(()).filter(|()| priced).and_then(|()| price(problem, plan, &drawn.overrides).ok());
        let found = without_kept(&self.plan, opened, &seeds, &drawn, found)?;
        let steered = !found.is_empty();
        outcome.violations.extend(found);
        // Pages of orders that are not the draw's are told by it; pages of shifts that are still
        // sealed cannot be made again. Whether they are there can be told of all.
        let whole = !steered && revealed == seeds.by_shift.len();
        let services = if whole { services(&self.plan, opened, &seeds, &drawn.overrides, None)? } else { Vec::new() };
        let dossier = Dossier::new(problem, plan, figures, names);
        let roster =
            Roster::new(&dossier, &services).marked(Edition::of(&self.plan)?.mark()).leaving(departures(&self.plan)?);
        let shown = Shown { orders, opened, roster: &roster, whole };
        outcome.files.extend(shown.misfiled()?);
        outcome.ordered(Ordered {
            drawn: [revealed, seeds.by_shift.len()],
            whole,
            seal,
            overrides: drawn.overrides,
            price,
        });
        Ok(())
    }
}

/// In a repaired plan the orders of the past, and those that nothing changed, are as the edition before
/// drew them: the checker looks whether they follow it, and such are no violations.
fn without_kept(
    directory: &Path,
    opened: &Opened,
    seeds: &Seeds,
    drawn: &Drawn,
    found: Vec<Violation>,
) -> Result<Vec<Violation>, Failure> {
    let edition = Edition::of(directory)?;
    let Some((old, before)) = replaced(directory, &opened.problem, None)?.filter(|_| !found.is_empty()) else {
        return Ok(found);
    };
    let following = Following { edition, old, before, opened, seeds, drawn };
    Ok(found.into_iter().filter(|violation| !following.is_sound(violation)).collect())
}

/// Orders that follow those of an edition before.
struct Following<'a> {
    edition: Edition,
    old: Opened,
    before: Vec<Service>,
    opened: &'a Opened,
    seeds: &'a Seeds,
    drawn: &'a Drawn,
}

impl Following<'_> {
    fn is_sound(&self, violation: &Violation) -> bool {
        let (Rule::Steered, At::Service { circuit, shift }) = (violation.rule, violation.at) else { return false };
        self.handover(circuit, shift).unwrap_or(false)
    }

    fn handover(&self, circuit: u32, shift: u32) -> Option<bool> {
        let Opened { problem, plan, .. } = self.opened;
        let (origin, kept) = *self.edition.circuits.get(circuit as usize)?;
        let before = self.before.iter().find(|one| (one.circuit, one.shift) == (origin, shift))?;
        let issued = self.drawn.services.iter().find(|one| (one.circuit, one.shift) == (circuit, shift))?;
        let seed = self.seeds.by_shift.get(shift as usize).copied().flatten()?;
        let own = &plan.circuits[circuit as usize];
        let crew = |plan: &Plan, circuit: u32| plan.circuits.get(circuit as usize)?.crews.get(shift as usize).copied();
        let stops: Vec<u32> = own
            .steps
            .iter()
            .filter_map(|step| if let Step::Stop { site, .. } = step { Some(*site) } else { None })
            .collect();
        let handover = Handover {
            old: &self.old.problem,
            before: &before.calls,
            new: problem,
            fresh: &draws(problem, plan, shift, &seed, circuit)?,
            issued: &issued.calls,
            now: self.edition.now?,
            kept,
            manned: crew(plan, circuit) == crew(&self.old.plan, origin),
            stops: &stops,
        };
        Some(handover.is_sound())
    }
}

/// The pages in a directory of orders.
struct Shown<'a> {
    orders: &'a Path,
    opened: &'a Opened,
    roster: &'a Roster<'a>,
    /// Whether every shift was drawn again, so that the pages can be made again.
    whole: bool,
}

impl Shown<'_> {
    /// Pages that are missing, that are not those of the draw in either language, or nobody's.
    fn misfiled(&self) -> Result<Vec<Misfiled>, Failure> {
        let (mut there, mut found) = (self.names()?, Vec::new());
        for unit in self.roster.units() {
            let problem = &self.opened.problem;
            let due = [Language::French, Language::English].map(|language| pages(self.roster, problem, unit, language));
            for ((name, french), (_, english)) in due[0].iter().zip(&due[1]) {
                let mut wrong = |rule| found.push(Misfiled { rule, name: name.clone() });
                if !there.remove(name) {
                    wrong(Rule::NoPage);
                } else if self.whole {
                    let page = read_limited(&self.orders.join(name), MAX_BYTES)?;
                    if page != *french && page != *english {
                        wrong(Rule::Page);
                    }
                }
            }
        }
        found.extend(there.into_iter().map(|name| Misfiled { rule: Rule::Page, name }));
        Ok(found)
    }

    /// Files that should be pages.
    fn names(&self) -> Result<BTreeSet<String>, Failure> {
        let mut there = BTreeSet::new();
        for entry in fs::read_dir(self.orders).map_err(Failure::at(self.orders))? {
            let name = entry.map_err(Failure::at(self.orders))?.file_name().to_string_lossy().into_owned();
            there.insert(name);
        }
        there.remove(DRAW);
        there.remove(SEAL);
        Ok(there)
    }
}
