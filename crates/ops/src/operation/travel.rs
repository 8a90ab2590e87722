//! How long a unit needs to an incident, when nothing better than positions is known: the rule of
//! the planner's (`specs/plan-inputs.md`), with the roads of the place where the incident is.

use election::definition::Position;

/// Mean radius of the earth in metres (IUGG).
const EARTH_RADIUS: f64 = 6_371_008.8;

/// Roads by how many voters their commune has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roads {
    /// Few voters around: open roads.
    Sparse,
    /// A town.
    Town,
    /// A city.
    Dense,
}

/// What turns a distance into seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel {
    /// The way by road, in thousandths of the great circle.
    pub detour_permille: u32,
    /// Speed on sparse, town and dense roads, kilometres an hour.
    pub speeds: [u32; 3],
    /// From the call until the wheels turn, seconds.
    pub start: u32,
    /// Voters of a commune from which it is a town, and a city.
    pub voters: [u64; 2],
}

impl Travel {
    /// The planner's own figures.
    pub const USUAL: Self = Self { detour_permille: 1_300, speeds: [60, 40, 25], start: 60, voters: [3_500, 20_000] };

    /// The roads of a commune with so many voters.
    pub fn roads(&self, voters: u64) -> Roads {
        match self.voters {
            [_, city] if voters >= city => Roads::Dense,
            [town, _] if voters >= town => Roads::Town,
            _ => Roads::Sparse,
        }
    }

    /// Seconds from one point to another, rounded up; 0 at the same place.
    pub fn seconds(&self, from: Position, to: Position, roads: Roads) -> u32 {
        let metres = crow(from, to);
        if metres < 1.0 {
            return 0;
        }
        let speed = f64::from(self.speeds[roads as usize]);
        let drive = metres * f64::from(self.detour_permille) / 1_000.0 * 3.6 / speed;
        whole(drive.ceil()).saturating_add(self.start)
    }
}

/// Metres by the great circle, as the haversine formula gives them for small angles.
fn crow(from: Position, to: Position) -> f64 {
    let radians = |millionths: i32| f64::from(millionths) / 1e6 * (core::f64::consts::PI / 180.0);
    let [north, south] = [from, to].map(|point| radians(point.lat_e6));
    let mut east = (radians(from.lon_e6) - radians(to.lon_e6)).abs();
    // Longitudes of one place differ by a full turn on both sides of the date line.
    if east > core::f64::consts::PI {
        east = 2.0 * core::f64::consts::PI - east;
    }
    let height = north - south;
    EARTH_RADIUS * (height * height + libm::cos(north) * libm::cos(south) * east * east).sqrt()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths on earth and their times fit, and a cast from a double saturates"
)]
fn whole(figure: f64) -> u32 {
    figure as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The planner's own test: 10,007 m × 1.3 at 60 km/h are 780.6 s, and at 25 km/h 1,873.4 s.
    #[test]
    fn as_long_as_the_planner_says() {
        let (here, there) = (Position { lon_e6: 0, lat_e6: 45_000_000 }, Position { lon_e6: 0, lat_e6: 45_090_000 });
        assert_eq!(Travel::USUAL.seconds(here, there, Roads::Sparse), 781 + 60);
        assert_eq!(Travel::USUAL.seconds(there, here, Roads::Dense), 1_874 + 60);
        assert_eq!(Travel::USUAL.seconds(here, here, Roads::Town), 0);
    }

    #[test]
    fn the_date_line_is_no_wall() {
        let [west, east] = [-179_990_000, 179_990_000].map(|lon_e6| Position { lon_e6, lat_e6: -17_000_000 });
        assert!(Travel::USUAL.seconds(west, east, Roads::Sparse) < 300);
    }

    #[test]
    fn roads_by_voters() {
        let roads = [3_499, 3_500, 19_999, 20_000].map(|voters| Travel::USUAL.roads(voters));
        assert_eq!(roads, [Roads::Sparse, Roads::Town, Roads::Town, Roads::Dense]);
    }
}
