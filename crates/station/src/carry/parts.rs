//! One message in several short texts, each the content of a QR code, read in any order.

use core::fmt;
use std::collections::BTreeMap;

use election::{message::MAX_MESSAGE_BYTES, refusal::Language};
use tlog::hash::Hash;

use super::base32;
use crate::wording::say;

/// First word of a part.
const HEADER: &str = "VIGIE.QR/V1";

/// Most bytes of the message in one part: a code of 97 modules a side that still survives the loss
/// of an eighth, so that it prints at 6 cm and any telephone reads it.
pub const PART_BYTES: usize = 560;

/// Most parts of one message: the longest message has 118.
pub const MAX_PARTS: usize = MAX_MESSAGE_BYTES.div_ceil(PART_BYTES);

/// Bytes of the message's hash that stand in every part.
const MESSAGE_BYTES: usize = 8;
/// Bytes of the checksum of a part.
const CHECK_BYTES: usize = 4;

/// One part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    number: usize,
    of: usize,
    message: [u8; MESSAGE_BYTES],
    bytes: Vec<u8>,
}

/// Why texts do not give a message. Positions count the texts from 1, as they were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadParts {
    /// Nothing was read.
    Nothing,
    /// This text is no part: another code was scanned.
    NotAPart {
        /// Which text.
        position: usize,
    },
    /// This text was a part and is damaged.
    Damaged {
        /// Which text.
        position: usize,
    },
    /// This part belongs to another message than the first.
    Mixed {
        /// Which text.
        position: usize,
    },
    /// These parts were read twice.
    Duplicate {
        /// Their numbers.
        numbers: Vec<usize>,
    },
    /// These parts were not read.
    Missing {
        /// Their numbers.
        numbers: Vec<usize>,
        /// How many the message has.
        of: usize,
    },
    /// All parts are there and do not give the message they name.
    NotTheMessage,
}

/// Cuts a signed message into parts of about the same length.
///
/// # Panics
///
/// When the message is empty or longer than [`MAX_MESSAGE_BYTES`]: no such message was signed.
pub fn split(message: &[u8]) -> Vec<Part> {
    assert!((1..=MAX_MESSAGE_BYTES).contains(&message.len()), "a message of {} bytes", message.len());
    let of = message.len().div_ceil(PART_BYTES);
    let each = message.len().div_ceil(of);
    let prefix = prefix(message);
    let part = |(number, bytes): (usize, &[u8])| Part { number, of, message: prefix, bytes: bytes.to_vec() };
    (1..).zip(message.chunks(each)).map(part).collect()
}

/// Puts a message together from the texts of its parts, read in any order.
pub fn join<T: AsRef<str>>(texts: &[T]) -> Result<Vec<u8>, BadParts> {
    let parts: Vec<Part> =
        (1..).zip(texts).map(|(at, text)| Part::read(text.as_ref(), at)).collect::<Result<_, _>>()?;
    let first = parts.first().ok_or(BadParts::Nothing)?;
    let stranger = parts.iter().position(|part| (part.message, part.of) != (first.message, first.of));
    if let Some(at) = stranger {
        return Err(BadParts::Mixed { position: at + 1 });
    }
    let (of, prefix_due) = (first.of, first.message);
    let mut found: BTreeMap<usize, Vec<&Part>> = BTreeMap::new();
    for part in &parts {
        found.entry(part.number).or_default().push(part);
    }
    let twice: Vec<usize> = found.iter().filter(|(_, same)| same.len() > 1).map(|(number, _)| *number).collect();
    if !twice.is_empty() {
        return Err(BadParts::Duplicate { numbers: twice });
    }
    let missing: Vec<usize> = (1..=of).filter(|number| !found.contains_key(number)).collect();
    if !missing.is_empty() {
        return Err(BadParts::Missing { numbers: missing, of });
    }
    let message: Vec<u8> = found.values().flatten().flat_map(|part| part.bytes.iter().copied()).collect();
    // What was put together is cut again: a message has one set of parts and no other.
    let same = message.len() <= MAX_MESSAGE_BYTES
        && prefix(&message) == prefix_due
        && split(&message).iter().eq(found.values().flatten().copied());
    if same { Ok(message) } else { Err(BadParts::NotTheMessage) }
}

fn prefix(message: &[u8]) -> [u8; MESSAGE_BYTES] {
    core::array::from_fn(|at| Hash::of(message).0[at])
}

fn checksum(body: &str) -> String {
    let hash = Hash::of(body.as_bytes()).to_string();
    hash[..2 * CHECK_BYTES].to_ascii_uppercase()
}

impl Part {
    /// Its number, from 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// How many parts the message has.
    pub fn of(&self) -> usize {
        self.of
    }

    /// Reads the text of one part. A scanner may leave a line's end behind it.
    fn read(text: &str, position: usize) -> Result<Self, BadParts> {
        let text = text.trim();
        let rest = text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix(' '));
        let rest = rest.ok_or(BadParts::NotAPart { position })?;
        let (check, body) = rest.split_once(' ').ok_or(BadParts::Damaged { position })?;
        if check != checksum(body) {
            return Err(BadParts::Damaged { position });
        }
        Self::parse(body).filter(|part| part.body() == body).ok_or(BadParts::Damaged { position })
    }

    fn parse(body: &str) -> Option<Self> {
        let [number, of, message, data] = body.splitn(4, ' ').collect::<Vec<_>>().try_into().ok()?;
        let (number, of) = (number.parse().ok()?, of.parse().ok()?);
        if !(1..=MAX_PARTS).contains(&of) || !(1..=of).contains(&number) || message.len() != 2 * MESSAGE_BYTES {
            return None;
        }
        let message = u64::from_str_radix(message, 16).ok()?.to_be_bytes();
        let bytes = base32::decode(data).filter(|bytes| (1..=PART_BYTES).contains(&bytes.len()))?;
        Some(Self { number, of, message, bytes })
    }

    fn body(&self) -> String {
        let message = u64::from_be_bytes(self.message);
        format!("{} {} {message:016X} {}", self.number, self.of, base32::encode(&self.bytes))
    }
}

/// The text of the part: what a code holds.
impl fmt::Display for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        write!(out, "{HEADER} {} {body}", checksum(&body))
    }
}

impl BadParts {
    /// What is wrong and what to do, for people.
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Nothing => say(
                language,
                "aucune partie. Lisez tous les codes de la feuille.".to_owned(),
                "no part at all. Read every code of the sheet.".to_owned(),
            ),
            Self::NotAPart { position } => say(
                language,
                format!("le texte {position} n'est pas une partie d'un message. Lisez les codes de la feuille seule."),
                format!("text {position} is no part of a message. Read the codes of the sheet alone."),
            ),
            Self::Damaged { position } => say(
                language,
                format!("la partie lue en position {position} est abîmée. Lisez ce code de nouveau."),
                format!("the part read at position {position} is damaged. Read that code again."),
            ),
            Self::Mixed { position } => say(
                language,
                format!("la partie lue en position {position} est d'un autre message. Lisez une feuille à la fois."),
                format!("the part read at position {position} is of another message. Read one sheet at a time."),
            ),
            Self::Duplicate { numbers } => say(
                language,
                format!("lues deux fois : parties {}. Gardez-les une fois.", list(numbers)),
                format!("read twice: parts {}. Keep each once.", list(numbers)),
            ),
            Self::Missing { numbers, of } => say(
                language,
                format!("manquent : parties {} sur {of}. Lisez ces codes.", list(numbers)),
                format!("missing: parts {} of {of}. Read those codes.", list(numbers)),
            ),
            Self::NotTheMessage => say(
                language,
                "les parties ne donnent pas le message qu'elles annoncent. Lisez la feuille de nouveau.".to_owned(),
                "the parts do not give the message they name. Read the sheet again.".to_owned(),
            ),
        }
    }
}

fn list(numbers: &[usize]) -> String {
    let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
    numbers.join(", ")
}
