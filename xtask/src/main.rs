//! What the people who work on the project run: `cargo xtask COMMAND`.
//!
//! Only the standard library is used, so that this program is built in a second and has nothing
//! to be checked itself.

mod browser;
mod counts;
mod fuzz;
mod install;
mod run;
mod suite;

use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test                        everything CI runs, in the same order
cargo xtask fuzz [TARGET] [--seconds N] the fuzzer on one target, or on all (60 seconds each)
cargo xtask browser [DIRECTORY]         the screens and pages in Chromium; pictures of all of them
cargo xtask peers [NAME]                the planner beside other people's solvers: times and values
cargo xtask peers project               projections of real nights beside those of elex-model
cargo xtask help                        this text
";

/// As for `vigie`: the answer is no.
const NO: u8 = 1;
/// As for `vigie`: wrong use.
const WRONG_USE: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => verdict(suite::test()),
        ["fuzz", rest @ ..] => match fuzz::Wish::parse(rest) {
            Some(wish) => verdict(wish.fulfil()),
            None => wrong_use(),
        },
        ["browser"] => verdict(browsers(None)),
        ["browser", shots] => verdict(browsers(Some(Path::new(shots)))),
        ["peers", rest @ ..] => verdict(suite::compare(rest)),
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        _ => wrong_use(),
    }
}

fn browsers(shots: Option<&Path>) -> bool {
    let end = browser::installed().and_then(|()| browser::tests(shots).1);
    if let Err(why) = &end {
        eprintln!("{why}");
    }
    end.is_ok()
}

fn verdict(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::from(NO) }
}

fn wrong_use() -> ExitCode {
    eprint!("{HELP}");
    ExitCode::from(WRONG_USE)
}
