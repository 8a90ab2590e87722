//! A form as it stands: the state of each field, the running total, what is wrong and what asks
//! for a reason.

use election::{
    Votes,
    definition::WarningCode,
    message::{Field, Figures},
    refusal::{Broken, Language},
    rules::{self, Case},
    text::is_phrase,
};

use super::{Cell, Entry, Form, Mistyped, Typed, cell};
use crate::wording::{Twin, pick};

/// What was typed into a form, read. It holds for exactly this text; typing makes a new one.
#[derive(Clone, Debug)]
pub struct Reading {
    form: Form,
    cells: Vec<(Field, Cell)>,
    reason: Option<String>,
    reason_is_fit: bool,
    problems: Vec<Problem>,
}

/// A rule E1xx that does not hold, and the fields to read again on the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The rule.
    pub rule: Broken,
    /// The fields it is about, in their order.
    pub fields: Vec<Field>,
}

/// A warning: unlikely, not impossible. It asks for a reason and never changes a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its stable code, `W301` to `W599`.
    pub code: WarningCode,
    /// The fields to read again.
    pub fields: Vec<Field>,
    /// What it says, in French.
    pub french: String,
    /// The same in English.
    pub english: String,
}

/// Votes of the candidates typed so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Their sum.
    pub votes: u64,
    /// Candidates whose field holds no figure yet.
    pub missing: usize,
    /// Sum less valid votes; known once these are typed.
    pub distance: Option<i64>,
}

/// What still stands between a form and an [`Entry`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// A field was not answered. Zero is typed.
    Empty(Field),
    /// A field holds something that is no figure.
    Mistyped(Field, Mistyped),
    /// A rule does not hold.
    Broken(Problem),
    /// The reason cannot stand in a report: a dash alone.
    BadReason,
    /// A warning asks for a reason, and none was given.
    Reason(Question),
}

impl Reading {
    pub(super) fn of(form: &Form, typed: &Typed) -> Self {
        let cells: Vec<(Field, Cell)> = form.fields().map(|field| (field, cell::read(typed.at(field)))).collect();
        let reason = Some(typed.reason()).filter(|reason| !reason.is_empty());
        let reason_is_fit = reason.is_none_or(is_phrase);
        let mut reading =
            Self { form: form.clone(), cells, reason: reason.map(str::to_owned), reason_is_fit, problems: Vec::new() };
        reading.problems = reading.judged();
        reading
    }

    /// The form that was read.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Every field of the form, in its order, with what it holds.
    pub fn cells(&self) -> &[(Field, Cell)] {
        &self.cells
    }

    /// What a field holds; a field that the form does not have is empty.
    pub fn cell(&self, field: Field) -> Cell {
        self.cells.iter().find(|(own, _)| *own == field).map_or(Cell::Empty, |(_, cell)| *cell)
    }

    /// The reason given.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The rules that do not hold among the fields typed so far, lowest code first. A rule is
    /// judged as soon as all fields it looks at hold figures.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The first field that was not answered.
    pub fn first_empty(&self) -> Option<Field> {
        self.cells.iter().find(|(_, cell)| *cell == Cell::Empty).map(|(field, _)| *field)
    }

    /// The running total of the candidates.
    pub fn sum(&self) -> Sum {
        let figures = self.cells.iter().filter(|(field, _)| matches!(field, Field::Candidate(_)));
        let (mut votes, mut missing) = (0, 0);
        for (_, cell) in figures {
            match cell.figure() {
                Some(figure) => votes += figure.wide(),
                None => missing += 1,
            }
        }
        // At most 400 candidates of at most ten million votes: far within 63 bits.
        let signed = |figure: u64| i64::try_from(figure).unwrap_or(i64::MAX);
        let distance = self.cell(Field::Valid).figure().map(|valid| signed(votes) - signed(valid.wide()));
        Sum { votes, missing, distance }
    }

    /// All figures, once every field holds one: what warnings look at.
    pub fn figures(&self) -> Option<Figures<Votes>> {
        self.cells.iter().all(|(_, cell)| cell.figure().is_some()).then(|| self.figures_so_far())
    }

    /// What is left to do before this can be signed, in the order of the form: empty and
    /// mistyped fields, then rules, then the reason that the warnings ask for.
    ///
    /// `questions` are the warnings on exactly these figures: none while figures are missing.
    pub fn open(&self, questions: &[Question]) -> Vec<Open> {
        let cells = self.cells.iter().filter_map(|(field, cell)| match cell {
            Cell::Empty => Some(Open::Empty(*field)),
            Cell::Refused(why) => Some(Open::Mistyped(*field, *why)),
            Cell::Figure(_) => None,
        });
        let broken = self.problems.iter().cloned().map(Open::Broken);
        let bad = (!self.reason_is_fit).then_some(Open::BadReason);
        let unanswered = self.reason.is_none();
        let asked = questions.iter().filter(|_| unanswered).cloned().map(Open::Reason);
        cells.chain(broken).chain(bad).chain(asked).collect()
    }

    /// A checked entry, or all that is still open.
    pub fn entry(&self, questions: &[Question]) -> Result<Entry, Vec<Open>> {
        let open = self.open(questions);
        match self.figures() {
            Some(figures) if open.is_empty() => Ok(Entry::checked(&self.form, figures, self.reason.clone())),
            _ => Err(open),
        }
    }

    /// Zero stands for what was not typed; only rules that do not look at it are asked.
    fn figures_so_far(&self) -> Figures<Votes> {
        let at = |field| self.cell(field).figure().unwrap_or_default();
        let candidates = self.form.candidates().iter();
        Figures {
            registered: at(Field::Registered),
            signed_in: at(Field::SignedIn),
            cast: at(Field::Cast),
            blank: at(Field::Blank),
            void: at(Field::Void),
            valid: at(Field::Valid),
            candidates: candidates.map(|own| (own.number, at(Field::Candidate(own.number)))).collect(),
        }
    }

    fn judged(&self) -> Vec<Problem> {
        let figures = self.figures_so_far();
        let reasoned = self.reason.is_some() && self.reason_is_fit;
        let case = Case { figures: &figures, frozen: self.form.frozen(), reasoned };
        let problems =
            rules::broken(case).into_iter().map(|rule| Problem { rule, fields: fields_of(rule, &self.form) });
        problems.filter(|problem| problem.fields.iter().all(|field| self.cell(*field).figure().is_some())).collect()
    }
}

/// The fields that a rule looks at: what is read again on the paper when it does not hold.
pub fn fields_of(rule: Broken, form: &Form) -> Vec<Field> {
    match rule {
        Broken::CastSum => vec![Field::Cast, Field::Blank, Field::Void, Field::Valid],
        Broken::ValidSum => form.fields().filter(|field| matches!(field, Field::Valid | Field::Candidate(_))).collect(),
        Broken::CastOverRegistered => vec![Field::Registered, Field::Cast],
        Broken::SignedInOverRegistered => vec![Field::Registered, Field::SignedIn],
        Broken::SignedInDiffers => vec![Field::SignedIn, Field::Cast],
        Broken::RegisteredDiffers => vec![Field::Registered],
    }
}

impl From<&checks::Warning> for Question {
    fn from(warning: &checks::Warning) -> Self {
        let code = WarningCode::parse(warning.code());
        Self {
            code: code.unwrap_or_else(|| unreachable!("warnings have codes from W301 to W599")),
            fields: warning.fields.clone(),
            french: warning.text(Language::French),
            english: warning.text(Language::English),
        }
    }
}

impl Question {
    /// What it says.
    pub fn text(&self, language: Language) -> &str {
        crate::wording::say(language, &self.french, &self.english)
    }
}

impl Open {
    /// The fields to go to, first the one to go to first; none for the reason itself.
    pub fn fields(&self) -> &[Field] {
        match self {
            Self::Empty(field) | Self::Mistyped(field, _) => core::slice::from_ref(field),
            Self::Broken(problem) => &problem.fields,
            Self::Reason(question) => &question.fields,
            Self::BadReason => &[],
        }
    }

    /// The stable code, where it has one.
    pub fn code(&self) -> Option<String> {
        match self {
            Self::Broken(problem) => Some(problem.rule.code().to_owned()),
            Self::Reason(question) => Some(question.code.to_string()),
            Self::Empty(_) | Self::Mistyped(..) | Self::BadReason => None,
        }
    }

    /// What is open and what to do, for people. Fields are named by the caller, from [`Self::fields`].
    pub fn text(&self, language: Language) -> String {
        match self {
            Self::Empty(_) => pick(language, EMPTY).to_owned(),
            Self::Mistyped(_, why) => why.text(language),
            Self::Broken(problem) => problem.rule.text(language).to_owned(),
            Self::BadReason => pick(language, BAD_REASON).to_owned(),
            Self::Reason(question) => question.text(language).to_owned(),
        }
    }
}

const EMPTY: Twin = (
    "Champ vide. Un champ vide n'est pas zéro : tapez 0 s'il n'y en a pas.",
    "Empty. Empty is not zero: type 0 if there are none.",
);
const BAD_REASON: Twin =
    ("Écrivez la raison en quelques mots, sur une ligne.", "Write the reason in a few words, on one line.");
