//! Every rule of circuits, read off their steps by plain loops, on random ground.

use std::collections::{BTreeMap, BTreeSet};

use plan::patrol::{Circuit, Patrols, Pool, Shape, Site, Step, patrols, realised};
use proptest::prelude::*;

/// Checks every rule of every circuit; panics with the one that is broken.
pub fn check(pool: &Pool<'_>, plan: &Patrols) {
    let mut seconds: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for circuit in &plan.circuits {
        for (site, sum) in check_circuit(pool, circuit) {
            seconds.entry(site).or_default().push(sum);
        }
    }
    let circuits = u32::try_from(plan.circuits.len()).unwrap();
    assert_eq!(circuits + plan.spare, pool.circuits, "every crew has a circuit or is spare");
    assert!(plan.response_only.windows(2).all(|pair| pair[0] < pair[1]));
    let out: BTreeSet<u32> = plan.response_only.iter().copied().collect();
    let presence = realised(pool, plan).presence;
    for (number, site) in (0..).zip(pool.sites) {
        let given = seconds.get(&number).cloned().unwrap_or_default();
        assert_eq!(given.is_empty(), out.contains(&number), "site {number} is visited or response only");
        let absent = given.iter().map(|&sum| 1.0 - f64::from(sum) / f64::from(pool.shape.period)).product::<f64>();
        assert!((1.0 - absent - presence[number as usize]).abs() < 1e-12);
        if !given.is_empty() {
            let present = (1.0 - absent) * f64::from(pool.shape.period);
            assert!(present < f64::from(site.ceiling) + 1e-6, "site {number}: {present} is above its ceiling");
            assert!(given.iter().max() >= Some(&site.floor), "site {number} misses its floor");
        }
    }
}

/// Checks a circuit alone, and returns the seconds of each of its sites.
fn check_circuit(pool: &Pool<'_>, circuit: &Circuit) -> BTreeMap<u32, u32> {
    let sum: u32 = circuit.steps.iter().map(|step| step.seconds()).sum();
    assert_eq!(sum, pool.shape.period, "the cycle is one period");
    let mut stops: Vec<(u32, u32)> = Vec::new();
    // The way after each stop.
    let mut ways: Vec<u32> = Vec::new();
    let mut rest = 0;
    for step in &circuit.steps {
        match *step {
            Step::Rest { seconds } => rest += seconds,
            Step::Stop { site, seconds } => {
                stops.push((site, seconds));
                ways.push(0);
            }
            Step::Way { seconds } => *ways.last_mut().expect("a stop comes first") += seconds,
        }
    }
    assert_eq!(rest, pool.shape.rest);
    let (mut travel, mut seconds) = (0, BTreeMap::new());
    for (index, &(site, stay)) in stops.iter().enumerate() {
        let next = stops[(index + 1) % stops.len()].0;
        let leg = if site == next { 0 } else { (pool.travel)(site, next) };
        assert!(stops.len() == 1 || site != next, "a stop is cut in two");
        assert!(ways[index] >= leg, "the way is too short");
        assert!(stay >= pool.shape.shortest_stop && stay <= pool.sites[site as usize].longest_stop);
        travel += leg;
        *seconds.entry(site).or_insert(0) += stay;
    }
    assert_eq!(circuit.travel, travel);
    assert_eq!(circuit.waiting, ways.iter().sum::<u32>() - travel);
    // Where several circuits share a site, its ceiling may bind before its seconds in one do.
    if circuit.waiting > 0 && pool.circuits == 1 {
        let full = |&(site, stay): &(u32, u32)| {
            stay == pool.sites[site as usize].longest_stop || seconds[&site] == pool.sites[site as usize].ceiling
        };
        assert!(stops.iter().all(full), "waiting while a site could use the time: {circuit:?}");
    }
    seconds
}

/// Random ground, mostly odd.
#[derive(Clone, Debug)]
pub struct Odd {
    pub sites: Vec<Site>,
    pub circuits: u32,
    pub shape: Shape,
    pub pace: u32,
}

impl Odd {
    /// The pool of this ground, given to `run`.
    pub fn with<T>(&self, run: impl FnOnce(&Pool<'_>) -> T) -> T {
        let travel = |a: u32, b: u32| {
            let (a, b) = (&self.sites[a as usize], &self.sites[b as usize]);
            (a.x.abs_diff(b.x) + a.y.abs_diff(b.y)) * self.pace
        };
        run(&Pool { sites: &self.sites, circuits: self.circuits, shape: self.shape, travel: &travel })
    }
}

/// Ground that is not refused.
pub fn odd() -> impl Strategy<Value = Odd> {
    let shape = (2_000_u32..20_000, 0_u32..30, 1_u32..400);
    let shape =
        shape.prop_map(|(period, rest, shortest_stop)| Shape { period, rest: period * rest / 100, shortest_stop });
    (shape, 0_u32..6, 0_u32..12).prop_flat_map(|(shape, circuits, pace)| {
        let site = site(shape);
        prop::collection::vec(site, 0..25).prop_map(move |sites| Odd { sites, circuits, shape, pace })
    })
}

fn site(shape: Shape) -> impl Strategy<Value = Site> {
    let duty = shape.period - shape.rest;
    let weight = prop_oneof![1_u64..10, 1_u64..100_000, Just(plan::patrol::MOST_WEIGHT)];
    let longest = prop_oneof![Just(duty), shape.shortest_stop..duty];
    (-50_i32..50, -50_i32..50, weight, longest, shape.shortest_stop..=shape.period, 0_u32..100).prop_map(
        move |(x, y, weight, longest_stop, ceiling, share)| {
            let floor = longest_stop.min(ceiling).min(duty) * share / 100;
            Site { x, y, weight, floor, ceiling, longest_stop }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_rule_holds_on_odd_ground(odd in odd(), seed: u64, iterations in 0_u32..4) {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_be_bytes());
        odd.with(|pool| {
            let plan = patrols(pool, &bytes, iterations, &|| false).expect("fair ground");
            check(pool, &plan);
        });
    }
}
