//! Decisions about accounts and log-ins.

use election::{Id, Stamp};

use super::{Command, acting, phrase};
use crate::{
    account::{Account, MAX_ACCOUNTS},
    event::{AccountFact, Fact, NewAccount, Who},
    refusal::Refusal,
    roles::{Act, Person, Role, may},
    room::Room,
};

pub(super) fn decide(room: &Room, now: Stamp, person: Option<&Person>, command: Command) -> Result<Vec<Fact>, Refusal> {
    let fact = match command {
        Command::MakeAccount(new) => {
            let new = made(room, new)?;
            alone(person, new.role)?;
            AccountFact::Made(new)
        }
        Command::SetPassword { account, password } => {
            let found = known(room, account)?;
            let own = person.is_some_and(|person| person.account == account);
            let manages = person.is_none_or(|person| may(person.role, Act::ManageAccounts));
            if !own && !manages {
                return Err(Refusal::NotAllowed(Act::ManageAccounts));
            }
            if !own {
                alone(person, found.role)?;
            }
            AccountFact::Password { account, password, first: !own }
        }
        Command::SetSecondFactor { account, second } => {
            alone(person, known(room, account)?.role)?;
            AccountFact::SecondFactor { account, second }
        }
        Command::Lock { account, reason } => lock(room, account, reason)?,
        Command::Unlock { account } => {
            known(room, account)?;
            AccountFact::Unlocked { account }
        }
        Command::LogIn { who, verified, code } => log_in(room, now, who, verified, code)?,
        Command::LogOut => AccountFact::LoggedOut { account: acting(person)?.account },
        Command::UseCode { code } => {
            let account = acting(person)?.account;
            if code <= known(room, account)?.last_code {
                return Err(Refusal::CodeUsed);
            }
            AccountFact::CodeUsed { account, code }
        }
        _ => return Err(Refusal::NotAllowed(Act::ManageAccounts)),
    };
    Ok(vec![Fact::Account(fact)])
}

/// Requires that one person alone may decide on the secrets of an account: the machine's owner for
/// every role, an administrator for those that do not take two.
fn alone(person: Option<&Person>, role: Role) -> Result<(), Refusal> {
    if person.is_some() && role.takes_two_administrators() { Err(Refusal::TwoAdministrators) } else { Ok(()) }
}

pub(super) fn known(room: &Room, account: Id) -> Result<&Account, Refusal> {
    room.accounts().get(&account).ok_or(Refusal::NoAccount)
}

/// A new account that may stand: its name is free, and its parts go together.
pub(super) fn made(room: &Room, new: NewAccount) -> Result<NewAccount, Refusal> {
    if room.accounts().contains_key(&new.account) {
        return Err(Refusal::AccountExists(new.account));
    }
    if room.accounts().len() >= MAX_ACCOUNTS {
        return Err(Refusal::Limit);
    }
    let name = phrase(new.name)?;
    let definition = room.definition();
    let fits = new.role.fits(definition, new.scope);
    // Who signs for a place signs for the place of the account, with a key of the definition.
    let key = new.key.is_none_or(|key| {
        let held = |held: &election::definition::Key| (held.scope, held.holder) == (key.scope, key.holder);
        key.scope == new.scope && definition.parts().keys.iter().any(held)
    });
    let signs = new.key.is_none() || matches!(new.role, Role::Clerk | Role::PrefectureResults);
    if !fits || !key || !signs || new.role.needs_second_factor() != new.second.is_some() {
        return Err(Refusal::AccountUnfit);
    }
    Ok(NewAccount { name, ..new })
}

fn lock(room: &Room, account: Id, reason: String) -> Result<AccountFact, Refusal> {
    let found = known(room, account)?;
    let acting = |account: &Account| account.role == Role::Administrator && account.locked.is_none();
    let administrators = room.accounts().values().filter(|account| acting(account)).count();
    if acting(found) && administrators == 1 {
        return Err(Refusal::LastAdministrator);
    }
    Ok(AccountFact::Locked { account, reason: phrase(reason)? })
}

/// A failure is a fact, not a refusal: it must be remembered. Whoever has to wait is refused even
/// with the right password, so that guesses sent side by side are worth one.
fn log_in(room: &Room, now: Stamp, who: Who, verified: bool, code: u64) -> Result<AccountFact, Refusal> {
    let wait = room.lockout(who).wait(now);
    if wait > 0 {
        return Err(Refusal::LogIn { wait });
    }
    let Who::Account(account) = who else { return Ok(AccountFact::Failed { who }) };
    let found = known(room, account)?;
    let second = !found.role.needs_second_factor() || code > found.last_code;
    if verified && second && found.locked.is_none() {
        Ok(AccountFact::LoggedIn { account, code })
    } else {
        Ok(AccountFact::Failed { who })
    }
}
