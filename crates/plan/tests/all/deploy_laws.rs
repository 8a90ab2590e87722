//! Laws of whole plans, on small countries of every shape: names change nothing, more people and
//! fewer sites never make the bound worse, one seed gives one plan.

use election::Id;
use plan::answer::{Plan, Value};
use plan::chance::Chance;
use plan::check::check;
use plan::deploy::{Deployment, Patient, Settings, deploy};
use plan::measure::{Officers, Permille, Seconds, Weight};
use plan::problem::{Policy, Problem};
use tlog::Hash;

use crate::small::country;

fn planned(problem: &Problem, seed: u8) -> Deployment {
    let commitments = vec![Hash::of(b"a seed"); problem.policy.shifts.len()];
    let deployment = deploy(problem, &Settings { seed: [seed; 32], iterations: 5 }, commitments, &Patient);
    let verdict = check(problem, &deployment.plan, &deployment.certificates);
    assert!(verdict.figures.is_some(), "{:?}", verdict.violations);
    deployment
}

fn value(plan: &Plan) -> Value {
    plan.pools.iter().map(|pool| pool.realised).max().unwrap_or_default()
}

/// The small country with other weights, positions and strengths.
fn problem(seed: u64) -> Problem {
    let (mut problem, ..) = country();
    let mut chance = Chance::new(&[8; 32], "countries", seed);
    let i32 = |number: u64| i32::try_from(number).unwrap();
    for site in &mut problem.sites {
        let weight = 100 + chance.below(5_000);
        site.weights = vec![Weight(weight), Weight(1 + weight * (50 + chance.below(50)) / 100)];
        site.position.lon_e6 += i32(chance.below(40_000)) - 20_000;
        site.position.lat_e6 += i32(chance.below(40_000)) - 20_000;
    }
    for unit in &mut problem.units {
        unit.strength = Officers(unit.strength.0 + u32::try_from(chance.below(6)).unwrap());
    }
    problem.policy.strengths.clear();
    problem
}

const COUNTRIES: u64 = 25;

/// Every identifier with a new beginning, so that their order stays.
fn renamed(problem: &Problem) -> Problem {
    let mut other = problem.clone();
    let new = |id: &mut Id| *id = Id::new(&format!("n{id}")).unwrap();
    other.departments.iter_mut().for_each(|one| new(&mut one.id));
    for site in &mut other.sites {
        new(&mut site.id);
        new(&mut site.commune);
    }
    for unit in &mut other.units {
        [&mut unit.id, &mut unit.department, &mut unit.base].into_iter().for_each(new);
    }
    other.bases.iter_mut().for_each(|base| new(&mut base.commune));
    for event in &mut other.events {
        new(&mut event.id);
        new(&mut event.commune);
    }
    other
}

#[test]
fn new_names_change_nothing_but_names() {
    for seed in 0..COUNTRIES {
        let problem = problem(seed);
        let other = renamed(&problem);
        let (mut one, other) = (planned(&problem, 1).plan, planned(&other, 1).plan);
        assert_ne!(one.problem, other.problem);
        one.problem = other.problem;
        assert_eq!(one, other, "country {seed}");
    }
}

/// Departments in another order: chance falls otherwise, but no bound may hang on an order.
#[test]
fn the_order_of_the_departments_changes_no_bound() {
    for seed in 0..COUNTRIES {
        let problem = problem(seed);
        let mut other = problem.clone();
        let swapped = |id: Id| Id::new(&id.as_str().replacen("01", "03", 1)).unwrap();
        let moved = |id: Id| if id.as_str().starts_with("01") { swapped(id) } else { id };
        other.departments.swap(0, 1);
        other.departments[1].id = swapped(other.departments[1].id);
        for site in &mut other.sites {
            site.department = 1 - site.department;
            (site.id, site.commune) = (moved(site.id), moved(site.commune));
        }
        other.sites.sort_by_key(|site| (site.department, site.ground, site.id));
        for unit in &mut other.units {
            (unit.department, unit.base) = (moved(unit.department), moved(unit.base));
        }
        for base in &mut other.bases {
            base.department = 1 - base.department;
            base.commune = moved(base.commune);
        }
        other.bases.sort_by_key(|base| base.commune);
        other.events.iter_mut().for_each(|event| event.commune = moved(event.commune));
        let (one, other) = (planned(&problem, 1).plan, planned(&other, 1).plan);
        assert_eq!(one.bound, other.bound, "country {seed}");
        let ([one, other], most) = ([value(&one).0, value(&other).0], 110);
        assert!(one * 100 <= other * most && other * 100 <= one * most, "country {seed}: {one} and {other}");
    }
}

#[test]
fn more_officers_are_never_worse() {
    for seed in 0..COUNTRIES {
        let fewer = problem(seed);
        let mut more = fewer.clone();
        let at = usize::try_from(seed).unwrap() % more.units.len();
        let unit = &mut more.units[at];
        unit.strength = Officers(unit.strength.0 + 2 * unit.crew.0);
        unit.vehicles += 2;
        let (fewer, more) = (planned(&fewer, 1).plan, planned(&more, 1).plan);
        assert!(more.bound <= fewer.bound, "country {seed}");
        // The search keeps a promise only within its reach: a tenth.
        assert!(value(&more).0 * 10 <= value(&fewer).0 * 11, "country {seed}: {} {}", value(&more), value(&fewer));
    }
}

/// A bound counts the shortest stops of a pool only where the plan visits all of it, and then
/// holds for plans that do so too: only bounds of plans that leave out nothing are alike.
#[test]
fn a_removed_site_is_never_worse() {
    let mut alike = 0;
    for seed in 0..COUNTRIES {
        let all = problem(seed);
        let mut fewer = all.clone();
        let venues: Vec<usize> = (0..all.sites.len()).filter(|at| all.sites[*at].stations > 0).collect();
        fewer.sites.remove(venues[usize::try_from(seed).unwrap() % venues.len()]);
        let (all, fewer) = (planned(&all, 1).plan, planned(&fewer, 1).plan);
        if all.response_only.is_empty() && fewer.response_only.is_empty() {
            assert!(fewer.bound <= all.bound, "country {seed}: {} {}", all.bound, fewer.bound);
            alike += 1;
        }
        let values = [value(&all), value(&fewer)];
        assert!(values[1].0 * 10 <= values[0].0 * 11, "country {seed}: {values:?}");
    }
    assert!(alike * 2 > COUNTRIES, "{alike}");
}

#[test]
fn one_seed_gives_one_plan() {
    for seed in 0..COUNTRIES {
        let problem = problem(seed);
        let text = |deployment: &Deployment| {
            let mut text = String::new();
            deployment.plan.seal(&problem, &mut text).unwrap();
            deployment.certificates.seal(&problem, &mut text).unwrap();
            text
        };
        assert_eq!(text(&planned(&problem, 3)), text(&planned(&problem, 3)), "country {seed}");
    }
}

/// Policies at the edges of what may be written: the planner keeps its own rules there too, and
/// claims no bound that its checker refuses.
#[test]
fn policies_at_their_limits_are_kept() {
    type Edge = (&'static str, fn(&mut Policy));
    let edges: [Edge; 9] = [
        ("a ceiling below the shortest stop", |policy| policy.ceiling = Permille(1)),
        ("a ceiling of the shortest stop", |policy| policy.ceiling = share(policy, policy.shortest_stop)),
        ("a ceiling that is no whole second", |policy| {
            policy.ceiling = Permille(share(policy, policy.shortest_stop).0 + 3);
        }),
        ("all wait in reserve", |policy| policy.reserve = Permille(1_000)),
        ("most wait in reserve", |policy| policy.reserve = Permille(700)),
        ("nobody waits in reserve", |policy| policy.reserve = Permille(0)),
        ("one stop fills the cycle", |policy| {
            policy.rest = Seconds(policy.period.0 - policy.shortest_stop.0);
            policy.longest_stop = policy.shortest_stop;
        }),
        ("no rest", |policy| policy.rest = Seconds(0)),
        ("everybody is always busy", |policy| policy.busy = Permille(999)),
    ];
    for (name, edge) in edges {
        for seed in 0..COUNTRIES {
            let mut problem = problem(seed);
            edge(&mut problem.policy);
            let commitments = vec![Hash::of(b"a seed"); problem.policy.shifts.len()];
            let settings = Settings { seed: [1; 32], iterations: 5 };
            let deployment = deploy(&problem, &settings, commitments, &Patient);
            let verdict = check(&problem, &deployment.plan, &deployment.certificates);
            assert!(verdict.violations.is_empty(), "{name}, country {seed}: {:?}", verdict.violations);
        }
    }
}

/// The smallest share of a period that is as long.
fn share(policy: &Policy, time: Seconds) -> Permille {
    Permille((time.0 * 1_000).div_ceil(policy.period.0).try_into().unwrap())
}
