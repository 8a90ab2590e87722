//! A `vigie` process and what it said.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What a process said and how it ended.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// Runs `vigie` in English, with the passphrase of the tests.
pub fn vigie(arguments: &[&str]) -> Said {
    run(Command::new(env!("CARGO_BIN_EXE_vigie")).args(arguments))
}

pub fn run(command: &mut Command) -> Said {
    let command = command.env("VIGIE_LANG", "en").env("VIGIE_PASSPHRASE", "a passphrase for tests");
    let output = command.stdin(Stdio::null()).output().expect("the process starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is printed is UTF-8");
    Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

impl Said {
    /// It ended with this code; gives what it printed.
    #[track_caller]
    pub fn ended(&self, code: i32) -> &str {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        &self.out
    }

    /// It ended with this code and said why.
    #[track_caller]
    pub fn refused(&self, code: i32, why: &str) {
        self.ended(code);
        assert!(self.err.contains(why) || self.out.contains(why), "no {why:?} in: {}{}", self.out, self.err);
    }
}

/// A demo of 120 stations, made once for all tests that only read it.
pub fn demo() -> &'static Path {
    static DEMO: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = DEMO.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let out = dir.path().join("demo");
        vigie(&["demo", "--stations", "120", "--out", text(&out), "--no-serve"]).ended(0);
        dir
    });
    made.path()
}

/// A copy of the demo's directory that a test may change.
pub fn own_demo() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    copy(&demo().join("demo"), &dir.path().join("demo"));
    dir
}

pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// Real data beside the project, if it is there; says loudly when it is not.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if !path.exists() {
        eprintln!("SKIPPED: {name} is not there, so nothing was tested on real data");
    }
    path.exists().then_some(path)
}
