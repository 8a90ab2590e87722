//! What circuits reach on invented ground, and in what time: value ÷ bound, the same for the sites
//! below their ceilings, where the time goes, CPU milliseconds of one core.
//!
//! `FIRST`, `SEEDS` and `ITERATIONS` choose the invented grounds and the budget, `ONLY` a kind by
//! a part of its name. The constants of the search were tuned on the seeds from 100 to 103.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads its settings from the environment")]

use std::{env, hint::black_box};

use plan::patrol::{Pool, Realised, bound, patrols, realised};
use rustix::time::{ClockId, clock_gettime};

#[path = "../tests/all/patrol_ground.rs"]
mod patrol_ground;

use patrol_ground::{Ground, Kind};

const KINDS: [Kind; 13] = [
    kind("small", 40, 6, 0.5, 30, 2.0),
    kind("rural, 10 a crew", 300, 30, 0.3, 10, 2.0),
    kind("mixed, 3 a crew", 300, 90, 0.6, 10, 2.0),
    kind("mixed, 6 a crew", 300, 50, 0.6, 10, 2.0),
    kind("mixed, leave", 300, 50, 0.6, 100, 2.0),
    kind("mixed, no leave", 300, 50, 0.6, 0, 2.0),
    kind("mixed, 20 a crew", 700, 35, 0.6, 10, 2.0),
    kind("city, 8 a crew", 800, 100, 1.0, 10, 2.0),
    kind("even weights", 300, 50, 0.6, 10, 0.3),
    kind("steep weights", 300, 50, 0.6, 30, 3.0),
    kind("2 a crew", 200, 100, 0.6, 30, 2.0),
    kind("large", 3_000, 400, 0.6, 10, 2.0),
    kind("scarce", 300, 5, 0.6, 10, 2.0),
];

const fn kind(name: &'static str, sites: u32, circuits: u32, urban: f64, leave: u64, decades: f64) -> Kind {
    Kind { name, sites, circuits, urban, leave, decades }
}

/// Figures of one kind: sums over its grounds, and the worst ratio.
#[derive(Default)]
struct Row {
    ratio: f64,
    worst: f64,
    free: f64,
    travel: f64,
    waiting: f64,
    missed: f64,
    milliseconds: f64,
}

fn main() {
    let number = |name: &str, default: u32| env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (first, seeds, iterations) = (number("FIRST", 200), number("SEEDS", 3), number("ITERATIONS", 10));
    let only = env::var("ONLY").unwrap_or_default();
    println!("pool               sites crews |  ratio  worst   free travel waiting missed  CPU ms");
    for kind in KINDS.into_iter().filter(|kind| kind.name.contains(&only)) {
        let mut row = Row::default();
        for seed in first..first + seeds {
            row.add(&Ground::new(kind, seed.into()), iterations);
        }
        row.print(kind, f64::from(seeds));
    }
}

impl Row {
    fn add(&mut self, ground: &Ground, iterations: u32) {
        let travel = ground.travel();
        let pool = ground.pool(&travel);
        let start = milliseconds();
        let plan = black_box(patrols(&pool, &[7; 32], iterations, &|| false)).expect("fair ground");
        self.milliseconds += milliseconds() - start;
        let found = realised(&pool, &plan);
        let ratio = found.value / bound(&pool);
        self.ratio += ratio;
        self.worst = self.worst.max(ratio);
        self.free += free(&pool, &found) / bound(&pool);
        self.travel += found.travel * 100.0;
        self.waiting += found.waiting * 100.0;
        self.missed += f64::from(u32::try_from(plan.response_only.len()).expect("few sites"));
    }

    fn print(&self, Kind { name, sites, circuits, .. }: Kind, count: f64) {
        let [ratio, free, travel, waiting, missed, time] =
            [self.ratio, self.free, self.travel, self.waiting, self.missed, self.milliseconds].map(|sum| sum / count);
        let worst = self.worst;
        println!(
            "{name:<18} {sites:>5} {circuits:>5} | {ratio:>6.3} {worst:>6.3} {free:>6.3} {travel:>5.1}% {waiting:>6.1}% {missed:>6.1} {time:>7.1}"
        );
    }
}

/// The most that an attacker can expect of the sites that could have more presence.
#[expect(clippy::cast_precision_loss, reason = "small weights")]
fn free(pool: &Pool<'_>, found: &Realised) -> f64 {
    let sites = pool.sites.iter().zip(&found.presence);
    let free =
        sites.filter(|(site, presence)| **presence * f64::from(pool.shape.period) < f64::from(site.ceiling) - 20.0);
    free.map(|(site, presence)| site.weight as f64 * (1.0 - presence)).fold(0.0, f64::max)
}

#[expect(clippy::cast_precision_loss, reason = "a benchmark's clock")]
fn milliseconds() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6
}
