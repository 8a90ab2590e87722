//! What the policy says of places: which are excluded, whose ground they are, how many venues
//! their stations share; and the departments that are planned.

use std::collections::{BTreeMap, BTreeSet};

use election::Id;
use election::definition::{Level, Position, Zone};

use super::atlas::Atlas;
use super::fault::{Faults, Item, Kind};
use super::{Department, Ground, Inputs, Policy};
use crate::measure::Permille;

/// Stations share no venue where nobody said they do.
const OWN_VENUE: Permille = Permille(1_000);

/// The policy's lists by position of the place.
pub(super) struct Lands {
    excluded: Vec<Option<Id>>,
    police: BTreeSet<u32>,
    shares: BTreeMap<u32, Permille>,
    centres: Vec<Option<Position>>,
    numbers: BTreeMap<u32, u32>,
    /// Departments that are planned, ordered by identifier.
    pub(super) departments: Vec<Department>,
}

impl Lands {
    pub(super) fn new(atlas: &Atlas<'_>, policy: &Policy, faults: &mut Faults) -> Self {
        let mut known = |id: Id, item: Item, field| {
            let place = atlas.find(id);
            faults.unless(place.is_some(), item, field, Kind::Unknown, id);
            place
        };
        let listed = policy.excluded.iter().enumerate();
        let excluded: BTreeSet<u32> =
            listed.filter_map(|(at, id)| known(*id, Item::Excluded(at), "excluded")).collect();
        let listed = policy.police.iter().enumerate();
        let police: BTreeSet<u32> = listed.filter_map(|(at, id)| known(*id, Item::Police(at), "police")).collect();
        let mut shares = BTreeMap::new();
        for (at, share) in policy.venues.iter().enumerate() {
            let place = known(share.place, Item::Venues(at), "place");
            if place.is_some_and(|place| shares.insert(place, share.venues).is_some()) {
                faults.push(Item::Venues(at), "place", Kind::Duplicate, share.place);
                break;
            }
        }
        let places = 0..u32::try_from(atlas.country.places.len()).unwrap_or(u32::MAX);
        let around = |place| atlas.upwards(place).find(|around| excluded.contains(around)).map(|place| atlas.id(place));
        let excluded = places.map(around).collect();
        let centres = atlas.centres();
        let mut lands = Self { excluded, police, shares, centres, numbers: BTreeMap::new(), departments: Vec::new() };
        lands.number(atlas);
        lands
    }

    /// Departments that are neither excluded nor nowhere, in the order of their identifiers.
    fn number(&mut self, atlas: &Atlas<'_>) {
        let places = atlas.country.places.iter().zip(0_u32..);
        let mut planned: Vec<(Id, u32)> = places
            .filter(|(place, ix)| place.level == Level::Department && self.excluded(*ix).is_none())
            .map(|(place, ix)| (place.id, ix))
            .collect();
        planned.sort_unstable();
        for (id, place) in planned {
            if let Some(position) = self.centre(place) {
                let number = u32::try_from(self.departments.len()).unwrap_or(u32::MAX);
                self.numbers.insert(place, number);
                let name = atlas.country.places[place as usize].name.clone();
                self.departments.push(Department { id, name, position });
            }
        }
    }

    /// The excluded place around a place, the narrowest.
    pub(super) fn excluded(&self, place: u32) -> Option<Id> {
        self.excluded[place as usize]
    }

    /// Where a department is.
    pub(super) fn centre(&self, department: u32) -> Option<Position> {
        self.centres[department as usize]
    }

    /// Position of a department's place in [`Lands::departments`]; `None` if it is not planned.
    pub(super) fn department(&self, place: u32) -> Option<u32> {
        self.numbers.get(&place).copied()
    }

    /// Venues per thousand stations of a commune: the narrowest share around it.
    pub(super) fn share(&self, atlas: &Atlas<'_>, commune: u32) -> Permille {
        atlas.upwards(commune).find_map(|around| self.shares.get(&around)).copied().unwrap_or(OWN_VENUE)
    }

    /// Whose ground a commune is: as the election says; else the police's in the places the
    /// policy names and from its number of voters on; else the gendarmerie's.
    pub(super) fn ground(&self, atlas: &Atlas<'_>, commune: u32, policy: &Policy) -> Ground {
        let listed = || atlas.upwards(commune).any(|around| self.police.contains(&around));
        match atlas.country.places[commune as usize].zone {
            Zone::Police => Ground::Police,
            Zone::Unstated if atlas.voters(commune) >= u64::from(policy.police_from) || listed() => Ground::Police,
            Zone::Gendarmerie | Zone::Unstated => Ground::Gendarmerie,
        }
    }

    /// Departments where something stands and nothing says where they are.
    pub(super) fn nowhere(&self, atlas: &Atlas<'_>, inputs: &Inputs, open: impl Iterator<Item = u32>) -> BTreeSet<Id> {
        let bases = inputs.forces.iter().map(|unit| unit.base);
        let named = bases.chain(inputs.events.iter().map(|event| event.commune)).filter_map(|id| atlas.find(id));
        let lost = |commune: u32| {
            let department = atlas.department(commune)?;
            let lost = self.excluded(commune).is_none() && self.department(department).is_none();
            lost.then(|| atlas.id(department))
        };
        named.chain(open).filter_map(lost).collect()
    }
}
