//! The one reader of typed figures: at the station, on its own pages, and on the commune's
//! screens at the hub.
//!
//! ```text
//! Typed → Reading → Entry → Unsigned
//!  text    read     rules   the exact text to sign, its hash, its check words
//! ```
//!
//! An empty field is empty, never zero: zero is typed. What cannot be a count is refused with a
//! remedy, and no error ever tells the number that would make a sum fit.

mod blind;
mod cell;
mod entry;
mod reading;
mod typed;

use election::{
    Definition, Id, Votes,
    definition::{Candidate, Mode},
    message::Field,
    refusal::{Gate, Language},
};
use tlog::hash::Hash;

pub use blind::Comparison;
pub use cell::{Cell, MAX_FIGURE_BYTES, Mistyped, read as read_cell};
pub use entry::{Entry, Paper, Standing, Unsigned};
pub use reading::{Open, Problem, Question, Reading, Sum, fields_of};
pub use typed::{MAX_TYPED_BYTES, Typed, Untypable};

use crate::wording::{Twin, pick};

/// What is asked of one station in one round, in the order of the paper record.
#[derive(Clone, Debug)]
pub struct Form {
    definition: Hash,
    mode: Mode,
    round: u8,
    station: Id,
    frozen: Votes,
    candidates: Box<[Candidate]>,
}

/// One line of the form, as it stands on the paper record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which figure. Its `Display` is the line's name in forms, drafts and files: `signed-in`.
    pub field: Field,
    /// Letter on the paper record, `A` to `F`; the panel number of a candidate.
    pub letter: String,
    /// What it is, in French and in English; a candidate's name is the same in both.
    label: [String; 2],
}

impl Form {
    /// The form of a station that opens in a round.
    pub fn new(definition: &Definition, round: u8, station: Id) -> Result<Self, Gate> {
        Self::under(definition.hash(), definition, round, station)
    }

    /// The same of an excerpt of a definition: what it says of this station is that of the
    /// definition with this hash, which is the one that stands in messages.
    pub fn under(hash: Hash, excerpt: &Definition, round: u8, station: Id) -> Result<Self, Gate> {
        let ix = excerpt.station_ix(station).ok_or(Gate::Station(station))?;
        let round_ix = excerpt.round_ix(round).ok_or(Gate::Round(round))?;
        let frozen = excerpt.registered(ix, round_ix).ok_or(Gate::Round(round))?;
        let candidates = excerpt.rounds()[round_ix].candidates.clone().into();
        Ok(Self { definition: hash, mode: excerpt.parts().mode, round, station, frozen, candidates })
    }

    /// Hash of the definition that the report will name.
    pub fn definition(&self) -> Hash {
        self.definition
    }

    /// Live or test.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The round.
    pub fn round(&self) -> u8 {
        self.round
    }

    /// The station.
    pub fn station(&self) -> Id {
        self.station
    }

    /// Voters on the frozen register.
    pub fn frozen(&self) -> Votes {
        self.frozen
    }

    /// The candidates, in panel order.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The fields, in the order of the paper record.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        Field::FIXED.into_iter().chain(self.candidates.iter().map(|candidate| Field::Candidate(candidate.number)))
    }

    /// The lines, in the order of the paper record.
    pub fn lines(&self) -> Vec<Line> {
        let fixed = Field::FIXED.into_iter().map(fixed_line);
        fixed.chain(self.candidates.iter().map(candidate_line)).collect()
    }

    /// Whether the form has this field.
    pub fn has(&self, field: Field) -> bool {
        self.fields().any(|own| own == field)
    }

    /// Finds a field by its name (`signed-in`, `candidate-3`) or by its letter on the paper
    /// record (`B`, `3`), as files of figures name them.
    pub fn field(&self, name: &str) -> Option<Field> {
        let lines = self.lines();
        let named = |line: &&Line| line.field.to_string() == name || line.letter.eq_ignore_ascii_case(name);
        lines.iter().find(named).map(|line| line.field)
    }

    /// Reads what was typed.
    pub fn read(&self, typed: &Typed) -> Reading {
        Reading::of(self, typed)
    }
}

impl Line {
    /// What the line is, for people.
    pub fn label(&self, language: Language) -> &str {
        let [french, english] = &self.label;
        crate::wording::say(language, french, english)
    }
}

/// The letters of some fields as a person reads them: `F 1–11`, `A C`. Candidates that follow one
/// another are told as a range.
pub fn letters(fields: &[Field], lines: &[Line]) -> String {
    let (mut out, mut run): (Vec<String>, Vec<&Line>) = (Vec::new(), Vec::new());
    for line in lines {
        let own = fields.contains(&line.field);
        let candidate = matches!(line.field, Field::Candidate(_));
        if !(own && candidate) {
            out.extend(ranged(&core::mem::take(&mut run)));
        }
        match (own, candidate) {
            (true, true) => run.push(line),
            (true, false) => out.push(line.letter.clone()),
            (false, _) => {}
        }
    }
    out.extend(ranged(&run));
    out.join(" ")
}

fn ranged(run: &[&Line]) -> Vec<String> {
    match run {
        [first, _, .., last] => vec![format!("{}–{}", first.letter, last.letter)],
        few => few.iter().map(|line| line.letter.clone()).collect(),
    }
}

/// Letter and label of a line that every record has.
fn fixed(field: Field) -> (&'static str, Twin) {
    match field {
        Field::Registered => ("A", ("Électeurs inscrits", "Registered voters")),
        Field::SignedIn => ("B", ("Émargements", "Signatures on the register")),
        Field::Cast => ("C", ("Votants (enveloppes et bulletins)", "Papers found in the box")),
        Field::Blank => ("D", ("Bulletins blancs", "Blank papers")),
        Field::Void => ("E", ("Bulletins nuls", "Void papers")),
        Field::Valid => ("F", ("Suffrages exprimés", "Valid votes")),
        Field::Candidate(_) => unreachable!("candidates are not among the fixed lines"),
    }
}

fn fixed_line(field: Field) -> Line {
    let (letter, label) = fixed(field);
    let label = [Language::French, Language::English].map(|language| pick(language, label).to_owned());
    Line { field, letter: letter.to_owned(), label }
}

fn candidate_line(candidate: &Candidate) -> Line {
    let name = match candidate.given.as_str() {
        "" => candidate.family.clone(),
        given => format!("{given} {}", candidate.family),
    };
    Line {
        field: Field::Candidate(candidate.number),
        letter: candidate.number.to_string(),
        label: [name.clone(), name],
    }
}
