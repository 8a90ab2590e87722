//! Which stations lie around which: communes, constituencies, departments, neighbouring towns.

use std::collections::BTreeMap;

use election::Id;

use super::nearby::{self, Neighbour};
use crate::contest::Address;

/// Positions of a station's groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Around {
    pub(crate) commune: Option<usize>,
    pub(crate) constituency: Option<usize>,
    pub(crate) department: Option<usize>,
    /// Rank among the stations of its commune.
    pub(crate) rank: usize,
}

/// The groups of all stations.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) around: Vec<Around>,
    /// Stations of each commune, by identifier.
    pub(crate) communes: Vec<Vec<usize>>,
    pub(crate) constituencies: usize,
    pub(crate) departments: usize,
    /// Nearest other communes of each commune.
    pub(crate) near: Vec<Vec<Neighbour>>,
    commune_ix: BTreeMap<Id, usize>,
    constituency_ix: BTreeMap<(Id, Option<Id>), usize>,
    department_ix: BTreeMap<Id, usize>,
    station_ix: BTreeMap<Id, usize>,
}

fn numbered<K: Ord + Copy>(keys: impl Iterator<Item = K>) -> BTreeMap<K, usize> {
    let mut numbers: BTreeMap<K, usize> = keys.map(|key| (key, 0)).collect();
    numbers.values_mut().enumerate().for_each(|(at, number)| *number = at);
    numbers
}

impl Layout {
    pub(crate) fn of<'a>(addresses: &(impl Iterator<Item = &'a Address> + Clone)) -> Self {
        let commune_ix = numbered(addresses.clone().map(|a| a.commune));
        let constituency_ix = numbered(addresses.clone().map(|a| (a.department, a.constituency)));
        let department_ix = numbered(addresses.clone().map(|a| a.department));
        let station_ix: BTreeMap<Id, usize> =
            addresses.clone().enumerate().map(|(at, address)| (address.station, at)).collect();
        let mut communes = vec![Vec::new(); commune_ix.len()];
        let mut positions = vec![None; commune_ix.len()];
        let mut around = Vec::new();
        let commune_of: Vec<usize> = addresses.clone().map(|a| commune_ix[&a.commune]).collect();
        for address in addresses.clone() {
            let commune = commune_ix[&address.commune];
            positions[commune] = positions[commune].or(address.position);
            around.push(Around {
                commune: Some(commune),
                constituency: constituency_ix.get(&(address.department, address.constituency)).copied(),
                department: department_ix.get(&address.department).copied(),
                rank: 0,
            });
        }
        // In the order of identifiers, so that ranks are those of the numbers.
        for station in station_ix.values() {
            let commune: &mut Vec<usize> = &mut communes[commune_of[*station]];
            around[*station].rank = commune.len();
            commune.push(*station);
        }
        let (constituencies, departments) = (constituency_ix.len(), department_ix.len());
        let near = nearby::nearest(&positions);
        Self {
            around,
            communes,
            constituencies,
            departments,
            near,
            commune_ix,
            constituency_ix,
            department_ix,
            station_ix,
        }
    }

    /// Where a station lies that may not have reported yet, and its position if it has.
    pub(crate) fn locate(&self, address: &Address) -> (Around, Option<usize>) {
        let own = self.station_ix.get(&address.station).copied();
        let commune = self.commune_ix.get(&address.commune).copied();
        let rank = commune.map_or(0, |commune| self.rank(commune, address.station));
        let around = Around {
            commune,
            constituency: self.constituency_ix.get(&(address.department, address.constituency)).copied(),
            department: self.department_ix.get(&address.department).copied(),
            rank,
        };
        (around, own)
    }

    fn rank(&self, commune: usize, station: Id) -> usize {
        let before = self.station_ix.range(..station).next_back();
        let there = before.map(|(_, at)| self.around[*at]).filter(|there| there.commune == Some(commune));
        there.map_or(0, |there| there.rank + 1)
    }

    /// Position of a station that has reported.
    pub(crate) fn find(&self, station: Id) -> Option<usize> {
        self.station_ix.get(&station).copied()
    }
}
