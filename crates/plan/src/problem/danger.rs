//! The threats of a phase, summed by what they bear on.

use std::collections::BTreeMap;

use election::Id;

use super::atlas::Atlas;
use super::weight::{severity, touches};
use super::{Hours, Scope, SiteKind, Threat};

/// Sums of [`severity`], one for each class of hours.
pub(super) type Sums = Vec<u64>;

/// What the threats in force add up to, by scope.
pub(super) struct Danger {
    classes: usize,
    nation: Sums,
    places: BTreeMap<u32, Sums>,
    kinds: BTreeMap<SiteKind, Sums>,
    sites: BTreeMap<Id, Sums>,
}

impl Danger {
    /// Sums the threats given, which hold in the phase. One on a place that is not there bears on
    /// nothing: it was told.
    pub(super) fn new<'t>(threats: impl Iterator<Item = &'t Threat>, hours: &[Hours], atlas: &Atlas<'_>) -> Self {
        let zero = || vec![0; hours.len()];
        let mut danger = Self {
            classes: hours.len(),
            nation: zero(),
            places: BTreeMap::new(),
            kinds: BTreeMap::new(),
            sites: BTreeMap::new(),
        };
        for threat in threats {
            let sums = match threat.scope {
                Scope::Nation => &mut danger.nation,
                Scope::Kind(kind) => danger.kinds.entry(kind).or_insert_with(zero),
                Scope::Site(site) => danger.sites.entry(site).or_insert_with(zero),
                Scope::Place(place) => match atlas.find(place) {
                    Some(place) => danger.places.entry(place).or_insert_with(zero),
                    None => continue,
                },
            };
            for (sum, class) in sums.iter_mut().zip(hours) {
                if touches([threat.from, threat.to], [class.from, class.to]) {
                    *sum += severity(threat);
                }
            }
        }
        danger
    }

    /// What bears on every site of a kind in a commune.
    pub(super) fn of_commune(&self, atlas: &Atlas<'_>, commune: u32, kind: SiteKind) -> Sums {
        let around = atlas.upwards(commune).filter_map(|place| self.places.get(&place));
        let all = [&self.nation].into_iter().chain(around).chain(self.kinds.get(&kind));
        all.fold(vec![0; self.classes], |sums, more| added(&sums, more))
    }

    /// What bears on one site, given what bears on its commune and kind.
    pub(super) fn of_site(&self, sums: &Sums, site: Id) -> Sums {
        self.sites.get(&site).map_or_else(|| sums.clone(), |more| added(sums, more))
    }
}

fn added(sums: &Sums, more: &Sums) -> Sums {
    sums.iter().zip(more).map(|(sum, more)| sum + more).collect()
}
