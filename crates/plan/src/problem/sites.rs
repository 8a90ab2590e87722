//! Sites from stations, venues and events.

use std::collections::{BTreeMap, BTreeSet};

use election::Id;
use election::definition::{Position, Station, Venue};

use super::atlas::Atlas;
use super::danger::{Danger, Sums};
use super::fault::{Faults, Item, Kind};
use super::lands::Lands;
use super::scatter;
use super::weight::{touches, venue_points, weight};
use super::{Density, Event, EventKind, Ground, Placed, Policy, Site, SiteKind};
use crate::measure::{Permille, Weight};

/// Fewest digits of the number in a derived venue's identifier: `75-056-v001`.
const DIGITS: usize = 3;

/// What a site takes from its commune.
struct Around {
    place: u32,
    id: Id,
    department: u32,
    /// The department as a place.
    department_place: u32,
    ground: Ground,
    density: Density,
    centre: Option<Position>,
    danger: Sums,
}

/// Stations under one roof.
#[derive(Clone, Copy, Default)]
struct Pile {
    stations: u32,
    voters: u64,
    leaves: u32,
}

impl Pile {
    fn add(&mut self, voters: u64, leave: bool) {
        self.stations += 1;
        self.voters += voters;
        self.leaves += u32::from(leave);
    }
}

/// Builds sites commune by commune.
pub(super) struct Builder<'a> {
    pub(super) atlas: &'a Atlas<'a>,
    pub(super) lands: &'a Lands,
    pub(super) policy: &'a Policy,
    pub(super) danger: &'a Danger,
    /// Stations with a recorded leave.
    pub(super) leaves: BTreeSet<Id>,
    /// Venues ordered by identifier.
    pub(super) venues: Vec<&'a Venue>,
    pub(super) sites: Vec<Site>,
    /// Stations left out, by the excluded place around them.
    pub(super) excluded: BTreeMap<Id, u32>,
    /// Sites placed around the centre of each department so far.
    lost: BTreeMap<u32, u32>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        atlas: &'a Atlas<'a>,
        lands: &'a Lands,
        policy: &'a Policy,
        danger: &'a Danger,
        leaves: BTreeSet<Id>,
    ) -> Self {
        let mut venues: Vec<&Venue> = atlas.country.venues.iter().collect();
        venues.sort_by_key(|venue| venue.id);
        let (sites, excluded, lost) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self { atlas, lands, policy, danger, leaves, venues, sites, excluded, lost }
    }

    /// The stations that open at a round, grouped by commune, each group ordered by identifier.
    pub(super) fn open(atlas: &Atlas<'_>, round: Option<usize>) -> Vec<u32> {
        let Some(round) = round else { return Vec::new() };
        let stations = atlas.country.stations;
        let opens = |ix: &u32| stations[*ix as usize].registered.get(round).is_some_and(Option::is_some);
        let mut open: Vec<u32> = (0..).take(stations.len()).filter(opens).collect();
        open.sort_by_key(|ix| (atlas.communes[*ix as usize], stations[*ix as usize].id));
        open
    }

    /// Adds the venues of the stations that open.
    pub(super) fn add_venues(&mut self, open: &[u32], round: usize, faults: &mut Faults) {
        let atlas = self.atlas;
        for group in open.chunk_by(|one, other| atlas.communes[*one as usize] == atlas.communes[*other as usize]) {
            let Some(first) = group.first() else { continue };
            let commune = atlas.communes[*first as usize];
            if let Some(place) = self.lands.excluded(commune) {
                *self.excluded.entry(place).or_default() += u32::try_from(group.len()).unwrap_or(u32::MAX);
            } else if let Some(around) = self.around(commune, SiteKind::Venue) {
                self.add_commune(&around, group, round, faults);
            }
        }
    }

    /// Adds an event; one in a department that is not planned was told.
    pub(super) fn add_event(&mut self, event: &Event) {
        let kind = match event.kind {
            EventKind::Headquarters => SiteKind::Headquarters,
            EventKind::Rally | EventKind::ResultEvening => SiteKind::Gathering,
        };
        let around = self.atlas.find(event.commune).and_then(|commune| self.around(commune, kind));
        let Some(around) = around else { return };
        let danger = self.danger.of_site(&around.danger, event.id);
        let window = [event.from, event.to];
        let classes = self.policy.hours.iter().zip(danger).map(|(class, threats)| {
            let there = touches(window, [class.from, class.to]);
            if there { weight(event.weight.0, Permille(1_000), threats) } else { Weight(1) }
        });
        let weights = classes.collect();
        let (position, placed) = self.placed(event.position, &around, &mut 0);
        self.sites.push(Site {
            people: event.people,
            weights,
            may_post: true,
            ..site(event.id, kind, &around, position, placed)
        });
    }

    fn around(&self, commune: u32, kind: SiteKind) -> Option<Around> {
        let place = self.atlas.department(commune)?;
        Some(Around {
            place: commune,
            id: self.atlas.id(commune),
            department: self.lands.department(place)?,
            department_place: place,
            ground: self.lands.ground(self.atlas, commune, self.policy),
            density: self.atlas.density(commune, &self.policy.travel),
            centre: self.atlas.position(commune),
            danger: self.danger.of_commune(self.atlas, commune, kind),
        })
    }

    fn add_commune(&mut self, around: &Around, group: &[u32], round: usize, faults: &mut Faults) {
        let stations = self.atlas.country.stations;
        let stations = group.iter().map(|ix| &stations[*ix as usize]);
        let (housed, homeless): (Vec<&Station>, Vec<&Station>) = stations.partition(|station| station.venue.is_some());
        let mut scattered = 0;
        for (venue, pile) in self.known(&housed, round) {
            let found = self.venues.binary_search_by_key(&venue, |known| known.id).map(|at| self.venues[at]);
            match found {
                Ok(found) if found.commune == around.id => {
                    self.add_venue(venue, pile, found.position, around, &mut scattered);
                }
                _ => faults.push(Item::Country, "venues", Kind::Country, venue),
            }
        }
        let piles = self.derived(&homeless, self.lands.share(self.atlas, around.place), round);
        let digits = piles.len().to_string().len().max(DIGITS);
        for (number, pile) in (1..).zip(piles) {
            let Ok(id) = Id::new(&format!("{}-v{number:0digits$}", around.id)) else {
                faults.push(Item::Country, "places", Kind::Name, around.id);
                return;
            };
            self.add_venue(id, pile, None, around, &mut scattered);
        }
    }

    fn known(&self, housed: &[&Station], round: usize) -> BTreeMap<Id, Pile> {
        let mut piles: BTreeMap<Id, Pile> = BTreeMap::new();
        for station in housed {
            let venue = station.venue.unwrap_or(station.id);
            piles.entry(venue).or_default().add(voters(station, round), self.leaves.contains(&station.id));
        }
        piles
    }

    /// Spreads stations evenly, in the order of their identifiers, over as many venues as their
    /// share says, rounded up.
    fn derived(&self, homeless: &[&Station], share: Permille, round: usize) -> Vec<Pile> {
        let wanted = (homeless.len() * usize::from(share.0)).div_ceil(1_000);
        // A share of 0 is refused, but its stations are looked at all the same.
        let count = wanted.max(usize::from(!homeless.is_empty()));
        let mut piles = vec![Pile::default(); count];
        for (at, station) in homeless.iter().enumerate() {
            piles[at * count / homeless.len()].add(voters(station, round), self.leaves.contains(&station.id));
        }
        piles
    }

    fn add_venue(&mut self, id: Id, pile: Pile, known: Option<Position>, around: &Around, scattered: &mut u32) {
        let danger = self.danger.of_site(&around.danger, id);
        let classes = self.policy.hours.iter().zip(danger);
        let weights = classes.map(|(class, threats)| weight(venue_points(pile.voters), class.venue_weight, threats));
        let weights = weights.collect();
        let (position, placed) = self.placed(known, around, scattered);
        self.sites.push(Site {
            stations: pile.stations,
            people: u32::try_from(pile.voters).unwrap_or(u32::MAX),
            weights,
            may_post: pile.leaves == pile.stations,
            ..site(id, SiteKind::Venue, around, position, placed)
        });
    }

    /// Where a site stands; `scattered` counts those of its commune without a position.
    fn placed(&mut self, known: Option<Position>, around: &Around, scattered: &mut u32) -> (Position, Placed) {
        let (centre, counter, placed) = match (known, around.centre) {
            (Some(position), _) => return (position, Placed::Known),
            (None, Some(centre)) => (centre, scattered, Placed::AroundCommune),
            (None, None) => {
                let centre = self.lands.centre(around.department_place);
                let centre = centre.unwrap_or_else(|| unreachable!("a department that is planned is somewhere"));
                (centre, self.lost.entry(around.department_place).or_default(), Placed::AtDepartment)
            }
        };
        let position = scatter::around(centre, *counter);
        *counter += 1;
        (position, placed)
    }
}

fn voters(station: &Station, round: usize) -> u64 {
    station.registered.get(round).copied().flatten().map_or(0, election::Votes::wide)
}

fn site(id: Id, kind: SiteKind, around: &Around, position: Position, placed: Placed) -> Site {
    Site {
        id,
        kind,
        commune: around.id,
        department: around.department,
        ground: around.ground,
        position,
        placed,
        density: around.density,
        stations: 0,
        people: 0,
        weights: Vec::new(),
        may_post: false,
    }
}
