//! The three-way match: what was reported, what was read back, what a witness's copy says.

use election::{
    Votes,
    message::{Field, Figures},
};

use crate::readings::Readings;

/// One line of the match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line.
    pub field: Field,
    /// In the report.
    pub reported: Votes,
    /// Read back, where this line was.
    pub read_back: Option<Votes>,
    /// In the witness's copy, where there is one.
    pub witness: Option<Votes>,
}

impl Row {
    /// Whether all that is known of the line is the same.
    pub fn agrees(&self) -> bool {
        self.read_back.is_none_or(|read| read == self.reported) && self.witness.is_none_or(|read| read == self.reported)
    }
}

/// Every line, side by side.
pub fn rows(reported: &Figures<Votes>, read_back: &Readings, witness: Option<&Figures<Votes>>) -> Vec<Row> {
    let row = |field: Field| {
        let read_back = read_back.iter().find(|(line, _)| *line == field).map(|(_, votes)| *votes);
        let witness = witness.and_then(|copy| copy.at(field));
        Some(Row { field, reported: reported.at(field)?, read_back, witness })
    };
    reported.fields().filter_map(row).collect()
}
