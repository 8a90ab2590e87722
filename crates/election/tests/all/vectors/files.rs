//! Folders of vectors: plain files, and one index that gives each its verdict.

use std::{fs, path::PathBuf};

/// A case: a file, what must be said of it, and why it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// `ok`, `already`, or codes joined by commas.
    pub verdict: String,
    /// The line of the fault, where the verdict is about a line.
    pub line: Option<usize>,
    /// Name of the file.
    pub file: String,
    /// What is in it, in a few words.
    pub what: String,
}

impl Row {
    pub fn new(verdict: &str, line: Option<usize>, file: &str, what: &str) -> Self {
        Self { verdict: verdict.to_owned(), line, file: file.to_owned(), what: what.to_owned() }
    }

    /// Its line in an index.
    pub fn written(&self) -> String {
        let Self { verdict, line, file, what } = self;
        let line = line.map_or_else(|| "-".to_owned(), |line| line.to_string());
        format!("{verdict} {line} {file} {what}\n")
    }
}

/// A path below the root of the repository.
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(name)
}

pub fn vector(name: &str) -> PathBuf {
    path("vectors/election").join(name)
}

pub fn read(name: &str) -> Vec<u8> {
    fs::read(vector(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub fn read_text(name: &str) -> String {
    String::from_utf8(read(name)).expect(name)
}

pub fn save(name: &str, bytes: &[u8]) {
    let file = vector(name);
    fs::create_dir_all(file.parent().expect("inside the vectors")).expect(name);
    fs::write(file, bytes).expect(name);
}

/// Empties a folder, so that nothing stays of cases that are no more.
pub fn clear(folder: &str) {
    if vector(folder).exists() {
        fs::remove_dir_all(vector(folder)).expect(folder);
    }
}

/// Writes the files of a folder and its index: verdict, line, file, description.
pub fn save_folder(folder: &str, cases: &[(Row, Vec<u8>)]) {
    for (row, bytes) in cases {
        save(&format!("{folder}/{}", row.file), bytes);
    }
    let index: Vec<String> = cases.iter().map(|(row, _)| row.written()).collect();
    save(&format!("{folder}/index.txt"), index.concat().as_bytes());
}

/// The index of a folder.
pub fn index(folder: &str) -> Vec<Row> {
    let text = read_text(&format!("{folder}/index.txt"));
    let row = |line: &str| {
        let fields: Vec<&str> = line.splitn(4, ' ').collect();
        let [verdict, at, file, what] = fields[..] else {
            panic!("{folder}: {line}");
        };
        Row::new(verdict, at.parse().ok(), file, what)
    };
    text.lines().map(row).collect()
}

/// The cases of a folder, in the order of the index. Every file must be in the index; `others`
/// may stand beside.
pub fn cases(folder: &str, others: &[&str]) -> Vec<(Row, Vec<u8>)> {
    let rows = index(folder);
    let mut named: Vec<String> = rows.iter().map(|row| row.file.clone()).collect();
    named.extend(others.iter().chain(&["index.txt"]).map(|&name| name.into()));
    named.sort();
    assert_eq!(listed(folder), named, "{folder}");
    rows.into_iter()
        .map(|row| {
            let bytes = read(&format!("{folder}/{}", row.file));
            (row, bytes)
        })
        .collect()
}

/// The names in a folder, in order.
pub fn listed(folder: &str) -> Vec<String> {
    let mut found: Vec<String> = fs::read_dir(vector(folder))
        .expect(folder)
        .map(|file| file.expect(folder).file_name().into_string().expect(folder))
        .collect();
    found.sort();
    found
}
