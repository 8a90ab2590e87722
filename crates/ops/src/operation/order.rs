//! An order to a unit, with the edition it stands at.
//!
//! ```text
//! (nothing) → Sent → Acknowledged → Done
//! Sent, Acknowledged → Sent          another edition
//! Sent, Acknowledged → Withdrawn
//! Sent → Done                        the incident ended first
//! ```

use election::{Id, Stamp};

/// Most editions of one order.
pub const MAX_EDITIONS: u32 = 1_000;

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Number of the event that sent it: its name.
    pub number: u64,
    /// To whom.
    pub unit: Id,
    /// About which incident; none for what the unit does by the plan.
    pub incident: Option<u64>,
    /// What to do: one line.
    pub text: String,
    /// From 1; one more whenever the text changes.
    pub edition: u32,
    /// Who gave this edition.
    pub by: Option<Id>,
    /// How far it is.
    pub state: State,
}

/// How far an order is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Not known to have been read.
    Sent(Sent),
    /// The unit has read this edition.
    Acknowledged(Acknowledged),
    /// Carried out.
    Done(Done),
    /// Taken back.
    Withdrawn(Withdrawn),
}

/// Sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: Stamp,
}

/// Read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// When it was sent.
    pub sent: Stamp,
    /// Who says so: the leader, or the room that heard it by radio.
    pub by: Option<Id>,
    /// When.
    pub at: Stamp,
}

/// Carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// When.
    pub at: Stamp,
}

/// Taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// When.
    pub at: Stamp,
    /// Why.
    pub reason: String,
}

impl State {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Sent(_) => "sent",
            Self::Acknowledged(_) => "acknowledged",
            Self::Done(_) => "done",
            Self::Withdrawn(_) => "withdrawn",
        }
    }
}

impl Order {
    /// Whether the unit is to carry it out.
    pub fn stands(&self) -> bool {
        matches!(self.state, State::Sent(_) | State::Acknowledged(_))
    }
}
