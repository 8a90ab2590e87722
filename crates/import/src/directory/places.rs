//! `places.csv` and `venues.csv`.

use election::definition::{Place, Position, Venue};

use super::table::{self, Rows};
use super::value::{LEVELS, ZONES, degrees, word_of};
use crate::fault::Faults;
use crate::line::Table;

const PLACES: [&str; 7] = ["id", "level", "parent", "lon", "lat", "zone", "name"];
const VENUES: [&str; 5] = ["id", "commune", "lon", "lat", "name"];

pub(crate) fn read_places(text: &str, faults: &mut Faults) -> (Vec<Place>, Rows) {
    table::read("places.csv", text, &|names| table::exactly(&PLACES, names), faults, |row| {
        let (id, level, parent) = (row.id(0), row.word(1, LEVELS), row.optional_id(2));
        let (position, zone) = (row.position(3, 4), row.word(5, ZONES));
        let name = row.text(6).to_owned();
        Some(Place { id: id?, level: level?, parent: parent.ok()?, position: position.ok()?, zone: zone?, name })
    })
}

pub(crate) fn read_venues(text: &str, faults: &mut Faults) -> (Vec<Venue>, Rows) {
    table::read("venues.csv", text, &|names| table::exactly(&VENUES, names), faults, |row| {
        let (id, commune, position) = (row.id(0), row.id(1), row.position(2, 3));
        let name = row.text(4).to_owned();
        Some(Venue { id: id?, commune: commune?, position: position.ok()?, name })
    })
}

pub(crate) fn write_places(places: &[Place]) -> Vec<u8> {
    let mut ordered: Vec<&Place> = places.iter().collect();
    ordered.sort_by_key(|place| (place.level, place.id));
    let mut table = Table::new(PLACES);
    for place in ordered {
        let (lon, lat) = position(place.position);
        let parent = place.parent.map_or_else(String::new, |id| id.to_string());
        let level = word_of(LEVELS, place.level);
        table.push([place.id.as_str(), level, &parent, &lon, &lat, word_of(ZONES, place.zone), &place.name]);
    }
    table.into_bytes()
}

pub(crate) fn write_venues(venues: &[Venue]) -> Vec<u8> {
    let mut ordered: Vec<&Venue> = venues.iter().collect();
    ordered.sort_by_key(|venue| venue.id);
    let mut table = Table::new(VENUES);
    for venue in ordered {
        let (lon, lat) = position(venue.position);
        table.push([venue.id.as_str(), venue.commune.as_str(), &lon, &lat, &venue.name]);
    }
    table.into_bytes()
}

fn position(position: Option<Position>) -> (String, String) {
    position.map_or_else(Default::default, |at| (degrees(at.lon_e6), degrees(at.lat_e6)))
}
