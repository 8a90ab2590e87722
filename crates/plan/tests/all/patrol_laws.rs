//! Laws that must hold under change, and what must be reached on invented towns and villages.

use plan::{
    chance::Chance,
    patrol::{Patrols, Pool, bound, patrols, realised},
};

use super::{
    patrol_ground::{Ground, Kind},
    patrol_rules::check,
};

const MIXED: Kind = Kind { name: "law", sites: 120, circuits: 20, urban: 0.6, leave: 20, decades: 2.0 };

fn plan(pool: &Pool<'_>, seed: u8, iterations: u32) -> Patrols {
    let plan = patrols(pool, &[seed; 32], iterations, &|| false).expect("fair ground");
    check(pool, &plan);
    plan
}

fn value(ground: &Ground, iterations: u32) -> f64 {
    let travel = ground.travel();
    let pool = ground.pool(&travel);
    realised(&pool, &plan(&pool, 1, iterations)).value
}

#[test]
fn the_same_pool_seed_and_iterations_give_the_same_circuits_and_another_seed_others() {
    let ground = Ground::new(MIXED, 1);
    let travel = ground.travel();
    let pool = ground.pool(&travel);
    assert_eq!(plan(&pool, 1, 3), plan(&pool, 1, 3));
    assert_ne!(plan(&pool, 1, 3), plan(&pool, 2, 3));
}

#[test]
fn no_circuits_are_below_the_bound_where_all_floors_are_carried() {
    for seed in 0..6 {
        let ground = Ground::new(MIXED, seed);
        let travel = ground.travel();
        let pool = ground.pool(&travel);
        let plan = plan(&pool, 1, 4);
        assert!(plan.response_only.is_empty());
        assert!(realised(&pool, &plan).value >= bound(&pool) * (1.0 - 1e-9));
    }
}

#[test]
fn the_value_comes_close_to_the_bound() {
    for seed in 0..6 {
        let ground = Ground::new(MIXED, seed);
        let travel = ground.travel();
        let pool = ground.pool(&travel);
        let ratio = realised(&pool, &plan(&pool, 1, 12)).value / bound(&pool);
        assert!(ratio <= 1.3, "seed {seed}: {ratio}");
    }
}

/// The search is no proof: one more crew may make it a little worse by chance. Five hundredths
/// are allowed.
#[test]
fn one_more_crew_is_hardly_ever_worse() {
    for seed in 0..3 {
        let mut ground = Ground::new(MIXED, seed);
        let mut last = f64::INFINITY;
        for circuits in [14, 15, 16, 20, 30] {
            ground.circuits = circuits;
            let now = value(&ground, 10);
            assert!(now <= last * 1.05, "seed {seed}, {circuits} crews: {now} after {last}");
            last = last.min(now);
        }
    }
}

#[test]
fn other_numbers_for_the_same_sites_give_circuits_about_as_good() {
    for seed in 0..3 {
        let mut ground = Ground::new(MIXED, seed);
        let before = value(&ground, 10);
        Chance::new(&[3; 32], "relabel", seed).shuffle(&mut ground.sites);
        let after = value(&ground, 10);
        assert!((after / before - 1.0).abs() < 0.1, "seed {seed}: {before} and {after}");
    }
}

#[test]
fn a_search_that_is_told_to_stop_gives_the_best_so_far() {
    let ground = Ground::new(MIXED, 1);
    let travel = ground.travel();
    let pool = ground.pool(&travel);
    let asked = std::sync::atomic::AtomicU32::new(0);
    let after_two = || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 2;
    let stopped = patrols(&pool, &[1; 32], 1_000_000, &after_two).unwrap();
    check(&pool, &stopped);
    assert_eq!(asked.into_inner(), 3);
    assert_eq!(patrols(&pool, &[1; 32], 1_000_000, &|| true).unwrap(), plan(&pool, 1, 0));
}

#[test]
fn too_few_crews_leave_the_lightest_out_and_say_so() {
    let kind = Kind { circuits: 2, ..MIXED };
    let ground = Ground::new(kind, 1);
    let travel = ground.travel();
    let pool = ground.pool(&travel);
    let plan = plan(&pool, 1, 4);
    assert!(!plan.response_only.is_empty() && plan.spare == 0);
    let mut weights: Vec<u64> = ground.sites.iter().map(|site| site.weight).collect();
    weights.sort_unstable();
    let left_out: u64 = plan.response_only.iter().map(|&site| ground.sites[site as usize].weight).sum();
    let lightest: u64 = weights.iter().take(plan.response_only.len()).sum();
    assert!(left_out <= lightest * 5 / 4, "{left_out} where {lightest} would be least");
}

#[test]
fn twenty_thousand_sites_are_planned() {
    let kind = Kind { name: "vast", sites: 20_000, circuits: 3_000, urban: 0.6, leave: 10, decades: 2.0 };
    let ground = Ground::new(kind, 1);
    let travel = ground.travel();
    let pool = ground.pool(&travel);
    let plan = plan(&pool, 1, 1);
    assert!(plan.response_only.len() < 200, "{}", plan.response_only.len());
}
