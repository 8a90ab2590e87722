//! The paper records after the count: from the station to the centralising office and to the
//! prefecture.
//!
//! ```text
//! (nothing) → OnTheWay → AtOffice → OnTheWayUp → Arrived
//! OnTheWay → Arrived      straight to the prefecture
//! ```

use election::{Id, Stamp};

/// Where the records of a station are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escort {
    /// A unit has them, from the station.
    OnTheWay(OnTheWay),
    /// At the centralising office.
    AtOffice(AtOffice),
    /// A unit has them, from the office.
    OnTheWayUp(OnTheWayUp),
    /// At the prefecture, which says so.
    Arrived(Arrived),
}

/// A unit has them, from the station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnTheWay {
    /// Which unit.
    pub unit: Id,
    /// Since when.
    pub at: Stamp,
}

/// At the centralising office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtOffice {
    /// The place of the office.
    pub office: Id,
    /// Who brought them.
    pub brought: Id,
    /// Since when.
    pub at: Stamp,
}

/// A unit has them, from the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnTheWayUp {
    /// The place of the office.
    pub office: Id,
    /// Which unit.
    pub unit: Id,
    /// Since when.
    pub at: Stamp,
}

/// At the prefecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// The unit that brought them.
    pub brought: Id,
    /// Who of the prefecture says so.
    pub by: Option<Id>,
    /// Since when.
    pub at: Stamp,
}

/// One move of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// A unit takes them.
    Taken {
        /// Which.
        unit: Id,
    },
    /// They are at an office.
    AtOffice {
        /// The place of the office.
        office: Id,
    },
    /// They are at the prefecture.
    Arrived,
}

impl Escort {
    /// After a move; nothing where it does not follow.
    pub fn after(escort: Option<&Self>, step: Move, by: Option<Id>, at: Stamp) -> Option<Self> {
        match (escort, step) {
            (None, Move::Taken { unit }) => Some(Self::OnTheWay(OnTheWay { unit, at })),
            (Some(Self::OnTheWay(way)), Move::AtOffice { office }) => {
                Some(Self::AtOffice(AtOffice { office, brought: way.unit, at }))
            }
            (Some(Self::AtOffice(there)), Move::Taken { unit }) => {
                Some(Self::OnTheWayUp(OnTheWayUp { office: there.office, unit, at }))
            }
            (
                Some(Self::OnTheWay(OnTheWay { unit, .. }) | Self::OnTheWayUp(OnTheWayUp { unit, .. })),
                Move::Arrived,
            ) => Some(Self::Arrived(Arrived { brought: *unit, by, at })),
            _ => None,
        }
    }

    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::OnTheWay(_) => "on-the-way",
            Self::AtOffice(_) => "at-office",
            Self::OnTheWayUp(_) => "on-the-way-up",
            Self::Arrived(_) => "arrived",
        }
    }
}
