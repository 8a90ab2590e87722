//! Events of the results desk and of the hub itself.

use core::fmt::Write as _;

use election::text::{LineFault, Lines};

use super::{phrase, round};

/// What happened at the results desk, or to the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HouseFact {
    /// A first person asked for a round to be public.
    ReleaseAsked {
        /// Round.
        round: u8,
    },
    /// A second person confirmed: the round is public.
    Released {
        /// Round.
        round: u8,
    },
    /// A copy of this journal was made.
    BackedUp {
        /// Name of the file.
        file: String,
    },
    /// Log and journal were checked.
    Checked {
        /// How many things were found wrong.
        findings: u64,
    },
    /// The hub started, and this journal's chain was whole.
    Started,
}

impl HouseFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::ReleaseAsked { .. } => "release-asked",
            Self::Released { .. } => "released",
            Self::BackedUp { .. } => "backed-up",
            Self::Checked { .. } => "checked",
            Self::Started => "started",
        }
    }

    /// `None` when the kind is nobody's.
    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        Some(match kind {
            "release-asked" => round(lines).map(|round| Self::ReleaseAsked { round }),
            "released" => round(lines).map(|round| Self::Released { round }),
            "backed-up" => phrase(lines, "file").map(|file| Self::BackedUp { file }),
            "checked" => lines.number("findings", u64::MAX).map(|findings| Self::Checked { findings }),
            "started" => Ok(Self::Started),
            _ => return None,
        })
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::ReleaseAsked { round } | Self::Released { round } => _ = writeln!(out, "round {round}"),
            Self::BackedUp { file } => _ = writeln!(out, "file {file}"),
            Self::Checked { findings } => _ = writeln!(out, "findings {findings}"),
            Self::Started => {}
        }
    }
}
