//! Decides: a command in, facts or a refusal out. Nothing else makes facts.

mod accounts;
mod administrators;
mod desks;
mod file;
mod house;
mod operation;
mod prefecture;

pub use file::FileLine;
pub use operation::OperationCommand;

use election::{Id, Stamp, Votes, definition::WarningCode, message::Figures};
use tlog::Hash;

use crate::{
    account::Secret,
    callback::Nonce,
    desk::{Channel, Sent, Signature, Unsigned},
    event::{Fact, NewAccount, Who},
    proposal::{Ask, Change},
    readings::Readings,
    refusal::Refusal,
    roles::{Act, Person, may},
    room::{Room, Spot},
};

/// Who gives a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The hub itself, or who runs its program at a terminal: accounts, log-ins, what came of a
    /// message. It can type nothing, sign nothing, confirm nothing.
    Hub,
    /// Somebody with an account.
    Account(Id),
}

/// What somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A new account.
    MakeAccount(NewAccount),
    /// Asks another administrator to make an account, or to reset one.
    AskAccount(Ask),
    /// Confirms what another administrator asked for.
    ConfirmAccount {
        /// Which.
        proposal: u64,
        /// Identity of the text that was shown.
        shown: Hash,
        /// Hash of the first password, which is shown to who confirms.
        password: Secret,
    },
    /// Refuses what another administrator asked for, or takes back one's own.
    RefuseAccount {
        /// Which.
        proposal: u64,
        /// Why.
        reason: String,
    },
    /// Another password; one that is not one's own must be changed at the next log-in.
    SetPassword {
        /// Whose.
        account: Id,
        /// Hash of the new one.
        password: Secret,
    },
    /// Another second factor.
    SetSecondFactor {
        /// Whose.
        account: Id,
        /// Its seed.
        second: Secret,
    },
    /// Locks an account.
    Lock {
        /// Which.
        account: Id,
        /// Why.
        reason: String,
    },
    /// Unlocks an account and forgets its failed log-ins.
    Unlock {
        /// Which.
        account: Id,
    },
    /// The shell looked at name, password and code.
    LogIn {
        /// For whom it was tried.
        who: Who,
        /// Whether all was right.
        verified: bool,
        /// Counter of the code; 0 where the account has no second factor.
        code: u64,
    },
    /// The end of a session.
    LogOut,
    /// A code of the second factor confirms something: it is good once.
    UseCode {
        /// Its counter.
        code: u64,
    },
    /// The first entry of a record.
    EnterFirst {
        /// How it came.
        channel: Channel,
        /// The report it makes.
        report: Unsigned,
        /// Check words the station read over the telephone; only for that channel.
        words: Option<String>,
        /// The typist's signature under exactly this.
        signature: Option<Signature>,
    },
    /// The second entry, blind.
    EnterSecond {
        /// Round and station.
        spot: Spot,
        /// What was typed.
        figures: Figures<Votes>,
        /// When the count ended, as it was typed.
        counted_at: Stamp,
    },
    /// Enters the lines of a file, all of them or none.
    EnterFile {
        /// The commune whose file it is.
        place: Id,
        /// SHA-256 of the file that was shown.
        file: Hash,
        /// Its lines.
        lines: Vec<FileLine>,
    },
    /// A third person types the lines that differ.
    Resolve {
        /// Round and station.
        spot: Spot,
        /// What was typed.
        read: Readings,
        /// When the count ended, if the two differ on it.
        counted_at: Option<Stamp>,
    },
    /// Puts aside what was typed.
    Drop {
        /// Round and station.
        spot: Spot,
        /// Why.
        reason: String,
    },
    /// Signs the agreed report.
    Sign {
        /// Round and station.
        spot: Spot,
        /// Identity of the text that was shown.
        shown: Hash,
        /// The signature.
        signature: Signature,
    },
    /// The signed report is in the log.
    EntrySent {
        /// Round and station.
        spot: Spot,
        /// Where.
        sent: Sent,
    },
    /// The log refused it.
    EntryNotTaken {
        /// Round and station.
        spot: Spot,
        /// Code and text.
        reason: String,
    },
    /// A return is in the log.
    Returned {
        /// Round and place.
        spot: Spot,
        /// Where.
        sent: Sent,
    },
    /// Opens a call-back.
    OpenCallback {
        /// Round and station.
        spot: Spot,
        /// The report that stands.
        report: Hash,
        /// Chance of the hub.
        nonce: Nonce,
    },
    /// Two lines were read back: nothing, where they are as reported; a fact, where they differ.
    ReadBack {
        /// Round and station.
        spot: Spot,
        /// The report that stands.
        report: Hash,
        /// Its figures.
        figures: Figures<Votes>,
        /// What was read.
        read: Readings,
    },
    /// The call-back is in the log.
    CallbackSent {
        /// Round and station.
        spot: Spot,
        /// Where.
        sent: Sent,
    },
    /// Proposes a correction or an annulment.
    Propose {
        /// What would be sent.
        message: Change,
        /// Identity of the text that was shown.
        shown: Hash,
        /// The proposer's signature, for a correction.
        signature: Option<Signature>,
    },
    /// Confirms a proposal of somebody else.
    ConfirmProposal {
        /// Which.
        proposal: u64,
        /// Identity of the text that was shown.
        shown: Hash,
        /// The signature, for a correction.
        signature: Option<Signature>,
    },
    /// Refuses a proposal, or takes back one's own.
    RefuseProposal {
        /// Which.
        proposal: u64,
        /// Why.
        reason: String,
    },
    /// What was proposed is in the log.
    ProposalSent {
        /// Which.
        proposal: u64,
        /// Where.
        sent: Sent,
    },
    /// Marks a warning as handled.
    HandleWarning {
        /// Round and station.
        spot: Spot,
        /// The report it is about.
        report: Hash,
        /// The warning.
        code: WarningCode,
        /// What was found.
        reason: String,
    },
    /// Types a witness's copy.
    CopyWitness {
        /// Round and station.
        spot: Spot,
        /// Where it came from.
        source: String,
        /// What it says.
        figures: Figures<Votes>,
    },
    /// Asks for a round to be public, or confirms what another asked.
    Release {
        /// Round.
        round: u8,
        /// Identity of what was shown: [`release_text`].
        shown: Hash,
    },
    /// A copy of the journal was made.
    BackedUp {
        /// Name of the file.
        file: String,
    },
    /// Log and journal were checked.
    Checked {
        /// What was found wrong.
        findings: u64,
    },
    /// Something of the operations rooms or of the field.
    Operation(OperationCommand),
    /// The hub started.
    Started,
}

/// Decides on a command at a moment.
pub fn step(room: &Room, now: Stamp, actor: Actor, command: Command) -> Result<Vec<Fact>, Refusal> {
    let person = match actor {
        Actor::Hub => None,
        Actor::Account(id) => Some(room.person(id)?),
    };
    match (&person, command.act()) {
        (Some(person), Some(act)) if !may(person.role, act) => return Err(Refusal::NotAllowed(act)),
        (None, act) if !command.is_the_hubs() => return Err(Refusal::NotAllowed(act.unwrap_or(Act::Own))),
        (Some(_), None) if !command.is_anybodys() => return Err(Refusal::NotAllowed(Act::LogIn)),
        _ => {}
    }
    if let (Some(person), Some(about)) = (&person, command.about()) {
        room.within(person, about)?;
    }
    match command {
        Command::Operation(command) => operation::decide(room, now, person.as_ref(), command),
        command if command.takes_two_administrators() => {
            administrators::decide(room, acting(person.as_ref())?, command)
        }
        command if command.is_of_accounts() => accounts::decide(room, now, person.as_ref(), command),
        command if command.is_of_the_house() => house::decide(room, now, person.as_ref(), command),
        command if command.is_of_desks() => desks::decide(room, person.as_ref(), command),
        command => prefecture::decide(room, person.as_ref(), command),
    }
}

/// What two people confirm when they release a round; its hash is bound to their second factors.
pub fn release_text(room: &Room, round: u8) -> Option<String> {
    let definition = room.definition();
    let publishes = definition.rounds()[definition.round_ix(round)?].publishes;
    Some(format!("release\ndefinition {}\nround {round}\npublishes {publishes}\n", definition.hash()))
}

impl Command {
    /// The act of the table that the command is, if it is one of the table.
    pub fn act(&self) -> Option<Act> {
        Some(match self {
            Self::MakeAccount(_)
            | Self::AskAccount(_)
            | Self::ConfirmAccount { .. }
            | Self::RefuseAccount { .. }
            | Self::SetSecondFactor { .. }
            | Self::Lock { .. }
            | Self::Unlock { .. } => Act::ManageAccounts,
            Self::SetPassword { .. } | Self::LogOut | Self::UseCode { .. } => Act::Own,
            Self::EnterFirst { .. }
            | Self::EnterSecond { .. }
            | Self::EnterFile { .. }
            | Self::Sign { .. }
            | Self::EntrySent { .. }
            | Self::EntryNotTaken { .. } => Act::Enter,
            Self::Resolve { .. } | Self::Drop { .. } => Act::Resolve,
            Self::Returned { .. } => Act::Return,
            Self::OpenCallback { .. } | Self::ReadBack { .. } | Self::CallbackSent { .. } => Act::CallBack,
            Self::Propose { .. }
            | Self::ConfirmProposal { .. }
            | Self::RefuseProposal { .. }
            | Self::ProposalSent { .. } => Act::Correct,
            Self::HandleWarning { .. } => Act::HandleWarning,
            Self::CopyWitness { .. } => Act::CopyWitness,
            Self::Release { .. } => Act::Release,
            Self::BackedUp { .. } => Act::BackUp,
            Self::Checked { .. } => Act::CheckIntegrity,
            Self::Operation(command) => command.act(),
            Self::LogIn { .. } | Self::Started => return None,
        })
    }

    /// The place or station it is about, which must lie in the territory of who gives it.
    fn about(&self) -> Option<Id> {
        match self {
            Self::EnterFirst { report, .. } => Some(report.report().station),
            Self::Propose { message, .. } => Some(message.about().1),
            Self::EnterFile { place, .. } => Some(*place),
            Self::EnterSecond { spot, .. }
            | Self::Resolve { spot, .. }
            | Self::Drop { spot, .. }
            | Self::Sign { spot, .. }
            | Self::EntrySent { spot, .. }
            | Self::EntryNotTaken { spot, .. }
            | Self::Returned { spot, .. }
            | Self::OpenCallback { spot, .. }
            | Self::ReadBack { spot, .. }
            | Self::CallbackSent { spot, .. }
            | Self::HandleWarning { spot, .. }
            | Self::CopyWitness { spot, .. } => Some(spot.1),
            _ => None,
        }
    }

    fn is_of_accounts(&self) -> bool {
        self.act().is_none_or(|act| matches!(act, Act::ManageAccounts | Act::Own)) && *self != Self::Started
    }

    fn takes_two_administrators(&self) -> bool {
        matches!(self, Self::AskAccount(_) | Self::ConfirmAccount { .. } | Self::RefuseAccount { .. })
    }

    fn is_of_the_house(&self) -> bool {
        matches!(self, Self::Release { .. } | Self::BackedUp { .. } | Self::Checked { .. } | Self::Started)
    }

    fn is_of_desks(&self) -> bool {
        self.act().is_some_and(|act| matches!(act, Act::Enter | Act::Resolve | Act::Return))
    }

    /// What the hub itself may do.
    fn is_the_hubs(&self) -> bool {
        let outcome = matches!(
            self,
            Self::EntrySent { .. } | Self::EntryNotTaken { .. } | Self::ProposalSent { .. } | Self::CallbackSent { .. }
        );
        let own = self.takes_two_administrators() || matches!(self, Self::LogOut | Self::UseCode { .. });
        let accounts = self.is_of_accounts() && !own;
        let operation = matches!(self, Self::Operation(command) if command.is_the_hubs());
        accounts || outcome || operation || *self == Self::Started
    }

    /// What needs no act of the table.
    fn is_anybodys(&self) -> bool {
        matches!(self, Self::LogIn { .. })
    }
}

/// A reason, a source: free text of one line.
fn phrase(text: String) -> Result<String, Refusal> {
    if election::text::is_phrase(&text) { Ok(text) } else { Err(Refusal::Text) }
}

/// The person who acts; only for commands that the hub itself may not give.
fn acting(person: Option<&Person>) -> Result<&Person, Refusal> {
    person.ok_or(Refusal::NotAllowed(Act::Own))
}

impl Room {
    fn within(&self, person: &Person, about: Id) -> Result<(), Refusal> {
        if person.covers(self.definition(), about) { Ok(()) } else { Err(Refusal::Territory(about)) }
    }

    /// Requires a station that opens in a round.
    fn opens(&self, (round, station): Spot) -> Result<(), Refusal> {
        let definition = self.definition();
        let round = definition.round_ix(round).ok_or(Refusal::Unknown)?;
        let station = definition.station_ix(station).ok_or(Refusal::Unknown)?;
        definition.registered(station, round).map(|_| ()).ok_or(Refusal::Unknown)
    }
}

/// Requires a signature to be the person's own, with the person's key.
fn own_signature(person: &Person, signature: &Signature) -> Result<(), Refusal> {
    let own = signature.by == person.account && person.key == Some(signature.key);
    if own { Ok(()) } else { Err(Refusal::NoKey) }
}
