//! Feeds: other programs that read the picture of a place, each with a token of its own.
//!
//! ```text
//! (nothing) → Open → Ended
//! Ended → Open        another token
//! ```

use election::{Id, Stamp};
use tlog::Hash;

use super::Operation;

/// Most feeds of one journal: every one is looked at for every request.
pub const MAX_FEEDS: usize = 1_000;

/// A program that reads along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// Its token is good.
    Open(Open),
    /// Its token is good no more.
    Ended(Ended),
}

/// A token is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// What it may read.
    pub place: Id,
    /// SHA-256 of the token: nobody who reads the journal can use it.
    pub token: Hash,
    /// Since when.
    pub at: Stamp,
}

/// A token is good no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What it might read.
    pub place: Id,
    /// Since when.
    pub at: Stamp,
}

impl Feed {
    /// What it may read, or might.
    pub fn place(&self) -> Id {
        match self {
            Self::Open(open) => open.place,
            Self::Ended(ended) => ended.place,
        }
    }
}

impl Operation {
    /// The place that a token opens.
    pub fn opened(&self, token: Hash) -> Option<Id> {
        self.feeds().values().find_map(|feed| match feed {
            Feed::Open(open) if open.token == token => Some(open.place),
            Feed::Open(_) | Feed::Ended(_) => None,
        })
    }
}
