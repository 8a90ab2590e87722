//! Identifiers of elections, places, stations, venues and key holders.

use core::fmt;

/// Longest identifier, in bytes. An identifier is copied around by value, so it stays small.
pub const MAX_ID_BYTES: usize = 23;

/// A short ASCII name, 1 to [`MAX_ID_BYTES`] of `A-Z a-z 0-9 . _ -`, starting with a letter or a digit.
///
/// It orders by its bytes, which is the order of every list in a sealed definition.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    // The bytes come first so that the derived order is the order of the text: the unused
    // tail is zero, and no identifier contains a zero byte.
    bytes: [u8; MAX_ID_BYTES],
    len: u8,
}

/// Why a text is not an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadId {
    /// Nothing there.
    #[error("an identifier is empty")]
    Empty,
    /// Longer than [`MAX_ID_BYTES`].
    #[error("an identifier is longer than {MAX_ID_BYTES} characters")]
    TooLong,
    /// A character outside `A-Z a-z 0-9 . _ -`, or a first character that is no letter or digit.
    #[error("an identifier has a character other than A-Z a-z 0-9 . _ - or starts with a sign")]
    Character,
}

impl Id {
    /// Reads an identifier.
    pub fn new(text: &str) -> Result<Self, BadId> {
        let source = text.as_bytes();
        let first = source.first().ok_or(BadId::Empty)?;
        if source.len() > MAX_ID_BYTES {
            return Err(BadId::TooLong);
        }
        if !first.is_ascii_alphanumeric() || !source.iter().all(|b| is_id_byte(*b)) {
            return Err(BadId::Character);
        }
        let mut bytes = [0; MAX_ID_BYTES];
        bytes[..source.len()].copy_from_slice(source);
        let len = u8::try_from(source.len()).map_err(|_| BadId::TooLong)?;
        Ok(Self { bytes, len })
    }

    /// The text of the identifier.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or_else(|_| {
            unreachable!("the constructor admits ASCII only");
        })
    }
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl core::str::FromStr for Id {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        Self::new(text)
    }
}
