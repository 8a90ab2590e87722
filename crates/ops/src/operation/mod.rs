//! The picture of the operation: stations on their day, incidents, units, orders, threats,
//! postures, the records' way, the phase. A part of the [`crate::Room`], from the same journal.

use std::collections::BTreeMap;
use std::sync::Arc;

use election::{
    Definition, Id,
    definition::{PlaceIx, StationIx},
};

use crate::room::Spot;

pub mod condition;
pub mod day;
pub mod escort;
pub mod feed;
mod fold;
pub mod ground;
pub mod incident;
pub mod order;
pub mod people;
pub mod phase;
pub mod posture;
pub mod repair;
pub mod silence;
pub mod travel;
pub mod turnout;
pub mod unit;
pub mod words;

use day::Day;
use escort::Escort;
use feed::Feed;
use incident::Incident;
use order::Order;
use phase::Phase;
use posture::Posture;
use repair::Planning;
use unit::Unit;

/// Level of a place of which nobody said anything.
pub const LOWEST_LEVEL: u8 = 1;

/// The operation, at one length of the journal.
#[derive(Clone, Debug)]
pub struct Operation {
    definition: Arc<Definition>,
    days: BTreeMap<Spot, Day>,
    contacts: BTreeMap<Id, String>,
    escorts: BTreeMap<Spot, Escort>,
    incidents: BTreeMap<u64, Incident>,
    units: BTreeMap<Id, Unit>,
    orders: BTreeMap<u64, Order>,
    threats: BTreeMap<Id, Threat>,
    postures: BTreeMap<Id, Posture>,
    phase: Phase,
    feeds: BTreeMap<Id, Feed>,
    planning: Planning,
}

/// How high the threat is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threat {
    /// 1 to 5.
    pub level: u8,
    /// How far the source is to be believed.
    pub grade: incident::Grade,
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: election::Stamp,
}

impl PartialEq for Operation {
    /// Two pictures of one definition; the definition itself is not looked through.
    fn eq(&self, other: &Self) -> bool {
        self.definition.hash() == other.definition.hash()
            && self.days == other.days
            && self.contacts == other.contacts
            && self.escorts == other.escorts
            && self.incidents == other.incidents
            && self.units == other.units
            && self.orders == other.orders
            && self.threats == other.threats
            && self.postures == other.postures
            && self.phase == other.phase
            && self.feeds == other.feeds
            && self.planning == other.planning
    }
}

impl Operation {
    pub(crate) fn new(definition: Arc<Definition>) -> Self {
        Self {
            definition,
            days: BTreeMap::new(),
            contacts: BTreeMap::new(),
            escorts: BTreeMap::new(),
            incidents: BTreeMap::new(),
            units: BTreeMap::new(),
            orders: BTreeMap::new(),
            threats: BTreeMap::new(),
            postures: BTreeMap::new(),
            phase: Phase::Before,
            feeds: BTreeMap::new(),
            planning: Planning::default(),
        }
    }

    /// The definition.
    pub fn definition(&self) -> &Arc<Definition> {
        &self.definition
    }

    /// What a station said on its day; nothing where it said nothing.
    pub fn day(&self, spot: Spot) -> Option<&Day> {
        self.days.get(&spot)
    }

    /// The numbers that somebody entered.
    pub fn contacts(&self) -> &BTreeMap<Id, String> {
        &self.contacts
    }

    /// Where the records of a station are, if they have left it.
    pub fn escort(&self, spot: Spot) -> Option<&Escort> {
        self.escorts.get(&spot)
    }

    /// Incidents, by number.
    pub fn incidents(&self) -> &BTreeMap<u64, Incident> {
        &self.incidents
    }

    /// Units, by name.
    pub fn units(&self) -> &BTreeMap<Id, Unit> {
        &self.units
    }

    /// Orders, by number.
    pub fn orders(&self) -> &BTreeMap<u64, Order> {
        &self.orders
    }

    /// Postures, by name.
    pub fn postures(&self) -> &BTreeMap<Id, Posture> {
        &self.postures
    }

    /// What was said of the threat, by place.
    pub fn threats(&self) -> &BTreeMap<Id, Threat> {
        &self.threats
    }

    /// The threat level at a place: the highest of its own and those of the places around it.
    pub fn level(&self, place: Id) -> u8 {
        let Some(ix) = self.definition.place_ix(place) else { return LOWEST_LEVEL };
        let around = self.definition.upwards(ix).filter_map(|ix| self.threats.get(&self.definition.place(ix).id));
        around.map(|threat| threat.level).max().unwrap_or(LOWEST_LEVEL)
    }

    /// The programs that read along, by name.
    pub fn feeds(&self) -> &BTreeMap<Id, Feed> {
        &self.feeds
    }

    /// What is known of the plan: its edition, repairs, pins.
    pub fn planning(&self) -> &Planning {
        &self.planning
    }

    /// The order that a unit has of the plan.
    pub fn plan_order(&self, unit: Id) -> Option<&Order> {
        let of_plan = |order: &&Order| order.unit == unit && order.incident.is_none() && order.stands();
        self.orders.values().rev().find(of_plan)
    }

    /// The phase.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The open incidents that may be about the same thing as a report.
    pub fn alike<'a>(&'a self, report: &'a incident::Report) -> impl Iterator<Item = &'a Incident> {
        self.incidents.values().filter(move |incident| incident.is_open() && incident.resembles(report))
    }

    /// The stations of a place, in the order of their identifiers within each commune.
    pub fn stations_within(&self, place: PlaceIx) -> Vec<StationIx> {
        let mut found = self.definition.stations_of(place).to_vec();
        for child in self.definition.children(place) {
            found.extend(self.stations_within(*child));
        }
        found
    }
}
