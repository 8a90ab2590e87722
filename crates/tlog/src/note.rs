//! Signed notes: C2SP signed-note 1.0.0.
//!
//! ```text
//! text, one or more lines
//!
//! — <key name> base64(key id || signature)
//! ```
//!
//! Parsing verifies nothing. The text must be ignored until a
//! [`VerifierKey`] has verified the note.

use std::fmt;

use thiserror::Error;

use crate::cosignature::CosignatureV1;
use crate::hash::Hash;
use crate::key::{PublicKey, SecretKey, WeakKey};
use crate::strict;

/// The longest note, unless the caller of [`Note::parse_limited`] says
/// otherwise: what fits into a log entry.
pub const MAX_NOTE_BYTES: usize = 65_535;

/// The most signature lines of a note. The specification asks for at least 16.
pub const MAX_SIGNATURES: usize = 64;

/// Four bytes that tell keys of one name apart. No protection by themselves.
pub type KeyId = [u8; 4];

/// A parsed note. Borrows the bytes it was parsed from; can only be made by
/// parsing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    raw: &'a str,
    /// The signed text, with its final newline.
    pub text: &'a str,
    /// The signature lines in their order, unverified.
    pub signatures: Vec<NoteSignature<'a>>,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature<'a> {
    /// Name of the key.
    pub name: &'a str,
    /// Id of the key.
    pub key_id: KeyId,
    /// The signature; its form depends on the key's algorithm.
    pub bytes: Vec<u8>,
}

/// Why bytes are no note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// A signature is not the one base64 spelling of at least five bytes.
    #[error("a signature is not strict base64 of a key id and a signature")]
    Base64,
    /// A byte below U+0020 other than newline.
    #[error("the note holds a control character")]
    ControlCharacter,
    /// A key name is empty or holds a space or a plus sign.
    #[error("a signature line has an illegal key name")]
    KeyName,
    /// The last line has no newline.
    #[error("the note does not end in a newline")]
    NoFinalNewline,
    /// No blank line, or nothing after it.
    #[error("the note has no signature")]
    NoSignature,
    /// Not valid UTF-8.
    #[error("the note is not UTF-8")]
    NotUtf8,
    /// A line after the last blank line has not the form of a signature.
    #[error("a line of the signature block is not a signature line")]
    SignatureLine,
    /// Over the limit in force.
    #[error("the note is longer than allowed")]
    TooLong,
    /// Over [`MAX_SIGNATURES`].
    #[error("the note has more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
}

/// Why a note is refused under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SignatureRefused {
    /// A line with the key's name and id does not verify. The whole note is
    /// to be refused, whatever else verifies.
    #[error("a signature of the key does not verify")]
    Invalid,
    /// The key has not signed.
    #[error("the key has not signed the note")]
    Missing,
}

impl<'a> Note<'a> {
    /// Parses a note of at most [`MAX_NOTE_BYTES`].
    pub fn parse(bytes: &'a [u8]) -> Result<Note<'a>, NoteError> {
        Note::parse_limited(bytes, MAX_NOTE_BYTES)
    }

    /// Parses a note of at most `limit` bytes.
    pub fn parse_limited(bytes: &'a [u8], limit: usize) -> Result<Note<'a>, NoteError> {
        if bytes.len() > limit {
            return Err(NoteError::TooLong);
        }
        let raw = std::str::from_utf8(bytes).map_err(|_| NoteError::NotUtf8)?;
        check_characters(raw)?;
        // The last empty line ends the text; earlier ones belong to it.
        let end = raw.rfind("\n\n").ok_or(NoteError::NoSignature)?;
        let (text, signatures) = (&raw[..=end], &raw[end + 2..]);
        let signatures = parse_signatures(signatures)?;
        Ok(Note { raw, text, signatures })
    }

    /// The whole note, byte for byte.
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// Writes the note from its parts. Equal to [`Note::raw`], since every
    /// note has one spelling.
    pub fn encode(&self) -> String {
        let mut out = format!("{}\n", self.text);
        for signature in &self.signatures {
            out += &signature_line(signature.name, signature.key_id, &signature.bytes);
        }
        out
    }
}

fn check_characters(raw: &str) -> Result<(), NoteError> {
    if raw.bytes().any(|b| b < 0x20 && b != b'\n') {
        Err(NoteError::ControlCharacter)
    } else if raw.ends_with('\n') {
        Ok(())
    } else {
        Err(NoteError::NoFinalNewline)
    }
}

fn parse_signatures(block: &str) -> Result<Vec<NoteSignature<'_>>, NoteError> {
    if block.is_empty() {
        return Err(NoteError::NoSignature);
    }
    if block.bytes().filter(|&b| b == b'\n').count() > MAX_SIGNATURES {
        return Err(NoteError::TooManySignatures);
    }
    block.lines().map(parse_signature).collect()
}

fn parse_signature(line: &str) -> Result<NoteSignature<'_>, NoteError> {
    let rest = line.strip_prefix("— ").ok_or(NoteError::SignatureLine)?;
    let (name, encoded) = rest.split_once(' ').ok_or(NoteError::SignatureLine)?;
    if !is_key_name(name) {
        return Err(NoteError::KeyName);
    }
    let decoded = strict::decode_base64(encoded).ok_or(NoteError::Base64)?;
    let (key_id, bytes) = decoded.split_first_chunk().ok_or(NoteError::Base64)?;
    if bytes.is_empty() {
        return Err(NoteError::Base64);
    }
    Ok(NoteSignature { name, key_id: *key_id, bytes: bytes.to_vec() })
}

/// Writes one signature line, with its newline.
pub(crate) fn signature_line(name: &str, key_id: KeyId, signature: &[u8]) -> String {
    let encoded = strict::encode_base64(&[&key_id, signature].concat());
    format!("— {name} {encoded}\n")
}

/// Whether a name may stand in a signature line: not empty, no Unicode space,
/// no plus sign, no control character.
pub fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c == '+' || c.is_whitespace() || c < ' ')
}

/// Whether [`sign`] can sign this text: it ends in a newline and holds no
/// control character.
pub fn check_text(text: &str) -> Result<(), NoteError> {
    check_characters(text)
}

/// The signature algorithms this crate verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Algorithm {
    /// A plain Ed25519 signature of the text.
    Ed25519 = 0x01,
    /// A timestamped cosignature, C2SP tlog-cosignature 1.0.1.
    CosignatureV1 = 0x04,
}

impl Algorithm {
    /// The type byte of signed-note.
    pub fn byte(self) -> u8 {
        self as u8
    }

    fn from_byte(byte: u8) -> Option<Algorithm> {
        match byte {
            0x01 => Some(Algorithm::Ed25519),
            0x04 => Some(Algorithm::CosignatureV1),
            _ => None,
        }
    }
}

/// SHA-256(name || newline || algorithm || public key), its first four bytes.
pub fn key_id(name: &str, algorithm: Algorithm, public: &[u8; 32]) -> KeyId {
    let seed = [name.as_bytes(), b"\n", &[algorithm.byte()], public].concat();
    let Hash([a, b, c, d, ..]) = Hash::of(&seed);
    [a, b, c, d]
}

/// Who may have signed: a name, a public key, an algorithm. Its text form is
/// the vkey, `name+hex id+base64(type || key)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    algorithm: Algorithm,
    key: PublicKey,
    key_id: KeyId,
}

/// Why text is no verifier key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum VkeyError {
    /// A type byte this crate has no verifier for.
    #[error("the verifier key has an unknown signature type")]
    Algorithm,
    /// Not three parts, or hexadecimal or base64 with another spelling.
    #[error("the verifier key is not name+id+key")]
    Form,
    /// The id is not the one the name and the key give.
    #[error("the id of the verifier key does not fit its name and key")]
    KeyId,
    /// Empty, or with a space, a plus sign or a control character.
    #[error("the name of the verifier key is illegal")]
    Name,
    /// The key itself is refused.
    #[error("{0}")]
    Weak(WeakKey),
}

/// A name that cannot stand in a signature line; see [`is_key_name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the key name is empty or holds a space, a plus sign or a control character")]
pub struct IllegalKeyName;

impl VerifierKey {
    /// From its parts.
    pub fn new(name: &str, algorithm: Algorithm, key: PublicKey) -> Result<VerifierKey, IllegalKeyName> {
        if !is_key_name(name) {
            return Err(IllegalKeyName);
        }
        Ok(VerifierKey { key_id: key_id(name, algorithm, key.bytes()), name: name.to_owned(), algorithm, key })
    }

    /// Reads a vkey; only what [`VerifierKey`]'s `Display` writes is accepted.
    pub fn parse(text: &str) -> Result<VerifierKey, VkeyError> {
        // The base64 part may hold plus signs, the name may not.
        let mut parts = text.splitn(3, '+');
        let mut part = || parts.next().ok_or(VkeyError::Form);
        let (name, id, encoded) = (part()?, part()?, part()?);
        let id: KeyId = strict::decode_hex(id).ok_or(VkeyError::Form)?;
        let decoded = strict::decode_base64(encoded).ok_or(VkeyError::Form)?;
        let (&byte, key) = decoded.split_first().ok_or(VkeyError::Form)?;
        let algorithm = Algorithm::from_byte(byte).ok_or(VkeyError::Algorithm)?;
        let key = key.try_into().map_err(|_| VkeyError::Form)?;
        let key = PublicKey::register(key).map_err(VkeyError::Weak)?;
        let vkey = VerifierKey::new(name, algorithm, key).map_err(|_| VkeyError::Name)?;
        if vkey.key_id == id { Ok(vkey) } else { Err(VkeyError::KeyId) }
    }

    /// Name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Id of the key.
    pub fn key_id(&self) -> KeyId {
        self.key_id
    }

    /// The public key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// What its signatures are.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whether a signature line bears this key's name and id.
    pub fn matches(&self, signature: &NoteSignature<'_>) -> bool {
        signature.key_id == self.key_id && signature.name == self.name
    }

    /// Requires at least one signature of this key, and every line that bears
    /// its name and id to verify. Lines of other keys are ignored.
    pub fn verify_note(&self, note: &Note<'_>) -> Result<(), SignatureRefused> {
        let mut refused = Err(SignatureRefused::Missing);
        for signature in note.signatures.iter().filter(|s| self.matches(s)) {
            if !self.verify_text(note.text, &signature.bytes) {
                return Err(SignatureRefused::Invalid);
            }
            refused = Ok(());
        }
        refused
    }

    fn verify_text(&self, text: &str, signature: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::Ed25519 => {
                signature.try_into().is_ok_and(|signature| self.key.verify(text.as_bytes(), signature))
            }
            Algorithm::CosignatureV1 => {
                CosignatureV1::from_bytes(signature).is_some_and(|cosignature| cosignature.verify(text, &self.key))
            }
        }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = strict::encode_hex(&self.key_id);
        let typed = [&[self.algorithm.byte()], &self.key.bytes()[..]].concat();
        write!(f, "{}+{id}+{}", self.name, strict::encode_base64(&typed))
    }
}

/// A private key with the name it signs under, for plain Ed25519 signatures.
#[derive(Debug)]
pub struct Signer {
    verifier: VerifierKey,
    secret: SecretKey,
}

impl Signer {
    /// Refuses names that cannot stand in a signature line.
    pub fn new(name: &str, secret: SecretKey) -> Result<Signer, IllegalKeyName> {
        let verifier = VerifierKey::new(name, Algorithm::Ed25519, secret.public())?;
        Ok(Signer { verifier, secret })
    }

    /// Name of the key.
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// The public half.
    pub fn verifier_key(&self) -> &VerifierKey {
        &self.verifier
    }

    fn line(&self, text: &str) -> String {
        let signature = self.secret.sign(text.as_bytes());
        signature_line(self.name(), self.verifier.key_id, &signature)
    }
}

/// Writes the note: the text, a blank line, one signature line per signer in
/// the order given.
///
/// # Panics
/// When there is no signer or the text does not pass [`check_text`]: it must
/// come from one of our own writers or have been checked.
pub fn sign(text: &str, signers: &[&Signer]) -> String {
    assert!(!signers.is_empty(), "a note needs a signature");
    assert!(check_text(text).is_ok(), "the text cannot stand in a note");
    let mut note = format!("{text}\n");
    for signer in signers {
        note += &signer.line(text);
    }
    note
}
