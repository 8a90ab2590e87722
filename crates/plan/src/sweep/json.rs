//! As much of JSON (RFC 8259) as a problem needs, strictly: no name twice, no escapes, whole
//! numbers in one spelling.

/// Where a text stops being a problem, and why. Lines and columns count from 1, columns in bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {cause}")]
pub struct Refused {
    /// The line of the cause.
    pub line: usize,
    /// Its column.
    pub column: usize,
    /// What is wrong there.
    pub cause: Cause,
}

/// What can be wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Something else is due.
    #[error("{0} is due here")]
    Due(&'static str),
    /// A number above its limit, or none.
    #[error("a whole number from 0 to {0} is due here")]
    Number(u32),
    /// A name that is not known.
    #[error("`{0}` is not known here")]
    Unknown(String),
    /// A name that was there before.
    #[error("`{0}` stands here twice")]
    Twice(String),
    /// A name that must be there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// More items than the limit.
    #[error("more than {0} items")]
    TooMany(usize),
    /// Something after the end.
    #[error("the text goes on after its end")]
    Trailing,
    /// Well formed, but no problem.
    #[error("{0}")]
    Unfit(super::problem::Unfit),
}

/// Longest string.
const LONGEST: usize = 100;

/// A place in a text.
pub struct Json<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Json<'a> {
    pub fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    pub fn refused<T>(&self, cause: Cause) -> Result<T, Refused> {
        let before = &self.text[..self.at.min(self.text.len())];
        let line = before.split(|&byte| byte == b'\n').count();
        let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count() + 1;
        Err(Refused { line, column, cause })
    }

    fn blanks(&mut self) {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.at += self.text[self.at..].iter().take_while(|byte| blank(byte)).count();
    }

    fn next(&mut self) -> Option<u8> {
        self.blanks();
        self.text.get(self.at).copied()
    }

    fn took(&mut self, byte: u8) -> bool {
        let is = self.next() == Some(byte);
        self.at += usize::from(is);
        is
    }

    fn due(&mut self, byte: u8, what: &'static str) -> Result<(), Refused> {
        if self.took(byte) { Ok(()) } else { self.refused(Cause::Due(what)) }
    }

    /// Nothing but blanks may follow.
    pub fn end(&mut self) -> Result<(), Refused> {
        if self.next().is_none() { Ok(()) } else { self.refused(Cause::Trailing) }
    }

    /// An object of known names, each at most once; `read` reads the value of the name at this
    /// place in the list. Names up to `needed` must be there.
    pub fn object(
        &mut self,
        names: &[&'static str],
        needed: usize,
        mut read: impl FnMut(usize, &mut Self) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        self.due(b'{', "`{`")?;
        let mut seen = vec![false; names.len()];
        if !self.took(b'}') {
            loop {
                self.blanks();
                let start = self.at;
                let name = self.string()?;
                let Some(which) = names.iter().position(|known| **known == *name) else {
                    self.at = start;
                    return self.refused(Cause::Unknown(name));
                };
                if std::mem::replace(&mut seen[which], true) {
                    self.at = start;
                    return self.refused(Cause::Twice(name));
                }
                self.due(b':', "`:`")?;
                read(which, self)?;
                if self.took(b'}') {
                    break;
                }
                self.due(b',', "`,` or `}`")?;
            }
        }
        match (0..needed).find(|&which| !seen[which]) {
            Some(which) => self.refused(Cause::Missing(names[which])),
            None => Ok(()),
        }
    }

    /// An array of at most so many items.
    pub fn array<T>(
        &mut self,
        most: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, Refused>,
    ) -> Result<Vec<T>, Refused> {
        self.due(b'[', "`[`")?;
        let mut items = Vec::new();
        if self.took(b']') {
            return Ok(items);
        }
        loop {
            if items.len() == most {
                return self.refused(Cause::TooMany(most));
            }
            items.push(read(self)?);
            if self.took(b']') {
                return Ok(items);
            }
            self.due(b',', "`,` or `]`")?;
        }
    }

    /// A whole number: digits, no sign, no leading zero.
    pub fn whole(&mut self, limit: u32) -> Result<u32, Refused> {
        self.blanks();
        let digits = self.text[self.at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = &self.text[self.at..self.at + digits];
        let plain = digits > 0 && digits <= 10 && (text[0] != b'0' || digits == 1);
        let goes_on = matches!(self.text.get(self.at + digits), Some(b'.' | b'e' | b'E'));
        let number = text.iter().take(10).fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        match u32::try_from(number) {
            Ok(number) if plain && !goes_on && number <= limit => {
                self.at += digits;
                Ok(number)
            }
            _ => self.refused(Cause::Number(limit)),
        }
    }

    /// Any number; its value is not needed.
    pub fn number(&mut self) -> Result<(), Refused> {
        self.blanks();
        let sign = |byte: &u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E') || byte.is_ascii_digit();
        let length = self.text[self.at..].iter().take_while(|byte| sign(byte)).count();
        let text = std::str::from_utf8(&self.text[self.at..self.at + length]).unwrap_or_default();
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                self.at += length;
                Ok(())
            }
            _ => self.refused(Cause::Due("a number")),
        }
    }

    /// A short string without escapes.
    pub fn string(&mut self) -> Result<String, Refused> {
        self.due(b'"', "a string")?;
        let rest = &self.text[self.at..];
        let length = rest.iter().take(LONGEST + 1).position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
        let text =
            length.filter(|&length| rest[length] == b'"').and_then(|length| std::str::from_utf8(&rest[..length]).ok());
        let Some(text) = text else {
            return self.refused(Cause::Due("a string of at most 100 bytes, without escapes,"));
        };
        self.at += text.len() + 1;
        Ok(text.to_owned())
    }
}
