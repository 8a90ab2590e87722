//! Walking a TOML document: every entry asked for by name, every other one told as unknown.

use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::table::Entry;
use crate::cause::Cause;
use crate::fault::{Column, Fault, Faults};

/// A value with where it stands.
pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// The document being read: its text gives the lines of spans, its faults and entries grow. `I`
/// names its records.
pub(crate) struct Document<'a, I> {
    file: &'static str,
    text: &'a str,
    faults: &'a mut Faults,
    pub(crate) entries: Vec<Entry<I>>,
    /// Where each line begins: a document of many records asks for thousands of places.
    lines: Vec<usize>,
}

/// One table of the document, being one record.
pub(crate) struct Node<'t, I> {
    table: &'t DeTable<'t>,
    start: usize,
    item: I,
}

impl<'a, I: Copy> Document<'a, I> {
    pub(crate) fn new(file: &'static str, text: &'a str, faults: &'a mut Faults) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = [0].into_iter().chain(after).collect();
        Self { file, text, faults, entries: Vec::new(), lines }
    }

    /// Line and column, both from 1, of a byte of the text.
    fn place(&self, at: usize) -> (u64, usize) {
        let line = self.lines.partition_point(|start| *start <= at);
        let start = self.lines.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let before = self.text.get(start..at).unwrap_or("");
        (line as u64, 1 + before.chars().count())
    }

    pub(crate) fn fault(&mut self, span: &Range<usize>, name: &str, cause: Cause, found: &str) {
        let (line, number) = self.place(span.start);
        let column = Some(Column { number, name: name.to_owned() });
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line: Some(line),
            column,
            cause,
            found: found.to_owned(),
        });
    }

    pub(crate) fn mark(&mut self, item: I, field: &'static str, at: usize) {
        let (line, column) = self.place(at);
        self.entries.push(Entry { item, field, line, column });
    }

    /// Opens a table as a record with these fields; tells the ones it does not know.
    pub(crate) fn node<'t>(&mut self, value: &'t Value<'t>, item: I, known: &[&str]) -> Option<Node<'t, I>> {
        let Some(table) = value.get_ref().as_table() else {
            self.fault(&value.span(), "", Cause::WrongType, value.get_ref().type_str());
            return None;
        };
        Some(self.root(table, value.span().start, item, known))
    }

    pub(crate) fn root<'t>(&mut self, table: &'t DeTable<'t>, start: usize, item: I, known: &[&str]) -> Node<'t, I> {
        self.mark(item, "", start);
        for (key, _) in table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                self.fault(&key.span(), name, Cause::UnknownKey, name);
            }
        }
        Node { table, start, item }
    }

    /// An entry, if it is there.
    pub(crate) fn optional<'t>(&mut self, node: &Node<'t, I>, field: &'static str) -> Option<&'t Value<'t>> {
        let (_, value) = node.table.iter().find(|(key, _)| &**key.get_ref() == field)?;
        self.mark(node.item, field, value.span().start);
        Some(value)
    }

    /// An entry that must be there.
    pub(crate) fn required<'t>(&mut self, node: &Node<'t, I>, field: &'static str) -> Option<&'t Value<'t>> {
        let value = self.optional(node, field);
        if value.is_none() {
            self.fault(&(node.start..node.start), field, Cause::MissingKey, field);
        }
        value
    }

    /// A text, read by `parse`.
    pub(crate) fn text<T>(
        &mut self,
        value: &Value<'_>,
        field: &str,
        cause: Cause,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let Some(text) = value.get_ref().as_str() else {
            self.fault(&value.span(), field, Cause::WrongType, value.get_ref().type_str());
            return None;
        };
        let parsed = parse(text);
        if parsed.is_none() {
            let found: String = text.chars().take(60).collect();
            self.fault(&value.span(), field, cause, &found);
        }
        parsed
    }

    /// A required text.
    pub(crate) fn required_text<T>(
        &mut self,
        node: &Node<'_, I>,
        field: &'static str,
        cause: Cause,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.required(node, field)?;
        self.text(value, field, cause, parse)
    }

    /// A required whole number in decimal.
    pub(crate) fn required_number<T: FromStr>(&mut self, node: &Node<'_, I>, field: &'static str) -> Option<T> {
        let value = self.required(node, field)?;
        self.number(value, field, Cause::NotANumber)
    }

    /// A whole number in decimal.
    pub(crate) fn number<T: FromStr>(&mut self, value: &Value<'_>, field: &str, cause: Cause) -> Option<T> {
        let number = value.get_ref().as_integer().filter(|number| number.radix() == 10);
        let number = number.and_then(|number| number.as_str().parse().ok());
        if number.is_none() {
            self.fault(&value.span(), field, cause, "");
        }
        number
    }

    /// The values of a list; an entry that is not there is an empty one.
    pub(crate) fn list<'t>(&mut self, node: &Node<'t, I>, field: &'static str) -> Vec<&'t Value<'t>> {
        let Some(value) = self.optional(node, field) else {
            return Vec::new();
        };
        let list = value.get_ref().as_array();
        if list.is_none() {
            self.fault(&value.span(), field, Cause::WrongType, value.get_ref().type_str());
        }
        list.map(|list| list.iter().collect()).unwrap_or_default()
    }
}

/// All or nothing, but every one is looked at, so that every fault is told.
pub(crate) fn all<T>(values: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let values: Vec<Option<T>> = values.collect();
    values.into_iter().collect()
}
