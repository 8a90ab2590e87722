//! `vigie plan explain`: why a plan is as it is, and why not otherwise.

use std::path::PathBuf;

use election::Id;
use election::refusal::Language;
use plan::answer::{Plan, Value};
use plan::deploy::{Patient, Settings, deploy};
use plan::explain::{self, More, Replanned, Unable, json, words};
use plan::problem::Problem;
use plan::problem::text::problem_hash;
use tlog::Hash;
use verifier::wording::visible_lines;

use super::folder::{Opened, open};
use crate::failure::Failure;

/// Explain a plan: a site, a department, more or fewer officers, or what cannot be had.
#[derive(clap::Args)]
pub struct Arguments {
    /// The plan's directory
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[command(flatten)]
    asked: Asked,
    /// With --more: plan again with and without those officers
    #[arg(long)]
    replan: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Asked {
    /// One site: what it is worth, who comes, how soon, what one more crew would change
    #[arg(long, value_name = "ID")]
    site: Option<String>,
    /// One department: forces, values, promises, and what could not be done
    #[arg(long, value_name = "ID")]
    department: Option<String>,
    /// What so many officers more do for the nation; fewer, if negative
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    more: Option<i64>,
    /// What cannot be had, and the smallest sets of requirements that conflict
    #[arg(long)]
    why_not: bool,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        if self.replan && self.asked.more.is_none() {
            return Err(Failure::usage("--replan va avec --more", "--replan goes with --more"));
        }
        let Opened { problem, plan, .. } = open(&self.plan)?;
        if plan.problem != problem_hash(&problem) {
            return Err(Failure::no(
                format!("{} : le plan répond à un autre problème", self.plan.display()),
                format!("{}: the plan was made for another problem", self.plan.display()),
            ));
        }
        let text = self.text(&problem, &plan, language)?;
        if self.json {
            println!("{text}");
        } else {
            print!("{}", visible_lines(&text));
        }
        Ok(())
    }

    fn text(&self, problem: &Problem, plan: &Plan, language: Language) -> Result<String, Failure> {
        if let Some(id) = &self.asked.site {
            let at = position(id, problem.sites.iter().map(|site| site.id)).ok_or_else(|| unknown("site", id))?;
            let account = explain::site(problem, plan, at);
            let words = || words::site(&account, problem, plan, language);
            return Ok(if self.json { json::site(&account, problem, plan) } else { words() });
        }
        if let Some(id) = &self.asked.department {
            let departments = problem.departments.iter().map(|department| department.id);
            let at = position(id, departments).ok_or_else(|| unknown("department", id))?;
            let account = explain::department(problem, plan, at);
            let words = || words::department(&account, problem, language);
            return Ok(if self.json { json::department(&account, problem) } else { words() });
        }
        if let Some(officers) = self.asked.more {
            let more = self.more(problem, plan, officers)?;
            return Ok(if self.json { json::more(&more, problem) } else { words::more(&more, problem, language) });
        }
        let why = explain::why_not(problem, plan);
        Ok(if self.json { json::why_not(&why, problem) } else { words::why_not(&why, problem, language) })
    }

    fn more(&self, problem: &Problem, plan: &Plan, officers: i64) -> Result<More, Failure> {
        let mut more = explain::more(problem, plan, officers).map_err(unable)?;
        if self.replan {
            let other = explain::reinforced(problem, officers).map_err(unable)?;
            let plans = [problem, &other].map(|problem| again(problem, plan.iterations));
            let [before, after] = [&plans[0], &plans[1]].map(realised);
            let waiting = [&plans[0], &plans[1]].map(|plan| plan.response_only.len() as u64);
            more.replanned = Some(Replanned { before, after, waiting });
        }
        Ok(more)
    }
}

/// Both plans are made from one seed, so that chance favours neither. Nothing of them is drawn:
/// they need no commitments.
fn again(problem: &Problem, iterations: u32) -> Plan {
    let settings = Settings { seed: Hash::of(b"vigie-plan-explain/1").0, iterations };
    deploy(problem, &settings, Vec::new(), &Patient).plan
}

fn realised(plan: &Plan) -> Value {
    plan.pools.iter().map(|pool| pool.realised).max().unwrap_or_default()
}

fn position(id: &str, mut ids: impl Iterator<Item = Id>) -> Option<u32> {
    ids.position(|known| known.as_str() == id).and_then(|at| u32::try_from(at).ok())
}

fn unknown(option: &str, id: &str) -> Failure {
    Failure::no(format!("--{option} {id} : inconnu dans le plan"), format!("--{option} {id}: not in the plan"))
}

fn unable(unable: Unable) -> Failure {
    let french = match unable {
        Unable::NoPatrols => "il n'y a pas d'unité de patrouille".to_owned(),
        Unable::TooFew { officers } => format!("les unités de patrouille n'ont que {officers} personnes"),
        Unable::TooMany => "plus de personnes qu'une unité ou un plan ne peut en avoir".to_owned(),
    };
    Failure::no(format!("--more : {french}"), format!("--more: {unable}"))
}
