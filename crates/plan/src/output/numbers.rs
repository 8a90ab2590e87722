//! Numbers and words as people write them.

use election::refusal::Language;

use crate::answer::Value;
use crate::measure::{Clock, Seconds};
pub(super) use crate::written::{decimal, whole};

/// A value in points: whole above a hundred, else with one decimal.
pub(super) fn points(value: Value, language: Language) -> String {
    decimal(value.0, 1_000, u32::from(value.0 < 100_000), language)
}

/// A ratio in ten-thousandths with three decimals, rounded up as the ratio is.
pub(super) fn ratio(ratio: Option<u64>, language: Language) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| decimal(ratio.div_ceil(10), 1_000, 3, language))
}

/// A share of one as a percentage with one decimal.
pub(super) fn percent(share: f64, language: Language) -> String {
    let space = if language == Language::French { "\u{a0}%" } else { "%" };
    format!("{}{space}", decimal(thousandths(share), 10, 1, language))
}

/// Parts of a whole as a percentage; a dash for parts of nothing.
pub(super) fn part(some: u64, all: u64, language: Language) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let share = some as f64 / all as f64;
    if all == 0 { "–".to_owned() } else { percent(share, language) }
}

/// A share of one in thousandths, to the nearest.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is from 0 to 1")]
pub(super) fn thousandths(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * 1_000.0).round() as u64
}

/// `6 min`, or `45 s` below a minute and a half.
pub(super) fn duration(time: Seconds) -> String {
    if time.0 < 90 { format!("{}\u{a0}s", time.0) } else { format!("{}\u{a0}min", (time.0 + 30) / 60) }
}

/// How long it is from one moment to another, as they stand on a page: in minutes that are cut
/// off, what lies between `08:00` and `08:04` is `4 min`, whatever the seconds say.
pub(super) fn between(from: Clock, to: Clock) -> String {
    let time = from.until(to).unwrap_or_default();
    let minutes = (to.0 / 60).saturating_sub(from.0 / 60);
    if time.0 < 90 { duration(time) } else { format!("{minutes}\u{a0}min") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn numbers_are_grouped_and_rounded() {
        assert_eq!(whole(1_234_567, English), "1,234,567");
        assert_eq!(whole(1_234, French), "1\u{202f}234");
        assert_eq!(whole(123, French), "123");
        assert_eq!(decimal(1_999, 1_000, 2, French), "2,00");
        assert_eq!(points(Value(99_949), English), "99.9");
        assert_eq!(points(Value(2_083_334), English), "2,083");
        assert_eq!(ratio(Some(12_901), English), "1.291");
        assert_eq!(percent(0.123_4, French), "12,3\u{a0}%");
        assert_eq!(part(0, 0, English), "–");
        assert_eq!(duration(Seconds(89)), "89\u{a0}s");
        assert_eq!(duration(Seconds(90)), "2\u{a0}min");
    }

    #[test]
    fn times_between_moments_are_those_that_the_moments_show() {
        let eight = 8 * 3_600;
        assert_eq!(between(Clock(eight), Clock(eight + 275)), "4\u{a0}min");
        assert_eq!(between(Clock(eight + 59), Clock(eight + 240)), "4\u{a0}min");
        assert_eq!(between(Clock(eight + 50), Clock(eight + 130)), "80\u{a0}s");
        assert_eq!(between(Clock(eight + 59), Clock(eight + 149)), "2\u{a0}min");
    }
}
