//! How long ways take, by a formula of the checker's own: the chord between two points of the
//! sphere, whose angle is exact at every distance (it is the haversine formula without sines).
//!
//! The planner's formula is short by up to one part in 10,000, and its seconds are rounded, so a
//! time is known between two limits: one part in 10,000 and one second on both sides.

use election::definition::Position;

use crate::problem::{Density, TravelRule};

/// Mean radius of the earth in metres (IUGG).
const RADIUS: f64 = 6_371_008.8;
/// The same place, in metres, and what is not told apart from it.
const SAME: f64 = 1.0;
const BLUR: f64 = 0.001;

/// A place on the unit sphere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    east: f64,
    north: f64,
    up: f64,
    density: Density,
}

/// Limits of a time, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Time {
    /// It takes no less than this.
    pub(super) least: f64,
    /// It takes no more than this.
    pub(super) most: f64,
}

impl Spot {
    pub(super) fn new(position: Position, density: Density) -> Self {
        let radians = |millionths: i32| (f64::from(millionths) / 1e6).to_radians();
        let (longitude, latitude) = (radians(position.lon_e6), radians(position.lat_e6));
        let ring = libm::cos(latitude);
        let (east, north) = (ring * libm::cos(longitude), ring * libm::sin(longitude));
        Self { east, north, up: libm::sin(latitude), density }
    }

    fn metres(&self, other: &Self) -> f64 {
        let (x, y, z) = (self.east - other.east, self.north - other.north, self.up - other.up);
        2.0 * RADIUS * libm::asin(((x * x + y * y + z * z).sqrt() / 2.0).min(1.0))
    }
}

/// Limits of the time from one place to another.
pub(super) fn time(rule: &TravelRule, from: &Spot, to: &Spot) -> Time {
    let metres = from.metres(to);
    let speed = f64::from(rule.speeds[from.density.max(to.density) as usize]);
    let drive = metres * f64::from(rule.detour.0) / 1_000.0 * 3.6 / speed;
    let whole = drive + f64::from(rule.start.0);
    let least = if metres < SAME + BLUR { 0.0 } else { whole * 0.999_9 - 1.0 };
    // The planner rounds up to whole seconds: one more than the blur.
    let most = if metres < SAME - BLUR { 0.0 } else { whole.ceil() * 1.000_1 + 1.0 };
    Time { least: least.max(0.0), most }
}

/// No place that is farther by latitude alone is reached within so many seconds: the difference
/// in millionths of a degree.
pub(super) fn reach(rule: &TravelRule, speed: u32, seconds: u32) -> i64 {
    let drive = f64::from(seconds) * 1.001 + 2.0 - f64::from(rule.start.0);
    let metres = drive.max(0.0) * f64::from(speed) * 1_000.0 / (3.6 * f64::from(rule.detour.0.max(1))) + 2.0;
    let degrees = (metres / RADIUS).to_degrees();
    #[expect(clippy::cast_possible_truncation, reason = "limited to a half turn")]
    let millionths = (degrees * 1e6).ceil().min(180e6) as i64;
    millionths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{Permille, Seconds};

    const RULE: TravelRule =
        TravelRule { detour: Permille(1_300), speeds: [60, 40, 25], start: Seconds(60), voters: [3_500, 20_000] };

    fn spot(lon_e6: i32, lat_e6: i32) -> Spot {
        Spot::new(Position { lon_e6, lat_e6 }, Density::Sparse)
    }

    #[test]
    fn a_way_by_hand() {
        // 0.09 degrees of a meridian are 10,007.5 m, on roads 13,009.8 m, at 60 km/h 780.6 s.
        let way = time(&RULE, &spot(0, 45_000_000), &spot(0, 45_090_000));
        assert!(way.least < 840.0 && 839.0 < way.least, "{way:?}");
        assert!(way.most > 841.0 && 843.0 > way.most, "{way:?}");
        let nowhere = time(&RULE, &spot(0, 45_000_000), &spot(0, 45_000_000));
        assert_eq!(nowhere, Time { least: 0.0, most: 0.0 });
        let date_line = time(&RULE, &spot(179_990_000, 0), &spot(-179_990_000, 0));
        assert!(date_line.most < 300.0, "{date_line:?}");
        let poles = time(&RULE, &spot(0, 90_000_000), &spot(0, -90_000_000));
        assert!(poles.least > 1e6 && poles.most.is_finite(), "{poles:?}");
    }

    #[test]
    fn what_is_beyond_the_reach_is_too_late() {
        let beyond = i32::try_from(reach(&RULE, 60, 900)).unwrap() + 1;
        assert!(time(&RULE, &spot(0, 0), &spot(0, beyond)).least > 900.0);
        assert!(time(&RULE, &spot(0, 0), &spot(0, beyond * 9 / 10)).most < 900.0);
    }
}
