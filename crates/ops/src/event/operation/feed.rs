//! Events of feeds.

use core::fmt::Write as _;

use election::{
    Id,
    text::{LineFault, Lines},
};
use tlog::Hash;

/// What happened to a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedFact {
    /// A program may read along.
    Made {
        /// Its name.
        feed: Id,
        /// What it may read.
        place: Id,
        /// SHA-256 of its token.
        token: Hash,
    },
    /// It may no more.
    Ended {
        /// Its name.
        feed: Id,
    },
}

impl FeedFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Made { .. } => "feed-made",
            Self::Ended { .. } => "feed-ended",
        }
    }

    /// The place, where one is named.
    pub fn about(&self) -> Option<Id> {
        match self {
            Self::Made { place, .. } => Some(*place),
            Self::Ended { .. } => None,
        }
    }

    /// Its name.
    pub fn feed(&self) -> Id {
        match self {
            Self::Made { feed, .. } | Self::Ended { feed } => *feed,
        }
    }

    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        Some(match kind {
            "feed-made" => read_made(lines),
            "feed-ended" => lines.id("feed").map(|feed| Self::Ended { feed }),
            _ => return None,
        })
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Made { feed, place, token } => _ = writeln!(out, "feed {feed}\nplace {place}\ntoken {token}"),
            Self::Ended { feed } => _ = writeln!(out, "feed {feed}"),
        }
    }
}

fn read_made(lines: &mut Lines<'_>) -> Result<FeedFact, LineFault> {
    Ok(FeedFact::Made { feed: lines.id("feed")?, place: lines.id("place")?, token: lines.hash("token")? })
}
