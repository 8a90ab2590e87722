//! The pieces of a definition as somebody wrote them, before anything was checked.

use core::fmt;

use tlog::note::VerifierKey;

use crate::{Id, Stamp, Votes};

/// Most rounds in one election.
pub const MAX_ROUNDS: usize = 4;

/// Whether the votes are real. It stands inside every message, so that a drill's report can
/// never pass for a live one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// A real vote.
    Live,
    /// A drill or an exercise.
    Test,
}

/// Everything frozen before the vote, unchecked. [`super::Definition::new`] checks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Short name, first part of every key name: `fr-pr-2017`.
    pub election: Id,
    /// Title for people, one line.
    pub title: String,
    /// Live or test.
    pub mode: Mode,
    /// The log's key; its name is the log's origin.
    pub log: VerifierKey,
    /// How many witnesses must cosign a checkpoint before it counts as final.
    pub quorum: u8,
    /// Keys of the witnesses (C2SP cosignature/v1).
    pub witnesses: Vec<VerifierKey>,
    /// Thresholds of the warnings, in the order of their rules.
    pub thresholds: Vec<Threshold>,
    /// Rounds, in the order of their numbers.
    pub rounds: Vec<Round>,
    /// Nation, regions, departments, communes.
    pub places: Vec<Place>,
    /// Buildings with stations in them.
    pub venues: Vec<Venue>,
    /// Polling stations.
    pub stations: Vec<Station>,
    /// Keys known before the vote.
    pub keys: Vec<Key>,
}

/// From where on a warning asks for a reason: frozen before the vote, so that nobody can move
/// it while the counts come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The warning.
    pub rule: WarningCode,
    /// In the unit that the rule states.
    pub value: u32,
}

/// Code of a warning: `W301` to `W599`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WarningCode(u16);

impl WarningCode {
    /// Reads a code in its one spelling.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('W').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        let number = digits.parse().ok().filter(|number| (301..=599).contains(number))?;
        Some(Self(number))
    }
}

impl fmt::Display for WarningCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "W{}", self.0)
    }
}

/// One day of voting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// 1 for the first.
    pub number: u8,
    /// The legal hour: no result is public before it.
    pub publishes: Stamp,
    /// Opening and closing hours by class of commune; stations name their class.
    pub hours: Vec<Hours>,
    /// Candidates in the order of their panel numbers.
    pub candidates: Vec<Candidate>,
}

/// Opening hours shared by a class of stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Name of the class.
    pub class: Id,
    /// When the doors open.
    pub opens: Stamp,
    /// When the doors close.
    pub closes: Stamp,
}

/// A candidate of one round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Number of the panel (numéro de panneau): votes travel with it, never with a position.
    pub number: u16,
    /// As the official layout writes it.
    pub sex: Sex,
    /// Family name as on the ballot paper.
    pub family: String,
    /// Given name; may be empty where the source has none.
    pub given: String,
}

/// The column `Sexe` of the official layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// `F`
    Female,
    /// `M`
    Male,
    /// Not given by the source, or a list of people.
    Unstated,
}

/// Levels of places, from the widest down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The whole country.
    Nation,
    /// Région.
    Region,
    /// Département, or what stands for one.
    Department,
    /// Commune, or a consular post.
    Commune,
}

/// A place with exactly one parent, one level up; the nation has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `FR`, `R84`, `01`, `01-004`.
    pub id: Id,
    /// How wide it is.
    pub level: Level,
    /// The place around it.
    pub parent: Option<Id>,
    /// Where it is, if known.
    pub position: Option<Position>,
    /// Who keeps order there.
    pub zone: Zone,
    /// Name for people.
    pub name: String,
}

/// A point on earth in millionths of a degree (about 11 cm).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// East of Greenwich, -180,000,000 to 180,000,000.
    pub lon_e6: i32,
    /// North of the equator, -90,000,000 to 90,000,000.
    pub lat_e6: i32,
}

impl Position {
    /// How far two points of one place may lie apart: one degree of longitude, half a degree of
    /// latitude. Outlines are no part of a definition; this finds exchanged and mistyped
    /// coordinates, in every overseas territory too.
    pub const REACH: Self = Self { lon_e6: 1_000_000, lat_e6: 500_000 };

    /// Whether two points lie within [`Self::REACH`] of each other.
    pub fn is_near(self, other: Self) -> bool {
        let (east, north) = (self.lon_e6.abs_diff(other.lon_e6), self.lat_e6.abs_diff(other.lat_e6));
        // A full turn of the earth: both sides of the date line are neighbours.
        let east = east.min(360_000_000_u32.saturating_sub(east));
        east <= Self::REACH.lon_e6.unsigned_abs() && north <= Self::REACH.lat_e6.unsigned_abs()
    }
}

/// The force whose ground a commune is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Zone {
    /// Gendarmerie.
    Gendarmerie,
    /// Police.
    Police,
    /// Not said, or a level that has none.
    Unstated,
}

/// A building with one or more stations (lieu de vote).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Venue {
    /// Identifier, unique among venues.
    pub id: Id,
    /// The commune it stands in.
    pub commune: Id,
    /// Where it is, if known.
    pub position: Option<Position>,
    /// Name for people.
    pub name: String,
}

/// A polling station: one register, one box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// `75-056-0101`; unique among stations and places together, since a key's scope is either.
    pub id: Id,
    /// The commune it belongs to.
    pub commune: Id,
    /// Its building, if known.
    pub venue: Option<Id>,
    /// Code of the constituency (circonscription), if there is one.
    pub constituency: Option<Id>,
    /// Class of opening hours.
    pub hours: Id,
    /// Voters on the register at each round, in the order of the rounds; `None` where the
    /// station does not open.
    pub registered: [Option<Votes>; MAX_ROUNDS],
}

/// What a key may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The electoral authority; its scope is the nation.
    Authority,
    /// A court that may annul; its scope is the nation.
    Court,
    /// A prefecture; its scope is a department.
    Prefecture,
    /// A commune's clerk; its scope is a commune.
    Commune,
    /// President of a station.
    President,
    /// Secretary of a station.
    Secretary,
}

/// A public key of somebody who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// A place or a station: the key speaks for it and for what is under it.
    pub scope: Id,
    /// Which of the scope's holders: `president`, `clerk-2`. Never a person's name.
    pub holder: Id,
    /// What it may sign.
    pub role: Role,
    /// First moment of validity, if bounded.
    pub from: Option<Stamp>,
    /// Last moment of validity, if bounded.
    pub to: Option<Stamp>,
    /// The checked key.
    pub public: tlog::key::CompactKey,
}
