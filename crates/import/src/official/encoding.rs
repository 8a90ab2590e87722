//! Bytes of a line into text, in one encoding for the whole file.

use crate::cause::Cause;

/// How the letters of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// ISO-8859-1, the encoding of the ministry's files to 2022.
    Latin1,
}

impl Encoding {
    /// The encoding of a header: UTF-8 where it can be. The headers of all ISO-8859-1 layouts
    /// hold an `é`, whose single byte is no UTF-8, so the choice is never a guess.
    pub(crate) fn of(header: &[u8]) -> Self {
        if core::str::from_utf8(header).is_ok() { Self::Utf8 } else { Self::Latin1 }
    }

    /// Decodes one line into `text`, which is cleared first.
    pub(crate) fn decode(self, line: &[u8], text: &mut String) -> Result<(), Cause> {
        text.clear();
        match self {
            Self::Utf8 => text.push_str(core::str::from_utf8(line).map_err(|_| Cause::BadUtf8)?),
            Self::Latin1 => text.extend(line.iter().map(|byte| char::from(*byte))),
        }
        if text.chars().any(char::is_control) {
            return Err(Cause::ControlByte);
        }
        if !line.is_ascii() && was_encoded_twice(text) {
            return Err(Cause::Mojibake);
        }
        Ok(())
    }
}

/// `Ã` and `Â` before another letter outside ASCII are UTF-8 read as ISO-8859-1 and written
/// again; no French word has either letter there. U+FFFD is what a converter leaves behind.
fn was_encoded_twice(text: &str) -> bool {
    let pairs = text.chars().zip(text.chars().skip(1));
    text.contains('\u{fffd}') || pairs.into_iter().any(|(a, b)| matches!(a, 'Ã' | 'Â') && !b.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(encoding: Encoding, line: &[u8]) -> Result<String, Cause> {
        let mut text = String::new();
        encoding.decode(line, &mut text).map(|()| text)
    }

    #[test]
    fn each_encoding_reads_its_own_letters() {
        assert_eq!(Encoding::of("Prénom".as_bytes()), Encoding::Utf8);
        assert_eq!(Encoding::of(b"Pr\xe9nom"), Encoding::Latin1);
        assert_eq!(decoded(Encoding::Latin1, b"Pr\xe9nom"), Ok("Prénom".to_owned()));
        assert_eq!(decoded(Encoding::Utf8, b"Pr\xe9nom"), Err(Cause::BadUtf8));
    }

    #[test]
    fn other_encodings_are_refused() {
        assert_eq!(decoded(Encoding::Utf8, "PrÃ©nom".as_bytes()), Err(Cause::Mojibake));
        assert_eq!(decoded(Encoding::Utf8, "Pr\u{fffd}nom".as_bytes()), Err(Cause::Mojibake));
        assert_eq!(decoded(Encoding::Latin1, b"c\x9cur"), Err(Cause::ControlByte));
        assert_eq!(decoded(Encoding::Utf8, b"a\0b"), Err(Cause::ControlByte));
    }
}
