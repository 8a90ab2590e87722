//! Percentages of the official files, without floating point.
//!
//! They are written by [`election::publish::pr17`], which says how they are rounded.

/// Reads `15,38`, `15,4`, `15` or `15,38%` into hundredths; at most six digits before the comma.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let digits = text.strip_suffix('%').unwrap_or(text);
    let (whole, decimals) = digits.split_once(',').unwrap_or((digits, "0"));
    let plain = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
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
    use election::publish::pr17::hundredths;

    use super::*;

    #[test]
    fn every_share_written_agrees_and_its_neighbours_do_not() {
        for whole in 1..80 {
            for part in 0..=whole {
                let value = hundredths(part, whole);
                let text = format!("{},{:02}", value / 100, value % 100);
                assert_eq!(parse(&text), Some(value));
                assert!(agrees(value, part, whole));
                assert!(!agrees(value + 2, part, whole), "{part}/{whole}");
            }
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        assert_eq!(parse("71,74%"), Some(7174));
        assert_eq!(parse("17,7"), Some(1770));
        for wrong in ["", "%", "-1", "1,234", "1.5", " 1", "1,", ",5", "1e3", "9999999"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
