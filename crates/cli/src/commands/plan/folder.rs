//! The directory of a plan: what an election gives it, and who reads and writes it.

use election::Id;
use election::definition::Level;
use import::directory::Draft;
use plan::problem::Country;
pub use server::plans::fault::Fault;
pub use server::plans::folder::{
    CERTIFICATES, MAX_BYTES, NAMES, Opened, PLAN, PROBLEM, Readers, SEAL, SEEDS, Staged, open, read_names, vacant,
    write,
};

/// The part of an election that a plan needs.
pub fn country(draft: &Draft) -> Country<'_> {
    Country {
        election: draft.election,
        places: &draft.places,
        venues: &draft.venues,
        stations: &draft.stations,
        rounds: draft.rounds.len(),
    }
}

/// Names of communes and venues, for what people read.
pub fn names(draft: &Draft) -> Vec<(Id, String)> {
    let communes = draft.places.iter().filter(|place| place.level == Level::Commune);
    let communes = communes.map(|place| (place.id, place.name.clone()));
    communes.chain(draft.venues.iter().map(|venue| (venue.id, venue.name.clone()))).collect()
}

pub fn write_names(names: &[(Id, String)]) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let rows = std::iter::once(["id", "name"]).chain(names.iter().map(|(id, name)| [id.as_str(), name.as_str()]));
    for row in rows {
        out.write_record(row).unwrap_or_else(|_| unreachable!("a vector takes every row of two"));
    }
    out.into_inner().unwrap_or_else(|_| unreachable!("a vector takes everything"))
}
