//! Comma-separated values (RFC 4180): one header row, quoted where needed, one row a line.

use core::fmt::Display;

use csv::{Terminator, Writer, WriterBuilder};
use election::text::never_formula;

/// Rows of one table.
pub(super) struct Table {
    writer: Writer<Vec<u8>>,
}

impl Table {
    pub(super) fn new(header: &[&str]) -> Self {
        let writer = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(Vec::new());
        let mut table = Self { writer };
        for name in header {
            table.put(name);
        }
        table.end();
        table
    }

    /// What this program wrote itself: an identifier, a number, a word.
    pub(super) fn put(&mut self, own: impl Display) -> &mut Self {
        let own = own.to_string();
        self.writer.write_field(own).unwrap_or_else(|_| unreachable!("a Vec takes every field"));
        self
    }

    /// What people wrote, none of which a spreadsheet runs.
    pub(super) fn text(&mut self, theirs: &str) -> &mut Self {
        self.put(never_formula(theirs))
    }

    pub(super) fn maybe(&mut self, own: Option<impl Display>) -> &mut Self {
        match own {
            Some(own) => self.put(own),
            None => self.put(""),
        }
    }

    /// Ends the row.
    pub(super) fn end(&mut self) {
        self.writer.write_record(None::<&[u8]>).unwrap_or_else(|_| unreachable!("every row has the header's fields"));
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.writer.into_inner().unwrap_or_else(|_| unreachable!("a Vec is flushed by writing"))
    }
}

/// Thousandths as a decimal with a point: one spelling for programs.
pub(super) struct Thousandths(pub(super) u64);

impl Display for Thousandths {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1_000, self.0 % 1_000)
    }
}

/// Ten-thousandths.
pub(super) struct TenThousandths(pub(super) u64);

impl Display for TenThousandths {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}.{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

/// Millionths of a degree as degrees with six decimals.
pub(super) struct Degrees(pub(super) i32);

impl Display for Degrees {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        write!(f, "{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay_numbers() {
        let mut table = Table::new(&["name", "lon"]);
        for name in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "a,b\"c", "Ain"] {
            table.text(name).put(Degrees(-500)).end();
        }
        let text = String::from_utf8(table.finish()).unwrap();
        let expected = "name,lon\n'=cmd|' /C calc'!A0,-0.000500\n'+1,-0.000500\n'-1,-0.000500\n'@SUM(A1),-0.000500\n\
            '\tx,-0.000500\n\"a,b\"\"c\",-0.000500\nAin,-0.000500\n";
        assert_eq!(text, expected);
    }
}
