//! The arrows of ARCHITECTURE.md: what may depend on what.
//!
//! Only normal dependencies count. Tests may use more: `verify` is tested on countries of `sim`.

use std::collections::BTreeSet;

use crate::graph::{Graph, Package};

/// Which of our crates each of our crates may depend on. A crate that is not here is refused:
/// whoever adds one draws its arrows first.
const ARROWS: &[(&str, &[&str])] = &[
    ("tlog", &[]),
    ("election", &["tlog"]),
    ("import", &["plan", "election", "tlog"]),
    ("sim", &["plan", "election", "tlog"]),
    ("verify", &["election", "tlog"]),
    ("verifier", &["verify", "election", "tlog"]),
    ("plan", &["election", "tlog"]),
    ("checks", &["election", "tlog"]),
    ("projection", &["election", "tlog"]),
    ("station", &["checks", "election", "tlog"]),
    ("ops", &["checks", "station", "election", "tlog"]),
    ("site", &["election", "tlog"]),
    ("server", &["ops", "plan", "projection", "site", "station", "checks", "election", "tlog"]),
    (
        "cli",
        &[
            "server",
            "ops",
            "site",
            "station",
            "checks",
            "projection",
            "plan",
            "verifier",
            "verify",
            "sim",
            "import",
            "election",
            "tlog",
        ],
    ),
    ("xtask", &[]),
];

/// Crates without clock, file, network, thread or chance.
const PURE: &[&str] =
    &["tlog", "election", "checks", "projection", "station", "ops", "site", "import", "plan", "sim", "verify"];

/// The planner may spread work over cores; its answer is the same on one.
const PLAN_MAY_USE: &[&str] = &["rayon", "rayon-core"];

/// Who is built on the planner's types, and so compiles what it uses; none uses it directly.
const BUILT_ON_PLAN: &[&str] = &["import", "plan", "sim"];

/// What must not be compiled into a pure crate, even through others.
const IMPURE: &[&str] = &[
    // Networks and runtimes.
    "async-std",
    "axum",
    "curl",
    "h2",
    "hyper",
    "mio",
    "native-tls",
    "openssl",
    "reqwest",
    "rustls",
    "smol",
    "socket2",
    "tokio",
    "tungstenite",
    "ureq",
    // Databases.
    "libsqlite3-sys",
    "rusqlite",
    "sqlx",
    // Threads.
    "async-executor",
    "crossbeam",
    "crossbeam-channel",
    "parking_lot",
    "rayon",
    "rayon-core",
    "threadpool",
    // Chance.
    "fastrand",
    "getrandom",
    "rand",
    // The machine: files, memory maps, time.
    "chrono",
    "memmap2",
    "num_cpus",
    "tempfile",
    "time",
    "walkdir",
    // Serialisation belongs to the outer crates: signed formats are strict texts.
    "bincode",
    "ciborium",
    "serde_json",
    // Faces.
    "clap",
    "indicatif",
];

/// The few eyes that must suffice to trust a verdict: all that its crates use directly.
const TRUSTED: &[&str] = &["tlog", "election", "verify"];
const TRUSTED_MAY_USE: &[&str] = &["base64", "ed25519-dalek", "jiff", "sha2", "thiserror"];

/// External crates with one home each: what else uses them directly is refused.
const HOMES: &[(&str, &[&str])] = &[
    ("rusqlite", &["server"]),
    ("libsqlite3-sys", &["server"]),
    ("tokio", &["server", "cli"]),
    ("axum", &["server"]),
    ("hyper", &["server"]),
    ("ureq", &["verifier", "server", "cli"]),
    ("reqwest", &[]),
    ("age", &["cli"]),
    ("clap", &["cli", "verifier"]),
    ("rayon", &["plan"]),
    ("ring", &[]),
    ("openssl", &[]),
    ("aws-lc-rs", &[]),
];

/// The verifier is for everybody: it must stay small enough to be read, and never need a
/// database or the key files' format.
const VERIFIER_NEVER: &[&str] = &["age", "axum", "import", "libsqlite3-sys", "rusqlite", "server", "sim", "tokio"];

fn broken_arrows(graph: &Graph) -> Vec<String> {
    let mut broken = Vec::new();
    for package in graph.ours() {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == package.name) else {
            broken.push(format!("{}: no arrows are drawn for it", package.name));
            continue;
        };
        for needed in graph.direct(package).filter(|needed| needed.ours) {
            if !allowed.contains(&needed.name.as_str()) {
                broken.push(format!("{} -> {}", package.name, needed.name));
            }
        }
    }
    broken
}

/// What of `never` is compiled into the packages named `inside`.
fn found(graph: &Graph, inside: &[&str], never: &[&str]) -> Vec<String> {
    let packages = graph.ours().filter(|package| inside.contains(&package.name.as_str()));
    let found = |package: &Package| -> Vec<String> {
        let reached = graph.reached(package);
        let may = |name: &str| BUILT_ON_PLAN.contains(&package.name.as_str()) && PLAN_MAY_USE.contains(&name);
        let met = never.iter().filter(|name| reached.contains(**name) && !may(name));
        met.map(|name| format!("{} ->> {name}", package.name)).collect()
    };
    packages.flat_map(found).collect()
}

fn strangers(graph: &Graph) -> Vec<String> {
    let trusted = graph.ours().filter(|package| TRUSTED.contains(&package.name.as_str()));
    let strange = |package: &Package| -> Vec<String> {
        let direct = graph.direct(package);
        let strange = direct.filter(|used| !used.ours && !TRUSTED_MAY_USE.contains(&used.name.as_str()));
        strange.map(|used| format!("{} -> {}", package.name, used.name)).collect()
    };
    trusted.flat_map(strange).collect()
}

fn homeless(graph: &Graph) -> Vec<String> {
    let mut broken = Vec::new();
    for package in graph.ours() {
        for used in graph.direct(package) {
            let home = HOMES.iter().find(|(name, _)| *name == used.name);
            if home.is_some_and(|(_, homes)| !homes.contains(&package.name.as_str())) {
                broken.push(format!("{} -> {}", package.name, used.name));
            }
        }
    }
    broken
}

const NOTHING: &[String] = &[];

#[test]
fn our_crates_depend_on_each_other_as_drawn() {
    let graph = Graph::of_workspace();
    assert_eq!(broken_arrows(&graph), NOTHING);
    let drawn: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    let real: BTreeSet<&str> = graph.ours().map(|package| package.name.as_str()).collect();
    assert_eq!(drawn, real, "the drawing and the workspace name the same crates");
}

#[test]
fn pure_crates_hold_no_machine() {
    assert_eq!(found(&Graph::of_workspace(), PURE, IMPURE), NOTHING);
}

#[test]
fn a_verdict_needs_few_crates() {
    assert_eq!(strangers(&Graph::of_workspace()), NOTHING);
}

#[test]
fn sockets_and_sql_are_at_home() {
    let graph = Graph::of_workspace();
    assert_eq!(homeless(&graph), NOTHING);
    assert_eq!(found(&graph, &["verifier"], VERIFIER_NEVER), NOTHING);
}

/// A graph of our crates `ours` and others, from `a -> b` pairs.
fn drawn(ours: &[&str], arrows: &[(&str, &str)]) -> Graph {
    let mut graph = Graph::default();
    for name in ours.iter().chain(arrows.iter().flat_map(|(from, to)| [from, to])) {
        let package = graph.0.entry((*name).to_owned()).or_default();
        (*name).clone_into(&mut package.name);
        package.ours = ours.contains(name);
    }
    for (from, to) in arrows {
        graph.0.get_mut(*from).unwrap().needs.insert((*to).to_owned());
    }
    graph
}

#[test]
fn an_arrow_against_the_drawing_is_refused() {
    let good = drawn(&["tlog", "election", "sim"], &[("sim", "election"), ("election", "tlog")]);
    assert_eq!(broken_arrows(&good), NOTHING);
    let wrong = drawn(&["tlog", "election"], &[("tlog", "election")]);
    assert_eq!(broken_arrows(&wrong), ["tlog -> election"]);
    let prover = drawn(&["verify", "server"], &[("verify", "server")]);
    assert_eq!(broken_arrows(&prover), ["verify -> server"]);
}

#[test]
fn a_crate_nobody_drew_is_refused() {
    let graph = drawn(&["helpers"], &[]);
    assert_eq!(broken_arrows(&graph), ["helpers: no arrows are drawn for it"]);
}

#[test]
fn a_runtime_behind_another_crate_is_found() {
    let graph = drawn(&["sim"], &[("sim", "plain"), ("plain", "deep"), ("deep", "tokio")]);
    assert_eq!(found(&graph, PURE, IMPURE), ["sim ->> tokio"]);
    let planner = drawn(&["plan"], &[("plan", "rayon"), ("rayon", "tokio")]);
    assert_eq!(found(&planner, PURE, IMPURE), ["plan ->> tokio"], "both cores, and nothing else");
    let server = drawn(&["server"], &[("server", "tokio")]);
    assert_eq!(found(&server, PURE, IMPURE), NOTHING);
}

#[test]
fn one_more_dependency_of_a_verdict_is_refused() {
    let graph = drawn(&["verify", "tlog"], &[("verify", "tlog"), ("verify", "itertools"), ("verify", "sha2")]);
    assert_eq!(strangers(&graph), ["verify -> itertools"]);
}

#[test]
fn sql_outside_the_server_is_refused() {
    let graph = drawn(&["server", "cli"], &[("server", "rusqlite"), ("cli", "rusqlite"), ("cli", "server")]);
    assert_eq!(homeless(&graph), ["cli -> rusqlite"]);
}

#[test]
fn threads_outside_the_planner_are_refused() {
    let graph = drawn(&["plan", "sim"], &[("sim", "plan"), ("plan", "rayon"), ("sim", "rayon")]);
    assert_eq!(homeless(&graph), ["sim -> rayon"]);
    assert_eq!(found(&graph, PURE, IMPURE), NOTHING, "compiled into it by the planner");
    let server = drawn(&["verify"], &[("verify", "rayon")]);
    assert_eq!(found(&server, PURE, IMPURE), ["verify ->> rayon"]);
}

#[test]
fn a_database_inside_the_verifier_is_found() {
    let graph = drawn(&["verifier"], &[("verifier", "cache"), ("cache", "rusqlite")]);
    assert_eq!(found(&graph, &["verifier"], VERIFIER_NEVER), ["verifier ->> rusqlite"]);
}
