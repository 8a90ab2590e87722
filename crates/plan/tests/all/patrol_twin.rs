//! The slow twin: all ways to part a few sites among a few crews, all orders, all levels.

use plan::{
    chance::Chance,
    patrol::{Pool, Shape, Site, patrols, realised},
};

use super::patrol_rules::check;

const SHAPE: Shape = Shape { period: 1_200, rest: 100, shortest_stop: 30 };

/// The lowest value over all partitions in which every site has one stop in one circuit.
fn best(pool: &Pool<'_>) -> Option<f64> {
    let count = pool.sites.len();
    let mut crew = vec![0_u32; count];
    let mut least: Option<f64> = None;
    loop {
        let values: Option<Vec<f64>> = (0..pool.circuits)
            .map(|number| {
                let sites: Vec<u32> =
                    (0..).zip(&crew).filter(|(_, crew)| **crew == number).map(|(site, _)| site).collect();
                value(pool, &sites)
            })
            .collect();
        if let Some(values) = values {
            let worst = values.into_iter().fold(0.0, f64::max);
            least = Some(least.map_or(worst, |least: f64| least.min(worst)));
        }
        let Some(place) = crew.iter().position(|&crew| crew + 1 < pool.circuits) else { return least };
        crew[place] += 1;
        crew[..place].fill(0);
    }
}

/// The lowest value of one circuit for these sites; None if their floors do not fit.
#[expect(clippy::cast_precision_loss, reason = "small weights")]
fn value(pool: &Pool<'_>, sites: &[u32]) -> Option<f64> {
    let time = (pool.shape.period - pool.shape.rest).checked_sub(tour(pool, sites))?;
    let mut given: Vec<u32> =
        sites.iter().map(|&site| pool.sites[site as usize].floor.max(pool.shape.shortest_stop)).collect();
    let mut left = time.checked_sub(given.iter().sum())?;
    let of =
        |index: usize, seconds: u32| pool.sites[sites[index] as usize].weight * u64::from(pool.shape.period - seconds);
    // One second at a time to the worst site that may have more.
    while left > 0 {
        let open = (0..sites.len()).filter(|&index| given[index] < pool.sites[sites[index] as usize].ceiling);
        let Some(worst) = open.max_by_key(|&index| of(index, given[index])) else { break };
        given[worst] += 1;
        left -= 1;
    }
    let worst = (0..sites.len()).map(|index| of(index, given[index])).max().unwrap_or(0);
    Some(worst as f64 / f64::from(pool.shape.period))
}

/// The shortest closed tour, by all orders.
fn tour(pool: &Pool<'_>, sites: &[u32]) -> u32 {
    fn longer(pool: &Pool<'_>, first: u32, last: u32, left: &[u32]) -> u32 {
        if left.is_empty() {
            return (pool.travel)(last, first);
        }
        let go = |index: usize| {
            let mut others = left.to_vec();
            let next = others.swap_remove(index);
            (pool.travel)(last, next) + longer(pool, first, next, &others)
        };
        (0..left.len()).map(go).min().unwrap()
    }
    sites
        .split_first()
        .map_or(0, |(&first, others)| if others.is_empty() { 0 } else { longer(pool, first, first, others) })
}

fn world(seed: u64, count: u64) -> Vec<Site> {
    let mut chance = Chance::new(&[4; 32], "twin", seed);
    let mut place = || i32::try_from(chance.below(60)).unwrap();
    let places: Vec<(i32, i32)> = (0..count).map(|_| (place(), place())).collect();
    let duty = SHAPE.period - SHAPE.rest;
    let site = |(x, y)| {
        let weight = 1 + chance.below(100) * chance.below(100);
        let ceiling = 300 + u32::try_from(chance.below(800)).unwrap();
        Site { x, y, weight, floor: SHAPE.shortest_stop, ceiling, longest_stop: duty }
    };
    places.into_iter().map(site).collect()
}

/// The search may beat the twin, which shares no site between crews; it may miss the best by
/// three hundredths in one world and by half a hundredth in the mean.
#[test]
fn the_search_finds_what_trying_everything_finds() {
    let (mut sum, mut worlds) = (0.0, 0.0);
    for seed in 0..40 {
        let sites = world(seed, 3 + seed % 5);
        let travel = |a: u32, b: u32| {
            let (a, b) = (&sites[a as usize], &sites[b as usize]);
            (a.x.abs_diff(b.x) + a.y.abs_diff(b.y)) * 2
        };
        let circuits = 1 + u32::try_from(seed / 5 % 3).unwrap();
        let pool = Pool { sites: &sites, circuits, shape: SHAPE, travel: &travel };
        let plan = patrols(&pool, &[1; 32], 60, &|| false).unwrap();
        check(&pool, &plan);
        let Some(best) = best(&pool) else { continue };
        assert!(plan.response_only.is_empty(), "seed {seed}");
        let ratio = realised(&pool, &plan).value / best;
        assert!(ratio <= 1.03, "seed {seed}: {ratio} of {best}, {circuits} crews, {} sites", sites.len());
        sum += ratio.max(1.0);
        worlds += 1.0;
    }
    assert!(worlds >= 30.0 && sum / worlds <= 1.005, "{sum} in {worlds} worlds");
}
