//! Why a plan's directory was not read or not written.

use std::io;
use std::path::{Path, PathBuf};

use election::refusal::Language;
use election::text::LineFault;

/// Why nothing was read or written.
#[derive(Debug)]
pub enum Fault {
    /// A text is not what it says it is.
    Refused(Words),
    /// Something is there already.
    Taken(Words),
    /// Something is not there, or not to be had.
    Missing(Words),
    /// The disk.
    Effect(PathBuf, io::Error),
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// French.
    pub french: String,
    /// English.
    pub english: String,
}

impl Words {
    /// Both.
    pub fn new(french: impl Into<String>, english: impl Into<String>) -> Self {
        Self { french: french.into(), english: english.into() }
    }
}

impl Fault {
    /// A failed effect on a path.
    pub fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self::Effect(path.to_owned(), error)
    }

    /// A text that is not what it says, with the line.
    pub fn unreadable(path: &Path, fault: &LineFault) -> Self {
        let (path, line, code) = (path.display(), fault.line, fault.fault.code());
        let text = |language| fault.fault.text(language);
        Self::Refused(Words::new(
            format!("{path}, ligne {line} : {code} {}", text(Language::French)),
            format!("{path}, line {line}: {code} {}", text(Language::English)),
        ))
    }

    /// Cause and remedy, for people.
    pub fn text(&self, language: Language) -> String {
        match (self, language) {
            (Self::Refused(words) | Self::Taken(words) | Self::Missing(words), Language::French) => {
                words.french.clone()
            }
            (Self::Refused(words) | Self::Taken(words) | Self::Missing(words), Language::English) => {
                words.english.clone()
            }
            (Self::Effect(path, error), _) => format!("{}: {error}", path.display()),
        }
    }
}
