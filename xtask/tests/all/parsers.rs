//! The short run of every fuzz target: each seed, and many inputs near to them. The same inputs
//! every time, so a failure here is found again by running it again.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::bodies::{Body, TARGETS};
use crate::mutation::{Dice, mutated};
use crate::root;

/// Inputs tried for each target.
const EXECUTIONS: u64 = 20_000;
/// Targets whose parsers read whole elections take part of that.
const SLOW: &[(&str, u64)] = &[
    ("definition", 5_000),
    ("directory", 5_000),
    ("plan", 10_000),
    ("plan_certificates", 10_000),
    ("plan_incidents", 4_000),
];

/// Further seeds for some targets: the vectors, most of which are wrong.
const VECTORS: &[(&str, &str)] = &[
    ("note", "tlog/notes"),
    ("checkpoint", "tlog/checkpoints"),
    ("policy", "tlog/policies"),
    ("tlog_proof", "tlog/proofs"),
];

fn contents(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap_or_else(|error| panic!("{}: {error}", directory.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Every seed of our own is an input that the parser accepts.
fn own_seeds(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    contents(&root().join("fuzz/seeds").join(name))
}

fn all_seeds(name: &str) -> Vec<Vec<u8>> {
    let vectors = VECTORS.iter().filter(|(target, _)| *target == name);
    let vectors = vectors.flat_map(|(_, folder)| contents(&root().join("vectors").join(folder)));
    own_seeds(name).into_iter().chain(vectors).map(|(_, bytes)| bytes).collect()
}

/// One input. When a law is broken the input is printed: it is the next seed.
fn tried(name: &str, body: Body, input: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| body(input))).unwrap_or_else(|_| {
        panic!("{name} broke on\n{}\n{:?}", String::from_utf8_lossy(input), input.escape_ascii().to_string())
    })
}

fn short_run(name: &str, body: Body) {
    let seeds = all_seeds(name);
    let mut dice = Dice::new(2017);
    let slow = SLOW.iter().find(|(target, _)| *target == name);
    let executions = slow.map_or(EXECUTIONS, |(_, executions)| *executions);
    let mut accepted = 0;
    for _ in 0..executions {
        let (seed, other) = (dice.below(seeds.len()), dice.below(seeds.len()));
        let input = mutated(&mut dice, &seeds[seed], &seeds[other]);
        accepted += u64::from(tried(name, body, &input));
    }
    println!("{name}: {} seeds, {executions} inputs, {accepted} accepted", seeds.len());
    assert!(accepted > 0, "no input got past the checks of {name}");
    assert!(accepted < executions, "{name} refuses nothing");
}

#[test]
fn every_seed_is_accepted() {
    for (name, body) in TARGETS {
        let seeds = own_seeds(name);
        assert!(!seeds.is_empty(), "{name} has no seed");
        for (path, bytes) in seeds {
            assert!(tried(name, *body, &bytes), "{} is refused", path.display());
        }
    }
}

#[test]
fn every_target_has_its_program() {
    let programs = contents(&root().join("fuzz/fuzz_targets"));
    let programs: Vec<String> =
        programs.iter().map(|(path, _)| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let targets: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(programs, targets);
}

macro_rules! short_runs {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            let name = stringify!($name);
            let (_, body) = TARGETS.iter().find(|(known, _)| *known == name).unwrap();
            short_run(name, *body);
        })*

        #[test]
        fn every_target_has_its_short_run() {
            let targets: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(targets, [$(stringify!($name)),*]);
        }
    };
}

short_runs! {
    bundle carry checkpoint communes cot definition directory draft entry event manifest message note official
    plan plan_certificates plan_drawn plan_events plan_forces plan_incidents plan_leave plan_overrides plan_policy plan_problem
    plan_threats
    policy qr_parts solomon stamp sweep tile_path tlog_proof vkey witness_request
}
