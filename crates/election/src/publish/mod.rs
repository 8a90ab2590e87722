//! What is published at one length of the log: bytes that are a function of the board alone.
//!
//! [`Snapshot::each_file`] gives every file of a snapshot; [`Manifest`] names them. Whoever has the log
//! can make the same bytes again and compare.

pub mod json;
mod manifest;
mod places;
pub mod pr17;
mod tables;

use tlog::hash::Hash;

pub use manifest::{File, Listing, MAX_MANIFEST_BYTES, MAX_PATH_BYTES, Manifest, PRESENTATION};

use crate::{Board, Stamp, definition::PlaceIx};

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

/// About how much of a long file is handed over at once.
pub const CHUNK_BYTES: usize = 1 << 16;

/// A part of a snapshot that can be made by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// The list of changes.
    Changes,
    /// What is known of one place.
    Place(PlaceIx),
    /// The tables of a round.
    Round(usize),
}

impl Snapshot<'_> {
    /// Positions of the rounds that may be shown.
    pub fn rounds(&self) -> impl Iterator<Item = usize> {
        let rounds = self.board.definition().rounds();
        (0..rounds.len()).filter(|round| self.at.instant() >= rounds[*round].publishes.instant())
    }

    /// The pieces of the snapshot; each can be made by itself, by whoever has a free hand.
    pub fn pieces(&self) -> Vec<Piece> {
        let places = self.board.definition().places().map(|(ix, _)| Piece::Place(ix));
        self.rounds().map(Piece::Round).chain([Piece::Changes]).chain(places).collect()
    }

    /// The files of one piece, one after another, with their paths. A long file comes in several
    /// chunks: calls with the same path continue it.
    pub fn make<E>(&self, piece: Piece, mut file: impl FnMut(&str, &[u8]) -> Result<(), E>) -> Result<(), E> {
        match piece {
            Piece::Changes => file("changes.csv", tables::changes(self).as_bytes()),
            Piece::Place(ix) => {
                let mut bytes = String::new();
                places::write(self, ix, &mut bytes);
                file(&format!("places/{}.json", self.board.definition().place(ix).id), bytes.as_bytes())
            }
            Piece::Round(round) => tables::each(self, round, &mut file),
        }
    }

    /// Every file of the snapshot, as in [`Snapshot::make`]: a country is 36,000 files.
    pub fn each_file<E>(&self, mut file: impl FnMut(&str, &[u8]) -> Result<(), E>) -> Result<(), E> {
        self.pieces().into_iter().try_for_each(|piece| self.make(piece, &mut file))
    }
}
