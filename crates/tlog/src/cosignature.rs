//! Timestamped Ed25519 cosignatures of checkpoints, `cosignature/v1`:
//! C2SP tlog-cosignature 1.0.1. (Its ML-DSA-44 form is not implemented;
//! such lines are ignored like all unknown signatures.)

use crate::key::{PublicKey, SecretKey};
use crate::note::{Algorithm, IllegalKeyName, Note, VerifierKey, signature_line};

/// A cosigner's statement that it saw a checkpoint, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CosignatureV1 {
    /// Seconds since 1970-01-01T00:00:00Z, at most 2^63 - 1.
    pub timestamp: u64,
    /// Ed25519 signature of the message of `cosignature/v1`.
    pub signature: [u8; 64],
}

impl CosignatureV1 {
    /// Length of the encoding: the timestamp in big-endian order, then the
    /// signature.
    pub const LENGTH: usize = 72;

    /// Signs the text of a checkpoint's note, extension lines included.
    pub fn sign(text: &str, timestamp: u64, secret: &SecretKey) -> CosignatureV1 {
        let signature = secret.sign(message(text, timestamp).as_bytes());
        CosignatureV1 { timestamp, signature }
    }

    /// Whether this is the key's cosignature of the text. The timestamp is
    /// covered; whether it is plausible is for the caller's policy.
    pub fn verify(&self, text: &str, key: &PublicKey) -> bool {
        key.verify(message(text, self.timestamp).as_bytes(), &self.signature)
    }

    /// Reads the bytes of a signature line. `None` when the length is wrong
    /// or the timestamp exceeds 2^63 - 1.
    pub fn from_bytes(bytes: &[u8]) -> Option<CosignatureV1> {
        let (timestamp, signature) = bytes.split_first_chunk()?;
        let timestamp = u64::from_be_bytes(*timestamp);
        let signature = signature.try_into().ok()?;
        i64::try_from(timestamp).ok().map(|_| CosignatureV1 { timestamp, signature })
    }

    /// The bytes that follow the key id in a signature line.
    pub fn to_bytes(&self) -> [u8; CosignatureV1::LENGTH] {
        let mut out = [0; CosignatureV1::LENGTH];
        out[..8].copy_from_slice(&self.timestamp.to_be_bytes());
        out[8..].copy_from_slice(&self.signature);
        out
    }
}

fn message(text: &str, timestamp: u64) -> String {
    format!("cosignature/v1\ntime {timestamp}\n{text}")
}

/// A witness's private key with its name.
///
/// The signed message does not commit to the name, so a key must serve one
/// cosigner only, and never sign plain notes.
#[derive(Debug)]
pub struct Cosigner {
    verifier: VerifierKey,
    secret: SecretKey,
}

impl Cosigner {
    /// Refuses names that cannot stand in a signature line.
    pub fn new(name: &str, secret: SecretKey) -> Result<Cosigner, IllegalKeyName> {
        let verifier = VerifierKey::new(name, Algorithm::CosignatureV1, secret.public())?;
        Ok(Cosigner { verifier, secret })
    }

    /// The public half, as policies list it.
    pub fn verifier_key(&self) -> &VerifierKey {
        &self.verifier
    }

    /// The signature line for a note, with its newline; appending it to the
    /// note gives the cosigned note. Whether the note deserves it is decided
    /// by [`crate::witness`].
    pub fn cosign(&self, note: &Note<'_>, timestamp: u64) -> String {
        let cosignature = CosignatureV1::sign(note.text, timestamp, &self.secret);
        let (name, id) = (self.verifier.name(), self.verifier.key_id());
        signature_line(name, id, &cosignature.to_bytes())
    }
}
