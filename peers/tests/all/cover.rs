//! Covering: the same optimum by `HiGHS`.

use std::path::PathBuf;
use std::time::Duration;

use peers::cover::{highs, ours, run};
use plan::chance::Chance;
use plan::coverage::{Gains, Problem, Site, grid};

const LONG: Duration = Duration::from_secs(60);

/// All kinds of gains, several crews at a base, points of a plane.
fn random(number: u64) -> Problem {
    let mut chance = Chance::new(&[6; 32], "peers-cover", number);
    let (sites, bases) = (40 + chance.index(60), 15 + chance.index(25));
    let mut below = |bound: u64| chance.below(bound);
    let mut point = || [i64::try_from(below(200)).expect("small"), i64::try_from(below(200)).expect("small"), 0];
    let places: Vec<grid::Point> = (0..sites + bases).map(|_| point()).collect();
    let rows = grid::within(&places[..sites], &places[sites..], 40).expect("few");
    let gains = [Gains::once(), Gains::new(vec![10, 4]).expect("falling"), Gains::new(vec![9, 3, 1]).expect("falling")];
    let kind = u16::try_from(number % 3).expect("small");
    let all = (0..sites).map(|_| Site { weight: 1 + below(30), gains: kind }).collect();
    let most = (0..bases).map(|_| if kind == 0 { 1 } else { 2 }).collect();
    let crews = 2 + u32::try_from(number % 5).expect("small");
    Problem::new(all, gains.to_vec(), rows, most, crews).expect("fits together")
}

#[test]
fn random_coverings_have_the_same_optimum() {
    for number in 0..30 {
        let problem = random(number);
        let (ours, theirs) = (ours(&problem, LONG), highs(&problem, LONG));
        let value = ours.value.expect("always one");
        assert!((value - ours.bound).abs() < 0.5, "number {number}: {ours:?}");
        assert!((theirs.value.expect("found") - value).abs() < 0.5, "number {number}: {ours:?} {theirs:?}");
    }
}

#[test]
fn a_department_has_the_same_optimum() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/bench/france/dep700.csv.xz");
    if !file.exists() {
        eprintln!("SKIPPED: no instances beside the project");
        return;
    }
    let file = file.to_string_lossy().into_owned();
    assert_eq!(run(&[file, "17".into(), "6".into()]), Ok(()));
}
