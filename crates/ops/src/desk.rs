//! A record on its way from paper to a signed report: typed twice, blind, by two people.
//!
//! ```text
//! (nothing) → First → Agreed → Sent
//!                   ↘ Differing → Agreed
//! (nothing) → Agreed        by telephone, the check words being the same
//! any of them but Sent may be dropped, with a reason, and begins again
//! ```

use core::fmt::Write as _;

use election::{
    Id, Message, Stamp,
    message::{Body, Field, Figures, Report},
};
use tlog::Hash;

use crate::account::KeyName;

/// Most lines of one file: the stations of the largest commune, with room to spare.
pub const MAX_FILE_LINES: usize = 1_500;

/// How figures came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Typed from the paper record.
    Paper,
    /// Read over the telephone by the station.
    Telephone,
    /// From a file of the commune.
    File,
}

impl Channel {
    /// The word in events.
    pub fn word(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Telephone => "telephone",
            Self::File => "file",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Paper, Self::Telephone, Self::File].into_iter().find(|channel| channel.word() == text)
    }
}

/// The desk of one station in one round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Desk {
    /// Typed once.
    First(First),
    /// Typed twice, and different.
    Differing(Differing),
    /// Everybody agrees; to be signed by two.
    Agreed(Agreed),
    /// In the log.
    Sent(Sent),
}

/// The first entry. Nobody who will type the second may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct First {
    /// Who typed it.
    pub by: Id,
    /// The key of who typed it.
    pub key: Option<KeyName>,
    /// How it came.
    pub channel: Channel,
    /// The unsigned report.
    pub report: Unsigned,
    /// The signature of who typed it, if it was given: it stands if the second entry agrees.
    pub signature: Option<Signature>,
}

/// Two entries that differ. The third person sees neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// The first.
    pub first: First,
    /// Who typed the second.
    pub second_by: Id,
    /// The second.
    pub second: Figures<election::Votes>,
    /// When the count ended by the second; nothing in a journal in which that was not kept.
    pub second_counted_at: Option<Stamp>,
    /// The lines that differ, ascending.
    pub fields: Vec<Field>,
}

/// Agreed figures that wait for their signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The unsigned report.
    pub report: Unsigned,
    /// Everybody who typed any of it.
    pub typed_by: Vec<Id>,
    /// Signature lines of its text, one a holder.
    pub signatures: Vec<Signature>,
}

/// Sent and logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Identity of the message.
    pub message: Hash,
    /// Its index in the public log.
    pub index: u64,
}

/// A signature line without its dash: `name base64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Whose account.
    pub by: Id,
    /// With which key.
    pub key: KeyName,
    /// The line as it stands in a note.
    pub line: String,
}

/// A report nobody has signed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsigned(Message);

impl Unsigned {
    /// Takes a message that is a report.
    pub fn new(message: Message) -> Option<Self> {
        matches!(message.body, Body::Report(_)).then_some(Self(message))
    }

    /// The message.
    pub fn message(&self) -> &Message {
        &self.0
    }

    /// What it says.
    pub fn report(&self) -> &Report {
        match &self.0.body {
            Body::Report(report) => report,
            _ => unreachable!("the constructor takes reports only"),
        }
    }

    /// Identity of its text.
    pub fn id(&self) -> Hash {
        Message::id(&self.0.to_string())
    }

    /// The same report with other figures and another hour.
    pub(crate) fn with(&self, figures: Figures<election::Votes>, counted_at: Stamp) -> Self {
        let mut message = self.0.clone();
        if let Body::Report(report) = &mut message.body {
            report.figures = figures;
            report.counted_at = counted_at;
        }
        Self(message)
    }
}

impl Differing {
    /// The hours at which the count ended by the two, where they differ.
    pub fn hours(&self) -> Option<[Stamp; 2]> {
        let first = self.first.report.report().counted_at;
        self.second_counted_at.filter(|second| *second != first).map(|second| [first, second])
    }
}

impl Agreed {
    /// Whether two different holders have signed.
    pub fn is_complete(&self) -> bool {
        self.signatures.len() >= 2
    }

    /// The signed note, its lines ascending by name as the log demands.
    pub fn note(&self) -> String {
        signed_note(&self.report.message().to_string(), &self.signatures)
    }
}

/// A text under its signature lines, ascending.
pub fn signed_note(text: &str, signatures: &[Signature]) -> String {
    let mut lines: Vec<&str> = signatures.iter().map(|signature| signature.line.as_str()).collect();
    lines.sort_unstable();
    let mut note = format!("{text}\n");
    for line in lines {
        let _ = writeln!(note, "— {line}");
    }
    note
}
