//! `vigie-verify`: the public's verifier.

use std::process::ExitCode;

use clap::Parser;

/// Verify an election's published results from public files alone.
#[derive(Parser)]
#[command(name = "vigie-verify", version)]
struct CommandLine {
    #[command(flatten)]
    arguments: verifier::Arguments,
}

fn main() -> ExitCode {
    let command = CommandLine::parse();
    let language = verifier::wording::language(None);
    match command.arguments.run(language, &mut std::io::stdout().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("{}", verifier::wording::visible_lines(&failure.to_string()));
            ExitCode::from(failure.code())
        }
    }
}
