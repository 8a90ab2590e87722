//! `vigie plan`: forces deployed over a country, with a proof; and what is asked of a plan later.

mod check;
mod compare;
mod example;
mod exhibits;
mod explain;
pub mod folder;
pub mod make;
mod orders;
mod outcome;
mod price;
pub mod repair;
mod report;
mod sign;
mod summary;

use election::refusal::Language;

use crate::failure::Failure;

/// Deploy forces over an election's stations, with a proven distance from the optimum.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[group(skip)]
pub struct Arguments {
    #[command(flatten)]
    make: make::Arguments,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
enum Command {
    Check(check::Arguments),
    Compare(compare::Arguments),
    Example(example::Arguments),
    Orders(orders::Arguments),
    Repair(repair::Arguments),
    Report(report::Arguments),
    Sign(sign::Arguments),
    Explain(explain::Arguments),
}

impl Arguments {
    pub fn run(self, language: Language) -> Result<(), Failure> {
        match self.command {
            None => self.make.run(language),
            Some(Command::Check(arguments)) => arguments.run(language),
            Some(Command::Compare(arguments)) => arguments.run(language),
            Some(Command::Example(arguments)) => arguments.run(language),
            Some(Command::Orders(arguments)) => arguments.run(language),
            Some(Command::Repair(arguments)) => arguments.run(language),
            Some(Command::Report(arguments)) => arguments.run(language),
            Some(Command::Sign(arguments)) => arguments.run(language),
            Some(Command::Explain(arguments)) => arguments.run(language),
        }
    }
}
