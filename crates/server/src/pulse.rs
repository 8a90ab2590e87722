//! Silence, then a rush: messages that come all at once after nothing came are looked at first.
//!
//! A feed that stops and comes back with a thousand reports has been elsewhere meanwhile. Nothing of
//! it is refused: each message is signed by its station, and each gets its receipt. But until the
//! prefecture has called a station of the rush back, its report stands under the warnings.

use std::ops::Range;

/// Seconds without a message after which what comes is watched.
pub const SILENCE: i64 = 10 * 60;

/// Seconds that a rush may take.
pub const RUSH: i64 = 60;

/// Messages of a rush, at least: a village that was alone all morning is none.
pub const MANY: u64 = 100;

/// Messages that came all at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rush {
    /// Seconds of silence before it, by the hub's clock; negative where the clock went back.
    pub silence: i64,
    /// Their entries in the log.
    pub entries: Range<u64>,
}

/// When messages came, as far as it matters.
#[derive(Clone, Debug, Default)]
pub struct Pulse {
    /// When the last ones came.
    last: Option<i64>,
    /// What came since the last silence, and when it began, for as long as it may become a rush.
    since: Option<(i64, Rush)>,
    rushes: Vec<Rush>,
    /// How long the log was at the end of each second in which it grew.
    sizes: Vec<(i64, u64)>,
    /// How long it was before it first grew.
    began: Option<u64>,
}

impl Pulse {
    /// New entries at a moment, in seconds. Gives the rush they are of when it becomes one.
    pub fn heard(&mut self, now: i64, entries: Range<u64>) -> Option<Rush> {
        self.grew(now, &entries);
        let silence = self.last.map_or(0, |last| now.saturating_sub(last));
        self.last = Some(now);
        // A clock that went back may hide a silence.
        if !(0..SILENCE).contains(&silence) {
            self.since = Some((now, Rush { silence, entries }));
        } else if let Some((begun, rush)) = &mut self.since {
            if now.saturating_sub(*begun) > RUSH {
                self.since = None;
                return None;
            }
            rush.entries.end = entries.end;
        }
        let (_, rush) = self.since.as_ref()?;
        if rush.entries.end - rush.entries.start < MANY {
            return None;
        }
        if let Some(known) = self.rushes.last_mut().filter(|known| known.entries.start == rush.entries.start) {
            known.entries.end = rush.entries.end;
            return None;
        }
        self.rushes.push(rush.clone());
        Some(rush.clone())
    }

    fn grew(&mut self, now: i64, entries: &Range<u64>) {
        self.began.get_or_insert(entries.start);
        match self.sizes.last_mut() {
            Some((second, size)) if *second == now => *size = entries.end,
            _ => self.sizes.push((now, entries.end)),
        }
    }

    /// How long the log was at a moment, in seconds; nothing for one of which nobody remembers it,
    /// before the start of this process.
    pub fn size_at(&self, moment: i64) -> Option<u64> {
        let known = self.sizes.iter().rev().find(|(second, _)| *second <= moment).map(|(_, size)| *size);
        known.or(self.began.filter(|began| *began == 0))
    }

    /// All of them, in the order of the log.
    pub fn rushes(&self) -> &[Rush] {
        &self.rushes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rushes(batches: &[(i64, u64)]) -> Vec<Rush> {
        let (mut pulse, mut size) = (Pulse::default(), 0);
        for (now, many) in batches {
            pulse.heard(*now, size..size + many);
            size += many;
        }
        pulse.rushes().to_vec()
    }

    #[test]
    fn a_rush_is_one_after_a_silence_and_ends_after_a_minute() {
        let found = rushes(&[(0, 5), (SILENCE, 60), (SILENCE + 30, 60), (SILENCE + 60, 60), (SILENCE + 61, 60)]);
        assert_eq!(found, [Rush { silence: SILENCE, entries: 5..185 }]);
    }

    #[test]
    fn an_even_night_and_a_quiet_morning_have_none() {
        let even: Vec<(i64, u64)> = (0..2_000).map(|nth| (nth * 5, 50)).collect();
        assert_eq!(rushes(&even), []);
        let morning: Vec<(i64, u64)> = (0..20).map(|nth| (nth * 2 * SILENCE, 3)).collect();
        assert_eq!(rushes(&morning), []);
        // One second less than a silence, one message less than many.
        assert_eq!(rushes(&[(0, 5), (SILENCE - 1, 500)]), []);
        assert_eq!(rushes(&[(0, 5), (SILENCE, MANY - 1)]), []);
        assert_eq!(rushes(&[(0, 500)]), [], "the first ones of a night come after no silence");
    }

    #[test]
    fn how_long_the_log_was_is_known_from_the_start_on() {
        let mut pulse = Pulse::default();
        assert_eq!(pulse.size_at(100), None);
        for (now, entries) in [(100, 7..8), (100, 8..10), (160, 10..11)] {
            pulse.heard(now, entries);
        }
        assert_eq!(
            [99, 100, 159, 160, 999].map(|at| pulse.size_at(at)),
            [None, Some(10), Some(10), Some(11), Some(11)]
        );
        let mut new = Pulse::default();
        new.heard(100, 0..1);
        assert_eq!(new.size_at(99), Some(0), "a log that began in this process");
    }

    #[test]
    fn a_clock_that_goes_back_hides_no_silence() {
        assert_eq!(rushes(&[(5_000, 5), (100, MANY)]).len(), 1);
    }
}
