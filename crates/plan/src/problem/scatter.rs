//! Places for venues of which only the commune is known.
//!
//! The k-th of them (from 0) stands k golden angles around the centre and 240 m × √k away from
//! it (Vogel 1979, the head of a sunflower): as dense everywhere, no two at one point, and the
//! same on every machine. The 589 venues of Paris fill 5.8 km around its centre in this way, the
//! radius of a disc as large as the city.

use election::definition::Position;

/// Distance of the second from the first, in metres.
const SPACING: f64 = 240.0;
/// π × (3 − √5), in radians.
const GOLDEN_ANGLE: f64 = 2.399_963_229_728_653;
/// Millionths of a degree in a metre northwards.
const NORTH_E6: f64 = 8.983_152;
/// Near the poles a degree of longitude is no distance; there nobody votes.
const LEAST_COSINE: f64 = 0.01;

/// Where the k-th venue around a centre stands.
pub(super) fn around(centre: Position, k: u32) -> Position {
    if k == 0 {
        return centre;
    }
    let (radius, angle) = (SPACING * f64::from(k).sqrt(), GOLDEN_ANGLE * f64::from(k));
    let latitude = f64::from(centre.lat_e6) / 1e6 * (core::f64::consts::PI / 180.0);
    let north = radius * libm::sin(angle) * NORTH_E6;
    let east = radius * libm::cos(angle) * NORTH_E6 / libm::cos(latitude).max(LEAST_COSINE);
    let lat_e6 = i64::from(centre.lat_e6) + whole(north);
    Position {
        lon_e6: narrow(wrapped(i64::from(centre.lon_e6) + whole(east))),
        lat_e6: narrow(lat_e6.clamp(-90_000_000, 90_000_000)),
    }
}

/// The mean of some positions; the longitudes are taken the short way from the first.
pub(super) fn mean(positions: &[Position]) -> Option<Position> {
    let first = positions.first()?;
    let count = i64::try_from(positions.len()).ok()?;
    let east: i64 = positions.iter().map(|at| wrapped(i64::from(at.lon_e6) - i64::from(first.lon_e6))).sum();
    let north: i64 = positions.iter().map(|at| i64::from(at.lat_e6)).sum();
    let lon_e6 = wrapped(i64::from(first.lon_e6) + east / count);
    Some(Position { lon_e6: narrow(lon_e6), lat_e6: narrow(north / count) })
}

/// A longitude within half a turn of 0, in millionths of a degree.
fn wrapped(lon_e6: i64) -> i64 {
    const TURN: i64 = 360_000_000;
    let turned = lon_e6.rem_euclid(TURN);
    if turned > TURN / 2 { turned - TURN } else { turned }
}

#[expect(clippy::cast_possible_truncation, reason = "a few hundred kilometres in millionths of a degree fit")]
fn whole(figure: f64) -> i64 {
    figure.round() as i64
}

fn narrow(degrees_e6: i64) -> i32 {
    i32::try_from(degrees_e6).unwrap_or_else(|_| unreachable!("half a turn in millionths of a degree fits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: Position = Position { lon_e6: 2_352_200, lat_e6: 48_856_600 };

    fn metres(from: Position, to: Position) -> f64 {
        let east = f64::from(to.lon_e6 - from.lon_e6) / NORTH_E6 * 0.658;
        let north = f64::from(to.lat_e6 - from.lat_e6) / NORTH_E6;
        east.hypot(north)
    }

    #[test]
    fn the_venues_of_paris_fill_paris() {
        let venues: Vec<Position> = (0..589).map(|k| around(PARIS, k)).collect();
        let farthest = venues.iter().map(|at| metres(PARIS, *at)).fold(0.0, f64::max);
        assert!((5_700.0..5_900.0).contains(&farthest), "{farthest}");
        let pairs = venues.iter().enumerate().flat_map(|(at, one)| venues[..at].iter().map(move |other| (one, other)));
        let nearest = pairs.map(|(one, other)| metres(*one, *other)).fold(f64::MAX, f64::min);
        assert!(nearest > 200.0, "{nearest}");
    }

    #[test]
    fn the_date_line_and_the_poles_are_no_wall() {
        let fiji = Position { lon_e6: 179_999_000, lat_e6: -17_000_000 };
        assert!((1..50).all(|k| around(fiji, k).lon_e6.abs() > 179_900_000));
        let other = Position { lon_e6: -179_999_000, lat_e6: -17_000_000 };
        assert_eq!(mean(&[fiji, other]).map(|at| at.lon_e6.abs()), Some(180_000_000));
        let pole = Position { lon_e6: 0, lat_e6: 90_000_000 };
        assert!((1..50).all(|k| around(pole, k).lat_e6 <= 90_000_000));
        assert_eq!(mean(&[]), None);
    }
}
