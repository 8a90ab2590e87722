//! Acts that take two people: corrections, annulments, the release of a round.

use election::{
    Id, Message,
    message::{Body, MAX_MESSAGE_BYTES},
};
use tlog::Hash;

use crate::desk::{Sent, Signature, signed_note};

/// A correction or an annulment that somebody proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Number of the event that proposed it: its name.
    pub number: u64,
    /// Who proposed it.
    pub by: Id,
    /// What would be sent, unsigned.
    pub message: Change,
    /// Signature lines so far.
    pub signatures: Vec<Signature>,
    /// How far it is.
    pub state: ProposalState,
}

/// How far a proposal is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProposalState {
    /// Nobody else has looked at it.
    Waiting,
    /// A second person confirmed exactly this content.
    Confirmed(Confirmed),
    /// A second person, or the first, said no.
    Refused(Refused),
    /// In the log.
    Sent(Sent),
}

/// Who confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// The second person.
    pub by: Id,
}

/// Who refused, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The person.
    pub by: Id,
    /// The reason.
    pub reason: String,
}

/// A message that changes what was published: a correction or an annulment, unsigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change(Message);

impl Change {
    /// Takes a correction or an annulment that fits into an entry of the log.
    pub fn new(message: Message) -> Option<Self> {
        let changes = matches!(message.body, Body::Correction(_) | Body::Annulment(_));
        (changes && message.to_string().len() < MAX_MESSAGE_BYTES).then_some(Self(message))
    }

    /// The message.
    pub fn message(&self) -> &Message {
        &self.0
    }

    /// The round and the station.
    pub fn about(&self) -> (u8, Id) {
        self.0.station().unwrap_or_else(|| unreachable!("corrections and annulments are about a station"))
    }

    /// Identity of its text.
    pub fn id(&self) -> Hash {
        Message::id(&self.0.to_string())
    }
}

impl Proposal {
    /// Whether it may still be confirmed or refused.
    pub fn is_open(&self) -> bool {
        matches!(self.state, ProposalState::Waiting | ProposalState::Confirmed(_))
    }

    /// The signed note.
    pub fn note(&self) -> String {
        signed_note(&self.message.message().to_string(), &self.signatures)
    }
}

/// The release of a round to the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// One person asked.
    Asked(Asked),
    /// Another person confirmed: the round is public.
    Done(Released),
}

/// Who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The first person.
    pub by: Id,
}

/// Who released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Released {
    /// The two of them.
    pub by: [Id; 2],
}
