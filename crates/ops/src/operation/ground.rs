//! Where something is: a station or a place of the definition, and a point if one is known.

use election::{
    Definition, Id,
    definition::{Level, PlaceIx, Position},
};

use crate::refusal::Refusal;

/// Where something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The station or the place: it decides whose territory it is.
    pub about: Id,
    /// The point, if it is known better than by the station.
    pub point: Option<Position>,
}

/// A ground that the definition knows.
pub fn checked(definition: &Definition, ground: Ground) -> Result<Ground, Refusal> {
    let place = around(definition, ground.about).ok_or(Refusal::Unknown)?;
    match ground.point {
        Some(point) if !is_near(definition, place, point) => Err(Refusal::Outside),
        _ => Ok(ground),
    }
}

/// The place, or the commune of the station.
fn around(definition: &Definition, about: Id) -> Option<PlaceIx> {
    let station = definition.station_ix(about).map(|ix| definition.commune(ix));
    station.or_else(|| definition.place_ix(about))
}

/// Whether a point lies near a commune of the department around a place, or of the wider place
/// itself. Where no commune has a position, nothing can be checked and no point is taken.
pub fn is_near(definition: &Definition, place: PlaceIx, point: Position) -> bool {
    let department = definition.upwards(place).find(|ix| definition.place(*ix).level <= Level::Department);
    department.is_some_and(|ix| reaches(definition, ix, point))
}

fn reaches(definition: &Definition, place: PlaceIx, point: Position) -> bool {
    let here = definition.place(place);
    let own = here.level == Level::Commune && here.position.is_some_and(|own| own.is_near(point));
    own || definition.children(place).iter().any(|child| reaches(definition, *child, point))
}

/// The best point known of a ground: its own, that of the station's venue, that of the commune.
pub fn point_of(definition: &Definition, ground: Ground) -> Option<Position> {
    let station = definition.station_ix(ground.about).map(|ix| definition.station(ix));
    let venue = station.and_then(|station| station.venue);
    let venues = &definition.parts().venues;
    let venue = venue.and_then(|id| venues.binary_search_by_key(&id, |venue| venue.id).ok());
    let venue = venue.and_then(|at| venues[at].position);
    let commune = around(definition, ground.about).and_then(|ix| definition.place(ix).position);
    ground.point.or(venue).or(commune)
}

/// Whether two values are a point on earth.
pub fn point(lon_e6: i64, lat_e6: i64) -> Option<Position> {
    let within = lon_e6.abs() <= 180_000_000 && lat_e6.abs() <= 90_000_000;
    let (lon, lat) = (i32::try_from(lon_e6).ok(), i32::try_from(lat_e6).ok());
    within.then(|| Some(Position { lon_e6: lon?, lat_e6: lat? })).flatten()
}
