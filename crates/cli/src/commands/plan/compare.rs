//! `vigie plan compare`: what changes from one plan to another.

use std::path::{Path, PathBuf};

use election::refusal::Language;
use plan::explain::{self, json, words};
use plan::problem::text::problem_hash;
use verifier::wording::visible_lines;

use super::folder::{Opened, open};
use crate::failure::Failure;

/// Compare two plans: orders kept and changed, values, people by department.
#[derive(clap::Args)]
pub struct Arguments {
    /// Directory of the plan before
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// Directory of the plan after
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let (old, new) = (whole(&self.old)?, whole(&self.new)?);
        let elections = [old.problem.election, new.problem.election];
        if elections[0] != elections[1] {
            let [one, other] = elections;
            return Err(Failure::no(
                format!("deux scrutins différents : {one} et {other}"),
                format!("two different elections: {one} and {other}"),
            ));
        }
        let found = explain::compare((&old.problem, &old.plan), (&new.problem, &new.plan));
        if self.json {
            println!("{}", json::compare(&found));
        } else {
            print!("{}", visible_lines(&words::compare(&found, language)));
        }
        Ok(())
    }
}

/// A plan that answers to its own problem.
fn whole(directory: &Path) -> Result<Opened, Failure> {
    let opened = open(directory)?;
    if opened.plan.problem != problem_hash(&opened.problem) {
        let path = directory.display();
        return Err(Failure::no(
            format!("{path} : le plan répond à un autre problème"),
            format!("{path}: the plan was made for another problem"),
        ));
    }
    Ok(opened)
}
