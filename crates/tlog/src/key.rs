//! Ed25519 keys (RFC 8032), with the strict rules of `design/log.md`.
//!
//! Signatures are verified one at a time and strictly, never in batches.
//! Batch verification checks a cofactored equation: it accepts crafted
//! signatures (see `vectors/tlog/signatures`) that every single verifier
//! refuses, so two honest readers of one log would disagree about a vote.

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use thiserror::Error;

use crate::strict;

/// Why a public key is refused when it is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WeakKey {
    /// The point has a torsion component: its owner can make signatures on
    /// which correct verifiers disagree.
    #[error("the public key has a small-order component")]
    MixedOrder,
    /// A second spelling of a point: the key would have two identities.
    #[error("the public key is not in its canonical encoding")]
    NotCanonical,
    /// The bytes are no point of the curve.
    #[error("the public key is not a point of the curve")]
    NotOnCurve,
    /// One of the eight small-order points: such a key signs everything.
    #[error("the public key has small order")]
    SmallOrder,
}

/// A public key that passed [`PublicKey::register`]. There is no other way to
/// make one from bytes.
///
/// Holds the decompressed point (192 bytes in all), so that verifying again
/// and again under one key does not decompress each time. For keys held in
/// millions there is [`CompactKey`].
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Length of the encoded key, bytes.
    pub const LENGTH: usize = 32;

    /// Refuses weak keys; see [`WeakKey`]. Costs nearly as much as one
    /// signature check (31 µs); [`crate::registration::register_all`] does the
    /// same for long lists in 7 µs a key.
    pub fn register(bytes: &[u8; 32]) -> Result<PublicKey, WeakKey> {
        let key = decompress(bytes)?;
        if key.to_edwards().is_torsion_free() { Ok(PublicKey(key)) } else { Err(WeakKey::MixedOrder) }
    }

    /// Whether `sig` is this key's signature on `msg`, strictly: S below the
    /// group order, R canonical and not of small order, the equation without
    /// the cofactor.
    pub fn verify(&self, msg: &[u8], sig: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(sig);
        self.0.verify_strict(msg, &signature).is_ok()
    }

    /// The canonical encoding.
    pub fn bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The 32-byte form for large tables of keys.
    pub fn compact(&self) -> CompactKey {
        CompactKey(*self.bytes())
    }

    /// Standard base64, 44 characters.
    pub fn to_base64(&self) -> String {
        strict::encode_base64(self.bytes())
    }

    /// Strict base64 and then [`PublicKey::register`]; text that is not the
    /// base64 of 32 bytes is `None`.
    pub fn from_base64(text: &str) -> Option<Result<PublicKey, WeakKey>> {
        let bytes = strict::decode_base64(text)?;
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        Some(PublicKey::register(&bytes))
    }
}

/// Everything [`PublicKey::register`] asks but the torsion check, which is
/// the dear one and which [`crate::registration`] does for many keys at once.
pub(crate) fn decompress(bytes: &[u8; 32]) -> Result<VerifyingKey, WeakKey> {
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| WeakKey::NotOnCurve)?;
    if !has_canonical_y(bytes) || is_zero_with_sign(bytes) {
        Err(WeakKey::NotCanonical)
    } else if key.is_weak() {
        Err(WeakKey::SmallOrder)
    } else {
        Ok(key)
    }
}

/// Whether y is below p = 2^255 - 19. Encoding the point again would tell as
/// well, but costs as much as decoding it.
fn has_canonical_y(bytes: &[u8; 32]) -> bool {
    bytes[0] < 0xed || bytes[31] & 0x7f != 0x7f || bytes[1..31].iter().any(|&b| b != 0xff)
}

/// Whether the sign bit is set although x is zero, that is y is 1 or p - 1.
fn is_zero_with_sign(bytes: &[u8; 32]) -> bool {
    let rest_is = |byte| bytes[1..31].iter().all(|&b| b == byte);
    let one = bytes[0] == 1 && rest_is(0) && bytes[31] == 0x80;
    let minus_one = bytes[0] == 0xec && rest_is(0xff) && bytes[31] == 0xff;
    one || minus_one
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", strict::encode_hex(self.bytes()))
    }
}

/// A registered key in 32 bytes, made only from a [`PublicKey`] or by
/// [`crate::registration::register_all`].
///
/// Each verification decompresses the point again, which costs 3 µs on top of
/// 35 (x86-64, 2026), for a sixth of the memory. To measure it again:
/// `cargo test -p tlog --release -- --ignored --nocapture speed`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CompactKey([u8; 32]);

impl CompactKey {
    /// Only for [`crate::registration`], after its check of the whole list.
    pub(crate) fn checked(bytes: [u8; 32]) -> CompactKey {
        CompactKey(bytes)
    }

    /// As [`PublicKey::verify`].
    pub fn verify(&self, msg: &[u8], sig: &[u8; 64]) -> bool {
        self.expand().verify(msg, sig)
    }

    /// The form that verifies fast many times.
    ///
    /// # Panics
    /// Never: the bytes were decompressed when the key was registered.
    pub fn expand(&self) -> PublicKey {
        let key = VerifyingKey::from_bytes(&self.0);
        PublicKey(key.expect("a registered key decompresses"))
    }

    /// The canonical encoding.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for CompactKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompactKey({})", strict::encode_hex(&self.0))
    }
}

/// A private key. Wiped from memory when dropped, never printed, and not
/// `Clone`: a copy is a decision.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// From the 32-byte seed of RFC 8032. The seed must come from a source of
    /// randomness fit for keys; this crate has none.
    pub fn from_seed(seed: &[u8; 32]) -> SecretKey {
        SecretKey(SigningKey::from_bytes(seed))
    }

    /// The public half. It needs no check: a multiple of the base point is
    /// torsion-free, and the encoder writes the canonical form.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Deterministic signature of RFC 8032.
    pub fn sign(&self, msg: &[u8]) -> [u8; 64] {
        self.0.sign(msg).to_bytes()
    }

    /// The seed itself, for writing an encrypted key file. Whoever reads a
    /// call of this in review should ask where the bytes go.
    pub fn expose_seed(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(redacted)")
    }
}
