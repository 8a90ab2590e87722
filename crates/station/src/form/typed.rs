//! What somebody typed, as it was typed: nothing of it is ever lost or mended.

use std::collections::BTreeMap;

use election::{
    message::Field,
    refusal::Language,
    text::{MAX_PHRASE_BYTES, is_hidden},
};

use crate::wording::{Twin, pick};

/// Longest text of one field that is kept, in bytes: that of a reason. What is longer is refused
/// when it is put, before anybody believes it kept.
pub const MAX_TYPED_BYTES: usize = MAX_PHRASE_BYTES;

/// What was typed into the fields of a form, and the reason given for what is unusual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    figures: BTreeMap<Field, String>,
    reason: String,
}

/// Why a text cannot be kept as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untypable {
    /// Over [`MAX_TYPED_BYTES`].
    #[error("longer than {MAX_TYPED_BYTES} bytes")]
    TooLong,
    /// A character that steers, hides or turns what is read.
    #[error("a hidden or control character")]
    Hidden,
}

impl Typed {
    /// Puts what was typed into a field in the place of what was there. White space around it is
    /// not kept; nothing typed empties the field.
    pub fn put(&mut self, field: Field, text: &str) -> Result<(), Untypable> {
        match keepable(text)? {
            "" => self.figures.remove(&field),
            text => self.figures.insert(field, text.to_owned()),
        };
        Ok(())
    }

    /// Puts the reason; nothing typed is no reason.
    pub fn put_reason(&mut self, text: &str) -> Result<(), Untypable> {
        keepable(text)?.clone_into(&mut self.reason);
        Ok(())
    }

    /// What was typed into a field; empty where nothing was.
    pub fn at(&self, field: Field) -> &str {
        self.figures.get(&field).map_or("", String::as_str)
    }

    /// The reason as typed; empty for none.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The fields that were answered, in their order, with their texts.
    pub fn answered(&self) -> impl ExactSizeIterator<Item = (Field, &str)> {
        self.figures.iter().map(|(field, text)| (*field, text.as_str()))
    }

    /// Whether nothing was typed at all.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.reason.is_empty()
    }
}

fn keepable(text: &str) -> Result<&str, Untypable> {
    let text = text.trim();
    if text.len() > MAX_TYPED_BYTES {
        Err(Untypable::TooLong)
    } else if text.chars().any(is_hidden) {
        Err(Untypable::Hidden)
    } else {
        Ok(text)
    }
}

impl Untypable {
    /// What is wrong and what to do, for people.
    pub fn text(self, language: Language) -> &'static str {
        let words: Twin = match self {
            Self::TooLong => ("Trop long : 400 octets au plus. Abrégez.", "Too long: at most 400 bytes. Shorten it."),
            Self::Hidden => (
                "Un caractère invisible s'y trouve. Retapez ce texte au lieu de le coller.",
                "There is an invisible character in it. Type the text instead of pasting it.",
            ),
        };
        pick(language, words)
    }
}
