//! Decisions of two administrators: one asks for an account or for new secrets, another confirms.

use tlog::Hash;

use super::{Command, accounts, phrase};
use crate::{
    account::Secret,
    event::{AccountFact, Fact, NewAccount, PrefectureFact},
    proposal::{AccountChange, AccountProposal, Ask, MAX_ASKED},
    refusal::Refusal,
    roles::{Act, Person, may},
    room::Room,
};

pub(super) fn decide(room: &Room, person: &Person, command: Command) -> Result<Vec<Fact>, Refusal> {
    match command {
        Command::AskAccount(ask) => Ok(vec![Fact::Account(AccountFact::Asked(asked(room, ask)?))]),
        Command::ConfirmAccount { proposal, shown, password } => confirm(room, person, proposal, shown, &password),
        Command::RefuseAccount { proposal, reason } => {
            open(room, proposal)?;
            let reason = phrase(reason)?;
            Ok(vec![Fact::Prefecture(PrefectureFact::ProposalRefused { proposal, reason })])
        }
        _ => Err(Refusal::NotAllowed(Act::ManageAccounts)),
    }
}

fn asked(room: &Room, ask: Ask) -> Result<Ask, Refusal> {
    let account = ask.change.account();
    let mut waiting = room.asked().values().filter(|asked| asked.is_open());
    if waiting.any(|asked| asked.ask.change.account() == account) {
        return Err(Refusal::ProposalOpen);
    }
    if room.asked().values().filter(|asked| asked.is_open()).count() >= MAX_ASKED {
        return Err(Refusal::Limit);
    }
    // Looked at now, so that nobody is asked to confirm what cannot be; the password comes later.
    facts(room, &ask, &ask.second)?;
    Ok(Ask { reason: phrase(ask.reason)?, ..ask })
}

fn confirm(room: &Room, person: &Person, proposal: u64, shown: Hash, password: &Secret) -> Result<Vec<Fact>, Refusal> {
    let found = open(room, proposal)?;
    if Hash::of(found.text().as_bytes()) != shown {
        return Err(Refusal::Changed);
    }
    if found.by == person.account {
        return Err(Refusal::SamePerson);
    }
    // Somebody who was locked since has asked for nothing.
    if !may(room.person(found.by)?.role, Act::ManageAccounts) {
        return Err(Refusal::NoAccount);
    }
    let confirmed = PrefectureFact::ProposalConfirmed { proposal, signature: None };
    let done = facts(room, &found.ask, password)?.into_iter().map(Fact::Account);
    Ok(core::iter::once(Fact::Prefecture(confirmed)).chain(done).collect())
}

/// What comes of it with this password.
fn facts(room: &Room, ask: &Ask, password: &Secret) -> Result<Vec<AccountFact>, Refusal> {
    let (second, password) = (ask.second.clone(), password.clone());
    match &ask.change {
        AccountChange::Make { account, name, role, scope } => {
            let (account, role, scope, name) = (*account, *role, *scope, name.clone());
            let new = NewAccount { account, name, role, scope, key: None, password, second: Some(second) };
            let new = accounts::made(room, new)?;
            if !role.takes_two_administrators() {
                return Err(Refusal::AccountUnfit);
            }
            Ok(vec![AccountFact::Made(new)])
        }
        // An account's key lies under its password, so that one with a key is reset at a terminal.
        AccountChange::Reset { account } => {
            let (account, found) = (*account, accounts::known(room, *account)?);
            if found.key.is_some() || !found.role.takes_two_administrators() {
                return Err(Refusal::AccountUnfit);
            }
            Ok(vec![
                AccountFact::Password { account, password, first: true },
                AccountFact::SecondFactor { account, second },
            ])
        }
    }
}

fn open(room: &Room, number: u64) -> Result<&AccountProposal, Refusal> {
    room.asked().get(&number).filter(|asked| asked.is_open()).ok_or(Refusal::Proposal)
}
