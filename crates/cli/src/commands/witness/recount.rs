//! The recount of a witness: the whole verification of the published files, before it cosigns.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use election::{Definition, publish::MAX_MANIFEST_BYTES};
use server::witness::{NotRecounted, Recount};
use tlog::{Hash, Note, Policy, VerifierKey, note::MAX_NOTE_BYTES};
use verifier::{Folder, Site, Threads, register};
use verify::{Audit, Code, SeenSnapshot, Source, Trust, audit};

/// Where the results of one definition are published.
pub struct PublicFiles {
    place: String,
    log: VerifierKey,
    definition: Hash,
    /// The snapshot that was right last: a later one of the same log shows no less.
    seen: Mutex<Option<SeenSnapshot>>,
}

impl PublicFiles {
    /// A directory, or a URL, of results that must be of this definition.
    pub fn new(place: &str, definition: &Definition) -> Self {
        let (log, definition) = (definition.log().clone(), definition.hash());
        Self { place: place.to_owned(), log, definition, seen: Mutex::default() }
    }

    fn count(&self, source: &impl Source, checkpoint: &str, now: u64) -> Result<(), NotRecounted> {
        let before = Standing::of(source)?;
        if before.text != text(checkpoint.as_bytes()) {
            return Err(later("the public checkpoint is another"));
        }
        let found = audit(source, &Threads::all(), &register, &self.trust(now));
        if !found.findings.is_clean() {
            return Err(faults(source, &found, &before));
        }
        let size = found.checkpoint.as_ref().map(|checkpoint| checkpoint.size);
        let same = text(&found.checkpoint_note) == before.text;
        match (&found.manifest, &found.board) {
            (Some(manifest), Some(_)) if same && Some(manifest.size) == size => {
                let seen = SeenSnapshot { size: manifest.size, at: manifest.at };
                *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
                Ok(())
            }
            _ => Err(later("the results of this checkpoint are not published")),
        }
    }

    /// What a recount believes: the definition, the log's key, and its own clock. It cannot ask for
    /// a quorum, of which its own word is a part.
    fn trust(&self, now: u64) -> Trust {
        let policy = Policy::k_of_n(&self.log, &[], 0);
        Trust {
            definition: Some(self.definition),
            policy: Some(policy.unwrap_or_else(|_| unreachable!("one log and no witness are a policy"))),
            seen: None,
            seen_snapshot: *self.seen.lock().unwrap_or_else(PoisonError::into_inner),
            now: i64::try_from(now).ok(),
        }
    }
}

impl Recount for PublicFiles {
    fn recount(&self, checkpoint: &str, now: u64) -> Result<(), NotRecounted> {
        if self.place.starts_with("http://") || self.place.starts_with("https://") {
            return self.count(&Site::new(&self.place, |_, _| ()), checkpoint, now);
        }
        let folder = Folder::open(Path::new(&self.place), |_, _| ());
        self.count(&folder.map_err(|error| later(error.to_string()))?, checkpoint, now)
    }
}

/// The two files that change in a public directory.
#[derive(PartialEq, Eq)]
struct Standing {
    text: Option<String>,
    manifest: Vec<u8>,
}

impl Standing {
    fn of(source: &impl Source) -> Result<Self, NotRecounted> {
        let read = |path: &str, limit: usize| source.read(path, limit as u64);
        let failed = |path: &str| {
            let path = path.to_owned();
            move |why: verify::Unavailable| later(format!("{path}: {why}"))
        };
        let checkpoint = read("checkpoint", MAX_NOTE_BYTES).map_err(failed("checkpoint"))?;
        let manifest = read("manifest", MAX_MANIFEST_BYTES).map_err(failed("manifest"))?;
        Ok(Self { text: text(&checkpoint), manifest })
    }
}

/// The text of a note: witnesses add lines to a checkpoint, and it is the same one.
fn text(note: &[u8]) -> Option<String> {
    Note::parse(note).ok().map(|note| note.text.to_owned())
}

fn later(why: impl Into<String>) -> NotRecounted {
    NotRecounted::Later(why.into())
}

/// What was found, if it was found in files that stood still and were there: a directory that was
/// published to meanwhile, and a broken line, accuse nobody.
fn faults(source: &impl Source, found: &Audit, before: &Standing) -> NotRecounted {
    match Standing::of(source) {
        Ok(after) if after == *before => {}
        Ok(_) => return later("the results were published again while they were read"),
        Err(why) => return why,
    }
    let faults = found.findings.kept().iter().filter(|finding| finding.code.is_fault());
    if faults.clone().all(|finding| finding.code == Code::File) {
        return later("files are missing or unreadable");
    }
    let findings = faults.fold(String::new(), |lines, finding| lines + &finding.to_string() + "\n");
    NotRecounted::Faults { findings, manifest: before.manifest.clone() }
}
