//! `vigie verify`: what it is told, and the order of its work.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use election::{Definition, Stamp, refusal::Language};
use tlog::{Hash, Policy, policy::MAX_POLICY_BYTES, proof::MAX_PROOF_BYTES};
use verify::{Audit, Code, MAX_DEFINITION_BYTES, SeenSnapshot, Trust};

use crate::{
    Folder, Site, Threads, register, report,
    state::{Keep, MAX_STATE_BYTES, State},
    wording::{cause, say},
};

/// Verify published results from public files alone, or one receipt.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    /// The published directory, or its URL
    #[arg(value_name = "DIR|URL", required_unless_present = "receipt")]
    place: Option<String>,
    /// Log keys, witnesses and quorum to ask for (C2SP tlog-policy); else the definition's own
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Remember log and snapshot here and refuse older or rewritten ones next time
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// The definition's SHA-256, from a channel you trust
    #[arg(long, value_name = "HEX")]
    definition_hash: Option<String>,
    /// Judge as at this moment (YYYY-MM-DDTHH:MM:SS+HH:MM); else by this computer's clock
    #[arg(long, value_name = "MOMENT", conflicts_with = "receipt")]
    now: Option<String>,
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
        let (policy, state, definition_hash) = (None, None, None);
        Self { place, policy, state, definition_hash, now: None, receipt: None, definition: None, json }
    }

    /// Verifies and prints; the answer is whether everything holds.
    pub fn run(&self, language: Language, out: &mut impl Write) -> Result<bool, Failure> {
        match &self.receipt {
            Some(receipt) => self.run_receipt(receipt, language, out),
            None => self.run_audit(language, out),
        }
    }

    fn run_audit(&self, language: Language, out: &mut impl Write) -> Result<bool, Failure> {
        let place = self.place.as_deref().unwrap_or_default();
        let keep = self.state.as_ref().map(|path| kept_at(path, language)).transpose()?;
        let trust = self.trust(keep.as_ref(), language)?;
        let hands = Threads::all();
        let (audit, silent) = if place.starts_with("http://") || place.starts_with("https://") {
            let site = Site::new(place, progress);
            let audit = verify::audit(&site, &hands, &register, &trust);
            let silent = is_for_want_of_an_answer(&audit, &site);
            (audit, silent)
        } else {
            let path = Path::new(place);
            let folder = Folder::open(path, progress).map_err(|error| outside(language, path, &error))?;
            (verify::audit(&folder, &hands, &register, &trust), false)
        };
        let clean = audit.findings.is_clean();
        if let Some(keep) = keep.filter(|_| clean) {
            keep.put(&seen(&audit)).map_err(|error| outside(language, keep.path(), &error))?;
        }
        let text = if self.json { report::json(&audit) } else { report::words(&audit, language) };
        print(out, &text, language)?;
        if silent {
            let cause = say(language, "le serveur ne répond pas", "the server does not answer").to_owned();
            return Err(Failure::Outside { path: place.to_owned(), cause });
        }
        Ok(clean)
    }

    fn trust(&self, keep: Option<&Keep>, language: Language) -> Result<Trust, Failure> {
        let state = keep.map(|keep| remembered(keep, language)).transpose()?.flatten();
        let (seen, snapshot) = state.map(|state| (state.checkpoint, state.snapshot)).unzip();
        Ok(Trust {
            definition: self.definition_hash.as_ref().map(|text| hash(text, language)).transpose()?,
            policy: self.read_policy(language)?,
            seen,
            seen_snapshot: snapshot.flatten(),
            now: Some(self.now(language)?),
        })
    }

    fn now(&self, language: Language) -> Result<i64, Failure> {
        let Some(text) = &self.now else { return Ok(clock()) };
        let bad = say(language, "pas un moment", "not a moment");
        let stamp = Stamp::parse(text);
        let stamp = stamp.ok_or_else(|| Failure::Usage(format!("--now {text}: {bad} (YYYY-MM-DDTHH:MM:SS+HH:MM)")))?;
        Ok(stamp.instant())
    }

    fn read_policy(&self, language: Language) -> Result<Option<Policy>, Failure> {
        let Some(path) = &self.policy else {
            return Ok(None);
        };
        let policy = Policy::parse(&read(path, MAX_POLICY_BYTES as u64, language)?);
        let bad = say(language, "pas une politique", "not a policy");
        policy.map(Some).map_err(|error| Failure::Usage(format!("{}: {bad} ({error})", path.display())))
    }

    fn run_receipt(&self, path: &Path, language: Language, out: &mut impl Write) -> Result<bool, Failure> {
        let bytes = read(path, MAX_PROOF_BYTES as u64, language)?;
        let policy = self.read_policy(language)?;
        let definition = self.read_definition(language)?;
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
            let of = say(language, "le reçu est de la définition", "the receipt is of definition");
            return Err(Failure::Usage(format!("{of} {}", receipt.message.definition)));
        }
        let text = if self.json { report::receipt_json(&verdict) } else { report::receipt_words(&verdict, language) };
        print(out, &text, language)?;
        Ok(verdict.is_ok())
    }

    fn read_definition(&self, language: Language) -> Result<Option<Arc<Definition>>, Failure> {
        let Some(path) = &self.definition else {
            return Ok(None);
        };
        let bad = say(language, "pas une définition scellée", "not a sealed definition");
        let definition = Definition::open(read(path, MAX_DEFINITION_BYTES, language)?, &register);
        let definition = definition.map_err(|error| Failure::Usage(format!("{}: {bad} ({error})", path.display())))?;
        if let Some(expected) = &self.definition_hash
            && *expected != definition.hash().to_string()
        {
            let is = say(language, "c'est la définition", "this is definition");
            return Err(Failure::Usage(format!("{}: {is} {}", path.display(), definition.hash())));
        }
        Ok(Some(Arc::new(definition)))
    }
}

/// Whether nothing speaks against a site but that it did not answer: then nobody knows.
fn is_for_want_of_an_answer<P: Fn(u64, u64)>(audit: &Audit, site: &Site<P>) -> bool {
    let mut faults = audit.findings.kept().iter().filter(|finding| finding.code.is_fault());
    let unanswered = |code, place: &str| code == Code::File && !site.denied(place);
    !audit.findings.is_clean() && faults.all(|finding| unanswered(finding.code, &finding.place))
}

/// What is remembered of an audit that found nothing wrong.
fn seen(audit: &Audit) -> State {
    let snapshot = audit.manifest.as_ref().map(|manifest| SeenSnapshot { size: manifest.size, at: manifest.at });
    State { snapshot, checkpoint: audit.checkpoint_note.clone() }
}

fn kept_at(path: &Path, language: Language) -> Result<Keep, Failure> {
    let keep = Keep::at(path).map_err(|error| outside(language, path, &error))?;
    keep.ok_or_else(|| {
        let cause = say(language, "un lien qui ne mène à rien", "a link that leads nowhere").to_owned();
        Failure::Outside { path: path.display().to_string(), cause }
    })
}

/// The state of last time; none where there is no file yet.
fn remembered(keep: &Keep, language: Language) -> Result<Option<State>, Failure> {
    let path = keep.path();
    // Only what is not there may count as nothing seen yet.
    if !path.try_exists().map_err(|error| outside(language, path, &error))? {
        return Ok(None);
    }
    let state = State::parse(&read(path, MAX_STATE_BYTES, language)?);
    state.map(Some).ok_or_else(|| {
        let text = say(
            language,
            "ce n'est pas un fichier de --state ; nommez-en un autre, ou retrouvez celui d'avant",
            "not a file of --state; name another, or find the one from before",
        );
        Failure::Usage(format!("{}: {text}", path.display()))
    })
}

fn hash(text: &str, language: Language) -> Result<Hash, Failure> {
    let bad = say(language, "il faut 64 chiffres hexadécimaux", "not 64 hexadecimal digits");
    Hash::from_hex(text).ok_or_else(|| Failure::Usage(format!("--definition-hash {text}: {bad}")))
}

/// This computer's clock, in seconds since 1970-01-01T00:00:00Z.
fn clock() -> i64 {
    let seconds = |span: std::time::Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
    SystemTime::now().duration_since(UNIX_EPOCH).map_or_else(|before| -seconds(before.duration()), seconds)
}

/// One line on a terminal, nothing elsewhere.
fn progress(done: u64, of: u64) {
    if io::stderr().is_terminal() {
        let end = if done >= of { "\r\x1b[K" } else { "" };
        eprint!("\r{done} / {of}{end}");
    }
}

/// A file of at most `limit` bytes: a longer one is not what it is said to be.
fn read(path: &Path, limit: u64, language: Language) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| outside(language, path, &error))?;
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| outside(language, path, &error))?;
    if bytes.len() as u64 > limit {
        let cause = say(language, format!("plus de {limit} octets"), format!("more than {limit} bytes"));
        return Err(Failure::Outside { path: path.display().to_string(), cause });
    }
    Ok(bytes)
}

fn print(out: &mut impl Write, text: &str, language: Language) -> Result<(), Failure> {
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| outside(language, Path::new("-"), &error))
}

fn outside(language: Language, path: &Path, error: &io::Error) -> Failure {
    Failure::Outside { path: path.display().to_string(), cause: cause(language, error) }
}
