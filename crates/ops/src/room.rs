//! The picture of the rooms: a fold over their journal.

use std::collections::BTreeMap;
use std::sync::Arc;

use election::{Definition, Id, Stamp, Votes, definition::WarningCode, message::Figures};
use tlog::Hash;

use crate::{
    account::{Account, KeyName},
    callback::{CallBack, Differed, Opened},
    desk::{Agreed, Desk, Differing, First, Sent, Signature, Unsigned},
    event::{AccountFact, EntryFact, Event, Fact, HouseFact, NewAccount, PrefectureFact, Who},
    lockout::Lockout,
    operation::{
        Operation,
        condition::Condition,
        posture::{Posture, State},
    },
    proposal::{AccountProposal, Asked, Confirmed, Proposal, ProposalState, Refused, Release, Released},
    readings,
    refusal::Refusal,
    roles::{Act, Person, may},
};

/// A station in a round (by number).
pub type Spot = (u8, Id);

/// Everything the journal says, at one length of it.
#[derive(Clone, Debug)]
pub struct Room {
    definition: Arc<Definition>,
    pub(crate) accounts: BTreeMap<Id, Account>,
    strangers: BTreeMap<u8, Lockout>,
    desks: BTreeMap<Spot, Desk>,
    callbacks: BTreeMap<Spot, CallBack>,
    proposals: BTreeMap<u64, Proposal>,
    asked: BTreeMap<u64, AccountProposal>,
    handled: BTreeMap<(Spot, Hash, WarningCode), Handled>,
    copies: BTreeMap<Spot, WitnessCopy>,
    releases: BTreeMap<u8, Release>,
    returns: BTreeMap<Spot, Sent>,
    refused: BTreeMap<Spot, String>,
    operation: Operation,
    head: Hash,
    size: u64,
}

/// A warning that somebody looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handled {
    /// Who.
    pub by: Id,
    /// When.
    pub at: Stamp,
    /// What was found.
    pub reason: String,
}

/// A witness's copy of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessCopy {
    /// Who typed it.
    pub by: Id,
    /// Where it came from.
    pub source: String,
    /// What it says.
    pub figures: Figures<Votes>,
}

/// The journal is not one chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An event is missing, or stands twice.
    #[error("event {due} is due and event {found} stands there")]
    Number {
        /// The number that is due.
        due: u64,
        /// The number found.
        found: u64,
    },
    /// The event before was changed, or this one is from another journal.
    #[error("event {number} names another event before it: event {} was changed", number.saturating_sub(1))]
    Before {
        /// The event that names another one.
        number: u64,
    },
}

impl Room {
    /// The room before anything happened.
    pub fn new(definition: Arc<Definition>) -> Self {
        let head = definition.hash();
        let operation = Operation::new(Arc::clone(&definition));
        Self {
            definition,
            accounts: BTreeMap::new(),
            strangers: BTreeMap::new(),
            desks: BTreeMap::new(),
            callbacks: BTreeMap::new(),
            proposals: BTreeMap::new(),
            asked: BTreeMap::new(),
            handled: BTreeMap::new(),
            copies: BTreeMap::new(),
            releases: BTreeMap::new(),
            returns: BTreeMap::new(),
            refused: BTreeMap::new(),
            operation,
            head,
            size: 0,
        }
    }

    /// The definition.
    pub fn definition(&self) -> &Arc<Definition> {
        &self.definition
    }

    /// Number of events.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Hash of the last event; of the definition before the first.
    pub fn head(&self) -> Hash {
        self.head
    }

    /// The accounts, by name.
    pub fn accounts(&self) -> &BTreeMap<Id, Account> {
        &self.accounts
    }

    /// An account that is not locked, as somebody who acts.
    pub fn person(&self, account: Id) -> Result<Person, Refusal> {
        let found = self.accounts.get(&account).filter(|found| found.locked.is_none());
        let found = found.ok_or(Refusal::NoAccount)?;
        let Account { name, role, scope, key, .. } = found.clone();
        Ok(Person { account, name, role, scope, key })
    }

    /// For whom a log-in with this name is tried.
    pub fn who(&self, name: &str) -> Who {
        let known = Id::new(name).ok().filter(|id| self.accounts.contains_key(id));
        known.map_or_else(|| Who::Stranger(Hash::of(name.as_bytes()).0[0]), Who::Account)
    }

    /// Failed log-ins of an account or of a heap of strangers.
    pub fn lockout(&self, who: Who) -> Lockout {
        match who {
            Who::Account(id) => self.accounts.get(&id).map(|account| account.lockout).unwrap_or_default(),
            Who::Stranger(heap) => self.strangers.get(&heap).copied().unwrap_or_default(),
        }
    }

    /// The desk of a station; nothing was typed where there is none.
    pub fn desk(&self, spot: Spot) -> Option<&Desk> {
        self.desks.get(&spot)
    }

    /// All desks.
    pub fn desks(&self) -> &BTreeMap<Spot, Desk> {
        &self.desks
    }

    /// Why the log did not take the last report of a station from here, if it did not.
    pub fn not_taken(&self, spot: Spot) -> Option<&str> {
        self.refused.get(&spot).map(String::as_str)
    }

    /// The call-back of a station's report.
    pub fn callback(&self, spot: Spot) -> Option<&CallBack> {
        self.callbacks.get(&spot)
    }

    /// Proposals, by number.
    pub fn proposals(&self) -> &BTreeMap<u64, Proposal> {
        &self.proposals
    }

    /// The proposal about a station that is open, if one is.
    pub fn open_proposal(&self, spot: Spot) -> Option<&Proposal> {
        self.proposals.values().find(|proposal| proposal.is_open() && proposal.message.about() == spot)
    }

    /// What administrators asked of each other, by number.
    pub fn asked(&self) -> &BTreeMap<u64, AccountProposal> {
        &self.asked
    }

    /// Whether a warning about a report was handled.
    pub fn handled(&self, spot: Spot, report: Hash, code: WarningCode) -> Option<&Handled> {
        self.handled.get(&(spot, report, code))
    }

    /// The witness's copy of a station's record.
    pub fn witness_copy(&self, spot: Spot) -> Option<&WitnessCopy> {
        self.copies.get(&spot)
    }

    /// How far the release of a round is.
    pub fn release(&self, round: u8) -> Option<&Release> {
        self.releases.get(&round)
    }

    /// Whether two people released a round.
    pub fn is_released(&self, round: u8) -> bool {
        matches!(self.release(round), Some(Release::Done(_)))
    }

    /// Whether a condition tells somebody of votes that are not public yet. How far its posture is
    /// changes nothing: that a posture is active says that its conditions held.
    pub fn keeps_condition_from(&self, person: &Person, condition: &Condition) -> bool {
        !may(person.role, Act::SeeTotals) && condition.counts().is_some_and(|round| !self.is_released(round))
    }

    /// Whether a condition of a posture does.
    pub fn keeps_reasons_from(&self, person: &Person, posture: &Posture) -> bool {
        posture.plan.conditions.iter().any(|condition| self.keeps_condition_from(person, condition))
    }

    /// Whether somebody may not yet know how far a posture is, for the same reason: until two
    /// people have activated it, only that its conditions hold moves it. Then its duties and forces
    /// are for everybody who carries them out, its conditions still are not.
    pub fn keeps_from(&self, person: &Person, posture: &Posture) -> bool {
        let decided = matches!(posture.state, State::Active(_) | State::Ended(_));
        !decided && self.keeps_reasons_from(person, posture)
    }

    /// The return of a place, if it was sent from here.
    pub fn returned(&self, spot: Spot) -> Option<Sent> {
        self.returns.get(&spot).copied()
    }

    /// The operation.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// The room as it was at a moment: the fold of all events up to the last one that is not later.
    /// A clock that ran ahead for a while hides nothing of what came after it was set right.
    pub fn at<'a>(
        definition: Arc<Definition>,
        events: impl IntoIterator<Item = &'a Event>,
        moment: Stamp,
    ) -> Result<Self, Broken> {
        let (mut room, mut later) = (Self::new(definition), Vec::new());
        for event in events {
            later.push(event);
            if event.at.instant() <= moment.instant() {
                later.drain(..).try_for_each(|event| room.replay(event))?;
            }
        }
        Ok(room)
    }

    /// The events that facts become, linked to the last one. Nothing is applied.
    pub fn link(&self, at: Stamp, by: Option<Id>, facts: Vec<Fact>) -> Vec<Event> {
        let (mut number, mut before) = (self.size, self.head);
        let mut link = |fact| {
            let event = Event { number, before, at, by, fact };
            number += 1;
            before = event.hash();
            event
        };
        facts.into_iter().map(&mut link).collect()
    }

    /// Takes the next event of a journal that is read again, if it continues the chain.
    pub fn replay(&mut self, event: &Event) -> Result<(), Broken> {
        if event.number != self.size {
            return Err(Broken::Number { due: self.size, found: event.number });
        }
        if event.before != self.head {
            return Err(Broken::Before { number: event.number });
        }
        self.apply(event);
        Ok(())
    }

    /// Moves the picture on. What an event says was decided when it was made; where it speaks of
    /// something that is not there, it changes nothing.
    pub fn apply(&mut self, event: &Event) {
        match &event.fact {
            Fact::Account(fact) => self.account(event, fact),
            Fact::Entry(fact) => self.entry(event, fact),
            Fact::Prefecture(fact) => self.prefecture(event, fact),
            Fact::House(fact) => self.house(event, fact),
            Fact::Operation(fact) => self.operation.apply(event, fact),
        }
        self.head = event.hash();
        self.size = event.number + 1;
    }

    fn account(&mut self, event: &Event, fact: &AccountFact) {
        if let AccountFact::Made(new) = fact {
            self.accounts.insert(new.account, Account::from(new));
            return;
        }
        if let (AccountFact::Asked(ask), Some(by)) = (fact, event.by) {
            let (number, at, ask, state) = (event.number, event.at, ask.clone(), ProposalState::Waiting);
            self.asked.insert(number, AccountProposal { number, by, at, ask, state });
            return;
        }
        if let AccountFact::Failed { who: Who::Stranger(heap) } = fact {
            self.strangers.entry(*heap).or_default().failed(event.at);
            return;
        }
        let Some(account) = fact.account().and_then(|id| self.accounts.get_mut(&id)) else { return };
        match fact {
            AccountFact::Password { password, first, .. } => {
                account.password = password.clone();
                account.first_password = *first;
                account.lockout = Lockout::default();
            }
            AccountFact::SecondFactor { second, .. } => {
                account.second = Some(second.clone());
                account.last_code = 0;
            }
            AccountFact::Locked { reason, .. } => account.locked = Some(reason.clone()),
            AccountFact::Unlocked { .. } => {
                account.locked = None;
                account.lockout = Lockout::default();
            }
            AccountFact::LoggedIn { code, .. } => {
                account.lockout = Lockout::default();
                account.last_code = account.last_code.max(*code);
            }
            AccountFact::CodeUsed { code, .. } => account.last_code = account.last_code.max(*code),
            AccountFact::Failed { .. } => account.lockout.failed(event.at),
            AccountFact::Made(_) | AccountFact::Asked(_) | AccountFact::LoggedOut { .. } => {}
        }
    }

    fn entry(&mut self, event: &Event, fact: &EntryFact) {
        match fact {
            EntryFact::First { channel, report, signature } => {
                let (spot, Some(by)) = (spot_of(report), event.by) else { return };
                let key = self.key_of(by);
                let first = First { by, key, channel: *channel, report: report.clone(), signature: signature.clone() };
                let desk =
                    if *channel == crate::desk::Channel::Telephone { agreed(first, None) } else { Desk::First(first) };
                self.desks.insert(spot, desk);
            }
            EntryFact::Second { round, station, figures, counted_at } => {
                self.move_desk((*round, *station), |desk| second(desk, event.by, figures, *counted_at));
            }
            EntryFact::Resolved { round, station, read, counted_at } => {
                self.move_desk((*round, *station), |desk| resolved(desk, event.by, read, *counted_at));
            }
            EntryFact::Dropped { round, station, .. } => {
                self.desks.remove(&(*round, *station));
                self.refused.remove(&(*round, *station));
            }
            EntryFact::Signed { round, station, report, signature } => {
                self.move_desk((*round, *station), |desk| signed(desk, *report, signature));
            }
            EntryFact::Sent { round, station, sent } => {
                self.refused.remove(&(*round, *station));
                self.desks.insert((*round, *station), Desk::Sent(*sent));
            }
            EntryFact::NotTaken { round, station, reason } => {
                self.refused.insert((*round, *station), reason.clone());
            }
            // What the file held stands in the events that follow.
            EntryFact::File { .. } => {}
            EntryFact::Returned { round, place, sent } => _ = self.returns.insert((*round, *place), *sent),
        }
    }

    fn move_desk(&mut self, spot: Spot, step: impl FnOnce(Desk) -> Desk) {
        if let Some(desk) = self.desks.remove(&spot) {
            self.desks.insert(spot, step(desk));
        }
    }

    fn key_of(&self, account: Id) -> Option<KeyName> {
        self.accounts.get(&account).and_then(|account| account.key)
    }

    fn prefecture(&mut self, event: &Event, fact: &PrefectureFact) {
        // What came of a message is the hub's to say; all the rest is somebody's.
        match (fact, event.by) {
            (PrefectureFact::CallbackDone { round, station, .. }, _) => {
                if let Some(callback) = self.callbacks.get_mut(&(*round, *station)) {
                    *callback = CallBack::Done(callback.opened().clone());
                }
            }
            (PrefectureFact::ProposalSent { proposal, sent }, _) => {
                self.with_proposal(*proposal, |found| found.state = ProposalState::Sent(*sent));
            }
            (fact, Some(by)) => self.by_somebody(event, by, fact),
            (_, None) => {}
        }
    }

    fn by_somebody(&mut self, event: &Event, by: Id, fact: &PrefectureFact) {
        match fact {
            PrefectureFact::CallbackOpened { round, station, report, nonce } => {
                let opened = Opened { by, report: *report, nonce: *nonce };
                self.callbacks.insert((*round, *station), CallBack::Open(opened));
            }
            PrefectureFact::CallbackDiffered { round, station, read } => {
                if let Some(callback) = self.callbacks.get_mut(&(*round, *station)) {
                    let times = if let CallBack::Differed(before) = &*callback { before.times + 1 } else { 1 };
                    let opened = callback.opened().clone();
                    *callback = CallBack::Differed(Differed { opened, read: read.clone(), times });
                }
            }
            PrefectureFact::WarningHandled { round, station, report, code, reason } => {
                let handled = Handled { by, at: event.at, reason: reason.clone() };
                self.handled.insert(((*round, *station), *report, *code), handled);
            }
            PrefectureFact::WitnessCopied { round, station, source, figures } => {
                let copy = WitnessCopy { by, source: source.clone(), figures: figures.clone() };
                self.copies.insert((*round, *station), copy);
            }
            proposal => self.proposal(event, by, proposal),
        }
    }

    fn proposal(&mut self, event: &Event, by: Id, fact: &PrefectureFact) {
        match fact {
            PrefectureFact::Proposed { message, signature } => {
                let (number, message) = (event.number, message.clone());
                let signatures = signature.iter().cloned().collect();
                let proposal = Proposal { number, by, message, signatures, state: ProposalState::Waiting };
                self.proposals.insert(number, proposal);
            }
            PrefectureFact::ProposalConfirmed { proposal, signature } => {
                self.with_proposal(*proposal, |found| {
                    found.signatures.extend(signature.iter().cloned());
                    found.state = ProposalState::Confirmed(Confirmed { by });
                });
                self.with_asked(*proposal, ProposalState::Confirmed(Confirmed { by }));
            }
            PrefectureFact::ProposalRefused { proposal, reason } => {
                let refused = Refused { by, reason: reason.clone() };
                self.with_asked(*proposal, ProposalState::Refused(refused.clone()));
                self.with_proposal(*proposal, |found| found.state = ProposalState::Refused(refused));
            }
            _ => {}
        }
    }

    fn with_proposal(&mut self, number: u64, change: impl FnOnce(&mut Proposal)) {
        if let Some(proposal) = self.proposals.get_mut(&number) {
            change(proposal);
        }
    }

    fn with_asked(&mut self, number: u64, state: ProposalState) {
        if let Some(asked) = self.asked.get_mut(&number) {
            asked.state = state;
        }
    }

    fn house(&mut self, event: &Event, fact: &HouseFact) {
        match fact {
            HouseFact::ReleaseAsked { round } => {
                if let Some(by) = event.by {
                    self.releases.insert(*round, Release::Asked(Asked { by }));
                }
            }
            HouseFact::Released { round } => {
                if let (Some(Release::Asked(asked)), Some(by)) = (self.releases.get(round), event.by) {
                    let by = [asked.by, by];
                    self.releases.insert(*round, Release::Done(Released { by }));
                }
            }
            HouseFact::BackedUp { .. } | HouseFact::Checked { .. } | HouseFact::Started => {}
        }
    }
}

/// The round and station of a report.
pub fn spot_of(report: &Unsigned) -> Spot {
    let report = report.report();
    (report.round, report.station)
}

/// What an entry becomes when everybody agrees on it.
fn agreed(first: First, second: Option<Id>) -> Desk {
    let mut typed_by = vec![first.by];
    typed_by.extend(second);
    let signatures: Vec<Signature> = first.signature.into_iter().collect();
    Desk::Agreed(Agreed { report: first.report, typed_by, signatures })
}

fn second(desk: Desk, by: Option<Id>, figures: &Figures<Votes>, second_counted_at: Option<Stamp>) -> Desk {
    let (Desk::First(first), Some(by)) = (&desk, by) else { return desk };
    let fields = first.report.report().figures.changed(figures);
    let (first, second_by, second) = (first.clone(), by, figures.clone());
    let differing = Differing { first, second_by, second, second_counted_at, fields };
    // Of two who read one record, neither hour is the right one by having been typed first.
    if differing.fields.is_empty() && differing.hours().is_none() {
        return agreed(differing.first, Some(by));
    }
    Desk::Differing(differing)
}

/// The lines on which the two agree are kept; the third person's decide the rest.
fn resolved(desk: Desk, by: Option<Id>, read: &readings::Readings, counted_at: Option<Stamp>) -> Desk {
    let (Desk::Differing(differing), Some(by)) = (&desk, by) else { return desk };
    let mut lines = readings::of(&differing.first.report.report().figures);
    for (field, votes) in &mut lines {
        if let Some((_, third)) = read.iter().find(|(line, _)| line == field) {
            *votes = *third;
        }
    }
    let Some(figures) = readings::figures(&lines) else { return desk };
    let counted_at = counted_at.unwrap_or(differing.first.report.report().counted_at);
    let report = differing.first.report.with(figures, counted_at);
    // A signature under another text is none.
    let same = report == differing.first.report;
    let signatures = differing.first.signature.iter().filter(|_| same).cloned().collect();
    let typed_by = vec![differing.first.by, differing.second_by, by];
    Desk::Agreed(Agreed { report, typed_by, signatures })
}

fn signed(desk: Desk, report: Hash, signature: &Signature) -> Desk {
    match desk {
        Desk::Agreed(mut agreed) if agreed.report.id() == report => {
            agreed.signatures.push(signature.clone());
            Desk::Agreed(agreed)
        }
        other => other,
    }
}

impl AccountFact {
    /// Whose account it is about; none for strangers.
    pub fn account(&self) -> Option<Id> {
        match self {
            Self::Made(new) => Some(new.account),
            Self::Asked(ask) => Some(ask.change.account()),
            Self::Password { account, .. }
            | Self::SecondFactor { account, .. }
            | Self::Locked { account, .. }
            | Self::Unlocked { account }
            | Self::LoggedIn { account, .. }
            | Self::LoggedOut { account }
            | Self::CodeUsed { account, .. }
            | Self::Failed { who: Who::Account(account) } => Some(*account),
            Self::Failed { who: Who::Stranger(_) } => None,
        }
    }
}

impl From<&NewAccount> for Account {
    fn from(new: &NewAccount) -> Self {
        Self {
            name: new.name.clone(),
            role: new.role,
            scope: new.scope,
            key: new.key,
            password: new.password.clone(),
            first_password: true,
            second: new.second.clone(),
            last_code: 0,
            locked: None,
            lockout: Lockout::default(),
        }
    }
}
