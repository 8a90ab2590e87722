//! One line of a table into fields and back, by the crate `csv`; and what that crate lets pass.
//!
//! `csv` refuses nothing: a quotation that never closes swallows the rows after it, text behind
//! a closing mark is glued to the field, an empty line is skipped and a byte order mark dropped,
//! and its line numbers are those of a file without such lines. A table that is evidence must
//! not be read so. Therefore every line is handed over alone, with the number it has in the
//! file, and what was read must, written again, be the line: [`rewritten`] sees to it.

use std::io::Cursor;

use csv::{StringRecord, Terminator};

/// How the fields of a table are told apart (RFC 4180, section 2, without line ends inside
/// quotation).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) separator: u8,
    /// Whether a field that begins with a quotation mark is quoted. Where it is not, such a
    /// field is refused: another program has quoted what the author of the layout never does.
    pub(crate) quoted: bool,
}

impl Dialect {
    /// Tables of this project, and of most others.
    pub(crate) const COMMA: Self = Self { separator: b',', quoted: true };
}

/// A field whose quotation is wrong; 1 for the first of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadQuote(pub(crate) usize);

/// Splits line after line.
pub(crate) struct Splitter {
    dialect: Dialect,
    reader: csv::Reader<Cursor<Vec<u8>>>,
}

impl Splitter {
    pub(crate) fn new(dialect: Dialect) -> Self {
        let mut builder = csv::ReaderBuilder::new();
        builder
            .has_headers(false)
            .flexible(true)
            .delimiter(dialect.separator)
            .quoting(dialect.quoted)
            .terminator(Terminator::Any(b'\n'));
        Self { dialect, reader: builder.from_reader(Cursor::default()) }
    }

    /// Splits a line without its end into `fields`, which is cleared first.
    pub(crate) fn split(&mut self, line: &str, fields: &mut StringRecord) -> Result<(), BadQuote> {
        if self.reader.is_done() {
            // The line before had an open quotation or was empty: the reader met its end.
            *self = Self::new(self.dialect);
        }
        let source = self.reader.get_mut();
        source.set_position(0);
        source.get_mut().clear();
        source.get_mut().extend_from_slice(line.as_bytes());
        source.get_mut().push(b'\n');
        let read = self
            .reader
            .read_record(fields)
            .unwrap_or_else(|_| unreachable!("memory, text and rows of any width cannot fail"));
        if !read {
            fields.push_field("");
        }
        rewritten(line, fields, self.dialect)
    }
}

/// Whether the fields, written again, are the line.
fn rewritten(line: &str, fields: &StringRecord, dialect: Dialect) -> Result<(), BadQuote> {
    let mut rest = line;
    for (number, field) in (1..).zip(fields) {
        let after = match (rest.starts_with('"'), dialect.quoted) {
            (true, true) => after_quoted(rest, field),
            (true, false) => None,
            (false, _) => rest.strip_prefix(field),
        };
        let next = after.and_then(|after| {
            if number == fields.len() {
                after.is_empty().then_some(after)
            } else {
                after.strip_prefix(char::from(dialect.separator))
            }
        });
        rest = next.ok_or(BadQuote(number))?;
    }
    Ok(())
}

/// What follows a quoted field with this content.
fn after_quoted<'a>(line: &'a str, field: &str) -> Option<&'a str> {
    let mut rest = line.strip_prefix('"')?;
    for (at, part) in field.split('"').enumerate() {
        let mark = if at > 0 { "\"\"" } else { "" };
        rest = rest.strip_prefix(mark)?.strip_prefix(part)?;
    }
    rest.strip_prefix('"')
}

/// A table being written: comma, LF, quotation only where it has to be.
pub(crate) struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// A table of the columns of its header; every row must have as many.
    pub(crate) fn new<T: AsRef<[u8]>>(header: impl IntoIterator<Item = T>) -> Self {
        let mut builder = csv::WriterBuilder::new();
        let mut table = Self(builder.terminator(Terminator::Any(b'\n')).from_writer(Vec::new()));
        table.push(header);
        table
    }

    pub(crate) fn push<T: AsRef<[u8]>>(&mut self, row: impl IntoIterator<Item = T>) {
        self.0
            .write_record(row)
            .unwrap_or_else(|_| unreachable!("memory cannot fail, and every row has the columns of its header"));
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0.into_inner().unwrap_or_else(|_| unreachable!("memory cannot fail"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTED: Dialect = Dialect { separator: b';', quoted: true };
    const PLAIN: Dialect = Dialect { quoted: false, ..QUOTED };

    fn fields(dialect: Dialect, lines: &[&str]) -> Vec<Result<Vec<String>, BadQuote>> {
        let mut splitter = Splitter::new(dialect);
        let mut fields = StringRecord::new();
        let each = lines.iter().map(|line| {
            splitter.split(line, &mut fields)?;
            Ok(fields.iter().map(str::to_owned).collect())
        });
        each.collect()
    }

    fn of(dialect: Dialect, line: &str) -> Result<Vec<String>, BadQuote> {
        fields(dialect, &[line]).remove(0)
    }

    /// Asserts that a line is split into these fields.
    fn is_split(told: &Result<Vec<String>, BadQuote>, expected: &[&str]) {
        assert_eq!(told.as_ref().expect("well quoted"), expected);
    }

    #[test]
    fn quotes_and_plain_fields_mix() {
        is_split(&of(QUOTED, "a;\"b;\"\"c\";;"), &["a", "b;\"c", "", ""]);
        is_split(&of(QUOTED, "a;b\"c\";\"\""), &["a", "b\"c\"", ""]);
    }

    #[test]
    fn an_empty_line_is_one_empty_field() {
        is_split(&of(QUOTED, ""), &[""]);
    }

    #[test]
    fn a_quote_that_does_not_close_is_refused() {
        assert_eq!(of(QUOTED, "a;\"b;c"), Err(BadQuote(2)));
        assert_eq!(of(QUOTED, "\"a\"b;c"), Err(BadQuote(1)));
        assert_eq!(of(QUOTED, "a;\"b\" ;c"), Err(BadQuote(2)));
        assert_eq!(of(QUOTED, "a;\"\"\""), Err(BadQuote(2)));
    }

    #[test]
    fn a_layout_without_quotation_has_no_field_that_begins_with_a_mark() {
        assert_eq!(of(PLAIN, "a;\"b\";c"), Err(BadQuote(2)));
        assert_eq!(of(PLAIN, "a;\"b;c"), Err(BadQuote(2)));
        is_split(&of(PLAIN, "a;b \"x\";c"), &["a", "b \"x\"", "c"]);
    }

    #[test]
    fn a_bad_line_takes_nothing_of_the_next() {
        let lines = ["a;\"b", "c;d", "", "e;f", "\"g\"h", "i;j"];
        let told = fields(QUOTED, &lines);
        assert_eq!(told[0], Err(BadQuote(2)));
        is_split(&told[1], &["c", "d"]);
        is_split(&told[2], &[""]);
        is_split(&told[3], &["e", "f"]);
        assert_eq!(told[4], Err(BadQuote(1)));
        is_split(&told[5], &["i", "j"]);
    }

    #[test]
    fn a_mark_of_byte_order_is_not_dropped() {
        assert_eq!(of(QUOTED, "\u{feff}a;b"), Err(BadQuote(1)));
    }

    #[test]
    fn what_is_written_is_split_again() {
        for field in ["", "plain", "a,b", "say \"x\"", "\"", "#", " "] {
            let mut table = Table::new(["name", "end"]);
            table.push([field, "end"]);
            let text = String::from_utf8(table.into_bytes()).expect("text");
            let row = text.lines().nth(1).expect("a row");
            is_split(&of(Dialect::COMMA, row), &[field, "end"]);
        }
    }
}
