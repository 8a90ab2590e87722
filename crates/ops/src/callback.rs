//! The call-back: which two lines are read back, and how far it is.

use election::{
    Id,
    message::{Field, Figures},
    state::StationState,
};
use tlog::Hash;

use crate::readings::Readings;
use crate::roles::Role;

/// Chance of the hub for one call-back. Whoever rings must not choose the lines, and whoever
/// answers must not know them before.
pub type Nonce = [u8; 32];

/// The two different lines of a report that a nonce chooses, in their order. The report's identity
/// is mixed in, so that one nonce says nothing about another report.
///
/// # Panics
/// Never: every count has six lines at least.
pub fn choose<N>(nonce: &Nonce, report: Hash, figures: &Figures<N>) -> [Field; 2]
where
    N: Copy + PartialEq + core::fmt::Display,
{
    let fields: Vec<Field> = figures.fields().collect();
    let mut bytes = nonce.to_vec();
    bytes.extend_from_slice(&report.0);
    let hash = Hash::of(&bytes);
    let number = |at: usize| u64::from_be_bytes(hash.0[at..at + 8].try_into().expect("eight of 32 bytes"));
    let count = fields.len() as u64;
    let first = number(0) % count;
    // The second is drawn from the others: the first is skipped.
    let second = number(8) % (count - 1);
    let second = if second >= first { second + 1 } else { second };
    let (low, high) = (first.min(second), first.max(second));
    [low, high].map(|at| fields[usize::try_from(at).expect("below the number of lines")])
}

/// How often what was read may differ. Figures that are not known can be guessed, and every guess
/// is told whether it was right.
pub const MAX_DIFFERED: u32 = 3;

/// Whether a person of this role must not see the figures of a station: a call-back is due, and a
/// prefecture that has seen the report could tell the hub what it says instead of ringing. The
/// whole prefecture, since its people sit in one room. A court's annulment needs no figures, and
/// a conflict shows the reports that contradict each other: there is none to be called back.
pub fn is_blind(role: Role, state: &StationState) -> bool {
    matches!(role, Role::PrefectureOps | Role::PrefectureResults)
        && matches!(state, StationState::Reported(_) | StationState::Corrected(_))
}

/// A call-back of one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallBack {
    /// Opened: the lines are drawn, nobody has read them yet.
    Open(Opened),
    /// What was read is not what the report says: to be corrected, or rung again.
    Differed(Differed),
    /// Confirmed; the message is in the log.
    Done(Opened),
}

/// Who rings about what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Who opened it.
    pub by: Id,
    /// Identity of the report.
    pub report: Hash,
    /// The nonce that chose the lines.
    pub nonce: Nonce,
}

/// A call-back that did not confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differed {
    /// As it was opened; the lines stay the same, so that ringing again is no new throw.
    pub opened: Opened,
    /// What was read last.
    pub read: Readings,
    /// How many times it differed.
    pub times: u32,
}

impl CallBack {
    /// As it was opened.
    pub fn opened(&self) -> &Opened {
        match self {
            Self::Open(opened) | Self::Done(opened) => opened,
            Self::Differed(differed) => &differed.opened,
        }
    }
}
