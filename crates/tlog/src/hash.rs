//! SHA-256 values and the Merkle tree hashes of RFC 6962 section 2.1, which
//! C2SP tlog-tiles 0.1.0 uses unchanged.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::strict;

/// A SHA-256 value: the hash of bytes, of a leaf, or of a tree node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The root of the empty tree, SHA-256 of no bytes. (Some older code
    /// takes 32 zero bytes; RFC 6962 and C2SP do not.)
    pub const EMPTY_ROOT: Hash = Hash([
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae,
        0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ]);

    /// Plain SHA-256.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }

    /// The hash of a log entry: SHA-256(0x00 || entry).
    pub fn leaf(entry: &[u8]) -> Hash {
        let hasher = Sha256::new().chain_update([0]).chain_update(entry);
        Hash(hasher.finalize().into())
    }

    /// The hash of an inner node: SHA-256(0x01 || left || right).
    pub fn node(left: &Hash, right: &Hash) -> Hash {
        let mut bytes = [1; 65];
        bytes[1..33].copy_from_slice(&left.0);
        bytes[33..].copy_from_slice(&right.0);
        Hash::of(&bytes)
    }

    /// Exactly 64 lowercase hexadecimal digits, nothing else.
    pub fn from_hex(text: &str) -> Option<Hash> {
        strict::decode_hex(text).map(Hash)
    }

    /// Standard base64, 44 characters.
    pub fn to_base64(&self) -> String {
        strict::encode_base64(&self.0)
    }

    /// Exactly the 44 characters that [`Hash::to_base64`] writes.
    pub fn from_base64(text: &str) -> Option<Hash> {
        let bytes = strict::decode_base64(text)?;
        bytes.try_into().ok().map(Hash)
    }
}

/// Plain SHA-256 of bytes that come piece by piece, and their number.
#[derive(Clone, Debug, Default)]
pub struct Hasher {
    inner: Sha256,
    bytes: u64,
}

impl Hasher {
    /// Of no bytes yet.
    pub fn new() -> Hasher {
        Hasher::default()
    }

    /// The next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.inner.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// The hash and the number of all bytes.
    pub fn finish(self) -> (Hash, u64) {
        (Hash(self.inner.finalize().into()), self.bytes)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&strict::encode_hex(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
