//! What people and machines read, word for word.

use election::refusal::Language;
use election::words::{CHECK_WORDS, words};

use crate::command::{Published, run, run_in};
use crate::press::{Press, eventful};

/// Hashes change with every format; the words around them must not.
fn named(press: &Press, text: &str) -> String {
    let hash = press.definition.hash();
    let root = press.root(press.entries.len()).to_string();
    text.replace(&hash.to_string(), "<definition>")
        .replace(&words(hash, CHECK_WORDS), "<words>")
        .replace(&root, "<root>")
}

#[test]
fn the_report_in_english() {
    let press = eventful();
    let ran = run(&[Published::new(&press.print()).path()]);
    assert_eq!(named(&press, &ran.text), include_str!("golden/english.txt"));
}

#[test]
fn the_report_in_french() {
    let press = eventful();
    let ran = run_in(Language::French, &[Published::new(&press.print()).path()]);
    assert_eq!(named(&press, &ran.text), include_str!("golden/french.txt"));
}

#[test]
fn the_report_of_a_refusal() {
    let press = eventful();
    let published = Published::new(&press.print());
    published.write("snapshots/9/changes.csv", b"no\n");
    published.write("index.html", b"");
    let ran = run(&[published.path()]);
    assert_eq!(named(&press, &ran.text), include_str!("golden/refused.txt"));
}

#[test]
fn the_report_for_machines() {
    let press = eventful();
    let published = Published::new(&press.print());
    published.write("index.html", b"");
    let ran = run(&["--json", published.path()]);
    assert_eq!(named(&press, &ran.text), include_str!("golden/report.json"));
}
