//! What happened: events in strict text (`specs/event.md`), each naming the hash of the one before.

use core::fmt::Write as _;

mod accounts;
mod entries;
mod house;
mod operation;
mod prefecture;

use election::{
    Id, Stamp,
    text::{Fault, LineFault, Lines},
};
use tlog::Hash;

pub use accounts::{AccountFact, NewAccount, Who};
pub use entries::EntryFact;
pub use house::HouseFact;
pub use operation::{DayFact, FeedFact, FieldFact, IncidentFact, OperationFact, PinFact, PlanFact, PostureFact};
pub use prefecture::PrefectureFact;

/// First line of every event.
pub const HEADER: &str = "vigie.event/v1";

/// Most bytes of an event: a whole report of four hundred candidates, twice over.
pub const MAX_EVENT_BYTES: usize = 65_536;

/// Most events of one journal.
pub const MAX_EVENTS: u64 = 100_000_000;

/// One link of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place, from 0.
    pub number: u64,
    /// Hash of the text of the event before; of the definition for the first.
    pub before: Hash,
    /// When, by the hub's clock.
    pub at: Stamp,
    /// Whose account did it; none for the hub itself and for strangers.
    pub by: Option<Id>,
    /// What happened.
    pub fact: Fact,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// To accounts.
    Account(AccountFact),
    /// At the desks of communes.
    Entry(EntryFact),
    /// At a prefecture.
    Prefecture(PrefectureFact),
    /// At the results desk, and to the hub.
    House(HouseFact),
    /// In the operations rooms and in the field.
    Operation(OperationFact),
}

impl Event {
    /// Reads an event.
    pub fn parse(bytes: &[u8]) -> Result<Self, LineFault> {
        if bytes.len() > MAX_EVENT_BYTES {
            return Err(LineFault { line: 1, fault: Fault::Limit("MAX_EVENT_BYTES") });
        }
        let lines = &mut Lines::new(bytes)?;
        lines.exactly(HEADER)?;
        let number = lines.number("number", MAX_EVENTS)?;
        let before = lines.hash("before")?;
        let at = lines.stamp("at")?;
        let by = match lines.value("by")? {
            "-" => None,
            id => Some(lines.parse_id(id)?),
        };
        let kind = lines.value("kind")?;
        let fact = Fact::read(kind, lines)?;
        lines.end()?;
        Ok(Self { number, before, at, by, fact })
    }

    /// What [`Event::parse`] reads.
    pub fn text(&self) -> String {
        let by = self.by.map_or("-".to_owned(), |id| id.to_string());
        let (number, before, at) = (self.number, self.before, self.at);
        let kind = self.fact.kind();
        let mut out = format!("{HEADER}\nnumber {number}\nbefore {before}\nat {at}\nby {by}\nkind {kind}\n");
        self.fact.write(&mut out);
        out
    }

    /// SHA-256 of the text: what the next event names.
    pub fn hash(&self) -> Hash {
        Hash::of(self.text().as_bytes())
    }
}

impl Fact {
    /// The word for the kind of fact.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Account(fact) => fact.kind(),
            Self::Entry(fact) => fact.kind(),
            Self::Prefecture(fact) => fact.kind(),
            Self::House(fact) => fact.kind(),
            Self::Operation(fact) => fact.kind(),
        }
    }

    /// The place or station it is about, where it is about one.
    pub fn about(&self) -> Option<Id> {
        match self {
            Self::Entry(fact) => Some(fact.about()),
            Self::Prefecture(fact) => fact.about(),
            Self::Operation(fact) => fact.about(),
            Self::Account(_) | Self::House(_) => None,
        }
    }

    fn read(kind: &str, lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        if let Some(fact) = AccountFact::read(kind, lines) {
            return fact.map(Self::Account);
        }
        if let Some(fact) = EntryFact::read(kind, lines) {
            return fact.map(Self::Entry);
        }
        if let Some(fact) = PrefectureFact::read(kind, lines) {
            return fact.map(Self::Prefecture);
        }
        if let Some(fact) = OperationFact::read(kind, lines) {
            return fact.map(Self::Operation);
        }
        let fact = HouseFact::read(kind, lines);
        fact.unwrap_or(Err(lines.fault(Fault::Word("a kind of event, version 1")))).map(Self::House)
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Account(fact) => fact.write(out),
            Self::Entry(fact) => fact.write(out),
            Self::Prefecture(fact) => fact.write(out),
            Self::House(fact) => fact.write(out),
            Self::Operation(fact) => fact.write(out),
        }
    }
}

/// Free text that must be there.
fn phrase(lines: &mut Lines<'_>, key: &'static str) -> Result<String, LineFault> {
    let phrase = lines.phrase(key)?;
    phrase.map(str::to_owned).ok_or(lines.fault(Fault::Phrase))
}

/// `round` and `station`.
fn about(lines: &mut Lines<'_>) -> Result<(u8, Id), LineFault> {
    Ok((round(lines)?, lines.id("station")?))
}

fn round(lines: &mut Lines<'_>) -> Result<u8, LineFault> {
    let number = lines.number("round", u64::from(u8::MAX))?;
    Ok(u8::try_from(number).unwrap_or_else(|_| unreachable!("limited to u8")))
}

/// The lines of a message, each behind the word `text`.
fn message(lines: &mut Lines<'_>) -> Result<election::Message, LineFault> {
    let mut text = String::new();
    while lines.peek("text") {
        text += lines.value("text")?;
        text.push('\n');
    }
    let fault = lines.fault(Fault::Expected("a message, each line behind `text`"));
    election::Message::parse(&text).map_err(|_| fault)
}

fn write_message(message: &election::Message, out: &mut String) {
    for line in message.to_string().lines() {
        let _ = writeln!(out, "text {line}");
    }
}
