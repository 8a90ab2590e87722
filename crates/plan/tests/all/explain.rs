//! Explanations of sites, departments and officers: what they say sums up to what the checker says.

use election::refusal::Language;
use plan::answer::{Plan, Value};
use plan::check::{Figures, check};
use plan::deploy::{Patient, Settings, deploy, nation_bound};
use plan::explain::{self, SiteAccount, Unable, json, words};
use plan::measure::{Officers, Permille, Weight};
use plan::problem::weight::{itemise, venue_points, weight};
use plan::problem::{Force, Problem, Scope, SiteKind};
use tlog::Hash;

use crate::small::country;

fn checked() -> (Problem, Plan, Figures) {
    let (problem, plan, certificates) = country();
    let figures = check(&problem, &plan, &certificates).figures.unwrap();
    (problem, plan, figures)
}

fn accounts(problem: &Problem, plan: &Plan) -> Vec<SiteAccount> {
    (0..).take(problem.sites.len()).map(|site| explain::site(problem, plan, site)).collect()
}

fn deployed(problem: &Problem) -> Plan {
    let settings = Settings { seed: [7; 32], iterations: 10 };
    deploy(problem, &settings, vec![Hash([0; 32]); problem.policy.shifts.len()], &Patient).plan
}

#[test]
fn values_and_presences_of_sites_are_those_of_the_checker() {
    let (problem, plan, figures) = checked();
    let accounts = accounts(&problem, &plan);
    for pool in &figures.pools {
        let inside = accounts.iter().filter(|account| {
            let site = &problem.sites[account.site as usize];
            (site.department, site.ground) == (pool.department, pool.ground)
        });
        let values: Vec<Value> = inside.clone().map(|account| account.value).collect();
        assert_eq!(values.iter().max(), Some(&pool.realised));
        for account in inside {
            assert_eq!((account.realised, account.price.circuits.into()), (pool.realised, pool.circuits));
            assert_eq!(account.above as usize, values.iter().filter(|value| **value > account.value).count());
        }
    }
    let presence: u64 = accounts.iter().map(|account| account.presence).sum();
    assert_eq!(presence / accounts.len() as u64, figures.mean_presence);
    let visited = accounts.iter().filter(|account| !account.visits.is_empty());
    assert_eq!(visited.clone().map(|account| account.presence).min(), Some(figures.least_presence));
    assert_eq!(visited.count() as u64, figures.visited);
    for account in &accounts {
        let seen = account.seen.iter().all(|seen| *seen);
        assert_eq!((seen, account.reason.is_none()), (!account.visits.is_empty(), seen));
    }
}

#[test]
fn help_of_sites_is_that_of_the_checker() {
    let (problem, plan, figures) = checked();
    let accounts = accounts(&problem, &plan);
    let help =
        || accounts.iter().flat_map(|account| account.help.iter().map(move |help| (account.site as usize, help)));
    for (class, promises) in figures.promises.iter().enumerate() {
        let here = || help().filter(|(site, _)| problem.sites[*site].density as usize == class);
        assert_eq!(here().filter(|(_, help)| help.first.is_kept()).count() as u64, promises.first_met);
        assert_eq!(here().filter(|(_, help)| !help.first.is_kept()).count() as u64, promises.first_missed);
        assert_eq!(here().filter(|(_, help)| help.second.is_kept()).count() as u64, promises.second_met);
    }
    for cover in &figures.covers {
        let here = help()
            .filter(|(site, help)| (problem.sites[*site].department, help.shift) == (cover.department, cover.shift));
        let sum: u128 = here.map(|(site, help)| u128::from(problem.sites[site].weight().0 * help.cover)).sum();
        assert!((cover.least..=cover.most).contains(&sum), "{sum} {cover:?}");
    }
}

#[test]
fn departments_sum_up_to_the_checkers_nation() {
    let (problem, plan, figures) = checked();
    let accounts = [0, 1].map(|at| explain::department(&problem, &plan, at));
    for duty in &figures.officers {
        let ours = || accounts.iter().flat_map(|account| &account.forces).filter(|forces| forces.force == duty.force);
        assert_eq!(ours().map(|forces| forces.circuits).sum::<u64>(), duty.circuits);
        assert_eq!(ours().map(|forces| forces.liaison).sum::<u64>(), duty.liaison);
        assert_eq!(ours().map(|forces| forces.reserve).sum::<u64>(), duty.reserve);
        assert_eq!(ours().map(|forces| forces.details).sum::<u64>(), duty.details);
    }
    let officers: u64 = accounts.iter().flat_map(|account| &account.forces).map(|forces| forces.officers).sum();
    assert_eq!(officers, problem.units.iter().map(|unit| u64::from(unit.strength.0)).sum::<u64>());
    for (class, promises) in figures.promises.iter().enumerate() {
        let kept = accounts.iter().flat_map(|account| &account.promises).filter(|kept| kept.density as usize == class);
        let sums = kept.fold([0; 4], |sums: [u64; 4], kept| {
            let here = [kept.first[0], kept.first[1], kept.second[0], kept.second[1]];
            core::array::from_fn(|at| sums[at] + here[at])
        });
        let due = [promises.first_met, promises.first_missed, promises.second_met, promises.second_missed];
        assert_eq!(sums, due);
    }
    // The squad s-1 of 02 was sent to 01, where police and soldiers stand too.
    assert_eq!((accounts[0].arrived.len(), accounts[0].left.len()), (1, 0));
    assert_eq!((accounts[1].arrived.len(), accounts[1].left.len()), (0, 1));
    assert_eq!(accounts[1].pools[0].waiting, plan.response_only);
    let unswept = |short: &explain::Shortfall| matches!(short, explain::Shortfall::Unswept { why: "time", .. });
    assert!(accounts.iter().all(|account| account.shortfalls.iter().all(unswept)));
}

#[test]
fn what_is_missing_is_told() {
    let (mut problem, mut plan, _) = country();
    problem.policy.strengths[1].least = Officers(33);
    plan.details.pop();
    plan.reserves.pop();
    let first = explain::department(&problem, &plan, 0);
    assert_eq!(
        first.shortfalls,
        [
            explain::Shortfall::Detail { event: 0, shift: 1, officers: 2, due: 3 },
            explain::Shortfall::Unswept { event: 0, weight: 500, why: "time", elsewhere: 0 },
            explain::Shortfall::Reserve { shift: 1, crews: 0, due: 1 }
        ]
    );
    let second = explain::department(&problem, &plan, 1);
    assert_eq!(second.shortfalls, [explain::Shortfall::Least { officers: 32, due: 33 }]);
}

#[test]
fn the_price_of_a_crew_is_the_equilibriums() {
    let (problem, plan, _) = country();
    for account in accounts(&problem, &plan) {
        let site = &problem.sites[account.site as usize];
        let pool =
            problem.sites.iter().filter(|other| (other.department, other.ground) == (site.department, site.ground));
        let pool: Vec<_> = pool.collect();
        let floors = plan.response_only.iter().all(|site| !pool.contains(&&problem.sites[*site as usize]));
        let least = |circuits: u32| {
            let needs = |value: f64| -> Option<f64> {
                pool.iter()
                    .map(|site| need(&problem, site, value, floors))
                    .sum::<Option<f64>>()
                    .map(|need| need / 3_300.0)
            };
            let steps = (0..5_000_000_u32).step_by(1_000).map(|value| f64::from(value) / 1_000.0);
            steps.into_iter().find(|value| needs(*value).is_some_and(|needed| needed <= f64::from(circuits)))
        };
        let circuits = account.price.circuits;
        for (found, due) in [(account.price.now, least(circuits)), (account.price.with_one_more, least(circuits + 1))] {
            let (found, due) = (found.unwrap().0, due.unwrap() * 1_000.0);
            #[expect(clippy::cast_precision_loss, reason = "small values")]
            let distance = due - found as f64;
            assert!((-0.6..1_000.6).contains(&distance), "{found} {due}");
        }
        assert!(account.price.now.unwrap().0.abs_diff(account.bound.0) <= 1, "{account:?}");
    }
}

/// Seconds of a period that a site needs at a value.
fn need(problem: &Problem, site: &plan::problem::Site, value: f64, floors: bool) -> Option<f64> {
    let ceiling = if site.may_post { 3_600.0 } else { 3.6 * f64::from(problem.policy.ceiling.0) };
    let weight = f64::from(u32::try_from(site.weight().0).unwrap());
    let seconds = (1.0 - value / weight) * 3_600.0;
    (seconds <= ceiling + 1e-9).then(|| seconds.max(if floors { 300.0 } else { 0.0 }))
}

#[test]
fn the_formula_is_taken_apart() {
    let (problem, ..) = country();
    let [morning, afternoon] = &itemise(&problem, 2)[..] else { panic!("two classes of hours") };
    // t-2 on its commune: 2 × 2 × 60 % × 60 %; the small country's weights ignore threats.
    assert_eq!((morning.points, &morning.threats[..], morning.there), (4_000, &[(1, 14_400)][..], true));
    assert_eq!((morning.comes_to, morning.stated), (Weight(4_115), Weight(4_000)));
    assert_eq!((afternoon.comes_to, afternoon.stated), (Weight(3_703), Weight(3_600)));
    // The event lasts until 18:00 and is worth 500 by itself; both threats bear on it.
    let event = &itemise(&problem, 4)[1];
    assert_eq!((event.points, event.threats.len(), event.hours.0), (500, 2, 1_000));
}

#[test]
fn a_region_is_found_out_by_its_weights() {
    let (mut problem, ..) = country();
    let region = "R84".parse().unwrap();
    problem.threats[1].scope = Scope::Place(region);
    let severity = 14_400;
    for site in problem.sites.iter_mut().filter(|site| site.kind == SiteKind::Venue) {
        let threats = if site.department == 0 { severity } else { 0 };
        let classes = problem.policy.hours.iter();
        site.weights =
            classes.map(|class| weight(venue_points(site.people.into()), class.venue_weight, threats)).collect();
    }
    // The headquarters is open in both classes of hours; t-1 bears on it too: 4 × 4 × 80 % × 80 %.
    problem.sites[4].weights = vec![weight(500, Permille(1_000), 102_400 + severity); 2];
    for at in (0..).take(problem.sites.len()) {
        let site = &problem.sites[at as usize];
        for class in itemise(&problem, at) {
            assert_eq!(class.comes_to, class.stated, "{}", site.id);
            assert_eq!(class.threats.contains(&(1, severity)), site.department == 0, "{}", site.id);
        }
    }
}

#[test]
fn more_officers_are_never_worse() {
    let (mut problem, plan, _) = country();
    // Else the ceiling alone holds the value up.
    problem.policy.ceiling = Permille(1_000);
    let strengths = |officers| explain::reinforced(&problem, officers).unwrap().units;
    let mut last = (strengths(-57), explain::more(&problem, &plan, -57).unwrap());
    for officers in -56..=60 {
        let (units, more) = (strengths(officers), explain::more(&problem, &plan, officers).unwrap());
        assert!(units.iter().zip(&last.0).all(|(more, fewer)| more.strength >= fewer.strength), "{officers}");
        let sum = |units: &[plan::problem::Unit]| units.iter().map(|unit| i64::from(unit.strength.0)).sum::<i64>();
        assert_eq!(sum(&units), sum(&problem.units) + officers);
        assert!(more.bounds[1] <= last.1.bounds[1], "{officers}");
        assert_eq!(more.bounds[0], nation_bound(&problem, &plan));
        last = (units, more);
    }
    assert!(last.1.bounds[1] < last.1.bounds[0] && last.1.price() > 0.0);
    let same = explain::more(&problem, &plan, 0).unwrap();
    assert_eq!((same.bounds[0], same.units, same.price()), (same.bounds[1], 0, 0.0));
}

#[test]
fn a_ceiling_that_holds_the_value_up_is_named() {
    let (problem, plan, _) = country();
    let more = explain::more(&problem, &plan, 20).unwrap();
    // 01-010-v1 weighs 4,000 and may be seen half the time.
    assert_eq!((more.held, more.bounds[0]), (Some(2), more.bounds[1]));
    let [before, after] = more.free.unwrap();
    assert!(after < before && before < more.bounds[0] && more.free_price().unwrap() > 0.0);
    let account = explain::site(&problem, &plan, 3);
    assert_eq!((account.price.held, account.price.slope), (Some(2), Some(0.0)));
    assert!(words::more(&more, &problem, Language::English).contains("holds it up at 01-010-v1"));
}

#[test]
fn officers_that_are_not_there_are_refused() {
    let (mut problem, plan, _) = country();
    assert_eq!(explain::more(&problem, &plan, -58), Err(Unable::TooFew { officers: 57 }));
    for officers in [i64::MAX, 10_000_000, i64::MIN] {
        assert!(explain::more(&problem, &plan, officers).is_err(), "{officers}");
    }
    problem.units.retain(|unit| unit.force == Force::Military);
    assert_eq!(explain::reinforced(&problem, 1), Err(Unable::NoPatrols));
}

#[test]
fn the_bound_is_the_one_that_a_plan_claims() {
    let (problem, ..) = country();
    let plan = deployed(&problem);
    assert_eq!(nation_bound(&problem, &plan), plan.bound);
}

#[test]
fn everything_has_words_and_json() {
    let (problem, plan, _) = country();
    for account in accounts(&problem, &plan) {
        let id = problem.sites[account.site as usize].id.to_string();
        let [french, english] =
            [Language::French, Language::English].map(|language| words::site(&account, &problem, &plan, language));
        assert!(french.starts_with(&id) && english.starts_with(&id) && french != english);
        assert!(json::site(&account, &problem, &plan).starts_with(&format!("{{\"site\":\"{id}\"")));
    }
    for at in [0, 1] {
        let account = explain::department(&problem, &plan, at);
        let name = &problem.departments[at as usize].name;
        assert!(words::department(&account, &problem, Language::French).starts_with(name.as_str()));
        assert!(words::department(&account, &problem, Language::English).contains("bound"));
        assert!(
            json::department(&account, &problem).contains("\"price\"")
                || json::department(&account, &problem).contains("\"one_more\"")
        );
    }
    let more = explain::more(&problem, &plan, -8).unwrap();
    assert!(words::more(&more, &problem, Language::French).starts_with("8 personnes de moins"));
    assert!(words::more(&more, &problem, Language::English).starts_with("8 officers fewer"));
    assert!(json::more(&more, &problem).contains("\"fewer\":true,\"count\":8"));
}
