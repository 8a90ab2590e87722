//! Postures: measures prepared in advance for something that may come.
//!
//! ```text
//! (nothing) → Prepared → Proposed → Asked → Active → Ended
//! Proposed, Asked → Prepared       set aside
//! Prepared, Ended → Prepared       written again
//! ```

use core::fmt::Write as _;

use election::{Id, Stamp};

use super::{
    Operation,
    condition::{Condition, Known, Met},
    people::People,
    unit::Force,
    words::Word as _,
};

/// Most duties, forces and conditions of one posture, each.
pub const MAX_PARTS: usize = 40;

/// Most postures of one journal.
pub const MAX_POSTURES: usize = 10_000;

/// What was prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its name in events.
    pub posture: Id,
    /// Title for people.
    pub title: String,
    /// The place it is for.
    pub place: Id,
    /// All of them must hold.
    pub conditions: Vec<Condition>,
    /// What is to be done, one line each.
    pub duties: Vec<String>,
    /// With whom.
    pub forces: Vec<(Force, People)>,
}

/// A posture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posture {
    /// What was prepared.
    pub plan: Plan,
    /// Who prepared it.
    pub by: Option<Id>,
    /// How far it is.
    pub state: State,
}

/// How far a posture is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Ready, should it be needed.
    Prepared(Prepared),
    /// Its conditions hold.
    Proposed(Proposed),
    /// One person wants it.
    Asked(Asked),
    /// Two people want it.
    Active(Active),
    /// Over.
    Ended(Ended),
}

/// Ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Since when.
    pub at: Stamp,
    /// Whether people set it aside after it was proposed: the hub does not propose it again by
    /// itself until it is written again.
    pub set_aside: bool,
}

/// Its conditions hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Since when.
    pub at: Stamp,
    /// Why: each condition with what was found.
    pub reasons: Vec<Met>,
}

/// One person wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// As it was proposed.
    pub proposed: Proposed,
    /// Who asked.
    pub by: Id,
    /// When.
    pub at: Stamp,
}

/// Two people want it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// Why it was proposed.
    pub reasons: Vec<Met>,
    /// The two of them.
    pub by: [Id; 2],
    /// Since when.
    pub at: Stamp,
}

/// Over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Who ended it.
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
            Self::Prepared(_) => "prepared",
            Self::Proposed(_) => "proposed",
            Self::Asked(_) => "asked",
            Self::Active(_) => "active",
            Self::Ended(_) => "ended",
        }
    }
}

impl Posture {
    /// Why it was proposed, if it is.
    pub fn reasons(&self) -> &[Met] {
        match &self.state {
            State::Proposed(Proposed { reasons, .. })
            | State::Asked(Asked { proposed: Proposed { reasons, .. }, .. })
            | State::Active(Active { reasons, .. }) => reasons,
            State::Prepared(_) | State::Ended(_) => &[],
        }
    }

    /// What two people confirm when they activate it; its hash is bound to their second factors.
    pub fn text(&self) -> String {
        let mut out = String::from("posture\n");
        self.plan.write(&mut out);
        for met in self.reasons() {
            met.write(&mut out);
        }
        out
    }
}

impl Operation {
    /// Why a posture is to be proposed; nothing where one of its conditions does not hold.
    pub fn reasons(&self, posture: &Posture, now: Stamp, known: &Known) -> Option<Vec<Met>> {
        let level = |place| self.level(place);
        posture.plan.conditions.iter().map(|condition| condition.met(known, now, level)).collect()
    }
}

impl Plan {
    /// The lines of the events.
    pub(crate) fn write(&self, out: &mut String) {
        let Self { posture, title, place, conditions, duties, forces } = self;
        let _ = writeln!(out, "posture {posture}\ntitle {title}\nplace {place}");
        for condition in conditions {
            let _ = writeln!(out, "condition {condition}");
        }
        for duty in duties {
            let _ = writeln!(out, "duty {duty}");
        }
        for (force, people) in forces {
            let _ = writeln!(out, "force {} {people}", force.word());
        }
    }
}
