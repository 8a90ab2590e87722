//! The cells of one line: reading each by its role, and telling what is wrong with it.

use std::rc::Rc;

use csv::StringRecord;
use election::definition::{Candidate, Sex};
use election::{Id, Votes};

use super::arithmetic::{self, Figures, Wrong};
use super::header::{Ballots, Schema};
use super::roles::{self, Cell, Figure, Role};
use crate::cause::Cause;
use crate::fault::{Column, Fault, Told};
use crate::share;

/// The cells of one line and the list of what is wrong with them.
pub(crate) struct Cells<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) file: &'a str,
    pub(crate) line: u64,
    pub(crate) fields: &'a StringRecord,
    pub(crate) faults: &'a mut Vec<Fault>,
}

/// A candidate's block or column: who, where the cells begin, how many votes.
pub(crate) struct Ballot {
    pub(crate) candidate: Rc<Candidate>,
    pub(crate) start: usize,
    pub(crate) votes: Votes,
}

impl<'a> Cells<'a> {
    pub(crate) fn fault_of_line(&mut self, cause: Cause, found: String) {
        self.faults.push(Fault { file: self.file.to_owned(), line: Some(self.line), column: None, cause, found });
    }

    pub(crate) fn fault_at(&mut self, column: usize, cause: Cause, found: String) {
        let name = self.schema.name(column).to_owned();
        let column = Some(Column { number: column + 1, name });
        self.faults.push(Fault { file: self.file.to_owned(), line: Some(self.line), column, cause, found });
    }

    pub(crate) fn fault_of(&mut self, role: Role, cause: Cause, found: String) {
        match self.schema.column(role) {
            Some(column) => self.fault_at(column, cause, found),
            None => self.fault_of_line(cause, found),
        }
    }

    /// A fault of a cell that shows what stands in it.
    pub(crate) fn fault(&mut self, role: Role, cause: Cause) {
        let found = self.cell(role).map_or_else(String::new, shown);
        self.fault_of(role, cause, found);
    }

    pub(crate) fn cell(&self, role: Role) -> Option<&'a str> {
        self.fields.get(self.schema.column(role)?)
    }

    pub(crate) fn is_subtotal(&mut self) -> bool {
        let blank = [Role::Commune, Role::Station]
            .iter()
            .any(|role| self.cell(*role).is_none_or(|text| text.trim().is_empty()));
        let codes = [Role::Department, Role::Commune, Role::CommuneLabel, Role::Station];
        let says_so = codes.iter().any(|role| self.cell(*role).is_some_and(says_total));
        if blank || says_so {
            self.fault_of_line(Cause::Subtotal, String::new());
        }
        blank || says_so
    }

    pub(crate) fn label(&mut self, role: Role) -> Option<Box<str>> {
        let text = self.cell(role)?;
        let name = roles::label(text).map(Box::from);
        if name.is_none() {
            self.fault(role, Cause::BadLabel);
        }
        name
    }

    /// The constituency, where the file has them.
    pub(crate) fn constituency(&mut self) -> Result<Option<Id>, Told> {
        let Some(text) = self.cell(Role::Constituency).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let id = roles::constituency(text).and_then(|code| Id::new(&code).ok());
        if id.is_none() {
            self.fault(Role::Constituency, Cause::BadConstituency);
            return Err(Told);
        }
        Ok(id)
    }

    pub(crate) fn number(&mut self, column: usize) -> Option<Votes> {
        let text = self.fields.get(column)?;
        let votes = Votes::parse(text);
        if votes.is_none() {
            let digits = text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty() && !text.starts_with('0');
            let cause = if digits { Cause::HugeNumber } else { Cause::NotANumber };
            let found = shown(text);
            self.fault_at(column, cause, found);
        }
        votes
    }

    pub(crate) fn count(&mut self, figure: Figure) -> Option<Votes> {
        let column = self.schema.column(Role::Count(figure))?;
        self.number(column)
    }

    pub(crate) fn figures(&mut self) -> Option<Figures> {
        let all = [Figure::Registered, Figure::Cast, Figure::Blank, Figure::Valid].map(|figure| self.count(figure));
        let (void, abstentions) = (self.count(Figure::Void), self.count(Figure::Abstentions));
        let [Some(registered), Some(cast), Some(blank), Some(valid)] = all else {
            return None;
        };
        let void = match (void, self.schema.column(Role::Count(Figure::Void))) {
            (Some(void), _) => void,
            (None, Some(_)) => return None,
            // A layout without the column: what is neither blank nor valid is void. A negative
            // rest becomes 0 here and is refused by the sum.
            (None, None) => Votes::new(cast.value().saturating_sub(blank.value()).saturating_sub(valid.value()))?,
        };
        let has_abstentions = self.schema.column(Role::Count(Figure::Abstentions)).is_some();
        (abstentions.is_some() == has_abstentions).then_some(Figures {
            registered,
            abstentions,
            cast,
            blank,
            void,
            valid,
        })
    }

    pub(crate) fn blocks(&mut self, start: usize, block: &[Cell]) -> Option<Vec<Ballot>> {
        let last = self.fields.as_byte_record().iter().rposition(|field| !field.is_empty()).unwrap_or(0);
        let mut ballots = Vec::new();
        let mut whole = true;
        for at in (start..self.fields.len()).step_by(block.len()).take_while(|at| *at <= last) {
            let ballot = self.block(at, block);
            whole &= ballot.is_some();
            ballots.extend(ballot);
        }
        whole.then_some(ballots)
    }

    pub(crate) fn block(&mut self, start: usize, block: &[Cell]) -> Option<Ballot> {
        let at = |cell: Cell| block.iter().position(|there| *there == cell).map(|at| start + at);
        let number = self.read_cell(at(Cell::Panel), roles::panel);
        let family = self.read_cell(at(Cell::Family), |text| roles::label(text).map(str::to_owned));
        let sex = at(Cell::Sex).map_or(Some(Sex::Unstated), |column| self.read_cell(Some(column), roles::sex));
        let given = at(Cell::Given)
            .and_then(|column| self.fields.get(column))
            .map_or_else(String::new, |text| text.trim().to_owned());
        let votes = at(Cell::Votes).and_then(|column| self.number(column));
        let candidate = Rc::new(Candidate { number: number?, sex: sex?, family: family?, given });
        Some(Ballot { candidate, start, votes: votes? })
    }

    pub(crate) fn read_cell<T>(&mut self, column: Option<usize>, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let column = column?;
        let text = self.fields.get(column)?;
        let value = parse(text);
        if value.is_none() {
            let found = shown(text);
            self.fault_at(column, Cause::BadCandidate, found);
        }
        value
    }

    pub(crate) fn check_sums(&mut self, figures: &Figures, ballots: &[Ballot]) {
        let votes = ballots.iter().map(|ballot| ballot.votes.wide()).sum();
        for Wrong { cause, figure, found } in arithmetic::wrong_sums(figures, votes) {
            self.fault_of(Role::Count(figure), cause, found);
        }
        for column in 0..self.schema.roles.len() {
            if let Role::Share(part, whole) = self.schema.roles[column] {
                self.check_share(column, figures.wide(part), figures.wide(whole));
            }
        }
        let Ballots::Blocks { cells, .. } = &self.schema.ballots else {
            return;
        };
        for ballot in ballots {
            for (at, cell) in cells.iter().enumerate() {
                let whole = match cell {
                    Cell::ShareOfRegistered => figures.registered,
                    Cell::ShareOfValid => figures.valid,
                    _ => continue,
                };
                self.check_share(ballot.start + at, ballot.votes.wide(), whole.wide());
            }
        }
    }

    pub(crate) fn check_share(&mut self, column: usize, part: u64, whole: u64) {
        let text = self.fields.get(column).unwrap_or("");
        // The share of nothing is left empty by some years' files.
        if text.is_empty() && whole == 0 {
            return;
        }
        let cause = match share::parse(text) {
            Some(value) if share::agrees(value, part, whole) => return,
            Some(_) => Cause::ShareDisagrees,
            None => Cause::BadShare,
        };
        let found = format!("{} ≠ {part}/{whole}", shown(text));
        self.fault_at(column, cause, found);
    }
}

/// What stands in a cell, short enough for a line.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("“{short}”")
}

fn says_total(text: &str) -> bool {
    let word: String = text.trim().chars().take(10).flat_map(char::to_lowercase).collect();
    word == "total" || word.starts_with("total ") || word.starts_with("sous-total")
}
