//! `peers NAME [ARGUMENTS]`: prints one comparison.

use std::process::ExitCode;

/// A comparison: its name, its arguments, and what prints it.
type Comparison = (&'static str, &'static str, fn(&[String]) -> Result<(), String>);

const COMPARISONS: &[Comparison] = &[
    ("cover", peers::cover::ARGUMENTS, peers::cover::run),
    ("game", peers::game::ARGUMENTS, peers::game::run),
    ("pmed", peers::pmed::ARGUMENTS, peers::pmed::run),
    ("sweep", peers::rounds::SWEEP, peers::rounds::sweep),
    ("vrptw", peers::rounds::VRPTW, peers::rounds::vrptw),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let named = arguments.split_first().and_then(|(name, rest)| {
        let found = COMPARISONS.iter().find(|(known, _, _)| known == name)?;
        Some((found, rest))
    });
    let Some(((_, _, run), rest)) = named else {
        for (name, arguments, _) in COMPARISONS {
            eprintln!("peers {name} {arguments}");
        }
        return ExitCode::from(2);
    };
    match run(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}
