//! Where the stations of a department stand.

use election::definition::{Position, Zone};

use super::facts::{Commune, Department};
use crate::dice::{BELL, Dice, Topic};
use crate::share;

/// A commune with stations.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its own three characters.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Thousandths of a degree east and north, if known.
    pub position: Option<(i32, i32)>,
    /// Inhabitants.
    pub people: u64,
    /// Number of stations, at least 1.
    pub stations: u64,
}

/// Communes of this size or more are police ground; smaller ones are the gendarmerie's.
const POLICE_FROM: u64 = 20_000;
/// Paris and its inner ring are police ground throughout, and their doors close late.
const INNER_RING: [&str; 4] = ["75", "92", "93", "94"];
/// In communes of this size the doors close late.
const LATE_FROM: u64 = 100_000;
/// Consular posts.
const ABROAD: &str = "ZZ";

/// Who keeps order in a commune.
pub fn zone(department: &str, people: u64) -> Zone {
    match department {
        ABROAD => Zone::Unstated,
        near if INNER_RING.contains(&near) => Zone::Police,
        _ if people >= POLICE_FROM => Zone::Police,
        _ => Zone::Gendarmerie,
    }
}

/// Whether the doors of a commune close late.
pub fn closes_late(department: &str, people: u64) -> bool {
    INNER_RING.contains(&department) || (department != ABROAD && people >= LATE_FROM)
}

/// Shares `stations` among the communes of a department.
///
/// With a station for every commune or more, each has one and the others go where most people
/// share one. With fewer, chance picks communes in proportion to their people.
pub fn sites(department: &Department, known: &[Commune], stations: u64, seed: u64, number: u64) -> Vec<Site> {
    let mut sites = if known.is_empty() {
        settlements(department, &mut Dice::new(seed, Topic::Settlements, number))
    } else {
        known.iter().map(commune).collect()
    };
    let people: Vec<u64> = sites.iter().map(|site| site.people).collect();
    let shares = if stations >= share::wide(sites.len()) {
        share::highest_averages(stations, &people)
    } else {
        share::even_draw(stations, &people, &mut Dice::new(seed, Topic::Communes, number))
    };
    sites.iter_mut().zip(shares).for_each(|(site, stations)| site.stations = stations);
    sites.retain(|site| site.stations > 0);
    sites
}

fn commune(commune: &Commune) -> Site {
    Site {
        code: commune.code.into(),
        name: commune.name.into(),
        position: commune.position,
        people: u64::from(commune.people),
        stations: 0,
    }
}

/// Fewest people of an invented place.
const SETTLEMENT: u64 = 1_600;

/// Places without a table: plainly named, nowhere on the map, a few of them large (half have
/// less than twice the smallest, one in a hundred more than a hundred times as many).
fn settlements(department: &Department, dice: &mut Dice) -> Vec<Site> {
    let kind = if department.code == ABROAD { "Consulat" } else { "Commune" };
    let settlement = |number| Site {
        code: format!("{number:03}"),
        name: format!("{kind} {number:03}"),
        position: None,
        people: SETTLEMENT * 128 / (1 + dice.below(128)),
        stations: 0,
    };
    (1..=department.communes).map(settlement).collect()
}

/// Voters on the registers of a department's stations, in the order of the sites: in proportion
/// to the people there, give or take a tenth by commune and a seventh by station.
pub fn registers(sites: &[Site], total: u64, seed: u64, number: u64) -> Vec<u32> {
    let mut dice = Dice::new(seed, Topic::Registers, number);
    let mut weights = Vec::new();
    for site in sites {
        let commune = site.people * 64 * about(&mut dice, 10) / site.stations;
        weights.extend((0..site.stations).map(|_| commune * about(&mut dice, 7) / WHOLE + 1));
    }
    // A station without a voter would be none: everyone has one before the rest is shared.
    let rest = total.checked_sub(share::wide(weights.len()));
    let rest = rest.unwrap_or_else(|| unreachable!("every department has more voters than stations"));
    share::carried(rest, &weights).into_iter().map(|more| narrow(more + 1)).collect()
}

/// The registers of the second round: those of the first, moved to the new total in proportion,
/// and with a few voters moving house between neighbouring stations.
pub fn second_registers(first: &[u32], total: u64, seed: u64, number: u64) -> Vec<u32> {
    let mut dice = Dice::new(seed, Topic::Registers, !number);
    let weights: Vec<u64> = first.iter().copied().map(u64::from).collect();
    let before = weights.iter().sum::<u64>();
    let moved = share::carried(total.abs_diff(before), &weights);
    let all_moved = |(now, by): (u64, u64)| if total < before { now - by } else { now + by };
    let mut now: Vec<u64> = weights.into_iter().zip(moved).map(all_moved).collect();
    for pair in now.chunks_exact_mut(2) {
        let movers = MOVERS[share::index(dice.below(share::wide(MOVERS.len())))];
        if pair[0] > movers {
            pair[0] -= movers;
            pair[1] += movers;
        }
    }
    now.into_iter().map(narrow).collect()
}

/// How many voters move between two stations, each as likely: seven of eight stations keep their
/// register as in 2017.
const MOVERS: [u64; 16] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2];

const WHOLE: u64 = BELL.unsigned_abs();

/// 1 give or take 1/`part`, in units of 1/[`WHOLE`].
fn about(dice: &mut Dice, part: i64) -> u64 {
    u64::try_from(BELL + dice.bell() / part).unwrap_or_else(|_| unreachable!("3.47 deviations of a seventh"))
}

fn narrow(voters: u64) -> u32 {
    u32::try_from(voters).unwrap_or_else(|_| unreachable!("a department has few million voters"))
}

/// From this many stations on a commune houses them like Paris.
const CITY_FROM: u64 = 50;
/// How many of the 589 venues of Paris hold 1, 2, … stations.
const PARIS: [u64; 6] = [354, 183, 37, 11, 3, 1];
/// The same elsewhere, chosen so that the country has 0.87 venues per station.
const ELSEWHERE: [u64; 6] = [70, 30, 0, 0, 0, 0];

/// How many stations each venue of a commune holds.
pub fn venues(stations: u64, dice: &mut Dice) -> Vec<u64> {
    let kinds = if stations >= CITY_FROM { PARIS } else { ELSEWHERE };
    let (mut left, mut venues) = (stations, Vec::new());
    while left > 0 {
        let held = drawn(&kinds, dice).min(left);
        venues.push(held);
        left -= held;
    }
    venues
}

fn drawn(kinds: &[u64], dice: &mut Dice) -> u64 {
    let mut ticket = dice.below(kinds.iter().sum());
    for (held, kind) in (1..).zip(kinds) {
        match ticket.checked_sub(*kind) {
            None => return held,
            Some(rest) => ticket = rest,
        }
    }
    unreachable!("a ticket is below the sum of the kinds")
}

/// Millionths of a degree in a hundred metres northwards.
const HUNDRED_METRES_E6: i64 = 898;

/// A point in a disc around the commune's, the wider the more people live there: 400 m and four
/// metres for the square root of the people (Paris: 6.3 km). The first venue is the town hall.
pub fn scattered(site: &Site, venue: usize, dice: &mut Dice) -> Option<Position> {
    let (lon, lat) = site.position.map(|(lon, lat)| (lon * 1_000, lat * 1_000))?;
    if venue == 0 {
        return Some(Position { lon_e6: lon, lat_e6: lat });
    }
    let radius = 400 + 4 * site.people.isqrt();
    let (east, north) = in_disc(radius, dice);
    // One metre is 8.98 millionths of a degree northwards, and more to the east by 1 / cos.
    let north = north * HUNDRED_METRES_E6 / 100;
    let east = east * HUNDRED_METRES_E6 * COSINE_ONE / (100 * cosine(i64::from(lat)));
    let near = |middle: i32, by: i64| middle + i32::try_from(by).unwrap_or_else(|_| unreachable!("some kilometres"));
    Some(Position { lon_e6: near(lon, east), lat_e6: near(lat, north) })
}

fn in_disc(radius: u64, dice: &mut Dice) -> (i64, i64) {
    let across = |dice: &mut Dice| dice.below(2 * radius + 1).cast_signed() - radius.cast_signed();
    loop {
        let (east, north) = (across(dice), across(dice));
        if (east * east + north * north).unsigned_abs() <= radius * radius {
            return (east, north);
        }
    }
}

const COSINE_ONE: i64 = 1 << 20;

/// Cosine of a latitude in millionths of a degree, in units of 1/2^20: 1 - x²/2 + x⁴/24, off by
/// less than 0.001 up to 52 degrees, and no commune of the table lies beyond.
fn cosine(lat_e6: i64) -> i64 {
    // 1 degree is 18,301 of 2^20 parts of a radian.
    let x = lat_e6 * 18_301 / 1_000_000;
    let square = x * x / COSINE_ONE;
    COSINE_ONE - square / 2 + square * square / COSINE_ONE / 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosine_by_the_book() {
        for (degrees, book) in [(0_i64, 10_000_i64), (30, 8_660), (45, 7_071), (-45, 7_071), (52, 6_157)] {
            let parts = cosine(degrees * 1_000_000) * 10_000 / COSINE_ONE;
            assert!(parts.abs_diff(book) < 10, "{degrees}: {parts}");
        }
    }

    #[test]
    fn venues_hold_every_station() {
        let mut dice = Dice::new(1, Topic::Venues, 0);
        for stations in [1, 2, 49, 50, 896] {
            assert_eq!(venues(stations, &mut dice).iter().sum::<u64>(), stations);
        }
    }
}
