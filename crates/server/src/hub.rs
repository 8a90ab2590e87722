//! The hub: messages in, through the rules, into the log; receipts out.
//!
//! It decides nothing about elections: `election` does. It sees to it that a message is answered
//! only after it is in the log, the log is on the disk, and a checkpoint covers it.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::Arc;

use election::{
    Board, Definition, Message,
    board::NotAdmitted,
    intake::{Hands, admit_all},
};
use thiserror::Error;
use tlog::{Signer, note::Note};

use crate::disk::{Disk, RealDisk};
use crate::journal::{Journal, JournalError, NewEntry, OpenRefused, ReadRefused, Recovery};

/// Entries read from the journal at once when a hub starts.
const ENTRIES_AT_ONCE: u64 = 4_096;

/// A running hub.
pub struct Hub {
    board: Board,
    journal: Journal,
}

/// What a sender is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Logged; a message sent again gets the place it has.
    Logged {
        /// Index in the log.
        index: u64,
    },
    /// Refused, and nothing changed.
    Refused(election::refusal::Refusal),
}

/// Why a hub does not start.
#[derive(Debug, Error)]
pub enum HubRefused {
    /// The journal does not open.
    #[error("{0}")]
    Journal(#[from] OpenRefused),
    /// The hub's directory cannot be made.
    #[error("the hub's directory: {0}")]
    Directory(std::io::Error),
    /// The journal cannot be read.
    #[error("{0}")]
    Read(#[from] ReadRefused),
    /// The journal holds a message that the rules of this definition do not admit: it belongs to
    /// another definition, or to another program.
    #[error("entry {index} of the journal is not admitted ({why}); it belongs to another definition")]
    Entry {
        /// Which.
        index: u64,
        /// The code of the refusal.
        why: &'static str,
    },
}

impl Hub {
    /// Starts a hub on a directory: a new journal where there is none, else the board is rebuilt
    /// from the journal, entry by entry, through the same rules.
    pub fn start(
        dir: &Path,
        definition: Arc<Definition>,
        log: Signer,
        hands: &impl Hands,
    ) -> Result<(Self, Option<Recovery>), HubRefused> {
        Self::start_on(Arc::new(RealDisk), dir, definition, log, hands)
    }

    /// As [`Hub::start`], on another disk.
    pub fn start_on(
        disk: Arc<dyn Disk>,
        dir: &Path,
        definition: Arc<Definition>,
        log: Signer,
        hands: &impl Hands,
    ) -> Result<(Self, Option<Recovery>), HubRefused> {
        let mut board = Board::new(definition);
        // Contents are in there before their legal hour: nobody else on the machine may look.
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(HubRefused::Directory)?;
        let (journal, recovery) = Journal::open_or_create_on(disk, dir, log)?;
        let mut first = 0;
        while first < journal.size() {
            let end = journal.size().min(first + ENTRIES_AT_ONCE);
            let entries = journal.entries(first..end)?;
            let mut wrong = None;
            admit_all(&mut board, hands, &entries, |position, admitted| {
                if let Err(why) = admitted {
                    wrong.get_or_insert((first + position as u64, code(&why)));
                }
            });
            if let Some((index, why)) = wrong {
                return Err(HubRefused::Entry { index, why });
            }
            first = end;
        }
        Ok((Self { board, journal }, recovery))
    }

    /// Takes messages in. When it returns, every one that was logged is durable and covered by
    /// the published checkpoint. On an error the hub must be dropped: its board may be ahead of
    /// its journal, and only a new start brings them together again.
    ///
    /// # Panics
    /// When board and journal have parted, which is a fault of ours: both count the same messages.
    pub fn take<B: AsRef<[u8]>>(&mut self, messages: &[B], hands: &impl Hands) -> Result<Vec<Answer>, JournalError> {
        let mut answers = Vec::with_capacity(messages.len());
        let mut fresh = Vec::new();
        admit_all(&mut self.board, hands, messages, |position, admitted| {
            answers.push(match admitted {
                Ok(logged) => {
                    let bytes = messages[position].as_ref().to_vec();
                    fresh.push(NewEntry { id: logged.id, bytes });
                    Answer::Logged { index: logged.index }
                }
                Err(NotAdmitted::Already { index }) => Answer::Logged { index },
                Err(NotAdmitted::Refused(refusal)) => Answer::Refused(refusal),
            });
        });
        self.journal.append(fresh)?;
        assert_eq!(self.board.size(), self.journal.size(), "board and journal have parted");
        Ok(answers)
    }

    /// The state of everything, at the end of the log.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
}

/// The identity the journal keeps for an entry: that of its message.
pub fn identity(entry: &[u8]) -> tlog::Hash {
    Note::parse(entry).map_or(tlog::Hash::of(entry), |note| Message::id(note.text))
}

fn code(why: &NotAdmitted) -> &'static str {
    match why {
        NotAdmitted::Already { .. } => "already",
        NotAdmitted::Refused(refusal) => refusal.code(),
    }
}
