//! How far a message has been checked, as types that only the checker can make:
//! [`Received`] → [`Signed`] → [`Logged`].

use tlog::{
    hash::Hash,
    note::{Note, NoteSignature},
};

use crate::{
    Id, Stamp,
    board::NotAdmitted,
    definition::{Definition, Key, Role},
    keys::KeyBook,
    message::{Body, MAX_MESSAGE_BYTES, Message},
    refusal::{Gate, Refusal},
};

/// A message in its strict form; nobody is known to have said it.
#[derive(Debug)]
pub struct Received<'a> {
    note: Note<'a>,
    message: Message,
}

/// A message whose every signature is good, by holders who may say this about that.
#[derive(Clone, Debug)]
pub struct Signed {
    message: Message,
    id: Hash,
    version: u64,
}

/// A message at its place in the log, admitted by the rules. Only [`crate::Board::admit`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Logged {
    /// What was said.
    pub message: Message,
    /// SHA-256 of the text.
    pub id: Hash,
    /// Index of its entry.
    pub index: u64,
}

impl<'a> Received<'a> {
    /// Reads the bytes of an entry.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let note = Note::parse_limited(bytes, MAX_MESSAGE_BYTES).map_err(Refusal::Note)?;
        let message = Message::parse(note.text)?;
        Ok(Self { note, message })
    }

    /// What it says, unproven.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// SHA-256 of the text.
    pub fn id(&self) -> Hash {
        Message::id(self.note.text)
    }

    /// Checks definition, mode and every signature. The message may be handed to other threads
    /// for this: the book is only read.
    pub fn authenticate(self, keys: &KeyBook) -> Result<Signed, Refusal> {
        self.proven(keys)?;
        Ok(self.signed(keys))
    }

    fn proven(&self, keys: &KeyBook) -> Result<(), Refusal> {
        let signers = self.warranted(keys)?;
        for (key, signature) in signers.iter().zip(&self.note.signatures) {
            key.valid_at(self.message.body.at())?;
            if !self.verifies(key, signature) {
                return Err(Gate::Signature.into());
            }
        }
        Ok(())
    }

    fn verifies(&self, key: &Key, signature: &NoteSignature<'_>) -> bool {
        let bytes: Option<&[u8; 64]> = signature.bytes.as_slice().try_into().ok();
        bytes.is_some_and(|bytes| key.public.verify(self.note.text.as_bytes(), bytes))
    }

    fn signed(self, keys: &KeyBook) -> Signed {
        Signed { id: self.id(), message: self.message, version: keys.version() }
    }

    /// As [`Received::authenticate`] at a hub's door. Whether a text is in the log (`known`) is told
    /// only to those who signed it, even with keys that are good no more: it can be guessed figure by
    /// figure before the legal hour. A refusal is the same, and takes as long, whether it is there or
    /// not.
    pub(crate) fn at_the_door(self, keys: &KeyBook, known: Option<u64>) -> Result<Signed, NotAdmitted> {
        let proven = self.proven(keys);
        let is_theirs = proven.is_ok() || self.was_signed(keys);
        match (proven, known.filter(|_| is_theirs)) {
            (_, Some(index)) => Err(NotAdmitted::Already { index }),
            (Ok(()), None) => Ok(self.signed(keys)),
            (Err(refusal), None) => Err(refusal.into()),
        }
    }

    /// Whether every signature is good, by holders who may say this about that, even if their keys were
    /// revoked since.
    fn was_signed(&self, keys: &KeyBook) -> bool {
        let signers: Option<Vec<&Key>> = self.note.signatures.iter().map(|signature| keys.known(signature)).collect();
        signers.is_some_and(|signers| {
            Warrant::of(&self.message.body).check(keys.definition(), &signers).is_ok()
                && signers.iter().zip(&self.note.signatures).all(|(key, signature)| self.verifies(key, signature))
        })
    }

    /// As [`Received::authenticate`] without the arithmetic of the signatures, for an entry that is
    /// under a checkpoint which the caller signed itself and has compared with the entry's bytes:
    /// it authenticated the message before it signed. Nobody else may use it; a verifier never does.
    pub fn authenticated_before(self, keys: &KeyBook) -> Result<Signed, Refusal> {
        let signers = self.warranted(keys)?;
        signers.iter().try_for_each(|key| key.valid_at(self.message.body.at()))?;
        Ok(self.signed(keys))
    }

    /// The keys of the signature lines, if their holders may say this about that; when the keys are
    /// good is the next check.
    fn warranted<'k>(&self, keys: &'k KeyBook) -> Result<Vec<&'k Key>, Refusal> {
        let definition = keys.definition();
        if self.message.definition != definition.hash() {
            return Err(Gate::Definition { named: self.message.definition, due: definition.hash() }.into());
        }
        if self.message.mode != definition.parts().mode {
            return Err(Gate::Mode.into());
        }
        self.ordered()?;
        let signers = self.signers(keys)?;
        let warrant = Warrant::of(&self.message.body);
        warrant.check(definition, &signers)?;
        // Whoever grants keys could hold all those it granted: where two must sign, one of them
        // had its key before the vote.
        if warrant.holders > 1 && !signers.iter().any(|key| keys.is_frozen(key)) {
            return Err(Gate::Signers { needed: warrant.holders }.into());
        }
        Ok(signers)
    }

    /// Signature lines ascend by name, so that a message has one spelling and nobody signs twice.
    fn ordered(&self) -> Result<(), Gate> {
        let names = self.note.signatures.iter().map(|signature| signature.name);
        if names.is_sorted_by(|one, next| one < next) { Ok(()) } else { Err(Gate::SignatureOrder) }
    }

    /// The key of every signature line. An unknown line is refused, unlike in a checkpoint: what
    /// nobody vouches for has no place in the log.
    fn signers<'k>(&self, keys: &'k KeyBook) -> Result<Vec<&'k Key>, Gate> {
        self.note.signatures.iter().map(|signature| keys.signer(signature)).collect()
    }
}

impl Signed {
    /// What was said.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// SHA-256 of the text.
    pub fn id(&self) -> Hash {
        self.id
    }

    /// The version of the key book it was checked under.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    pub(crate) fn at(self, index: u64) -> Logged {
        Logged { message: self.message, id: self.id, index }
    }
}

/// Who must sign a kind of message: one table, the same as in `specs/messages.md`.
struct Warrant {
    /// How many different holders.
    holders: usize,
    /// Of which roles, speaking for what.
    roles: &'static [Role],
    /// The place or station the message is about, and how the key's scope must lie to it.
    about: About,
}

enum About {
    /// The key speaks for exactly this.
    Exactly(Id),
    /// The key speaks for this or for a place around it.
    Within(Id),
    /// As `Within`, and the role may issue keys of the other role; or the holder itself.
    Issues(Id, Option<Role>, Id),
    /// The key speaks for the nation.
    Nation,
}

impl Warrant {
    fn of(body: &Body) -> Self {
        use Role::{Authority, Commune, Court, Prefecture, President, Secretary};
        let (holders, roles, about): (usize, &'static [Role], About) = match body {
            Body::Seal(_) | Body::Certified(_) => (1, &[Authority], About::Nation),
            Body::Report(m) => (2, &[President, Secretary, Commune], About::Within(m.station)),
            Body::Status(m) => (1, &[President, Secretary, Commune], About::Within(m.station)),
            Body::Callback(m) => (1, &[Prefecture], About::Within(m.station)),
            Body::Correction(m) => (2, &[President, Secretary, Prefecture], About::Within(m.station)),
            Body::Annulment(_) => (1, &[Court], About::Nation),
            Body::Return(m) => (1, &[Commune, Prefecture], About::Exactly(m.place)),
            Body::Key(m) => (1, &[Authority, Prefecture, Commune], About::Issues(m.scope, Some(m.role), m.holder)),
            Body::KeyRevoked(m) => (
                1,
                &[Authority, Court, Prefecture, Commune, President, Secretary],
                About::Issues(m.scope, None, m.holder),
            ),
        };
        Self { holders, roles, about }
    }

    fn check(&self, definition: &Definition, signers: &[&Key]) -> Result<(), Gate> {
        for key in signers {
            if !self.roles.contains(&key.role) {
                return Err(Gate::Role);
            }
            self.about.check(definition, key)?;
        }
        // Names ascend, so different lines are different holders; the definition and the key
        // book see to it that different holders have different keys.
        if signers.len() == self.holders { Ok(()) } else { Err(Gate::Signers { needed: self.holders }) }
    }
}

impl About {
    fn check(&self, definition: &Definition, key: &Key) -> Result<(), Gate> {
        let nation = definition.place(definition.nation()).id;
        let inside = match *self {
            Self::Exactly(about) => key.scope == about,
            Self::Within(about) => definition.covers(key.scope, about),
            Self::Nation => key.scope == nation,
            Self::Issues(about, role, holder) => {
                let own = role.is_none() && (key.scope, key.holder) == (about, holder);
                if !own && !role.is_none_or(|role| key.role.issues(role)) {
                    return Err(Gate::Role);
                }
                own || (definition.covers(key.scope, about) && may_revoke(definition, key, about))
            }
        };
        if inside { Ok(()) } else { Err(Gate::Scope) }
    }
}

/// Whoever speaks for a place around `about` may take keys away there; on its own level only the
/// authority may, so that one clerk cannot silence another.
fn may_revoke(definition: &Definition, key: &Key, about: Id) -> bool {
    let above = matches!(key.role, Role::Prefecture | Role::Commune) && key.scope != about;
    key.role == Role::Authority || (above && definition.covers(key.scope, about))
}

impl Body {
    /// The moment the message is dated.
    pub fn at(&self) -> Stamp {
        match self {
            Self::Seal(m) => m.at,
            Self::Report(m) => m.counted_at,
            Self::Status(m) => m.at,
            Self::Callback(m) => m.at,
            Self::Correction(m) => m.at,
            Self::Annulment(m) => m.at,
            Self::Return(m) => m.at,
            Self::Certified(m) => m.at,
            Self::Key(m) => m.at,
            Self::KeyRevoked(m) => m.at,
        }
    }
}
