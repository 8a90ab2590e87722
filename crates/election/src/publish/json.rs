//! JSON with one spelling: no spaces, members in the order they are written, no number
//! in floating point.

use core::fmt::Write as _;

/// Writes one JSON value after another into a text; the caller nests them.
pub struct Json<'a> {
    out: &'a mut String,
    /// Whether the next member or element needs a comma before it.
    comma: bool,
}

impl<'a> Json<'a> {
    /// A writer at the end of `out`.
    pub fn new(out: &'a mut String) -> Self {
        Self { out, comma: false }
    }

    /// An object; `members` writes them.
    pub fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.nested('{', '}', members);
    }

    /// An array; `elements` writes them.
    pub fn array(&mut self, elements: impl FnOnce(&mut Self)) {
        self.nested('[', ']', elements);
    }

    fn nested(&mut self, open: char, close: char, inner: impl FnOnce(&mut Self)) {
        self.separate();
        self.out.push(open);
        self.comma = false;
        inner(self);
        self.out.push(close);
        self.comma = true;
    }

    /// The name of the member whose value is written next.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.text(name);
        self.out.push(':');
        self.comma = false;
        self
    }

    /// A string.
    pub fn text(&mut self, text: &str) {
        self.separate();
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                // The strict formats admit no control characters; one here is escaped all the same.
                '\n' => self.out.push_str("\\n"),
                c if c < ' ' => self.put(format_args!("\\u{:04x}", u32::from(c))),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
        self.comma = true;
    }

    /// A number.
    pub fn number(&mut self, number: u64) {
        self.separate();
        self.put(format_args!("{number}"));
        self.comma = true;
    }

    /// Millionths of one with six decimals: degrees of a place.
    pub fn millionths(&mut self, number: i64) {
        self.separate();
        let (sign, size) = (if number < 0 { "-" } else { "" }, number.unsigned_abs());
        self.put(format_args!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000));
        self.comma = true;
    }

    /// A string, from whatever prints itself.
    pub fn display(&mut self, value: impl core::fmt::Display) {
        self.text(&value.to_string());
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.separate();
        self.out.push_str(if value { "true" } else { "false" });
        self.comma = true;
    }

    /// `null`: not known, which is not zero.
    pub fn null(&mut self) {
        self.separate();
        self.out.push_str("null");
        self.comma = true;
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(',');
        }
    }

    fn put(&mut self, arguments: core::fmt::Arguments<'_>) {
        self.out.write_fmt(arguments).unwrap_or_else(|_| unreachable!("a String takes every text"));
    }
}
