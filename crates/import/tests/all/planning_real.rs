//! The problem of 2017 from the real stations, where the data is beside the project.

use std::time::Instant;

use election::Id;
use import::assemble::{Options, add_round, communes, from_results};
use import::directory::Draft;
use import::planning::{self, File, Files};
use plan::measure::Weight;
use plan::problem::{Country, Ground, Inputs, Placed, Problem, SiteKind, UnitKind};
use sim::country::{Size, invent};

use crate::planning::of;
use crate::real::{data, round};

fn id(text: &str) -> Id {
    Id::new(text).expect("an identifier")
}

/// Both rounds with the positions of the communes.
fn election() -> Option<Draft> {
    let name = "fr2017_communes.csv.xz";
    let table = communes::read(data(name)?.as_slice(), name).unwrap_or_else(|told| panic!("{told}"));
    let options = Options { communes: Some(table), ..Options::default() };
    let first =
        from_results(&round("fr2017_bv_T1.csv.xz")?, "first", 1, &options).unwrap_or_else(|told| panic!("{told}"));
    let second = add_round(first.draft, &round("fr2017_bv_T2.csv.xz")?, "second", 2, &options);
    Some(second.unwrap_or_else(|told| panic!("{told}")).draft)
}

fn country(draft: &Draft) -> Country<'_> {
    let Draft { election, places, venues, stations, rounds, .. } = draft;
    Country { election: *election, places, venues, stations, rounds: rounds.len() }
}

fn people(inputs: &Inputs, counts: impl Fn(&plan::problem::Unit) -> bool) -> u64 {
    inputs.forces.iter().filter(|unit| counts(unit)).map(|unit| u64::from(unit.strength.0)).sum()
}

#[expect(clippy::disallowed_methods, reason = "a test may measure")]
fn built(country: &Country<'_>, inputs: &Inputs, phase: &str) -> Problem {
    let start = Instant::now();
    let problem = Problem::new(country, inputs, id(phase)).unwrap_or_else(|faults| panic!("{faults:#?}"));
    eprintln!("{} sites of {phase} built in {:?}", problem.sites.len(), start.elapsed());
    problem
}

#[test]
fn the_problem_of_2017() {
    let Some(draft) = election() else { return };
    let country = country(&draft);
    let inputs = sim::forces::example(&country);
    assert_eq!(people(&inputs, |unit| unit.kind != UnitKind::Soldiers), 50_000);
    assert_eq!(people(&inputs, |unit| unit.kind == UnitKind::Soldiers), 7_000);
    let squads = people(&inputs, |unit| unit.movable && unit.kind == UnitKind::Patrol);
    assert_eq!(squads, 169 * 75);
    let problem = built(&country, &inputs, "round-1");
    // 223 rows abroad and 535 in five collectivities of which no commune has a position.
    let left_out: u32 = problem.excluded.iter().map(|(_, stations)| stations).sum();
    let stations: u32 = problem.sites.iter().map(|site| site.stations).sum();
    assert_eq!(stations + left_out, 69_242);
    let paris: Vec<_> = problem.sites.iter().filter(|site| site.commune == id("75-056")).collect();
    let venues = paris.iter().filter(|site| site.kind == SiteKind::Venue).count();
    assert_eq!(venues, 592, "896 × 0.66, rounded up");
    assert!(paris.iter().all(|site| site.ground == Ground::Police));
    let lost: u32 =
        problem.sites.iter().filter(|site| site.placed == Placed::AtDepartment).map(|site| site.stations).sum();
    assert_eq!(lost, 10, "stations of communes that were merged");
    let voters: u64 = problem.sites.iter().filter(|site| site.stations > 0).map(|site| u64::from(site.people)).sum();
    let heavy = problem.sites.iter().filter(|site| site.weight() >= problem.policy.heavy).count();
    let total: Weight = problem.sites.iter().map(plan::problem::Site::weight).sum();
    eprintln!(
        "{} sites, {} departments, {} units, {} bases, {left_out} stations left out {:?}, {voters} voters, {heavy} heavy, weight {total}",
        problem.sites.len(),
        problem.departments.len(),
        problem.units.len(),
        problem.bases.len(),
        problem.excluded,
    );
    assert!(problem.sites.iter().all(|site| site.weights.iter().all(|weight| weight.0 >= 1)));
    built(&country, &inputs, "round-2");
    assert!(built(&country, &inputs, "between").sites.iter().all(|site| site.kind != SiteKind::Venue));
    through_files(&country, &inputs, &problem);
}

/// The problem is the same when the inputs go through their files.
fn through_files(country: &Country<'_>, inputs: &Inputs, expected: &Problem) {
    let mut written = planning::write(inputs).into_iter().map(|(name, bytes)| File { name, bytes });
    let mut next = || written.next().expect("five files");
    let files = Files { forces: next(), threats: next(), policy: next(), events: Some(next()), leaves: Some(next()) };
    let read = planning::read(files).unwrap_or_else(|told| panic!("{told}"));
    let problem = read.problem(country, id("round-1")).unwrap_or_else(|told| panic!("{told}"));
    assert!(problem == *expected, "files changed the problem");
}

#[test]
fn invented_countries_of_every_size_have_a_problem() {
    for stations in [100, 107, 500, 5_000, 69_242] {
        let land = invent(Size::new(stations).expect("a size"), 3);
        let inputs = sim::forces::example(&of(&land));
        for phase in ["round-1", "between", "round-2"] {
            built(&of(&land), &inputs, phase);
        }
    }
}

#[test]
#[ignore = "half a gigabyte and a quarter of a minute"]
fn a_million_stations_have_a_problem() {
    let land = invent(Size::new(1_000_000).expect("a size"), 3);
    let inputs = sim::forces::example(&of(&land));
    let problem = built(&of(&land), &inputs, "round-1");
    let stations: u32 = problem.sites.iter().map(|site| site.stations).sum();
    assert_eq!(stations + problem.excluded.iter().map(|(_, count)| count).sum::<u32>(), 1_000_000);
}
