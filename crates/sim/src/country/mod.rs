//! A country that votes like France in 2017, without a file of results.
//!
//! The communes and their positions are real, and so are the totals of every department at both
//! rounds. The stations in between are invented: where they stand, who is registered there and
//! how they vote. Every total above a commune is therefore a published fact, and every figure of
//! a station is fiction.
//!
//! # Method
//!
//! 1. The stations are shared among the departments in proportion to the stations of 2017
//!    (largest remainder, at least one each; exactly those of 2017 at full size), and within a
//!    department among its communes by their people.
//! 2. Voters on the registers: people of the commune, with some spread, scaled to the
//!    department's total by carrying the remainder along.
//! 3. Votes: for every department and round a table is filled whose rows are stations (sum: the
//!    register) and whose columns are what a voter can do: stay at home, blank, void, one of the
//!    candidates (sum: the department's total). The wanted figures are the department's shares,
//!    swung by two axes that a commune keeps at both rounds, by a swing of its own, by three
//!    quarters of such swings for each station of a larger commune, and by the noise of a count.
//!    The method of the filling, which is exact, stands at `fill::Table::fill`. All identities of
//!    a record follow: cast, valid and registered are sums of disjoint columns.
//!
//! Time and memory grow in proportion to the number of stations, but for sorting. Only integers
//! are used.
//!
//! ```
//! use sim::country::{Size, check, invent};
//!
//! let country = invent(Size::new(500)?, 1);
//! assert_eq!(country.stations.len(), 500);
//! assert_eq!(check::faults(&country), []);
//! # Ok::<(), sim::country::OutOfSize>(())
//! ```

mod ballot;
pub mod check;
pub mod facts;
mod fill;
mod ground;
mod votes;

use election::definition::{Level, MAX_ROUNDS, Place, Position, Round, Station, Venue, Zone};
use election::{Counts, Id};

use crate::dice::{Dice, Topic};
use crate::share::{at_least_one, index, wide};
use facts::{Commune, Department};
use ground::Site;

/// Fewest stations of an invented country.
pub const MIN_STATIONS: u32 = 100;

/// Most stations of an invented country.
pub const MAX_STATIONS: u32 = 1_000_000;

/// A number of stations within the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(u32);

/// A country cannot have this many stations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an invented country has {MIN_STATIONS} to {MAX_STATIONS} stations, not {0}")]
pub struct OutOfSize(pub u32);

impl Size {
    /// As many stations as France in 2017.
    pub const FULL: Self = Self(facts::STATIONS_OF_2017);

    /// A number of stations from [`MIN_STATIONS`] to [`MAX_STATIONS`].
    pub fn new(stations: u32) -> Result<Self, OutOfSize> {
        let fits = (MIN_STATIONS..=MAX_STATIONS).contains(&stations);
        if fits { Ok(Self(stations)) } else { Err(OutOfSize(stations)) }
    }

    /// The number of stations.
    pub fn stations(self) -> u32 {
        self.0
    }
}

/// What a definition needs but for its keys, and what every station counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// The rounds of 23 April and 7 May 2017, with their hours and candidates.
    pub rounds: Vec<Round>,
    /// Nation, regions, departments and those communes that have stations, by level, then
    /// identifier.
    pub places: Vec<Place>,
    /// Venues in the order of their identifiers.
    pub venues: Vec<Venue>,
    /// Stations in the order of their identifiers.
    pub stations: Vec<Station>,
    /// The counts of each round, in the order of [`Country::stations`].
    pub counts: Vec<Vec<Counts>>,
    /// Departments that are not in this country because it has fewer stations than there are
    /// departments, in the order of their identifiers. Empty from 107 stations on.
    pub left_out: Vec<Id>,
}

/// Invents a country with `size` stations. The same seed gives the same country everywhere.
pub fn invent(size: Size, seed: u64) -> Country {
    let mut departments = facts::departments();
    let left_out = leave_out_smallest(&mut departments, size);
    let weights: Vec<u64> = departments.iter().map(|department| u64::from(department.stations)).collect();
    let shares = at_least_one(u64::from(size.0), &weights);
    let communes = facts::communes();
    let mut builder = Builder::new(size, seed, left_out, &departments);
    for (department, stations) in departments.iter().zip(shares) {
        let known = known(&communes, department.code);
        builder.department(department, known, stations);
    }
    builder.country.places.sort_by_key(|place| (place.level, place.id));
    builder.country
}

/// Keeps the departments with most stations when there is not one station for each.
fn leave_out_smallest(departments: &mut Vec<Department>, size: Size) -> Vec<Id> {
    let mut order: Vec<(u32, u64, &str)> =
        departments.iter().map(|d| (d.stations, d.rounds[0].registered, d.code)).collect();
    order.sort_unstable();
    order.truncate(order.len().saturating_sub(index(u64::from(size.0))));
    let mut out: Vec<&str> = order.into_iter().map(|(.., code)| code).collect();
    departments.retain(|department| !out.contains(&department.code));
    out.sort_unstable();
    out.into_iter().map(id).collect()
}

fn known<'a>(communes: &'a [Commune], department: &str) -> &'a [Commune] {
    let from = communes.partition_point(|commune| commune.department < department);
    let to = communes.partition_point(|commune| commune.department <= department);
    &communes[from..to]
}

struct Builder {
    country: Country,
    seed: u64,
    /// Communes built so far, which is the number of the next one in every stream of chance.
    communes: u64,
}

impl Builder {
    fn new(size: Size, seed: u64, left_out: Vec<Id>, departments: &[Department]) -> Self {
        let stations = index(u64::from(size.0));
        let country = Country {
            rounds: ballot::rounds(),
            places: upper_places(departments),
            venues: Vec::with_capacity(stations),
            stations: Vec::with_capacity(stations),
            counts: facts::CANDIDATES.map(|_| Vec::with_capacity(stations)).into(),
            left_out,
        };
        Self { country, seed, communes: 0 }
    }

    fn department(&mut self, department: &Department, known: &[Commune], stations: u64) {
        let number = department_number(department.code);
        let sites = ground::sites(department, known, stations, self.seed, number);
        let first = ground::registers(&sites, department.rounds[0].registered, self.seed, number);
        let second = ground::second_registers(&first, department.rounds[1].registered, self.seed, number);
        let registers = [first, second];
        self.count(department, &sites, &registers);
        let mut voters = registers[0].iter().zip(&registers[1]);
        for site in &sites {
            let commune = self.commune(department.code, site);
            let class = ballot::hours(department.code, ground::closes_late(department.code, site.people));
            let housed = self.venues(commune, site);
            for (station, venue) in (1..=site.stations).zip(housed) {
                let Some((first, second)) = voters.next() else { unreachable!("a register for every station") };
                self.country.stations.push(Station {
                    id: numbered(commune, "", station, site.stations, 4),
                    commune,
                    venue: Some(venue),
                    constituency: None,
                    hours: class,
                    registered: both(*first, *second),
                });
            }
            self.communes += 1;
        }
    }

    fn count(&mut self, department: &Department, sites: &[Site], registers: &[Vec<u32>; 2]) {
        let communes: Vec<u64> = sites.iter().map(|site| site.stations).collect();
        for (round, registered) in registers.iter().enumerate() {
            let electorate = votes::Electorate {
                seed: self.seed,
                first_station: wide(self.country.stations.len()),
                first_commune: self.communes,
                communes: &communes,
                registered,
            };
            self.country.counts[round].extend(electorate.counts(round, &department.rounds[round]));
        }
    }

    fn commune(&mut self, department: &str, site: &Site) -> Id {
        let commune = id(&format!("{department}-{}", site.code));
        self.country.places.push(Place {
            id: commune,
            level: Level::Commune,
            parent: Some(id(department)),
            position: site.position.map(|(lon, lat)| Position { lon_e6: lon * 1_000, lat_e6: lat * 1_000 }),
            zone: ground::zone(department, site.people),
            name: site.name.clone(),
        });
        commune
    }

    /// Opens the venues of a commune; gives the venue of each station in order.
    fn venues(&mut self, commune: Id, site: &Site) -> Vec<Id> {
        let mut dice = Dice::new(self.seed, Topic::Venues, self.communes);
        let sizes = ground::venues(site.stations, &mut dice);
        let mut housed = Vec::with_capacity(index(site.stations));
        for (ix, held) in sizes.iter().enumerate() {
            let venue = numbered(commune, "V", wide(ix) + 1, wide(sizes.len()), 3);
            let position = ground::scattered(site, ix, &mut dice);
            let name = if ix == 0 { "Mairie".into() } else { format!("Salle {}", ix + 1) };
            self.country.venues.push(Venue { id: venue, commune, position, name });
            housed.extend((0..*held).map(|_| venue));
        }
        housed
    }
}

/// Nation, regions and departments.
fn upper_places(departments: &[Department]) -> Vec<Place> {
    let nation = id("FR");
    let mut regions: Vec<(&str, &str)> = departments.iter().map(|d| (d.region, d.region_name)).collect();
    regions.sort_unstable();
    regions.dedup();
    let mut places = vec![place(nation, Level::Nation, None, "France")];
    places.extend(regions.into_iter().map(|(code, name)| place(id(code), Level::Region, Some(nation), name)));
    places.extend(departments.iter().map(|d| place(id(d.code), Level::Department, Some(id(d.region)), d.name)));
    places
}

fn place(id: Id, level: Level, parent: Option<Id>, name: &str) -> Place {
    Place { id, level, parent, position: None, zone: Zone::Unstated, name: name.into() }
}

fn both(first: u32, second: u32) -> [Option<election::Votes>; MAX_ROUNDS] {
    let mut registered = [None; MAX_ROUNDS];
    registered[0] = Some(votes::votes(first));
    registered[1] = Some(votes::votes(second));
    registered
}

/// The streams of a department hang on its code: they stay when another one is left out.
fn department_number(code: &str) -> u64 {
    code.bytes().fold(0, |number, byte| number * 256 + u64::from(byte))
}

/// `75-056-0101`: as many digits in a commune as its largest number needs, `digits` at least, so
/// that the order of the identifiers is that of the numbers.
fn numbered(commune: Id, mark: &str, number: u64, largest: u64, digits: usize) -> Id {
    let digits = digits.max(largest.to_string().len());
    id(&format!("{commune}-{mark}{number:0digits$}"))
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap_or_else(|_| unreachable!("{text} is made of codes in the tables"))
}
