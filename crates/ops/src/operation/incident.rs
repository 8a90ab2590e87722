//! An incident, from the first call to the end.
//!
//! ```text
//! (nothing) → Reported → Verified → Assigned → OnSite → Closed
//! Reported, Verified → Unfounded
//! Reported, Verified → Duplicate
//! Assigned, OnSite → Verified     every unit was called back
//! ```

use core::fmt;

use election::{Id, Stamp};

use super::{
    ground::Ground,
    words::{Word, words},
};

/// Seconds by which a clock elsewhere may be ahead of the hub's.
pub const AHEAD: i64 = 5 * 60;

/// Seconds within which, at one place and of one kind, two reports may be about one thing.
pub const ALIKE: i64 = 30 * 60;

/// Longest time between an incident and its report, seconds: the days of the whole vote.
pub const OLDEST: i64 = 60 * 24 * 60 * 60;

/// Most incidents of one journal.
pub const MAX_INCIDENTS: usize = 1_000_000;

words! {
    /// What happened.
    Kind {
        Attack "attack" ["Attaque", "Attack"],
        Arson "arson" ["Incendie volontaire", "Arson"],
        Disorder "disorder" ["Trouble à l'ordre", "Disorder"],
        Intrusion "intrusion" ["Intrusion", "Intrusion"],
        Interference "interference" ["Ingérence ou piratage", "Interference"],
        Threat "threat" ["Menace ou colis suspect", "Threat or suspect object"],
        Supply "supply" ["Matériel manquant", "Missing material"],
        Access "access" ["Accès ou panne", "Access or outage"],
        Medical "medical" ["Secours à personne", "Medical"],
        Other "other" ["Autre", "Other"],
    }
}

words! {
    /// How bad it is.
    Severity {
        Minor "minor" ["Mineur", "Minor"],
        Serious "serious" ["Sérieux", "Serious"],
        Critical "critical" ["Critique", "Critical"],
    }
}

words! {
    /// Who may hear of it.
    Audience {
        Internal "internal" ["Interne", "Internal"],
        Public "public" ["Public", "Public"],
    }
}

/// Grade of a source: reliability A (sure) to F (cannot be judged), credibility 1 (confirmed) to 6
/// (cannot be judged).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grade {
    letter: u8,
    digit: u8,
}

impl Grade {
    /// Nobody can judge it yet.
    pub const UNKNOWN: Self = Self { letter: b'F', digit: b'6' };

    /// Reads `A1` to `F6`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [letter @ b'A'..=b'F', digit @ b'1'..=b'6'] => Some(Self { letter: *letter, digit: *digit }),
            _ => None,
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", char::from(self.letter), char::from(self.digit))
    }
}

/// What somebody reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What happened.
    pub kind: Kind,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    pub ground: Ground,
    /// When it happened.
    pub when: Stamp,
    /// Who may hear of it.
    pub audience: Audience,
    /// How far the source is to be believed.
    pub grade: Grade,
    /// Who said so: one line.
    pub source: String,
    /// What is known: one line.
    pub text: String,
}

/// An incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Number of the event that reported it: its name.
    pub number: u64,
    /// What was reported; severity, audience and grade as they are now.
    pub report: Report,
    /// Who reported it.
    pub by: Option<Id>,
    /// When the hub heard of it.
    pub heard: Stamp,
    /// Who takes care of it.
    pub owner: Option<Id>,
    /// Other reports of the same thing.
    pub duplicates: Vec<u64>,
    /// How far it is.
    pub state: State,
}

/// How far an incident is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Somebody said so.
    Reported(Reported),
    /// It is so.
    Verified(Verified),
    /// Units are on their way.
    Assigned(Assigned),
    /// The first unit is there.
    OnSite(OnSite),
    /// Over.
    Closed(Closed),
    /// The same thing as another.
    Duplicate(Duplicate),
    /// It is not so.
    Unfounded(Unfounded),
}

/// Somebody said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported {
    /// When the hub heard of it.
    pub at: Stamp,
}

/// It is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Who says so.
    pub by: Option<Id>,
    /// Since when.
    pub at: Stamp,
}

/// Units are on their way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Who verified it, and when.
    pub verified: Verified,
    /// The units that have orders, in the order in which they got them.
    pub units: Vec<Id>,
    /// When the first was sent.
    pub at: Stamp,
}

/// The first unit is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnSite {
    /// As it was assigned; units that come later are added.
    pub assigned: Assigned,
    /// The first unit that arrived.
    pub first: Id,
    /// When it arrived.
    pub at: Stamp,
}

/// Over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Who closed it.
    pub by: Option<Id>,
    /// When.
    pub at: Stamp,
    /// How it ended.
    pub reason: String,
}

/// The same thing as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The one that goes on.
    pub of: u64,
    /// When this was said.
    pub at: Stamp,
}

/// It is not so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfounded {
    /// Who found out.
    pub by: Option<Id>,
    /// When.
    pub at: Stamp,
    /// How.
    pub reason: String,
}

impl State {
    /// The word for it, for addresses and feeds.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Reported(_) => "reported",
            Self::Verified(_) => "verified",
            Self::Assigned(_) => "assigned",
            Self::OnSite(_) => "on-site",
            Self::Closed(_) => "closed",
            Self::Duplicate(_) => "duplicate",
            Self::Unfounded(_) => "unfounded",
        }
    }

    /// Since when.
    pub fn since(&self) -> Stamp {
        match self {
            Self::Reported(Reported { at })
            | Self::Verified(Verified { at, .. })
            | Self::Assigned(Assigned { at, .. })
            | Self::OnSite(OnSite { at, .. })
            | Self::Closed(Closed { at, .. })
            | Self::Duplicate(Duplicate { at, .. })
            | Self::Unfounded(Unfounded { at, .. }) => *at,
        }
    }

    /// With one more unit on its way.
    pub(super) fn with(&self, unit: Id, now: Stamp) -> Option<Self> {
        match self {
            Self::Verified(verified) => {
                Some(Self::Assigned(Assigned { verified: *verified, units: vec![unit], at: now }))
            }
            Self::Assigned(assigned) => Some(Self::Assigned(assigned.with(unit))),
            Self::OnSite(site) => Some(Self::OnSite(OnSite { assigned: site.assigned.with(unit), ..site.clone() })),
            _ => None,
        }
    }

    /// Without a unit that was called back.
    pub(super) fn without(&self, unit: Id) -> Option<Self> {
        let assigned = match self {
            Self::Assigned(assigned) => assigned,
            Self::OnSite(site) => &site.assigned,
            _ => return None,
        };
        let left: Vec<Id> = assigned.units.iter().copied().filter(|own| *own != unit).collect();
        if left.is_empty() {
            return Some(Self::Verified(assigned.verified));
        }
        let assigned = Assigned { units: left, ..assigned.clone() };
        Some(match self {
            Self::OnSite(site) if site.first != unit => Self::OnSite(OnSite { assigned, ..site.clone() }),
            _ => Self::Assigned(assigned),
        })
    }

    /// With a unit that arrived.
    pub(super) fn reached(&self, unit: Id, now: Stamp) -> Option<Self> {
        match self {
            Self::Assigned(assigned) => Some(Self::OnSite(OnSite { assigned: assigned.clone(), first: unit, at: now })),
            Self::OnSite(site) => Some(Self::OnSite(site.clone())),
            _ => None,
        }
    }
}

impl Assigned {
    fn with(&self, unit: Id) -> Self {
        let mut assigned = self.clone();
        if !assigned.units.contains(&unit) {
            assigned.units.push(unit);
        }
        assigned
    }
}

impl Incident {
    /// Whether it still goes on.
    pub fn is_open(&self) -> bool {
        match self.state {
            State::Reported(_) | State::Verified(_) | State::Assigned(_) | State::OnSite(_) => true,
            State::Closed(_) | State::Duplicate(_) | State::Unfounded(_) => false,
        }
    }

    /// The units that have orders for it.
    pub fn units(&self) -> &[Id] {
        match &self.state {
            State::Assigned(assigned) => &assigned.units,
            State::OnSite(site) => &site.assigned.units,
            _ => &[],
        }
    }

    /// Whether another report may be about the same thing: the same kind at the same place, not
    /// long apart.
    pub fn resembles(&self, other: &Report) -> bool {
        let apart = self.report.when.instant().abs_diff(other.when.instant());
        self.report.kind == other.kind
            && self.report.ground.about == other.ground.about
            && apart <= ALIKE.unsigned_abs()
    }

    /// Whether another report is this very one again: a form that was sent twice.
    pub fn repeats(&self, other: &Report) -> bool {
        self.resembles(other) && self.report.when == other.when && self.report.text == other.text
    }
}
