//! `vigie`: protects an election and proves its result. One file a command.

mod commands;
mod failure;
mod folder;
mod help;
mod keyring;
mod night;
mod progress;

use std::process::ExitCode;

use clap::{FromArgMatches as _, Parser, Subcommand};
use election::refusal::Language;

use failure::{Failure, refused_json};

/// Protect an election and prove its result.
#[derive(Parser)]
#[command(name = "vigie", version, propagate_version = true, arg_required_else_help = true)]
struct CommandLine {
    /// Language of what is printed: fr or en (also `VIGIE_LANG`)
    #[arg(long, global = true, value_name = "LANG", value_parser = ["fr", "en"])]
    lang: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(commands::demo::Arguments),
    Import(commands::import::Arguments),
    Export(commands::export::Arguments),
    #[command(subcommand)]
    Definition(commands::definition::Command),
    #[command(subcommand)]
    Keys(commands::keys::Command),
    Replay(commands::replay::Arguments),
    Intake(commands::intake::Arguments),
    Receipt(commands::receipt::Arguments),
    Plan(commands::plan::Arguments),
    Verify(verifier::Arguments),
    #[command(subcommand)]
    Bench(commands::bench::Command),
    Completions(commands::shell::Completions),
    Man(commands::shell::Man),
}

fn main() -> ExitCode {
    let language = help::language();
    let matches = help::command_line(language).get_matches();
    let line = CommandLine::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let json = line.command.refuses_in_json();
    match run(line.command, language) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused(refused)) if json => {
            println!("{}", refused_json(&refused));
            ExitCode::from(failure::Exit::No as u8)
        }
        Err(failure) => {
            let text = failure.text(language);
            if !text.is_empty() {
                eprintln!("{text}");
            }
            ExitCode::from(failure.code())
        }
    }
}

impl Command {
    /// Whether the faults of what is refused are asked for as JSON.
    fn refuses_in_json(&self) -> bool {
        match self {
            Self::Import(arguments) => arguments.json,
            Self::Definition(command) => command.is_json(),
            _ => false,
        }
    }
}

fn run(command: Command, language: Language) -> Result<(), Failure> {
    match command {
        Command::Demo(arguments) => arguments.run(language),
        Command::Import(arguments) => arguments.run(language),
        Command::Export(arguments) => arguments.run(),
        Command::Definition(command) => command.run(language),
        Command::Keys(command) => command.run(language),
        Command::Replay(arguments) => arguments.run(language),
        Command::Intake(arguments) => arguments.run(language),
        Command::Receipt(arguments) => arguments.run(),
        Command::Verify(arguments) => {
            let verified = arguments.run(language, &mut std::io::stdout().lock())?;
            if verified { Ok(()) } else { Err(Failure::No(String::new())) }
        }
        Command::Bench(command) => command.run(language),
        Command::Plan(arguments) => arguments.run(language),
        Command::Completions(arguments) => arguments.run(language),
        Command::Man(arguments) => arguments.run(language),
    }
}
