//! Who may sign what: the keys of the definition and those the log has granted or revoked since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tlog::{
    key::CompactKey,
    note::{Algorithm, NoteSignature, key_id},
};

use crate::{
    Definition, Id, Stamp,
    definition::{Key, Role, check::fits},
    message::{KeyGrant, KeyRevocation},
    refusal::Gate,
};

/// The keys that are good at the end of the log read so far.
///
/// A key is judged at the log index of the message it signs, never by a clock: the book is
/// moved on by [`crate::Board::admit`] alone, entry by entry.
#[derive(Clone, Debug)]
pub struct KeyBook {
    definition: Arc<Definition>,
    /// Keys granted by the log, by scope and holder, oldest first.
    granted: BTreeMap<(Id, Id), Vec<Key>>,
    /// Revoked keys and the log index of their revocation.
    revoked: BTreeMap<[u8; 32], u64>,
    /// All key bytes granted by the log: no key may belong to two holders.
    bytes: BTreeSet<[u8; 32]>,
    version: u64,
}

impl KeyBook {
    pub(crate) fn new(definition: Arc<Definition>) -> Self {
        Self { definition, granted: BTreeMap::new(), revoked: BTreeMap::new(), bytes: BTreeSet::new(), version: 0 }
    }

    /// The definition whose keys these are.
    pub fn definition(&self) -> &Arc<Definition> {
        &self.definition
    }

    /// Counts the changes: a message authenticated under one version is admitted under the same.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The name a key signs under: `election/scope/holder`.
    pub fn name(&self, key: &Key) -> String {
        format!("{}/{}/{}", self.definition.parts().election, key.scope, key.holder)
    }

    /// The key that made a signature line, if it is known and not revoked.
    pub(crate) fn signer(&self, signature: &NoteSignature<'_>) -> Result<&Key, Gate> {
        let key = self.known(signature).ok_or(Gate::UnknownKey)?;
        match self.revoked.get(key.public.bytes()) {
            Some(index) => Err(Gate::Revoked { index: *index }),
            None => Ok(key),
        }
    }

    /// The key that a signature line names, though it may be revoked.
    pub(crate) fn known(&self, signature: &NoteSignature<'_>) -> Option<&Key> {
        let (scope, holder) = self.owner(signature.name)?;
        let matches = |key: &&Key| key_id(signature.name, Algorithm::Ed25519, key.public.bytes()) == signature.key_id;
        self.held(scope, holder).find(matches)
    }

    /// Scope and holder of a key name of this election.
    fn owner(&self, name: &str) -> Option<(Id, Id)> {
        let tail = name.strip_prefix(self.definition.parts().election.as_str())?.strip_prefix('/')?;
        let (scope, holder) = tail.split_once('/')?;
        Some((Id::new(scope).ok()?, Id::new(holder).ok()?))
    }

    /// Whether a key was frozen in the definition, before anybody could grant keys.
    pub(crate) fn is_frozen(&self, key: &Key) -> bool {
        self.frozen(key.scope, key.holder).is_some_and(|frozen| frozen.public == key.public)
    }

    /// Every key a holder ever had.
    fn held(&self, scope: Id, holder: Id) -> impl Iterator<Item = &Key> {
        let granted = self.granted.get(&(scope, holder)).into_iter().flatten();
        self.frozen(scope, holder).into_iter().chain(granted)
    }

    fn frozen(&self, scope: Id, holder: Id) -> Option<&Key> {
        let keys = &self.definition.parts().keys;
        keys.binary_search_by_key(&(scope, holder), |key| (key.scope, key.holder)).ok().map(|ix| &keys[ix])
    }

    /// The key of a holder that is good now.
    fn standing(&self, scope: Id, holder: Id) -> Option<&Key> {
        self.held(scope, holder).find(|key| !self.revoked.contains_key(key.public.bytes()))
    }

    /// Adds a key from the next log index on.
    pub(crate) fn grant(&mut self, grant: &KeyGrant) -> Result<(), Gate> {
        let level = self.definition.place_ix(grant.scope).map(|ix| self.definition.place(ix).level);
        if level.is_none() && self.definition.station_ix(grant.scope).is_none() {
            return Err(Gate::Place(grant.scope));
        }
        if !fits(grant.role, level) {
            return Err(Gate::RoleScope);
        }
        if grant.from.zip(grant.to).is_some_and(|(from, to)| from.instant() >= to.instant()) {
            return Err(Gate::KeyWindow);
        }
        if self.standing(grant.scope, grant.holder).is_some() {
            return Err(Gate::KeyInUse);
        }
        if self.belongs_to_somebody(grant.public.bytes()) {
            return Err(Gate::KeyTwice);
        }
        self.bytes.insert(*grant.public.bytes());
        let KeyGrant { scope, holder, role, from, to, .. } = *grant;
        let key = Key { scope, holder, role, from, to, public: grant.public.compact() };
        self.granted.entry((scope, holder)).or_default().push(key);
        self.version += 1;
        Ok(())
    }

    /// A linear search over the frozen keys: grants are rare, and an index of millions of keys
    /// for them would cost more than it saves.
    fn belongs_to_somebody(&self, bytes: &[u8; 32]) -> bool {
        self.bytes.contains(bytes) || self.definition.parts().keys.iter().any(|key| key.public.bytes() == bytes)
    }

    /// Takes a key away from `index` on.
    pub(crate) fn revoke(&mut self, revocation: &KeyRevocation, index: u64) -> Result<(), Gate> {
        let key = self.standing(revocation.scope, revocation.holder).ok_or(Gate::UnknownKey)?;
        let bytes = *key.public.bytes();
        self.revoked.insert(bytes, index);
        self.version += 1;
        Ok(())
    }
}

impl Key {
    /// Whether the key was valid at the moment a message is dated.
    pub(crate) fn valid_at(&self, moment: Stamp) -> Result<(), Gate> {
        if self.from.is_some_and(|from| moment.instant() < from.instant()) {
            return Err(Gate::NotYetValid);
        }
        if self.to.is_some_and(|to| moment.instant() > to.instant()) {
            return Err(Gate::Expired);
        }
        Ok(())
    }

    /// The checked public key.
    pub fn public(&self) -> &CompactKey {
        &self.public
    }
}

impl Role {
    /// Whether a holder of this role may grant and revoke keys of `other` under its scope.
    pub(crate) fn issues(self, other: Self) -> bool {
        match self {
            Self::Authority => true,
            Self::Prefecture => matches!(other, Self::Commune | Self::President | Self::Secretary),
            Self::Commune => matches!(other, Self::President | Self::Secretary),
            Self::Court | Self::President | Self::Secretary => false,
        }
    }
}
