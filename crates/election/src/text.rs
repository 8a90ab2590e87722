//! Strict text: one spelling per value, and the line at which it went wrong.
//!
//! Every signed or sealed format of the project is read through [`Lines`] and written by the
//! twin beside its parser.

use tlog::hash::Hash;

use crate::{Id, Stamp, Votes};

/// Longest line of any format, in bytes.
pub const MAX_LINE_BYTES: usize = 1_024;

/// Longest free text (a title, a name, a reason), in bytes.
pub const MAX_PHRASE_BYTES: usize = 400;

/// Why a text is not in its format. The codes are those of `specs/codes.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// E001: bytes that are not UTF-8, or a byte order mark.
    Encoding,
    /// E002: a control character, a carriage return, or a character that changes the reading direction.
    Control,
    /// E003: a space at either end of a line, or two before its last field.
    Space,
    /// E004: the last line does not end.
    FinalNewline,
    /// E005: another line was due here.
    Expected(&'static str),
    /// E006: not a number in its one spelling, or beyond its limit.
    Number,
    /// E007: not an identifier.
    Identifier,
    /// E008: not a moment in its one spelling.
    Moment,
    /// E009: beyond a named limit.
    Limit(&'static str),
    /// E010: lines after the end.
    Trailing,
    /// E011: not a hash or a key in its one spelling.
    Digest,
    /// E012: a word that is not one of those allowed here.
    Word(&'static str),
    /// E013: free text that is empty, padded, or too long.
    Phrase,
}

/// A [`Fault`] and its line, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// A reader over the lines of a strict text.
pub struct Lines<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Lines<'a> {
    /// Starts reading; the text must be UTF-8 and end with a newline.
    pub fn new(bytes: &'a [u8]) -> Result<Self, LineFault> {
        let text = core::str::from_utf8(bytes).map_err(|error| {
            let line = bytes[..error.valid_up_to()].split(|b| *b == b'\n').count();
            LineFault { line, fault: Fault::Encoding }
        })?;
        if text.starts_with('\u{feff}') {
            return Err(LineFault { line: 1, fault: Fault::Encoding });
        }
        if !text.ends_with('\n') {
            let line = 1 + text.matches('\n').count();
            return Err(LineFault { line, fault: Fault::FinalNewline });
        }
        Ok(Self { rest: text, line: 0 })
    }

    /// A fault at the line read last.
    pub fn fault(&self, fault: Fault) -> LineFault {
        LineFault { line: self.line, fault }
    }

    /// The next line, whole.
    pub fn whole(&mut self, due: &'static str) -> Result<&'a str, LineFault> {
        self.line += 1;
        let (line, rest) = self.rest.split_once('\n').ok_or(self.fault(Fault::Expected(due)))?;
        self.rest = rest;
        if line.len() > MAX_LINE_BYTES {
            return Err(self.fault(Fault::Limit("MAX_LINE_BYTES")));
        }
        if line.chars().any(is_hidden) {
            return Err(self.fault(Fault::Control));
        }
        if line.ends_with(' ') || line.starts_with(' ') {
            return Err(self.fault(Fault::Space));
        }
        Ok(line)
    }

    /// The next line must be exactly `line`.
    pub fn exactly(&mut self, line: &'static str) -> Result<(), LineFault> {
        if self.whole(line)? == line { Ok(()) } else { Err(self.fault(Fault::Expected(line))) }
    }

    /// The next line must be `key value`; gives the value.
    pub fn value(&mut self, key: &'static str) -> Result<&'a str, LineFault> {
        let line = self.whole(key)?;
        line.strip_prefix(key).and_then(|tail| tail.strip_prefix(' ')).ok_or(self.fault(Fault::Expected(key)))
    }

    /// Whether the next line starts with `key` and a space; reads nothing.
    pub fn peek(&self, key: &str) -> bool {
        self.rest.strip_prefix(key).is_some_and(|tail| tail.starts_with(' '))
    }

    /// The fields of a `key …` line with exactly `N` fields, the last of which may hold spaces.
    pub fn fields<const N: usize>(&mut self, key: &'static str) -> Result<[&'a str; N], LineFault> {
        let value = self.value(key)?;
        let mut parts = value.splitn(N, ' ');
        let mut fields = [""; N];
        for field in &mut fields {
            *field = parts.next().filter(|part| !part.is_empty()).ok_or(self.fault(Fault::Expected(key)))?;
        }
        if fields[N - 1].starts_with(' ') {
            return Err(self.fault(Fault::Space));
        }
        Ok(fields)
    }

    /// A `key number` line.
    pub fn number(&mut self, key: &'static str, limit: u64) -> Result<u64, LineFault> {
        let value = self.value(key)?;
        self.parse_number(value, limit)
    }

    /// A `key votes` line.
    pub fn votes(&mut self, key: &'static str) -> Result<Votes, LineFault> {
        let value = self.value(key)?;
        Votes::parse(value).ok_or(self.fault(Fault::Number))
    }

    /// A `key identifier` line.
    pub fn id(&mut self, key: &'static str) -> Result<Id, LineFault> {
        let value = self.value(key)?;
        self.parse_id(value)
    }

    /// A `key moment` line.
    pub fn stamp(&mut self, key: &'static str) -> Result<Stamp, LineFault> {
        let value = self.value(key)?;
        self.parse_stamp(value)
    }

    /// A `key hash` line, 64 lower-case hexadecimal digits.
    pub fn hash(&mut self, key: &'static str) -> Result<Hash, LineFault> {
        let value = self.value(key)?;
        Hash::from_hex(value).ok_or(self.fault(Fault::Digest))
    }

    /// A `key free text` line; `-` stands for none.
    pub fn phrase(&mut self, key: &'static str) -> Result<Option<&'a str>, LineFault> {
        let value = self.value(key)?;
        if value == "-" { Ok(None) } else { self.parse_phrase(value).map(Some) }
    }

    /// A number in its one spelling, at most `limit`.
    pub fn parse_number(&self, text: &str, limit: u64) -> Result<u64, LineFault> {
        let canonical = text == "0" || !text.starts_with('0');
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = (canonical && digits).then(|| text.parse().ok()).flatten();
        number.filter(|n| *n <= limit).ok_or(self.fault(Fault::Number))
    }

    /// An identifier at the current line.
    pub fn parse_id(&self, text: &str) -> Result<Id, LineFault> {
        Id::new(text).map_err(|_| self.fault(Fault::Identifier))
    }

    /// A moment at the current line.
    pub fn parse_stamp(&self, text: &str) -> Result<Stamp, LineFault> {
        Stamp::parse(text).ok_or(self.fault(Fault::Moment))
    }

    /// Free text at the current line.
    pub fn parse_phrase(&self, text: &'a str) -> Result<&'a str, LineFault> {
        if is_phrase(text) { Ok(text) } else { Err(self.fault(Fault::Phrase)) }
    }

    /// Nothing may follow.
    pub fn end(&self) -> Result<(), LineFault> {
        if self.rest.is_empty() { Ok(()) } else { Err(LineFault { line: self.line + 1, fault: Fault::Trailing }) }
    }

    /// The line read last, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

/// Whether `text` may stand as free text: not empty, not `-` (which stands for none), not padded,
/// within the limit, without characters that hide or reorder what is read.
pub fn is_phrase(text: &str) -> bool {
    let padded = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    !matches!(text, "" | "-") && text.len() <= MAX_PHRASE_BYTES && !padded && !text.chars().any(is_hidden)
}

/// A cell of a table as a spreadsheet is given it. What begins like a formula is run by it, and may
/// send elsewhere what it reads: an apostrophe before the sign makes it text. A spreadsheet of
/// another country cuts cells elsewhere (in French at `;`), so that what begins after any such cut
/// counts as a beginning too; blanks and quotation marks before it hide nothing. A single sign is
/// left alone.
pub fn never_formula(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = text.chars().nth(1).is_some();
    if text.starts_with(['\t', '\r', '\n']) {
        out.push('\'');
    }
    for c in text.chars() {
        if begins && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            out.push('\'');
        }
        begins = match c {
            ',' | ';' | '|' | '\t' | '\r' | '\n' => true,
            '"' => begins,
            c => begins && c.is_whitespace(),
        };
        out.push(c);
    }
    out
}

/// Characters that steer a terminal, cannot be seen, or turn the reading direction: an attacker would use them
/// to show a name that is not the one signed.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
