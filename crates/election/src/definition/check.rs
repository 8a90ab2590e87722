//! Every rule a definition must keep. All faults are reported, each at its record and field.

use std::collections::BTreeMap;

use super::parts::{Hours, Key, Level, MAX_ROUNDS, Parts, Position, Role, Round};
use crate::{Id, counts::MAX_CANDIDATES, text::is_phrase};

/// Most places of all levels.
pub const MAX_PLACES: usize = 500_000;
/// Most stations.
pub const MAX_STATIONS: usize = 2_000_000;
/// Most keys.
pub const MAX_KEYS: usize = 6_000_000;
/// Most classes of opening hours in a round.
pub const MAX_CLASSES: usize = 64;
/// Most witnesses.
pub const MAX_WITNESSES: usize = 32;
/// Most thresholds of warnings.
pub const MAX_THRESHOLDS: usize = 100;
/// Largest threshold.
pub const MAX_THRESHOLD: u32 = 1_000_000_000;
/// Most characters of `family,given` of a candidate, in bytes.
pub const MAX_CANDIDATE_BYTES: usize = 200;

/// The record a fault belongs to; positions count from 0 in the order of [`Parts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// The election itself.
    Election,
    /// A witness.
    Witness(usize),
    /// A threshold.
    Threshold(usize),
    /// A round.
    Round(usize),
    /// A class of hours of a round.
    Hours(usize, usize),
    /// A candidate of a round.
    Candidate(usize, usize),
    /// A place.
    Place(usize),
    /// A venue.
    Venue(usize),
    /// A station.
    Station(usize),
    /// A key.
    Key(usize),
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// D101: the same identifier, number or key stands twice.
    Duplicate,
    /// D102: it names something that is not there.
    Unknown,
    /// D103: the parent is not exactly one level up, or the nation has one, or there is not one nation.
    Parent,
    /// D104: beyond a named limit, or none where one is needed.
    Limit(&'static str),
    /// D105: free text that is empty, padded, too long or holds control characters.
    Phrase,
    /// D106: numbers out of order: thresholds, rounds and candidates ascend, the latter two from 1.
    Order,
    /// D107: a position that is not on earth.
    Position,
    /// D108: doors close before they open, results are published before the doors close, or a
    /// key ends before it starts.
    Window,
    /// D109: a key's role does not fit the level of its scope.
    Scope,
}

/// A fault of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionFault {
    /// The record.
    pub item: Item,
    /// Its field, as named in the directory's files.
    pub field: &'static str,
    /// What is wrong.
    pub kind: Kind,
}

/// All faults of `parts`, in the order of its records.
pub fn faults(parts: &Parts) -> Vec<DefinitionFault> {
    let mut found = Faults(Vec::new());
    limits(parts, &mut found);
    election(parts, &mut found);
    let mut before = 0;
    for (ix, round) in parts.rounds.iter().enumerate() {
        found.unless(before < round.number, Item::Round(ix), "number", Kind::Order);
        before = round.number;
        self::round(ix, round, &mut found);
    }
    let levels = places(parts, &mut found);
    venues_and_stations(parts, &levels, &mut found);
    keys(parts, &levels, &mut found);
    found.0
}

struct Faults(Vec<DefinitionFault>);

impl Faults {
    fn unless(&mut self, holds: bool, item: Item, field: &'static str, kind: Kind) {
        if !holds {
            self.0.push(DefinitionFault { item, field, kind });
        }
    }
}

fn limits(parts: &Parts, found: &mut Faults) {
    let limited = [
        ((1..=MAX_ROUNDS).contains(&parts.rounds.len()), "round", "MAX_ROUNDS"),
        (parts.places.len() <= MAX_PLACES, "places", "MAX_PLACES"),
        (parts.venues.len() <= MAX_STATIONS, "venues", "MAX_STATIONS"),
        ((1..=MAX_STATIONS).contains(&parts.stations.len()), "stations", "MAX_STATIONS"),
        (parts.keys.len() <= MAX_KEYS, "keys", "MAX_KEYS"),
        (parts.witnesses.len() <= MAX_WITNESSES, "witness", "MAX_WITNESSES"),
        (parts.thresholds.len() <= MAX_THRESHOLDS, "threshold", "MAX_THRESHOLDS"),
    ];
    for (holds, field, limit) in limited {
        found.unless(holds, Item::Election, field, Kind::Limit(limit));
    }
}

fn election(parts: &Parts, found: &mut Faults) {
    found.unless(is_phrase(&parts.title), Item::Election, "title", Kind::Phrase);
    let enough = usize::from(parts.quorum) <= parts.witnesses.len();
    found.unless(enough, Item::Election, "quorum", Kind::Limit("witnesses"));
    for (ix, witness) in parts.witnesses.iter().enumerate() {
        let again = parts.witnesses[..ix].iter().any(|other| other.key().bytes() == witness.key().bytes());
        found.unless(!again, Item::Witness(ix), "witness", Kind::Duplicate);
    }
    for (ix, threshold) in parts.thresholds.iter().enumerate() {
        let at = Item::Threshold(ix);
        let ascends = ix == 0 || parts.thresholds[ix - 1].rule < threshold.rule;
        found.unless(ascends, at, "rule", Kind::Order);
        found.unless(threshold.value <= MAX_THRESHOLD, at, "value", Kind::Limit("MAX_THRESHOLD"));
    }
}

fn round(ix: usize, round: &Round, found: &mut Faults) {
    let at = Item::Round(ix);
    let candidates = (1..=MAX_CANDIDATES).contains(&round.candidates.len());
    found.unless(candidates, at, "candidate", Kind::Limit("MAX_CANDIDATES"));
    let classes = (1..=MAX_CLASSES).contains(&round.hours.len());
    found.unless(classes, at, "hours", Kind::Limit("MAX_CLASSES"));
    for (position, candidate) in round.candidates.iter().enumerate() {
        let at = Item::Candidate(ix, position);
        let ascends = position == 0 || round.candidates[position - 1].number < candidate.number;
        found.unless(ascends && candidate.number > 0, at, "number", Kind::Order);
        // A comma parts the two names in the sealed line.
        let family = is_phrase(&candidate.family) && !candidate.family.contains(',');
        let given = candidate.given.is_empty() || is_phrase(&candidate.given);
        let short = candidate.family.len() + candidate.given.len() < MAX_CANDIDATE_BYTES;
        found.unless(family && given && short, at, "name", Kind::Phrase);
    }
    let closed = |hours: &Hours| hours.closes.instant() <= round.publishes.instant();
    found.unless(round.hours.iter().all(closed), at, "publishes", Kind::Window);
    for (position, hours) in round.hours.iter().enumerate() {
        let at = Item::Hours(ix, position);
        let again = round.hours[..position].iter().any(|other| other.class >= hours.class);
        found.unless(!again, at, "class", Kind::Order);
        found.unless(hours.opens.instant() < hours.closes.instant(), at, "closes", Kind::Window);
    }
}

/// Level of every place, by identifier.
type Levels = BTreeMap<Id, Level>;

fn places(parts: &Parts, found: &mut Faults) -> Levels {
    let mut levels = Levels::new();
    for (ix, place) in parts.places.iter().enumerate() {
        let fresh = levels.insert(place.id, place.level).is_none();
        found.unless(fresh, Item::Place(ix), "id", Kind::Duplicate);
    }
    for (ix, place) in parts.places.iter().enumerate() {
        let at = Item::Place(ix);
        found.unless(is_phrase(&place.name), at, "name", Kind::Phrase);
        found.unless(place.position.is_none_or(on_earth), at, "lon", Kind::Position);
        match (place.level, place.parent) {
            (Level::Nation, None) => {}
            (Level::Nation, Some(_)) | (_, None) => found.unless(false, at, "parent", Kind::Parent),
            (level, Some(parent)) => match levels.get(&parent) {
                None => found.unless(false, at, "parent", Kind::Unknown),
                Some(above) => found.unless(one_up(level) == *above, at, "parent", Kind::Parent),
            },
        }
    }
    let nations = parts.places.iter().filter(|place| place.level == Level::Nation).count();
    found.unless(nations == 1, Item::Election, "places", Kind::Parent);
    levels
}

fn one_up(level: Level) -> Level {
    match level {
        Level::Nation | Level::Region => Level::Nation,
        Level::Department => Level::Region,
        Level::Commune => Level::Department,
    }
}

fn on_earth(position: Position) -> bool {
    position.lon_e6.unsigned_abs() <= 180_000_000 && position.lat_e6.unsigned_abs() <= 90_000_000
}

fn venues_and_stations(parts: &Parts, levels: &Levels, found: &mut Faults) {
    let mut venues = BTreeMap::new();
    for (ix, venue) in parts.venues.iter().enumerate() {
        let at = Item::Venue(ix);
        let fresh = venues.insert(venue.id, venue.commune).is_none();
        found.unless(fresh, at, "id", Kind::Duplicate);
        found.unless(levels.get(&venue.commune) == Some(&Level::Commune), at, "commune", Kind::Unknown);
        found.unless(is_phrase(&venue.name), at, "name", Kind::Phrase);
        found.unless(venue.position.is_none_or(on_earth), at, "lon", Kind::Position);
    }
    let order = sorted(parts.stations.iter().map(|station| station.id));
    found_duplicates(&order, found, Item::Station, "id");
    for (ix, station) in parts.stations.iter().enumerate() {
        let at = Item::Station(ix);
        // A key's scope is a place or a station: one name must not mean both.
        found.unless(!levels.contains_key(&station.id), at, "id", Kind::Duplicate);
        found.unless(levels.get(&station.commune) == Some(&Level::Commune), at, "commune", Kind::Unknown);
        let housed = station.venue.is_none_or(|venue| venues.get(&venue) == Some(&station.commune));
        found.unless(housed, at, "venue", Kind::Unknown);
        for (position, registered) in station.registered.iter().enumerate() {
            let Some(round) = parts.rounds.get(position) else {
                found.unless(registered.is_none(), at, "registered", Kind::Unknown);
                continue;
            };
            let known = registered.is_none() || round.hours.iter().any(|hours| hours.class == station.hours);
            found.unless(known, at, "hours", Kind::Unknown);
        }
        let opens = station.registered.iter().any(Option::is_some);
        found.unless(opens, at, "registered", Kind::Limit("at least one round"));
    }
}

/// `keys` in order, each with its position.
fn sorted<K: Ord + Copy>(keys: impl Iterator<Item = K>) -> Vec<(K, usize)> {
    let mut order: Vec<(K, usize)> = keys.enumerate().map(|(ix, key)| (key, ix)).collect();
    order.sort_unstable();
    order
}

fn found_duplicates<K: PartialEq>(
    order: &[(K, usize)],
    found: &mut Faults,
    item: fn(usize) -> Item,
    field: &'static str,
) {
    for pair in order.windows(2) {
        found.unless(pair[0].0 != pair[1].0, item(pair[1].1), field, Kind::Duplicate);
    }
}

fn keys(parts: &Parts, levels: &Levels, found: &mut Faults) {
    found_duplicates(&sorted(parts.keys.iter().map(|k| (k.scope, k.holder))), found, Item::Key, "holder");
    // The same key under two names would let one person sign as two.
    found_duplicates(&sorted(parts.keys.iter().map(|k| *k.public.bytes())), found, Item::Key, "key");
    let stations = sorted(parts.stations.iter().map(|station| station.id));
    for (ix, key) in parts.keys.iter().enumerate() {
        let at = Item::Key(ix);
        let level = levels.get(&key.scope).copied();
        let station = stations.binary_search_by_key(&key.scope, |(id, _)| *id).is_ok();
        found.unless(level.is_some() || station, at, "scope", Kind::Unknown);
        found.unless(fits(key.role, level) || (level.is_none() && !station), at, "role", Kind::Scope);
        found.unless(window(key), at, "to", Kind::Window);
    }
}

/// Whether a role belongs to a level; `None` is a station.
pub(crate) fn fits(role: Role, level: Option<Level>) -> bool {
    match role {
        Role::Authority | Role::Court => level == Some(Level::Nation),
        Role::Prefecture => level == Some(Level::Department),
        Role::Commune => level == Some(Level::Commune),
        Role::President | Role::Secretary => level.is_none(),
    }
}

fn window(key: &Key) -> bool {
    key.from.zip(key.to).is_none_or(|(from, to)| from.instant() < to.instant())
}
