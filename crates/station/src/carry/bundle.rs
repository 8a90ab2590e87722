//! Many signed messages in one file, as a stick carries them.

use election::{
    message::MAX_MESSAGE_BYTES,
    refusal::Language,
    text::{Fault, LineFault, Lines},
};
use tlog::hash::Hash;

use crate::wording::say;

/// First line of such a file.
const HEADER: &str = "vigie.carry/v1";

/// Most messages in one file: more than a department has stations.
pub const MAX_BUNDLE_MESSAGES: usize = 10_000;

/// Most bytes of one file.
pub const MAX_BUNDLE_BYTES: usize = 64 * 1_024 * 1_024;

/// Why a file is not one of messages as it was written. Nothing of it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadBundle {
    /// It is over [`MAX_BUNDLE_BYTES`].
    TooLong,
    /// It does not begin as such a file does.
    Header,
    /// It ends before its end.
    Cut,
    /// What it announces is not what follows; the line in question.
    Form(LineFault),
    /// The bytes are not those that were written.
    Changed,
}

/// Writes messages in their order.
///
/// # Panics
///
/// When there are more than [`MAX_BUNDLE_MESSAGES`], or one is empty or too long: the caller
/// counted them before.
pub fn write_bundle<B: AsRef<[u8]>>(messages: &[B]) -> Vec<u8> {
    assert!(messages.len() <= MAX_BUNDLE_MESSAGES, "{} messages in one file", messages.len());
    let mut out = format!("{HEADER}\nmessages {}\n", messages.len()).into_bytes();
    for message in messages.iter().map(AsRef::as_ref) {
        assert!((1..=MAX_MESSAGE_BYTES).contains(&message.len()), "a message of {} bytes", message.len());
        out.extend_from_slice(format!("bytes {}\n", message.len()).as_bytes());
        out.extend_from_slice(message);
    }
    let end = Hash::of(&out);
    out.extend_from_slice(format!("end {end}\n").as_bytes());
    out
}

/// Reads what [`write_bundle`] writes; the messages as they are, unproven.
pub fn read_bundle(bytes: &[u8]) -> Result<Vec<&[u8]>, BadBundle> {
    if bytes.len() > MAX_BUNDLE_BYTES {
        return Err(BadBundle::TooLong);
    }
    let mut rest = Rest { bytes, at: 0, line: 0 };
    if rest.line()? != HEADER.as_bytes() {
        return Err(BadBundle::Header);
    }
    let count = rest.number("messages", MAX_BUNDLE_MESSAGES)?;
    let mut messages = Vec::new();
    for _ in 0..count {
        let length = rest.number("bytes", MAX_MESSAGE_BYTES)?;
        messages.push(rest.take(length)?);
    }
    let before = &bytes[..rest.at];
    let end = rest.lines()?.hash("end").map_err(|fault| rest.moved(fault))?;
    if rest.at < bytes.len() {
        return Err(BadBundle::Form(LineFault { line: rest.line + 1, fault: Fault::Trailing }));
    }
    if end == Hash::of(before) { Ok(messages) } else { Err(BadBundle::Changed) }
}

/// What is left of a file.
struct Rest<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Rest<'a> {
    /// The next line without its end.
    fn line(&mut self) -> Result<&'a [u8], BadBundle> {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or(BadBundle::Cut)?;
        self.at += end + 1;
        self.line += 1;
        Ok(&rest[..end])
    }

    /// A reader of the next line alone, with the strict rules of all texts.
    fn lines(&mut self) -> Result<Lines<'a>, BadBundle> {
        let from = self.at;
        self.line()?;
        Lines::new(&self.bytes[from..self.at]).map_err(|fault| self.moved(fault))
    }

    fn number(&mut self, key: &'static str, limit: usize) -> Result<usize, BadBundle> {
        let number = self.lines()?.number(key, limit as u64).map_err(|fault| self.moved(fault))?;
        Ok(usize::try_from(number).unwrap_or_else(|_| unreachable!("within the limit, which is a usize")))
    }

    /// The bytes of a message. One that is empty says nothing.
    fn take(&mut self, length: usize) -> Result<&'a [u8], BadBundle> {
        if length == 0 {
            return Err(BadBundle::Form(LineFault { line: self.line, fault: Fault::Number }));
        }
        let message = self.bytes[self.at..].get(..length).ok_or(BadBundle::Cut)?;
        self.at += length;
        self.line += message.split(|byte| *byte == b'\n').count() - 1;
        Ok(message)
    }

    /// A fault of a line that was read alone, at its place in the file.
    fn moved(&self, fault: LineFault) -> BadBundle {
        BadBundle::Form(LineFault { line: self.line, fault: fault.fault })
    }
}

impl BadBundle {
    /// What is wrong and what to do, for people.
    pub fn text(&self, language: Language) -> String {
        let fixed = |french: &str, english: &str| say(language, french, english).to_owned();
        match self {
            Self::TooLong => fixed("trop grand pour un fichier de messages.", "too large for a file of messages."),
            Self::Header => fixed(
                "ce n'est pas un fichier de messages. Envoyez le fichier tel que le programme l'a produit.",
                "this is no file of messages. Send the file as the program made it.",
            ),
            Self::Cut => {
                fixed("le fichier est tronqué. Copiez-le de nouveau.", "the file is cut short. Copy it again.")
            }
            Self::Form(LineFault { line, fault }) => say(
                language,
                format!("ligne {line} : {}. Copiez le fichier de nouveau.", fault.text(language)),
                format!("line {line}: {}. Copy the file again.", fault.text(language)),
            ),
            Self::Changed => fixed(
                "le contenu a changé depuis l'écriture. Copiez le fichier de nouveau.",
                "the content was changed since it was written. Copy the file again.",
            ),
        }
    }
}
