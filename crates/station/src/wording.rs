//! Two languages, and numbers as people read them.

use election::refusal::Language;

/// One of two texts.
pub fn say<T>(language: Language, french: T, english: T) -> T {
    match language {
        Language::French => french,
        Language::English => english,
    }
}

/// A text that stands in both languages, French first.
pub type Twin = (&'static str, &'static str);

/// One of a pair.
pub fn pick(language: Language, twin: Twin) -> &'static str {
    say(language, twin.0, twin.1)
}

/// A number in groups of three: `1 204` with a narrow no-break space, or `1,204`.
pub fn number(language: Language, number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(say(language, '\u{202f}', ','));
        }
        out.push(digit);
    }
    out
}
