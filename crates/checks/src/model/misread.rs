//! What a figure may have been before somebody misread or mistyped it.

/// Prior weight of two neighbouring digits exchanged, in nats.
const TRANSPOSED: f64 = -2.0;
/// Prior weight of a digit too many or too few.
const SHIFTED: f64 = -3.0;
/// Prior weight of one wrong digit, over all nine others and all places.
const WRONG_DIGIT: f64 = -4.0;

/// Figures that one slip of a pen or a finger turns into `seen`, each with the logarithm of how
/// likely that slip is among the slips.
pub(crate) fn origins(seen: u32) -> Vec<(u32, f64)> {
    let digits: Vec<u8> = seen.to_string().into_bytes();
    let mut found = Vec::new();
    for at in 1..digits.len() {
        let mut other = digits.clone();
        other.swap(at - 1, at);
        push(&mut found, seen, &other, TRANSPOSED);
    }
    for at in 0..digits.len() {
        let mut without = digits.clone();
        without.remove(at);
        push(&mut found, seen, &without, SHIFTED);
        let mut twice = digits.clone();
        twice.insert(at, digits[at]);
        push(&mut found, seen, &twice, SHIFTED);
        let spread = libm::log(9.0 * f64::from(u32::try_from(digits.len()).unwrap_or(u32::MAX)));
        for digit in b'0'..=b'9' {
            let mut wrong = digits.clone();
            wrong[at] = digit;
            push(&mut found, seen, &wrong, WRONG_DIGIT - spread);
        }
    }
    for digit in b'0'..=b'9' {
        let mut longer = digits.clone();
        longer.push(digit);
        push(&mut found, seen, &longer, SHIFTED - libm::log(10.0));
    }
    found
}

/// A figure with a zero in front is nobody's spelling; the same figure is no mistake.
fn push(found: &mut Vec<(u32, f64)>, seen: u32, digits: &[u8], weight: f64) {
    let plain = digits.len() == 1 || digits.first().is_some_and(|first| *first != b'0');
    let value = core::str::from_utf8(digits).ok().and_then(|text| text.parse().ok());
    if let Some(value) = value.filter(|value| plain && *value != seen && *value <= election::counts::MAX_VOTES) {
        found.push((value, weight));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slips_that_make_a_figure() {
        let found: Vec<u32> = origins(120).into_iter().map(|(value, _)| value).collect();
        for origin in [210, 102, 12, 20, 10, 1_120, 1_200, 125, 920, 1_209] {
            assert!(found.contains(&origin), "{origin}");
        }
        for never in [120, 21, 999] {
            assert!(!found.contains(&never), "{never}");
        }
        assert!(origins(u32::MAX).iter().all(|(value, _)| *value <= election::counts::MAX_VOTES));
    }
}
