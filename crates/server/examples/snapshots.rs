//! What a snapshot costs of which little has changed, beside one that is made whole: the log of a
//! published directory is taken in again, but for its last entries, and published before they come and
//! each time some have come.
//!
//! ```text
//! cargo run --release -p server --example snapshots -- PUBLISHED OUT [CHANGED]
//! ```

use std::{error::Error, fs, path::PathBuf, sync::Arc, time::Instant};

use election::{
    Definition,
    intake::OneHand,
    publish::{MAX_MANIFEST_BYTES, Manifest},
};
use server::{
    hub::Hub,
    pages::Pages,
    publication::{Publication, Source},
};
use tlog::{
    Note, SecretKey, Signer,
    registration::register_all,
    tile::{Bundle, FULL_WIDTH, decode_bundle},
};

type Failure = Box<dyn Error>;

/// Reports that come between the two snapshots, unless told otherwise.
const CHANGED: usize = 50;
/// How many times that many come.
const CHANGES: usize = 3;
/// Messages taken in together.
const AT_ONCE: usize = 1_000;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [published, out, ..] = arguments.as_slice() else { return Err("which directories?".into()) };
    let (published, out) = (PathBuf::from(published), PathBuf::from(out));
    let changed = arguments.get(2).map_or(Ok(CHANGED), |number| number.parse())?;
    let sealed = fs::read(published.join("definition"))?;
    let definition = Definition::open(sealed.clone(), &register_all).map_err(|error| format!("{error:?}"))?;
    let bytes = fs::read(published.join("manifest"))?;
    let note = Note::parse_limited(&bytes, MAX_MANIFEST_BYTES)?;
    let manifest = Manifest::parse(note.text).map_err(|fault| format!("{fault:?}"))?;
    let entries = entries(&published, manifest.size)?;
    let log = |name: &str| Signer::new(name, SecretKey::from_seed(&[1; 32]));
    let name = definition.log().name().to_owned();
    let (mut hub, _) = Hub::start(&out.join("hub"), Arc::new(definition), log(&name)?, &OneHand)?;
    let public = out.join("public");
    let mut publication = Publication::open(&public, log(&name)?, sealed)?.with_pages(Pages::of_france());
    let at = |seconds| manifest.at.plus(seconds).unwrap_or(manifest.at);
    // Every n-th entry is kept back, so that the changes lie all over the country; from the second
    // change on the folders take turns, as they do all night.
    let every = (entries.len() / (CHANGES * changed.max(1))).max(1);
    let turn = |position: usize| if position % every == every - 1 { 1 + position / every % CHANGES } else { 0 };
    let mut turns = vec![Vec::new(); 1 + CHANGES];
    entries.into_iter().enumerate().for_each(|(position, entry)| turns[turn(position)].push(entry));
    for (nth, messages) in turns.into_iter().enumerate() {
        let of = if nth == 0 { "whole" } else { "changed" };
        for some in messages.chunks(AT_ONCE) {
            hub.take(some, &OneHand)?;
        }
        let (begun, before) = (Instant::now(), spent());
        let (board, journal) = (&*hub.board(), hub.journal());
        let source = Source { board, checkpoint: journal.checkpoint(), reader: &journal.reader() };
        publication.publish(source, at(30 * i64::try_from(nth)?), |_| true)?;
        let (user, system, written) = spent();
        println!(
            "{of}: {} messages, {:.1} s user and {:.1} s system, {} MB written, {:.1} s by the wall",
            messages.len(),
            user - before.0,
            system - before.1,
            (written - before.2) / 1_000_000,
            begun.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

/// Seconds of this process, its own and the system's, and megabytes it has written.
fn spent() -> (f64, f64, u64) {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let (stat, io) = (read("/proc/self/stat"), read("/proc/self/io"));
    // The fields after the name, which is in brackets; 100 ticks a second.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let seconds = |nth: usize| fields.get(nth).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0) / 100.0;
    let written = io.lines().find_map(|line| line.strip_prefix("wchar: ")?.parse().ok());
    (seconds(11), seconds(12), written.unwrap_or(0))
}

/// The entries of a published log.
fn entries(published: &std::path::Path, size: u64) -> Result<Vec<Vec<u8>>, Failure> {
    let mut all = Vec::new();
    while (all.len() as u64) < size {
        let done = all.len() as u64;
        let width = u16::try_from((size - done).min(FULL_WIDTH.into()))?;
        let bundle = fs::read(published.join(Bundle { index: done / u64::from(FULL_WIDTH), width }.path()))?;
        let entries = decode_bundle(&bundle, width).map_err(|error| format!("after entry {done}: {error:?}"))?;
        all.extend(entries.into_iter().map(<[u8]>::to_vec));
    }
    Ok(all)
}
