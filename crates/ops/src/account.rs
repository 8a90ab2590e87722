//! Accounts: what is known of a person, and the secrets that the shell made for them.

use core::fmt;

use election::{Definition, Id};

use crate::{lockout::Lockout, roles::Role};

/// Most accounts of one hub.
pub const MAX_ACCOUNTS: usize = 200_000;

/// Fewest characters of a password. The shell sees the password, this crate only its hash.
pub const MIN_PASSWORD_CHARS: usize = 13;

/// A text that the shell made and reads (a password's hash, a second factor's seed). It is not
/// printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret of one line that a strict text can hold.
    pub fn new(text: &str) -> Option<Self> {
        election::text::is_phrase(text).then(|| Self(text.to_owned()))
    }

    /// The text, for the shell and the journal.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// Which key a person signs with: `scope/holder`, without the election's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName {
    /// The place or station it speaks for.
    pub scope: Id,
    /// Which of its holders.
    pub holder: Id,
}

impl KeyName {
    /// Reads `scope/holder`.
    pub fn parse(text: &str) -> Option<Self> {
        let (scope, holder) = text.split_once('/')?;
        Some(Self { scope: Id::new(scope).ok()?, holder: Id::new(holder).ok()? })
    }

    /// The name it signs under: `election/scope/holder`.
    pub fn of(&self, definition: &Definition) -> String {
        format!("{}/{self}", definition.parts().election)
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.scope, self.holder)
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Name for people: one line.
    pub name: String,
    /// What the person is here for.
    pub role: Role,
    /// What the person speaks for.
    pub scope: Id,
    /// The key the person signs with, if any.
    pub key: Option<KeyName>,
    /// Hash of the password.
    pub password: Secret,
    /// Whether the password was set by somebody else: it must be changed at the first log-in.
    pub first_password: bool,
    /// Seed of the second factor.
    pub second: Option<Secret>,
    /// Counter of the second factor's last accepted code: a code is good once.
    pub last_code: u64,
    /// Why it is locked, if it is.
    pub locked: Option<String>,
    /// Failed log-ins.
    pub lockout: Lockout,
}
