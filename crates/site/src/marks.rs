//! What the parts of a snapshot depend on, as hashes: of every place in every shown round. Who makes
//! a snapshot after another one compares them, and makes what has moved.

use std::collections::BTreeMap;

use election::{
    definition::{Level, PlaceIx},
    publish::Snapshot,
};
use tlog::Hash;

/// The marks of a snapshot. While a mark stays the same (with the same program), so does everything
/// that is said of the place: its figures, its stations' states, which messages stand and where in
/// the log. Two elections never have the same marks.
#[derive(Clone, Debug)]
pub struct Marks {
    /// Of a place, by shown round.
    places: BTreeMap<PlaceIx, Vec<Hash>>,
    rounds: Vec<usize>,
    /// Of what does not change in an evening, and of which rounds are shown.
    fixed: Hash,
    nation: PlaceIx,
}

impl Marks {
    /// Looks at every station once.
    pub fn of(snapshot: &Snapshot<'_>) -> Self {
        let definition = snapshot.board.definition();
        let rounds: Vec<usize> = snapshot.rounds().collect();
        let shown = rounds.iter().flat_map(|round| (*round as u64).to_be_bytes());
        let fixed = Hash::of(&definition.hash().0.into_iter().chain(shown).collect::<Vec<u8>>());
        let mut marks = Self { places: BTreeMap::new(), rounds, fixed, nation: definition.nation() };
        marks.add(snapshot, marks.nation);
        marks
    }

    /// Of a place in all shown rounds.
    pub fn place(&self, place: PlaceIx) -> Hash {
        let own = self.places.get(&place).into_iter().flatten();
        Hash::of(&own.fold(self.fixed.0.to_vec(), |bytes, mark| joined(bytes, &mark.0)))
    }

    /// Of a place in one shown round; of nothing in any other.
    pub fn place_in(&self, place: PlaceIx, round: usize) -> Hash {
        let at = self.rounds.iter().position(|shown| *shown == round);
        let mark = at.and_then(|at| self.places.get(&place)?.get(at));
        // Not of which rounds are shown: another one that is does not move this one.
        mark.copied().unwrap_or(self.fixed)
    }

    /// Of everything in one shown round.
    pub fn round(&self, round: usize) -> Hash {
        self.place_in(self.nation, round)
    }

    fn add(&mut self, snapshot: &Snapshot<'_>, place: PlaceIx) {
        let definition = snapshot.board.definition();
        let children = definition.children(place);
        for child in children {
            self.add(snapshot, *child);
        }
        let of_children = |at: usize| {
            let marks = children.iter().filter_map(|child| self.places.get(child)?.get(at));
            Hash::of(&marks.fold(definition.hash().0.to_vec(), |bytes, mark| joined(bytes, &mark.0)))
        };
        let own = self.rounds.iter().enumerate().map(|(at, round)| match definition.place(place).level {
            Level::Commune => of_commune(snapshot, place, *round),
            Level::Nation | Level::Region | Level::Department => of_children(at),
        });
        let own = own.collect();
        self.places.insert(place, own);
    }
}

/// The states of a commune's stations, and which messages stand.
fn of_commune(snapshot: &Snapshot<'_>, commune: PlaceIx, round: usize) -> Hash {
    let definition = snapshot.board.definition();
    let mut bytes = definition.hash().0.to_vec();
    bytes.extend(definition.place(commune).id.as_str().as_bytes());
    for station in definition.stations_of(commune) {
        let state = snapshot.board.state(round, *station);
        bytes.extend_from_slice(state.word().as_bytes());
        bytes.extend(state.counted().map_or([0; 32], |standing| standing.report.0));
        bytes.extend(state.counted().map_or(0, |standing| standing.index).to_be_bytes());
    }
    Hash::of(&bytes)
}

fn joined(mut bytes: Vec<u8>, more: &[u8]) -> Vec<u8> {
    bytes.extend_from_slice(more);
    bytes
}
