//! `cargo xtask test`: everything CI runs, step after step.
//!
//! A failed step does not stop the others: one run shows everything that is wrong.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::counts::Counts;
use crate::{browser, install, run};

/// How long the database of known vulnerabilities may take to answer.
const DATABASE_WAIT: Duration = Duration::from_mins(1);

/// How a step ended.
enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
    /// The step has tests of its own.
    Tests(Counts),
    /// The same, and not all is well.
    FailedTests(Counts, String),
}

struct Step {
    name: &'static str,
    act: fn() -> Outcome,
}

const STEPS: [Step; 12] = [
    Step { name: "format", act: format },
    Step { name: "lints", act: lints },
    Step { name: "documentation", act: documentation },
    Step { name: "tests", act: tests },
    Step { name: "browser (Chromium)", act: browsers },
    Step { name: "foreign client (Go)", act: foreign_client },
    Step { name: "foreign witness (litewitness)", act: foreign_witness },
    Step { name: "foreign alerts (schema of OASIS)", act: foreign_alerts },
    Step { name: "peers (HiGHS)", act: peers },
    Step { name: "fuzz crate", act: fuzz_crate },
    Step { name: "licences, sources, banned crates", act: deny },
    Step { name: "known vulnerabilities", act: advisories },
];

/// Runs every step; whether all is well. The last line printed is the sum.
pub fn test() -> bool {
    let mut sum = Counts::default();
    let mut summary = Vec::new();
    for (number, step) in (1..).zip(&STEPS) {
        println!("\n=== {number}/{}: {}", STEPS.len(), step.name);
        let start = Instant::now();
        let outcome = (step.act)();
        let line = format!("{} ({:.0?})", describe(step.name, &outcome), start.elapsed());
        println!("=== {line}");
        summary.push(line);
        sum += counted(&outcome);
    }
    println!("\n=== summary");
    for line in summary {
        println!("{line}");
    }
    println!("{sum}");
    sum.failed == 0
}

fn describe(name: &str, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed => format!("passed   {name}"),
        Outcome::Failed(why) => format!("FAILED   {name}: {why}"),
        Outcome::Skipped(why) => format!("SKIPPED  {name}: {why}"),
        Outcome::Tests(counts) => format!("passed   {name}: {counts}"),
        Outcome::FailedTests(counts, why) => format!("FAILED   {name}: {counts}: {why}"),
    }
}

fn counted(outcome: &Outcome) -> Counts {
    match outcome {
        Outcome::Passed => Counts::ONE_PASSED,
        Outcome::Failed(_) => Counts::ONE_FAILED,
        Outcome::Skipped(_) => Counts::ONE_SKIPPED,
        Outcome::Tests(counts) => *counts,
        // Tests that could not be built or run to their end fail without a count.
        Outcome::FailedTests(counts, _) => Counts { failed: counts.failed.max(1), ..*counts },
    }
}

fn passed(result: Result<(), String>) -> Outcome {
    result.map_or_else(Outcome::Failed, |()| Outcome::Passed)
}

fn tested((counts, end): (Counts, Result<(), String>)) -> Outcome {
    match end {
        Ok(()) if counts == Counts::default() => Outcome::FailedTests(counts, "no test was run".to_owned()),
        Ok(()) => Outcome::Tests(counts),
        Err(why) => Outcome::FailedTests(counts, why),
    }
}

fn format() -> Outcome {
    let ours = run::run(&mut run::cargo(&["fmt", "--all", "--check"]));
    let others = ["fuzz/Cargo.toml", PEERS];
    let apart = |manifest: &str| run::run(&mut run::cargo(&["fmt", "--manifest-path", manifest, "--check"]));
    passed(others.into_iter().map(apart).fold(ours, Result::and))
}

/// On top of the workspace's lints: a loop over a hash map, which a list of methods cannot ban.
fn lints() -> Outcome {
    let mut command = run::cargo(&["clippy", "--workspace", "--all-targets", "--all-features"]);
    command.args(["--", "-D", "warnings", "-D", "clippy::iter_over_hash_type"]);
    passed(run::run(&mut command))
}

fn documentation() -> Outcome {
    let mut command = run::cargo(&["doc", "--workspace", "--no-deps"]);
    passed(run::run(command.env("RUSTDOCFLAGS", "-D warnings")))
}

/// Unit, integration and documentation tests; the short fuzz run and the architecture test are
/// among them.
fn tests() -> Outcome {
    tested(run::tests(&mut run::cargo(&["test", "--workspace", "--no-fail-fast"])))
}

/// The screens and the public pages in a real browser.
fn browsers() -> Outcome {
    match browser::installed() {
        Ok(()) => tested(browser::tests(None)),
        Err(why) => Outcome::Skipped(format!("NO PAGE WAS TRIED IN A BROWSER, it cannot be had here: {why}")),
    }
}

fn foreign_client() -> Outcome {
    match install::go() {
        Ok(()) => tested(run::tests(&mut foreign("go_"))),
        Err(why) => Outcome::Skipped(format!("Go cannot be had here: {why}")),
    }
}

/// Somebody else's witness on our log.
fn foreign_witness() -> Outcome {
    match install::litewitness() {
        Ok(programs) => tested(run::tests(foreign("litewitness_").env("VIGIE_STRANGERS", programs))),
        Err(why) => Outcome::Skipped(format!("litewitness cannot be had here: {why}")),
    }
}

/// Somebody else's checker on our alerts, with the schema of OASIS.
fn foreign_alerts() -> Outcome {
    match install::cap_validator() {
        Ok(python) => tested(run::tests(foreign("cap_").env("VIGIE_CAP_PYTHON", python))),
        Err(why) => Outcome::Skipped(format!("NO ALERT WAS CHECKED, capvalidator cannot be had here: {why}")),
    }
}

/// The tests against other people's programs, by the beginning of their names. Of the whole
/// workspace, so that nothing is built again with other features.
fn foreign(filter: &str) -> Command {
    let features = ["--features", "xtask/go,server/strangers"];
    let mut command = run::cargo(&["test", "--workspace", "--test", "foreign", "--test", "strangers"]);
    command.args(features).args(["--", filter]);
    command
}

/// The planner against other people's solvers. Outside the workspace, since they are minutes of
/// C++; optimised, since an interior point method is slow enough as it is.
fn peers() -> Outcome {
    match install::solvers() {
        Ok(()) => {
            let lints = ["clippy", "--release", "--manifest-path", PEERS, "--all-targets", "--", "-D", "warnings"];
            let clean = run::run(&mut run::cargo(&lints));
            let (counts, end) = run::tests(&mut run::cargo(&["test", "--release", "--manifest-path", PEERS]));
            tested((counts, clean.and(end)))
        }
        Err(why) => Outcome::Skipped(format!("cmake and libclang cannot be had here: {why}")),
    }
}

/// Prints the planner's figures beside those of other solvers, measured in the same run.
pub fn compare(names: &[&str]) -> bool {
    let end = if names == ["project"] { projections() } else { solvers(names) };
    if let Err(why) = &end {
        eprintln!("{why}");
    }
    end.is_ok()
}

fn solvers(names: &[&str]) -> Result<(), String> {
    let mut command = run::cargo(&["run", "--release", "--quiet", "--manifest-path", PEERS, "--"]);
    install::solvers().and_then(|()| run::run(command.args(names)))
}

/// The rounds of 2017, beside the project.
const ROUNDS: [&str; 2] = ["../shared/data/fr2017_bv_T1.csv.xz", "../shared/data/fr2017_bv_T2.csv.xz"];
/// Percent of the registered whose stations have reported.
const COUNTED: [&str; 5] = ["10", "30", "50", "70", "90"];

/// Projections of both rounds beside those of elex-model, from the same reports.
fn projections() -> Result<(), String> {
    let python = install::elex_model()?;
    let [first, second] = ROUNDS;
    run::run(&mut run::cargo(&["run", "--release", "--quiet", "--", "bench", "project", first, second]))?;
    for (now, earlier) in [(second, first), (first, second)] {
        let mut lists = Vec::new();
        for counted in COUNTED {
            let list = run::target().join(format!("projected-{counted}.txt"));
            let words =
                ["run", "--release", "--quiet", "--", "project", now, "--earlier", earlier, "--counted", counted];
            run::run(run::cargo(&words).arg("--write-stations").arg(&list))?;
            lists.push(list);
        }
        let mut theirs = Command::new(&python);
        run::run(theirs.arg("peers/projection/elex.py").args([now, earlier]).args(lists).current_dir(run::root()))?;
    }
    Ok(())
}

/// The crate that compares with other solvers.
pub const PEERS: &str = "peers/Cargo.toml";

/// The fuzz crate is outside the workspace: without this it would rot unseen. Checked with the
/// stable toolchain; running it needs nightly (`cargo xtask fuzz`).
fn fuzz_crate() -> Outcome {
    passed(run::run(&mut run::cargo(&["check", "--manifest-path", "fuzz/Cargo.toml"])))
}

fn deny() -> Outcome {
    match install::cargo_deny() {
        Ok(()) => {
            let words = ["deny", "--all-features", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
            passed(run::run(&mut run::cargo(&words)))
        }
        Err(why) => Outcome::Failed(format!("cargo-deny cannot be had here: {why}")),
    }
}

fn advisories() -> Outcome {
    let mut fetch = run::cargo(&["deny", "fetch", "db"]);
    match run::run_within(&mut fetch, DATABASE_WAIT) {
        Ok(()) => {
            let words = ["deny", "check", "--disable-fetch", "advisories"];
            passed(run::run(&mut run::cargo(&words)))
        }
        Err(why) => Outcome::Skipped(format!(
            "the database cannot be reached from here, NOTHING is known about vulnerabilities of dependencies: {why}"
        )),
    }
}
