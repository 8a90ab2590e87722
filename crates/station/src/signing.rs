//! Two people sign one text, one after the other, each with a key of his own.

use std::collections::BTreeMap;

use election::{Id, Stamp, definition::Key, refusal::Language};
use tlog::note::{Note, Signer};

use crate::wording::{Twin, pick};

/// Holders who sign a report.
pub const SIGNERS: usize = 2;

/// Why a key does not sign this text now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotThisKey {
    /// The private key is not the one whose public half the definition names.
    #[error("not the key of the definition")]
    Stranger,
    /// Before the key's first moment.
    #[error("the key is not valid yet")]
    TooEarly,
    /// After its last moment.
    #[error("the key has expired")]
    TooLate,
}

/// Why signatures do not come together to one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Apart {
    /// One of them is no signed note.
    #[error("not a signed note")]
    Form,
    /// One of them signs another text.
    #[error("signatures of different texts")]
    OtherText,
}

/// Whether a private key is the one that the definition knows for a holder, and valid at the
/// moment that the text is dated: found out here rather than refused by the hub at midnight.
pub fn fits(key: &Key, signer: &Signer, at: Stamp) -> Result<(), NotThisKey> {
    if signer.verifier_key().key().bytes() != key.public.bytes() {
        return Err(NotThisKey::Stranger);
    }
    if key.from.is_some_and(|from| at.instant() < from.instant()) {
        return Err(NotThisKey::TooEarly);
    }
    if key.to.is_some_and(|to| at.instant() > to.instant()) {
        return Err(NotThisKey::TooLate);
    }
    Ok(())
}

/// One message of several notes over the same text: its signature lines in the order of their
/// names, each name once.
pub fn together<N: AsRef<str>>(text: &str, notes: &[N]) -> Result<String, Apart> {
    let mut lines = BTreeMap::new();
    for note in notes.iter().map(AsRef::as_ref) {
        let parsed = Note::parse(note.as_bytes()).map_err(|_| Apart::Form)?;
        if parsed.text != text {
            return Err(Apart::OtherText);
        }
        let own = note[text.len() + 1..].lines();
        lines.extend(parsed.signatures.iter().map(|signature| signature.name.to_owned()).zip(own.map(str::to_owned)));
    }
    let lines: Vec<String> = lines.into_values().collect();
    Ok(format!("{text}\n{}\n", lines.join("\n")))
}

/// The holders, among the keys, who signed a note well.
pub fn signed_by<'k>(note: &[u8], keys: impl Iterator<Item = &'k Key>, name: impl Fn(&Key) -> String) -> Vec<Id> {
    let Ok(note) = Note::parse(note) else { return Vec::new() };
    let good = |key: &&Key| {
        let name = name(key);
        let line = note.signatures.iter().find(|signature| signature.name == name);
        let bytes = line.and_then(|signature| <&[u8; 64]>::try_from(signature.bytes.as_slice()).ok());
        bytes.is_some_and(|bytes| key.public.verify(note.text.as_bytes(), bytes))
    };
    keys.filter(good).map(|key| key.holder).collect()
}

impl NotThisKey {
    /// What is wrong and what to do, for people.
    pub fn text(self, language: Language) -> &'static str {
        let words: Twin = match self {
            Self::Stranger => (
                "ce n'est pas la clé que la définition connaît pour ce titulaire. Prenez le fichier de clés de ce bureau et de ce scrutin.",
                "not the key that the definition knows for this holder. Take the key file of this station and this election.",
            ),
            Self::TooEarly => (
                "cette clé n'est pas encore valable à la date du message. Vérifiez l'heure de l'ordinateur.",
                "this key is not valid yet at the date of the message. Check this computer's clock.",
            ),
            Self::TooLate => (
                "cette clé est échue à la date du message. Faites signer un autre titulaire.",
                "this key has expired at the date of the message. Have another holder sign.",
            ),
        };
        pick(language, words)
    }
}
