//! The sequencer over a disk in memory, with a fault at every read.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tlog::note::Signer;
use tlog::sequencer::{
    AppendRefused, JournalRefused, MAX_BATCH_ENTRIES, PublicFile, RereadFailed, ResumeRefused, SignRefused,
};
use tlog::tile::{MAX_ENTRY, Tile, TileReader, bundles_changed, tiles_changed};
use tlog::tree::{inclusion_proof, verify_inclusion};
use tlog::{Hash, Sequencer};

use crate::notes::signer;
use crate::policies::ORIGIN;
use crate::trees::slow_root;

pub type Disk = BTreeMap<String, Vec<u8>>;

pub fn log() -> Signer {
    signer(ORIGIN, 1)
}

pub fn entries(from: u64, to: u64) -> Vec<Vec<u8>> {
    (from..to).map(|n| format!("entry {n}").into_bytes()).collect()
}

fn root(size: u64) -> Hash {
    let leaves: Vec<_> = entries(0, size).iter().map(|e| Hash::leaf(e)).collect();
    slow_root(&leaves)
}

fn write(disk: &mut Disk, files: &[PublicFile]) {
    for file in files {
        disk.insert(file.path.clone(), file.bytes.clone());
    }
}

/// One batch up to `size`, published.
fn grow(sequencer: Sequencer, disk: &mut Disk, size: u64) -> Sequencer {
    let added = entries(sequencer.size(), size);
    let batch = sequencer.append(added).unwrap();
    write(disk, batch.files());
    let signed = batch.reread(|path| disk.get(path).cloned()).unwrap();
    let signed = signed.sign(&log()).unwrap();
    write(disk, &[signed.file()]);
    for directory in signed.superseded() {
        let prefix = format!("{directory}/");
        let before = disk.len();
        disk.retain(|path, _| !path.starts_with(&prefix));
        assert!(disk.len() < before, "{directory} held nothing");
    }
    signed.commit()
}

/// A log grown through these sizes.
pub fn grown(sizes: &[u64]) -> (Sequencer, Disk) {
    let mut disk = Disk::new();
    let mut sequencer = Sequencer::create(log().verifier_key().clone());
    for &size in sizes {
        sequencer = grow(sequencer, &mut disk, size);
    }
    (sequencer, disk)
}

fn resume(disk: &Disk) -> Result<Sequencer, ResumeRefused> {
    let key = log().verifier_key().clone();
    Sequencer::resume(key, &disk["checkpoint"], |path| disk.get(path).cloned())
}

#[test]
fn roots_are_those_of_the_definition() {
    let sizes = [0, 1, 2, 255, 256, 257, 257, 700, 65_000, 66_000];
    let mut disk = Disk::new();
    let mut sequencer = Sequencer::create(log().verifier_key().clone());
    for size in sizes {
        sequencer = grow(sequencer, &mut disk, size);
        assert_eq!(sequencer.root(), root(size), "{size}");
    }
}

#[test]
fn a_batch_writes_what_changed_bundles_first() {
    let (sequencer, _) = grown(&[200]);
    let batch = sequencer.append(entries(200, 600)).unwrap();
    let paths: Vec<_> = batch.files().iter().map(|f| f.path.clone()).collect();
    let bundles = bundles_changed(200, 600).into_iter().map(|b| b.path());
    let tiles = tiles_changed(200, 600).into_iter().map(|t| t.path());
    assert_eq!(paths, bundles.chain(tiles).collect::<Vec<_>>());
    assert_eq!(batch.first_index(), 200);
    let (sequencer, _) = grown(&[200]);
    assert_eq!(sequencer.append(vec![]).unwrap().files(), []);
}

#[test]
fn the_same_entries_give_the_same_files() {
    let batch = |sequencer: Sequencer| sequencer.append(entries(300, 999)).unwrap();
    let (sequencer, disk) = grown(&[100, 300]);
    let one = batch(sequencer);
    let other = batch(resume(&disk).unwrap());
    assert_eq!(one.files(), other.files());
    assert_eq!(one.checkpoint(), other.checkpoint());
}

#[test]
fn a_resumed_log_goes_on() {
    for size in [0, 1, 255, 256, 300, 512, 65_536, 65_537] {
        let (sequencer, mut disk) = grown(&[size / 2, size]);
        let resumed = resume(&disk).unwrap();
        assert_eq!((resumed.size(), resumed.root()), (size, sequencer.root()));
        let after = grow(resumed, &mut disk, size + 300);
        assert_eq!(after.root(), root(size + 300));
    }
}

/// Every file that a batch re-reads, missing, emptied, and with one bit of
/// each byte range changed: nothing of this is ever signed.
#[test]
fn no_damaged_batch_is_signed() {
    for (old, new) in [(200, 600), (255, 256), (0, 3), (256, 256), (65_530, 65_540)] {
        let mut read = Vec::new();
        let (sequencer, mut disk) = grown(&[old]);
        let batch = sequencer.append(entries(old, new)).unwrap();
        write(&mut disk, batch.files());
        let written: Vec<_> = batch.files().iter().map(|f| f.path.clone()).collect();
        batch
            .reread(|path| {
                read.push(path.to_owned());
                disk.get(path).cloned()
            })
            .unwrap();
        assert!(written.iter().all(|path| read.contains(path)), "all is read back");
        for path in read {
            let good = disk[&path].clone();
            for damaged in damages(&good) {
                let batch = resume(&disk).unwrap().append(entries(old, new)).unwrap();
                let answer = |asked: &str| {
                    if asked == path { damaged.clone() } else { disk.get(asked).cloned() }
                };
                assert!(batch.reread(answer).is_err(), "{old} {new} {path}");
            }
        }
    }
}

fn damages(good: &[u8]) -> Vec<Option<Vec<u8>>> {
    let mut out = vec![None, Some(vec![]), Some([good, &[0]].concat())];
    for at in [0, good.len() / 2, good.len() - 1] {
        let mut bytes = good.to_vec();
        bytes[at] ^= 0x10;
        out.push(Some(bytes));
    }
    out
}

/// A whole consistent set of files of another history: the tiles agree with
/// the bundles, but not with what was signed.
#[test]
fn another_history_is_not_continued() {
    let (sequencer, _) = grown(&[200]);
    let batch = sequencer.append(entries(200, 300)).unwrap();
    let mut other = entries(0, 300);
    other[7] = b"forged".to_vec();
    let forged = Sequencer::create(log().verifier_key().clone()).append(other).unwrap();
    let mut disk = Disk::new();
    write(&mut disk, forged.files());
    let refused = batch.reread(|path| disk.get(path).cloned()).unwrap_err();
    assert_eq!(refused, RereadFailed::OldRoot);
    let (sequencer, mut disk) = grown(&[200]);
    let batch = sequencer.append(entries(200, 300)).unwrap();
    let mut other = entries(200, 300);
    other[7] = b"forged".to_vec();
    let forged = resume(&disk).unwrap().append(other).unwrap();
    write(&mut disk, forged.files());
    let refused = batch.reread(|path| disk.get(path).cloned()).unwrap_err();
    assert_eq!(refused, RereadFailed::NewRoot);
}

#[test]
fn damaged_files_do_not_resume() {
    let (_, disk) = grown(&[100, 60_000, 65_900]);
    let mut asked = Vec::new();
    let key = || log().verifier_key().clone();
    let checkpoint = disk["checkpoint"].clone();
    let read = |path: &str| {
        asked.push(path.to_owned());
        disk.get(path).cloned()
    };
    Sequencer::resume(key(), &checkpoint, read).unwrap();
    assert!(asked.len() >= 4);
    for path in asked {
        for damaged in damages(&disk[&path]) {
            let answer = |p: &str| {
                if p == path { damaged.clone() } else { disk.get(p).cloned() }
            };
            assert!(Sequencer::resume(key(), &checkpoint, answer).is_err(), "{path}");
        }
    }
    let mut other = checkpoint;
    other[30] ^= 1;
    let refused = Sequencer::resume(key(), &other, |path| disk.get(path).cloned());
    assert!(matches!(refused, Err(ResumeRefused::Checkpoint(_))));
}

/// The right edge is read twice; a disk that changes its answer in between
/// is caught at whichever read it does so.
#[test]
fn one_wrong_answer_of_the_disk_does_not_resume() {
    let (_, disk) = grown(&[100, 60_000, 65_900]);
    let resume = |wrong: usize| {
        let mut reads = 0;
        let key = log().verifier_key().clone();
        let resumed = Sequencer::resume(key, &disk["checkpoint"], |path| {
            reads += 1;
            let mut bytes = disk.get(path).cloned()?;
            if reads == wrong {
                bytes[3] ^= 1;
            }
            Some(bytes)
        });
        (resumed.is_ok(), reads)
    };
    let (resumed, reads) = resume(0);
    assert!(resumed);
    assert_eq!(reads, 8);
    for wrong in 1..=reads {
        assert!(!resume(wrong).0, "read {wrong}");
    }
}

#[test]
fn the_journal_alone_rebuilds_everything() {
    let key = || log().verifier_key().clone();
    for size in [0, 5, 256, 700] {
        let (sequencer, mut disk) = grown(&[size]);
        let mut rebuilt = Disk::new();
        let journal = entries(0, size + 10);
        let again = Sequencer::rebuild(key(), &disk["checkpoint"], journal, |file| {
            rebuilt.insert(file.path, file.bytes);
        });
        assert_eq!(again.unwrap().root(), sequencer.root());
        let checkpoint = disk.remove("checkpoint").unwrap();
        assert_eq!(rebuilt, disk);
        let refused = |journal| Sequencer::rebuild(key(), &checkpoint, journal, drop).unwrap_err();
        if size > 0 {
            let short = JournalRefused::Short { held: size - 1, signed: size };
            assert_eq!(refused(entries(0, size - 1)), short);
            assert_eq!(refused(entries(1, size + 1)), JournalRefused::Differs);
            let mut long = entries(0, size);
            long[2] = vec![0; MAX_ENTRY + 1];
            assert_eq!(refused(long), JournalRefused::EntryTooLong { index: 2 });
        }
    }
}

#[test]
fn limits_are_refused() {
    let new = || Sequencer::create(log().verifier_key().clone());
    let longest = vec![vec![0; MAX_ENTRY]];
    let batch = new().append(longest).unwrap();
    assert_eq!(batch.files()[0].bytes.len(), 2 + MAX_ENTRY);
    let long = vec![vec![], vec![0; MAX_ENTRY + 1]];
    let refused = AppendRefused::EntryTooLong { index: 1 };
    assert_eq!(new().append(long).unwrap_err(), refused);
    let many = vec![vec![]; MAX_BATCH_ENTRIES + 1];
    assert_eq!(new().append(many).unwrap_err(), AppendRefused::TooManyEntries);
}

#[test]
fn another_key_does_not_sign() {
    for other in [signer(ORIGIN, 2), signer("example.com/else", 1)] {
        let batch = Sequencer::create(log().verifier_key().clone()).append(vec![]).unwrap();
        let reread = batch.reread(|_| None).unwrap();
        assert_eq!(reread.sign(&other).unwrap_err(), SignRefused::WrongSigner);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_batches_give_a_log_whose_entries_are_proven(steps in prop::collection::vec(0_u64..400, 1..6), at: prop::sample::Index) {
        let sizes: Vec<u64> = steps.iter().scan(0, |sum, n| { *sum += n; Some(*sum) }).collect();
        let (sequencer, disk) = grown(&sizes);
        let size = sequencer.size();
        prop_assert_eq!(sequencer.root(), root(size));
        if size > 0 {
            let index = at.index(usize::try_from(size).unwrap()).try_into().unwrap();
            let reader = TileReader::new(size, |tile: Tile| disk.get(&tile.path()).cloned());
            let path = inclusion_proof(&reader, index, size).unwrap();
            let leaf = Hash::leaf(format!("entry {index}").as_bytes());
            prop_assert_eq!(verify_inclusion(&leaf, index, size, &path, &sequencer.root()), Ok(()));
        }
    }
}
