//! How many tests passed, failed and were skipped.

use std::fmt;
use std::ops::AddAssign;

/// Tests, or steps counted as one test each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Counts {
    pub const ONE_PASSED: Counts = Counts { passed: 1, failed: 0, skipped: 0 };
    pub const ONE_FAILED: Counts = Counts { passed: 0, failed: 1, skipped: 0 };
    pub const ONE_SKIPPED: Counts = Counts { passed: 0, failed: 0, skipped: 1 };

    /// Reads the closing line of a test binary of libtest:
    /// `test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; …`.
    pub fn of_line(line: &str) -> Option<Counts> {
        let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let mut counts = Counts::default();
        for part in rest.split("; ") {
            match part.split_once(' ') {
                Some((number, "passed")) => counts.passed = number.parse().ok()?,
                Some((number, "failed")) => counts.failed = number.parse().ok()?,
                Some((number, "ignored")) => counts.skipped = number.parse().ok()?,
                _ => {}
            }
        }
        Some(counts)
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// The closing line: what reads the output of a run looks for exactly this.
impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { passed, failed, skipped } = self;
        write!(out, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn reads_a_closing_line() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.52s";
        let expected = Counts { passed: 12, failed: 2, skipped: 1 };
        assert_eq!(Counts::of_line(line), Some(expected));
    }

    #[test]
    fn other_lines_count_nothing() {
        for line in ["", "running 3 tests", "test result", "test a::b ... ok", "test result: ok"] {
            assert_eq!(Counts::of_line(line), None, "{line}");
        }
    }

    #[test]
    fn the_sum_is_one_line() {
        let mut sum = Counts::ONE_PASSED;
        sum += Counts::ONE_FAILED;
        sum += Counts::ONE_SKIPPED;
        assert_eq!(sum.to_string(), "1 passed, 1 failed, 1 skipped");
    }
}
