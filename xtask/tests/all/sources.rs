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
const PURE: [&str; 5] = ["tlog", "election", "import", "sim", "verify"];

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
