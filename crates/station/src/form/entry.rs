//! Checked figures, and the exact text that is signed for them.

use election::{
    Message, Stamp, Votes,
    message::{Body, Correction, Figures, Report},
    words::{CHECK_WORDS, words},
};
use tlog::hash::Hash;

use super::Form;

/// Figures that passed every rule of the form, with the reason where one was due. Only
/// [`super::Reading::entry`] makes one.
#[derive(Clone, Debug)]
pub struct Entry {
    form: Form,
    figures: Figures<Votes>,
    reason: Option<String>,
}

/// The text of a message that nobody has signed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsigned {
    message: Message,
    text: String,
}

/// What two sign: the report of a round, or a correction of it. Both are typed, prepared and signed
/// in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The first edition.
    Report,
    /// A later one, with its reason.
    Correction,
}

impl Paper {
    /// `report` or `correction`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Correction => "correction",
        }
    }

    /// The paper that is called so.
    pub fn of(word: &str) -> Option<Self> {
        [Self::Report, Self::Correction].into_iter().find(|paper| paper.word() == word)
    }
}

/// What a correction replaces: the edition of a station that stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its edition, 1 for a report.
    pub edition: u16,
    /// Identity of the report or correction.
    pub id: Hash,
    /// Its figures.
    pub figures: Figures<Votes>,
}

impl Entry {
    pub(super) fn checked(form: &Form, figures: Figures<Votes>, reason: Option<String>) -> Self {
        Self { form: form.clone(), figures, reason }
    }

    /// The form it was entered in.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The figures.
    pub fn figures(&self) -> &Figures<Votes> {
        &self.figures
    }

    /// The reason, where one was given.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The report to sign; `counted_at` is when the count ended.
    pub fn report(&self, counted_at: Stamp) -> Unsigned {
        let report = Report {
            round: self.form.round(),
            station: self.form.station(),
            edition: 1,
            figures: self.figures.clone(),
            reason: self.reason.clone(),
            counted_at,
        };
        self.unsigned(Body::Report(report))
    }

    /// The correction to sign in the place of `standing`. A correction says why, so there is
    /// none of an entry without a reason.
    pub fn correction(&self, standing: &Standing, at: Stamp) -> Option<Unsigned> {
        let correction = Correction {
            round: self.form.round(),
            station: self.form.station(),
            edition: standing.edition.checked_add(1)?,
            replaces: standing.id,
            figures: self.figures.clone(),
            changed: self.figures.changed(&standing.figures),
            reason: self.reason.clone()?,
            at,
        };
        Some(self.unsigned(Body::Correction(correction)))
    }

    fn unsigned(&self, body: Body) -> Unsigned {
        Unsigned::of(Message { definition: self.form.definition(), mode: self.form.mode(), body })
    }
}

impl Unsigned {
    /// The text of a message.
    pub fn of(message: Message) -> Self {
        let text = message.to_string();
        Self { message, text }
    }

    /// What it says.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// The bytes that are signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The identity of the message: SHA-256 of the text.
    pub fn id(&self) -> Hash {
        Message::id(&self.text)
    }

    /// The words that two people compare.
    pub fn check_words(&self) -> String {
        words(self.id(), CHECK_WORDS)
    }
}
