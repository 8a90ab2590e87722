//! Acts that take two people: corrections, annulments, the release of a round, accounts.
//!
//! ```text
//! (nothing) → Waiting → Confirmed → Sent
//! Waiting, Confirmed → Refused
//! an account: (nothing) → Waiting → Confirmed, or Refused; nothing is sent
//! ```

use core::fmt::Write as _;

use election::{
    Id, Message, Stamp,
    message::{Body, MAX_MESSAGE_BYTES},
};
use tlog::Hash;

use crate::{
    account::Secret,
    desk::{Sent, Signature, signed_note},
    roles::Role,
};

/// Most proposals about accounts that wait at once: two people look at each of them.
pub const MAX_ASKED: usize = 1_000;

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

/// What one administrator asks for and another confirms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What is to happen.
    pub change: AccountChange,
    /// Why.
    pub reason: String,
    /// Seed of the second factor, which was shown to who asks. Who confirms is shown the first
    /// password: neither has both.
    pub second: Secret,
}

/// What is to happen to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountChange {
    /// It is made, without a key.
    Make {
        /// Its name at log-in.
        account: Id,
        /// Name for people.
        name: String,
        /// The role.
        role: Role,
        /// What it speaks for.
        scope: Id,
    },
    /// It gets a new first password and a new second factor.
    Reset {
        /// Which.
        account: Id,
    },
}

/// A change of an account that an administrator asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountProposal {
    /// Number of the event that asked: its name.
    pub number: u64,
    /// Who asked.
    pub by: Id,
    /// When.
    pub at: Stamp,
    /// For what.
    pub ask: Ask,
    /// How far it is; never sent.
    pub state: ProposalState,
}

impl AccountChange {
    /// Whose account it is.
    pub fn account(&self) -> Id {
        match self {
            Self::Make { account, .. } | Self::Reset { account } => *account,
        }
    }

    /// The lines of the events.
    pub(crate) fn write(&self, out: &mut String) {
        let _ = match self {
            Self::Make { account, name, role, scope } => {
                writeln!(out, "account {account}\nname {name}\nrole {role}\nscope {scope}")
            }
            Self::Reset { account } => writeln!(out, "account {account}"),
        };
    }
}

impl AccountProposal {
    /// Whether it may still be confirmed or refused.
    pub fn is_open(&self) -> bool {
        self.state == ProposalState::Waiting
    }

    /// What the second administrator confirms; its hash is bound to the second factor.
    pub fn text(&self) -> String {
        let Self { number, by, ask, .. } = self;
        let word = if matches!(ask.change, AccountChange::Make { .. }) { "make" } else { "reset" };
        let mut out = format!("{word}\nnumber {number}\nby {by}\n");
        ask.change.write(&mut out);
        let _ = writeln!(out, "reason {}", ask.reason);
        out
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
