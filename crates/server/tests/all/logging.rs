//! The journal on a good day.

use std::sync::Arc;

use server::disk::RealDisk;
use server::journal::{
    BatchRefused, Journal, JournalError, LogReader, MAX_BATCH_ENTRIES, MAX_ENTRY_BYTES, MAX_READ_ENTRIES, NewEntry,
    NoReceipt, OpenRefused, ReadRefused, Recovery,
};
use tlog::tile::{Tile, TileReader};
use tlog::tree::{inclusion_proof, verify_inclusion};
use tlog::{Checkpoint, Hash, TlogProof};

use crate::outsider::{self, log_key, other_signer, signer};
use crate::rig::{batch, entry, scratch};

#[test]
fn entries_stand_where_the_journal_says() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    for range in [0..1, 1..256, 256..257, 257..700] {
        let appended = journal.append(batch(range.clone())).unwrap();
        assert!(appended.iter().map(|appended| appended.index).eq(range));
    }
    let logged = outsider::entries(&dir.path().join("log")).unwrap();
    let sent: Vec<_> = batch(0..700).into_iter().map(|entry| entry.bytes).collect();
    assert_eq!(logged, sent);
    assert_eq!(journal.entries(0..700).unwrap(), sent);
    assert_eq!(journal.index_of(&entry(300).id).unwrap(), Some(300));
    assert_eq!(journal.index_of(&entry(700).id).unwrap(), None);
    assert_eq!(journal.fsck(Hash::of).unwrap(), []);
}

#[test]
fn an_entry_sent_again_keeps_its_place() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    let twice = journal.append([batch(0..3), batch(1..2)].concat()).unwrap();
    assert_eq!((twice[3].index, twice[3].duplicate), (1, true));
    let note = journal.checkpoint().note.clone();
    let again = journal.append(batch(0..3)).unwrap();
    assert!(again.iter().all(|appended| appended.duplicate));
    assert_eq!((journal.size(), &journal.checkpoint().note), (3, &note));
}

#[test]
fn a_clean_end_leaves_nothing_to_repair() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    journal.append(batch(0..300)).unwrap();
    drop(journal);
    let (mut journal, recovery) = Journal::open(dir.path(), signer()).unwrap();
    assert_eq!((journal.size(), recovery), (300, Recovery::default()));
    assert_eq!(journal.append(batch(300..301)).unwrap()[0].index, 300);
}

#[test]
fn limits_are_refused_whole() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    let long = |bytes| NewEntry { id: Hash::of(&[1]), bytes: vec![0; bytes] };
    let refused = journal.append(vec![entry(0), long(MAX_ENTRY_BYTES + 1)]);
    let expected = BatchRefused::EntryTooLong { position: 1, bytes: MAX_ENTRY_BYTES + 1 };
    assert!(matches!(refused, Err(JournalError::Refused(refused)) if refused == expected));
    let refused = journal.append(vec![entry(0); MAX_BATCH_ENTRIES + 1]);
    let expected = BatchRefused::TooManyEntries { given: MAX_BATCH_ENTRIES + 1 };
    assert!(matches!(refused, Err(JournalError::Refused(refused)) if refused == expected));
    assert_eq!(journal.size(), 0);
    assert_eq!(journal.append(vec![entry(0), long(MAX_ENTRY_BYTES), long(0)]).unwrap().len(), 3);
    assert_eq!(journal.size(), 2, "the two long ones have one id");
}

#[test]
fn nothing_is_read_beyond_the_log() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    journal.append(batch(0..5)).unwrap();
    for range in [0..6, 6..7, 0..MAX_READ_ENTRIES + 1, std::ops::Range { start: 3, end: 2 }] {
        assert!(matches!(journal.entries(range), Err(ReadRefused::Range)));
    }
    assert!(matches!(journal.receipt(5), Err(NoReceipt::NotCovered { index: 5, size: 5 })));
}

#[test]
fn the_largest_batch_and_the_longest_read() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    journal.append(batch(0..MAX_READ_ENTRIES)).unwrap();
    journal.append(batch(MAX_READ_ENTRIES..MAX_READ_ENTRIES + 1)).unwrap();
    assert_eq!(journal.entries(1..MAX_READ_ENTRIES + 1).unwrap().len() as u64, MAX_READ_ENTRIES);
    assert!(matches!(journal.entries(0..MAX_READ_ENTRIES + 1), Err(ReadRefused::Range)));
    let mut seen = 0;
    journal
        .each_entry(0..journal.size(), |index, bytes| {
            assert_eq!((index, &bytes), (seen, &entry(seen).bytes));
            seen += 1;
        })
        .unwrap();
    assert_eq!(seen, MAX_READ_ENTRIES + 1);
}

#[test]
fn one_process_has_the_journal() {
    let dir = scratch();
    let journal = Journal::create(dir.path(), signer()).unwrap();
    for second in [Journal::open(dir.path(), signer()).map(drop), Journal::create(dir.path(), signer()).map(drop)] {
        let Err(OpenRefused::Locked { holder }) = second else { panic!("two writers") };
        assert!(holder.contains(&format!("process {}", std::process::id())), "{holder}");
    }
    drop(journal);
    Journal::open(dir.path(), signer()).unwrap();
}

#[test]
fn a_log_is_created_once_and_opened_only_where_it_is() {
    let dir = scratch();
    assert!(matches!(Journal::open(dir.path(), signer()), Err(OpenRefused::Missing)));
    drop(Journal::create(dir.path(), signer()).unwrap());
    assert!(matches!(Journal::create(dir.path(), signer()), Err(OpenRefused::Exists)));
    assert!(matches!(Journal::open(dir.path(), other_signer()), Err(OpenRefused::Checkpoint(_))));
    let named = tlog::Signer::new("example.org/other", tlog::SecretKey::from_seed(&[7; 32])).unwrap();
    assert!(matches!(Journal::open(dir.path(), named), Err(OpenRefused::Origin { .. })));
}

#[test]
fn receipts_prove_inclusion() {
    let dir = scratch();
    let mut journal = Journal::create_on(Arc::new(RealDisk), dir.path(), signer()).unwrap();
    let mut notes = vec![journal.checkpoint().note.clone()];
    for range in [0..2, 2..257, 257..600] {
        journal.append(batch(range)).unwrap();
        notes.push(journal.checkpoint().note.clone());
    }
    let reader = journal.reader();
    for note in &notes {
        let (checkpoint, _) = Checkpoint::open(note.as_bytes(), &log_key()).unwrap();
        let indices: Vec<u64> = (0..checkpoint.size).step_by(7).collect();
        for (index, receipt) in indices.iter().zip(reader.receipts(note, &indices).unwrap()) {
            let parsed = TlogProof::parse(receipt.to_string().as_bytes()).unwrap();
            assert_eq!((parsed.index, &parsed.checkpoint), (*index, note));
            assert_eq!(parsed.extra, Some(entry(*index).bytes), "the entry goes with its proof");
            let leaf = Hash::leaf(&entry(*index).bytes);
            verify_inclusion(&leaf, *index, checkpoint.size, &parsed.path, &checkpoint.root).unwrap();
            assert_eq!(parsed.path, slow_path(dir.path(), *index, checkpoint.size));
        }
    }
    assert_eq!(journal.receipt(599).unwrap(), reader.receipts(notes.last().unwrap(), &[599]).unwrap()[0]);
}

/// The same proof from `tlog`'s own reader, one file at a time.
fn slow_path(dir: &std::path::Path, index: u64, size: u64) -> Vec<Hash> {
    let fetch = |tile: Tile| std::fs::read(dir.join("log").join(tile.path())).ok();
    inclusion_proof(&TileReader::new(size, fetch), index, size).unwrap()
}

#[test]
fn no_receipt_under_a_checkpoint_of_others() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    journal.append(batch(0..5)).unwrap();
    let elsewhere = scratch();
    let mut other = Journal::create(elsewhere.path(), other_signer()).unwrap();
    other.append(batch(0..5)).unwrap();
    let note = &other.checkpoint().note;
    assert!(matches!(journal.reader().receipts(note, &[0]), Err(NoReceipt::Checkpoint(_))));
    // The right key on another tree: the proofs would not lead to its root.
    let forked = scratch();
    let mut fork = Journal::create(forked.path(), signer()).unwrap();
    fork.append(batch(5..10)).unwrap();
    let reader = LogReader::open(dir.path(), log_key());
    assert!(matches!(reader.receipts(&fork.checkpoint().note, &[0]), Err(NoReceipt::Tiles { index: 0 })));
}

#[test]
fn partial_tiles_go_when_the_full_one_is_there() {
    let dir = scratch();
    let mut journal = Journal::create(dir.path(), signer()).unwrap();
    let partial = |path: &str| dir.path().join("log/tile").join(path).exists();
    journal.append(batch(0..200)).unwrap();
    assert!(partial("0/000.p/200") && partial("entries/000.p/200"));
    journal.append(batch(200..400)).unwrap();
    assert!(!partial("0/000.p") && !partial("entries/000.p"));
    assert!(partial("0/001.p/144") && partial("entries/001.p/144") && partial("1/000.p/1"));
}

#[test]
fn the_benchmark_measures_both_in_one_run() {
    let dir = scratch();
    let report = server::journal::bench(dir.path(), 2_500, 1_000, 900).unwrap();
    assert_eq!((report.journal.entries, report.sqlite.entries), (2_500, 2_500));
    assert!(!report.journal.cpu.is_zero() && !report.sqlite.cpu.is_zero());
    let (journal, _) = Journal::open(
        &dir.path().join("journal"),
        tlog::Signer::new("bench.invalid/log", tlog::SecretKey::from_seed(&[1; 32])).unwrap(),
    )
    .unwrap();
    assert_eq!(journal.size(), 2_500, "what was measured was logged");
}
