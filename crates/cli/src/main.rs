//! `vigie`: protects an election and proves its result. One file a command.

mod commands;
mod failure;
mod folder;
mod keyring;
mod night;
mod progress;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

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
    Verify(verifier::Arguments),
    #[command(subcommand)]
    Bench(commands::bench::Command),
    Completions(commands::shell::Completions),
    Man(commands::shell::Man),
}

fn main() -> ExitCode {
    let line = CommandLine::parse();
    let language = verifier::wording::language(line.lang.as_deref());
    match run(line.command, language) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let text = failure.text(language);
            if !text.is_empty() {
                eprintln!("{text}");
            }
            ExitCode::from(failure.code())
        }
    }
}

fn run(command: Command, language: election::refusal::Language) -> Result<(), Failure> {
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
        Command::Completions(arguments) => arguments.run(),
        Command::Man(arguments) => arguments.run(),
    }
}

/// The whole command line, for completions and manual pages.
fn command_line() -> clap::Command {
    <CommandLine as clap::CommandFactory>::command()
}
