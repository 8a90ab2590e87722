//! Repairs of the operation's plan, and the orders of it that people pin.
//!
//! ```text
//! (nothing) → Proposed → Accepted
//! Proposed → Left
//!
//! (nothing) ⇄ Pinned
//! ```
//!
//! What a plan is, these rooms do not know: they keep who asked for which changes, who accepted
//! which edition of which plan, by the hash of its text, and which orders must stay.

use std::collections::BTreeMap;

use election::{Id, Stamp};
use tlog::Hash;

/// Most changes that one repair is asked for with; more are another plan.
pub const MAX_CHANGES: usize = 120;
/// Most orders that are pinned at a time.
pub const MAX_PINS: usize = 10_000;
/// Most repairs of one journal.
pub const MAX_REPAIRS: usize = 100_000;
/// Most editions of a plan, the first one included.
pub const MAX_EDITIONS: u32 = 100;
/// Seconds after which a difference is too old to be accepted as it is: what it says of the present
/// is not so any more. Whoever accepts it then has to have worked it out again.
pub const STALE: i64 = 15 * 60;

/// What is known of the plan: the edition that stands, repairs by number, pins by unit and shift.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planning {
    pub(super) standing: Option<Edition>,
    pub(super) repairs: BTreeMap<u64, Repair>,
    pub(super) pins: BTreeMap<(Id, Id), Pin>,
}

impl Planning {
    /// The edition that was accepted last; none while the first one stands.
    pub fn standing(&self) -> Option<Edition> {
        self.standing
    }

    /// Repairs, by number.
    pub fn repairs(&self) -> &BTreeMap<u64, Repair> {
        &self.repairs
    }

    /// Pinned orders, by unit and shift.
    pub fn pins(&self) -> &BTreeMap<(Id, Id), Pin> {
        &self.pins
    }
}

/// An accepted edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    /// 2 for the first that replaced another.
    pub number: u32,
    /// SHA-256 of the plan's text.
    pub plan: Hash,
}

/// A repair that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Number of the event that asked: its name.
    pub number: u64,
    /// What was asked.
    pub asked: Asked,
    /// Who asked.
    pub by: Option<Id>,
    /// When.
    pub at: Stamp,
    /// What became of it.
    pub state: State,
}

impl Repair {
    /// Whether somebody has to decide on it.
    pub fn waits(&self) -> bool {
        matches!(self.state, State::Proposed(_))
    }

    /// Whether so much time has passed that crews are elsewhere than it was worked out for.
    pub fn is_stale(&self, now: Stamp) -> bool {
        is_stale(self.at, now)
    }
}

/// Whether what was worked out at a moment says too little of now.
pub(crate) fn is_stale(at: Stamp, now: Stamp) -> bool {
    now.instant() - at.instant() > STALE
}

/// What a repair is asked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The department whose plan is repaired.
    pub place: Id,
    /// What was shown.
    pub difference: Difference,
    /// From when orders may change, in the words of the plan: `10:30`.
    pub now: String,
    /// The incident that it is about.
    pub incident: Option<u64>,
    /// What happened, one line a change, in the words of the planner.
    pub changes: Vec<String>,
}

/// What a person sees before accepting, by hash. It is of one department: what another accepts
/// meanwhile changes the plan and nothing of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What the plan had the department do before.
    pub before: Hash,
    /// What it would have it do, and what could not be had.
    pub after: Hash,
}

/// What became of a repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Shown to people; nothing holds yet.
    Proposed(Proposed),
    /// It holds.
    Accepted(Accepted),
    /// Nobody wants it.
    Left(Left),
}

/// Shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// When.
    pub at: Stamp,
}

/// Accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// By whom.
    pub by: Option<Id>,
    /// When.
    pub at: Stamp,
    /// As which edition.
    pub edition: Edition,
}

/// Left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// By whom.
    pub by: Option<Id>,
    /// When.
    pub at: Stamp,
    /// Why.
    pub reason: String,
}

impl State {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Proposed(_) => "proposed",
            Self::Accepted(_) => "accepted",
            Self::Left(_) => "left",
        }
    }
}

/// An order that stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The department of its unit.
    pub place: Id,
    /// Who pinned it.
    pub by: Option<Id>,
    /// When.
    pub at: Stamp,
}
