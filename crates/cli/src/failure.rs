//! Why a command did not do its work, and the exit code that says so.

use std::io;
use std::path::{Path, PathBuf};

use election::{publish::json::Json, refusal::Language};
use import::fault::{Fault, Refused};
use verifier::wording::{cause, say, visible, visible_lines};

/// Exit codes: 1 the answer is no, 2 wrong use, 3 the outside failed.
#[derive(Debug)]
pub enum Failure {
    /// The answer is no; the text may be empty when it was printed already.
    No(String),
    /// Input that is refused, with all its faults.
    Refused(Refused),
    /// The command cannot mean what it says.
    Usage(String),
    /// A file, a disk, a terminal.
    Outside(String),
    /// A failed effect on a path.
    Effect(PathBuf, io::Error),
    /// Any of the first kinds, in both languages: who raises it need not know which is spoken.
    Said(Exit, Words),
}

/// How a process ends that did not do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    No = 1,
    Usage = 2,
    Outside = 3,
}

/// A text in both languages.
#[derive(Clone, Debug)]
pub struct Words {
    french: String,
    english: String,
}

impl Failure {
    /// The answer is no.
    pub fn no(french: impl Into<String>, english: impl Into<String>) -> Self {
        Self::Said(Exit::No, Words { french: french.into(), english: english.into() })
    }

    /// The command cannot mean what it says.
    pub fn usage(french: impl Into<String>, english: impl Into<String>) -> Self {
        Self::Said(Exit::Usage, Words { french: french.into(), english: english.into() })
    }

    /// The outside failed.
    pub fn outside(french: impl Into<String>, english: impl Into<String>) -> Self {
        Self::Said(Exit::Outside, Words { french: french.into(), english: english.into() })
    }

    /// A failed effect on a path.
    pub fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self::Effect(path.to_owned(), error)
    }

    pub fn code(&self) -> u8 {
        match self {
            Self::No(_) | Self::Refused(_) => Exit::No as u8,
            Self::Usage(_) => Exit::Usage as u8,
            Self::Outside(_) | Self::Effect(..) => Exit::Outside as u8,
            Self::Said(exit, _) => *exit as u8,
        }
    }

    /// What is printed. It may hold what strangers wrote, so it cannot steer a terminal.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::No(text) | Self::Usage(text) | Self::Outside(text) => visible_lines(text),
            Self::Effect(path, error) => visible(&format!("{}: {}", path.display(), cause(language, error))),
            Self::Said(_, words) => visible_lines(say(language, &words.french, &words.english)),
            Self::Refused(refused) => {
                let mut lines: Vec<String> =
                    refused.faults.iter().map(|fault| visible(&fault.text(language))).collect();
                if refused.left_out > 0 {
                    lines.push(format!("… + {}", refused.left_out));
                }
                lines.join("\n")
            }
        }
    }
}

/// A refusal for machines: one object, with every fault that is told.
pub fn refused_json(refused: &Refused) -> String {
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("ok").boolean(false);
        json.name("faults").array(|json| refused.faults.iter().for_each(|fault| fault_json(fault, json)));
        json.name("left_out").number(refused.left_out);
    });
    out
}

fn fault_json(fault: &Fault, json: &mut Json<'_>) {
    let words = fault.cause.words();
    json.object(|json| {
        json.name("code").text(words.code);
        json.name("file").text(&fault.file);
        match fault.line {
            Some(line) => json.name("line").number(line),
            None => json.name("line").null(),
        }
        match &fault.column {
            Some(column) => json.name("column").number(column.number as u64),
            None => json.name("column").null(),
        }
        json.name("text").text(words.english);
        json.name("found").text(&fault.found_in_short());
        json.name("remedy").text(words.remedy);
    });
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<server::plans::Fault> for Failure {
    fn from(fault: server::plans::Fault) -> Self {
        use server::plans::Fault;
        match fault {
            Fault::Refused(words) => Self::no(words.french, words.english),
            Fault::Taken(words) => Self::usage(words.french, words.english),
            Fault::Missing(words) => Self::outside(words.french, words.english),
            Fault::Effect(path, error) => Self::Effect(path, error),
        }
    }
}

impl From<verifier::Failure> for Failure {
    fn from(failure: verifier::Failure) -> Self {
        match failure {
            verifier::Failure::Usage(text) => Self::Usage(text),
            outside @ verifier::Failure::Outside { .. } => Self::Outside(outside.to_string()),
        }
    }
}
