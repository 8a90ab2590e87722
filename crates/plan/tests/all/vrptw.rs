//! Vehicles with time windows: small problems by plain enumeration, the checker's rules one by
//! one, broken files, and published problems where they lie beside the project.

use std::path::PathBuf;

use plan::route::solomon::{Cause, Objective, PARTS, Place, Solomon, parse};
use proptest::prelude::*;

fn solved(problem: &Solomon, objective: Objective, changes: f64) -> Option<Vec<Vec<usize>>> {
    let mut asked = 0.0;
    problem.solve(objective, &[1; 32], &mut |_| {
        asked += 50.0;
        asked / changes
    })
}

/// The least of (vehicles, distance) or of distance, by every way to put customers into rounds.
fn best(problem: &Solomon, objective: Objective) -> Option<(usize, i64)> {
    let mut best = None;
    place(problem, 1, &mut Vec::new(), &mut |rounds| {
        let Ok(distance) = problem.check(rounds) else { return };
        let vehicles = if objective == Objective::Vehicles { rounds.len() } else { 0 };
        best = Some(best.map_or((vehicles, distance), |known: (usize, i64)| known.min((vehicles, distance))));
    });
    best
}

fn place(problem: &Solomon, customer: usize, rounds: &mut Vec<Vec<usize>>, tell: &mut dyn FnMut(&[Vec<usize>])) {
    if customer == problem.places.len() {
        return tell(rounds);
    }
    for round in 0..rounds.len() {
        for at in 0..=rounds[round].len() {
            rounds[round].insert(at, customer);
            place(problem, customer + 1, rounds, tell);
            rounds[round].remove(at);
        }
    }
    rounds.push(vec![customer]);
    place(problem, customer + 1, rounds, tell);
    rounds.pop();
}

fn small() -> impl Strategy<Value = Solomon> {
    let customer = (0_u32..30, 0_u32..30, 1_u32..9, 0_u32..60, 0_u32..80, 0_u32..9);
    prop::collection::vec(customer, 0..6).prop_map(|customers| {
        let depot = Place { at: [15, 15], demand: 0, window: [0, 250], service: 0 };
        let place = |(x, y, demand, ready, width, service)| Place {
            at: [x, y],
            demand,
            window: [ready, ready + 25 + width],
            service,
        };
        let places = [depot].into_iter().chain(customers.into_iter().map(place)).collect();
        Solomon { vehicles: 6, capacity: 20, places }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn small_problems_are_solved_as_by_enumeration(problem in small()) {
        for objective in [Objective::Vehicles, Objective::Distance] {
            let rounds = solved(&problem, objective, 3_000.0).expect("six vehicles suffice for five");
            let distance = problem.check(&rounds).expect("every rule is kept");
            let vehicles = if objective == Objective::Vehicles { rounds.len() } else { 0 };
            prop_assert_eq!(Some((vehicles, distance)), best(&problem, objective));
            prop_assert!(problem.bound() <= distance);
        }
    }
}

const GOOD: &str = "R\n\nVEHICLE\nNUMBER CAPACITY\n2 10\n\nCUSTOMER\nCUST NO. XCOORD. YCOORD. DEMAND READY TIME DUE DATE SERVICE TIME\n\n0 0 0 0 0 100 0\n1 3 4 6 10 20 5\n2 0 10 5 0 50 5\n";

#[test]
fn every_rule_is_checked() {
    let problem = parse(GOOD).expect("a good file");
    assert_eq!(problem.check(&[vec![1], vec![2]]), Ok(30 * PARTS));
    for (rounds, why) in [
        (vec![vec![1]], "not every customer is served once"),
        (vec![vec![1], vec![2], vec![1]], "not every customer is served once"),
        (vec![vec![1], vec![0, 2]], "not every customer is served once"),
        (vec![vec![1], vec![2], vec![]], "more rounds than vehicles"),
        (vec![vec![1], vec![3]], "a customer who does not exist"),
        (vec![vec![1, 2]], "a vehicle is overloaded"),
    ] {
        assert_eq!(problem.check(&rounds), Err(why), "{rounds:?}");
    }
    let mut late = problem.clone();
    (late.capacity, late.places[1].window) = (20, [0, 11]);
    assert_eq!(late.check(&[vec![2, 1]]), Err("a service starts too late"));
    late.places[0].window = [0, 24];
    assert_eq!(late.check(&[vec![1], vec![2]]), Err("a vehicle is back too late"));
}

#[test]
fn broken_files_are_refused_with_their_line() {
    for (from, to, line, cause) in [
        ("VEHICLE\n", "LORRY\n", 3, Cause::Due("VEHICLE")),
        ("2 10\n", "2 10 3\n", 5, Cause::Fields(2)),
        ("2 10\n", "2000 10\n", 5, Cause::Number(1_000)),
        ("2 10\n", "2 1e1\n", 5, Cause::Number(1_000_000)),
        ("1 3 4", "3 3 4", 11, Cause::Order),
        ("10 20 5", "20 10 5", 11, Cause::Window),
        ("1 3 4 6", "1 3 4 11", 11, Cause::Heavy),
        ("10 20 5", "10 20 90", 11, Cause::Hopeless),
        ("0 0 0 0 0 100 0\n1 3 4 6 10 20 5\n2 0 10 5 0 50 5\n", "", 10, Cause::Short),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let refused = parse(&GOOD.replacen(from, to, 1)).expect_err(to);
        assert_eq!((refused.line, refused.cause), (line, cause), "{to}");
    }
}

/// Easy ones: the best known values are optima, and reached in any order of chance.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test may open the data it is run on")]
fn published_problems_are_solved() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bench/vrptw/solomon");
    for (name, vehicles, distance) in [("C101", 10, 828.94), ("C201", 3, 591.56)] {
        let Ok(text) = std::fs::read_to_string(folder.join(format!("{name}.txt"))) else {
            eprintln!("SKIPPED: no instances of Solomon beside the project");
            return;
        };
        let problem = parse(&text).expect("a good file");
        let rounds = solved(&problem, Objective::Vehicles, 40_000.0).expect("everybody is served");
        let found = problem.check(&rounds).expect("every rule is kept");
        assert_eq!(rounds.len(), vehicles, "{name}");
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let found = found as f64 / PARTS as f64;
        assert!((found - distance).abs() < 0.01, "{name}: {found}");
    }
}
