//! A disk that fails where it is told to.

use std::fs::{self, OpenOptions};
use std::io;
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
            return act();
        };
        if fault == Fault::NotDone {
            return invented();
        }
        act()?;
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
