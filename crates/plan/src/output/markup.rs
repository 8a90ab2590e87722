//! Text inside HTML, SVG and XML.

use core::fmt;

use election::text::is_hidden;

/// Text that cannot end the element or the attribute it stands in. Characters that are not
/// allowed in XML, or that hide or turn what is read, become the replacement character.
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\u{fffe}' | '\u{ffff}' => f.write_str("\u{fffd}")?,
                c if is_hidden(c) => f.write_str("\u{fffd}")?,
                c => fmt::Write::write_char(f, c)?,
            }
        }
        Ok(())
    }
}

/// Writes to a text, which takes everything.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {
        core::fmt::Write::write_fmt($out, format_args!($($text)*))
            .unwrap_or_else(|_| unreachable!("a String takes every text"))
    };
}
pub(super) use put;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_element_or_attribute() {
        let hostile = "</title><script>alert('x')</script>\" onload=\"&\u{0}\u{202e}\u{ffff}";
        let text = Text(hostile).to_string();
        assert!(!text.contains(['<', '>', '"', '\'', '\u{0}', '\u{202e}', '\u{ffff}']), "{text}");
        assert!(text.contains("&amp;"), "{text}");
        assert_eq!(Text("Île-d’Yeu").to_string(), "Île-d’Yeu");
    }
}
