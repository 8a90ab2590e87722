//! What is published at one length of the log: bytes that are a function of the board alone.
//!
//! [`each_file`] gives every file of a snapshot; [`Manifest`] names them. Whoever has the log
//! can make the same bytes again and compare.

pub mod json;
mod manifest;
mod places;
pub mod pr17;
mod tables;

use tlog::hash::Hash;

pub use manifest::{File, MAX_MANIFEST_BYTES, Manifest};

use crate::{Board, Stamp};

/// A snapshot: a board, and the rounds whose legal hour has come.
#[derive(Clone, Copy)]
pub struct Snapshot<'a> {
    /// The board at the length of the log that is published.
    pub board: &'a Board,
    /// Root of the log at that length.
    pub root: Hash,
    /// When it is published; rounds with a later legal hour are left out.
    pub at: Stamp,
}

impl Snapshot<'_> {
    /// Positions of the rounds that may be shown.
    pub fn rounds(&self) -> impl Iterator<Item = usize> {
        let rounds = self.board.definition().rounds();
        (0..rounds.len()).filter(|round| self.at.instant() >= rounds[*round].publishes.instant())
    }

    /// Every file of the snapshot with its path, one at a time: a country is 36,000 files.
    pub fn each_file<E>(&self, mut file: impl FnMut(&str, &[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut path = String::new();
        let mut bytes = String::new();
        for (ix, place) in self.board.definition().places() {
            path.clear();
            path.push_str("places/");
            path.push_str(place.id.as_str());
            path.push_str(".json");
            bytes.clear();
            places::write(self, ix, &mut bytes);
            file(&path, bytes.as_bytes())?;
        }
        for round in self.rounds() {
            tables::each(self, round, &mut file)?;
        }
        file("changes.csv", tables::changes(self).as_bytes())
    }
}
