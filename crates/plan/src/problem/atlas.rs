//! The country by position in its lists: what lies in what, and how many voters live where.

use election::Id;
use election::definition::{Level, Position};

use super::fault::{Faults, Item, Kind};
use super::scatter;
use super::{Country, Density, TravelRule};

/// The election's places with their parents, its stations with their communes.
pub(super) struct Atlas<'a> {
    pub(super) country: &'a Country<'a>,
    /// Identifiers in their order, with positions in the list of places.
    by_id: Vec<(Id, u32)>,
    /// Place around each place; the nation's is itself.
    parents: Vec<u32>,
    /// Commune of each station.
    pub(super) communes: Vec<u32>,
    /// Voters in each place, counted for communes only.
    voters: Vec<u64>,
}

impl<'a> Atlas<'a> {
    /// Looks every name up once; tells the country's faults and gives nothing if it has any.
    pub(super) fn new(country: &'a Country<'a>, round: Option<usize>, faults: &mut Faults) -> Option<Self> {
        let mut by_id: Vec<(Id, u32)> = country.places.iter().map(|place| place.id).zip(0..).collect();
        by_id.sort_unstable();
        let twice = by_id.windows(2).find(|pair| pair[0].0 == pair[1].0);
        if let Some(pair) = twice {
            faults.push(Item::Country, "places", Kind::Country, pair[0].0);
            return None;
        }
        let voters = vec![0; country.places.len()];
        let mut atlas = Self { country, by_id, parents: Vec::new(), communes: Vec::new(), voters };
        atlas.parents = atlas.parents(faults)?;
        atlas.communes = atlas.communes(faults)?;
        atlas.count_voters(round.unwrap_or(0));
        Some(atlas)
    }

    fn parents(&self, faults: &mut Faults) -> Option<Vec<u32>> {
        let mut parents = Vec::with_capacity(self.country.places.len());
        for (ix, place) in (0_u32..).zip(self.country.places) {
            let parent = match place.parent {
                None => (place.level == Level::Nation).then_some(ix),
                Some(parent) => self.find(parent).filter(|above| self.level(*above) == one_up(place.level)),
            };
            if parent.is_none() || (place.level == Level::Nation && place.parent.is_some()) {
                faults.push(Item::Country, "places", Kind::Country, place.id);
                return None;
            }
            parents.extend(parent);
        }
        Some(parents)
    }

    /// Stations of one commune mostly stand together: the last look-up is remembered.
    fn communes(&self, faults: &mut Faults) -> Option<Vec<u32>> {
        let mut communes = Vec::with_capacity(self.country.stations.len());
        let mut last: Option<(Id, u32)> = None;
        for station in self.country.stations {
            let known = last.filter(|(id, _)| *id == station.commune).map(|(_, ix)| ix);
            let commune = known.or_else(|| self.find(station.commune).filter(|ix| self.level(*ix) == Level::Commune));
            let Some(commune) = commune else {
                faults.push(Item::Country, "stations", Kind::Country, station.id);
                return None;
            };
            last = Some((station.commune, commune));
            communes.push(commune);
        }
        Some(communes)
    }

    fn count_voters(&mut self, round: usize) {
        for (station, commune) in self.country.stations.iter().zip(&self.communes) {
            let registered = station.registered.get(round).copied().flatten();
            self.voters[*commune as usize] += registered.map_or(0, election::Votes::wide);
        }
    }

    /// Position of a place by its identifier.
    pub(super) fn find(&self, id: Id) -> Option<u32> {
        let found = self.by_id.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.by_id[found].1)
    }

    pub(super) fn id(&self, place: u32) -> Id {
        self.country.places[place as usize].id
    }

    pub(super) fn level(&self, place: u32) -> Level {
        self.country.places[place as usize].level
    }

    pub(super) fn voters(&self, place: u32) -> u64 {
        self.voters[place as usize]
    }

    pub(super) fn position(&self, place: u32) -> Option<Position> {
        self.country.places[place as usize].position
    }

    /// A place and those around it, from the inside out.
    pub(super) fn upwards(&self, place: u32) -> impl Iterator<Item = u32> {
        core::iter::successors(Some(place), |inside| {
            Some(self.parents[*inside as usize]).filter(|around| around != inside)
        })
    }

    /// The department of a commune, or the department itself.
    pub(super) fn department(&self, place: u32) -> Option<u32> {
        self.upwards(place).find(|around| self.level(*around) == Level::Department)
    }

    /// Whether a point lies near its commune or another of the same department. Where no commune
    /// has a position nothing can be refused.
    pub(super) fn is_near(&self, commune: u32, point: Position) -> bool {
        let department = self.department(commune);
        let places = (0_u32..).zip(self.country.places);
        let around = places.filter(|(ix, place)| place.level == Level::Commune && self.department(*ix) == department);
        let mut known = around.filter_map(|(_, place)| place.position).peekable();
        known.peek().is_none() || known.any(|own| own.is_near(point))
    }

    /// Class of the roads in a commune.
    pub(super) fn density(&self, commune: u32, rule: &TravelRule) -> Density {
        let voters = self.voters(commune);
        match rule.voters.map(u64::from) {
            [_, city] if voters >= city => Density::Dense,
            [town, _] if voters >= town => Density::Town,
            _ => Density::Sparse,
        }
    }

    /// Where each department is, by position of the place: its own position, the mean of its
    /// communes', or the mean of its venues'.
    pub(super) fn centres(&self) -> Vec<Option<Position>> {
        let communes = self.country.places.iter().zip(0..).filter(|(place, _)| place.level == Level::Commune);
        let communes = self.means(communes.filter_map(|(place, ix)| Some((self.department(ix)?, place.position?))));
        let venues = self.country.venues.iter();
        let venues =
            self.means(venues.filter_map(|venue| {
                Some((self.find(venue.commune).and_then(|ix| self.department(ix))?, venue.position?))
            }));
        let own = self.country.places.iter().map(|place| place.position);
        own.zip(communes).zip(venues).map(|((own, communes), venues)| own.or(communes).or(venues)).collect()
    }

    fn means(&self, placed: impl Iterator<Item = (u32, Position)>) -> Vec<Option<Position>> {
        let mut groups: Vec<Vec<Position>> = vec![Vec::new(); self.country.places.len()];
        placed.for_each(|(department, position)| groups[department as usize].push(position));
        groups.iter().map(|group| scatter::mean(group)).collect()
    }
}

fn one_up(level: Level) -> Level {
    match level {
        Level::Nation | Level::Region => Level::Nation,
        Level::Department => Level::Region,
        Level::Commune => Level::Department,
    }
}
