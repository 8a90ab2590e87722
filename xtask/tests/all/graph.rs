//! The packages of the workspace and what they depend on, as cargo sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// A package by its identity: two versions of one crate are two packages.
#[derive(Clone, Debug, Default)]
pub struct Package {
    pub name: String,
    pub ours: bool,
    /// Runs inside the compiler: what it uses is not in what it makes.
    pub expands: bool,
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
            let entry = graph.0.entry(text(&package["id"])).or_default();
            entry.name = text(&package["name"]);
            entry.expands = is_macro(package);
        }
        for member in list(&metadata["workspace_members"]) {
            graph.0.get_mut(&text(member)).unwrap().ours = true;
        }
        let packages = list(&metadata["packages"]).iter();
        let packages: BTreeMap<String, &Value> = packages.map(|package| (text(&package["id"]), package)).collect();
        for node in list(&metadata["resolve"]["nodes"]) {
            let package = packages[&text(&node["id"])];
            let used = |dep: &&Value| is_normal(dep) && is_on(package, node, packages[&text(&dep["pkg"])]);
            let normal = list(&node["deps"]).iter().filter(used);
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

    /// Names of everything that is compiled into a package; what a macro needs to expand is not.
    pub fn reached(&self, package: &Package) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&String> = package.needs.iter().collect();
        while let Some(id) = open.pop() {
            if seen.insert(id) && !self.0[id].expands {
                open.extend(&self.0[id].needs);
            }
        }
        seen.into_iter().map(|id| self.0[id].name.as_str()).collect()
    }
}

fn is_normal(dependency: &Value) -> bool {
    list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null())
}

/// Whether a dependency is more than a possibility. Cargo lists an optional one as soon as a weak
/// feature (`serde_json?/std`) speaks of it, although nothing compiles it.
fn is_on(package: &Value, node: &Value, needed: &Value) -> bool {
    let name = text(&needed["name"]);
    let mut declared = list(&package["dependencies"]).iter().filter(|dependency| text(&dependency["name"]) == name);
    if declared.any(|dependency| dependency["optional"] == false) {
        return true;
    }
    let asks = |wanted: &Value| {
        let wanted = text(wanted);
        wanted == format!("dep:{name}") || wanted == name || wanted.starts_with(&format!("{name}/"))
    };
    let active = |feature: &Value| list(&package["features"][&text(feature)]).iter().any(asks);
    // A renamed dependency goes by another name than its package: it is taken as it is listed.
    let renamed = list(&package["dependencies"]).iter().any(|one| one["rename"].is_string() && one["name"] == name);
    renamed || list(&node["features"]).iter().any(active)
}

fn is_macro(package: &Value) -> bool {
    let kinds = list(&package["targets"]).iter().flat_map(|target| list(&target["kind"]));
    kinds.into_iter().any(|kind| kind == "proc-macro")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn what_is_of_tests_of_macros_or_optional_is_not_compiled_in() {
    let metadata = serde_json::json!({
        "packages": [
            {"id": "a 1", "name": "a", "targets": [], "features": {}, "dependencies": [
                {"name": "b", "optional": false}, {"name": "c", "optional": false},
            ]},
            {"id": "b 1", "name": "b", "targets": [{"kind": ["lib"]}], "features": {"std": ["c?/std"], "m": ["dep:m"]},
                "dependencies": [{"name": "m", "optional": true}, {"name": "c", "optional": true}]},
            {"id": "c 1", "name": "c", "targets": [], "features": {}, "dependencies": []},
            {"id": "m 1", "name": "m", "targets": [{"kind": ["proc-macro"]}], "features": {}, "dependencies": [
                {"name": "c", "optional": false},
            ]},
        ],
        "workspace_members": ["a 1"],
        "resolve": {"nodes": [
            {"id": "a 1", "features": [], "deps": [
                {"pkg": "b 1", "dep_kinds": [{"kind": "dev"}, {"kind": null}]},
                {"pkg": "c 1", "dep_kinds": [{"kind": "dev"}, {"kind": "build"}]},
            ]},
            {"id": "b 1", "features": ["std", "m"], "deps": [
                {"pkg": "m 1", "dep_kinds": [{"kind": null}]}, {"pkg": "c 1", "dep_kinds": [{"kind": null}]},
            ]},
            {"id": "m 1", "features": [], "deps": [{"pkg": "c 1", "dep_kinds": [{"kind": null}]}]},
            {"id": "c 1", "features": [], "deps": []},
        ]},
    });
    let graph = Graph::read(&metadata);
    let a = graph.ours().next().unwrap();
    assert_eq!(graph.reached(a), BTreeSet::from(["b", "m"]));
}
