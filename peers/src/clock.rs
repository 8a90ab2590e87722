//! What a piece of work costs.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The answer of `work`, and the CPU time of the whole process meanwhile, all threads together.
pub fn cpu<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let before = spent();
    let answer = work();
    (answer, spent().saturating_sub(before))
}

/// CPU time of the whole process so far.
pub fn spent() -> Duration {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(spent.tv_sec.unsigned_abs(), u32::try_from(spent.tv_nsec).unwrap_or(0))
}
