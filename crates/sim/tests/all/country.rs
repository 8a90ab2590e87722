use std::collections::BTreeSet;
use std::fmt::Write as _;

use election::definition::{Definition, Level, Mode, Parts, Position, Zone};
use election::{Counts, Id, Votes};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use sim::country::check::{Fault, faults};
use sim::country::facts::{communes, departments};
use sim::country::{Country, MAX_STATIONS, MIN_STATIONS, OutOfSize, Size, invent};
use tlog::note::VerifierKey;

fn country(stations: u32, seed: u64) -> Country {
    invent(Size::new(stations).unwrap(), seed)
}

fn sum(counts: &[Counts], figure: impl Fn(&Counts) -> Votes) -> u64 {
    counts.iter().map(|record| figure(record).wide()).sum()
}

/// SHA-256 over what a country holds, written by hand so that it hangs on no type's `Debug`.
fn digest(country: &Country) -> String {
    let mut text = String::new();
    let at = |position: Option<Position>| position.map_or((0, 0), |at| (at.lon_e6, at.lat_e6));
    for place in &country.places {
        writeln!(text, "{} {} {:?}", place.id, place.name, at(place.position)).unwrap();
    }
    for venue in &country.venues {
        writeln!(text, "{} {} {:?}", venue.id, venue.name, at(venue.position)).unwrap();
    }
    for (station, counts) in country.stations.iter().zip(&country.counts[0]) {
        let venue = station.venue.unwrap();
        writeln!(text, "{} {venue} {} {}", station.id, station.hours, figures(counts)).unwrap();
    }
    for counts in &country.counts[1] {
        writeln!(text, "{}", figures(counts)).unwrap();
    }
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn figures(counts: &Counts) -> String {
    let before = [counts.registered, counts.cast, counts.blank, counts.void, counts.valid];
    let all = before.iter().chain(&counts.candidates).map(ToString::to_string);
    all.collect::<Vec<String>>().join(" ")
}

#[test]
fn totals_are_exact_at_every_size() {
    for (stations, seed) in [(100, 1), (106, 9), (107, 2), (108, 0), (500, 3), (5_000, 4), (69_242, 5)] {
        let country = country(stations, seed);
        assert_eq!(country.stations.len(), stations as usize);
        assert_eq!(faults(&country), [], "{stations} stations, seed {seed}");
        assert_eq!(country.left_out.len(), 107_usize.saturating_sub(stations as usize));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn totals_are_exact_for_any_seed(stations in 100_u32..3_000, seed: u64) {
        prop_assert_eq!(faults(&country(stations, seed)), []);
    }
}

#[test]
fn the_whole_country_has_its_control_totals() {
    let country = country(69_242, 1);
    let figures = |round: usize| {
        let counts = &country.counts[round];
        [
            sum(counts, |c| c.registered),
            sum(counts, |c| c.cast),
            sum(counts, |c| c.valid),
            sum(counts, |c| c.blank),
            sum(counts, |c| c.void),
        ]
    };
    assert_eq!(figures(0), [47_582_183, 37_003_728, 36_054_394, 659_997, 289_337]);
    assert_eq!(figures(1), [47_568_693, 35_467_327, 31_381_603, 3_021_499, 1_064_225]);
    let votes = |round: usize, name: &str| {
        let ix = country.rounds[round].candidates.iter().position(|c| c.family == name).unwrap();
        sum(&country.counts[round], |c| c.candidates[ix])
    };
    assert_eq!([votes(0, "MACRON"), votes(0, "LE PEN")], [8_656_346, 7_678_491]);
    assert_eq!([votes(1, "MACRON"), votes(1, "LE PEN")], [20_743_128, 10_638_475]);
}

#[test]
fn every_department_has_its_real_number_of_stations() {
    let country = country(69_242, 7);
    for department in departments() {
        let inside = format!("{}-", department.code);
        let stations = country.stations.iter().filter(|station| station.id.as_str().starts_with(&inside));
        assert_eq!(stations.count(), department.stations as usize, "{}", department.name);
    }
    let paris = country.stations.iter().filter(|station| station.commune == Id::new("75-056").unwrap());
    assert_eq!(paris.count(), 896);
}

#[test]
fn the_full_country_looks_like_the_real_one() {
    let country = country(69_242, 1);
    let mut registers: Vec<u32> = country.counts[0].iter().map(|counts| counts.registered.value()).collect();
    registers.sort_unstable();
    // Median 743 and 95th percentile 1,267 in 2017.
    assert!((690..800).contains(&registers[registers.len() / 2]));
    assert!((1_150..1_380).contains(&registers[registers.len() * 95 / 100]));
    // 0.87 venues per station.
    let per_thousand = country.venues.len() * 1_000 / country.stations.len();
    assert!((855..885).contains(&per_thousand), "{per_thousand}");
    let paris = country.venues.iter().filter(|venue| venue.commune.as_str() == "75-056").count();
    assert!((550..630).contains(&paris), "{paris}");
    // 28,994 communes have one station.
    let mut communes: Vec<Id> = country.stations.iter().map(|station| station.commune).collect();
    communes.dedup();
    let single = communes.iter().zip(1..).filter(|(commune, _)| alone(&country, **commune)).count();
    assert!((27_000..31_000).contains(&single), "{single}");
}

fn alone(country: &Country, commune: Id) -> bool {
    let from = country.stations.partition_point(|station| station.commune < commune);
    country.stations.get(from + 1).is_none_or(|next| next.commune != commune)
}

#[test]
fn stations_of_a_department_differ() {
    let country = country(5_000, 1);
    let shares: BTreeSet<u32> = country
        .stations
        .iter()
        .zip(&country.counts[1])
        .filter(|(station, _)| station.id.as_str().starts_with("62-"))
        .map(|(_, counts)| counts.candidates[0].value() * 100 / counts.valid.value())
        .collect();
    assert!(shares.len() > 15, "{shares:?}");
}

#[test]
fn the_same_seed_gives_the_same_country() {
    // The country of seed 1, for good: a change here changes what every documented run shows.
    assert_eq!(digest(&country(1_000, 1)), GOLDEN);
    assert_ne!(digest(&country(1_000, 2)), GOLDEN);
}

const GOLDEN: &str = "3c01443df309548d910b184ec3eafbb82d80bd1849a8328aacd8064dab7db576";

#[test]
fn a_moved_vote_is_noticed() {
    let mut country = country(500, 1);
    let there = country.stations.partition_point(|station| station.id.as_str() < "59");
    // From one candidate to another of the same station: the record still adds up.
    let [one, other, ..] = &mut *country.counts[0][there].candidates else { panic!("eleven candidates") };
    *one = Votes::new(one.value() + 1).unwrap();
    *other = Votes::new(other.value() - 1).unwrap();
    assert_eq!(faults(&country), [Fault::Totals(0, Id::new("59").unwrap())]);
}

#[test]
fn a_wrong_record_is_noticed() {
    let good = country(500, 1);
    let id = good.stations[3].id;
    let spoil = |with: fn(&mut Counts)| {
        let mut country = good.clone();
        with(&mut country.counts[1][3]);
        faults(&country)
    };
    let more = |votes: Votes| Votes::new(votes.value() + 1).unwrap();
    assert!(spoil(|_| {}).is_empty());
    assert!(spoil(|c| c.valid = Votes::ZERO).contains(&Fault::Record(1, id)));
    assert!(spoil(|c| c.signed_in = Votes::ZERO).contains(&Fault::Record(1, id)));
    assert!(spoil(|c| c.candidates = Box::default()).contains(&Fault::Record(1, id)));
    let mut country = good.clone();
    country.counts[1][3].registered = more(country.counts[1][3].registered);
    assert!(faults(&country).contains(&Fault::Record(1, id)));
}

#[test]
fn missing_and_repeated_stations_are_noticed() {
    let good = country(500, 1);
    let mut short = good.clone();
    short.counts[0].pop();
    assert_eq!(faults(&short), [Fault::Length]);
    let mut twice = good.clone();
    twice.stations[8].id = twice.stations[7].id;
    assert!(faults(&twice).contains(&Fault::Order(twice.stations[7].id)));
    let mut left_out = good.clone();
    left_out.left_out.push(Id::new("75").unwrap());
    assert!(faults(&left_out).contains(&Fault::Department(Id::new("75").unwrap())));
}

#[test]
fn everything_has_a_place() {
    let country = country(2_000, 3);
    let ids: BTreeSet<Id> = country.places.iter().map(|place| place.id).collect();
    assert_eq!(ids.len(), country.places.len());
    for place in &country.places {
        assert_eq!(place.level == Level::Nation, place.parent.is_none());
        assert!(place.parent.is_none_or(|parent| ids.contains(&parent)));
    }
    let venues: BTreeSet<(Id, Id)> = country.venues.iter().map(|venue| (venue.id, venue.commune)).collect();
    for station in &country.stations {
        assert!(ids.contains(&station.commune) && !ids.contains(&station.id));
        assert!(venues.contains(&(station.venue.unwrap(), station.commune)));
        assert!(country.rounds.iter().all(|round| round.hours.iter().any(|hours| hours.class == station.hours)));
    }
    assert_eq!(zone(&country, "75-056"), Zone::Police);
    assert!(country.places.iter().any(|place| place.zone == Zone::Gendarmerie));
    assert!(country.places.iter().filter(|p| p.id.as_str().starts_with("ZZ")).all(|p| p.zone == Zone::Unstated));
}

fn zone(country: &Country, id: &str) -> Zone {
    country.places.iter().find(|place| place.id.as_str() == id).unwrap().zone
}

/// The example key of the signed note format as documented by its first implementation.
const LOG: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

#[test]
fn it_makes_a_definition_without_fault() {
    for stations in [100, 5_000, 69_242] {
        let country = country(stations, 1);
        let ids: Vec<Id> = country.stations.iter().map(|station| station.id).collect();
        let places: Vec<Id> = country.places.iter().map(|place| place.id).collect();
        let parts = Parts {
            election: Id::new("fr-pr-2017-demo").unwrap(),
            title: "Invented".into(),
            mode: Mode::Test,
            log: VerifierKey::parse(LOG).unwrap(),
            quorum: 0,
            witnesses: Vec::new(),
            thresholds: Vec::new(),
            rounds: country.rounds,
            places: country.places,
            venues: country.venues,
            stations: country.stations,
            keys: Vec::new(),
        };
        let definition = Definition::new(parts).unwrap();
        // The counts stand in the order of the definition's stations.
        assert!(definition.stations().map(|(_, station)| station.id).eq(ids));
        assert!(definition.places().map(|(_, place)| place.id).eq(places));
    }
}

#[test]
fn venues_stand_near_their_town_hall() {
    let country = country(69_242, 1);
    let centre = |id: Id| {
        let found = country.places.binary_search_by_key(&(Level::Commune, id), |place| (place.level, place.id));
        country.places[found.unwrap()].position
    };
    for venue in &country.venues {
        let (Some(hall), Some(here)) = (centre(venue.commune), venue.position) else {
            assert_eq!(centre(venue.commune), venue.position);
            continue;
        };
        // 6.4 km at most: 0.058 degrees northwards, 0.093 eastwards at 52 degrees.
        assert!(hall.lat_e6.abs_diff(here.lat_e6) < 58_000 && hall.lon_e6.abs_diff(here.lon_e6) < 93_000);
    }
}

#[test]
fn a_very_large_country_keeps_its_order() {
    // More than 9,999 stations in one commune: their numbers need a fifth digit.
    let country = country(MAX_STATIONS, 1);
    assert_eq!(faults(&country), []);
    assert!(country.stations.iter().any(|station| station.id.as_str() == "75-056-00001"));
}

#[test]
fn sizes_beyond_the_limits_are_refused() {
    assert_eq!(Size::new(MIN_STATIONS - 1), Err(OutOfSize(99)));
    assert_eq!(Size::new(MAX_STATIONS + 1), Err(OutOfSize(1_000_001)));
    assert_eq!(Size::new(69_242), Ok(Size::FULL));
}

#[test]
fn the_tables_of_facts_agree_with_themselves() {
    let departments = departments();
    assert_eq!(departments.len(), 107);
    assert!(departments.windows(2).all(|pair| pair[0].code < pair[1].code));
    for department in &departments {
        for sums in &department.rounds {
            assert_eq!(sums.candidates.iter().sum::<u64>(), sums.valid, "{}", department.code);
            assert_eq!(sums.blank + sums.void + sums.valid, sums.cast, "{}", department.code);
        }
    }
    let communes = communes();
    let keys: Vec<_> = communes.iter().map(|commune| (commune.department, commune.code)).collect();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(communes.iter().all(|commune| commune.people > 0));
    assert!(keys.iter().all(|(code, _)| { departments.iter().any(|department| department.code == *code) }));
    // The five that have neither outline nor town hall in the source.
    assert_eq!(communes.iter().filter(|commune| commune.position.is_none()).count(), 5);
}
