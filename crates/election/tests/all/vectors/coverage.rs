//! Every code is in `specs/codes.md`, and every code has a vector that meets it.

use std::{collections::BTreeSet, fs};

use super::files::{index, path};

/// Codes that no bytes can meet. Empty of reasons to exist, each is told here with why.
const UNREACHABLE: [(&str, &str); 1] = [("E100", "stands for a refusal by no rule at all, which nothing makes")];

/// The codes of a source file: a letter and three digits, in quotes or after three slashes.
fn codes_in(file: &str, letter: char) -> BTreeSet<String> {
    let text = fs::read_to_string(path(file)).expect(file);
    let is_code =
        |word: &str| word.len() == 4 && word.starts_with(letter) && word[1..].bytes().all(|b| b.is_ascii_digit());
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| is_code(word)).map(str::to_owned).collect()
}

/// Every verdict of every index.
fn met() -> BTreeSet<String> {
    let mut folders: Vec<String> = ["texts", "notes", "definitions", "manifests"].map(str::to_owned).into();
    folders.extend(index("nights").iter().map(|night| format!("nights/{}", night.file)));
    let rows = folders.iter().flat_map(|folder| index(folder));
    rows.flat_map(|row| row.verdict.split(',').map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn excused() -> BTreeSet<String> {
    UNREACHABLE.iter().map(|(code, _)| (*code).to_owned()).collect()
}

#[test]
fn every_code_of_a_message_has_a_vector() {
    let made = codes_in("crates/election/src/refusal.rs", 'E');
    assert!(made.len() > 45, "the codes were found");
    let met = met();
    let unmet: Vec<&String> = made.difference(&met).filter(|code| !excused().contains(*code)).collect();
    assert!(unmet.is_empty(), "{unmet:?}");
    let excused = excused();
    let stale: Vec<&String> = excused.intersection(&met).collect();
    assert!(stale.is_empty(), "met after all: {stale:?}");
}

#[test]
fn every_code_of_a_definition_has_a_vector() {
    let made = codes_in("crates/election/src/definition/check.rs", 'D');
    assert_eq!(made.len(), 9);
    assert!(made.is_subset(&met()), "{:?}", made.difference(&met()));
}

#[test]
fn every_code_is_explained() {
    let sources = [
        ("crates/election/src/refusal.rs", 'E'),
        ("crates/election/src/definition/check.rs", 'D'),
        ("crates/verify/src/code.rs", 'V'),
    ];
    for (file, letter) in sources {
        let told: BTreeSet<String> = rows_of_codes().into_iter().filter(|code| code.starts_with(letter)).collect();
        let made: BTreeSet<String> = codes_in(file, letter).difference(&excused()).cloned().collect();
        assert_eq!(told, made, "{file}");
    }
}

/// The codes that have a row of their own in `specs/codes.md`.
fn rows_of_codes() -> Vec<String> {
    let text = fs::read_to_string(path("specs/codes.md")).expect("specs/codes.md");
    text.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next()).map(str::to_owned).collect()
}
