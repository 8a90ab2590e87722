//! `vigie plan example`: forces, threats, policy, events and leave of 2017, for any election.

use std::path::PathBuf;

use election::refusal::Language;
use import::planning;
use verifier::wording::say;

use super::folder::country;
use crate::failure::Failure;
use crate::folder::Folder;

/// Write example forces, threats and policy from the public facts of 2017, fitted to an election.
#[derive(clap::Args)]
pub struct Arguments {
    /// The election directory
    #[arg(value_name = "ELECTION")]
    election: PathBuf,
    /// Directory for the five files
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let draft = Folder::open(&self.election)?.draft()?;
        let inputs = sim::forces::example(&country(&draft));
        let files = planning::write(&inputs);
        for (name, _) in &files {
            let path = self.out.join(name);
            if path.exists() {
                let path = path.display();
                return Err(Failure::usage(
                    format!("{path} : existe déjà, et rien n'est écrasé ; nommez un autre répertoire"),
                    format!("{path}: is there already, and nothing is overwritten; name another directory"),
                ));
            }
        }
        Folder::create(&self.out)?.write(&files)?;
        let (units, out) = (inputs.forces.len(), self.out.display());
        let officers: u64 = inputs.forces.iter().map(|unit| u64::from(unit.strength.0)).sum();
        let election = self.election.display();
        println!(
            "{}",
            say(
                language,
                &format!("{out} : {units} unités, {officers} personnes"),
                &format!("{out}: {units} units, {officers} people")
            )
        );
        println!(
            "  vigie plan {election} --forces {out}/forces.csv --threats {out}/threats.toml --policy {out}/policy.toml --events {out}/events.csv --leave {out}/leave.csv --phase round-1 --out plan"
        );
        Ok(())
    }
}
