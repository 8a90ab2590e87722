//! Whose cosignatures count, and when there are enough.

use election::Definition;
use tlog::{Checkpoint, Note, Policy, VerifierKey};

use crate::journal::LoggedCheckpoint;

/// The policies that must all be satisfied: the definition's own, and the one the hub was given.
#[derive(Clone, Debug, Default)]
pub struct Quorum {
    policies: Vec<Policy>,
    keys: Vec<VerifierKey>,
}

/// A checkpoint with the cosignatures it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// Its note bears them.
    pub checkpoint: LoggedCheckpoint,
    /// Who has cosigned, by the names in the signature lines.
    pub by: Vec<String>,
    /// Whether every policy has its quorum.
    pub is_final: bool,
}

impl Quorum {
    /// What a definition asks for, and what `named` asks for besides.
    ///
    /// # Panics
    /// Never: a checked definition has a quorum that its witnesses can reach.
    pub fn of(definition: &Definition, named: Option<Policy>) -> Self {
        let parts = definition.parts();
        let own = Policy::k_of_n(&parts.log, &parts.witnesses, usize::from(parts.quorum));
        let own = own.unwrap_or_else(|_| unreachable!("a checked definition has a quorum its witnesses can reach"));
        let policies: Vec<Policy> = std::iter::once(own).chain(named).collect();
        let mut keys: Vec<VerifierKey> = Vec::new();
        for (_, key) in policies.iter().flat_map(Policy::witnesses) {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        Self { policies, keys }
    }

    /// Witnesses whose cosignatures count and who are not among these.
    pub fn without<'a>(&'a self, asked: &'a [super::Asked]) -> impl Iterator<Item = &'a VerifierKey> {
        self.keys.iter().filter(|key| asked.iter().all(|asked| asked.key != **key))
    }

    /// The checkpoint with every good cosignature that these notes of the same text bear; the first
    /// of each witness. What does not verify, and who is not known, stays out: the public file
    /// bears nothing that was not checked.
    pub fn join(&self, bare: &LoggedCheckpoint, notes: &[&[u8]]) -> Cosigned {
        let mut joined = bare.clone();
        let text = Note::parse(bare.note.as_bytes()).map(|note| note.text);
        let notes = notes.iter().filter_map(|note| Note::parse(note).ok());
        let notes: Vec<Note<'_>> = notes.filter(|note| Ok(note.text) == text).collect();
        let mut by = Vec::new();
        for key in &self.keys {
            if let Some(line) = notes.iter().find_map(|note| line_of(note, key)) {
                joined.note += line;
                by.push(key.name().to_owned());
            }
        }
        let is_final = self.accepts(joined.note.as_bytes());
        Cosigned { checkpoint: joined, by, is_final }
    }

    fn accepts(&self, note: &[u8]) -> bool {
        let Ok(note) = Note::parse(note) else { return false };
        let Ok(checkpoint) = Checkpoint::parse(note.text) else { return false };
        self.policies.iter().all(|policy| policy.check(&note, &checkpoint).accept().is_ok())
    }
}

/// The signature line of a key, with its newline, if the key has cosigned and every line that bears
/// its name and id is good.
pub(super) fn line_of<'a>(note: &Note<'a>, key: &VerifierKey) -> Option<&'a str> {
    key.verify_note(note).ok()?;
    let lines = note.raw()[note.text.len() + 1..].split_inclusive('\n');
    lines.zip(&note.signatures).find(|(_, signature)| key.matches(signature)).map(|(line, _)| line)
}
