//! What people wrote about forces, threats, events and leave, before it was checked as a whole.

use election::Id;
use election::definition::{Place, Position, Station, Venue};

use super::Policy;
use crate::measure::{Clock, Officers, Seconds, Weight};

/// The part of an election that a plan needs.
#[derive(Clone, Copy, Debug)]
pub struct Country<'a> {
    /// The election's identifier.
    pub election: Id,
    /// Nation, regions, departments, communes.
    pub places: &'a [Place],
    /// Buildings whose address is known.
    pub venues: &'a [Venue],
    /// Polling stations.
    pub stations: &'a [Station],
    /// How many rounds there are: registers of later ones mean nothing.
    pub rounds: usize,
}

/// Everything people wrote for a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// `forces.csv`
    pub forces: Vec<Unit>,
    /// `threats.toml`
    pub threats: Vec<Threat>,
    /// `policy.toml`
    pub policy: Policy,
    /// `events.csv`: headquarters and gatherings.
    pub events: Vec<Event>,
    /// `leave.csv`
    pub leaves: Vec<Leave>,
}

/// Who a unit belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Force {
    /// Gendarmerie.
    Gendarmerie,
    /// Army in support: it accompanies.
    Military,
    /// Municipal police.
    Municipal,
    /// National police.
    Police,
}

/// What a unit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// Bomb disposal: sweeps only.
    BombDisposal,
    /// Elite: details of events only.
    Elite,
    /// Ordinary crews: circuits, posts, reserves, details.
    Patrol,
    /// Soldiers: only ever with a liaison from police or gendarmerie.
    Soldiers,
}

/// On whose ground a unit may serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitZone {
    /// Anywhere.
    Any,
    /// Only on the ground of the gendarmerie.
    Gendarmerie,
    /// Only on the ground of the police.
    Police,
}

/// A unit: people of one kind with one base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its identifier.
    pub id: Id,
    /// Whose it is.
    pub force: Force,
    /// What it does.
    pub kind: UnitKind,
    /// The department it stands in; a movable one may be sent to another.
    pub department: Id,
    /// On whose ground it may serve.
    pub zone: UnitZone,
    /// The commune of its base.
    pub base: Id,
    /// How many people it has on the day.
    pub strength: Officers,
    /// How many of them make a crew; for soldiers without the liaison.
    pub crew: Officers,
    /// Whether it may be sent, whole, to another department.
    pub movable: bool,
    /// Skills, ordered: `dog`, `negotiator`.
    pub skills: Vec<Id>,
    /// Vehicles; no more crews are out at one time.
    pub vehicles: u32,
    /// When it is there, first moment.
    pub from: Clock,
    /// When it is there, last moment.
    pub to: Clock,
    /// Longest duty of anybody in it.
    pub longest_duty: Seconds,
    /// Shortest rest between two duties.
    pub shortest_rest: Seconds,
}

/// What is feared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThreatKind {
    /// Fire laid.
    Arson,
    /// Attack on people.
    Attack,
    /// Riot, brawl, blockade.
    Disorder,
    /// Interference with the vote or its material.
    Interference,
    /// Entry without right.
    Intrusion,
}

/// What a threat bears on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Every site.
    Nation,
    /// Every site in a place: region, department or commune.
    Place(Id),
    /// Every site of a kind.
    Kind(super::SiteKind),
    /// One venue or event.
    Site(Id),
}

/// A step of the two five-step scales; the steps' meaning is published in the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Likelihood(u8);

impl Likelihood {
    /// A step from 1 to 5.
    pub fn new(step: u8) -> Option<Self> {
        (1..=5).contains(&step).then_some(Self(step))
    }

    /// The step, 1 to 5.
    pub fn step(self) -> u8 {
        self.0
    }
}

/// How far a source is trusted: A to F for the source, 1 to 6 for what it says (the admiralty
/// system; F and 6 mean "cannot be judged").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceGrade {
    /// 0 for A, 5 for F.
    source: u8,
    /// 1 to 6.
    content: u8,
}

impl SourceGrade {
    /// Reads `B2`.
    pub fn parse(text: &str) -> Option<Self> {
        let &[source @ b'A'..=b'F', content @ b'1'..=b'6'] = text.as_bytes() else {
            return None;
        };
        Some(Self { source: source - b'A', content: content - b'0' })
    }

    /// 0 for A to 5 for F.
    pub fn source(self) -> u8 {
        self.source
    }

    /// 1 to 6.
    pub fn content(self) -> u8 {
        self.content
    }
}

/// An assessed danger to sites in a time. It names sites and times, never a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threat {
    /// Its identifier.
    pub id: Id,
    /// What it bears on.
    pub scope: Scope,
    /// What is feared.
    pub kind: ThreatKind,
    /// How likely, 1 to 5.
    pub likelihood: Likelihood,
    /// How bad, 1 to 5, on the same steps.
    pub impact: Likelihood,
    /// The phases in which it holds; all if there is none.
    pub phases: Vec<Id>,
    /// First moment of the day at which it holds.
    pub from: Clock,
    /// Last moment.
    pub to: Clock,
    /// How far its source is trusted.
    pub grade: SourceGrade,
    /// Why, for people.
    pub rationale: String,
}

/// What an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// A headquarters: there all day.
    Headquarters,
    /// A rally.
    Rally,
    /// A result evening.
    ResultEvening,
}

/// A headquarters or a gathering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its identifier.
    pub id: Id,
    /// What it is.
    pub kind: EventKind,
    /// The phase it belongs to; all if there is none.
    pub phase: Option<Id>,
    /// Its commune.
    pub commune: Id,
    /// Where it is; its commune's centre if unknown.
    pub position: Option<Position>,
    /// When it begins.
    pub from: Clock,
    /// When it ends.
    pub to: Clock,
    /// People expected.
    pub people: u32,
    /// What it is worth by itself, in points, on top of threats; at least 1.
    pub weight: Weight,
    /// Officers attached to it for its whole time.
    pub detail: Officers,
    /// Skills its sweep and its detail need, ordered.
    pub skills: Vec<Id>,
    /// Name for people.
    pub name: String,
}

/// A president's recorded leave for a post at a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// The station.
    pub station: Id,
    /// Where the leave is recorded: a register's number, not a person's name.
    pub reference: String,
}
