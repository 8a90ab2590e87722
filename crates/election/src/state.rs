//! What is known of one station in one round.
//!
//! ```text
//! Expected → Open → Closed → Reported → Confirmed → Returned → Certified
//!     any of the first three may report; Reported, Confirmed, Returned and Corrected may become
//!     Conflict (two different messages for one edition) or Corrected (the next edition);
//!     Conflict may become Corrected; Corrected may be Confirmed;
//!     everything but Annulled may become Annulled
//! ```

use tlog::hash::Hash;

use crate::{Counts, refusal::Gate};

/// Most different messages kept for one contested edition.
pub const MAX_CONTESTED: usize = 16;

/// The state of a station in a round. The log decides it, entry by entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StationState {
    /// Nothing heard of it.
    #[default]
    Expected,
    /// The doors are open.
    Open,
    /// The doors are closed.
    Closed,
    /// Its report is in.
    Reported(Standing),
    /// A later edition stands.
    Corrected(Standing),
    /// The prefecture read the standing edition back.
    Confirmed(Standing),
    /// It is part of a commune's or a department's return.
    Returned(Standing),
    /// The authority certified it.
    Certified(Standing),
    /// Different messages for one edition: none counts.
    Conflict(Contested),
    /// A court took it out.
    Annulled(Annulled),
}

/// The edition that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// 1 for a report, more for a correction.
    pub edition: u16,
    /// Identity of the message.
    pub report: Hash,
    /// The edition it replaced; none for a report, or where no such edition is known.
    pub replaces: Option<Box<Replaced>>,
    /// Log index of the message.
    pub index: u64,
    /// Its figures.
    pub counts: Counts,
}

/// An edition that a correction replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Identity of its message.
    pub report: Hash,
    /// Its figures.
    pub counts: Counts,
}

/// Different messages for one edition, in the order of the log; two at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contested {
    /// The messages.
    pub editions: Vec<Standing>,
}

/// Taken out of the total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annulled {
    /// Log index of the annulment.
    pub index: u64,
    /// What had stood.
    pub before: Option<Box<Standing>>,
}

/// A transition that is not allowed: the state as it was, and why.
pub(crate) type Stays = (StationState, Gate);

impl StationState {
    /// The edition whose figures are in the total, if one is.
    pub fn counted(&self) -> Option<&Standing> {
        match self {
            Self::Reported(standing)
            | Self::Corrected(standing)
            | Self::Confirmed(standing)
            | Self::Returned(standing)
            | Self::Certified(standing) => Some(standing),
            Self::Expected | Self::Open | Self::Closed | Self::Conflict(_) | Self::Annulled(_) => None,
        }
    }

    /// Whether a report is still awaited.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Expected | Self::Open | Self::Closed)
    }

    /// The word for it in what is published.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Reported(_) => "reported",
            Self::Corrected(_) => "corrected",
            Self::Confirmed(_) => "confirmed",
            Self::Returned(_) => "returned",
            Self::Certified(_) => "certified",
            Self::Conflict(_) => "conflict",
            Self::Annulled(_) => "annulled",
        }
    }

    /// Expected → Open.
    pub(crate) fn open(self) -> Result<Self, Stays> {
        match self {
            Self::Expected => Ok(Self::Open),
            other => Err((other, Gate::State)),
        }
    }

    /// Expected, Open → Closed.
    pub(crate) fn close(self) -> Result<Self, Stays> {
        match self {
            Self::Expected | Self::Open => Ok(Self::Closed),
            other => Err((other, Gate::State)),
        }
    }

    /// Expected, Open, Closed → Reported; a second, different report → Conflict.
    pub(crate) fn report(self, new: Standing) -> Result<Self, Stays> {
        match self {
            Self::Expected | Self::Open | Self::Closed => Ok(Self::Reported(new)),
            Self::Reported(old) | Self::Confirmed(old) | Self::Returned(old) if old.edition == 1 => {
                Ok(Self::contested(vec![old, new]))
            }
            Self::Conflict(contested) if contested.edition() == 1 => contested.more(new),
            Self::Certified(_) | Self::Annulled(_) => Err((self, Gate::State)),
            other => {
                let due = other.due();
                Err((other, Gate::Edition { due }))
            }
        }
    }

    /// The next edition, replacing the one that stands (or one of those contested); a different
    /// correction of the same edition → Conflict.
    pub(crate) fn correct(self, new: Standing) -> Result<Self, Stays> {
        match self {
            Self::Expected | Self::Open | Self::Closed => Err((self, Gate::NothingReported)),
            Self::Certified(_) | Self::Annulled(_) => Err((self, Gate::State)),
            Self::Conflict(contested) => contested.corrected(new),
            Self::Reported(old) | Self::Corrected(old) | Self::Confirmed(old) | Self::Returned(old)
                if new.edition == old.edition + 1 && new.follows(old.report) =>
            {
                Ok(Self::Corrected(new))
            }
            Self::Corrected(old) | Self::Confirmed(old) | Self::Returned(old)
                if new.edition == old.edition && new.rivals(&old) =>
            {
                Ok(Self::contested(vec![old, new]))
            }
            other => {
                let due = other.due();
                let gate = if new.edition == due { Gate::Replaced } else { Gate::Edition { due } };
                Err((other, gate))
            }
        }
    }

    /// Reported, Corrected → Confirmed.
    pub(crate) fn confirm(self, report: Hash) -> Result<Self, Stays> {
        match self {
            Self::Reported(standing) | Self::Corrected(standing) if standing.report == report => {
                Ok(Self::Confirmed(standing))
            }
            Self::Reported(_) | Self::Corrected(_) => Err((self, Gate::Replaced)),
            Self::Expected | Self::Open | Self::Closed => Err((self, Gate::NothingReported)),
            other => Err((other, Gate::State)),
        }
    }

    /// Confirmed → Returned; Returned and Annulled stay.
    pub(crate) fn include(self) -> Self {
        match self {
            Self::Confirmed(standing) => Self::Returned(standing),
            other => other,
        }
    }

    /// Returned → Certified; Certified and Annulled stay.
    pub(crate) fn certify(self) -> Self {
        match self {
            Self::Returned(standing) => Self::Certified(standing),
            other => other,
        }
    }

    /// Anything but Annulled → Annulled.
    pub(crate) fn annul(self, index: u64) -> Result<Self, Stays> {
        if matches!(self, Self::Annulled(_)) {
            return Err((self, Gate::State));
        }
        let before = self.counted().cloned().map(Box::new);
        Ok(Self::Annulled(Annulled { index, before }))
    }

    fn contested(editions: Vec<Standing>) -> Self {
        Self::Conflict(Contested { editions })
    }

    /// The edition that would be accepted next.
    fn due(&self) -> u16 {
        match self {
            Self::Conflict(contested) => contested.edition() + 1,
            other => other.counted().map_or(1, |standing| standing.edition + 1),
        }
    }
}

impl Standing {
    /// Whether it replaced the edition with this identity.
    fn follows(&self, report: Hash) -> bool {
        self.replaces.as_ref().is_some_and(|replaced| replaced.report == report)
    }

    /// Whether both replaced the same edition.
    fn rivals(&self, other: &Self) -> bool {
        self.replaces.is_some() && self.replaces == other.replaces
    }
}

impl Contested {
    /// The contested edition.
    pub fn edition(&self) -> u16 {
        self.editions[0].edition
    }

    fn more(mut self, new: Standing) -> Result<StationState, Stays> {
        if self.editions.len() == MAX_CONTESTED {
            return Err((StationState::Conflict(self), Gate::State));
        }
        self.editions.push(new);
        Ok(StationState::Conflict(self))
    }

    fn corrected(self, new: Standing) -> Result<StationState, Stays> {
        let due = self.edition() + 1;
        if new.edition == self.edition() && new.rivals(&self.editions[0]) {
            return self.more(new);
        }
        if new.edition != due {
            return Err((StationState::Conflict(self), Gate::Edition { due }));
        }
        if self.editions.iter().any(|edition| new.follows(edition.report)) {
            Ok(StationState::Corrected(new))
        } else {
            Err((StationState::Conflict(self), Gate::Replaced))
        }
    }
}
