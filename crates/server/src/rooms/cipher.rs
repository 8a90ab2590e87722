//! What the rooms keep is sealed on the disk: whoever takes the disk without the key reads how
//! many events there are, how long each is, and which accounts have drafts, and changes nothing
//! unseen. XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), a fresh random nonce of 24 bytes
//! before each sealed text; the place is authenticated with it, so that no row stands for another.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use election::Id;
use tlog::Hash;

/// Bytes of a nonce. Random ones of this length do not repeat; the number of the event would,
/// when a commit fails and another event takes the number.
const NONCE_BYTES: usize = 24;

/// The key of a hub's rooms.
#[derive(Clone)]
pub struct RoomKey(XChaCha20Poly1305);

impl RoomKey {
    /// From 32 bytes of the system's randomness.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(XChaCha20Poly1305::new(Key::from_slice(bytes)))
    }
}

/// What a sealed text is, and where it belongs.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    Event(u64),
    Draft { account: Id, form: &'a str },
}

/// The key, for the rooms of one election.
pub(super) struct Cipher {
    key: RoomKey,
    definition: Hash,
}

impl Cipher {
    pub fn new(key: RoomKey, definition: Hash) -> Self {
        Self { key, definition }
    }

    pub fn seal(&self, place: Place<'_>, text: &str) -> Result<Vec<u8>, getrandom::Error> {
        let mut sealed = vec![0; NONCE_BYTES];
        getrandom::fill(&mut sealed)?;
        let about = self.about(place);
        let payload = Payload { msg: text.as_bytes(), aad: about.as_bytes() };
        let closed = self.key.0.encrypt(XNonce::from_slice(&sealed), payload);
        sealed.extend(closed.unwrap_or_else(|_| unreachable!("no text of the rooms has 256 gigabytes")));
        Ok(sealed)
    }

    /// None for what was not sealed with this key, at this place, as it is.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Option<String> {
        let (nonce, closed) = sealed.split_at_checked(NONCE_BYTES)?;
        let about = self.about(place);
        let payload = Payload { msg: closed, aad: about.as_bytes() };
        let plain = self.key.0.decrypt(XNonce::from_slice(nonce), payload).ok()?;
        String::from_utf8(plain).ok()
    }

    /// The form comes last: it alone may have any character in it.
    fn about(&self, place: Place<'_>) -> String {
        let definition = self.definition;
        match place {
            Place::Event(number) => format!("vigie.rooms/v1\n{definition}\nevent\n{number}"),
            Place::Draft { account, form } => format!("vigie.rooms/v1\n{definition}\ndraft\n{account}\n{form}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cipher(key: u8, definition: u8) -> Cipher {
        Cipher::new(RoomKey::new(&[key; 32]), Hash([definition; 32]))
    }

    fn draft(form: &str) -> Place<'_> {
        Place::Draft { account: Id::new("clerk-a").unwrap_or_else(|_| unreachable!("an identifier")), form }
    }

    #[test]
    fn opens_at_its_place_only() {
        let ours = cipher(1, 2);
        let sealed = ours.seal(Place::Event(7), "a text").expect("chance");
        assert_eq!(ours.open(Place::Event(7), &sealed).as_deref(), Some("a text"));
        assert_eq!(ours.open(Place::Event(8), &sealed), None);
        assert_eq!(ours.open(draft("7"), &sealed), None);
        assert_eq!(cipher(9, 2).open(Place::Event(7), &sealed), None, "another key");
        assert_eq!(cipher(1, 9).open(Place::Event(7), &sealed), None, "another election");
        let sealed = ours.seal(draft("/a\nb"), "").expect("chance");
        assert_eq!(ours.open(draft("/a\nb"), &sealed).as_deref(), Some(""));
        assert_eq!(ours.open(draft("/a"), &sealed), None);
    }

    #[test]
    fn every_changed_or_missing_byte_is_seen() {
        let ours = cipher(1, 2);
        let sealed = ours.seal(Place::Event(0), "incident").expect("chance");
        assert!(!sealed.windows(8).any(|part| part == b"incident"));
        for at in 0..sealed.len() {
            let mut spoilt = sealed.clone();
            spoilt[at] ^= 1;
            assert_eq!(ours.open(Place::Event(0), &spoilt), None, "byte {at}");
            assert_eq!(ours.open(Place::Event(0), &sealed[..at]), None, "cut at {at}");
        }
        assert_ne!(sealed, ours.seal(Place::Event(0), "incident").expect("chance"), "no nonce twice");
    }
}
