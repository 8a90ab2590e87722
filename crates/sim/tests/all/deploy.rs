//! Whole plans of invented countries: they keep every rule, and obey the laws that any planner must.

use election::Id;
use plan::answer::Value;
use plan::check::check;
use plan::deploy::{Deployment, Patient, Settings, deploy};
use plan::measure::Officers;
use plan::problem::{Country as Land, Inputs, Problem, UnitKind};
use sim::country::{Country, Size, invent};
use sim::forces::example;
use tlog::Hash;

fn country(stations: u32) -> Country {
    invent(Size::new(stations).unwrap(), 1)
}

fn land(country: &Country) -> Land<'_> {
    Land {
        election: Id::new("demo").unwrap(),
        places: &country.places,
        venues: &country.venues,
        stations: &country.stations,
        rounds: country.rounds.len(),
    }
}

fn problem(country: &Country, change: impl FnOnce(&mut Inputs)) -> Problem {
    let land = land(country);
    let mut inputs = example(&land);
    change(&mut inputs);
    Problem::new(&land, &inputs, Id::new("round-1").unwrap()).unwrap()
}

fn planned(problem: &Problem, seed: u8) -> Deployment {
    let commitments = vec![Hash::of(b"a seed"); problem.policy.shifts.len()];
    deploy(problem, &Settings { seed: [seed; 32], iterations: 3 }, commitments, &Patient)
}

fn violations(problem: &Problem, deployment: &Deployment) -> Vec<String> {
    let verdict = check(problem, &deployment.plan, &deployment.certificates);
    verdict.violations.iter().take(5).map(|found| format!("{found:?}")).collect()
}

const NONE: [String; 0] = [];

fn realised(deployment: &Deployment) -> u64 {
    deployment.plan.pools.iter().map(|pool| pool.realised.0).max().unwrap_or(0)
}

fn bytes(problem: &Problem, deployment: &Deployment) -> String {
    let mut text = String::new();
    deployment.plan.seal(problem, &mut text).unwrap();
    deployment.certificates.seal(problem, &mut text).unwrap();
    text
}

#[test]
fn every_rule_is_kept_in_small_and_larger_countries() {
    for stations in [100, 1_000, 5_000] {
        let country = country(stations);
        let problem = problem(&country, |_| {});
        let deployment = planned(&problem, 1);
        assert_eq!(violations(&problem, &deployment), NONE, "{stations} stations");
        assert!(!deployment.plan.circuits.is_empty());
        assert!(realised(&deployment) >= deployment.plan.bound.0, "no plan is better than the bound");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let country = country(1_000);
    let problem = problem(&country, |_| {});
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let three = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let [first, again] = [one, three].map(|pool| pool.install(|| bytes(&problem, &planned(&problem, 7))));
    assert!(first == again);
    assert!(first != bytes(&problem, &planned(&problem, 8)), "another seed searches elsewhere");
}

/// The bound is exact, so it obeys the law exactly; the search may be off by a little.
#[test]
fn more_officers_are_never_worse() {
    let country = country(1_000);
    let with = |percent: u32| {
        let problem = problem(&country, |inputs| {
            for unit in inputs.forces.iter_mut().filter(|unit| unit.kind == UnitKind::Patrol) {
                unit.strength = Officers(unit.strength.0 * percent / 100);
                unit.vehicles = unit.vehicles * percent / 100 + 1;
            }
            inputs.policy.strengths.clear();
        });
        planned(&problem, 1)
    };
    let (fewer, more) = (with(100), with(150));
    assert!(more.plan.bound <= fewer.plan.bound);
    assert!(more.plan.response_only.len() <= fewer.plan.response_only.len());
    assert!(realised(&more) * 100 <= realised(&fewer) * 105, "{} and {}", realised(&more), realised(&fewer));
}

#[test]
fn a_department_more_to_protect_is_never_better() {
    let country = country(1_000);
    let all = problem(&country, |_| {});
    let without = problem(&country, |inputs| {
        let gone = inputs.policy.excluded.clone();
        let department = country.places.iter().find(|place| place.id.as_str() == "48").unwrap().id;
        assert!(!gone.contains(&department));
        inputs.policy.excluded.push(department);
        inputs.policy.excluded.sort();
        inputs.forces.retain(|unit| unit.movable || unit.department != department);
    });
    assert!(planned(&without, 1).plan.bound <= planned(&all, 1).plan.bound);
}

#[test]
fn without_anybody_the_plan_says_what_it_cannot_do() {
    let country = country(100);
    let problem = problem(&country, |inputs| {
        inputs.forces.clear();
        inputs.events.clear();
        inputs.policy.strengths.clear();
    });
    let deployment = planned(&problem, 1);
    assert_eq!(violations(&problem, &deployment), NONE);
    assert_eq!(deployment.plan.response_only.len(), problem.sites.len());
    let heaviest = problem.sites.iter().map(|site| site.weight().0).max().unwrap();
    assert_eq!(realised(&deployment), heaviest * 1_000, "the attacker gets what he likes");
}

#[test]
fn one_officer_is_no_crew() {
    let country = country(100);
    let problem = problem(&country, |inputs| {
        inputs.forces.retain(|unit| unit.kind == UnitKind::Patrol && !unit.movable);
        inputs.forces.truncate(1);
        inputs.forces[0].strength = inputs.forces[0].crew;
        inputs.events.clear();
        inputs.policy.strengths.clear();
    });
    let deployment = planned(&problem, 1);
    assert_eq!(violations(&problem, &deployment), NONE);
    assert!(deployment.plan.circuits.is_empty(), "one crew cannot serve both shifts");
}

/// A plan changed by hand is not the plan that was checked.
#[test]
fn a_better_looking_claim_is_refused() {
    let country = country(1_000);
    let problem = problem(&country, |_| {});
    let mut deployment = planned(&problem, 1);
    deployment.plan.pools[0].realised = Value(deployment.plan.pools[0].realised.0 - 1);
    assert_ne!(violations(&problem, &deployment), NONE);
    let mut deployment = planned(&problem, 1);
    deployment.plan.bound = Value(deployment.plan.bound.0 * 11 / 10);
    assert_ne!(violations(&problem, &deployment), NONE);
    let mut deployment = planned(&problem, 1);
    let cover = deployment.plan.covers.iter_mut().find(|cover| cover.value > 0).unwrap();
    cover.bound = cover.value * 9 / 10;
    assert_ne!(violations(&problem, &deployment), NONE);
}
