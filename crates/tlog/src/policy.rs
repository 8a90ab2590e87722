//! Trust policies: which logs, which witnesses, and how many of them.
//! C2SP tlog-policy as of 2026-07 (not versioned by C2SP yet).
//!
//! ```text
//! log example.com/log+…
//! witness w1 witness.example/w1+…
//! witness w2 witness.example/w2+…
//! group both all w1 w2
//! quorum both
//! ```

use std::fmt::Write as _;

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::cosignature::CosignatureV1;
use crate::note::{Algorithm, Note, NoteError, SignatureRefused, VerifierKey, VkeyError};

/// The most logs, and the most witnesses, and the most groups, of a policy.
/// The specification asks for at least 32.
pub const MAX_DEFINED: usize = 256;

/// The longest policy file, bytes.
pub const MAX_POLICY_BYTES: usize = 262_144;

/// A parsed policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<VerifierKey>,
    /// Witnesses and groups in the order of their lines; members of a group
    /// always come before it, so that there are no cycles.
    defined: Vec<Defined>,
    quorum: Quorum,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quorum {
    /// `quorum none`.
    NotAsked,
    /// Index into `defined`.
    Of(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Defined {
    name: String,
    what: Definition,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Definition {
    Group { threshold: usize, members: Vec<usize> },
    Witness { key: Box<VerifierKey>, url: Option<String> },
}

/// Why a policy is refused, and on which line, counted from 1. Policies made
/// from parts count each log, witness, group and quorum as a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("policy line {line}: {reason}")]
pub struct PolicyError {
    /// Line of the fault; 0 when the file as a whole is at fault.
    pub line: usize,
    /// What is wrong.
    pub reason: PolicyFault,
}

/// What can be wrong in a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PolicyFault {
    /// A control character other than tab and newline.
    #[error("control character")]
    ControlCharacter,
    /// Two logs or two witnesses with one public key.
    #[error("this public key is listed twice")]
    DuplicateKey,
    /// A name that is defined already, or `none`.
    #[error("this name is taken")]
    DuplicateName,
    /// A second quorum line.
    #[error("there is a quorum line already")]
    DuplicateQuorum,
    /// A name that is a member of a group already.
    #[error("this name is a group member already")]
    MemberTwice,
    /// No quorum line.
    #[error("there is no quorum line")]
    NoQuorum,
    /// Bytes that are not UTF-8; the specification leaves them opaque, we
    /// refuse them because they cannot be shown.
    #[error("not UTF-8")]
    NotUtf8,
    /// Not `log`, `witness`, `group` or `quorum`, too few or too many words.
    #[error("not a log, witness, group or quorum line")]
    Syntax,
    /// Not `all`, `any`, or a decimal from 1 to the number of members.
    #[error("the threshold is not all, any, or 1 to the number of members")]
    Threshold,
    /// Over [`MAX_POLICY_BYTES`].
    #[error("the policy is longer than {MAX_POLICY_BYTES} bytes")]
    TooLong,
    /// Over [`MAX_DEFINED`].
    #[error("more than {MAX_DEFINED} definitions")]
    TooMany,
    /// A name that no line before defines.
    #[error("this name is not defined on a line before")]
    UnknownName,
    /// Not a verifier key.
    #[error("{0}")]
    Vkey(VkeyError),
    /// A cosigner's key for a log, or a log's for a witness.
    #[error("the key's signature type does not fit its role")]
    WrongAlgorithm,
}

/// What a policy says of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVerdict {
    /// The signature of the log named in the checkpoint. `Missing` also when
    /// the policy lists no log of that name.
    pub log: Result<(), SignatureRefused>,
    /// Every witness of the policy, in the order of its lines.
    pub witnesses: Vec<WitnessVerdict>,
    /// Whether the valid cosignatures reach the quorum.
    pub quorum_reached: bool,
}

/// What a policy says of one witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessVerdict {
    /// Its name in the policy.
    pub name: String,
    /// The time of its latest cosignature, seconds since 1970, or why there
    /// is none.
    pub cosigned: Result<u64, SignatureRefused>,
}

/// Why a policy does not accept a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PolicyRefusal {
    /// The text is no checkpoint.
    #[error("{0}")]
    Checkpoint(#[from] CheckpointError),
    /// A cosignature of a known witness does not verify.
    #[error("a cosignature of a known witness does not verify")]
    Cosignature,
    /// The log is not listed, has not signed, or its signature is wrong.
    #[error("the log's signature: {0}")]
    Log(SignatureRefused),
    /// The bytes are no note.
    #[error("{0}")]
    Note(#[from] NoteError),
    /// Too few witnesses have cosigned.
    #[error("the witnesses that cosigned are no quorum")]
    Quorum,
}

impl PolicyVerdict {
    /// Requires the log's signature, the quorum, and that no known key's
    /// signature is wrong.
    pub fn accept(&self) -> Result<(), PolicyRefusal> {
        self.log.map_err(PolicyRefusal::Log)?;
        let wrong = Err(SignatureRefused::Invalid);
        if self.witnesses.iter().any(|w| w.cosigned == wrong) {
            return Err(PolicyRefusal::Cosignature);
        }
        if self.quorum_reached { Ok(()) } else { Err(PolicyRefusal::Quorum) }
    }
}

impl Policy {
    /// Reads a policy file.
    pub fn parse(bytes: &[u8]) -> Result<Policy, PolicyError> {
        let whole = |reason| PolicyError { line: 0, reason };
        if bytes.len() > MAX_POLICY_BYTES {
            return Err(whole(PolicyFault::TooLong));
        }
        let mut builder = Builder::default();
        for (line, bytes) in (1..).zip(bytes.split(|&b| b == b'\n')) {
            let added = parse_line(bytes, &mut builder);
            added.map_err(|reason| PolicyError { line, reason })?;
        }
        builder.finish().map_err(whole)
    }

    /// One log, and `threshold` of the witnesses; zero is `quorum none`. The
    /// witnesses bear the names of their keys.
    pub fn k_of_n(log: &VerifierKey, witnesses: &[VerifierKey], threshold: usize) -> Result<Policy, PolicyError> {
        let mut text = format!("log {log}\n");
        let mut members = String::new();
        for witness in witnesses {
            let _ = writeln!(text, "witness {} {witness}", witness.name());
            let _ = write!(members, " {}", witness.name());
        }
        // A witness might be called anything but this: names hold no plus.
        let _ = match threshold {
            0 => writeln!(text, "quorum none"),
            _ => writeln!(text, "group quorum+ {threshold}{members}\nquorum quorum+"),
        };
        Policy::parse(text.as_bytes())
    }

    /// The logs whose checkpoints are accepted.
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// The witnesses with their names, in the order of their lines.
    pub fn witnesses(&self) -> impl Iterator<Item = (&str, &VerifierKey)> {
        self.defined.iter().filter_map(|d| match &d.what {
            Definition::Witness { key, .. } => Some((d.name.as_str(), &**key)),
            Definition::Group { .. } => None,
        })
    }

    /// Where each witness is asked, in the order of their lines: the fourth word as it stands, for
    /// the caller to judge.
    pub fn urls(&self) -> impl Iterator<Item = Option<&str>> {
        self.defined.iter().filter_map(|d| match &d.what {
            Definition::Witness { url, .. } => Some(url.as_deref()),
            Definition::Group { .. } => None,
        })
    }

    /// Writes the policy as a file that [`Policy::parse`] reads back.
    pub fn to_text(&self) -> String {
        let name = |&at: &usize| self.defined[at].name.as_str();
        let mut out = String::new();
        for log in &self.logs {
            let _ = writeln!(out, "log {log}");
        }
        for Defined { name: own, what } in &self.defined {
            let _ = match what {
                Definition::Group { threshold, members } => {
                    let members: Vec<_> = members.iter().map(name).collect();
                    writeln!(out, "group {own} {threshold} {}", members.join(" "))
                }
                Definition::Witness { key, url } => {
                    let url = url.as_ref().map_or(String::new(), |url| format!(" {url}"));
                    writeln!(out, "witness {own} {key}{url}")
                }
            };
        }
        let quorum = match &self.quorum {
            Quorum::NotAsked => "none",
            Quorum::Of(at) => name(at),
        };
        out + "quorum " + quorum + "\n"
    }

    /// Judges the signatures of a checkpoint's note.
    pub fn check(&self, note: &Note<'_>, checkpoint: &Checkpoint) -> PolicyVerdict {
        let witnesses: Vec<_> = self
            .witnesses()
            .map(|(name, key)| WitnessVerdict { name: name.to_owned(), cosigned: cosigned(key, note) })
            .collect();
        PolicyVerdict {
            log: self.check_log(note, checkpoint),
            quorum_reached: self.quorum_reached(&witnesses),
            witnesses,
        }
    }

    /// Parses a signed checkpoint and returns it if the policy accepts it.
    pub fn open<'a>(&self, note: &'a [u8]) -> Result<(Checkpoint, Note<'a>), PolicyRefusal> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse(note.text)?;
        self.check(&note, &checkpoint).accept()?;
        Ok((checkpoint, note))
    }

    /// Any one of the listed keys of that name suffices; a wrong signature of
    /// any is worse than a missing one.
    fn check_log(&self, note: &Note<'_>, checkpoint: &Checkpoint) -> Result<(), SignatureRefused> {
        let named = self.logs.iter().filter(|l| l.name() == checkpoint.origin);
        let verdicts: Vec<_> = named.map(|log| log.verify_note(note)).collect();
        if verdicts.contains(&Err(SignatureRefused::Invalid)) {
            Err(SignatureRefused::Invalid)
        } else if verdicts.contains(&Ok(())) {
            Ok(())
        } else {
            Err(SignatureRefused::Missing)
        }
    }

    fn quorum_reached(&self, witnesses: &[WitnessVerdict]) -> bool {
        let mut witnesses = witnesses.iter();
        let mut reached: Vec<bool> = Vec::with_capacity(self.defined.len());
        for defined in &self.defined {
            let one = match &defined.what {
                Definition::Group { threshold, members } => {
                    members.iter().filter(|&&member| reached[member]).count() >= *threshold
                }
                Definition::Witness { .. } => witnesses.next().is_some_and(|w| w.cosigned.is_ok()),
            };
            reached.push(one);
        }
        match self.quorum {
            Quorum::NotAsked => true,
            Quorum::Of(at) => reached[at],
        }
    }
}

fn cosigned(key: &VerifierKey, note: &Note<'_>) -> Result<u64, SignatureRefused> {
    key.verify_note(note)?;
    let own = note.signatures.iter().filter(|s| key.matches(s));
    let times = own.filter_map(|s| CosignatureV1::from_bytes(&s.bytes));
    times.map(|c| c.timestamp).max().ok_or(SignatureRefused::Missing)
}

/// A policy in the making from its lines.
#[derive(Default)]
struct Builder {
    logs: Vec<VerifierKey>,
    defined: Vec<Defined>,
    taken: Vec<usize>,
    quorum: Option<Quorum>,
}

fn parse_line(line: &[u8], builder: &mut Builder) -> Result<(), PolicyFault> {
    let line = std::str::from_utf8(line).map_err(|_| PolicyFault::NotUtf8)?;
    if line.bytes().any(|b| b < b' ' && b != b'\t' || b == 0x7f) {
        return Err(PolicyFault::ControlCharacter);
    }
    let words = line.split([' ', '\t']).filter(|word| !word.is_empty());
    match words.collect::<Vec<_>>()[..] {
        [] => Ok(()),
        [first, ..] if first.starts_with('#') => Ok(()),
        ["log", vkey] | ["log", vkey, _] => builder.log(vkey),
        ["witness", name, vkey, ref url @ ..] if url.len() < 2 => builder.witness(name, vkey, url.first().copied()),
        ["group", name, threshold, ref members @ ..] => builder.group(name, threshold, members),
        ["quorum", name] => builder.quorum(name),
        _ => Err(PolicyFault::Syntax),
    }
}

impl Builder {
    fn log(&mut self, vkey: &str) -> Result<(), PolicyFault> {
        let key = parse_key(vkey, Algorithm::Ed25519)?;
        if self.logs.iter().any(|log| log.key() == key.key()) {
            return Err(PolicyFault::DuplicateKey);
        }
        if self.logs.len() == MAX_DEFINED {
            return Err(PolicyFault::TooMany);
        }
        self.logs.push(key);
        Ok(())
    }

    fn witness(&mut self, name: &str, vkey: &str, url: Option<&str>) -> Result<(), PolicyFault> {
        let key = parse_key(vkey, Algorithm::CosignatureV1)?;
        let known = |d: &Defined| match &d.what {
            Definition::Group { .. } => false,
            Definition::Witness { key: other, .. } => other.key() == key.key(),
        };
        if self.defined.iter().any(known) {
            return Err(PolicyFault::DuplicateKey);
        }
        self.define(name, Definition::Witness { key: Box::new(key), url: url.map(str::to_owned) })
    }

    fn group(&mut self, name: &str, threshold: &str, members: &[&str]) -> Result<(), PolicyFault> {
        let threshold = parse_threshold(threshold, members.len())?;
        let mut indices = Vec::with_capacity(members.len());
        for member in members {
            let index = self.find(member)?;
            if self.taken.contains(&index) {
                return Err(PolicyFault::MemberTwice);
            }
            self.taken.push(index);
            indices.push(index);
        }
        let members = indices;
        self.define(name, Definition::Group { threshold, members })
    }

    fn quorum(&mut self, name: &str) -> Result<(), PolicyFault> {
        if self.quorum.is_some() {
            return Err(PolicyFault::DuplicateQuorum);
        }
        self.quorum = Some(match name {
            "none" => Quorum::NotAsked,
            _ => Quorum::Of(self.find(name)?),
        });
        Ok(())
    }

    fn define(&mut self, name: &str, what: Definition) -> Result<(), PolicyFault> {
        if name == "none" || self.find(name).is_ok() {
            return Err(PolicyFault::DuplicateName);
        }
        let same_kind =
            |d: &&Defined| matches!(d.what, Definition::Group { .. }) == matches!(what, Definition::Group { .. });
        if self.defined.iter().filter(same_kind).count() == MAX_DEFINED {
            return Err(PolicyFault::TooMany);
        }
        let name = name.to_owned();
        self.defined.push(Defined { name, what });
        Ok(())
    }

    fn find(&self, name: &str) -> Result<usize, PolicyFault> {
        let position = self.defined.iter().position(|d| d.name == name);
        position.ok_or(PolicyFault::UnknownName)
    }

    fn finish(self) -> Result<Policy, PolicyFault> {
        Ok(Policy { logs: self.logs, defined: self.defined, quorum: self.quorum.ok_or(PolicyFault::NoQuorum)? })
    }
}

fn parse_key(vkey: &str, algorithm: Algorithm) -> Result<VerifierKey, PolicyFault> {
    let key = VerifierKey::parse(vkey).map_err(PolicyFault::Vkey)?;
    if key.algorithm() == algorithm { Ok(key) } else { Err(PolicyFault::WrongAlgorithm) }
}

fn parse_threshold(text: &str, members: usize) -> Result<usize, PolicyFault> {
    let threshold = match text {
        "all" => Some(members),
        "any" => Some(1),
        _ => crate::strict::decode_decimal(text).and_then(|k| usize::try_from(k).ok()),
    };
    threshold.filter(|k| (1..=members).contains(k)).ok_or(PolicyFault::Threshold)
}
