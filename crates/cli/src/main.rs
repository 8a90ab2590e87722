//! `vigie`: protects an election and proves its result. One file a command.

mod clock;
mod commands;
mod failure;
mod folder;
mod help;
mod keyring;
mod night;
mod progress;
mod rooms;

use std::process::ExitCode;

use clap::{ArgMatches, FromArgMatches as _, Parser, Subcommand};
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
    #[command(subcommand)]
    Accounts(commands::accounts::Command),
    Replay(commands::replay::Arguments),
    Intake(commands::intake::Arguments),
    Serve(commands::serve::Arguments),
    Witness(commands::witness::Arguments),
    Receipt(commands::receipt::Arguments),
    #[command(subcommand)]
    Checks(commands::checks::Command),
    Station(commands::station::Arguments),
    Plan(commands::plan::Arguments),
    Project(commands::project::Arguments),
    Verify(verifier::Arguments),
    #[command(subcommand)]
    Bench(commands::bench::Command),
    Completions(commands::shell::Completions),
    Man(commands::shell::Man),
}

fn main() -> ExitCode {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // Whoever reads our output may stop reading, as `head` does: that is no fault of ours.
        let text = panic.payload().downcast_ref::<String>();
        if text.is_some_and(|text| text.starts_with("failed printing to stdout: Broken pipe")) {
            std::process::exit(0);
        }
        usual(panic);
    }));
    let language = help::language();
    let matches = help::command_line(language).get_matches();
    let line = CommandLine::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let json = asks_for_json(&matches);
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

/// Whether the command, at any depth, was given `--json`: then what is refused is told so too.
fn asks_for_json(matches: &ArgMatches) -> bool {
    let own = matches.try_get_one::<bool>("json").ok().flatten().copied();
    own.unwrap_or(false) || matches.subcommand().is_some_and(|(_, inner)| asks_for_json(inner))
}

fn run(command: Command, language: Language) -> Result<(), Failure> {
    match command {
        Command::Demo(arguments) => arguments.run(language),
        Command::Import(arguments) => arguments.run(language),
        Command::Export(arguments) => arguments.run(),
        Command::Definition(command) => command.run(language),
        Command::Keys(command) => command.run(language),
        Command::Accounts(command) => command.run(language),
        Command::Replay(arguments) => arguments.run(language),
        Command::Intake(arguments) => arguments.run(language),
        Command::Serve(arguments) => arguments.run(language),
        Command::Witness(arguments) => arguments.run(language),
        Command::Receipt(arguments) => arguments.run(),
        Command::Checks(command) => command.run(language),
        Command::Station(arguments) => arguments.run(language),
        Command::Verify(arguments) => {
            let verified = arguments.run(language, &mut std::io::stdout().lock())?;
            if verified { Ok(()) } else { Err(Failure::No(String::new())) }
        }
        Command::Bench(command) => command.run(language),
        Command::Plan(arguments) => arguments.run(language),
        Command::Project(arguments) => arguments.run(language),
        Command::Completions(arguments) => arguments.run(language),
        Command::Man(arguments) => arguments.run(language),
    }
}
