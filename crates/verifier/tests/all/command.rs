//! The command line as a user gives it.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use election::refusal::Language;
use tempfile::TempDir;
use verifier::{Arguments, Failure};

use crate::press::Files;

#[derive(Parser)]
struct CommandLine {
    #[command(flatten)]
    arguments: Arguments,
}

/// What a run gives: the verdict or the failure, and what was printed.
pub struct Ran {
    pub verdict: Result<bool, Failure>,
    pub text: String,
}

pub fn run_in(language: Language, words: &[&str]) -> Ran {
    let words = ["vigie-verify"].iter().chain(words);
    let line = CommandLine::try_parse_from(words).expect("a right command");
    let mut out = Vec::new();
    let verdict = line.arguments.run(language, &mut out);
    let text = String::from_utf8(out).expect("text");
    Ran { verdict, text }
}

pub fn run(words: &[&str]) -> Ran {
    run_in(Language::English, words)
}

pub fn parses(words: &[&str]) -> bool {
    let words = ["vigie-verify"].iter().chain(words);
    CommandLine::try_parse_from(words).is_ok()
}

/// Files in a directory of their own.
pub struct Published(pub TempDir);

impl Published {
    pub fn new(files: &Files) -> Self {
        let published = Self(TempDir::new().expect("a directory"));
        for (path, bytes) in files {
            published.write(path, bytes);
        }
        published
    }

    pub fn write(&self, path: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("inside")).expect("made");
        fs::write(&path, bytes).expect("written");
        path
    }

    pub fn path(&self) -> &str {
        text(self.0.path())
    }
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}
