//! The figures in other people's formats, against their schema and their own files.

use std::{collections::BTreeSet, fs, process::Command};

use serde_json::Value;

use crate::fixture::{BETWEEN, Files, LATE, data, night, site, text};
use crate::pages::elements;

fn json(files: &Files, path: &str) -> Value {
    serde_json::from_str(text(files, path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// In every unit of the common data format the papers add up, and the sums are those of the board.
#[test]
fn the_common_format_adds_up() {
    let board = night("evening");
    let files = site(&board, BETWEEN);
    for file in ["nation", "01", "02"] {
        let report = json(&files, &format!("pages/exports/common/round-1/{file}.json"));
        let election = &report["Election"][0];
        let contest = &election["Contest"][0];
        let units: Vec<&Value> = report["GpUnit"].as_array().expect("units").iter().collect();
        let ids: BTreeSet<&str> = units.iter().filter_map(|unit| unit["@id"].as_str()).collect();
        for unit in &units {
            for inside in unit["ComposingGpUnitIds"].as_array().into_iter().flatten() {
                assert!(ids.contains(inside.as_str().expect("an id")), "{file}: {inside}");
            }
        }
        let mut counted = 0;
        for ballots in election["BallotCounts"].as_array().expect("ballots") {
            let id = &ballots["GpUnitId"];
            let of = |counts: &Value, name: &str| -> u64 {
                let counts = counts.as_array().expect("counts");
                counts
                    .iter()
                    .find(|count| &count["GpUnitId"] == id)
                    .and_then(|count| count[name].as_u64())
                    .expect("a count")
            };
            let selections = contest["ContestSelection"].as_array().expect("selections");
            let votes: u64 = selections.iter().map(|selection| of(&selection["VoteCounts"], "Count")).sum();
            let (cast, void) = (ballots["BallotsCast"].as_u64(), ballots["BallotsRejected"].as_u64());
            assert_eq!(cast, void.map(|void| void + votes + of(&contest["OtherCounts"], "Undervotes")), "{file} {id}");
            assert!(ids.contains(id.as_str().expect("an id")));
            counted += 1;
        }
        let with_news = units.iter().filter(|unit| unit["CountStatus"][0]["Status"] != "not-processed").count();
        assert_eq!(counted, with_news, "{file}: a unit has counts exactly where something is counted");
    }
    let sums = &board.tally(0, board.definition().nation()).sums;
    let report = json(&files, "pages/exports/common/round-1/nation.json");
    assert_eq!(report["Election"][0]["BallotCounts"][0]["BallotsCast"].as_u64(), Some(sums.cast));
    assert_eq!(report["IsTest"], Value::Bool(true));
}

/// Against the schema of the standard itself, with somebody else's validator.
#[test]
fn the_common_format_is_valid() {
    let Some(schema) = data("formats/NIST_V2_election_results_reporting.json") else { return };
    let probe = Command::new("python3").args(["-c", "import jsonschema"]).output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        println!("SKIPPED: python3 with jsonschema is not there");
        return;
    }
    let folder = tempfile::tempdir().expect("a directory");
    for (night_name, at) in [("evening", LATE), ("conflict", BETWEEN), ("two-rounds", LATE)] {
        for (path, bytes) in site(&night(night_name), at) {
            if path.contains("/exports/common/") {
                let name = format!("{night_name}-{}", path.replace('/', "-"));
                fs::write(folder.path().join(name), bytes).expect("written");
            }
        }
    }
    let program = "import json, pathlib, sys, jsonschema\n\
        schema = json.load(open(sys.argv[1]))\n\
        validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())\n\
        files = sorted(pathlib.Path(sys.argv[2]).iterdir())\n\
        bad = [(f.name, e.message[:200]) for f in files for e in validator.iter_errors(json.load(open(f)))]\n\
        spoilt = json.load(open(files[0])); spoilt['Status'] = 'final'\n\
        assert list(validator.iter_errors(spoilt)), 'the validator accepts anything'\n\
        print(len(files), bad); sys.exit(1 if bad or len(files) < 9 else 0)";
    let output = Command::new("python3").args(["-c", program]).arg(schema).arg(folder.path()).output().expect("ran");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}

/// The ministry's files and ours have the same elements, in the same order.
#[test]
fn the_xml_tree_has_the_ministrys_shape() {
    let files = site(&night("evening"), BETWEEN);
    let pairs = [
        ("011.xml", "001/001.xml"),
        ("075.xml", "001/001/001.xml"),
        ("075056.xml", "001/001/001001.xml"),
        ("075IDX.xml", "001/001/001IDX.xml"),
        ("index.xml", "index.xml"),
    ];
    for (theirs, ours) in pairs {
        let Some(path) = data(&format!("xml2017/{theirs}")) else { return };
        let wanted = shape(&elements(&fs::read_to_string(path).expect("read")));
        assert_eq!(shape(&elements(text(&files, &format!("pages/exports/xml/{ours}")))), wanted, "{theirs}");
    }
}

/// The elements in the order in which each is first met.
fn shape(elements: &[String]) -> Vec<String> {
    let mut seen = Vec::new();
    for element in elements {
        if !seen.contains(element) {
            seen.push(element.clone());
        }
    }
    seen
}

/// A share as the ministry writes it, and figures that are not known left out.
#[test]
fn the_xml_says_what_is_counted_and_nothing_else() {
    let files = site(&night("conflict"), BETWEEN);
    let find = |path: &str| text(&files, &format!("pages/exports/xml/001/{path}"));
    assert!(
        find("001/001001.xml")
            .contains("<Votants><Nombre>1230</Nombre><RapportInscrit>  61,50</RapportInscrit></Votants>")
    );
    let empty = find("002/002001.xml");
    assert!(empty.contains("<Tours></Tours>") && !empty.contains("Nombre"), "{empty}");
    let list = find("001/001IDX.xml");
    assert!(list.contains("<ResultatsParvenus>O</ResultatsParvenus><DateDerMaj>23-04-2017</DateDerMaj>"), "{list}");
    assert!(list.contains("<ResultatsParvenus>N</ResultatsParvenus></Commune>"));
}

/// Communes and stations are there with their figures, `null` where nothing is counted.
#[test]
fn the_geojson_holds_every_commune_and_station() {
    let files = site(&night("conflict"), BETWEEN);
    let communes = json(&files, "pages/exports/geojson/round-1/01.geojson");
    let features = communes["features"].as_array().expect("features");
    assert_eq!(communes["type"], "FeatureCollection");
    assert_eq!(features.len(), 2);
    assert_eq!(features[0]["properties"]["cast"].as_u64(), Some(1230));
    assert!(features[1]["properties"]["cast"].is_null() && features[1]["properties"]["missing"].as_u64() == Some(1));
    // 01-001 is a real commune of the atlas: closed rings that run anticlockwise.
    let rings = features[0]["geometry"]["coordinates"].as_array().expect("polygons");
    for ring in rings.iter().map(|polygon| polygon[0].as_array().expect("a ring")) {
        assert_eq!(ring.first(), ring.last());
        let at = |corner: &Value| [corner[0].as_f64().expect("a number"), corner[1].as_f64().expect("a number")];
        let area: f64 =
            ring.windows(2).map(|two| (at(&two[0]), at(&two[1]))).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
        assert!(area > 0.0);
    }
    let stations = json(&files, "pages/exports/geojson/round-1/01-stations.geojson");
    assert_eq!(stations["features"].as_array().map(Vec::len), Some(3));
}
