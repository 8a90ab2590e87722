//! Percentages of the official files, without floating point.
//!
//! The published figures are rounded to the nearest hundredth of a percent; an exact half goes
//! to the even neighbour (3.125 % is written `3,12`, 9.375 % `9,38`). A share of nothing is 0.

/// Hundredths of a percent, 10,000 for the whole.
pub(crate) fn hundredths(part: u64, whole: u64) -> u64 {
    if whole == 0 {
        return 0;
    }
    let (floor, rest) = (part * 10_000 / whole, part * 10_000 % whole);
    let up = 2 * rest > whole || (2 * rest == whole && floor % 2 == 1);
    floor + u64::from(up)
}

/// The share as the 2017 layout writes it: `15,38`.
pub(crate) fn write(part: u64, whole: u64) -> String {
    let value = hundredths(part, whole);
    format!("{},{:02}", value / 100, value % 100)
}

/// Reads `15,38`, `15,4`, `15` or `15,38%` into hundredths; at most six digits before the comma.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let digits = text.strip_suffix('%').unwrap_or(text);
    let (whole, decimals) = digits.split_once(',').unwrap_or((digits, "0"));
    let plain = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    if !plain(whole, 6) || !plain(decimals, 2) {
        return None;
    }
    let scale = if decimals.len() == 1 { 10 } else { 1 };
    Some(whole.parse::<u64>().ok()? * 100 + decimals.parse::<u64>().ok()? * scale)
}

/// Whether `value` hundredths is `part` of `whole` within rounding, whichever way a half goes.
pub(crate) fn agrees(value: u64, part: u64, whole: u64) -> bool {
    if whole == 0 {
        return value == 0;
    }
    (20_000 * part).abs_diff(2 * value * whole) <= whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_to_the_even_neighbour() {
        assert_eq!(write(8, 256), "3,12");
        assert_eq!(write(3, 32), "9,38");
        assert_eq!(write(2, 506), "0,40");
        assert_eq!(write(5, 5), "100,00");
        assert_eq!(write(0, 0), "0,00");
    }

    #[test]
    fn every_share_written_agrees_and_its_neighbours_do_not() {
        for whole in 1..80 {
            for part in 0..=whole {
                let value = parse(&write(part, whole)).expect("our own writing");
                assert_eq!(value, hundredths(part, whole));
                assert!(agrees(value, part, whole));
                assert!(!agrees(value + 2, part, whole), "{part}/{whole}");
            }
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        assert_eq!(parse("71,74%"), Some(7174));
        assert_eq!(parse("17,7"), Some(1770));
        for wrong in [
            "", "%", "-1", "1,234", "1.5", " 1", "1,", ",5", "1e3", "9999999",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
