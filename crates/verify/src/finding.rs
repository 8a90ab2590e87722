//! What is wrong with a published directory, and where.

use core::fmt;

pub use crate::code::Code;

/// Most findings of one code that are kept; the others are counted.
pub const MAX_KEPT: u64 = 20;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// The file, or the entry of the log.
    pub place: String,
    /// The station it concerns, if one does.
    pub station: Option<election::Id>,
    /// The detail: a refusal's code and text, two figures, two hashes.
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code.code(), self.place)?;
        if let Some(station) = self.station {
            write!(f, " {station}")?;
        }
        if self.detail.is_empty() { Ok(()) } else { write!(f, ": {}", self.detail) }
    }
}

/// All findings: the first of each code in full, the others counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    kept: Vec<Finding>,
    counts: std::collections::BTreeMap<Code, u64>,
}

impl Findings {
    pub(crate) fn add(&mut self, code: Code, place: impl Into<String>, detail: impl Into<String>) {
        self.push(Finding { code, place: place.into(), station: None, detail: detail.into() });
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        let count = self.counts.entry(finding.code).or_default();
        *count += 1;
        if *count <= MAX_KEPT {
            self.kept.push(finding);
        }
    }

    /// The findings kept, in the order they were made.
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// How many of each code, kept or not.
    pub fn counts(&self) -> impl Iterator<Item = (Code, u64)> {
        self.counts.iter().map(|(code, count)| (*code, *count))
    }

    /// Whether nothing speaks against the publication.
    pub fn is_clean(&self) -> bool {
        !self.counts.keys().any(|code| code.is_fault())
    }
}
