//! Values as they are spelled in the files of the directory.

use election::definition::{Level, Mode, Position, Role, Sex, Zone};

/// Words of an enum, each with its value; the first found is how it is written.
pub(crate) type Words<T> = [(&'static str, T)];

pub(crate) const MODES: &Words<Mode> = &[("live", Mode::Live), ("test", Mode::Test)];
pub(crate) const SEXES: &Words<Sex> = &[("M", Sex::Male), ("F", Sex::Female), ("-", Sex::Unstated)];
pub(crate) const LEVELS: &Words<Level> = &[
    ("nation", Level::Nation),
    ("region", Level::Region),
    ("department", Level::Department),
    ("commune", Level::Commune),
];
pub(crate) const ZONES: &Words<Zone> =
    &[("gendarmerie", Zone::Gendarmerie), ("police", Zone::Police), ("", Zone::Unstated)];
pub(crate) const ROLES: &Words<Role> = &[
    ("authority", Role::Authority),
    ("court", Role::Court),
    ("prefecture", Role::Prefecture),
    ("commune", Role::Commune),
    ("president", Role::President),
    ("secretary", Role::Secretary),
];

/// The value of a word.
pub(crate) fn of_word<T: Copy>(words: &Words<T>, word: &str) -> Option<T> {
    words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

/// The word of a value.
pub(crate) fn word_of<T: Copy + PartialEq>(words: &Words<T>, value: T) -> &'static str {
    words
        .iter()
        .find(|(_, known)| *known == value)
        .map_or_else(|| unreachable!("every value has its word; a test writes each"), |(word, _)| *word)
}

/// Reads a longitude and a latitude in decimal degrees.
pub(crate) fn parse_position(lon: &str, lat: &str) -> Option<Position> {
    Some(Position { lon_e6: millionths(lon, 180)?, lat_e6: millionths(lat, 90)? })
}

/// `-2.35` is -2,350,000: a sign, up to three digits, up to six decimals, within `limit` degrees.
fn millionths(text: &str, limit: i32) -> Option<i32> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, decimals),
        None => (digits, "0"),
    };
    let plain = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole, 3) || !plain(decimals, 6) {
        return None;
    }
    let fraction: i32 = format!("{decimals:0<6}").parse().ok()?;
    let size = whole.parse::<i32>().ok()? * 1_000_000 + fraction;
    (size <= limit * 1_000_000).then_some(if negative { -size } else { size })
}

/// Degrees with no more decimals than needed; the twin of the parser.
pub(crate) fn degrees(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let size = millionths.unsigned_abs();
    let decimals = format!("{:06}", size % 1_000_000);
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{decimals}", size / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_come_back_exactly() {
        for value in [0, 1, -1, 4_925_800, -61_534_000, 180_000_000, -180_000_000, 100, 12_000_000] {
            assert_eq!(millionths(&degrees(value), 180), Some(value), "{}", degrees(value));
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for wrong in
            ["", "-", ".", "1.", ".5", "+1", "1,5", "1e2", "1.1234567", "181", "180.000001", " 1", "1 ", "0001", "--1"]
        {
            assert_eq!(millionths(wrong, 180), None, "{wrong}");
        }
        assert_eq!(parse_position("0", "90.1"), None);
    }
}
