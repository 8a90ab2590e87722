//! One typed figure: `1204`, `1 204` and `1.204` are the same; anything else is refused.

use election::{Votes, counts::MAX_VOTES, refusal::Language};

use crate::wording::{Twin, pick};

/// Longest text of a figure that is looked at. The largest figure has eight digits; whoever typed
/// more than this was in another window.
pub const MAX_FIGURE_BYTES: usize = 64;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: not answered yet, which is not zero.
    Empty,
    /// A figure.
    Figure(Votes),
    /// Something that is no figure.
    Refused(Mistyped),
}

/// Why a text is not taken for a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistyped {
    /// A sign: votes are never negative, and a plus sign is a slip.
    Sign,
    /// A comma: a decimal point to some and a separator of thousands to others.
    Comma,
    /// Letters or other characters, so also exponents: `1e3`, `O` for zero.
    Letters,
    /// Spaces or points that do not stand before each group of three digits: `12.04`, `1 20`.
    Grouping,
    /// A zero in front: the identifier of a station, or a figure cut short on its left.
    LeadingZero,
    /// More than a station can have.
    TooLarge,
}

impl Cell {
    /// The figure, where there is one.
    pub fn figure(self) -> Option<Votes> {
        match self {
            Self::Figure(votes) => Some(votes),
            Self::Empty | Self::Refused(_) => None,
        }
    }
}

/// Reads what somebody typed into a field of figures.
pub fn read(text: &str) -> Cell {
    let text = text.trim();
    if text.is_empty() {
        return Cell::Empty;
    }
    match digits(text) {
        Ok(digits) => figure(&digits).map_or_else(Cell::Refused, Cell::Figure),
        Err(why) => Cell::Refused(why),
    }
}

/// The digits without their separators of thousands.
fn digits(text: &str) -> Result<String, Mistyped> {
    if text.len() > MAX_FIGURE_BYTES {
        return Err(Mistyped::TooLarge);
    }
    // The minus signs of keyboards and of word processors.
    if text.contains(['-', '+', '\u{2212}', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}']) {
        return Err(Mistyped::Sign);
    }
    if text.contains([',', '\u{66b}', '\u{ff0c}']) {
        return Err(Mistyped::Comma);
    }
    if !text.chars().all(|c| c.is_ascii_digit() || c == '.' || is_space(c)) {
        return Err(Mistyped::Letters);
    }
    let groups: Vec<&str> = if text.contains('.') { text.split('.').collect() } else { text.split(is_space).collect() };
    let plain = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let by_three = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    if groups.iter().all(plain) && by_three { Ok(groups.concat()) } else { Err(Mistyped::Grouping) }
}

/// The spaces that keyboards, spreadsheets and word processors put between thousands.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}')
}

fn figure(digits: &str) -> Result<Votes, Mistyped> {
    if digits.len() > 1 && digits.starts_with('0') {
        return Err(Mistyped::LeadingZero);
    }
    digits.parse().ok().and_then(Votes::new).ok_or(Mistyped::TooLarge)
}

impl Mistyped {
    /// What is wrong and what to do, for people.
    pub fn text(self, language: Language) -> String {
        let text = pick(language, self.words());
        match self {
            Self::TooLarge => format!("{text} ({MAX_VOTES})."),
            _ => text.to_owned(),
        }
    }

    fn words(self) -> Twin {
        match self {
            Self::Sign => (
                "Un signe n'a pas sa place ici : un nombre de voix n'est jamais négatif. Tapez les chiffres seuls.",
                "No sign here: a number of votes is never negative. Type the digits alone.",
            ),
            Self::Comma => (
                "Pas de virgule : tapez les chiffres seuls, ou groupés par trois avec une espace ou un point.",
                "No comma: type the digits alone, or in groups of three with a space or a point.",
            ),
            Self::Letters => (
                "Des chiffres seulement, de 0 à 9. Un zéro n'est pas la lettre O.",
                "Digits only, 0 to 9. A zero is not the letter O.",
            ),
            Self::Grouping => (
                "L'espace ou le point sépare des milliers, donc des groupes de trois chiffres. Relisez ce nombre.",
                "A space or a point separates thousands, so groups of three digits. Read this number again.",
            ),
            Self::LeadingZero => (
                "Un nombre ne commence pas par zéro. Relisez-le ; n'est-ce pas le numéro d'un bureau ?",
                "A number does not begin with zero. Read it again; is it not the number of a station?",
            ),
            Self::TooLarge => ("Plus grand qu'aucun bureau n'en peut avoir", "Larger than any station can have"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(text: &str) -> Option<u32> {
        read(text).figure().map(Votes::value)
    }

    #[test]
    fn thousands_are_grouped_or_not() {
        for text in ["1204", "1 204", "1.204", "1\u{a0}204", "1\u{202f}204", "1\u{2009}204", "1\u{2007}204", " 1204 "] {
            assert_eq!(figure(text), Some(1_204), "{text:?}");
        }
        assert_eq!(figure("10.000.000"), Some(MAX_VOTES));
        assert_eq!(figure("0"), Some(0));
        assert_eq!(figure("012"), None);
    }

    #[test]
    fn nothing_is_nothing_and_not_zero() {
        for text in ["", " ", "\u{a0}", "\u{202f} "] {
            assert_eq!(read(text), Cell::Empty);
        }
        assert_eq!(read("0"), Cell::Figure(Votes::ZERO));
    }

    #[test]
    fn what_is_no_figure_is_refused_with_its_cause() {
        let cases = [
            ("-1", Mistyped::Sign),
            ("\u{2212}1", Mistyped::Sign),
            ("+1", Mistyped::Sign),
            ("1e-3", Mistyped::Sign),
            ("1,204", Mistyped::Comma),
            ("12,5", Mistyped::Comma),
            ("1e3", Mistyped::Letters),
            ("1O4", Mistyped::Letters),
            ("0x10", Mistyped::Letters),
            ("\u{661}\u{662}", Mistyped::Letters),
            ("\u{ff11}", Mistyped::Letters),
            ("1'204", Mistyped::Letters),
            ("=1+1", Mistyped::Sign),
            ("12.04", Mistyped::Grouping),
            ("1 20", Mistyped::Grouping),
            ("1  204", Mistyped::Grouping),
            ("1. 204", Mistyped::Grouping),
            ("1.204 500", Mistyped::Grouping),
            (".204", Mistyped::Grouping),
            ("1.", Mistyped::Grouping),
            (".", Mistyped::Grouping),
            ("1204.500", Mistyped::Grouping),
            ("0012", Mistyped::LeadingZero),
            ("0.012", Mistyped::LeadingZero),
            ("00", Mistyped::LeadingZero),
            ("10000001", Mistyped::TooLarge),
            ("99999999999999999999", Mistyped::TooLarge),
        ];
        for (text, why) in cases {
            assert_eq!(read(text), Cell::Refused(why), "{text:?}");
        }
        assert_eq!(read(&"1".repeat(MAX_FIGURE_BYTES + 1)), Cell::Refused(Mistyped::TooLarge));
    }
}
