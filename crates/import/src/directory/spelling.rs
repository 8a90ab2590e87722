//! Writing TOML, one entry a line.

use std::fmt::Write as _;

/// A line with a text.
pub(crate) fn entry(out: &mut String, name: &str, text: &str) {
    number(out, name, quoted(text));
}

/// A line with a value that is spelled in TOML already.
pub(crate) fn number(out: &mut String, name: &str, value: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{name} = {value}");
}

/// A TOML basic string.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
