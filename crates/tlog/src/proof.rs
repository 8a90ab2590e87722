//! Receipts: a proof, checkable offline, that an entry is in a log that
//! witnesses have seen. C2SP tlog-proof v1.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra AAEC                     (optional, opaque, unauthenticated)
//! index 73894
//! <hashes of the inclusion proof, one a line>
//!
//! <signed checkpoint>
//! ```

use std::fmt;

use thiserror::Error;

use crate::checkpoint::Checkpoint;
use crate::hash::Hash;
use crate::note::{MAX_NOTE_BYTES, Note, NoteError};
use crate::policy::{Policy, PolicyRefusal};
use crate::strict;
use crate::tree::{MAX_PROOF_HASHES, ProofRefused, verify_inclusion};

/// The most extra data, decoded bytes.
pub const MAX_EXTRA: usize = 65_535;

/// The longest proof, bytes: extra data in base64, the path, a checkpoint.
pub const MAX_PROOF_BYTES: usize = 2 * MAX_EXTRA + MAX_NOTE_BYTES;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A parsed proof; nothing in it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Application data outside all signatures.
    pub extra: Option<Vec<u8>>,
    /// Index of the entry in the log, from 0.
    pub index: u64,
    /// Inclusion proof, from the leaf's sibling upwards.
    pub path: Vec<Hash>,
    /// The signed checkpoint, byte for byte.
    pub checkpoint: String,
}

/// Why bytes are no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProofError {
    /// The checkpoint is no note.
    #[error("the checkpoint of the proof: {0}")]
    Checkpoint(NoteError),
    /// The extra line is not strict base64 of at most [`MAX_EXTRA`] bytes.
    #[error("the extra line of the proof is malformed")]
    Extra,
    /// A line of the path is not the base64 of a hash.
    #[error("a hash of the proof is malformed")]
    Hash,
    /// The first line is another.
    #[error("the proof does not start with {HEADER}")]
    Header,
    /// No index line, or not a decimal without leading zeros.
    #[error("the index line of the proof is missing or malformed")]
    Index,
    /// Not UTF-8.
    #[error("the proof is not UTF-8")]
    NotUtf8,
    /// Over [`MAX_PROOF_BYTES`].
    #[error("the proof is longer than {MAX_PROOF_BYTES} bytes")]
    TooLong,
    /// Over [`MAX_PROOF_HASHES`].
    #[error("the proof has more than {MAX_PROOF_HASHES} hashes")]
    TooManyHashes,
}

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotProven {
    /// The leaf is not in the tree of the checkpoint.
    #[error("{0}")]
    Inclusion(#[from] ProofRefused),
    /// The policy does not accept the checkpoint.
    #[error("{0}")]
    Policy(#[from] PolicyRefusal),
}

impl TlogProof {
    /// Reads what `Display` writes.
    pub fn parse(bytes: &[u8]) -> Result<TlogProof, ProofError> {
        if bytes.len() > MAX_PROOF_BYTES {
            return Err(ProofError::TooLong);
        }
        let mut rest = std::str::from_utf8(bytes).map_err(|_| ProofError::NotUtf8)?;
        if strict::take_line(&mut rest) != Some(HEADER) {
            return Err(ProofError::Header);
        }
        let mut line = strict::take_line(&mut rest).ok_or(ProofError::Index)?;
        let mut extra = None;
        if let Some(encoded) = line.strip_prefix("extra ") {
            extra = Some(parse_extra(encoded)?);
            line = strict::take_line(&mut rest).ok_or(ProofError::Index)?;
        }
        let index = line.strip_prefix("index ").ok_or(ProofError::Index)?;
        let index = strict::decode_decimal(index).ok_or(ProofError::Index)?;
        let path = take_hashes(&mut rest)?;
        Note::parse(rest.as_bytes()).map_err(ProofError::Checkpoint)?;
        Ok(TlogProof { extra, index, path, checkpoint: rest.to_owned() })
    }

    /// Requires a checkpoint that the policy accepts and in whose tree the
    /// leaf stands at the index. `leaf` is the [`Hash::leaf`] of the entry.
    pub fn verify(&self, leaf: Hash, policy: &Policy) -> Result<Checkpoint, NotProven> {
        let (checkpoint, _) = policy.open(self.checkpoint.as_bytes())?;
        let (size, root) = (checkpoint.size, &checkpoint.root);
        verify_inclusion(&leaf, self.index, size, &self.path, root)?;
        Ok(checkpoint)
    }
}

fn parse_extra(encoded: &str) -> Result<Vec<u8>, ProofError> {
    let extra = strict::decode_base64(encoded).ok_or(ProofError::Extra)?;
    if extra.len() > MAX_EXTRA {
        return Err(ProofError::Extra);
    }
    Ok(extra)
}

/// The lines of hashes up to the empty line, which is taken too.
pub(crate) fn take_hashes(rest: &mut &str) -> Result<Vec<Hash>, ProofError> {
    let mut hashes = Vec::new();
    loop {
        let line = strict::take_line(rest).ok_or(ProofError::Hash)?;
        if line.is_empty() {
            return Ok(hashes);
        }
        if hashes.len() == MAX_PROOF_HASHES {
            return Err(ProofError::TooManyHashes);
        }
        hashes.push(Hash::from_base64(line).ok_or(ProofError::Hash)?);
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", strict::encode_base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}
