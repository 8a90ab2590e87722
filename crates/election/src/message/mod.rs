//! The messages of an election: strict text inside a signed note. One page each in `specs/`.

mod figures;
mod kinds;

use core::fmt;

use tlog::hash::Hash;

pub use figures::{Field, Figures};
pub use kinds::{
    Annulment, Callback, Certified, Correction, Event, KeyGrant, KeyRevocation, Report, Return, Seal, Status,
};

use crate::{
    Id,
    definition::Mode,
    text::{Fault, LineFault, Lines},
};

/// Most bytes of a message with its signatures: what an entry of the log can hold.
pub const MAX_MESSAGE_BYTES: usize = 65_535;

/// A message: which definition it belongs to, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Hash of the sealed definition.
    pub definition: Hash,
    /// Live or test, as in the definition.
    pub mode: Mode,
    /// What it says.
    pub body: Body,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Entry 0 of a log: the definition, sealed.
    Seal(Seal),
    /// A station's count.
    Report(Report),
    /// A station installed, open, closed, or its turnout.
    Status(Status),
    /// A report read back to its sender.
    Callback(Callback),
    /// A later edition of a report.
    Correction(Correction),
    /// A court takes a station out.
    Annulment(Annulment),
    /// A place's own sums over its reports.
    Return(Return),
    /// The authority certifies a place.
    Certified(Certified),
    /// A key from now on.
    Key(KeyGrant),
    /// A key no more from now on.
    KeyRevoked(KeyRevocation),
}

impl Message {
    /// Reads the text of a note.
    pub fn parse(text: &str) -> Result<Self, LineFault> {
        let lines = &mut Lines::new(text.as_bytes())?;
        let kind = lines.whole("vigie.…/v1")?;
        let read = reader(kind).ok_or(lines.fault(Fault::Word(KINDS)))?;
        let definition = lines.hash("definition")?;
        let mode = lines.value("mode")?;
        let mode = mode.parse().map_err(|()| lines.fault(Fault::Word("live, test")))?;
        let body = read(lines)?;
        lines.end()?;
        Ok(Self { definition, mode, body })
    }

    /// The round and the station a message is about, where it is about one.
    pub fn station(&self) -> Option<(u8, Id)> {
        match &self.body {
            Body::Report(m) => Some((m.round, m.station)),
            Body::Status(m) => Some((m.round, m.station)),
            Body::Callback(m) => Some((m.round, m.station)),
            Body::Correction(m) => Some((m.round, m.station)),
            Body::Annulment(m) => Some((m.round, m.station)),
            Body::Seal(_) | Body::Return(_) | Body::Certified(_) | Body::Key(_) | Body::KeyRevoked(_) => None,
        }
    }

    /// The identity of a message: SHA-256 of its text, without the signatures. Two notes with
    /// the same text say the same, whoever signed them.
    pub fn id(text: &str) -> Hash {
        Hash::of(text.as_bytes())
    }
}

const KINDS: &str = "a kind of message, version 1";

type Reader = fn(&mut Lines<'_>) -> Result<Body, LineFault>;

fn reader(kind: &str) -> Option<Reader> {
    Some(match kind {
        Seal::HEADER => |lines| Seal::read(lines).map(Body::Seal),
        Report::HEADER => |lines| Report::read(lines).map(Body::Report),
        Status::HEADER => |lines| Status::read(lines).map(Body::Status),
        Callback::HEADER => |lines| Callback::read(lines).map(Body::Callback),
        Correction::HEADER => |lines| Correction::read(lines).map(Body::Correction),
        Annulment::HEADER => |lines| Annulment::read(lines).map(Body::Annulment),
        Return::HEADER => |lines| Return::read(lines).map(Body::Return),
        Certified::HEADER => |lines| Certified::read(lines).map(Body::Certified),
        KeyGrant::HEADER => |lines| KeyGrant::read(lines).map(Body::Key),
        KeyRevocation::HEADER => |lines| KeyRevocation::read(lines).map(Body::KeyRevoked),
        _ => return None,
    })
}

impl Body {
    /// The round the message is about; none for keys and the seal.
    pub fn round(&self) -> Option<u8> {
        match self {
            Self::Report(m) => Some(m.round),
            Self::Status(m) => Some(m.round),
            Self::Callback(m) => Some(m.round),
            Self::Correction(m) => Some(m.round),
            Self::Annulment(m) => Some(m.round),
            Self::Return(m) => Some(m.round),
            Self::Certified(m) => Some(m.round),
            Self::Seal(_) | Self::Key(_) | Self::KeyRevoked(_) => None,
        }
    }

    /// First line of the message.
    pub fn header(&self) -> &'static str {
        match self {
            Self::Seal(_) => Seal::HEADER,
            Self::Report(_) => Report::HEADER,
            Self::Status(_) => Status::HEADER,
            Self::Callback(_) => Callback::HEADER,
            Self::Correction(_) => Correction::HEADER,
            Self::Annulment(_) => Annulment::HEADER,
            Self::Return(_) => Return::HEADER,
            Self::Certified(_) => Certified::HEADER,
            Self::Key(_) => KeyGrant::HEADER,
            Self::KeyRevoked(_) => KeyRevocation::HEADER,
        }
    }

    fn write(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seal(m) => m.write(out),
            Self::Report(m) => m.write(out),
            Self::Status(m) => m.write(out),
            Self::Callback(m) => m.write(out),
            Self::Correction(m) => m.write(out),
            Self::Annulment(m) => m.write(out),
            Self::Return(m) => m.write(out),
            Self::Certified(m) => m.write(out),
            Self::Key(m) => m.write(out),
            Self::KeyRevoked(m) => m.write(out),
        }
    }
}

/// The text of a note: what [`Message::parse`] reads.
impl fmt::Display for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.body.header())?;
        write!(out, "\ndefinition {}\nmode {}\n", self.definition, self.mode)?;
        self.body.write(out)
    }
}
