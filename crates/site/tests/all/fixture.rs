//! A night of the vectors as a board, and the site that is made of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use election::{Board, Definition, Stamp, intake, publish::Snapshot};
use site::{Atlas, Earlier, Settings};
use tlog::{Hash, registration::register_all};

pub type Files = BTreeMap<String, Vec<u8>>;

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The public data beside the project; where they are not, the test says so and passes.
pub fn data(path: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(path);
    if !path.exists() {
        println!("SKIPPED: {} is not there", path.display());
        return None;
    }
    Some(path)
}

pub fn definition(change: impl Fn(String) -> String) -> Arc<Definition> {
    let sealed = change(read("vectors/election/definitions/country.txt"));
    Arc::new(Definition::open(sealed.into_bytes(), &register_all).expect("without fault"))
}

/// The board at the end of a night.
pub fn night(name: &str) -> Board {
    let folder = format!("vectors/election/nights/{name}");
    let index = read(&format!("{folder}/index.txt"));
    let notes = index.lines().filter_map(|line| line.split(' ').nth(2));
    let notes: Vec<Vec<u8>> = notes.map(|note| fs::read(root().join(&folder).join(note)).expect("a note")).collect();
    let mut board = Board::new(definition(|text| text));
    intake::admit_all(&mut board, &intake::OneHand, &notes, |_, _| {});
    board
}

/// After both rounds.
pub const LATE: &str = "2017-05-08T00:30:05+02:00";
/// After the first.
pub const BETWEEN: &str = "2017-04-23T22:41:07+02:00";

pub fn snapshot<'a>(board: &'a Board, at: &str) -> Snapshot<'a> {
    Snapshot { board, root: Hash::of(b"root"), at: Stamp::parse(at).expect("a moment") }
}

pub fn site(board: &Board, at: &str) -> Files {
    site_as(board, at, None)
}

pub fn site_as(board: &Board, at: &str, earlier: Option<Earlier<'_>>) -> Files {
    let atlas = Atlas::france();
    let settings = Settings { earlier, ..Settings::new(&atlas) };
    let mut files = Files::new();
    let done: Result<(), ()> = site::pages(&snapshot(board, at), &settings, |path, bytes| {
        files.entry(path.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    });
    done.expect("nothing fails");
    files
}

/// Whether a path ends with one of these extensions.
pub fn is(path: &str, extensions: &[&str]) -> bool {
    Path::new(path).extension().is_some_and(|own| extensions.iter().any(|extension| own == *extension))
}

pub fn text<'a>(files: &'a Files, path: &str) -> &'a str {
    let bytes = files.get(path).unwrap_or_else(|| panic!("{path} is not there"));
    std::str::from_utf8(bytes).expect("UTF-8")
}
