//! Who has an account, for who asks at every request: known without waiting for the rooms, which
//! somebody may hold while an event becomes durable.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use election::Id;
use ops::event::Fact;
use ops::{Event, Person, Room};

/// The accounts that are not locked.
#[derive(Default)]
pub struct People(RwLock<BTreeMap<Id, Known>>);

struct Known {
    person: Person,
    /// Whether somebody else chose the password.
    first_password: bool,
}

impl People {
    /// Everybody of a room.
    pub(super) fn of(room: &Room) -> Self {
        let people = Self::default();
        room.accounts().keys().for_each(|account| people.learn(room, *account));
        people
    }

    /// Learns what an event that was applied changed.
    pub(super) fn heard(&self, room: &Room, event: &Event) {
        if let Fact::Account(fact) = &event.fact
            && let Some(account) = fact.account()
        {
            self.learn(room, account);
        }
    }

    fn learn(&self, room: &Room, account: Id) {
        let first_password = room.accounts().get(&account).is_some_and(|own| own.first_password);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match room.person(account) {
            Ok(person) => _ = known.insert(account, Known { person, first_password }),
            Err(_) => _ = known.remove(&account),
        }
    }

    /// Somebody whose account is not locked.
    pub fn person(&self, account: Id) -> Option<Person> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&account).map(|known| known.person.clone())
    }

    /// Whether the password must be changed first.
    pub fn has_first_password(&self, account: Id) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&account).is_some_and(|known| known.first_password)
    }
}
