//! The hub: messages in, through the rules, into the log; receipts out.
//!
//! It decides nothing about elections: `election` does. It sees to it that a message is answered
//! only after it is in the log, the log is on the disk, and a checkpoint covers it.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use election::{
    Board, Definition, Message, Stamp,
    board::NotAdmitted,
    evidence::Logged,
    intake::{Early, Hands, Held, Waiting, admit_again, admit_all},
};
use thiserror::Error;
use tlog::{Signer, note::Note};

use crate::disk::{Disk, RealDisk};
use crate::journal::{Journal, JournalError, NewEntry, OpenRefused, Recovery, Unfit};

/// A running hub.
pub struct Hub {
    /// Shared with whoever shows it; only the hub writes it.
    board: Arc<RwLock<Board>>,
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
    /// About a round that has not begun by the hub's clock; nothing changed.
    Early(Early),
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
    /// from the journal, entry by entry, through the same rules. Opening compares every entry with
    /// the checkpoint, which this very key signed after it had checked the signatures: those up to
    /// there are not checked again. Those that a crash left behind it are, before they are signed
    /// for (`decisions/0011-no-signature-over-what-was-not-checked.md`).
    ///
    /// # Panics
    /// When board and journal have parted, which is a fault of ours: both count the same entries.
    pub fn start(
        dir: &Path,
        definition: Arc<Definition>,
        log: Signer,
        hands: &impl Hands,
    ) -> Result<(Self, Option<Recovery>), HubRefused> {
        Self::start_on(Arc::new(RealDisk), dir, definition, log, hands)
    }

    /// As [`Hub::start`], on another disk.
    ///
    /// # Panics
    /// As [`Hub::start`].
    pub fn start_on(
        disk: Arc<dyn Disk>,
        dir: &Path,
        definition: Arc<Definition>,
        log: Signer,
        hands: &impl Hands,
    ) -> Result<(Self, Option<Recovery>), HubRefused> {
        Self::start_telling(disk, dir, definition, log, hands, &mut |_| ())
    }

    /// As [`Hub::start_on`], and tells now and then how many entries have been read again: a whole
    /// night takes some seconds.
    ///
    /// # Panics
    /// As [`Hub::start`].
    pub fn start_telling(
        disk: Arc<dyn Disk>,
        dir: &Path,
        definition: Arc<Definition>,
        log: Signer,
        hands: &impl Hands,
        told: &mut dyn FnMut(u64),
    ) -> Result<(Self, Option<Recovery>), HubRefused> {
        let mut board = Board::new(definition);
        // Contents are in there before their legal hour: nobody else on the machine may look.
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(HubRefused::Directory)?;
        let mut wrong = None;
        let opened = Journal::open_or_create_on(disk, dir, log, &mut |first, signed, entries| {
            let hear = |position: usize, admitted: Result<Logged, NotAdmitted>| {
                if let Err(why) = admitted {
                    wrong.get_or_insert((first + position as u64, code(&why)));
                }
            };
            if signed {
                admit_again(&mut board, hands, entries, hear);
            } else {
                admit_all(&mut board, hands, entries, hear);
            }
            told(first + entries.len() as u64);
            if wrong.is_some() { Err(Unfit) } else { Ok(()) }
        });
        let (journal, recovery) = match (opened, wrong) {
            (Err(OpenRefused::Unfit), Some((index, why))) => return Err(HubRefused::Entry { index, why }),
            (opened, _) => opened?,
        };
        assert_eq!(board.size(), journal.size(), "board and journal have parted");
        Ok((Self { board: Arc::new(RwLock::new(board)), journal }, recovery))
    }

    /// Takes messages in, without a clock: a replay of an evening has its own. When it returns,
    /// every one that was logged is durable and covered by the published checkpoint. On an error
    /// the hub must be dropped: its board may be ahead of its journal, and only a new start brings
    /// them together again.
    ///
    /// # Panics
    /// When board and journal have parted, which is a fault of ours: both count the same messages.
    pub fn take<B: AsRef<[u8]>>(&mut self, messages: &[B], hands: &impl Hands) -> Result<Vec<Answer>, JournalError> {
        self.take_at(messages, None, hands)
    }

    /// As [`Hub::take`], by a clock that holds what is about a round to come.
    ///
    /// # Panics
    /// As [`Hub::take`].
    pub fn take_at<B: AsRef<[u8]>>(
        &mut self,
        messages: &[B],
        now: Option<Stamp>,
        hands: &impl Hands,
    ) -> Result<Vec<Answer>, JournalError> {
        let Admitted { answers, fresh, size } = admit(&self.board, messages, now, hands);
        self.journal.append(fresh)?;
        assert_eq!(size, self.journal.size(), "board and journal have parted");
        Ok(answers)
    }

    /// Board and journal, for those who admit and commit at the same time.
    pub(crate) fn into_parts(self) -> (Arc<RwLock<Board>>, Journal) {
        (self.board, self.journal)
    }

    /// The state of everything, at the end of the log.
    pub fn board(&self) -> RwLockReadGuard<'_, Board> {
        // Whoever panicked while reading left the board as it was; the hub's own panic ends it.
        self.board.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
}

/// Messages that the board has taken, and that are nowhere else yet.
pub(crate) struct Admitted {
    /// One a message. Nobody may hear them before `fresh` is durable.
    pub(crate) answers: Vec<Answer>,
    /// What is to be logged, in this order.
    pub(crate) fresh: Vec<NewEntry>,
    /// Size of the log with them.
    pub(crate) size: u64,
}

/// Checks messages and admits them to the board, which is locked only for the second.
pub(crate) fn admit<B: AsRef<[u8]>>(
    board: &RwLock<Board>,
    messages: &[B],
    now: Option<Stamp>,
    hands: &impl Hands,
) -> Admitted {
    let mut answers = Vec::with_capacity(messages.len());
    let mut fresh = Vec::new();
    let mut waiting = Waiting::parse(messages, now, hands);
    loop {
        // Signatures are the dear part: the board may be read meanwhile.
        let checked = waiting.check(&board.read().unwrap_or_else(PoisonError::into_inner), hands);
        let mut board = board.write().unwrap_or_else(PoisonError::into_inner);
        let Some(checked) = checked else { return Admitted { answers, fresh, size: board.size() } };
        checked.admit(&mut board, |position, admitted| {
            answers.push(match admitted {
                Ok(logged) => {
                    let bytes = messages[position].as_ref().to_vec();
                    fresh.push(NewEntry { id: logged.id, bytes });
                    Answer::Logged { index: logged.index }
                }
                Err(Held::Not(NotAdmitted::Already { index })) => Answer::Logged { index },
                Err(Held::Not(NotAdmitted::Refused(refusal))) => Answer::Refused(refusal),
                Err(Held::Early(early)) => Answer::Early(early),
            });
        });
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
