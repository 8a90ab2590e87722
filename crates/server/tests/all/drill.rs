//! `specs/drill.md`: every case has tests, and every test that is named is there and is run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The numbers of the drill.
const CASES: std::ops::RangeInclusive<u8> = 1..=53;

/// Where the page says which cases have no row, and why.
const WITHOUT: &str = "## Cases without a test";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> String {
    fs::read_to_string(root().join("specs/drill.md")).expect("the page")
}

/// A case of the page: its number and the tests it names.
struct Case<'a> {
    number: &'a str,
    tests: Vec<&'a str>,
}

fn cases(page: &str) -> Vec<Case<'_>> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| T"));
    rows.map(|row| {
        let columns: Vec<&str> = row.trim_end_matches('|').split(" | ").collect();
        let [number, .., tests] = columns[..] else { panic!("a row of four columns: {row}") };
        assert_eq!(columns.len(), 4, "{row}");
        let tests = tests.split('`').map(str::trim).filter(|part| !part.is_empty()).collect();
        Case { number, tests }
    })
    .collect()
}

/// The cases that the page says have no test: lines `- T33: why`.
fn without(page: &str) -> Vec<&str> {
    let part = page.split_once(WITHOUT).map_or("", |(_, part)| part);
    let part = part.split("\n## ").next().unwrap_or_default();
    part.lines().filter_map(|line| line.strip_prefix("- T")?.split_once(": ")).map(|(number, _)| number).collect()
}

/// Whether a test is where the page says: `CRATE FILE::FUNCTION`, under `#[test]`, in a file that the
/// binary of the crate's tests has for a module.
fn is_there(root: &Path, test: &str) -> bool {
    let Some((of, path)) = test.split_once(' ') else { return false };
    let Some((file, function)) = path.rsplit_once("::") else { return false };
    let all = root.join(format!("crates/{of}/tests/all"));
    let Ok(text) = fs::read_to_string(all.join(format!("{}.rs", file.replace("::", "/")))) else { return false };
    let is_module = |parent: &str, module: &str| {
        let text = fs::read_to_string(all.join(parent)).unwrap_or_default();
        text.lines().any(|line| line == format!("mod {module};"))
    };
    let declared = match file.split_once("::") {
        None => is_module("main.rs", file),
        Some((above, module)) => is_module("main.rs", above) && is_module(&format!("{above}/mod.rs"), module),
    };
    declared && format!("\n{text}").contains(&format!("\n#[test]\nfn {function}()"))
}

/// What is wrong with a page.
fn faults(page: &str) -> Vec<String> {
    let (cases, without) = (cases(page), without(page));
    let mut faults = Vec::new();
    for Case { number, tests } in &cases {
        if tests.is_empty() {
            faults.push(format!("T{number} has no test"));
        }
        let gone = tests.iter().filter(|test| !is_there(&root(), test));
        faults.extend(gone.map(|test| format!("T{number}: {test} is not there")));
    }
    let named: Vec<&str> = cases.iter().map(|case| case.number).chain(without).collect();
    let different: BTreeSet<&str> = named.iter().copied().collect();
    if different.len() != named.len() {
        faults.push("a case stands twice".to_owned());
    }
    let due: BTreeSet<String> = CASES.map(|number| format!("{number:02}")).collect();
    faults
        .extend(due.iter().filter(|number| !different.contains(number.as_str())).map(|number| format!("no T{number}")));
    faults.extend(
        different.iter().filter(|number| !due.contains(**number)).map(|number| format!("T{number} is unknown")),
    );
    faults
}

#[test]
fn every_case_of_the_page_has_its_tests() {
    assert_eq!(faults(&page()), Vec::<String>::new());
}

/// A page that names what is not there, or leaves a case out, is found.
#[test]
fn a_test_that_is_not_there_is_found() {
    assert!(is_there(&root(), "server drill::a_test_that_is_not_there_is_found"));
    assert!(is_there(&root(), "server screens::rooms::an_edited_row_is_named"));
    for wrong in [
        "server drill::no_such_test",
        "server nowhere::no_such_test",
        "server drill::cases",
        "server rooms::an_edited_row_is_named",
        "server",
        "",
    ] {
        assert!(!is_there(&root(), wrong), "{wrong}");
    }
    let page = page();
    for (from, to, due) in [
        (
            "gates::e202_another_mode`",
            "gates::e202_another_mood`",
            "T04: election gates::e202_another_mood is not there",
        ),
        ("| T04 |", "| T99 |", "no T04"),
        ("| T04 |", "| T99 |", "T99 is unknown"),
        ("| T04 |", "| T05 |", "a case stands twice"),
        ("- T33: ", "- ", "no T33"),
    ] {
        assert!(page.contains(from), "{from}");
        let found = faults(&page.replacen(from, to, 1));
        assert!(found.iter().any(|fault| fault == due), "{from}: {found:?}");
    }
    let row = "| T99 | done | must | |";
    assert!(cases(row)[0].tests.is_empty());
}
