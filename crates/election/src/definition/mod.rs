//! The definition: everything frozen before the vote.
//!
//! [`Parts`] is what somebody wrote; [`Definition`] is what was checked; [`seal`] turns it into
//! the canonical bytes whose hash stands in every message.

pub mod check;
pub mod parts;
pub mod seal;

use tlog::{hash::Hash, note::VerifierKey};

pub use check::{DefinitionFault, Item, Kind};
pub use parts::{
    Candidate, Hours, Key, Level, MAX_ROUNDS, Mode, Parts, Place, Position, Role, Round, Sex, Station, Threshold,
    Venue, WarningCode, Zone,
};

use crate::{Id, Votes};

/// Index of a place in a definition; parents come before their children.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceIx(u32);

/// Index of a station in a definition; the order is that of the identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationIx(u32);

/// A checked definition. Places are ordered by level, then identifier; stations, venues and
/// keys by identifier.
#[derive(Clone, Debug)]
pub struct Definition {
    parts: Parts,
    /// Parent of every place, by place index; the nation is its own.
    parents: Box<[PlaceIx]>,
    /// Commune of every station, by station index.
    communes: Box<[PlaceIx]>,
    /// Station indices grouped by commune, and where each place's group starts.
    grouped: Box<[StationIx]>,
    groups: Box<[u32]>,
    /// Place indices grouped by parent, and where each place's group starts.
    nested: Box<[PlaceIx]>,
    nests: Box<[u32]>,
    /// Place indices in the order of their identifiers, for look-up.
    by_id: Box<[PlaceIx]>,
    hash: Hash,
    sealed_bytes: u64,
}

impl Definition {
    /// Checks the pieces, all of them, and orders them; every fault is returned, not the first.
    pub fn new(mut parts: Parts) -> Result<Self, Vec<DefinitionFault>> {
        let faults = check::faults(&parts);
        if !faults.is_empty() {
            return Err(faults);
        }
        parts.places.sort_by_key(|p| (p.level, p.id));
        parts.venues.sort_by_key(|v| v.id);
        parts.stations.sort_by_key(|s| s.id);
        parts.keys.sort_by_key(|k| (k.scope, k.holder));
        let (hash, sealed_bytes) = seal::measure(&parts);
        Ok(Self::indexed(parts, hash, sealed_bytes))
    }

    /// Builds the indices of pieces that were found without fault.
    fn indexed(parts: Parts, hash: Hash, sealed_bytes: u64) -> Self {
        let mut by_id: Box<[PlaceIx]> = (0..parts.places.len()).map(PlaceIx::of).collect();
        by_id.sort_by_key(|ix| parts.places[ix.at()].id);
        let find = |id: Id| -> PlaceIx {
            let found = by_id.binary_search_by_key(&id, |ix| parts.places[ix.at()].id);
            by_id[found.unwrap_or_else(|_| unreachable!("the check resolved every place"))]
        };
        let parents: Box<[PlaceIx]> =
            (0..).zip(&parts.places).map(|(ix, place)| place.parent.map_or(PlaceIx(ix), find)).collect();
        let communes: Box<[PlaceIx]> = parts.stations.iter().map(|s| find(s.commune)).collect();
        let (grouped, groups) = by_place(communes.iter().copied(), parts.places.len(), StationIx::of);
        // The nation is its own parent and nobody's child: it is put in a group past the end.
        let inside = (0..).zip(&parents).map(
            |(ix, parent)| {
                if parent.0 == ix { PlaceIx::of(parts.places.len()) } else { *parent }
            },
        );
        let (nested, nests) = by_place(inside, parts.places.len() + 1, PlaceIx::of);
        Self { parts, parents, communes, grouped, groups, nested, nests, by_id, hash, sealed_bytes }
    }

    /// SHA-256 of the sealed bytes; stands in every message.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Length of the sealed bytes.
    pub fn sealed_bytes(&self) -> u64 {
        self.sealed_bytes
    }

    /// The pieces, in canonical order.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The log's key; its name is the origin.
    pub fn log(&self) -> &VerifierKey {
        &self.parts.log
    }

    /// The rounds, in order.
    pub fn rounds(&self) -> &[Round] {
        &self.parts.rounds
    }

    /// Position of a round among [`Self::rounds`], by its number.
    pub fn round_ix(&self, number: u8) -> Option<usize> {
        self.parts.rounds.iter().position(|round| round.number == number)
    }

    /// The nation.
    pub fn nation(&self) -> PlaceIx {
        PlaceIx(0)
    }

    /// All places, parents before children.
    pub fn places(&self) -> impl ExactSizeIterator<Item = (PlaceIx, &Place)> {
        self.parts.places.iter().enumerate().map(|(ix, place)| (PlaceIx::of(ix), place))
    }

    /// A place.
    pub fn place(&self, ix: PlaceIx) -> &Place {
        &self.parts.places[ix.at()]
    }

    /// A place by its identifier.
    pub fn place_ix(&self, id: Id) -> Option<PlaceIx> {
        let found = self.by_id.binary_search_by_key(&id, |ix| self.place(*ix).id).ok()?;
        Some(self.by_id[found])
    }

    /// The place around `ix`; the nation has none.
    pub fn parent(&self, ix: PlaceIx) -> Option<PlaceIx> {
        Some(self.parents[ix.at()]).filter(|parent| *parent != ix)
    }

    /// The places one level down, in the order of their identifiers.
    pub fn children(&self, ix: PlaceIx) -> &[PlaceIx] {
        let (from, to) = (self.nests[ix.at()], self.nests[ix.at() + 1]);
        &self.nested[from as usize..to as usize]
    }

    /// `ix` and every place around it, from the inside out.
    pub fn upwards(&self, ix: PlaceIx) -> impl Iterator<Item = PlaceIx> {
        core::iter::successors(Some(ix), |place| self.parent(*place))
    }

    /// All stations, in the order of their identifiers.
    pub fn stations(&self) -> impl ExactSizeIterator<Item = (StationIx, &Station)> {
        self.parts.stations.iter().enumerate().map(|(ix, station)| (StationIx::of(ix), station))
    }

    /// A station.
    pub fn station(&self, ix: StationIx) -> &Station {
        &self.parts.stations[ix.at()]
    }

    /// A station by its identifier.
    pub fn station_ix(&self, id: Id) -> Option<StationIx> {
        self.parts.stations.binary_search_by_key(&id, |s| s.id).ok().map(StationIx::of)
    }

    /// The commune of a station.
    pub fn commune(&self, ix: StationIx) -> PlaceIx {
        self.communes[ix.at()]
    }

    /// The stations of one commune, in the order of their identifiers.
    pub fn stations_of(&self, commune: PlaceIx) -> &[StationIx] {
        let (from, to) = (self.groups[commune.at()], self.groups[commune.at() + 1]);
        &self.grouped[from as usize..to as usize]
    }

    /// Voters on the register of a station at a round; `None` where it does not open.
    pub fn registered(&self, station: StationIx, round: usize) -> Option<Votes> {
        self.station(station).registered.get(round).copied().flatten()
    }

    /// The opening hours of a station at a round, by its position.
    pub fn hours(&self, station: StationIx, round: usize) -> Option<&Hours> {
        let class = self.station(station).hours;
        self.parts.rounds.get(round)?.hours.iter().find(|hours| hours.class == class)
    }

    /// Whether `scope` (a place or a station) is `place` or lies under it.
    pub fn covers(&self, place: Id, scope: Id) -> bool {
        if place == scope {
            return true;
        }
        let inside = self.station_ix(scope).map(|s| self.commune(s)).or_else(|| self.place_ix(scope));
        inside.is_some_and(|ix| self.upwards(ix).any(|around| self.place(around).id == place))
    }
}

/// Groups positions by the place each belongs to: the positions, group after group, and where
/// each group starts.
fn by_place<T>(owners: impl Iterator<Item = PlaceIx>, places: usize, index: fn(usize) -> T) -> (Box<[T]>, Box<[u32]>) {
    let mut order: Vec<(PlaceIx, usize)> = owners.enumerate().map(|(ix, owner)| (owner, ix)).collect();
    order.sort_unstable();
    let mut starts = vec![0_u32; places + 1];
    for (owner, _) in &order {
        starts[owner.at() + 1] += 1;
    }
    for place in 1..starts.len() {
        starts[place] += starts[place - 1];
    }
    (order.into_iter().map(|(_, ix)| index(ix)).collect(), starts.into())
}

impl PlaceIx {
    fn of(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or_else(|_| unreachable!("places are limited by check::MAX_PLACES")))
    }

    /// Position in tables by place.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

impl StationIx {
    fn of(position: usize) -> Self {
        Self(u32::try_from(position).unwrap_or_else(|_| unreachable!("stations are limited by check::MAX_STATIONS")))
    }

    /// Position in tables by station.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}
