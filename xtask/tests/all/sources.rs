//! How large the sources may be, and what every crate's manifest and lint settings must say.

use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

/// `tlog`, `election` and `verify` together, without tests, comments and blank lines: what one
/// person can read before trusting a verdict.
const MAX_TRUSTED_LINES: usize = 6_000;
const TRUSTED: [&str; 3] = ["tlog", "election", "verify"];
/// No source file is longer.
const MAX_FILE_LINES: usize = 800;
/// Crates whose lint settings forbid the machine.
const PURE: [&str; 11] =
    ["tlog", "election", "checks", "projection", "station", "ops", "site", "import", "plan", "sim", "verify"];

/// Every file with this ending below a directory, in order.
fn files(directory: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_path_buf()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Lines that hold code: a letter or a digit that is not in a comment, nothing in a test module.
/// A brace on a line of its own is the formatter's, not the reader's (decision 7).
fn lines_of_code(source: &str) -> usize {
    let mut count = 0;
    let mut lines = source.lines().peekable();
    while let Some(line) = lines.next() {
        let code = line.trim_start();
        if code == "#[cfg(test)]" && lines.peek().is_some_and(|next| next.trim_start().starts_with("mod ")) {
            skip_module(line, &mut lines);
        } else if !code.starts_with("//") && code.contains(char::is_alphanumeric) {
            count += 1;
        }
    }
    count
}

/// Reads up to the closing brace under the module's own indentation, which rustfmt guarantees.
fn skip_module<'a>(attribute: &str, lines: &mut impl Iterator<Item = &'a str>) {
    let indent = &attribute[..attribute.len() - attribute.trim_start().len()];
    let end = format!("{indent}}}");
    let first = lines.next().unwrap_or_default();
    if !first.trim_end().ends_with(['}', ';']) {
        lines.find(|line| *line == end);
    }
}

fn too_long(path: &Path, source: &str) -> Option<String> {
    let lines = source.lines().count();
    (lines > MAX_FILE_LINES).then(|| format!("{}: {lines} lines", path.display()))
}

/// Whether a manifest takes the workspace's lints.
fn takes_lints(manifest: &str) -> bool {
    let mut lines = manifest.lines().map(str::trim);
    lines.any(|line| line == "[lints]") && lines.next() == Some("workspace = true")
}

/// What of the root's lint settings and of the ban on the machine is missing in a crate's.
fn missing_settings(own: &str, root: &str, ban: &str) -> Vec<String> {
    let wanted = root.lines().chain(ban.lines()).map(str::trim);
    let wanted = wanted.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let has = |wanted: &str| own.lines().any(|line| line.trim() == wanted);
    wanted.filter(|line| !has(line)).map(str::to_owned).collect()
}

#[test]
fn the_trusted_core_stays_readable() {
    let mut sum = 0;
    for name in TRUSTED {
        let sources = files(&root().join("crates").join(name).join("src"), "rs");
        let lines: usize = sources.iter().map(|path| lines_of_code(&fs::read_to_string(path).unwrap())).sum();
        println!("{name}: {lines} lines of code");
        sum += lines;
    }
    println!("trusted core: {sum} of at most {MAX_TRUSTED_LINES} lines of code");
    assert!(sum <= MAX_TRUSTED_LINES, "the trusted core has {sum} lines of code");
}

#[test]
fn no_source_file_is_too_long() {
    let mut long = Vec::new();
    for part in ["crates", "xtask", "fuzz", "interop"] {
        for ending in ["rs", "go"] {
            for path in files(&root().join(part), ending) {
                long.extend(too_long(&path, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert_eq!(long, [] as [String; 0]);
}

#[test]
fn every_crate_takes_the_lints() {
    let mut manifests: Vec<PathBuf> =
        fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path().join("Cargo.toml")).collect();
    manifests.push(root().join("xtask/Cargo.toml"));
    for manifest in manifests {
        let text = fs::read_to_string(&manifest).unwrap();
        assert!(takes_lints(&text), "{} has no `[lints] workspace = true`", manifest.display());
    }
}

/// Clippy reads the settings nearest to the crate and no others, so the pure crates' own must
/// repeat the root's, and all ban the same things.
#[test]
fn pure_crates_ban_the_machine() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let common = read("clippy.toml");
    let ban = read("crates/tlog/clippy.toml");
    for needed in [
        "std::time::SystemTime::now",
        "std::time::Instant::now",
        "std::fs::File",
        "std::net::TcpStream",
        "std::thread::spawn",
        "std::env::var",
        "std::process::Command",
        "std::collections::HashMap",
    ] {
        assert!(ban.contains(needed), "{needed} is not banned");
    }
    for name in PURE {
        let own = read(&format!("crates/{name}/clippy.toml"));
        assert_eq!(missing_settings(&own, &common, &ban), [] as [String; 0], "{name}");
    }
}

/// What of its own crate the plan's checker may name: what is planned and what was answered, not
/// how the answer was found.
const PLAN_CHECK: [&str; 3] = ["answer", "measure", "problem"];
/// Who in the planner may name the checker: the line that declares it, and the pages that show its
/// verdict. The search never: what is claimed must not be made by who judges it.
const NAMES_PLAN_CHECK: [&str; 3] = ["lib.rs", "output/", "sweep/mod.rs"];

/// Sweeps have a checker of their own, and a proof of their bound: the files, and what of their
/// folder each may name. `tree` and `column` give the shapes of a proof.
const SWEEP_CHECKS: [(&str, &[&str]); 2] =
    [("check.rs", &["problem"]), ("certificate.rs", &["problem", "column", "tree"])];

/// Source without comments and test modules: there only the code may name things.
fn code(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Modules of its own crate that a source names after `prefix`, as in `crate::game` and
/// `crate::{game, draw::Seed}`.
fn named(source: &str, prefix: &str) -> Vec<String> {
    let mut named = Vec::new();
    for tail in code(source).split(prefix).skip(1) {
        let Some(group) = tail.strip_prefix('{') else {
            named.push(word(tail));
            continue;
        };
        let (mut depth, mut due) = (1, true);
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => due = true,
                _ if due && letter.is_alphanumeric() => {
                    named.push(word(&group[at..]));
                    due = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    named
}

fn word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// What a source of the checker names beyond what it may. `root` is the checker's own `mod.rs`,
/// above which is the crate.
fn strangers_of_check(source: &str, root: bool) -> Vec<String> {
    let mut strange = named(source, "crate::");
    strange.extend(named(source, "plan::"));
    strange.retain(|name| !PLAN_CHECK.contains(&name.as_str()));
    let up = if root { "super::" } else { "super::super::" };
    strange.extend(code(source).contains(up).then(|| up.to_owned()));
    strange
}

/// Whether a source of the planner names the checker.
fn names_check(source: &str) -> bool {
    let code = code(source);
    let paths = ["crate::", "super::", "plan::"].map(|prefix| named(source, prefix));
    paths.iter().flatten().any(|name| name == "check") || code.contains("mod check;")
}

#[test]
fn the_plans_checker_shares_no_code_with_the_search() {
    let sources = root().join("crates/plan/src");
    let own = sources.join("check");
    let mut broken = Vec::new();
    for path in files(&sources, "rs") {
        let source = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&sources).unwrap().display().to_string();
        if path.starts_with(&own) {
            let strange = strangers_of_check(&source, path.ends_with("check/mod.rs"));
            broken.extend(strange.into_iter().map(|module| format!("{name} names {module}")));
        } else if names_check(&source) && !NAMES_PLAN_CHECK.iter().any(|may| name.starts_with(may)) {
            broken.push(format!("{name} names check"));
        }
    }
    assert!(own.join("mod.rs").exists(), "the checker has moved: this test looks at nothing");
    assert_eq!(broken, [] as [String; 0]);
}

#[test]
fn the_checks_of_sweeps_share_no_code_with_their_search() {
    let sources = root().join("crates/plan/src/sweep");
    for (file, may) in SWEEP_CHECKS {
        let source = fs::read_to_string(sources.join(file)).unwrap();
        let mut strange = named(&source, "super::");
        strange.extend(named(&source, "crate::"));
        strange.retain(|name| !may.contains(&name.as_str()));
        assert_eq!(strange, [] as [String; 0], "{file}");
    }
}

#[test]
fn a_checker_that_looks_at_the_search_is_found() {
    let good = "use super::case::Case;\nuse crate::answer::{Plan, Step};\nuse crate::{measure::Seconds, problem};\n";
    assert_eq!(strangers_of_check(good, false), [] as [String; 0]);
    assert_eq!(strangers_of_check("use crate::{answer::{Plan, Step}, travel};", false), ["travel"]);
    assert_eq!(strangers_of_check("fn one() { crate::game::solve(); }", false), ["game"]);
    assert_eq!(strangers_of_check("use super::super::game;", false), ["super::super::"]);
    assert_eq!(strangers_of_check("use super::game;", true), ["super::"]);
    assert_eq!(strangers_of_check("// crate::game is not used.\n", false), [] as [String; 0]);
    for naming in ["use crate::check::check;", "use crate::{answer, check};", "use super::check::Rule;", "mod check;"] {
        assert!(names_check(naming), "{naming}");
    }
    assert!(!names_check("//! See `crate::check`.\nuse super::recheck::all;\n"));
}

#[test]
fn test_modules_comments_and_blanks_are_no_code() {
    let source = "\
//! Words.

fn one() {
    // Reason.
    two();
}

#[cfg(test)]
mod tests {
    fn inside() {
    }
}

#[cfg(test)]
mod elsewhere;

fn three() {}
";
    assert_eq!(lines_of_code(source), 3);
}

#[test]
fn a_long_file_is_found() {
    let path = Path::new("long.rs");
    assert_eq!(too_long(path, &"x\n".repeat(MAX_FILE_LINES)), None);
    assert!(too_long(path, &"x\n".repeat(MAX_FILE_LINES + 1)).is_some());
}

#[test]
fn a_manifest_without_lints_is_found() {
    assert!(takes_lints("[package]\n[lints]\nworkspace = true\n"));
    assert!(!takes_lints("[package]\nname = \"x\"\n"));
    assert!(!takes_lints("[lints]\n[dependencies]\nworkspace = true\n"));
}

#[test]
fn a_ban_that_was_taken_out_is_found() {
    let root = "too-many-lines-threshold = 60\n";
    let ban = "# Reason.\nbanned = \"std::fs\"\n";
    assert_eq!(missing_settings("banned = \"std::fs\"\ntoo-many-lines-threshold = 60\n", root, ban), [] as [String; 0]);
    assert_eq!(missing_settings("banned = \"std::fs\"\n", root, ban), ["too-many-lines-threshold = 60"]);
}
