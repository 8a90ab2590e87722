//! The examples of `specs/`: the first block of a page is a file of the vectors.

use std::fs;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use election::words::{CHECK_WORDS, words};
use tlog::hash::Hash;

use super::files::{path, read, read_text};

/// Pages and the file their example is.
const EXAMPLES: [(&str, &str); 15] = [
    ("definition.md", "definitions/rich.txt"),
    ("messages.md", "notes/report.note"),
    ("seal.md", "texts/seal.txt"),
    ("report.md", "texts/report-reason.txt"),
    ("correction.md", "texts/correction.txt"),
    ("status.md", "texts/status.txt"),
    ("callback.md", "texts/callback.txt"),
    ("annulment.md", "texts/annulment.txt"),
    ("return.md", "texts/return.txt"),
    ("certified.md", "texts/certified.txt"),
    ("key.md", "texts/key.txt"),
    ("key-revoked.md", "texts/key-revoked.txt"),
    ("totals.md", "nights/conflict/end.txt"),
    ("manifest.md", "snapshots/evening/manifest"),
    ("receipt.md", "receipts/evening-1.txt"),
];

const OPEN: &str = "\n```text\n";
const CLOSE: &str = "\n```\n";

/// Where the first block of a page begins and ends.
fn block(page: &str) -> Option<(usize, usize)> {
    let begin = page.find(OPEN)? + OPEN.len();
    let end = begin - 1 + page[begin - 1..].find(CLOSE)? + 1;
    Some((begin, end))
}

pub fn write() {
    for (page, file) in EXAMPLES {
        let name = path("specs").join(page);
        let text = fs::read_to_string(&name).expect(page);
        let (begin, end) = block(&text).expect(page);
        let text = format!("{}{}{}", &text[..begin], read_text(file), &text[end..]);
        fs::write(name, text).expect(page);
    }
}

#[test]
fn examples_are_real() {
    for (page, file) in EXAMPLES {
        let text = fs::read_to_string(path("specs").join(page)).expect(page);
        let (begin, end) = block(&text).expect(page);
        assert_eq!(text[begin..end], read_text(file), "{page}");
    }
}

fn page(name: &str) -> String {
    fs::read_to_string(path("specs").join(name)).expect(name)
}

/// What pages say in passing: an identity, check words, seeds.
#[test]
fn what_pages_say_in_passing_is_true() {
    let identity = Hash::of(&read("texts/report.txt"));
    assert!(page("messages.md").contains(&format!("`{identity}`")));
    let text = page("check-words.md");
    let line = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).expect(start);
    let hash = Hash::from_hex(line("hash   ")).expect("a hash");
    assert_eq!(line("words  "), words(hash, CHECK_WORDS));
    let keyring = page("keyring.md");
    let (begin, end) = block(&keyring).expect("an example");
    for line in keyring[begin..end].lines().skip(1) {
        let (name, seed) = line.split_once(' ').expect(line);
        assert_eq!(seed, BASE64_STANDARD.encode(Hash::of(name.as_bytes()).0), "{name}");
    }
}

/// The list of `specs/check-words.md`, eight words a line, is the one in use.
#[test]
fn the_list_of_words_is_whole() {
    let text = page("check-words.md");
    let mut next = 0_u8;
    for line in text.lines().filter(|line| line.get(2..4) == Some("  ")) {
        assert_eq!(line[..2], format!("{next:02x}"));
        for word in line[4..].split(' ') {
            assert_eq!(word, words(Hash([next; 32]), 1));
            next = next.wrapping_add(1);
        }
    }
    assert_eq!(next, 0, "256 words");
}

/// Every page that a page leads to is there.
#[test]
fn links_lead_somewhere() {
    for page in fs::read_dir(path("specs")).expect("specs") {
        let file = page.expect("specs").path();
        let text = fs::read_to_string(&file).expect("a page");
        for link in text.split("](").skip(1) {
            let link = link.split([')', '#']).next().expect("a link");
            let there = link.is_empty() || link.contains("://") || path("specs").join(link).exists();
            assert!(there, "{}: {link}", file.display());
        }
    }
}
