//! The packages of the workspace and what they depend on, as cargo sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// A package by its identity: two versions of one crate are two packages.
#[derive(Clone, Debug, Default)]
pub struct Package {
    pub name: String,
    pub ours: bool,
    /// Identities of the normal dependencies: neither of tests nor of build scripts.
    pub needs: BTreeSet<String>,
}

#[derive(Clone, Debug, Default)]
pub struct Graph(pub BTreeMap<String, Package>);

impl Graph {
    /// The graph of this workspace, every feature on, every platform.
    pub fn of_workspace() -> Graph {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--all-features"])
            .current_dir(super::root())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo metadata: {errors}");
        Graph::read(&serde_json::from_slice(&output.stdout).unwrap())
    }

    fn read(metadata: &Value) -> Graph {
        let mut graph = Graph::default();
        for package in list(&metadata["packages"]) {
            let name = text(&package["name"]);
            graph.0.entry(text(&package["id"])).or_default().name = name;
        }
        for member in list(&metadata["workspace_members"]) {
            graph.0.get_mut(&text(member)).unwrap().ours = true;
        }
        for node in list(&metadata["resolve"]["nodes"]) {
            let normal = list(&node["deps"]).iter().filter(|dep| is_normal(dep));
            let needs = normal.map(|dep| text(&dep["pkg"])).collect();
            graph.0.get_mut(&text(&node["id"])).unwrap().needs = needs;
        }
        graph
    }

    /// Our own packages.
    pub fn ours(&self) -> impl Iterator<Item = &Package> {
        self.0.values().filter(|package| package.ours)
    }

    /// Names of what a package depends on directly.
    pub fn direct<'a>(&'a self, package: &'a Package) -> impl Iterator<Item = &'a Package> {
        package.needs.iter().map(|id| &self.0[id])
    }

    /// Names of everything that is compiled into a package.
    pub fn reached(&self, package: &Package) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = package.needs.iter().collect();
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(&self.0[id].needs);
            }
        }
        seen.into_iter().map(|id| self.0[id].name.as_str()).collect()
    }
}

fn is_normal(dependency: &Value) -> bool {
    list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn dependencies_of_tests_are_no_arrows() {
    let metadata = serde_json::json!({
        "packages": [{"id": "a 1", "name": "a"}, {"id": "b 1", "name": "b"}, {"id": "c 1", "name": "c"}],
        "workspace_members": ["a 1"],
        "resolve": {"nodes": [
            {"id": "a 1", "deps": [
                {"pkg": "b 1", "dep_kinds": [{"kind": "dev"}, {"kind": null}]},
                {"pkg": "c 1", "dep_kinds": [{"kind": "dev"}, {"kind": "build"}]},
            ]},
            {"id": "b 1", "deps": []},
            {"id": "c 1", "deps": []},
        ]},
    });
    let graph = Graph::read(&metadata);
    let a = graph.ours().next().unwrap();
    assert_eq!(graph.reached(a), BTreeSet::from(["b"]));
}
