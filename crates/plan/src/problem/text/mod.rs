//! The canonical text of a problem: one spelling, one hash. See `specs/plan-problem.md`.

mod read;
mod rules;
pub(crate) mod words;
mod write;

use core::fmt;

use election::text::{Fault, LineFault, Lines};
use tlog::{Hash, Hasher};

use super::Problem;
use crate::measure::Seconds;

/// First line of a problem.
pub const HEADER: &str = "vigie.plan-problem/v1";

/// Most phases of a policy.
pub const MAX_PHASES: usize = 16;
/// Most classes of hours.
pub const MAX_HOURS: usize = 48;
/// Most shifts.
pub const MAX_SHIFTS: usize = 16;
/// Most departments, and most minima and maxima.
pub const MAX_DEPARTMENTS: usize = 10_000;
/// Most places with a share of venues of their own, or left out.
pub const MAX_PLACES: usize = 500_000;
/// Most sites.
pub const MAX_SITES: usize = 2_010_000;
/// Most units.
pub const MAX_UNITS: usize = 200_000;
/// Most bases.
pub const MAX_BASES: usize = 200_000;
/// Most events.
pub const MAX_EVENTS: usize = 100_000;
/// Most threats.
pub const MAX_THREATS: usize = 100_000;
/// Greatest weight, in points: a million sites of it still add up.
pub const MAX_WEIGHT: u64 = 1_000_000_000_000;
/// Most officers, vehicles or crews in one figure.
pub const MAX_OFFICERS: u32 = 10_000_000;
/// Longest time in one figure: a week.
pub const MAX_TIME: Seconds = Seconds(7 * 24 * 3_600);

impl Problem {
    /// The canonical text, written piece by piece. Names are free text as
    /// [`election::text::is_phrase`] knows it; a problem with others has no text that is read back.
    pub fn seal(&self, out: &mut impl fmt::Write) -> fmt::Result {
        write::problem(self, out)
    }

    /// Reads a canonical text back, and refuses what [`Problem::seal`] does not write.
    pub fn open(sealed: &[u8]) -> Result<Self, LineFault> {
        read::problem(sealed)
    }
}

/// SHA-256 of the canonical text, without holding it.
pub fn problem_hash(problem: &Problem) -> Hash {
    let mut measure = Measure(Hasher::new());
    problem.seal(&mut measure).unwrap_or_else(|_| unreachable!("measuring does not fail"));
    measure.0.finish().0
}

struct Measure(Hasher);

impl fmt::Write for Measure {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

/// Reads a `key count` line and that many records. Nothing is reserved for records that are
/// only promised: the count is the sender's word.
pub(crate) fn repeat<T>(
    lines: &mut Lines<'_>,
    key: &'static str,
    limit: usize,
    mut record: impl FnMut(&mut Lines<'_>) -> Result<T, LineFault>,
) -> Result<Vec<T>, LineFault> {
    let count = lines.number(key, limit as u64)?;
    (0..count).map(|_| record(lines)).collect()
}

/// Records stand in one order, and none stands twice. The fault is at the last of their list.
pub(crate) fn ascending<K: Ord>(lines: &Lines<'_>, keys: impl Iterator<Item = K>) -> Result<(), LineFault> {
    holds(lines, keys.is_sorted_by(|one, next| one < next), "records in ascending order, each once")
}

/// What must hold at the line read last, or was due there.
pub(crate) fn holds(lines: &Lines<'_>, holds: bool, due: &'static str) -> Result<(), LineFault> {
    if holds { Ok(()) } else { Err(lines.fault(Fault::Expected(due))) }
}
