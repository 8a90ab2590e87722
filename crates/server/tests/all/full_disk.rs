//! A real disk without space, and one under a hub that serves. The injected one under the journal
//! alone is in [`crate::faults`], and runs everywhere.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;

use server::journal::{Journal, JournalError, NewEntry};
use tlog::Hash;

use crate::country::{definition, messages};
use crate::outsider::{self, signer};
use crate::rig::{FaultyDisk, Way, scratch};
use crate::served::Served;

/// A small file system in memory, unmounted at the end.
struct Small<'a>(&'a Path);

impl Small<'_> {
    /// `None` where we are not allowed to mount.
    fn mount(at: &Path) -> Option<Small<'_>> {
        run(&["mount", "-t", "tmpfs", "-o", "size=3m", "none"], at).then_some(Small(at))
    }

    fn grow(&self) {
        assert!(run(&["mount", "-o", "remount,size=64m"], self.0));
    }
}

impl Drop for Small<'_> {
    fn drop(&mut self) {
        run(&["umount"], self.0);
    }
}

fn run(command: &[&str], at: &Path) -> bool {
    let command = Command::new(command[0]).args(&command[1..]).arg(at).output();
    command.is_ok_and(|output| output.status.success())
}

fn entry(number: u64) -> NewEntry {
    let bytes = format!("{number} {}", "x".repeat(900)).into_bytes();
    NewEntry { id: Hash::of(&bytes), bytes }
}

#[test]
fn works_again_when_there_is_space_again() {
    let scratch = scratch();
    let Some(small) = Small::mount(scratch.path()) else {
        // Past the harness, which swallows what a test prints.
        let said = writeln!(io::stderr(), "SKIPPED full_disk: not allowed to mount a small disk");
        assert!(said.is_ok(), "a test that is skipped says so");
        return;
    };
    let dir = scratch.path().join("journal");
    let mut journal = Journal::create(&dir, signer()).unwrap();
    let mut acknowledged = 0;
    let full = loop {
        match journal.append((acknowledged..acknowledged + 100).map(entry).collect()) {
            Ok(_) => acknowledged += 100,
            Err(error) => break error,
        }
        assert!(acknowledged < 10_000, "the disk is not small");
    };
    let text = full.to_string();
    assert!(text.contains("full") || text.contains("No space"), "{text}");
    assert!(acknowledged > 0);
    assert_eq!(outsider::entries(&dir.join("log")).unwrap().len() as u64, acknowledged);
    small.grow();
    if !matches!(full, JournalError::Failed(_)) {
        drop(journal);
        (journal, _) = Journal::open(&dir, signer()).unwrap();
    }
    let appended = journal.append((acknowledged..acknowledged + 100).map(entry).collect()).unwrap();
    assert!(appended.iter().map(|appended| appended.index).eq(acknowledged..acknowledged + 100));
    let entries = outsider::entries(&dir.join("log")).unwrap();
    let sent: Vec<_> = (0..acknowledged + 100).map(|number| entry(number).bytes).collect();
    assert_eq!(entries, sent);
    assert_eq!(journal.fsck(Hash::of).unwrap(), []);
    drop(journal);
    fs::remove_dir_all(dir).unwrap();
}

/// T49 over HTTP: the disk is full at one effect after another. Whoever is not told a receipt is told
/// to come again; the hub ends, since its board may be ahead of its disk; and the next one, when
/// there is room, takes the same message once.
#[test]
fn a_full_disk_gives_no_receipt_and_loses_none() {
    let messages = messages(&definition("Essai"));
    let (mut tried, mut refused) = (0, 0);
    // The effects of making the log come first: there is no hub before.
    let made = {
        let disk = FaultyDisk::sound();
        Served::on_disk(disk.clone()).stop();
        disk.effects()
    };
    for first in (made..).step_by(3) {
        let disk = FaultyDisk::new(Way::Full, first, u64::MAX);
        let served = Served::on_disk(disk.clone());
        let mut receipts = Vec::new();
        let failed = messages.iter().position(|message| {
            let came = served.post(message.as_bytes());
            match came.status {
                200 => receipts.push(came.body),
                _ => assert_eq!((came.status, came.code()), (503, "H206"), "{came:?}"),
            }
            came.status != 200
        });
        let Some(failed) = failed else {
            assert!(!disk.has_failed());
            served.stop();
            break;
        };
        tried += 1;
        // Nobody is told anything else afterwards.
        assert_eq!(served.post(messages[failed].as_bytes()).status, 503);
        let (again, why) = served.again_after_its_end();
        assert!(!why.is_empty());
        refused += usize::from(again.hub().checkpoint().size == failed as u64);
        assert!(again.hub().checkpoint().size >= receipts.len() as u64, "a receipt is lost: effect {first}");
        for (index, message) in messages.iter().enumerate() {
            let came = again.post(message.as_bytes());
            assert_eq!(came.status, 200, "{came:?}");
            let receipt = tlog::TlogProof::parse(came.body.as_bytes()).unwrap();
            assert_eq!(receipt.index, index as u64, "effect {first}: it has moved, or counts twice");
        }
        assert_eq!(again.hub().board().size(), messages.len() as u64);
        again.stop();
    }
    assert!(tried > 5 && refused > 2, "{tried} {refused}");
}
