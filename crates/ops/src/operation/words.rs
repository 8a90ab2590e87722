//! Small sets of words that stand in events and, in French and English, on screens.

use election::refusal::Language;

/// A word of a small set.
pub trait Word: Copy + Sized + 'static {
    /// Every word of the set, in its order.
    const ALL: &'static [Self];

    /// The word in events.
    fn word(self) -> &'static str;

    /// The word for people.
    fn label(self, language: Language) -> &'static str;

    /// Reads the word of an event.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|own| own.word() == text)
    }
}

/// Declares an enum whose values are words: in events, in French, in English.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($value:ident $word:literal [$french:literal, $english:literal],)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $(#[doc = $english] $value,)*
        }

        impl Word for $name {
            const ALL: &'static [Self] = &[$(Self::$value),*];

            fn word(self) -> &'static str {
                match self {
                    $(Self::$value => $word,)*
                }
            }

            fn label(self, language: election::refusal::Language) -> &'static str {
                let (french, english) = match self {
                    $(Self::$value => ($french, $english),)*
                };
                match language {
                    election::refusal::Language::French => french,
                    election::refusal::Language::English => english,
                }
            }
        }
    };
}
pub(crate) use words;
