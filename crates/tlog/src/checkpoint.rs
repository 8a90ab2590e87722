//! Checkpoints, the signed statements of a log's size and root:
//! C2SP tlog-checkpoint 1.0.0.
//!
//! ```text
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! ```

use thiserror::Error;

use crate::hash::Hash;
use crate::note::{Note, NoteError, SignatureRefused, VerifierKey};
use crate::strict;

/// A log's name, number of leaves and Merkle root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Identity of the log, its key name.
    pub origin: String,
    /// Number of leaves, at most 2^63 - 1.
    pub size: u64,
    /// Root of the tree of these leaves.
    pub root: Hash,
    /// Lines after the third. Read and kept, because they are signed; never
    /// written by us, because nobody audits them.
    pub extensions: Vec<String>,
}

/// Why text is no checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// An extension line is empty.
    #[error("the checkpoint has an empty extension line")]
    EmptyLine,
    /// The first line is empty.
    #[error("the checkpoint has no origin")]
    Origin,
    /// The third line is not the base64 of a hash.
    #[error("the checkpoint's root is not the base64 of a hash")]
    Root,
    /// The second line is no decimal without leading zeros below 2^63.
    #[error("the checkpoint's size is not a decimal number")]
    Size,
    /// Fewer than three lines, or the last one without its newline.
    #[error("the checkpoint has fewer than three whole lines")]
    TooFewLines,
}

/// Why a signed checkpoint is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// The text is no checkpoint.
    #[error("{0}")]
    Checkpoint(#[from] CheckpointError),
    /// The bytes are no note.
    #[error("{0}")]
    Note(#[from] NoteError),
    /// A checkpoint of another log.
    #[error("the checkpoint's origin is not the name of the key")]
    Origin,
    /// The log's signature is missing or wrong.
    #[error("{0}")]
    Signature(#[from] SignatureRefused),
}

impl Checkpoint {
    /// A checkpoint as we write them, without extension lines.
    pub fn new(origin: &str, size: u64, root: Hash) -> Checkpoint {
        Checkpoint { origin: origin.to_owned(), size, root, extensions: Vec::new() }
    }

    /// Parses the text of a note; verifies nothing.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointError> {
        let mut rest = text;
        let mut line = || strict::take_line(&mut rest).ok_or(CheckpointError::TooFewLines);
        let (origin, size, root) = (line()?, line()?, line()?);
        if origin.is_empty() {
            return Err(CheckpointError::Origin);
        }
        let size = strict::decode_decimal(size).ok_or(CheckpointError::Size)?;
        let root = Hash::from_base64(root).ok_or(CheckpointError::Root)?;
        let mut checkpoint = Checkpoint::new(origin, size, root);
        while !rest.is_empty() {
            let line = strict::take_line(&mut rest).ok_or(CheckpointError::TooFewLines)?;
            if line.is_empty() {
                return Err(CheckpointError::EmptyLine);
            }
            checkpoint.extensions.push(line.to_owned());
        }
        Ok(checkpoint)
    }

    /// Parses a note and requires the signature of the log's key, whose name
    /// must be the origin.
    pub fn open<'a>(note: &'a [u8], log: &VerifierKey) -> Result<(Checkpoint, Note<'a>), OpenError> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse(note.text)?;
        if checkpoint.origin != log.name() {
            return Err(OpenError::Origin);
        }
        log.verify_note(&note)?;
        Ok((checkpoint, note))
    }

    /// The three lines to be signed. Extension lines of a parsed checkpoint
    /// are left out: to cosign one, use the text of its note.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64())
    }
}
