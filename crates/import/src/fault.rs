//! Faults: where, what, and what to do about it; and a file refused with all of them.

use std::fmt;

use election::refusal::Language;

use crate::cause::Cause;

/// Most faults that are told; the rest is counted, since a reader of thousands needs the first.
pub const MAX_FAULTS: usize = 100;

/// Most bytes of what was found that are told: whoever has a longer line finds it by its number.
pub const MAX_FOUND_BYTES: usize = 400;

/// A column of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// 1 for the first field of a table, or the first character of a line of TOML.
    pub number: usize,
    /// The header of the column, or the name of the TOML entry; may be empty.
    pub name: String,
}

/// One thing wrong with one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name of the file as the caller gave it.
    pub file: String,
    /// Line, 1 for the first, if the fault has one.
    pub line: Option<u64>,
    /// Column, if the fault has one.
    pub column: Option<Column>,
    /// What is wrong.
    pub cause: Cause,
    /// What was found, in figures and names: the same in every language; may be empty.
    pub found: String,
}

impl Fault {
    /// A fault of a file as a whole.
    pub fn of_file(file: &str, cause: Cause, found: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, column: None, cause, found: found.into() }
    }

    /// One line for people: place, code, cause, what was found, remedy.
    pub fn text(&self, language: Language) -> String {
        let words = self.cause.words();
        let (said, remedy) = match language {
            Language::English => (words.english, words.remedy),
            Language::French => (words.french, words.recours),
        };
        let place = self.place(language);
        let found = if self.found.is_empty() { String::new() } else { format!(" [{}]", self.found_in_short()) };
        format!("{place}: {} {said}{found}. → {remedy}.", words.code)
    }

    /// What was found, cut where it is long, with the number of bytes left out.
    pub fn found_in_short(&self) -> String {
        let end = self.found.floor_char_boundary(MAX_FOUND_BYTES);
        let left_out = self.found.len() - end;
        if left_out == 0 { self.found.clone() } else { format!("{}… + {left_out}", &self.found[..end]) }
    }

    fn place(&self, language: Language) -> String {
        let (line_word, column_word) = match language {
            Language::English => ("line", "column"),
            Language::French => ("ligne", "colonne"),
        };
        let line = self.line.map_or_else(String::new, |line| format!(", {line_word} {line}"));
        let column = self.column.as_ref().map_or_else(String::new, |column| match column.name.as_str() {
            "" => format!(", {column_word} {}", column.number),
            name => format!(", {column_word} {} ({name})", column.number),
        });
        format!("{}{line}{column}", self.file)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

/// A file, or a directory, refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The first [`MAX_FAULTS`] faults, in the order they were met; at least one.
    pub faults: Vec<Fault>,
    /// How many more there are.
    pub left_out: u64,
}

impl Refused {
    /// Whether `cause` is among the faults told.
    pub fn has(&self, cause: Cause) -> bool {
        self.faults.iter().any(|fault| fault.cause == cause)
    }
}

impl Refused {
    /// Several refusals as one; `None` where there was none.
    pub fn all(refusals: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut faults = Faults::default();
        refusals.into_iter().for_each(|refused| faults.absorb(refused));
        faults.refusal()
    }
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault], left_out: 0 }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        if self.left_out > 0 {
            write!(f, "\n… and {} more", self.left_out)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}

/// A value that is not there because its fault was told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told;

/// Faults met so far.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    told: Vec<Fault>,
    left_out: u64,
}

impl Faults {
    pub(crate) fn push(&mut self, fault: Fault) {
        if self.told.len() < MAX_FAULTS {
            self.told.push(fault);
        } else {
            self.left_out += 1;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    pub(crate) fn absorb(&mut self, refused: Refused) {
        self.left_out += refused.left_out;
        refused.faults.into_iter().for_each(|fault| self.push(fault));
    }

    /// The value, unless something was wrong with it.
    pub(crate) fn unless<T>(self, value: T) -> Result<T, Refused> {
        self.refusal().map_or(Ok(value), Err)
    }

    pub(crate) fn refusal(self) -> Option<Refused> {
        (!self.is_empty()).then_some(Refused { faults: self.told, left_out: self.left_out })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_cut_between_letters_and_says_how_much() {
        let fault = |found: String| Fault::of_file("f", Cause::Empty, found);
        let whole = "é".repeat(MAX_FOUND_BYTES / 2);
        assert_eq!(fault(whole.clone()).found_in_short(), whole);
        assert_eq!(fault(format!("{whole}é")).found_in_short(), format!("{whole}… + 2"));
        assert_eq!(fault(format!("x{whole}")).found_in_short(), format!("x{}… + 2", &whole[2..]));
    }
}
