//! The words of explanations, in French and English. They add no fact.

mod compare;
mod department;
mod more;
mod names;
mod site;
mod why;

use election::refusal::Language;

pub use compare::compare;
pub use department::department;
pub use more::more;
pub(super) use names::{circuit, density, force, ground, unit_kind};
pub use site::site;
pub(super) use why::requirement;
pub use why::why_not;

/// Lines in one language.
struct Page {
    language: Language,
    text: String,
}

impl Page {
    fn new(language: Language) -> Self {
        Self { language, text: String::new() }
    }

    fn line(&mut self, french: &str, english: &str) {
        self.text.push_str(match self.language {
            Language::French => french,
            Language::English => english,
        });
        self.text.push('\n');
    }
}
