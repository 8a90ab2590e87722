//! The screens and the public pages in a browser: journeys with the keyboard, with JavaScript and
//! without, narrow and wide, every page under axe.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::counts::Counts;
use crate::{install, run};

/// The journeys through the screens, and the packages that both browser tests use.
const JOURNEYS: &str = "web/tests/hub";

/// The people of a count, the rooms of an operation, and its plan repaired.
const EACH: [&str; 3] = ["journeys.mjs", "operation.mjs", "repair.mjs"];

/// Both browser tests; pictures of every page are put into `shots`, if it is given.
pub fn tests(shots: Option<&Path>) -> (Counts, Result<(), String>) {
    let (mut counts, mut end) = public_pages();
    for journey in EACH {
        let walked = screens(journey, shots);
        counts += if walked.is_ok() { Counts::ONE_PASSED } else { Counts::ONE_FAILED };
        end = end.and(walked);
    }
    (counts, end)
}

/// The public pages: a test of `site`, which passes over itself where there is no browser.
fn public_pages() -> (Counts, Result<(), String>) {
    // Of the whole workspace, so that nothing is built again with other features.
    let mut command = run::cargo(&["test", "--workspace", "--test", "all", "the_pages_hold", "--", "--nocapture"]);
    run::tests(in_chromium(&mut command).env("VIGIE_NODE_MODULES", JOURNEYS))
}

/// A journey through a hub that runs.
fn screens(journey: &str, shots: Option<&Path>) -> Result<(), String> {
    // The program that the tests have built: alone it would be built again, with fewer features.
    run::run(&mut run::cargo(&["test", "--workspace", "--no-run", "--quiet"]))?;
    let mut command = Command::new("node");
    command.arg(journey).arg(program()).args(shots.map(absolute)).current_dir(run::root().join(JOURNEYS));
    run::run(in_chromium(&mut command))
}

fn in_chromium(command: &mut Command) -> &mut Command {
    command.env("VIGIE_CHROMIUM", install::chromium().unwrap_or("chromium"))
}

fn program() -> PathBuf {
    run::target().join("debug/vigie")
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// Chromium, node, and the packages of the browser tests.
pub fn installed() -> Result<(), String> {
    install::browser(&run::root().join(JOURNEYS))
}
