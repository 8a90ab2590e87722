//! Why a command did not do its work, and the exit code that says so.

use std::io;
use std::path::Path;

use election::refusal::Language;
use import::fault::Refused;

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
}

impl Failure {
    /// A failed effect on a path.
    pub fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self::Outside(format!("{}: {error}", path.display()))
    }

    pub fn code(&self) -> u8 {
        match self {
            Self::No(_) | Self::Refused(_) => 1,
            Self::Usage(_) => 2,
            Self::Outside(_) => 3,
        }
    }

    pub fn text(&self, language: Language) -> String {
        match self {
            Self::No(text) | Self::Usage(text) | Self::Outside(text) => text.clone(),
            Self::Refused(refused) => {
                let mut lines: Vec<String> = refused.faults.iter().map(|fault| fault.text(language)).collect();
                if refused.left_out > 0 {
                    lines.push(format!("… + {}", refused.left_out));
                }
                lines.join("\n")
            }
        }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
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
