//! `cargo xtask fuzz`: libFuzzer on the parsers, with the nightly toolchain.

use std::fs;
use std::process::Command;

use crate::{install, run};

const DEFAULT_SECONDS: u32 = 60;
/// Longest input tried: over the limit of a note, so that the limit is tried as well.
const MAX_INPUT: u32 = 70_000;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Wish {
    /// One target, or all.
    target: Option<String>,
    /// For each target.
    seconds: u32,
}

impl Wish {
    /// Reads `[TARGET] [--seconds N]`.
    pub fn parse(words: &[&str]) -> Option<Wish> {
        let (target, rest) = match words {
            [target, rest @ ..] if !target.starts_with('-') => (Some((*target).to_owned()), rest),
            rest => (None, rest),
        };
        let seconds = match rest {
            [] => DEFAULT_SECONDS,
            ["--seconds", number] => number.parse().ok()?,
            _ => return None,
        };
        Some(Wish { target, seconds })
    }

    /// Runs the fuzzer; whether nothing was found.
    pub fn fulfil(&self) -> bool {
        let result = ready().and_then(|()| {
            let known = targets()?;
            let chosen = self.choose(&known)?;
            chosen.iter().try_for_each(|target| self.fuzz(target))
        });
        if let Err(why) = &result {
            eprintln!("fuzz: {why}");
        }
        result.is_ok()
    }

    fn choose(&self, known: &[String]) -> Result<Vec<String>, String> {
        match &self.target {
            None => Ok(known.to_vec()),
            Some(target) if known.contains(target) => Ok(vec![target.clone()]),
            Some(target) => Err(format!("no target `{target}`; there are {}", known.join(", "))),
        }
    }

    fn fuzz(&self, target: &str) -> Result<(), String> {
        let corpus = format!("fuzz/corpus/{target}");
        fs::create_dir_all(run::root().join(&corpus)).map_err(|e| format!("{corpus}: {e}"))?;
        let mut command = nightly(&["cargo", "fuzz", "run", target, &corpus]);
        command.arg(format!("fuzz/seeds/{target}"));
        command.arg("--").arg(format!("-max_total_time={}", self.seconds));
        command.arg(format!("-max_len={MAX_INPUT}"));
        run::run(&mut command)
    }
}

fn ready() -> Result<(), String> {
    if !run::answers(&mut nightly(&["rustc", "--version"])) {
        return Err("the fuzzer needs the nightly toolchain (`rustup toolchain install nightly`); \
                    the short run of every target is in `cargo xtask test`"
            .to_owned());
    }
    install::cargo_fuzz()
}

/// A program of the nightly toolchain. What the stable cargo around this program has set would
/// lead back to the stable one.
fn nightly(words: &[&str]) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly"]).args(words);
    command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN").current_dir(run::root());
    command
}

fn targets() -> Result<Vec<String>, String> {
    let directory = run::root().join("fuzz/fuzz_targets");
    let files = fs::read_dir(&directory).map_err(|e| format!("{}: {e}", directory.display()))?;
    let mut targets: Vec<String> =
        files.filter_map(|file| file.ok()?.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned)).collect();
    targets.sort();
    Ok(targets)
}

#[cfg(test)]
mod tests {
    use super::Wish;

    fn wish(target: Option<&str>, seconds: u32) -> Wish {
        let target = target.map(str::to_owned);
        Wish { target, seconds }
    }

    #[test]
    fn reads_what_is_asked() {
        assert_eq!(Wish::parse(&[]), Some(wish(None, 60)));
        assert_eq!(Wish::parse(&["note"]), Some(wish(Some("note"), 60)));
        assert_eq!(Wish::parse(&["--seconds", "5"]), Some(wish(None, 5)));
        assert_eq!(Wish::parse(&["note", "--seconds", "5"]), Some(wish(Some("note"), 5)));
    }

    #[test]
    fn refuses_the_rest() {
        for words in [&["--seconds"][..], &["note", "more"], &["--seconds", "-1"], &["--fast"]] {
            assert_eq!(Wish::parse(words), None, "{words:?}");
        }
    }

    #[test]
    fn an_unknown_target_is_refused() {
        let known = ["note".to_owned()];
        assert!(wish(Some("nonsense"), 1).choose(&known).is_err());
        assert_eq!(wish(None, 1).choose(&known), Ok(known.to_vec()));
    }
}
