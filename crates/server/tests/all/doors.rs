//! What is written of the interface is what it is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use election::intake::Early;
use server::http::OPENAPI;
use server::http::problem::Door;

use crate::served::{Served, until};

fn described() -> serde_json::Value {
    serde_json::from_str(OPENAPI).expect("JSON")
}

/// The paths of the router, out of its source: axum tells nobody which it has.
fn routed() -> BTreeSet<String> {
    let source = |file: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let routes = source("src/http/mod.rs");
    let single = routes.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned));
    let files = source("src/http/files.rs");
    let table = files.split("PATHS: [&str; 6] =").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    let table = table.split('"').skip(1).step_by(2).map(str::to_owned);
    single.chain(table).map(|path| path.replace("{*", "{")).collect()
}

#[test]
fn the_described_paths_are_the_routers() {
    let described: BTreeSet<String> = described()["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(described, routed());
    assert_eq!(described.len(), 12);
}

/// Every described operation is answered by the hub, with a status that the description knows; and
/// no other method is.
#[test]
fn the_hub_does_what_is_described() {
    let served = Served::new();
    served.begun(3);
    until("the snapshot", || served.get("/manifest").status == 200);
    let paths = described()["paths"].clone();
    for (path, operations) in paths.as_object().unwrap() {
        let path = path.replace("{hash}", &"0".repeat(64)).replace("{path}", "nothing");
        for method in ["get", "post", "put", "delete"] {
            let text = format!(
                "{} {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                method.to_uppercase()
            );
            let came = served.raw(text.as_bytes());
            match operations.get(method) {
                Some(operation) => {
                    let status = came.status.to_string();
                    assert!(operation["responses"].get(&status).is_some(), "{method} {path}: {status}");
                }
                None => assert_eq!((came.status, came.code()), (405, "H208"), "{method} {path}"),
            }
        }
    }
    served.stop();
}

#[test]
fn every_code_of_the_door_is_explained() {
    let codes = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs/codes.md")).unwrap();
    let told: BTreeSet<&str> = codes.lines().filter_map(|line| line.strip_prefix("| H")?.split(' ').next()).collect();
    let made: Vec<&str> = Door::ALL.iter().map(|door| door.problem().code).chain([Early::CODE]).collect();
    assert_eq!(told, made.iter().map(|code| &code[1..]).collect());
    assert_eq!(told.len(), made.len(), "no code twice");
}
