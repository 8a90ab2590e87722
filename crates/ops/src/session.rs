//! Sessions: one per account, ended by quiet. They live in the shell's memory only: after a
//! restart everybody logs in again and finds what was typed.

use std::collections::BTreeMap;

use election::{Id, Stamp};
use tlog::Hash;

/// Seconds without a request after which a session has ended.
pub const QUIET: i64 = 30 * 60;

/// Seconds after which a session ends however busy it is: a day and night at the desk.
pub const LONGEST: i64 = 24 * 60 * 60;

/// Times that password and second factor of a live session may be wrong, one after the other. The
/// session then ends, and the door counts on. The door's own count does not hold up a session:
/// anybody can fill it without an account, and nobody could confirm anything any more.
pub const TRIES: u8 = 5;

/// A session; its token is known by its hash only, so that nobody who reads memory or a dump can
/// use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub account: Id,
    began: i64,
    seen: i64,
    tries: u8,
}

/// The sessions that may be alive.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    by_token: BTreeMap<Hash, Session>,
    by_account: BTreeMap<Id, Hash>,
}

impl Sessions {
    /// Begins a session; the account's other one, if there is one, ends.
    pub fn begin(&mut self, account: Id, token: Hash, now: Stamp) {
        self.end(account);
        self.by_token.insert(token, Session { account, began: now.instant(), seen: now.instant(), tries: 0 });
        self.by_account.insert(account, token);
    }

    /// Whose session a token is at this moment; the visit counts as a sign of life. A session that
    /// a clock set back would make younger is ended: nobody can say how long it was quiet.
    pub fn visit(&mut self, token: Hash, now: Stamp) -> Option<Id> {
        let session = self.by_token.get_mut(&token)?;
        let moment = now.instant();
        let quiet = moment.saturating_sub(session.seen);
        if !(-60..=QUIET).contains(&quiet) || moment.saturating_sub(session.began) > LONGEST {
            let account = session.account;
            self.end(account);
            return None;
        }
        session.seen = session.seen.max(moment);
        Some(session.account)
    }

    /// Counts a try of password and second factor, before it is known whether they are right: tries
    /// sent side by side count each. `false` where the session is over, or by this try.
    pub fn tries(&mut self, account: Id) -> bool {
        let token = self.by_account.get(&account);
        let Some(session) = token.and_then(|token| self.by_token.get_mut(token)) else { return false };
        session.tries += 1;
        let may = session.tries <= TRIES;
        if !may {
            self.end(account);
        }
        may
    }

    /// They were right: the count begins again.
    pub fn was_right(&mut self, account: Id) {
        if let Some(session) = self.by_account.get(&account).and_then(|token| self.by_token.get_mut(token)) {
            session.tries = 0;
        }
    }

    /// Ends the session of an account.
    pub fn end(&mut self, account: Id) {
        if let Some(token) = self.by_account.remove(&account) {
            self.by_token.remove(&token);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_token.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_token.is_empty()
    }
}
