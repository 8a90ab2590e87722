//! Numbers and languages as people write them, and texts of strangers as they may be shown.

use std::io;

use election::{refusal::Language, text::is_hidden};

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
    language.number(number)
}

/// A number and what is counted, which agrees with it: one word for one, another for several.
/// In French nothing is singular too; in English it is plural.
pub fn counted(language: Language, number: u64, french: [&str; 2], english: [&str; 2]) -> String {
    let [one, several] = say(language, french, english);
    let is_one = number == 1 || (number == 0 && language == Language::French);
    format!("{} {}", self::number(language, number), if is_one { one } else { several })
}

/// Text that somebody else wrote, on one line: what would steer the terminal, hide or turn the
/// reading direction is shown as its code. It could print another verdict otherwise.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// The same of a text that has lines of its own.
pub fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// What the system says of a failed effect. What is rare is left in the system's own words.
pub fn cause(language: Language, error: &io::Error) -> String {
    let french = match error.kind() {
        io::ErrorKind::NotFound => "fichier ou répertoire introuvable",
        io::ErrorKind::PermissionDenied => "accès refusé",
        io::ErrorKind::AlreadyExists => "existe déjà",
        io::ErrorKind::NotADirectory => "pas un répertoire",
        io::ErrorKind::IsADirectory => "c'est un répertoire",
        io::ErrorKind::DirectoryNotEmpty => "répertoire non vide",
        io::ErrorKind::StorageFull => "plus de place sur le disque",
        io::ErrorKind::ReadOnlyFilesystem => "disque en lecture seule",
        io::ErrorKind::BrokenPipe => "plus personne ne lit",
        _ => return error.to_string(),
    };
    say(language, french.to_owned(), error.to_string())
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
    fn what_is_counted_agrees() {
        let stations = |language, n| counted(language, n, ["bureau", "bureaux"], ["station", "stations"]);
        let french = [0, 1, 2, 1_000].map(|n| stations(Language::French, n));
        assert_eq!(french, ["0 bureau", "1 bureau", "2 bureaux", "1\u{202f}000 bureaux"]);
        let english = [0, 1, 2].map(|n| stations(Language::English, n));
        assert_eq!(english, ["0 stations", "1 station", "2 stations"]);
    }

    /// Everything that steers, hides or turns, and nothing else.
    #[test]
    fn a_strangers_text_cannot_steer() {
        let bad = "\0\u{7}\u{8}\t\r\n\u{1b}\u{7f}\u{85}\u{9b}\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\
            \u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{e0001}";
        for c in bad.chars() {
            assert_eq!(visible(&format!("a{c}b")), format!("a\\u{{{:x}}}b", u32::from(c)));
        }
        let good = "Élection d'essai — « Saint-Étienne » 1\u{202f}000 \u{a0}→ 東京 œ \\ \"x\"";
        assert_eq!(visible(good), good);
        assert_eq!(visible_lines("a\n\u{1b}b\n"), "a\n\\u{1b}b\n");
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
