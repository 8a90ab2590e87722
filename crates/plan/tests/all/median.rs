//! The p-median against plain enumeration, its own laws, broken files and the published optima.

use std::cell::Cell;
use std::path::PathBuf;

use plan::chance::Chance;
use plan::median::graph::{Edge, Graph};
use plan::median::read::{Cause, MAX_EDGES, MAX_LENGTH, MAX_NODES, Refused, parse};
use plan::median::{Answer, Budget, Problem, Unfit, dual, solve};
use proptest::prelude::*;

const ENOUGH: Budget = Budget { iterations: 1_000_000 };

fn answer(problem: &Problem) -> Answer {
    solve(problem, &[1; 32], ENOUGH, &|| false)
}

/// Every choice of so many sites is tried.
fn cheapest(problem: &Problem) -> u64 {
    let choice = |bits: u32| (0..problem.sites()).filter(|site| bits >> site & 1 == 1).collect::<Vec<_>>();
    let choices = (0..1_u32 << problem.sites()).map(choice).filter(|sites| sites.len() == problem.medians());
    choices.map(|sites| problem.value(&sites)).min().expect("at least one choice")
}

/// Any costs at all, not only those of a graph: sites need not be clients, nothing is symmetric.
fn small() -> impl Strategy<Value = Problem> {
    let sizes = (1_usize..=12, 1_usize..=12).prop_flat_map(|(clients, sites)| {
        let distances = prop::collection::vec(0_u32..60, clients * sites);
        (prop::collection::vec(0_u32..5, clients), distances, 1..=sites)
    });
    sizes.prop_map(|(demand, distances, medians)| Problem::new(&demand, distances, medians).expect("within the limits"))
}

fn graph() -> impl Strategy<Value = (usize, Vec<Edge>)> {
    (2_usize..=40).prop_flat_map(|nodes| {
        let edge = (0..nodes, 0..nodes, 1_u32..100).prop_map(|(a, b, length)| Edge { ends: [a, b], length });
        let ring = (0..nodes).map(move |a| Edge { ends: [a, (a + 1) % nodes], length: 37 });
        let edges = prop::collection::vec(edge, 0..3 * nodes);
        edges.prop_map(move |edges| (nodes, ring.clone().chain(edges).collect()))
    })
}

proptest! {
    #[test]
    fn the_answer_is_the_cheapest_of_all_choices(problem in small()) {
        let answer = answer(&problem);
        prop_assert_eq!(answer.value, cheapest(&problem));
        prop_assert_eq!(answer.bound, answer.value);
        prop_assert_eq!(answer.medians.len(), problem.medians());
        prop_assert!(answer.medians.is_sorted_by(|a, b| a < b));
        prop_assert_eq!(problem.value(&answer.medians), answer.value);
    }

    #[test]
    fn no_prices_prove_more_than_the_optimum(
        problem in small(),
        prices in prop::collection::vec(0_i64..300 * dual::UNIT, 12),
    ) {
        prop_assert!(dual::bound(&problem, &prices[..problem.clients()]) <= cheapest(&problem));
    }

    #[test]
    fn a_search_cut_short_still_holds_the_optimum_between_bound_and_value(problem in small(), iterations in 0_u64..60) {
        let answer = solve(&problem, &[1; 32], Budget { iterations }, &|| false);
        let optimum = cheapest(&problem);
        prop_assert!(answer.bound <= optimum && optimum <= answer.value, "{answer:?} {optimum}");
        prop_assert!(answer.iterations <= iterations);
        prop_assert_eq!(problem.value(&answer.medians), answer.value);
    }

    #[test]
    fn distances_are_those_of_floyd_and_warshall((nodes, edges) in graph()) {
        let problem = Graph::new(nodes, edges.clone(), 1).problem().unwrap();
        for (site, row) in all_distances(nodes, &edges).iter().enumerate() {
            prop_assert_eq!(problem.costs(site), &row[..]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn one_more_median_is_never_worse_and_names_change_nothing((nodes, edges) in graph(), seed: u8) {
        let value = |edges: &[Edge], medians| {
            let problem = Graph::new(nodes, edges.to_vec(), medians).problem().unwrap();
            let answer = solve(&problem, &[seed; 32], ENOUGH, &|| false);
            assert_eq!(answer.value, answer.bound);
            assert_eq!(dual::bound(&problem, &answer.prices).min(answer.value), answer.root_bound.min(answer.value));
            answer.value
        };
        let medians = 1 + usize::from(seed) % (nodes - 1);
        let renamed: Vec<Edge> = edges.iter().map(|edge| Edge { ends: edge.ends.map(|end| nodes - 1 - end), ..*edge }).collect();
        prop_assert!(value(&edges, medians + 1) <= value(&edges, medians));
        prop_assert_eq!(value(&renamed, medians), value(&edges, medians));
        prop_assert_eq!(value(&edges, nodes), 0);
    }
}

/// The slow twin of the shortest paths; of edges listed twice the last counts.
fn all_distances(nodes: usize, edges: &[Edge]) -> Vec<Vec<u32>> {
    let mut distances = vec![vec![1_000_000; nodes]; nodes];
    for &Edge { ends: [a, b], length } in edges {
        (distances[a][b], distances[b][a]) = (length, length);
    }
    for (node, row) in distances.iter_mut().enumerate() {
        row[node] = 0;
    }
    for over in 0..nodes {
        for from in 0..nodes {
            for to in 0..nodes {
                distances[from][to] = distances[from][to].min(distances[from][over] + distances[over][to]);
            }
        }
    }
    distances
}

/// Costs without any order in them: prices alone prove little and the tree has to be searched.
fn hard() -> Problem {
    let mut chance = Chance::new(&[9; 32], "test", 0);
    let mut costs: Vec<u32> = (0..50 * 50).collect();
    chance.shuffle(&mut costs);
    Problem::new(&[1; 50], costs, 5).expect("within the limits")
}

#[test]
fn the_same_seed_and_budget_give_the_same_answer() {
    let problem = hard();
    let run = |seed, iterations| solve(&problem, &[seed; 32], Budget { iterations }, &|| false);
    assert_eq!(run(7, 200), run(7, 200));
    assert_eq!(run(7, 1_000_000), run(7, 1_000_000));
    assert_eq!(run(7, 1_000_000).value, run(8, 1_000_000).value);
}

#[test]
fn a_budget_that_ends_in_the_tree_leaves_a_true_bound() {
    let problem = hard();
    let whole = answer(&problem);
    assert_eq!(whole.value, whole.bound);
    assert!(whole.nodes > 1 && whole.root_bound < whole.value, "too easy to test the tree: {whole:?}");
    let mut last = 0;
    for iterations in (0..whole.iterations).step_by(97) {
        let part = solve(&problem, &[1; 32], Budget { iterations }, &|| false);
        assert!(part.bound <= whole.value && whole.value <= part.value);
        last = part.bound;
    }
    assert!(last > whole.root_bound, "the tree lifts the bound of the root");
}

#[test]
fn the_search_stops_when_told() {
    let problem = hard();
    let asked = Cell::new(0);
    let answer = solve(&problem, &[1; 32], ENOUGH, &|| {
        asked.set(asked.get() + 1);
        asked.get() > 30
    });
    assert_eq!(answer.iterations, 30);
    assert_eq!(asked.get(), 31, "a stop is final: nobody is asked again");
}

#[test]
fn costs_up_to_the_limit_do_not_overflow() {
    let most = u32::MAX - 1;
    let distances =
        (0..36).map(|cell: u32| if cell.is_multiple_of(7) { 0 } else { most - cell * 1_000_003 % 4_000_000_000 });
    let problem = Problem::new(&[1; 6], distances.collect(), 2).unwrap();
    assert_eq!(answer(&problem).value, cheapest(&problem));
    let flat = Problem::new(&[1; 5], vec![most; 20], 3).unwrap();
    assert_eq!((answer(&flat).value, answer(&flat).bound), (5 * u64::from(most), 5 * u64::from(most)));
}

#[test]
fn figures_that_are_no_problem_are_refused() {
    let refused =
        |demand: &[u32], distances: &[u32], medians| Problem::new(demand, distances.to_vec(), medians).unwrap_err();
    assert_eq!(refused(&[], &[], 1), Unfit::Shape);
    assert_eq!(refused(&[1, 1], &[1, 2, 3], 1), Unfit::Shape);
    assert_eq!(refused(&[1], &[1, 2], 0), Unfit::Medians { medians: 0, sites: 2 });
    assert_eq!(refused(&[1], &[1, 2], 3), Unfit::Medians { medians: 3, sites: 2 });
    assert_eq!(refused(&[2], &[u32::MAX / 2 + 1], 1), Unfit::TooFar);
    assert_eq!(refused(&[1], &[u32::MAX], 1), Unfit::TooFar);
    assert_eq!(refused(&[1], &vec![1; MAX_NODES + 1], 1), Unfit::TooMany);
}

#[test]
fn parts_without_a_path_each_need_a_median() {
    let pairs = |medians| parse(format!("6 3 {medians}\n1 2 10\n3 4 20\n5 6 5\n").as_bytes()).unwrap().problem();
    assert_eq!(pairs(2).unwrap_err(), Unfit::Parts { parts: 3, medians: 2 });
    let three = answer(&pairs(3).unwrap());
    assert_eq!((three.value, three.bound), (35, 35));
    assert_eq!(answer(&pairs(4).unwrap()).value, 15);
    let alone = parse(b"3 0 3").unwrap().problem().unwrap();
    assert_eq!(answer(&alone).value, 0);
}

#[test]
fn of_an_edge_listed_twice_the_last_length_counts() {
    let value = |text: &[u8]| answer(&parse(text).unwrap().problem().unwrap()).value;
    assert_eq!(value(b"2 2 1\n1 2 3\n2 1 50\n"), 50);
    assert_eq!(value(b" 2 2 1 \r\n 1 2 50\r\n\r\n1 2 3 \r\n\r\n"), 3);
    assert_eq!(value(b"2 2 1\n1 1 9\n1 2 0"), 0, "an edge to itself shortens nothing");
}

fn refusal(text: &str) -> (usize, usize, Cause) {
    let Refused { line, column, cause } = parse(text.as_bytes()).expect_err("broken");
    (line, column, cause)
}

#[test]
fn broken_files_are_refused_with_their_place() {
    assert_eq!(refusal(""), (1, 1, Cause::Empty));
    assert_eq!(refusal(" \n\r\n\t"), (1, 1, Cause::Empty));
    assert_eq!(refusal("\n3 2\n"), (2, 1, Cause::Short { found: 2 }));
    assert_eq!(refusal("3 2 1 7\n"), (1, 7, Cause::Long));
    assert_eq!(refusal("3 -2 1"), (1, 3, Cause::NotANumber));
    assert_eq!(refusal("3 1 1\n1 2 1.5"), (2, 5, Cause::NotANumber));
    assert_eq!(refusal("3 1 1\n1 2 é"), (2, 5, Cause::NotANumber));
    assert_eq!(refusal("0 0 1"), (1, 1, Cause::NoNode));
    assert_eq!(refusal("3 2 0"), (1, 5, Cause::NoMedian));
    assert_eq!(refusal("3 2 4"), (1, 5, Cause::TooManyMedians { medians: 4, nodes: 3 }));
    assert_eq!(refusal("3 2 1\n1 2 5\n0 2 5"), (3, 1, Cause::UnknownNode { nodes: 3 }));
    assert_eq!(refusal("3 2 1\n1 2 5\n1  4 5"), (3, 4, Cause::UnknownNode { nodes: 3 }));
    assert_eq!(refusal("3 2 1\n1 2 5\n"), (2, 1, Cause::Truncated { expected: 2, found: 1 }));
    assert_eq!(refusal("3 2 1\n1 2 5\n1 3"), (3, 1, Cause::Short { found: 2 }));
    assert_eq!(refusal("3 1 1\n1 2 5\n\n1 3 5"), (4, 1, Cause::Trailing { expected: 1 }));
    let shown = parse(b"3 2 1\n1 2 5\n").unwrap_err().to_string();
    assert_eq!(shown, "line 2, column 1: the file ends after 1 of 2 edges");
}

#[test]
fn numbers_above_their_limits_are_refused() {
    let above = |what, limit| Cause::AboveLimit { what, limit };
    assert_eq!(refusal(&format!("{} 1 1", MAX_NODES + 1)), (1, 1, above("the number of nodes", MAX_NODES)));
    assert_eq!(refusal(&format!("3 {} 1", MAX_EDGES + 1)), (1, 3, above("the number of edges", MAX_EDGES)));
    let length = above("a length", MAX_LENGTH as usize);
    assert_eq!(refusal(&format!("3 1 1\n1 2 {}", MAX_LENGTH + 1)), (2, 5, length.clone()));
    assert_eq!(refusal(&format!("3 1 1\n1 2 {}", "9".repeat(500))), (2, 5, length));
    assert!(parse(format!("2 1 1\n1 2 {MAX_LENGTH}").as_bytes()).is_ok());
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(prop::sample::select(&b"0123 \n-x\xff"[..]), 0..60)) {
        if let Ok(graph) = parse(&bytes) {
            prop_assert!((1..=graph.nodes()).contains(&graph.medians()));
        }
    }
}

/// A file of the OR-Library's, where they are beside the project.
#[expect(clippy::disallowed_methods, reason = "a test may open the data it is run on")]
fn library(name: &str) -> Option<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/bench/pmed");
    std::fs::read(folder.join(format!("{name}.txt"))).ok()
}

#[test]
fn published_instances_are_solved_and_proven() {
    let Some(optima) = library("pmedopt") else {
        eprintln!("SKIPPED: no OR-Library instances beside the project, so no published optimum was tested");
        return;
    };
    let optima = String::from_utf8(optima).unwrap();
    let optimum = |name| optima.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(' ')).unwrap();
    for name in ["pmed1", "pmed5", "pmed6", "pmed10", "pmed11", "pmed15", "pmed20"] {
        let problem = parse(&library(name).expect("beside its optimum")).unwrap().problem().unwrap();
        let (answer, optimum) = (answer(&problem), optimum(name).trim().parse().unwrap());
        assert_eq!((answer.value, answer.bound), (optimum, optimum), "{name}");
        assert_eq!(dual::bound(&problem, &answer.prices), answer.root_bound, "{name}");
    }
}
