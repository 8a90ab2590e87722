//! What of a country decides its forces.

use std::collections::{BTreeMap, BTreeSet};

use election::Id;
use election::definition::{Level, Place, Position, Station, Zone};
use plan::problem::{Country, Ground};

/// Stations from which a country has all the forces of 2017: 0.75 officers for each.
const FULL: u64 = 66_667;
/// Voters from which a commune of unstated zone is taken for police ground: about 20,000 people.
pub const POLICE_FROM: u32 = 14_000;
/// Paris and the departments around it.
const INNER_RING: [&str; 4] = ["75", "92", "93", "94"];
/// The French abroad.
const ABROAD: &str = "ZZ";

/// A commune with stations.
#[derive(Clone, Debug)]
pub struct Commune {
    /// Its identifier.
    pub id: Id,
    /// Whose ground it is.
    pub ground: Ground,
    /// Voters at the first round, and one: nobody is overlooked.
    pub weight: u64,
    /// Where it is.
    pub position: Option<Position>,
}

/// A department with stations, its communes ordered by weight, the largest first.
#[derive(Clone, Debug)]
pub struct Department {
    /// Its identifier.
    pub id: Id,
    /// Its communes.
    pub communes: Vec<Commune>,
}

impl Department {
    /// Weight of its communes, of one ground or of both.
    pub fn weight(&self, ground: Option<Ground>) -> u64 {
        let counts = |commune: &&Commune| ground.is_none_or(|ground| commune.ground == ground);
        self.communes.iter().filter(counts).map(|commune| commune.weight).sum()
    }
}

/// The departments that are protected, ordered by identifier.
pub struct Survey<'a> {
    pub country: &'a Country<'a>,
    pub departments: Vec<Department>,
    /// Departments with stations that are not: abroad, or nowhere on the map.
    pub excluded: Vec<Id>,
    /// Departments that are police ground as a whole.
    pub police: Vec<Id>,
    /// Stations of the protected departments.
    stations: u64,
}

impl<'a> Survey<'a> {
    pub fn new(country: &'a Country<'a>) -> Self {
        let known: BTreeMap<Id, &Place> = country.places.iter().map(|place| (place.id, place)).collect();
        let mut voters: BTreeMap<Id, (u64, u64)> = BTreeMap::new();
        for station in country.stations {
            let (stations, weight) = voters.entry(station.commune).or_default();
            *stations += 1;
            *weight += registered(station);
        }
        let is_department =
            |id: &str| known.values().any(|place| place.level == Level::Department && place.id.as_str() == id);
        let police = INNER_RING.into_iter().filter(|id| is_department(id)).map(super::id).collect();
        let mut survey = Self { country, departments: Vec::new(), excluded: Vec::new(), police, stations: 0 };
        let mut departments: BTreeMap<Id, (u64, Vec<Commune>)> = BTreeMap::new();
        for (commune, (stations, voters)) in voters {
            let Some(place) = known.get(&commune) else { continue };
            let Some(department) = place.parent else { continue };
            let (count, communes) = departments.entry(department).or_default();
            *count += stations;
            communes.push(survey.commune(place, voters));
        }
        let somewhere = somewhere(country, &known);
        for (id, (stations, mut communes)) in departments {
            if id.as_str() == ABROAD || !somewhere.contains(&id) {
                survey.excluded.push(id);
                continue;
            }
            communes.sort_by_key(|commune| (core::cmp::Reverse(commune.weight), commune.id));
            survey.stations += stations;
            survey.departments.push(Department { id, communes });
        }
        survey
    }

    fn commune(&self, place: &Place, voters: u64) -> Commune {
        let ring = place.parent.is_some_and(|department| self.police.contains(&department));
        let ground = match place.zone {
            Zone::Police => Ground::Police,
            Zone::Unstated if ring || voters >= u64::from(POLICE_FROM) => Ground::Police,
            Zone::Gendarmerie | Zone::Unstated => Ground::Gendarmerie,
        };
        Commune { id: place.id, ground, weight: voters + 1, position: place.position }
    }

    /// A figure of 2017, for a country of this size.
    pub fn scaled(&self, of_2017: u64) -> u64 {
        of_2017 * self.stations.min(FULL) / FULL
    }

    /// Weights of the departments, on one ground or on both.
    pub fn weights(&self, ground: Option<Ground>) -> Vec<u64> {
        self.departments.iter().map(|department| department.weight(ground)).collect()
    }

    /// Where the nation's events are: Paris, or else the largest commune there is.
    pub fn capital(&self) -> Option<&Commune> {
        let paris = self.departments.iter().find(|department| department.id.as_str() == INNER_RING[0]);
        let all = self.departments.iter().filter_map(|department| department.communes.first());
        let largest = all.max_by_key(|commune| (commune.weight, core::cmp::Reverse(commune.id)));
        paris.and_then(|department| department.communes.first()).or(largest)
    }

    /// The place of a level around the capital, or the nation.
    pub fn region(&self) -> Option<Id> {
        let capital = self.capital()?;
        let parent = |id: Id| self.country.places.iter().find(|place| place.id == id)?.parent;
        parent(parent(capital.id)?)
    }

    /// The nation.
    pub fn nation(&self) -> Option<Id> {
        self.country.places.iter().find(|place| place.level == Level::Nation).map(|place| place.id)
    }

    /// The largest communes, at most so many.
    pub fn largest(&self, count: usize) -> Vec<Id> {
        let mut communes: Vec<&Commune> = self.departments.iter().flat_map(|one| &one.communes).collect();
        communes.sort_by_key(|commune| (core::cmp::Reverse(commune.weight), commune.id));
        communes.into_iter().take(count).map(|commune| commune.id).collect()
    }
}

fn registered(station: &Station) -> u64 {
    let first = station.registered.iter().flatten().next();
    first.map_or(0, |voters| voters.wide())
}

/// Departments of which a position is known: their own, a commune's, or a venue's.
fn somewhere(country: &Country<'_>, known: &BTreeMap<Id, &Place>) -> BTreeSet<Id> {
    let own = country.places.iter().filter(|place| place.position.is_some());
    let own = own.filter_map(|place| match place.level {
        Level::Department => Some(place.id),
        Level::Commune => place.parent,
        Level::Nation | Level::Region => None,
    });
    let venues = country.venues.iter().filter(|venue| venue.position.is_some());
    let venues = venues.filter_map(|venue| known.get(&venue.commune)?.parent);
    own.chain(venues).collect()
}
