//! Numbers and languages as people write them.

use election::refusal::Language;

/// The language asked for, or else that of the environment (`VIGIE_LANG`, then `LC_ALL`,
/// `LC_MESSAGES`, `LANG`); English where none says French.
pub fn language(asked: Option<&str>) -> Language {
    let of = |text: &str| {
        if text.starts_with("fr") { Language::French } else { Language::English }
    };
    if let Some(asked) = asked {
        return of(asked);
    }
    let names = ["VIGIE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
    let first = names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    first.map_or(Language::English, |value| of(&value))
}

/// One of two texts.
pub fn say<T>(language: Language, french: T, english: T) -> T {
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// `47 582 183` or `47,582,183`.
pub fn number(language: Language, number: u64) -> String {
    let digits = number.to_string();
    let separator = say(language, '\u{202f}', ',');
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// `part` of `whole` in hundredths of a per cent, half up: `24,01 %`. Integers only.
pub fn share(language: Language, part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let hundredths = (u128::from(part) * 20_000 + u128::from(whole)) / (u128::from(whole) * 2);
    let point = say(language, ',', '.');
    let sign = say(language, "\u{202f}%", "%");
    format!("{}{point}{:02}{sign}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(number(Language::English, 0), "0");
        assert_eq!(number(Language::English, 999), "999");
        assert_eq!(number(Language::English, 47_582_183), "47,582,183");
        assert_eq!(number(Language::French, 1_000), "1\u{202f}000");
    }

    #[test]
    fn shares_round_half_up() {
        assert_eq!(share(Language::English, 1, 8), "12.50%");
        assert_eq!(share(Language::English, 1, 3), "33.33%");
        assert_eq!(share(Language::English, 2, 3), "66.67%");
        assert_eq!(share(Language::English, 1, 0), "–");
        assert_eq!(share(Language::French, 8_656_346, 36_054_394), "24,01\u{202f}%");
    }
}
