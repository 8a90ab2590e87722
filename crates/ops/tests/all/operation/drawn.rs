//! The diagram, the enum and the tests of every machine are one thing: the page is read, and so
//! are the sources of the enums and of the tests.

use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../../../../specs/operation.md");
const TESTS: &str = include_str!("arrows.rs");
const TABLE: &str = include_str!("../table.rs");

/// A machine of the page, the source of its states and the name of their enum. A pin is there or
/// is not: it has no enum.
const MACHINES: &[(&str, &str, &str)] = &[
    ("Day", include_str!("../../../src/operation/day.rs"), "Day"),
    ("Incident", include_str!("../../../src/operation/incident.rs"), "State"),
    ("Unit", include_str!("../../../src/operation/unit.rs"), "State"),
    ("Order", include_str!("../../../src/operation/order.rs"), "State"),
    ("Posture", include_str!("../../../src/operation/posture.rs"), "State"),
    ("Records", include_str!("../../../src/operation/escort.rs"), "Escort"),
    ("Phase", include_str!("../../../src/operation/phase.rs"), "Phase"),
    ("Feed", include_str!("../../../src/operation/feed.rs"), "Feed"),
    ("Repair", include_str!("../../../src/operation/repair.rs"), "State"),
    ("Pin", "pub enum Pin {\n    Pinned,\n}\n", "Pin"),
];

/// `OnTheWayUp` as it stands in a diagram and in events: `on-the-way-up`.
fn word(name: &str) -> String {
    let mut word = String::new();
    for (at, letter) in name.char_indices() {
        if letter.is_uppercase() && at > 0 {
            word.push('-');
        }
        word.extend(letter.to_lowercase());
    }
    word
}

/// The names of an enum's variants, as its source has them: one a line, behind four spaces.
fn variants(source: &str, name: &str) -> BTreeSet<String> {
    let (_, body) = source.split_once(&format!("pub enum {name} {{\n")).unwrap_or_else(|| panic!("no enum {name}"));
    let (body, _) = body.split_once("\n}\n").unwrap();
    let own = body.lines().filter_map(|line| line.strip_prefix("    "));
    let own = own.filter(|line| line.starts_with(|letter: char| letter.is_ascii_uppercase()));
    own.map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned()).collect()
}

/// The arrows of a machine on the page.
fn drawn(machine: &str) -> Vec<(String, String)> {
    let heading = format!("\n### {machine}\n");
    let section = PAGE.split_once(&heading).unwrap_or_else(|| panic!("no {machine} on the page")).1;
    let block = section.split("```").nth(1).unwrap().trim_start_matches("text");
    let arrows = block.lines().filter_map(|line| line.split_once(" → "));
    arrows.map(|(from, rest)| (from.to_owned(), rest.split("  ").next().unwrap().trim().to_owned())).collect()
}

#[test]
fn every_state_of_a_diagram_is_one_of_its_enum_and_the_other_way_round() {
    let headings: BTreeSet<&str> = PAGE.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    assert_eq!(headings, MACHINES.iter().map(|(machine, ..)| *machine).collect());
    for (machine, source, name) in MACHINES {
        let mut states: BTreeSet<String> = drawn(machine).into_iter().flat_map(|(from, to)| [from, to]).collect();
        states.remove("nothing");
        let known: BTreeSet<String> = variants(source, name).iter().map(|name| word(name)).collect();
        assert_eq!(states, known, "{machine}");
    }
}

/// A test's name begins a line of the list, or is a function of its own.
#[test]
fn every_arrow_has_the_test_of_its_name() {
    let names = TESTS.lines().filter_map(|line| {
        let line = line.trim_start();
        line.strip_prefix("fn ")
            .and_then(|rest| rest.split_once('('))
            .or_else(|| line.split_once(": \""))
            .map(|it| it.0)
    });
    let names: BTreeSet<String> = names.filter(|name| name.contains("_to_")).map(str::to_owned).collect();
    let arrows = MACHINES.iter().flat_map(|(machine, ..)| {
        let name =
            move |(from, to): (String, String)| format!("{}_{from}_to_{to}", machine.to_lowercase()).replace('-', "_");
        drawn(machine).into_iter().map(name)
    });
    assert_eq!(names, arrows.collect());
}

/// Every command is in the list that every role tries.
#[test]
fn every_command_is_tried_by_every_role() {
    let tried = |list: &str, prefix: &str, name: &str| {
        let call = format!("{prefix}::{name}");
        list.match_indices(&call).any(|(at, _)| !list[at + call.len()..].starts_with(|c: char| c.is_alphanumeric()))
    };
    let scene = include_str!("scene.rs").split_once("pub fn commands()").unwrap().1.split_once("\n}\n").unwrap().0;
    for name in variants(include_str!("../../../src/step/operation/mod.rs"), "OperationCommand") {
        // The list names one of them through a function.
        let own = if name == "Note" { "note(" } else { "" };
        assert!(tried(scene, "OperationCommand", &name) || (!own.is_empty() && scene.contains(own)), "{name}");
    }
    let table = TABLE.split_once("fn commands()").unwrap().1.split_once("\n}\n").unwrap().0;
    for name in variants(include_str!("../../../src/step/mod.rs"), "Command") {
        let own = if name == "EnterFirst" { "enter_first(" } else { "" };
        // Without an act of the table, or by whose it is: tests of their own.
        let everybodys = ["Started", "LogIn", "SetPassword"].contains(&name.as_str());
        assert!(
            everybodys || tried(table, "Command", &name) || (!own.is_empty() && table.contains(own)),
            "{name} is tried by nobody"
        );
    }
}
