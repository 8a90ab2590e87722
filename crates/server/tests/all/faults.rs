//! Every effect of a run of batches fails once, in every way, and the run goes on. After the
//! model of sunlight's `TestSequenceErrors`.

use std::path::Path;
use std::sync::Arc;

use server::disk::Disk;
use server::journal::{Journal, JournalError, NewEntry, OpenRefused, Recovery};
use tlog::Hash;

use crate::entries::{batch, entry, promise, signer};
use crate::faulty::{Fault, Faulty};
use crate::outside::{self, Promises};
use crate::rig::scratch;

/// More failures in a row than any plan has.
const MAX_TRIES: usize = 8;

/// Entries of the whole run.
const TOTAL: u64 = 514;

/// What follows a failed batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// The process ends; a new one opens the journal.
    Reopen,
    /// The same value is asked again, until it says that the process must end.
    GoOn,
}

/// Duplicates of an earlier batch, of its own batch, and nothing else; past 256 and 512.
fn batches() -> Vec<Vec<NewEntry>> {
    let mut second = batch(110..260);
    second.push(entry(255));
    vec![batch(0..120), second, batch(100..110), batch(260..TOTAL)]
}

struct Run<'a> {
    dir: &'a Path,
    disk: Arc<Faulty>,
    after: After,
    promised: Promises,
    journal: Option<Journal>,
}

impl Run<'_> {
    /// What the world has once seen is as good as acknowledged: the log must continue it.
    fn check(&mut self) -> usize {
        let (root, key) = (self.dir.join("log"), signer());
        let entries = outside::check(&root, key.verifier_key(), &self.promised);
        if let Some(seen) = outside::check_hashes(&root, key.verifier_key(), &self.promised) {
            self.promised.tree(seen.size, seen.root);
        }
        entries.len()
    }

    /// As a start of the hub does it: what is there is opened, what is not is made.
    fn start(&self) -> Result<Journal, OpenRefused> {
        let disk = || Arc::clone(&self.disk) as Arc<dyn Disk>;
        match Journal::open_on(disk(), self.dir, signer()) {
            Ok((journal, _)) => Ok(journal),
            Err(OpenRefused::Missing) => Journal::create_on(disk(), self.dir, signer()),
            Err(refused) => Err(refused),
        }
    }

    /// One try; whether the batch was acknowledged.
    fn try_once(&mut self, batch: &[NewEntry]) -> bool {
        let mut journal = match self.journal.take() {
            Some(journal) => journal,
            None => match self.start() {
                Ok(journal) => journal,
                Err(OpenRefused::Failed(_)) => return false,
                Err(refused) => panic!("a failed effect must not look like damage: {refused}"),
            },
        };
        match journal.append(batch.to_vec()) {
            Ok(appended) => {
                promise(&mut self.promised, &journal, batch, &appended);
                self.journal = Some(journal);
                true
            }
            Err(JournalError::Failed(_)) => {
                assert!(journal.entries(0..0).is_err(), "a journal in doubt answers nothing");
                self.journal = (self.after == After::GoOn).then_some(journal);
                false
            }
            Err(JournalError::Stop(_)) => {
                let again = journal.append(batch.to_vec());
                assert!(matches!(again, Err(JournalError::Stopped)), "a stopped journal stays stopped");
                false
            }
            Err(error) => panic!("a failed effect must not look like damage: {error}"),
        }
    }

    fn log(&mut self, batch: &[NewEntry]) {
        for _ in 0..MAX_TRIES {
            let acknowledged = self.try_once(batch);
            self.check();
            if acknowledged {
                return;
            }
        }
        panic!("the batch does not come through: {:?}", self.disk.hit());
    }
}

/// A run under a plan; the effects that failed.
fn run(faults: &[(u64, Fault)], after: After) -> (u64, Vec<String>) {
    let dir = scratch();
    let (disk, promised) = (Faulty::with(faults), Promises::default());
    let mut run = Run { dir: dir.path(), disk, after, promised, journal: None };
    for batch in batches() {
        run.log(&batch);
    }
    assert_eq!(run.check(), usize::try_from(TOTAL).expect("small"), "everything is in, once");
    run.journal = None;
    run.disk.check_order();
    finish(&mut run);
    (run.disk.seen(), run.disk.hit())
}

/// What came out of a disturbed run is a journal like any other.
fn finish(run: &mut Run<'_>) {
    let (mut journal, recovery) = Journal::open(run.dir, signer()).expect("it opens");
    assert_eq!(recovery, Recovery::default(), "an acknowledged batch leaves nothing to repair");
    let findings = journal.fsck(Hash::of).expect("it can be checked");
    assert_eq!(findings, [], "after {:?}", run.disk.hit());
    let appended = journal.append(batch([5, TOTAL])).expect("it goes on");
    let places: Vec<_> = appended.iter().map(|one| (one.index, one.duplicate)).collect();
    let five = run.promised.entries.iter().find(|(_, leaf)| **leaf == Hash::leaf(&entry(5).bytes));
    assert_eq!(places, [(*five.expect("it was acknowledged").0, true), (TOTAL, false)]);
    assert_eq!(run.check(), usize::try_from(TOTAL).expect("small") + 1);
}

/// Runs until the plan lies behind the end of the run.
fn table(after: After, fault: Fault, twice: bool) {
    let mut at = 1;
    loop {
        let plan = [(at, fault), (at + 1, fault)];
        let (_, hit) = run(&plan[..if twice { 2 } else { 1 }], after);
        if hit.is_empty() {
            break;
        }
        at += 1;
    }
    assert!(at > 80, "the run had only {at} effects: the table does not reach what it is for");
}

#[test]
fn undisturbed() {
    let (seen, hit) = run(&[], After::GoOn);
    assert_eq!((seen > 80, hit.len()), (true, 0));
}

#[test]
fn not_done_then_reopened() {
    table(After::Reopen, Fault::NotDone, false);
}

#[test]
fn done_then_reopened() {
    table(After::Reopen, Fault::Done, false);
}

#[test]
fn torn_then_reopened() {
    table(After::Reopen, Fault::Torn, false);
}

#[test]
fn not_done_then_gone_on() {
    table(After::GoOn, Fault::NotDone, false);
}

#[test]
fn done_then_gone_on() {
    table(After::GoOn, Fault::Done, false);
}

#[test]
fn not_done_twice_in_a_row() {
    table(After::Reopen, Fault::NotDone, true);
    table(After::GoOn, Fault::NotDone, true);
}

#[test]
fn done_twice_in_a_row() {
    table(After::Reopen, Fault::Done, true);
    table(After::GoOn, Fault::Done, true);
}

/// A disk that writes something else and says nothing: reading back finds it before the signature,
/// and no checkpoint ever covers it. Only the file `checkpoint` is not read back; the next start
/// writes it again.
#[test]
fn a_flipped_bit_is_never_signed() {
    let dir = scratch();
    let before = Faulty::with(&[]);
    let mut journal = Journal::create_on(Arc::clone(&before) as Arc<dyn Disk>, dir.path(), signer()).expect("made");
    let created = before.seen();
    journal.append(batch(0..300)).expect("undisturbed");
    let effects = before.seen();
    let mut stopped = 0;
    for at in created + 1..=effects {
        let dir = scratch();
        let disk = Faulty::with(&[(at, Fault::Flipped)]);
        let mut journal = Journal::create_on(Arc::clone(&disk) as Arc<dyn Disk>, dir.path(), signer()).expect("made");
        match journal.append(batch(0..300)) {
            Ok(_) => {}
            Err(JournalError::Stop(_)) => {
                let log = dir.path().join("log");
                assert_eq!(outside::check(&log, signer().verifier_key(), &Promises::default()).len(), 0);
                stopped += 1;
            }
            Err(error) => panic!("{error}: {:?}", disk.hit()),
        }
        drop(journal);
        let (mut journal, _) = Journal::open(dir.path(), signer()).expect("repaired");
        journal.append(batch(0..300)).expect("it goes on");
        assert_eq!(outside::check(&dir.path().join("log"), signer().verifier_key(), &Promises::default()).len(), 300);
    }
    assert_eq!(stopped, 5, "two bundles, and three tiles of two levels");
}
