//! `vigie checks`: what is unlikely about results.

mod bench;
pub mod read;
mod rules;
mod scan;

pub use read::contest;

use election::refusal::Language;

use crate::failure::Failure;

/// What is unlikely about results: scan a file, measure the rules, list them
#[derive(clap::Subcommand)]
pub enum Command {
    Scan(scan::Arguments),
    Bench(bench::Arguments),
    Rules(rules::Arguments),
}

impl Command {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        match self {
            Self::Scan(arguments) => arguments.run(language),
            Self::Bench(arguments) => arguments.run(language),
            Self::Rules(arguments) => {
                arguments.run(language);
                Ok(())
            }
        }
    }
}
