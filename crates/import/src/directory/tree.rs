//! Walking a TOML document: every entry asked for by name, every other one told as unknown.

use std::ops::Range;

use election::definition::Item;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::table::Entry;
use crate::cause::Cause;
use crate::fault::{Column, Fault, Faults};

/// A value with where it stands.
pub(crate) type Value<'t> = Spanned<DeValue<'t>>;

/// The document being read: its text gives the lines of spans, its faults and entries grow.
pub(crate) struct Document<'a> {
    pub(crate) file: &'static str,
    pub(crate) text: &'a str,
    pub(crate) faults: &'a mut Faults,
    pub(crate) entries: Vec<Entry>,
}

/// One table of the document, being one record.
pub(crate) struct Node<'t> {
    table: &'t DeTable<'t>,
    start: usize,
    item: Item,
}

impl Document<'_> {
    /// Line and column, both from 1, of a byte of the text.
    fn place(&self, at: usize) -> (u64, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count() as u64;
        let column = 1 + before.chars().rev().take_while(|c| *c != '\n').count();
        (line, column)
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

    pub(crate) fn mark(&mut self, item: Item, field: &'static str, at: usize) {
        let (line, column) = self.place(at);
        self.entries.push(Entry { item, field, line, column });
    }

    /// Opens a table as a record with these fields; tells the ones it does not know.
    pub(crate) fn node<'t>(&mut self, value: &'t Value<'t>, item: Item, known: &[&str]) -> Option<Node<'t>> {
        let Some(table) = value.get_ref().as_table() else {
            self.fault(&value.span(), "", Cause::WrongType, value.get_ref().type_str());
            return None;
        };
        Some(self.root(table, value.span().start, item, known))
    }

    pub(crate) fn root<'t>(&mut self, table: &'t DeTable<'t>, start: usize, item: Item, known: &[&str]) -> Node<'t> {
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
    pub(crate) fn optional<'t>(&mut self, node: &Node<'t>, field: &'static str) -> Option<&'t Value<'t>> {
        let (_, value) = node.table.iter().find(|(key, _)| &**key.get_ref() == field)?;
        self.mark(node.item, field, value.span().start);
        Some(value)
    }

    /// An entry that must be there.
    pub(crate) fn required<'t>(&mut self, node: &Node<'t>, field: &'static str) -> Option<&'t Value<'t>> {
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
        node: &Node<'_>,
        field: &'static str,
        cause: Cause,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.required(node, field)?;
        self.text(value, field, cause, parse)
    }

    /// A required whole number in decimal.
    pub(crate) fn required_number<T: std::str::FromStr>(&mut self, node: &Node<'_>, field: &'static str) -> Option<T> {
        let value = self.required(node, field)?;
        let number = value.get_ref().as_integer().filter(|number| number.radix() == 10);
        let number = number.and_then(|number| number.as_str().parse().ok());
        if number.is_none() {
            self.fault(&value.span(), field, Cause::NotANumber, "");
        }
        number
    }

    /// The values of a list; an entry that is not there is an empty one.
    pub(crate) fn list<'t>(&mut self, node: &Node<'t>, field: &'static str) -> Vec<&'t Value<'t>> {
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
