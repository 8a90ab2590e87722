//! Rounds as `PyVRP` finds them (Wouda, Lan and Kool 2024), in a virtual environment below the
//! target directory. The same problems, the same CPU seconds, one thread each.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use plan::route::solomon::{self, Objective, PARTS};
use plan::sweep::{CHANGES, Settings, check::check, read, solve};

use crate::clock;

/// What `peers sweep` may be told; files plain.
pub const SWEEP: &str = "FILE.json [SECONDS]";
/// What `peers vrptw` may be told.
pub const VRPTW: &str = "FILE.txt... --seconds T";

/// The version that is compared.
const PYVRP: &str = "pyvrp==0.14.1";

/// Prints ours, then `PyVRP` with three seeds.
///
/// # Errors
/// A file that cannot be read or is no problem, Python that cannot be had.
///
/// # Panics
/// If our own rounds or our own proof do not hold.
pub fn sweep(arguments: &[String]) -> Result<(), String> {
    let (file, seconds) = match arguments {
        [file] => (file, "60"),
        [file, seconds] => (file, seconds.as_str()),
        _ => return Err(format!("peers sweep {SWEEP}")),
    };
    let limit = limit(seconds)?;
    let text = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let problem = read::parse(&text).map_err(|error| format!("{file}, {error}"))?;
    let settings = Settings { seed: [1; 32], changes: CHANGES };
    let until = clock::spent() + limit;
    let (answer, cpu) = clock::cpu(|| solve(&problem, &settings, &mut || clock::spent() >= until));
    assert_eq!(check(&problem, &answer.rounds), Ok(answer.value), "our own rounds keep every rule");
    let proven = answer.certificate.proven(&problem);
    assert!(proven.is_ok_and(|proven| proven >= answer.bound), "our own proof holds");
    println!("ours {} (bound {}, {:.2} CPU-s)", answer.value, answer.bound, cpu.as_secs_f64());
    let python = python()?;
    for seed in 1..=3 {
        println!("PyVRP 0.14.1, seed {seed}: {}", theirs(&python, "sweep", file, seconds, seed)?);
    }
    Ok(())
}

/// Prints a line a file: the distances of both, ours first for the distance alone, as `PyVRP`
/// counts, then with the vehicles first.
///
/// # Errors
/// As for [`sweep`].
pub fn vrptw(arguments: &[String]) -> Result<(), String> {
    let [files @ .., option, seconds] = arguments else { return Err(format!("peers vrptw {VRPTW}")) };
    if option != "--seconds" || files.is_empty() {
        return Err(format!("peers vrptw {VRPTW}"));
    }
    let (limit, python) = (limit(seconds)?, python()?);
    for file in files {
        let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        let problem = solomon::parse(&text).map_err(|error| format!("{file}, {error}"))?;
        let ours = |objective| {
            let start = clock::spent();
            let mut spent = |_: u64| (clock::spent().saturating_sub(start)).as_secs_f64() / limit.as_secs_f64();
            match problem.solve(objective, &[1; 32], &mut spent) {
                Some(rounds) => shown(&problem, &rounds),
                None => "none".to_owned(),
            }
        };
        let name = Path::new(file).file_stem().map_or_else(|| file.into(), |name| name.to_string_lossy());
        let (distance, vehicles) = (ours(Objective::Distance), ours(Objective::Vehicles));
        let theirs = theirs(&python, "vrptw", file, seconds, 1)?;
        println!("{name}: ours {distance}, vehicles first {vehicles}; PyVRP {theirs}");
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn shown(problem: &solomon::Solomon, rounds: &[Vec<usize>]) -> String {
    let distance = problem.check(rounds).expect("our own rounds keep every rule");
    format!("{:.2} ({})", distance as f64 / PARTS as f64, rounds.len())
}

fn limit(seconds: &str) -> Result<Duration, String> {
    let seconds = seconds.parse().map_err(|_| format!("{seconds}: not a number of seconds"))?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// A Python that has `PyVRP`, made on first use.
fn python() -> Result<PathBuf, String> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let place = here.join("target/pyvrp");
    let python = place.join("bin/python");
    let has =
        |python: &Path| Command::new(python).args(["-c", "import pyvrp"]).output().is_ok_and(|o| o.status.success());
    if !has(&python) {
        done(Command::new("python3").args(["-m", "venv"]).arg(&place))?;
        done(Command::new(&python).args(["-m", "pip", "install", "--quiet", PYVRP]))?;
    }
    if has(&python) { Ok(python) } else { Err(format!("{PYVRP} cannot be had here")) }
}

fn done(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}

fn theirs(python: &Path, kind: &str, file: &str, seconds: &str, seed: u32) -> Result<String, String> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("python/pyvrp_rounds.py");
    let arguments = [kind, file, seconds, &seed.to_string()];
    let output = Command::new(python).arg(script).args(arguments).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let words: Vec<&str> = text.split_whitespace().collect();
    match words[..] {
        [value, vehicles, cpu] => Ok(format!("{value} ({vehicles} rounds, {cpu} CPU-s)")),
        _ => Ok(text),
    }
}
