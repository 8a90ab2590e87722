//! The p-median: the same optimum by `HiGHS`.

use std::path::PathBuf;
use std::time::Duration;

use peers::pmed::{highs, line, ours};
use plan::chance::Chance;
use plan::median::{Problem, read};

const LONG: Duration = Duration::from_secs(300);

/// Costs without order, or of points on a line: one is hard for the bound, one easy.
fn random(number: u64) -> Problem {
    let mut chance = Chance::new(&[5; 32], "peers-pmed", number);
    let (clients, sites) = (10 + chance.index(15), 8 + chance.index(12));
    let mut cost = |bound| u32::try_from(chance.below(bound)).expect("a small bound");
    let places: Vec<u32> = (0..clients + sites).map(|_| cost(1_000)).collect();
    let mut distances = Vec::new();
    for site in 0..sites {
        for client in 0..clients {
            let line = places[clients + site].abs_diff(places[client]);
            distances.push(if number.is_multiple_of(2) { line } else { cost(100) });
        }
    }
    let demand: Vec<u32> = (0..clients).map(|_| cost(9)).collect();
    let medians = 1 + usize::try_from(number).expect("small") % (sites - 1);
    Problem::new(&demand, distances, medians).expect("within the limits")
}

#[test]
fn random_problems_have_the_same_optimum() {
    for number in 0..24 {
        let problem = random(number);
        let (ours, theirs) = (ours(&problem, LONG), highs(&problem, LONG));
        assert!(ours.proven && theirs.proven, "number {number}");
        assert_eq!(ours.value, theirs.value, "number {number}");
    }
}

#[test]
fn published_problems_have_the_same_optimum() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/bench/pmed");
    for name in ["pmed1", "pmed5"] {
        let Ok(text) = std::fs::read(folder.join(format!("{name}.txt"))) else {
            eprintln!("SKIPPED: no OR-Library instances beside the project");
            return;
        };
        let problem = read::parse(&text).expect("a good file").problem().expect("connected");
        let (ours, theirs) = (ours(&problem, LONG), highs(&problem, LONG));
        assert!(ours.proven && theirs.proven, "{name}");
        assert_eq!(ours.value, theirs.value, "{name}");
        println!("{}", line(name, &problem, LONG));
    }
}
