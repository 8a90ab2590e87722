//! Numbers and moments as people write them, in both languages.

use election::{Stamp, publish::pr17::hundredths, refusal::Language};

/// Whole number in groups of three digits.
pub(crate) fn whole(number: u64, language: Language) -> String {
    language.number(number)
}

/// Hundredths with their two decimals.
fn decimals(hundredths: u64, language: Language) -> String {
    let point = if language == Language::French { ',' } else { '.' };
    format!("{}{point}{:02}", hundredths / 100, hundredths % 100)
}

/// A share as a percentage with two decimals; a dash for a share of nothing.
pub(crate) fn share(part: u64, whole: u64, language: Language) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let space = if language == Language::French { "\u{a0}%" } else { "%" };
    decimals(hundredths(part, whole), language) + space
}

/// The difference of two shares in points, with its sign; nothing where one is of nothing.
pub(crate) fn difference(now: [u64; 2], before: [u64; 2], language: Language) -> Option<String> {
    if now[1] == 0 || before[1] == 0 {
        return None;
    }
    let (now, before) = (hundredths(now[0], now[1]), hundredths(before[0], before[1]));
    let sign = match now.cmp(&before) {
        core::cmp::Ordering::Greater => "+",
        core::cmp::Ordering::Less => "\u{2212}",
        core::cmp::Ordering::Equal => "",
    };
    Some(format!("{sign}{}", decimals(now.abs_diff(before), language)))
}

/// A share in thousandths, for the length of a bar.
pub(crate) fn thousandths(part: u64, whole: u64) -> u64 {
    (part * 1_000).checked_div(whole).unwrap_or(0)
}

const MONTHS: [[&str; 2]; 12] = [
    ["janvier", "January"],
    ["février", "February"],
    ["mars", "March"],
    ["avril", "April"],
    ["mai", "May"],
    ["juin", "June"],
    ["juillet", "July"],
    ["août", "August"],
    ["septembre", "September"],
    ["octobre", "October"],
    ["novembre", "November"],
    ["décembre", "December"],
];

/// `23 avril 2017 à 22:41:07` on the clock of the stamp's own offset.
pub(crate) fn moment(stamp: Stamp, language: Language) -> String {
    let text = stamp.to_string();
    let number = |from: usize, to: usize| text[from..to].parse::<usize>().unwrap_or_default();
    let (year, month, day) = (&text[0..4], number(5, 7), number(8, 10));
    let [french, english] = MONTHS[month.clamp(1, 12) - 1];
    let clock = &text[11..19];
    match language {
        Language::French if day == 1 => format!("1er {french} {year} à {clock}"),
        Language::French => format!("{day} {french} {year} à {clock}"),
        Language::English => format!("{day} {english} {year}, {clock}"),
    }
}

/// `23-04-2017` and `22:41:07`, as the ministry's files write them.
pub(crate) fn official_moment(stamp: Stamp) -> [String; 2] {
    let text = stamp.to_string();
    [format!("{}-{}-{}", &text[8..10], &text[5..7], &text[0..4]), text[11..19].to_owned()]
}

/// `1er tour`, `round 1`.
pub(crate) fn round(number: u8, language: Language) -> String {
    match (language, number) {
        (Language::French, 1) => "1er\u{a0}tour".to_owned(),
        (Language::French, number) => format!("{number}e\u{a0}tour"),
        (Language::English, number) => format!("round\u{a0}{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(whole(47_582_183, French), "47\u{202f}582\u{202f}183");
        assert_eq!(whole(999, English), "999");
        assert_eq!(share(8_656_346, 36_054_394, French), "24,01\u{a0}%");
        assert_eq!(share(0, 0, English), "–");
        assert_eq!(difference([1, 4], [1, 2], English).as_deref(), Some("\u{2212}25.00"));
        assert_eq!(difference([1, 2], [1, 4], French).as_deref(), Some("+25,00"));
        assert_eq!(difference([1, 2], [1, 2], French).as_deref(), Some("0,00"));
        assert_eq!(difference([1, 2], [0, 0], French), None);
    }

    #[test]
    fn moments_are_those_of_the_publishing_clock() {
        let stamp = Stamp::parse("2017-05-01T22:41:07+02:00").expect("a moment");
        assert_eq!(moment(stamp, French), "1er mai 2017 à 22:41:07");
        assert_eq!(moment(stamp, English), "1 May 2017, 22:41:07");
        assert_eq!(official_moment(stamp), ["01-05-2017", "22:41:07"]);
        assert_eq!(round(2, French), "2e\u{a0}tour");
    }
}
