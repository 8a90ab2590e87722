//! Makes the pages of a published directory, in its own snapshot's folder: to look at them, to
//! measure them, and for the browser tests.
//!
//! ```text
//! cargo run --release -p site --example pages -- PUBLISHED
//! ```
#![expect(clippy::disallowed_methods, reason = "a shell around a pure crate")]

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use election::{
    Board, Definition, intake,
    publish::{MAX_MANIFEST_BYTES, Manifest, Snapshot},
};
use site::{Atlas, Settings, Site};
use tlog::{
    Note,
    registration::register_all,
    tile::{Bundle, FULL_WIDTH, decode_bundle},
};

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(published) = arguments.first().map(PathBuf::from) else { return Err("which directory?".into()) };
    let (board, manifest) = open(&published)?;
    let folder = published.join(&manifest.folder);
    let atlas = Atlas::france();
    let settings = Settings::new(&atlas);
    let snapshot = Snapshot { board: &board, root: manifest.root, at: manifest.at };
    let start = Instant::now();
    let site = Site::new(&snapshot, &settings);
    let (mut files, mut bytes) = (0_u64, 0_usize);
    for piece in site.pieces() {
        site.make(piece, |path, content| {
            (files, bytes) = (files + 1, bytes + content.len());
            write(&folder.join(path), content)
        })?;
    }
    println!("{files} files, {} MB, made and written in {:.1} s", bytes / 1_000_000, start.elapsed().as_secs_f64());
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    Ok(fs::write(path, content)?)
}

/// The board at the manifest's size, from the published entries.
fn open(published: &Path) -> Result<(Board, Manifest), Failure> {
    let sealed = fs::read(published.join("definition"))?;
    let definition = Definition::open(sealed, &register_all).map_err(|error| format!("definition: {error:?}"))?;
    let bytes = fs::read(published.join("manifest"))?;
    let note = Note::parse_limited(&bytes, MAX_MANIFEST_BYTES)?;
    let manifest = Manifest::parse(note.text).map_err(|fault| format!("manifest: {fault:?}"))?;
    let mut board = Board::new(Arc::new(definition));
    let mut index = 0;
    while board.size() < manifest.size {
        let left = manifest.size - index * u64::from(FULL_WIDTH);
        let width = u16::try_from(left.min(FULL_WIDTH.into()))?;
        let bundle = fs::read(published.join(Bundle { index, width }.path()))?;
        let entries = decode_bundle(&bundle, width).map_err(|error| format!("bundle {index}: {error:?}"))?;
        let before = board.size();
        intake::admit_all(&mut board, &intake::OneHand, &entries, |_, _| {});
        if board.size() == before {
            return Err(format!("bundle {index} adds nothing").into());
        }
        index += 1;
    }
    Ok((board, manifest))
}
