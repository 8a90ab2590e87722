//! Events of accounts.

use core::fmt::Write as _;

use election::{
    Id,
    text::{Fault, LineFault, Lines},
};

use super::phrase;
use crate::{
    account::{KeyName, Secret},
    proposal::{AccountChange, Ask},
    roles::Role,
};

/// What happened to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountFact {
    /// It was made.
    Made(NewAccount),
    /// An administrator asked another to make one or to reset one.
    Asked(Ask),
    /// Its password is another; set by somebody else if `first`.
    Password {
        /// Which.
        account: Id,
        /// The new hash.
        password: Secret,
        /// Whether it must be changed at the next log-in.
        first: bool,
    },
    /// Its second factor is another.
    SecondFactor {
        /// Which.
        account: Id,
        /// The new seed.
        second: Secret,
    },
    /// It was locked.
    Locked {
        /// Which.
        account: Id,
        /// Why.
        reason: String,
    },
    /// It was unlocked, and its failed log-ins forgotten.
    Unlocked {
        /// Which.
        account: Id,
    },
    /// Somebody logged in.
    LoggedIn {
        /// Which.
        account: Id,
        /// Counter of the second factor's code; 0 without one.
        code: u64,
    },
    /// A log-in failed.
    Failed {
        /// For whom it was tried.
        who: Who,
    },
    /// A session ended.
    LoggedOut {
        /// Which.
        account: Id,
    },
    /// A second factor's code was used to confirm something.
    CodeUsed {
        /// Which.
        account: Id,
        /// Its counter.
        code: u64,
    },
}

/// For whom a log-in was tried. Names that no account has are put into 256 heaps, so that a
/// stranger cannot tell by the delay which names exist, nor fill the journal with invented ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// An account.
    Account(Id),
    /// A heap of names that no account has.
    Stranger(u8),
}

/// A new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// Its name at log-in.
    pub account: Id,
    /// Name for people.
    pub name: String,
    /// The role.
    pub role: Role,
    /// What it speaks for.
    pub scope: Id,
    /// The key it signs with, if any.
    pub key: Option<KeyName>,
    /// Hash of the first password.
    pub password: Secret,
    /// Seed of the second factor.
    pub second: Option<Secret>,
}

impl AccountFact {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Made(_) => "account-made",
            Self::Asked(Ask { change: AccountChange::Make { .. }, .. }) => "account-asked",
            Self::Asked(Ask { change: AccountChange::Reset { .. }, .. }) => "account-reset-asked",
            Self::Password { .. } => "account-password",
            Self::SecondFactor { .. } => "account-second-factor",
            Self::Locked { .. } => "account-locked",
            Self::Unlocked { .. } => "account-unlocked",
            Self::LoggedIn { .. } => "logged-in",
            Self::Failed { .. } => "log-in-failed",
            Self::LoggedOut { .. } => "logged-out",
            Self::CodeUsed { .. } => "code-used",
        }
    }

    /// `None` when the kind is another family's.
    pub(super) fn read(kind: &str, lines: &mut Lines<'_>) -> Option<Result<Self, LineFault>> {
        Some(match kind {
            "account-made" => NewAccount::read(lines).map(Self::Made),
            "account-asked" => read_make(lines).and_then(|change| read_ask(lines, change)),
            "account-reset-asked" => {
                lines.id("account").and_then(|account| read_ask(lines, AccountChange::Reset { account }))
            }
            "account-password" => read_password(lines),
            "account-second-factor" => read_second(lines),
            "account-locked" => read_locked(lines),
            "account-unlocked" => lines.id("account").map(|account| Self::Unlocked { account }),
            "logged-in" => read_code(lines).map(|(account, code)| Self::LoggedIn { account, code }),
            "log-in-failed" => read_who(lines).map(|who| Self::Failed { who }),
            "logged-out" => lines.id("account").map(|account| Self::LoggedOut { account }),
            "code-used" => read_code(lines).map(|(account, code)| Self::CodeUsed { account, code }),
            _ => return None,
        })
    }

    pub(super) fn write(&self, out: &mut String) {
        match self {
            Self::Made(new) => new.write(out),
            Self::Asked(Ask { change, reason, second }) => {
                change.write(out);
                let _ = writeln!(out, "reason {reason}\nsecond {}", second.expose());
            }
            Self::Password { account, password, first } => {
                let first = if *first { "yes" } else { "no" };
                let _ = writeln!(out, "account {account}\npassword {}\nfirst {first}", password.expose());
            }
            Self::SecondFactor { account, second } => {
                let _ = writeln!(out, "account {account}\nsecond {}", second.expose());
            }
            Self::Locked { account, reason } => _ = writeln!(out, "account {account}\nreason {reason}"),
            Self::LoggedIn { account, code } | Self::CodeUsed { account, code } => {
                let _ = writeln!(out, "account {account}\ncode {code}");
            }
            Self::Unlocked { account } | Self::LoggedOut { account } | Self::Failed { who: Who::Account(account) } => {
                let _ = writeln!(out, "account {account}");
            }
            Self::Failed { who: Who::Stranger(heap) } => _ = writeln!(out, "stranger {heap}"),
        }
    }
}

fn secret(lines: &mut Lines<'_>, key: &'static str) -> Result<Secret, LineFault> {
    let text = phrase(lines, key)?;
    Secret::new(&text).ok_or(lines.fault(Fault::Phrase))
}

fn read_password(lines: &mut Lines<'_>) -> Result<AccountFact, LineFault> {
    let (account, password) = (lines.id("account")?, secret(lines, "password")?);
    let first = match lines.value("first")? {
        "yes" => true,
        "no" => false,
        _ => return Err(lines.fault(Fault::Word("yes, no"))),
    };
    Ok(AccountFact::Password { account, password, first })
}

fn read_make(lines: &mut Lines<'_>) -> Result<AccountChange, LineFault> {
    let (account, name, role) = (lines.id("account")?, phrase(lines, "name")?, read_role(lines)?);
    Ok(AccountChange::Make { account, name, role, scope: lines.id("scope")? })
}

fn read_ask(lines: &mut Lines<'_>, change: AccountChange) -> Result<AccountFact, LineFault> {
    let (reason, second) = (phrase(lines, "reason")?, secret(lines, "second")?);
    Ok(AccountFact::Asked(Ask { change, reason, second }))
}

fn read_role(lines: &mut Lines<'_>) -> Result<Role, LineFault> {
    let role = lines.value("role")?;
    role.parse().map_err(|()| lines.fault(Fault::Word("a role")))
}

fn read_second(lines: &mut Lines<'_>) -> Result<AccountFact, LineFault> {
    Ok(AccountFact::SecondFactor { account: lines.id("account")?, second: secret(lines, "second")? })
}

fn read_locked(lines: &mut Lines<'_>) -> Result<AccountFact, LineFault> {
    Ok(AccountFact::Locked { account: lines.id("account")?, reason: phrase(lines, "reason")? })
}

fn read_code(lines: &mut Lines<'_>) -> Result<(Id, u64), LineFault> {
    Ok((lines.id("account")?, lines.number("code", u64::MAX)?))
}

fn read_who(lines: &mut Lines<'_>) -> Result<Who, LineFault> {
    if lines.peek("account") {
        return lines.id("account").map(Who::Account);
    }
    let heap = lines.number("stranger", u64::from(u8::MAX))?;
    Ok(Who::Stranger(u8::try_from(heap).unwrap_or_else(|_| unreachable!("limited to u8"))))
}

impl NewAccount {
    fn read(lines: &mut Lines<'_>) -> Result<Self, LineFault> {
        let (account, name) = (lines.id("account")?, phrase(lines, "name")?);
        let role = read_role(lines)?;
        let scope = lines.id("scope")?;
        let key = match lines.value("key")? {
            "-" => None,
            text => Some(KeyName::parse(text).ok_or(lines.fault(Fault::Identifier))?),
        };
        let password = secret(lines, "password")?;
        let second = match lines.phrase("second")? {
            None => None,
            Some(text) => Some(Secret::new(text).ok_or(lines.fault(Fault::Phrase))?),
        };
        Ok(Self { account, name, role, scope, key, password, second })
    }

    fn write(&self, out: &mut String) {
        let key = self.key.map_or("-".to_owned(), |key| key.to_string());
        let second = self.second.as_ref().map_or("-", Secret::expose);
        let Self { account, name, role, scope, password, .. } = self;
        let _ = writeln!(out, "account {account}\nname {name}\nrole {role}\nscope {scope}\nkey {key}");
        let _ = writeln!(out, "password {}\nsecond {second}", password.expose());
    }
}
