//! `specs/drill.md`: every case has tests, and every test that is named is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
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

/// Whether a test is where the page says: `CRATE FILE::FUNCTION`, under `#[test]`.
fn is_there(root: &Path, test: &str) -> bool {
    let Some((of, path)) = test.split_once(' ') else { return false };
    let Some((file, function)) = path.rsplit_once("::") else { return false };
    let source = root.join(format!("crates/{of}/tests/all/{}.rs", file.replace("::", "/")));
    let Ok(text) = fs::read_to_string(source) else { return false };
    text.contains(&format!("#[test]\nfn {function}()"))
}

#[test]
fn every_case_of_the_page_has_its_tests() {
    let page = fs::read_to_string(root().join("specs/drill.md")).expect("the page");
    let cases = cases(&page);
    for Case { number, tests } in &cases {
        assert!(!tests.is_empty(), "T{number} has no test");
        for test in tests {
            assert!(is_there(&root(), test), "T{number}: {test} is not there");
        }
    }
    // Those of transport and content are all there.
    let numbers: BTreeSet<&str> = cases.iter().map(|case| case.number).collect();
    assert_eq!(numbers.len(), cases.len(), "no case twice");
    assert!((1..=28).all(|number| numbers.contains(format!("{number:02}").as_str())), "{numbers:?}");
}

/// A page that names what is not there is found.
#[test]
fn a_test_that_is_not_there_is_found() {
    assert!(is_there(&root(), "server drill::a_test_that_is_not_there_is_found"));
    for wrong in ["server drill::no_such_test", "server nowhere::no_such_test", "server drill::cases", "server", ""] {
        assert!(!is_there(&root(), wrong), "{wrong}");
    }
    let row = "| T99 | done | must | |";
    assert!(cases(row)[0].tests.is_empty());
}
