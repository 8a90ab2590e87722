//! The text of a file, plain, .gz or .xz, and where in it something is wrong.

use std::fs::File;
use std::io::{Read, Seek as _};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use crate::failure::Failure;

/// Longest text that is read: ten times a million sites.
const MAX_BYTES: u64 = 1 << 30;
/// Most memory an .xz file may ask for its dictionary, in KiB; `xz -9` needs a quarter of it.
const MAX_XZ_MEMORY_KIB: u32 = 256 * 1024;

const GZIP: &[u8] = &[0x1f, 0x8b];
const XZ: &[u8] = &[0xfd, b'7', b'z', b'X', b'Z', 0];

/// The whole text, unpacked by what the file begins with.
pub(in super::super) fn text(path: &Path) -> Result<String, Failure> {
    let mut file = File::open(path).map_err(Failure::at(path))?;
    let mut head = Vec::new();
    file.by_ref().take(XZ.len() as u64).read_to_end(&mut head).map_err(Failure::at(path))?;
    file.rewind().map_err(Failure::at(path))?;
    let reader: Box<dyn Read> = if head.starts_with(GZIP) {
        Box::new(MultiGzDecoder::new(file))
    } else if head.starts_with(XZ) {
        Box::new(XzReader::new_mem_limit(file, true, MAX_XZ_MEMORY_KIB))
    } else {
        Box::new(file)
    };
    let whole = |cause: &str, remedy: &str| Failure::No(format!("{}: {cause}. → {remedy}.", path.display()));
    let mut bytes = Vec::new();
    let read = reader.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| whole(&format!("the file cannot be unpacked or read [{error}]"), "take the file anew"))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(whole(&format!("more than {MAX_BYTES} bytes"), "cut the region into parts"));
    }
    if bytes.is_empty() {
        return Err(whole("the file is empty", "give a file with a header and at least one row"));
    }
    String::from_utf8(bytes).map_err(|_| whole("this is no UTF-8 text", "convert it: iconv -t UTF-8"))
}

/// Where something is wrong, for the words that tell it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) path: &'a Path,
    /// 1 for the first.
    pub(super) line: u64,
    /// 1 for the first, with the name of the column.
    pub(super) column: Option<(usize, &'a str)>,
}

impl Place<'_> {
    pub(super) fn refuse(&self, cause: &str, found: &str, remedy: &str) -> Failure {
        let column = self.column.map_or_else(String::new, |(at, name)| format!(", column {at} ({name})"));
        let found: String = found.chars().take(60).collect();
        let found = if found.is_empty() { found } else { format!(" [{found}]") };
        Failure::No(format!("{}, line {}{column}: {cause}{found}. → {remedy}.", self.path.display(), self.line))
    }
}

/// A whole number in one spelling: digits, no sign, no leading zero.
pub(super) fn whole(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}
