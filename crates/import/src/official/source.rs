//! From whatever arrives to lines: unpacking by content, limits, and what is no table at all.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use crate::cause::Cause;

/// Most bytes of text, after unpacking. The largest national file so far has 120 million.
pub const MAX_INPUT_BYTES: u64 = 1 << 30;
/// Longest line: 400 candidates fit into it.
pub const MAX_LINE_BYTES: usize = 64 * 1024;
/// Most memory an .xz file may ask for its dictionary, in KiB; `xz -9` needs a quarter of it.
pub const MAX_XZ_MEMORY_KIB: u32 = 256 * 1024;

const BUFFER_BYTES: usize = 64 * 1024;
const GZIP: &[u8] = &[0x1f, 0x8b];
const XZ: &[u8] = &[0xfd, b'7', b'z', b'X', b'Z', 0];

/// A line without its end.
pub(crate) struct Line<'a> {
    pub(crate) bytes: &'a [u8],
    /// 1 for the first.
    pub(crate) number: u64,
    /// Whether the line had an end.
    pub(crate) ended: bool,
}

/// The lines of a file, unpacked.
pub(crate) struct Lines<'a> {
    reader: Box<dyn BufRead + 'a>,
    packed: bool,
    buffer: Vec<u8>,
    number: u64,
    bytes: u64,
    most_bytes: u64,
}

/// What went wrong, with the system's words if it was the system.
pub(crate) type Trouble = (Cause, String);

impl<'a> Lines<'a> {
    /// Looks at the first bytes, unpacks gzip and xz, and refuses what is no text.
    pub(crate) fn open(mut source: impl Read + 'a) -> Result<Self, Trouble> {
        let mut head = Vec::new();
        source.by_ref().take(XZ.len() as u64).read_to_end(&mut head).map_err(|e| (Cause::Unreadable, e.to_string()))?;
        let (is_gzip, is_xz) = (head.starts_with(GZIP), head.starts_with(XZ));
        let whole = Cursor::new(head).chain(source);
        let reader: Box<dyn BufRead + 'a> = if is_gzip {
            Box::new(BufReader::with_capacity(BUFFER_BYTES, MultiGzDecoder::new(whole)))
        } else if is_xz {
            let unpacker = XzReader::new_mem_limit(whole, true, MAX_XZ_MEMORY_KIB);
            Box::new(BufReader::with_capacity(BUFFER_BYTES, unpacker))
        } else {
            Box::new(BufReader::with_capacity(BUFFER_BYTES, whole))
        };
        let packed = is_gzip || is_xz;
        Self { reader, packed, buffer: Vec::new(), number: 0, bytes: 0, most_bytes: MAX_INPUT_BYTES }.sniffed()
    }

    fn sniffed(mut self) -> Result<Self, Trouble> {
        let packed = self.packed;
        let head = self.reader.fill_buf().map_err(|e| trouble(packed, &e))?;
        match sniff(head) {
            Some(cause) => Err((cause, String::new())),
            None => Ok(self),
        }
    }

    /// The next line; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Line<'_>>, Trouble> {
        self.buffer.clear();
        let most = MAX_LINE_BYTES as u64 + 1;
        let read = self.reader.by_ref().take(most).read_until(b'\n', &mut self.buffer);
        let read = read.map_err(|e| trouble(self.packed, &e))?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.bytes += read as u64;
        if read > MAX_LINE_BYTES {
            return Err((Cause::LongLine, format!("> {MAX_LINE_BYTES}")));
        }
        if self.bytes > self.most_bytes {
            return Err((Cause::TooBig, format!("> {}", self.most_bytes)));
        }
        let (bytes, ended) = without_end(&self.buffer);
        Ok(Some(Line { bytes, number: self.number, ended }))
    }

    /// Number of the last line given out.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }
}

fn without_end(line: &[u8]) -> (&[u8], bool) {
    match line.strip_suffix(b"\n") {
        Some(text) => (text.strip_suffix(b"\r").unwrap_or(text), true),
        None => (line, false),
    }
}

/// A decoder's complaint is about the bytes; only a plain file's error is the system's.
fn trouble(packed: bool, error: &io::Error) -> Trouble {
    let about_bytes = matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof
            | io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::OutOfMemory
            | io::ErrorKind::Unsupported
            | io::ErrorKind::Other
    );
    let cause = if packed && about_bytes { Cause::Compressed } else { Cause::Unreadable };
    (cause, error.to_string())
}

fn sniff(head: &[u8]) -> Option<Cause> {
    let first = head.iter().find(|byte| !byte.is_ascii_whitespace());
    if head.is_empty() {
        Some(Cause::Empty)
    } else if head.starts_with(b"\xef\xbb\xbf") {
        Some(Cause::ByteOrderMark)
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        Some(Cause::Spreadsheet)
    } else if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head[..head.len().min(64)].contains(&0)
    {
        Some(Cause::Utf16)
    } else if first == Some(&b'<') {
        Some(Cause::Html)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_stops_at_the_limit_of_bytes() {
        let mut lines = Lines::open(io::repeat(b'\n')).expect("text");
        lines.most_bytes = 1_000;
        let mut read = 0;
        let trouble = loop {
            match lines.next() {
                Ok(line) => read += u32::from(line.is_some()),
                Err(trouble) => break trouble,
            }
        };
        assert_eq!((read, trouble.0), (1_000, Cause::TooBig));
    }

    #[test]
    fn a_dictionary_of_four_gigabytes_is_refused_before_it_is_allocated() {
        // A stream header and a block header that asks for the largest dictionary of the format.
        let mut file = vec![0xfd, b'7', b'z', b'X', b'Z', 0, 0, 1, 0x69, 0x22, 0xde, 0x36];
        let block = [2, 0, 0x21, 1, 40, 0, 0, 0];
        file.extend(block);
        file.extend(crc32(&block).to_le_bytes());
        file.extend([1, 0, 0, b'x', 0, 0, 0, 0]);
        let refused = Lines::open(file.as_slice()).err().expect("refused");
        assert_eq!(refused.0, Cause::Compressed);
        assert!(refused.1.contains("mem_limit"), "{}", refused.1);
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }
}
