//! `vigie verify`: what it is told, and the order of its work.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use election::{Definition, refusal::Language};
use tlog::{Hash, Policy, note::MAX_NOTE_BYTES, policy::MAX_POLICY_BYTES, proof::MAX_PROOF_BYTES};
use verify::{Audit, MAX_DEFINITION_BYTES, Trust};

use crate::{Folder, Site, Threads, register, report, wording::say};

/// Verify published results from public files alone, or one receipt.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    /// The published directory, or its URL
    #[arg(value_name = "DIR|URL", required_unless_present = "receipt")]
    place: Option<String>,
    /// Log keys, witnesses and quorum to ask for (C2SP tlog-policy); else the definition's own
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Remember the log here and refuse an older or rewritten one next time
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// The definition's SHA-256, from a channel you trust
    #[arg(long, value_name = "HEX")]
    definition_hash: Option<String>,
    /// Check one receipt instead, without a network
    #[arg(long, value_name = "FILE", conflicts_with_all = ["place", "state"])]
    receipt: Option<PathBuf>,
    /// The sealed definition a receipt belongs to: its keys are then checked too
    #[arg(long, value_name = "FILE", requires = "receipt", conflicts_with = "place")]
    definition: Option<PathBuf>,
    /// Print the verdict as one JSON object
    #[arg(long)]
    json: bool,
}

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The command was wrong.
    #[error("{0}")]
    Usage(String),
    /// A file or a place could not be read or written.
    #[error("{path}: {cause}")]
    Outside {
        /// Which.
        path: String,
        /// Why.
        cause: String,
    },
}

impl Failure {
    /// The exit code: 2 wrong use, 3 the outside failed.
    pub fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Outside { .. } => 3,
        }
    }
}

impl Arguments {
    /// For a directory, with the definition's own policy: what `demo` and `replay` call.
    pub fn of_directory(directory: &Path, json: bool) -> Self {
        let place = Some(directory.display().to_string());
        Self { place, policy: None, state: None, definition_hash: None, receipt: None, definition: None, json }
    }

    /// Verifies and prints; the answer is whether everything holds.
    pub fn run(&self, language: Language, out: &mut impl Write) -> Result<bool, Failure> {
        match &self.receipt {
            Some(receipt) => self.run_receipt(receipt, language, out),
            None => self.run_audit(language, out),
        }
    }

    fn run_audit(&self, language: Language, out: &mut impl Write) -> Result<bool, Failure> {
        let trust = self.trust()?;
        let audit = self.audit(&trust)?;
        let clean = audit.findings.is_clean();
        if clean && let Some(state) = &self.state {
            remember(state, &audit.checkpoint_note)?;
        }
        let text = if self.json { report::json(&audit) } else { report::words(&audit, language) };
        print(out, &text)?;
        Ok(clean)
    }

    /// The audit itself, without a word.
    pub fn audit(&self, trust: &Trust) -> Result<Audit, Failure> {
        let place = self.place.as_deref().unwrap_or_default();
        let hands = Threads::all();
        if place.starts_with("http://") || place.starts_with("https://") {
            return Ok(verify::audit(&Site::new(place, progress), &hands, &register, trust));
        }
        let folder = Folder::open(Path::new(place), progress).map_err(|error| outside(Path::new(place), &error))?;
        Ok(verify::audit(&folder, &hands, &register, trust))
    }

    fn trust(&self) -> Result<Trust, Failure> {
        let hash = |text: &String| {
            Hash::from_hex(text)
                .ok_or_else(|| Failure::Usage(format!("--definition-hash {text}: not 64 hexadecimal digits")))
        };
        let seen = match &self.state {
            Some(path) if path.exists() => Some(read(path, MAX_NOTE_BYTES as u64)?),
            _ => None,
        };
        Ok(Trust {
            definition: self.definition_hash.as_ref().map(hash).transpose()?,
            policy: self.read_policy()?,
            seen,
        })
    }

    fn read_policy(&self) -> Result<Option<Policy>, Failure> {
        let Some(path) = &self.policy else {
            return Ok(None);
        };
        let policy = Policy::parse(&read(path, MAX_POLICY_BYTES as u64)?);
        policy.map(Some).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
    }

    fn run_receipt(&self, path: &Path, language: Language, out: &mut impl Write) -> Result<bool, Failure> {
        let bytes = read(path, MAX_PROOF_BYTES as u64)?;
        let policy = self.read_policy()?;
        let definition = self.read_definition()?;
        if policy.is_none() && definition.is_none() {
            let text = say(
                language,
                "un reçu se vérifie avec --definition FICHIER ou --policy FICHIER",
                "a receipt is checked with --definition FILE or --policy FILE",
            );
            return Err(Failure::Usage(text.to_owned()));
        }
        let verdict = verify::receipt(&bytes, definition.as_ref(), policy.as_ref());
        if let (Ok(receipt), Some(expected)) = (&verdict, &self.definition_hash)
            && receipt.message.definition.to_string() != *expected
        {
            return Err(Failure::Usage(format!("the receipt is of definition {}", receipt.message.definition)));
        }
        let text = if self.json { report::receipt_json(&verdict) } else { report::receipt_words(&verdict, language) };
        print(out, &text)?;
        Ok(verdict.is_ok())
    }

    fn read_definition(&self) -> Result<Option<Arc<Definition>>, Failure> {
        let Some(path) = &self.definition else {
            return Ok(None);
        };
        let definition = Definition::open(read(path, MAX_DEFINITION_BYTES)?, &register);
        let definition = definition.map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?;
        if let Some(expected) = &self.definition_hash
            && *expected != definition.hash().to_string()
        {
            return Err(Failure::Usage(format!("{}: definition {}", path.display(), definition.hash())));
        }
        Ok(Some(Arc::new(definition)))
    }
}

/// One line on a terminal, nothing elsewhere.
fn progress(done: u64, of: u64) {
    if io::stderr().is_terminal() {
        let end = if done >= of { "\r\x1b[K" } else { "" };
        eprint!("\r{done} / {of}{end}");
    }
}

/// A file of at most `limit` bytes: a longer one is not what it is said to be.
fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| outside(path, &error))?;
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| outside(path, &error))?;
    if bytes.len() as u64 > limit {
        let long = io::Error::other(format!("more than {limit} bytes"));
        return Err(outside(path, &long));
    }
    Ok(bytes)
}

/// Written beside and renamed: a verifier that is stopped midway still remembers the old one.
fn remember(path: &Path, note: &[u8]) -> Result<(), Failure> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let written = fs::write(&beside, note).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| outside(path, &error))
}

fn print(out: &mut impl Write, text: &str) -> Result<(), Failure> {
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| outside(Path::new("-"), &error))
}

fn outside(path: &Path, error: &io::Error) -> Failure {
    Failure::Outside { path: path.display().to_string(), cause: error.to_string() }
}
