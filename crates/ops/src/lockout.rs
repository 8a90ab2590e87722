//! How long after failed log-ins the next one is looked at: a delay that grows, and is never
//! shortened by asking again.

use election::Stamp;

/// Failures that cost nothing: people mistype.
pub const FREE_FAILURES: u32 = 3;

/// The longest delay, seconds. Long enough that 10,000 guesses take three months; short enough
/// that somebody who wants to keep a clerk out on the night must go on asking, and is seen.
pub const MAX_DELAY: i64 = 15 * 60;

/// Failed log-ins since the last good one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lockout {
    /// How many.
    pub failures: u32,
    /// The last one, seconds since 1970.
    pub last: Option<i64>,
}

impl Lockout {
    /// Seconds to wait at a moment; 0 when a log-in is looked at. A clock that was set back makes
    /// the wait longer, never shorter.
    pub fn wait(&self, now: Stamp) -> i64 {
        let Some(last) = self.last else { return 0 };
        (last + delay(self.failures)).saturating_sub(now.instant()).max(0)
    }

    /// One more failure.
    pub fn failed(&mut self, now: Stamp) {
        self.failures = self.failures.saturating_add(1);
        self.last = Some(now.instant());
    }
}

/// Seconds after this many failures: 0, 0, 0, 2, 4, 8, … [`MAX_DELAY`].
pub fn delay(failures: u32) -> i64 {
    match failures.checked_sub(FREE_FAILURES) {
        None | Some(0) => 0,
        Some(over) => 1_i64.checked_shl(over).filter(|_| over < 32).unwrap_or(MAX_DELAY).min(MAX_DELAY),
    }
}
