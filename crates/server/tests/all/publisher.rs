//! Every effect of four publications fails, in both ways: a reader always finds one complete
//! publication, and under the embargo no content.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::sync::Arc;

use server::disk::{Disk, RealDisk};
use server::journal::Journal;
use server::publisher::{PublishError, Publisher, Turn};
use tempfile::TempDir;
use tlog::Hash;
use tlog::tile::bundles_changed;

use crate::entries::{batch, entry, signer};
use crate::faulty::{Fault, Faulty};
use crate::outside::{self, Promises};
use crate::rig::scratch;

/// Files of a snapshot; the last one is the same in all of them.
const FILES: [&str; 4] = ["index.html", "place/01.json", "place/02.json", "style.css"];

/// More failures in a row than any plan has.
const MAX_TRIES: usize = 6;

/// Two lengths of one log, and how many of the entries may be public at each.
struct Night {
    _dirs: [TempDir; 2],
    journals: [(Journal, u64); 2],
}

fn night() -> Night {
    let dirs = [scratch(), scratch()];
    let journal = |dir: &TempDir, size, public| {
        let mut journal = Journal::create(dir.path(), signer()).expect("made");
        journal.append(batch(0..300)).expect("logged");
        journal.append(batch(300..size)).expect("logged");
        (journal, public)
    };
    let journals = [journal(&dirs[0], 310, 100), journal(&dirs[1], 600, 530)];
    Night { _dirs: dirs, journals }
}

fn content(name: &str, path: &str) -> Vec<u8> {
    let of = if path == "style.css" { "all" } else { name };
    format!("{path} of {of}").into_bytes()
}

/// Name, then a line for each file, then the size of the log that the snapshot speaks of.
fn manifest(name: &str, size: u64) -> Vec<u8> {
    let line = |path: &&str| format!("{path} {}\n", Hash::of(&content(name, path)));
    format!("{name} {size}\n{}", FILES.iter().map(line).collect::<String>()).into_bytes()
}

/// A publisher, and which snapshots it knows to be there: a new process knows none.
struct Shelf {
    publisher: Publisher,
    standing: Option<String>,
    spare: Option<String>,
}

impl Shelf {
    fn open(disk: Arc<dyn Disk>, public: &Path) -> Result<Self, PublishError> {
        Ok(Self { publisher: Publisher::open_on(disk, public)?, standing: None, spare: None })
    }

    fn snapshot(&mut self, name: &str, size: u64) -> Result<(), PublishError> {
        let spare = self.spare.take();
        let standing = self.standing.as_deref();
        let turn = Turn { standing, spare: spare.as_deref().map(|spare| (spare, FILES.into())) };
        self.publisher.snapshot(name, &turn, |folder| {
            for path in FILES {
                // What does not change is there, or taken over where there is something to take.
                if path == "style.css" && folder.was_spare() {
                    continue;
                }
                if path == "style.css"
                    && standing.is_some_and(|standing| folder.keep(standing, &[path]).is_ok_and(|kept| kept))
                {
                    continue;
                }
                if folder.was_spare() {
                    folder.drop_file(path)?;
                }
                folder.write(path, &content(name, path))?;
            }
            Ok(manifest(name, size))
        })?;
        self.spare = self.standing.replace(name.to_owned());
        Ok(())
    }
}

/// What a reader does who takes the manifest first: gives the snapshot's name, after checking all
/// of it and the log that it speaks of, which continues the logs seen before.
fn read(public: &Path, seen: &mut Promises) -> Option<String> {
    let manifest = fs::read_to_string(public.join("manifest")).ok();
    let log = outside::check_hashes(public, signer().verifier_key(), seen);
    if let Some(log) = &log {
        seen.tree(log.size, log.root);
    }
    let manifest = manifest?;
    let (head, files) = manifest.split_once('\n').expect("a manifest is whole");
    let (name, size) = head.split_once(' ').expect("a manifest is whole");
    for (path, hash) in files.lines().map(|line| line.split_once(' ').expect("a manifest is whole")) {
        let bytes = fs::read(public.join("snapshots").join(name).join(path));
        let bytes = bytes.unwrap_or_else(|error| panic!("{path} of {name} is named and is not there: {error}"));
        assert_eq!(Hash::of(&bytes).to_string(), hash, "{path} of {name} is that of another snapshot");
    }
    assert_eq!(files.lines().count(), FILES.len(), "a manifest is whole");
    let log = log.expect("a snapshot is published after the log it speaks of");
    assert!(log.size >= size.parse().expect("a size"), "the log is shorter than its snapshot");
    Some(name.to_owned())
}

/// Every file under a directory, by its path.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let inside = path.strip_prefix(dir).expect("below it").to_string_lossy().into_owned();
                found.insert(inside, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

/// No byte of an entry from `public` on is in any file that a web server would give out, and
/// every entry before is.
fn check_embargo(dir: &Path, public: u64, size: u64, complete: bool) {
    let files = files(dir);
    let holds = |number: u64| {
        let needle = entry(number).bytes;
        files.iter().find(|(_, bytes)| bytes.windows(needle.len()).any(|window| window == needle))
    };
    for number in [public, public + 1, (public / 256 + 1) * 256 - 1, size - 1] {
        assert!(number < public || holds(number).is_none(), "entry {number} is under the embargo: {:?}", holds(number));
    }
    if complete {
        let bundles = bundles_changed(0, public).into_iter();
        let entries: Vec<_> = bundles.flat_map(|bundle| outside::read_bundle(dir, bundle)).collect();
        assert_eq!(entries, batch(0..public).into_iter().map(|entry| entry.bytes).collect::<Vec<_>>());
    }
}

/// Whether the publisher is opened again after a failure, or used on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Reopen,
    GoOn,
}

/// The snapshots, and the length of the log each is of. The third is made of the first's folder.
const SNAPSHOTS: [(&str, usize); 4] = [("first", 0), ("second", 1), ("third", 1), ("fourth", 1)];

/// All publications under a plan; the effects that failed.
fn run(night: &Night, faults: &[(u64, Fault)], after: After) -> Vec<String> {
    let scratch = scratch();
    let public = scratch.path().join("public");
    let disk = Faulty::with(faults);
    let (mut shelf, mut last, mut trees) = (None, None, Promises::default());
    for (name, nth) in SNAPSHOTS {
        let (journal, entries) = &night.journals[nth];
        let done = (0..MAX_TRIES).any(|_| {
            let published = publish(&disk, &mut shelf, &public, name, journal, *entries);
            let seen = if public.exists() { read(&public, &mut trees) } else { None };
            match published {
                Ok(()) => assert_eq!(seen.as_deref(), Some(name), "after {:?}", disk.hit()),
                // A failed effect may have taken place: the new one is there, whole, or the old one.
                Err(_) => assert!(seen == last || seen.as_deref() == Some(name), "{seen:?} after {:?}", disk.hit()),
            }
            if public.exists() {
                check_embargo(&public, *entries, journal.size(), published.is_ok());
            }
            if published.is_err() && after == After::Reopen {
                shelf = None;
            }
            published.is_ok()
        });
        assert!(done, "nothing is published any more: {:?}", disk.hit());
        last = Some(name.to_owned());
    }
    check_clean(&public);
    disk.check_order();
    disk.hit()
}

fn publish(
    disk: &Arc<Faulty>,
    shelf: &mut Option<Shelf>,
    public: &Path,
    name: &str,
    journal: &Journal,
    entries: u64,
) -> Result<(), PublishError> {
    let mut open = match shelf.take() {
        Some(open) => open,
        None => Shelf::open(Arc::clone(disk) as Arc<dyn Disk>, public)?,
    };
    let published = open
        .publisher
        .log(&journal.reader(), journal.checkpoint(), entries)
        .and_then(|()| open.snapshot(name, journal.size()));
    *shelf = Some(open);
    published
}

/// The end leaves what an undisturbed run leaves: one snapshot, no superseded tile.
fn check_clean(public: &Path) {
    let files = files(public);
    let unexpected: Vec<_> = files.keys().filter(|path| !expected(path)).collect();
    assert!(unexpected.is_empty(), "left over: {unexpected:?}");
}

/// The log of 600 entries, 530 of them public. A narrower part stays until the tile is full.
fn expected(path: &str) -> bool {
    let log =
        ["checkpoint", "manifest", "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/1", "tile/1/000.p/2"];
    let entries = ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/18"];
    log.contains(&path) || entries.contains(&path) || path.starts_with("snapshots/fourth/")
}

fn table(fault: Fault, after: After, twice: bool) {
    let night = night();
    let mut at = 1;
    loop {
        let plan = [(at, fault), (at + 1, fault)];
        if run(&night, &plan[..if twice { 2 } else { 1 }], after).is_empty() {
            break;
        }
        at += 1;
    }
    assert!(at > 100, "four publications had only {at} effects");
}

#[test]
fn not_done() {
    table(Fault::NotDone, After::Reopen, false);
    table(Fault::NotDone, After::GoOn, false);
}

#[test]
fn done() {
    table(Fault::Done, After::Reopen, false);
    table(Fault::Done, After::GoOn, false);
}

#[test]
fn torn() {
    table(Fault::Torn, After::Reopen, false);
    table(Fault::Torn, After::GoOn, false);
}

#[test]
fn twice_in_a_row() {
    table(Fault::NotDone, After::GoOn, true);
    table(Fault::Done, After::Reopen, true);
}

#[test]
fn nothing_is_public_before_the_hour() {
    let night = night();
    let (journal, _) = &night.journals[1];
    let scratch = scratch();
    let public = scratch.path().join("public");
    let mut publisher = Publisher::open(&public).expect("opened");
    for entries in [0, 1, 256, 257, 599, 600, 9_999] {
        publisher.log(&journal.reader(), journal.checkpoint(), entries).expect("published");
        let size = outside::check_hashes(&public, signer().verifier_key(), &Promises::default()).map(|log| log.size);
        assert_eq!(size, Some(600), "the checkpoint is public from the first minute");
        if entries < 600 {
            check_embargo(&public, entries, 600, true);
        }
    }
    let entries = outside::check(&public, signer().verifier_key(), &Promises::default());
    assert_eq!(entries.len(), 600);
}

#[test]
fn what_the_maker_of_a_snapshot_says_is_passed_on() {
    let scratch = scratch();
    let public = scratch.path().join("public");
    let mut publisher = Publisher::open(&public).expect("opened");
    let refused = publisher.snapshot("broken", &Turn::default(), |folder| {
        folder.write("half", b"of it")?;
        Err(io::Error::other("the rest cannot be made"))
    });
    assert!(refused.is_err_and(|error| error.to_string().contains("the rest cannot be made")));
    assert_eq!(read(&public, &mut Promises::default()), None);
    assert!(!public.join("snapshots").join("broken").exists());
}

/// A spare folder that is not as it was made (a file is gone, or another is there) is not made into
/// the next snapshot; one that is as it was made is.
#[test]
fn a_folder_that_was_touched_is_not_taken_over() {
    for (touch, taken) in [("nothing", true), ("gone", false), ("more", false), ("moved", false)] {
        let scratch = scratch();
        let public = scratch.path().join("public");
        let mut shelf = Shelf::open(Arc::new(RealDisk), &public).expect("opened");
        shelf.snapshot("first", 0).expect("published");
        shelf.snapshot("second", 0).expect("published");
        let first = scratch.path().join("public.staging/first");
        let folder = fs::metadata(&first).expect("it was put aside").ino();
        match touch {
            "gone" => fs::remove_file(first.join("place/01.json")).expect("removed"),
            "more" => fs::write(first.join("place/03.json"), b"").expect("written"),
            "moved" => fs::rename(first.join("style.css"), first.join("place/style.css")).expect("moved"),
            _ => {}
        }
        shelf.snapshot("third", 0).expect("published");
        let third = public.join("snapshots/third");
        assert_eq!(fs::metadata(&third).expect("it stands").ino() == folder, taken, "{touch}");
        let expected = FILES.map(|path| (path.to_owned(), content("third", path)));
        assert_eq!(files(&third), BTreeMap::from(expected), "{touch}");
        assert_eq!(fs::read_dir(public.join("snapshots")).expect("a directory").count(), 1, "{touch}");
        assert!(!first.exists() && scratch.path().join("public.staging/second").exists(), "{touch}");
    }
}

/// What a publication that failed has written does not stay beside the public files: on a full disk
/// the next one would never find room.
#[test]
fn a_publication_that_failed_leaves_no_room_taken() {
    let scratch = scratch();
    let public = scratch.path().join("public");
    let mut publisher = Publisher::open(&public).expect("opened");
    for name in ["one", "two", "three"] {
        let failed = publisher.snapshot(name, &Turn::default(), |folder| {
            folder.write("half", b"of it")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(failed.is_err());
    }
    let left = fs::read_dir(scratch.path().join("public.staging")).expect("a directory").count();
    assert_eq!(left, 1, "the last one's, until the next");
}

/// The private log lacks a tile: nothing is published, and the tile is named.
#[test]
fn a_missing_tile_is_named() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).expect("made");
    journal.append(batch(0..300)).expect("logged");
    fs::remove_file(dir.path().join("log/tile/0/000")).expect("it was there");
    let scratch = scratch();
    let public = scratch.path().join("public");
    let refused = Publisher::open(&public).expect("opened").log(&journal.reader(), journal.checkpoint(), 0);
    assert!(matches!(&refused, Err(PublishError::Log(path)) if path == "tile/0/000"), "{refused:?}");
    assert!(!public.join("checkpoint").exists());
}
