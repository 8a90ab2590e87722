//! The public pages of the real election: how large they are, and what they say.

use std::io::Write as _;
use std::time::Instant;

use election::publish::Snapshot;
use flate2::{Compression, write::GzEncoder};
use site::{Atlas, Settings};
use verifier::{Folder, Threads, register};
use verify::{Audit, Trust, audit};

use crate::vigie::{shared, text, vigie};

/// Most bytes of the nation's page, and of a department's when it is sent.
const NATION: usize = 20_000;
const DEPARTMENT: usize = 100_000;

fn packed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a Vec takes everything");
    encoder.finish().expect("a Vec takes everything").len()
}

fn replayed() -> Option<Audit> {
    let (first, communes) = (shared("fr2017_bv_T1.csv.xz")?, shared("fr2017_communes.csv.xz")?);
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (election, public) = (dir.path().join("election"), dir.path().join("public"));
    vigie(&["import", text(&first), "--round", "1", "--out", text(&election), "--communes", text(&communes)]).ended(0);
    vigie(&["replay", text(&election), "--round", "1", "--public", text(&public), "--order", "arrival"]).ended(0);
    let folder = Folder::open(&public, |_, _| {}).expect("a directory");
    let found = audit(&folder, &Threads::all(), &register, &Trust::default());
    assert!(found.findings.is_clean(), "{:?}", found.findings);
    Some(found)
}

#[test]
fn the_pages_of_the_real_round_are_light() {
    let Some(Audit { board: Some(board), manifest: Some(manifest), .. }) = replayed() else { return };
    let atlas = Atlas::france();
    let settings = Settings::new(&atlas);
    let snapshot = Snapshot { board: &board, root: manifest.root, at: manifest.at };
    let departments = board.definition().places().filter(|(_, place)| place.id.as_str().len() == 2);
    let departments: Vec<String> = departments.map(|(_, place)| format!("/p/{}.html", place.id)).collect();
    let start = Instant::now();
    let (mut files, mut bytes, mut largest) = (0_u64, 0, 0);
    let done: Result<(), ()> = site::pages(&snapshot, &settings, |path, content| {
        (files, bytes) = (files + 1, bytes + content.len());
        if path.ends_with("/index.html") {
            assert!(content.len() < NATION, "{path}: {}", content.len());
            let page = String::from_utf8_lossy(content);
            let separate = if path.contains("/fr/") { "8\u{202f}656\u{202f}346" } else { "8,656,346" };
            assert!(page.contains(separate), "{path}");
        }
        if departments.iter().any(|end| path.ends_with(end.as_str())) {
            let sent = packed(content);
            assert!(sent < DEPARTMENT, "{path}: {sent}");
            largest = largest.max(sent);
        }
        Ok(())
    });
    done.expect("nothing fails");
    println!(
        "{files} files, {} MB in {:.1} s; the largest page of a department {largest} bytes compressed",
        bytes / 1_000_000,
        start.elapsed().as_secs_f64()
    );
    assert!(files > 2 * 35_000);
}
