//! A unit in the field: what it is, what it does, where it was last.
//!
//! ```text
//! (nothing) → OffDuty ⇄ Available → EnRoute → OnSite → Available
//! EnRoute → Available      called back
//! ```

use election::{Definition, Id, Stamp, definition::Position};

use super::{
    Operation,
    ground::{Ground, point_of},
    people::People,
    travel::Travel,
    words::{Word, words},
};

/// Most units of one journal.
pub const MAX_UNITS: usize = 100_000;

/// Seconds after which a position is old: the unit may be anywhere.
pub const OLD_POSITION: i64 = 15 * 60;

words! {
    /// What kind of force a unit is.
    Force {
        Police "police" ["Police", "Police"],
        Gendarmerie "gendarmerie" ["Gendarmerie", "Gendarmerie"],
        Mobile "mobile" ["Force mobile", "Mobile squad"],
        Municipal "municipal" ["Police municipale", "Municipal police"],
        Military "military" ["Patrouille militaire", "Military patrol"],
        Disposal "disposal" ["Déminage", "Bomb disposal"],
        Elite "elite" ["Unité d'intervention", "Elite unit"],
        Rescue "rescue" ["Secours", "Rescue"],
    }
}

/// What a unit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// Its name in events and orders.
    pub unit: Id,
    /// Name for people.
    pub name: String,
    /// What kind of force.
    pub force: Force,
    /// How many people.
    pub strength: People,
    /// The place whose operations room commands it.
    pub place: Id,
    /// The account of who leads it.
    pub leader: Option<Id>,
    /// How to ring it.
    pub telephone: Option<String>,
}

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What it is.
    pub particulars: Particulars,
    /// Where it was last, and when.
    pub seen: Option<Seen>,
    /// What it does.
    pub state: State,
}

/// Where a unit was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The point.
    pub point: Position,
    /// When.
    pub at: Stamp,
}

/// What a unit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not at work.
    OffDuty(OffDuty),
    /// Free.
    Available(Available),
    /// On its way to an incident.
    EnRoute(EnRoute),
    /// At an incident.
    OnSite(OnSite),
}

/// Not at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OffDuty {
    /// Since when.
    pub since: Stamp,
}

/// Free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Available {
    /// Since when.
    pub since: Stamp,
}

/// On its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnRoute {
    /// By which order.
    pub order: u64,
    /// To which incident.
    pub incident: u64,
    /// Since when.
    pub since: Stamp,
}

/// At an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnSite {
    /// By which order.
    pub order: u64,
    /// At which incident.
    pub incident: u64,
    /// Since when.
    pub since: Stamp,
}

impl State {
    /// The word for it, for addresses and feeds.
    pub fn word(self) -> &'static str {
        match self {
            Self::OffDuty(_) => "off-duty",
            Self::Available(_) => "available",
            Self::EnRoute(_) => "en-route",
            Self::OnSite(_) => "on-site",
        }
    }

    /// Since when.
    pub fn since(self) -> Stamp {
        match self {
            Self::OffDuty(OffDuty { since })
            | Self::Available(Available { since })
            | Self::EnRoute(EnRoute { since, .. })
            | Self::OnSite(OnSite { since, .. }) => since,
        }
    }

    /// The order it carries out.
    pub fn order(self) -> Option<u64> {
        match self {
            Self::EnRoute(EnRoute { order, .. }) | Self::OnSite(OnSite { order, .. }) => Some(order),
            Self::OffDuty(_) | Self::Available(_) => None,
        }
    }
}

impl Unit {
    /// Whether it may be sent somewhere.
    pub fn is_free(&self) -> bool {
        matches!(self.state, State::Available(_))
    }
}

/// A free unit and how long it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// Which.
    pub unit: Id,
    /// Seconds to arrive; none where its position is not known.
    pub seconds: Option<u32>,
    /// Age of its position, seconds.
    pub age: Option<i64>,
}

impl Operation {
    /// The free units that a territory commands, the nearest to a ground first; those whose
    /// position nobody knows come last.
    pub fn nearest(&self, ground: Ground, territory: Id, now: Stamp, travel: &Travel) -> Vec<Near> {
        let definition = self.definition();
        let there = point_of(definition, ground);
        let roads = travel.roads(voters(definition, ground.about));
        let own = self.units().values().filter(|unit| unit.is_free());
        let own = own.filter(|unit| definition.covers(territory, unit.particulars.place));
        let near = |unit: &Unit| Near {
            unit: unit.particulars.unit,
            seconds: unit.seen.zip(there).map(|(seen, there)| travel.seconds(seen.point, there, roads)),
            age: unit.seen.map(|seen| now.instant() - seen.at.instant()),
        };
        let mut found: Vec<Near> = own.map(near).collect();
        found.sort_by_key(|near| (near.seconds.unwrap_or(u32::MAX), near.unit));
        found
    }
}

/// Voters of the commune around a station or of a commune; 0 for wider places.
fn voters(definition: &Definition, about: Id) -> u64 {
    let commune = definition.station_ix(about).map(|ix| definition.commune(ix)).or_else(|| definition.place_ix(about));
    let stations = commune.map(|ix| definition.stations_of(ix)).unwrap_or_default();
    let registered = stations.iter().filter_map(|ix| definition.station(*ix).registered.iter().flatten().next());
    registered.map(|votes| votes.wide()).sum()
}
