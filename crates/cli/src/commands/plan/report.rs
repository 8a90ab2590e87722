//! `vigie plan report`: the pages of a plan, of the nation or of one department.

use std::path::PathBuf;

use election::refusal::Language;
use plan::check::check;
use plan::output::Dossier;

use super::folder::{Opened, open, read_names};
use crate::failure::Failure;
use crate::folder::put_out;

/// Write the report of a plan, or of one department: one page that opens without a network.
#[derive(clap::Args)]
pub struct Arguments {
    /// The plan's directory
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Only this department, with its sites, circuits and reserves
    #[arg(long, value_name = "ID")]
    department: Option<String>,
    /// The file to write; else standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let Opened { problem, plan, certificates } = open(&self.plan)?;
        let names = read_names(&self.plan)?;
        let Some(figures) = check(&problem, &plan, &certificates).figures else {
            return Err(unjudged());
        };
        let dossier = Dossier::new(&problem, &plan, &figures, &names);
        let page = match &self.department {
            None => Some(dossier.report(language)),
            Some(id) => {
                let at = problem.departments.iter().position(|department| department.id.as_str() == id);
                at.and_then(|at| dossier.department(at, language))
            }
        };
        let id = self.department.as_deref().unwrap_or_default();
        let page = page.ok_or_else(|| {
            Failure::usage(
                format!("{id} : pas un département de ce plan"),
                format!("{id}: not a department of this plan"),
            )
        })?;
        put_out(self.out.as_deref(), page.as_bytes())
    }
}

/// A plan that names what is not there.
pub fn unjudged() -> Failure {
    Failure::no(
        "ce plan nomme ce qui n'existe pas : vigie plan check dit quoi",
        "this plan names what is not there: vigie plan check says what",
    )
}
