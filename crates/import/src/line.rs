//! Splitting one line into fields (RFC 4180, section 2, without line ends inside quotes).
//!
//! Line ends inside quotation are refused so that a line of the file is a row of the table:
//! a fault can then name its line, and a cut file cannot swallow the rows after it.

use std::borrow::Cow;

/// A field whose quotation is wrong; 1 for the first of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadQuote(pub(crate) usize);

/// Splits `line` at `separator` into `fields`, which is cleared first.
pub(crate) fn split<'a>(
    line: &'a str,
    separator: u8,
    fields: &mut Vec<Cow<'a, str>>,
) -> Result<(), BadQuote> {
    fields.clear();
    let mut rest = line;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => unquote(quoted, separator).ok_or(BadQuote(fields.len() + 1))?,
            None => plain(rest, separator),
        };
        fields.push(field);
        match after {
            Some(after) => rest = after,
            None => return Ok(()),
        }
    }
}

/// One field and what follows its separator, if there is one.
type Cut<'a> = (Cow<'a, str>, Option<&'a str>);

fn plain(rest: &str, separator: u8) -> Cut<'_> {
    match rest.split_once(char::from(separator)) {
        Some((field, after)) => (Cow::Borrowed(field), Some(after)),
        None => (Cow::Borrowed(rest), None),
    }
}

fn unquote(quoted: &str, separator: u8) -> Option<Cut<'_>> {
    let mut text = Cow::Borrowed("");
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_once('"')?;
        text += part;
        if let Some(more) = after.strip_prefix('"') {
            text += "\"";
            rest = more;
        } else if after.is_empty() {
            return Some((text, None));
        } else {
            return after
                .strip_prefix(char::from(separator))
                .map(|after| (text, Some(after)));
        }
    }
}

/// Appends a field, quoted only when it has to be.
pub(crate) fn push_field(line: &mut String, separator: u8, field: &str) {
    let special = |c: char| c == char::from(separator) || c == '"';
    if field.contains(special) {
        line.push('"');
        line.push_str(&field.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(field);
    }
}

/// Appends a row of fields and the end of the line.
pub(crate) fn push_row(table: &mut String, fields: &[&str]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            table.push(',');
        }
        push_field(table, b',', field);
    }
    table.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Result<Vec<String>, BadQuote> {
        let mut fields = Vec::new();
        split(line, b';', &mut fields)?;
        Ok(fields.into_iter().map(Cow::into_owned).collect())
    }

    #[test]
    fn quotes_and_plain_fields_mix() {
        assert_eq!(
            fields("a;\"b;\"\"c\";;").expect("well quoted"),
            ["a", "b;\"c", "", ""]
        );
        assert_eq!(fields("").expect("one empty field"), [""]);
    }

    #[test]
    fn a_quote_that_does_not_close_is_refused() {
        assert_eq!(fields("a;\"b;c"), Err(BadQuote(2)));
        assert_eq!(fields("\"a\"b;c"), Err(BadQuote(1)));
    }

    #[test]
    fn what_is_pushed_is_split_again() {
        for field in ["", "plain", "a,b", "say \"x\"", "\""] {
            let mut row = String::new();
            push_row(&mut row, &[field, "end"]);
            let mut out = Vec::new();
            split(row.trim_end_matches('\n'), b',', &mut out).expect("our own writing");
            assert_eq!(out, [field, "end"]);
        }
    }
}
