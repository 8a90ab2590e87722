//! A disk that fails where it is told to, and sees to it that nothing is named before it is durable.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use server::disk::{Disk, Effect};

/// How an effect fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not take place, and an error is reported.
    NotDone,
    /// It takes place, and an error is reported.
    Done,
    /// A file is written to its half, and an error is reported. Other effects: as `Done`.
    Torn,
    /// A file is written with one bit wrong, and nothing is reported. Other effects: as they should be.
    Flipped,
}

#[derive(Default)]
struct Plan {
    seen: u64,
    faults: Vec<(u64, Fault)>,
    hit: Vec<String>,
    /// Places taken by a rename whose directory has not been synced since.
    volatile: BTreeSet<PathBuf>,
    /// Renames of what readers take first that came before the others were durable.
    early: Vec<String>,
}

impl Plan {
    /// Remembers an effect that took place.
    fn took_place(&mut self, effect: Effect<'_>) {
        match effect {
            Effect::Rename { to, .. } => {
                let first = to.ends_with("manifest") || to.ends_with("checkpoint");
                let behind = self.volatile.iter().filter(|place| first && *place != to);
                let line = |place: &PathBuf| format!("{} when {} was put in place", place.display(), to.display());
                self.early.extend(behind.map(line));
                self.volatile.insert(to.to_owned());
            }
            Effect::SyncDir(dir) => self.volatile.retain(|place| place.parent() != Some(dir)),
            Effect::SyncFileSystem(_) => self.volatile.clear(),
            Effect::RemoveTree(dir) => self.volatile.retain(|place| !place.starts_with(dir)),
            Effect::CreateDir(_)
            | Effect::WriteFile(_)
            | Effect::Link { .. }
            | Effect::RemoveFile(_)
            | Effect::SyncFile(_)
            | Effect::CommitEntries
            | Effect::SwapCheckpoint => {}
        }
    }
}

/// A disk with a plan of its failures, by the number of the effect from 1.
#[derive(Default)]
pub struct Faulty(Mutex<Plan>);

impl Faulty {
    pub fn with(faults: &[(u64, Fault)]) -> Arc<Faulty> {
        let plan = Plan { faults: faults.to_vec(), ..Plan::default() };
        Arc::new(Faulty(Mutex::new(plan)))
    }

    /// The effects that have failed so far.
    pub fn hit(&self) -> Vec<String> {
        self.0.lock().expect("no test panics with the plan").hit.clone()
    }

    /// Number of effects so far.
    pub fn seen(&self) -> u64 {
        self.0.lock().expect("no test panics with the plan").seen
    }

    /// Requires that a power cut at any moment would have left a reader what was named: over all
    /// processes on this disk, whatever failed.
    pub fn check_order(&self) {
        let plan = self.0.lock().expect("no test panics with the plan");
        assert!(plan.early.is_empty(), "not durable: {:?}, after {:?}", plan.early, plan.hit);
    }

    fn took_place(&self, effect: Effect<'_>) {
        self.0.lock().expect("no test panics with the plan").took_place(effect);
    }

    fn next(&self, effect: Effect<'_>) -> Option<Fault> {
        let mut plan = self.0.lock().expect("no test panics with the plan");
        plan.seen += 1;
        let seen = plan.seen;
        let fault = plan.faults.iter().find(|(at, _)| *at == seen).map(|(_, fault)| *fault);
        plan.hit.extend(fault.map(|fault| format!("effect {seen}, {fault:?}: {effect:?}")));
        fault
    }
}

impl Disk for Faulty {
    fn perform(&self, effect: Effect<'_>, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let invented = || Err(io::Error::other("an invented failure"));
        let Some(fault) = self.next(effect) else {
            act()?;
            self.took_place(effect);
            return Ok(());
        };
        if fault == Fault::NotDone {
            return invented();
        }
        act()?;
        self.took_place(effect);
        match (fault, effect) {
            (Fault::Torn, Effect::WriteFile(path)) => {
                let file = OpenOptions::new().write(true).open(path)?;
                file.set_len(file.metadata()?.len() / 2)?;
                invented()
            }
            (Fault::Flipped, Effect::WriteFile(path)) => {
                let mut bytes = fs::read(path)?;
                if let Some(byte) = bytes.last_mut() {
                    *byte ^= 1;
                }
                fs::write(path, bytes)
            }
            (Fault::Flipped, _) => Ok(()),
            _ => invented(),
        }
    }
}
