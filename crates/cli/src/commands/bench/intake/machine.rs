//! The cores of this machine, in two halves: one for the hub, one for the stations.

use std::thread;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Which cores are whose. On one core, both share it.
pub struct Halves {
    hub: Vec<usize>,
    stations: Vec<usize>,
}

impl Halves {
    /// The cores that this process may use; of an odd number the hub has one more.
    pub fn of_this_machine() -> Self {
        let allowed = sched_getaffinity(None).unwrap_or_else(|_| CpuSet::new());
        let cores: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core)).collect();
        let (hub, stations) = cores.split_at(cores.len().div_ceil(2));
        let stations = if stations.is_empty() { hub } else { stations };
        Self { hub: hub.to_vec(), stations: stations.to_vec() }
    }

    /// How many cores the hub has.
    pub fn hub_cores(&self) -> usize {
        self.hub.len()
    }

    /// Does something on the hub's cores; threads and processes started by it stay there.
    pub fn as_hub<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        on(&self.hub, work)
    }

    /// Does something on the stations' cores.
    pub fn as_stations<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        on(&self.stations, work)
    }
}

/// In a thread of its own: the affinity of the caller stays as it is.
fn on<R: Send>(cores: &[usize], work: impl FnOnce() -> R + Send) -> R {
    let mut set = CpuSet::new();
    for core in cores {
        set.set(*core);
    }
    thread::scope(|scope| {
        let running = scope.spawn(move || {
            // Where the system does not let us choose, both share all cores, and the figures are
            // the worse for it.
            let _ = sched_setaffinity(None, &set);
            work()
        });
        running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
