//! How long a way takes, when nothing better than positions is known.
//!
//! The great circle, as the haversine formula gives it for small angles:
//! d = R · √(Δφ² + cos φ₁ · cos φ₂ · Δλ²), which is short by less than one part in 10,000 up to
//! 300 km; times the detour of roads, divided by the speed of the slower of its two ends, plus
//! a start. Seconds are rounded up, so a way is never promised shorter than the formula.

use election::definition::Position;

use crate::measure::{Metres, Seconds};
use crate::problem::{Density, TravelRule};

/// Mean radius of the earth in metres (IUGG).
const EARTH_RADIUS: f64 = 6_371_008.8;

/// A place to start from or go to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    longitude: f64,
    latitude: f64,
    cosine: f64,
    density: Density,
}

impl Point {
    /// A point on roads of this class.
    pub fn new(position: Position, density: Density) -> Self {
        let radians = |millionths: i32| f64::from(millionths) / 1e6 * (core::f64::consts::PI / 180.0);
        let latitude = radians(position.lat_e6);
        Self { longitude: radians(position.lon_e6), latitude, cosine: libm::cos(latitude), density }
    }

    /// East and north of another point, in metres on a flat map: for geometry, not for times.
    pub fn offset(&self, origin: &Self) -> (i32, i32) {
        let east = shorter_way(self.longitude - origin.longitude) * origin.cosine * EARTH_RADIUS;
        let north = (self.latitude - origin.latitude) * EARTH_RADIUS;
        (whole_i32(east), whole_i32(north))
    }
}

/// Metres by the great circle.
pub fn crow(from: &Point, to: &Point) -> Metres {
    Metres(whole(crow_metres(from, to)))
}

fn crow_metres(from: &Point, to: &Point) -> f64 {
    let north = from.latitude - to.latitude;
    let east = shorter_way(from.longitude - to.longitude);
    EARTH_RADIUS * (north * north + from.cosine * to.cosine * east * east).sqrt()
}

/// Seconds from one point to another; 0 at the same place.
pub fn time(rule: &TravelRule, from: &Point, to: &Point) -> Seconds {
    let metres = crow_metres(from, to);
    if metres < 1.0 {
        return Seconds(0);
    }
    let speed = f64::from(rule.speeds[from.density.max(to.density) as usize]);
    let drive = metres * f64::from(rule.detour.0) / 1_000.0 * 3.6 / speed;
    Seconds(whole(drive.ceil()).saturating_add(rule.start.0))
}

/// Longitudes of one place differ by a full turn on both sides of the date line.
fn shorter_way(east: f64) -> f64 {
    const TURN: f64 = 2.0 * core::f64::consts::PI;
    if east > TURN / 2.0 {
        east - TURN
    } else if east < -TURN / 2.0 {
        east + TURN
    } else {
        east
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths on earth and their times fit, and a cast from a double saturates"
)]
fn whole(figure: f64) -> u32 {
    figure.round() as u32
}

#[expect(clippy::cast_possible_truncation, reason = "half the earth's girth in metres fits")]
fn whole_i32(figure: f64) -> i32 {
    figure.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Permille;

    const RULE: TravelRule =
        TravelRule { detour: Permille(1_300), speeds: [60, 40, 25], start: Seconds(60), voters: [3_500, 20_000] };

    fn point(lon_e6: i32, lat_e6: i32, density: Density) -> Point {
        Point::new(Position { lon_e6, lat_e6 }, density)
    }

    #[test]
    fn paris_to_lyon_by_the_great_circle() {
        let paris = point(2_352_200, 48_856_600, Density::Dense);
        let lyon = point(4_835_700, 45_764_000, Density::Dense);
        let metres = crow(&paris, &lyon).0;
        assert!((391_000..393_000).contains(&metres), "{metres}");
        assert_eq!(crow(&lyon, &paris).0, metres);
    }

    #[test]
    fn the_slower_end_decides_and_the_same_place_costs_nothing() {
        let village = point(0, 45_000_000, Density::Sparse);
        let next = point(0, 45_090_000, Density::Sparse);
        let city = point(0, 45_090_000, Density::Dense);
        // 10,007 m × 1.3 at 60 km/h are 780.6 s, and at 25 km/h 1,873.4 s.
        assert_eq!(time(&RULE, &village, &next), Seconds(781 + 60));
        assert_eq!(time(&RULE, &village, &city), Seconds(1_874 + 60));
        assert_eq!(time(&RULE, &city, &village), time(&RULE, &village, &city));
        assert_eq!(time(&RULE, &city, &city), Seconds(0));
    }

    #[test]
    fn the_date_line_is_no_wall() {
        let west = point(-179_990_000, -17_000_000, Density::Sparse);
        let east = point(179_990_000, -17_000_000, Density::Sparse);
        assert!(crow(&west, &east).0 < 3_000);
        assert!(west.offset(&east).0.abs() < 3_000);
    }
}
