//! The codes of the program and of `specs/codes.md` are the same, word for word.

use std::collections::BTreeSet;

use election::refusal::Language;
use verify::Code;

/// The rows of the section on what a verifier finds: code, meaning, remedy.
fn written() -> Vec<[String; 3]> {
    let page = include_str!("../../../../specs/codes.md");
    let section = page.split("\n## ").find(|section| section.starts_with("V: ")).expect("the section");
    let rows = section.lines().filter(|line| line.starts_with("| V"));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    rows.map(|row| cells(row).try_into().expect("three cells")).collect()
}

#[test]
fn the_page_and_the_program_say_the_same() {
    let said = Code::ALL
        .iter()
        .map(|code| [code.code(), code.text(Language::English), code.remedy(Language::English)].map(str::to_owned));
    assert_eq!(said.collect::<Vec<_>>(), written());
}

#[test]
fn the_page_names_the_notes() {
    let notes: Vec<&str> = Code::ALL.iter().filter(|code| !code.is_fault()).map(|code| code.code()).collect();
    let [rest @ .., last] = &notes[..] else { panic!("there are notes") };
    let sentence = format!("{} and {last} are notes, not faults.", rest.join(", "));
    assert!(include_str!("../../../../specs/codes.md").contains(&sentence), "{sentence}");
}

/// Each code has words of its own in both languages, and a French twin that is French.
#[test]
fn every_code_has_its_words() {
    let all = |text: &dyn Fn(Code) -> &'static str| Code::ALL.iter().map(|code| text(*code)).collect::<BTreeSet<_>>();
    for language in [Language::English, Language::French] {
        assert_eq!(all(&|code| code.text(language)).len(), Code::ALL.len(), "two codes mean the same");
    }
    assert_eq!(all(&Code::code).len(), Code::ALL.len());
    for code in Code::ALL {
        for words in [code.text(Language::French), code.remedy(Language::French)] {
            assert!(!words.is_empty() && words.trim() == words, "{}", code.code());
        }
        assert_ne!(code.remedy(Language::French), code.remedy(Language::English));
        assert_eq!(code.text(Language::French).ends_with("(remarque)"), !code.is_fault(), "{}", code.code());
    }
}
