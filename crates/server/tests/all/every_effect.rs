//! Every effect of a night fails, in every way; the journal goes on from each.

use std::path::Path;
use std::sync::Arc;

use server::disk::{Disk, RealDisk};
use server::journal::{Journal, JournalError};

use crate::outsider;
use crate::rig::{Acknowledged, ENTRIES, FaultyDisk, Way, batch, night, scratch, start};

/// More tries than any injected fault needs.
const MAX_TRIES: usize = 32;

/// What is done after an error that leaves the journal alive.
#[derive(Clone, Copy, Debug)]
enum After {
    /// The same journal is used on.
    GoOn,
    /// The process ends and another starts.
    Restart,
}

/// One night with its faults, to its end. Returns the number of effects.
fn run(disk: &Arc<FaultyDisk>, dir: &Path, after: After) -> u64 {
    let effects: Arc<dyn Disk> = Arc::clone(disk) as _;
    let mut acknowledged = Acknowledged::default();
    let mut journal = None;
    for batch in night() {
        let done = (0..MAX_TRIES).any(|_| {
            let outcome = attempt(&effects, dir, &mut journal, |journal| acknowledged.append(journal, &batch));
            look(dir, &acknowledged);
            match outcome {
                Ok(()) => return true,
                Err(Some(JournalError::Failed(_))) if matches!(after, After::GoOn) => {}
                Err(Some(JournalError::Refused(refused))) => panic!("{refused}"),
                Err(Some(JournalError::Broken(broken))) => panic!("a fault has broken the journal: {broken}"),
                Err(_) => journal = None,
            }
            false
        });
        assert!(done, "the journal does not recover");
    }
    assert_eq!(acknowledged.len() as u64, ENTRIES);
    finish(dir, journal.take(), &acknowledged);
    disk.effects()
}

/// Starts the journal if none runs, and appends. `Err(None)` when it did not start.
fn attempt(
    disk: &Arc<dyn Disk>,
    dir: &Path,
    journal: &mut Option<Journal>,
    append: impl FnOnce(&mut Journal) -> Result<(), JournalError>,
) -> Result<(), Option<JournalError>> {
    if journal.is_none() {
        let (started, recovery) = start(disk, dir).map_err(|_| None)?;
        assert_eq!(recovery.rebuilt, None, "files that a checkpoint spoke of were not durable");
        *journal = Some(started);
    }
    append(journal.as_mut().unwrap()).map_err(Some)
}

/// What the world sees between two calls: a whole log with all that was acknowledged.
fn look(dir: &Path, acknowledged: &Acknowledged) {
    acknowledged.check(&outsider::entries(&dir.join("log")).unwrap_or_default());
}

/// The night is over: the log holds its entries and nothing else, and every check passes.
fn finish(dir: &Path, journal: Option<Journal>, acknowledged: &Acknowledged) {
    drop(journal);
    let sound: Arc<dyn Disk> = Arc::new(RealDisk);
    let (journal, recovery) = start(&sound, dir).unwrap();
    assert_eq!(recovery.rebuilt, None);
    assert_eq!(journal.fsck(tlog::Hash::of).unwrap(), []);
    let entries = outsider::entries(&dir.join("log")).unwrap();
    assert_eq!(entries.len() as u64, ENTRIES);
    acknowledged.check(&entries);
    assert_eq!(journal.entries(0..ENTRIES).unwrap(), entries);
}

fn table(way: Way, width: u64, after: After) {
    let effects = run(&FaultyDisk::sound(), scratch().path(), after);
    assert!(effects > 80, "the night has only {effects} effects");
    for first in 0..effects {
        let disk = FaultyDisk::new(way, first, first + width - 1);
        let dir = scratch();
        run(&disk, dir.path(), after);
        assert!(disk.has_failed() || way == Way::Full, "effect {first} did not happen");
    }
}

#[test]
fn an_effect_fails_and_is_not_done() {
    table(Way::NotDone, 1, After::GoOn);
    table(Way::NotDone, 1, After::Restart);
}

#[test]
fn an_effect_fails_and_is_done() {
    table(Way::Done, 1, After::GoOn);
    table(Way::Done, 1, After::Restart);
}

#[test]
fn a_write_fails_in_its_middle() {
    table(Way::Torn, 1, After::GoOn);
    table(Way::Torn, 1, After::Restart);
}

#[test]
fn the_repair_fails_too() {
    table(Way::NotDone, 4, After::GoOn);
    table(Way::Done, 4, After::Restart);
}

#[test]
fn the_disk_is_full_for_a_while() {
    table(Way::Full, 20, After::GoOn);
}

/// The reading back finds every one of them; what is signed is what is on the disk.
#[test]
fn a_bit_changes_on_its_way_to_the_disk() {
    table(Way::Flipped, 1, After::Restart);
}

/// From the swap on the world may have seen the checkpoint, whatever the disk says.
#[test]
fn an_error_before_the_swap_can_be_repaired_and_one_from_it_on_ends_the_process() {
    let mut errors = [0, 0];
    for first in 0.. {
        let dir = scratch();
        let mut journal = Journal::create(dir.path(), outsider::signer()).unwrap();
        journal.append(batch(0..200)).unwrap();
        drop(journal);
        let disk = FaultyDisk::new(Way::Done, first, first);
        let Ok((mut journal, _)) = start(&(Arc::clone(&disk) as _), dir.path()) else { continue };
        match journal.append(batch(200..300)) {
            Ok(_) => break,
            Err(JournalError::Failed(_)) => {
                assert!(!disk.has_swapped());
                assert_eq!(journal.append(batch(200..300)).unwrap()[0].index, 200);
                errors[0] += 1;
            }
            Err(JournalError::Stop(_)) => {
                assert!(disk.has_swapped());
                assert!(matches!(journal.append(batch(200..300)), Err(JournalError::Stopped)));
                assert!(journal.entries(0..1).is_err());
                errors[1] += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(errors[0] > 15 && errors[1] >= 7, "errors before and from the swap on: {errors:?}");
}

/// The effects up to any one happen, then the power goes and takes with it what was not synced.
#[test]
fn the_power_is_cut() {
    let effects = run(&FaultyDisk::sound(), scratch().path(), After::Restart);
    for first in 0..effects {
        let dir = scratch();
        let disk = FaultyDisk::new(Way::PowerCut, first, u64::MAX);
        let effects: Arc<dyn Disk> = Arc::clone(&disk) as _;
        let mut acknowledged = Acknowledged::default();
        if let Ok((mut journal, _)) = start(&effects, &dir.path().join("night")) {
            let _ = night().try_for_each(|batch| acknowledged.append(&mut journal, &batch));
        }
        assert!(disk.has_failed(), "effect {first} did not happen");
        look(&dir.path().join("night"), &acknowledged);
        goes_on(&dir.path().join("night"), acknowledged);
    }
}

/// The power is back.
fn goes_on(dir: &Path, mut acknowledged: Acknowledged) {
    let sound: Arc<dyn Disk> = Arc::new(RealDisk);
    let (mut journal, recovery) = start(&sound, dir).unwrap();
    assert_eq!(recovery.rebuilt, None, "files that a checkpoint spoke of were not durable");
    for batch in night() {
        acknowledged.append(&mut journal, &batch).unwrap();
    }
    finish(dir, Some(journal), &acknowledged);
}
