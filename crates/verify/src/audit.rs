//! The whole audit, told in order.

use std::collections::BTreeMap;
use std::sync::Arc;

use election::{
    Board, Definition, Stamp,
    definition::{
        Mode,
        seal::{Register, SealError},
    },
    intake::Hands,
    publish::Manifest,
};
use tlog::{
    Checkpoint, Hash, Note, Policy, VerifierKey,
    policy::PolicyVerdict,
    tile::{Bundle, FULL_WIDTH},
};

use crate::{
    MAX_DEFINITION_BYTES, Source, Unavailable,
    adder::Adder,
    clock::{Beyond, Clock},
    entries,
    finding::{Code, Findings},
    leftovers, snapshot,
};

/// What the reader brings along and believes before looking.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Hash of the definition, from a channel other than the directory.
    pub definition: Option<Hash>,
    /// Log keys, witnesses and quorum; else those of the definition.
    pub policy: Option<Policy>,
    /// The signed checkpoint this reader saw last time, byte for byte.
    pub seen: Option<Vec<u8>>,
    /// The snapshot this reader saw last time.
    pub seen_snapshot: Option<SeenSnapshot>,
    /// The reader's clock: seconds since 1970-01-01T00:00:00Z, as [`Stamp::instant`]. Without it
    /// the publisher's dates are believed.
    pub now: Option<i64>,
}

/// What is remembered of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenSnapshot {
    /// Entries of the log it speaks for.
    pub size: u64,
    /// Its date.
    pub at: Stamp,
}

impl SeenSnapshot {
    /// A log grows, and a snapshot of the same entries may later show more rounds.
    fn is_newer_than(self, size: u64, at: Stamp) -> bool {
        (self.size, self.at.instant()) > (size, at.instant())
    }
}

/// What was found in a published directory.
#[derive(Debug)]
pub struct Audit {
    /// The findings. Clean means: everything below holds.
    pub findings: Findings,
    /// The definition, if it could be read at all.
    pub definition: Option<Arc<Definition>>,
    /// The checkpoint, if the log signed it.
    pub checkpoint: Option<Checkpoint>,
    /// The checkpoint's bytes, to be kept for [`Trust::seen`].
    pub checkpoint_note: Vec<u8>,
    /// What the policy says of it.
    pub policy: Option<PolicyVerdict>,
    /// The snapshot's manifest, if there is one yet.
    pub manifest: Option<Manifest>,
    /// The first legal hour that has passed on the reader's clock although there is no manifest.
    /// Publishing takes its time, so it is no finding.
    pub overdue: Option<Stamp>,
    /// The board at the snapshot's length of the log; none if entries could not be read, since
    /// the totals of a log with holes are nobody's totals.
    pub board: Option<Board>,
    /// Entries read, by kind of message.
    pub kinds: BTreeMap<&'static str, u64>,
    /// Signatures checked.
    pub signatures: u64,
    /// Files compared with what the log gives.
    pub files: u64,
    /// Files that only show the figures: their hashes were compared, what they say was not.
    pub presented: u64,
}

impl Audit {
    fn new() -> Self {
        Self {
            findings: Findings::default(),
            definition: None,
            checkpoint: None,
            checkpoint_note: Vec::new(),
            policy: None,
            manifest: None,
            overdue: None,
            board: None,
            kinds: BTreeMap::new(),
            signatures: 0,
            files: 0,
            presented: 0,
        }
    }

    /// Live or test, as the definition says.
    pub fn mode(&self) -> Option<Mode> {
        self.definition.as_ref().map(|definition| definition.parts().mode)
    }
}

/// Reads everything that is published and checks it.
///
/// `register` is [`tlog::registration::register_all`], or the same on several cores.
pub fn audit(source: &impl Source, hands: &impl Hands, register: &Register<'_>, trust: &Trust) -> Audit {
    let mut audit = Audit::new();
    let Some(definition) = open_definition(source, register, trust, &mut audit.findings) else {
        return audit;
    };
    audit.definition = Some(Arc::clone(&definition));
    let Some(checkpoint) = open_checkpoint(source, &definition, trust, &mut audit) else {
        return audit;
    };
    audit.checkpoint = Some(checkpoint.clone());
    let seen = open_seen(&definition, trust, &mut audit.findings);
    let manifest = open_manifest(source, &definition, &checkpoint, &mut audit.findings);
    let clock = Clock(trust.now);
    check_seen_snapshot(trust.seen_snapshot, manifest.as_ref(), &mut audit.findings);
    match &manifest {
        Some(manifest) => clock.check_date(manifest, &mut audit.findings),
        None => audit.overdue = clock.passed(&definition),
    }

    // Without a manifest nothing is public but the hashes; with one, the entries up to its size.
    let public = manifest.as_ref().map_or(0, |manifest| manifest.size);
    if public == 0 && trust.definition.is_none() {
        // Entry 0 seals the definition, but nobody can read it yet.
        let hash = definition.hash().to_string();
        audit.findings.add(Code::Unproven, "definition", hash);
    }
    let mut adder = Adder::new(Arc::clone(&definition));
    let marks: Vec<u64> = [Some(public), seen.as_ref().map(|seen| seen.size)].into_iter().flatten().collect();
    let walk = entries::Walk { source, hands, public, size: checkpoint.size, marks: &marks };
    let board = Board::new(Arc::clone(&definition));
    let walked = walk.run(board, &mut adder, &mut audit);

    check_roots(&checkpoint, seen.as_ref(), manifest.as_ref(), &walked.roots, &mut audit.findings);
    if let Some(manifest) = manifest {
        if walked.complete {
            let board = walked.board;
            snapshot::compare_adders(&board, &adder, &mut audit.findings);
            drop(adder);
            audit.files = snapshot::compare_files(source, hands, &board, &manifest, &mut audit.findings);
            clock.check_embargo(&board, &manifest, &mut audit.findings);
            audit.board = Some(board);
        } else {
            audit.files = snapshot::compare_hashes(source, &manifest, &mut audit.findings);
        }
        audit.presented = snapshot::compare_presentation(source, hands, &manifest, &mut audit.findings);
        audit.manifest = Some(manifest);
    }
    let beyond = Beyond { source, definition: &definition, checkpoint: &checkpoint, public, clock };
    look_around(&beyond, &mut audit);
    audit
}

/// Everything in a directory that the way along the log and the manifest did not lead to.
fn look_around(beyond: &Beyond<'_, impl Source>, audit: &mut Audit) {
    let (source, checkpoint, findings) = (beyond.source, beyond.checkpoint, &mut audit.findings);
    match source.list() {
        None => beyond.check(None, findings),
        Some(Err(why)) => findings.add(Code::File, ".", why.to_string()),
        Some(Ok(paths)) => {
            leftovers::compare(source, &paths, checkpoint.size, beyond.public, findings);
            beyond.check(Some(&paths), findings);
            snapshot::note_unlisted(&paths, checkpoint, audit.manifest.as_ref(), findings);
        }
    }
}

fn open_definition(
    source: &impl Source,
    register: &Register<'_>,
    trust: &Trust,
    findings: &mut Findings,
) -> Option<Arc<Definition>> {
    let sealed = source
        .read("definition", MAX_DEFINITION_BYTES)
        .map_err(|why| findings.add(Code::File, "definition", why.to_string()))
        .ok()?;
    let start: Vec<u8> = sealed.iter().take(MAX_START_BYTES).copied().collect();
    let definition = Definition::open(sealed, register)
        .map_err(|error| findings.add(Code::Definition, "definition", unsealed(&start, &error)))
        .ok()?;
    if let Some(expected) = trust.definition
        && expected != definition.hash()
    {
        let detail = format!("definition {}, expected {expected}", definition.hash());
        findings.add(Code::OtherDefinition, "definition", detail);
        return None;
    }
    Some(Arc::new(definition))
}

/// How much of a file is looked at to say what it is instead.
const MAX_START_BYTES: usize = 64;

/// Why bytes are no definition. A site that is down or behind a log-in page often answers every
/// request with a web page: that is said first.
fn unsealed(bytes: &[u8], error: &SealError) -> String {
    if bytes.is_empty() {
        return "an empty file".to_owned();
    }
    if bytes.trim_ascii_start().starts_with(b"<") {
        return "a web page, not a definition".to_owned();
    }
    match error {
        SealError::Line(fault) | SealError::Order(fault) => {
            format!("line {}: {:?}", fault.line, fault.fault)
        }
        SealError::Content(faults) => match faults.first() {
            Some(first) => format!("{} faults, the first: {first:?}", faults.len()),
            None => unreachable!("a content error lists its faults"),
        },
        SealError::Key(weak) => weak.to_string(),
    }
}

/// Largest checkpoint that is read, with its cosignatures.
const MAX_CHECKPOINT_BYTES: u64 = 65_535;

fn open_checkpoint(
    source: &impl Source,
    definition: &Definition,
    trust: &Trust,
    audit: &mut Audit,
) -> Option<Checkpoint> {
    let findings = &mut audit.findings;
    let bytes = source
        .read("checkpoint", MAX_CHECKPOINT_BYTES)
        .map_err(|why| findings.add(Code::File, "checkpoint", why.to_string()))
        .ok()?;
    let (checkpoint, note) = Checkpoint::open(&bytes, definition.log())
        .map_err(|error| findings.add(Code::Checkpoint, "checkpoint", error.to_string()))
        .ok()?;
    let policy = trust.policy.clone().unwrap_or_else(|| policy_of(definition));
    let verdict = policy.check(&note, &checkpoint);
    let own = policy_of(definition);
    let known: Vec<&VerifierKey> = [&policy, &own]
        .into_iter()
        .flat_map(|policy| policy.logs().iter().chain(policy.witnesses().map(|(_, key)| key)))
        .collect();
    note_unknown_signers(&note, &known, "checkpoint", findings);
    if let Err(refusal) = verdict.accept() {
        findings.add(Code::Quorum, "checkpoint", refusal.to_string());
    }
    audit.policy = Some(verdict);
    audit.checkpoint_note.clone_from(&bytes);
    Some(checkpoint)
}

/// Signature lines that no known key made: to be ignored, but not unseen.
fn note_unknown_signers(note: &Note<'_>, known: &[&VerifierKey], place: &str, findings: &mut Findings) {
    for signature in &note.signatures {
        if !known.iter().any(|key| key.matches(signature)) {
            findings.add(Code::UnknownSigner, place, signature.name);
        }
    }
}

/// The policy a definition itself states: its log, its witnesses, its quorum.
pub(crate) fn policy_of(definition: &Definition) -> Policy {
    let parts = definition.parts();
    Policy::k_of_n(&parts.log, &parts.witnesses, usize::from(parts.quorum))
        .unwrap_or_else(|_| unreachable!("a checked definition has a quorum its witnesses can reach"))
}

/// The checkpoint seen before counts only if this log signed it.
fn open_seen(definition: &Definition, trust: &Trust, findings: &mut Findings) -> Option<Checkpoint> {
    let bytes = trust.seen.as_ref()?;
    match Checkpoint::open(bytes, definition.log()) {
        Ok((checkpoint, _)) => Some(checkpoint),
        Err(error) => {
            let detail = format!("the checkpoint seen before is not of this log: {error}");
            findings.add(Code::Rewritten, "checkpoint", detail);
            None
        }
    }
}

/// Whoever shows an older snapshot beside a newer checkpoint hides what came since, a correction
/// perhaps, behind signatures that are all good.
fn check_seen_snapshot(seen: Option<SeenSnapshot>, manifest: Option<&Manifest>, findings: &mut Findings) {
    let Some(seen) = seen else { return };
    let now = match manifest {
        None => "none is shown now".to_owned(),
        Some(manifest) if seen.is_newer_than(manifest.size, manifest.at) => {
            format!("one of {} entries, dated {}, is shown now", manifest.size, manifest.at)
        }
        Some(_) => return,
    };
    let detail = format!("a snapshot of {} entries, dated {}, was seen before; {now}", seen.size, seen.at);
    findings.add(Code::Stale, "manifest", detail);
}

fn open_manifest(
    source: &impl Source,
    definition: &Definition,
    checkpoint: &Checkpoint,
    findings: &mut Findings,
) -> Option<Manifest> {
    let limit = election::publish::MAX_MANIFEST_BYTES;
    let bytes = match source.read("manifest", limit as u64) {
        Ok(bytes) => bytes,
        // Before the legal hour: hashes are public, contents are not.
        Err(Unavailable::Absent) if !holds_entries(source, checkpoint.size) => return None,
        Err(Unavailable::Absent) => {
            let detail = "entries are public, the manifest that speaks for them is not there";
            findings.add(Code::File, "manifest", detail);
            return None;
        }
        Err(why) => {
            findings.add(Code::File, "manifest", why.to_string());
            return None;
        }
    };
    let manifest = read_manifest(&bytes, definition.log(), findings)
        .map_err(|detail| findings.add(Code::Manifest, "manifest", detail))
        .ok()?;
    if manifest.definition != definition.hash() {
        let detail = format!("definition {}, the log's manifest is of {}", definition.hash(), manifest.definition);
        findings.add(Code::OtherDefinition, "definition", detail);
        return None;
    }
    if manifest.mode != definition.parts().mode || manifest.size > checkpoint.size {
        let detail = format!("mode {}, size {} of {}", manifest.mode, manifest.size, checkpoint.size);
        findings.add(Code::ManifestLog, "manifest", detail);
        return None;
    }
    Some(manifest)
}

/// Whether a directory without a manifest holds entries all the same. A source that cannot list
/// is asked for the first bundle, full or as wide as the log is long: a partial bundle of another
/// width goes unseen there.
fn holds_entries(source: &impl Source, size: u64) -> bool {
    if let Some(Ok(paths)) = source.list() {
        return paths.iter().any(|path| path.starts_with("tile/entries/"));
    }
    let full = u64::from(FULL_WIDTH);
    let width = u16::try_from(size.min(full)).unwrap_or(FULL_WIDTH);
    let widths = [width, FULL_WIDTH];
    let there = |width| {
        let path = Bundle { index: 0, width }.path();
        source.read(&path, entries::MAX_BUNDLE_BYTES) != Err(Unavailable::Absent)
    };
    widths.into_iter().filter(|width| *width > 0).any(there)
}

fn read_manifest(bytes: &[u8], log: &VerifierKey, findings: &mut Findings) -> Result<Manifest, String> {
    let limit = election::publish::MAX_MANIFEST_BYTES;
    let note = Note::parse_limited(bytes, limit).map_err(|error| error.to_string())?;
    log.verify_note(&note).map_err(|error| error.to_string())?;
    note_unknown_signers(&note, &[log], "manifest", findings);
    Manifest::parse(note.text).map_err(|fault| format!("line {}: {:?}", fault.line, fault.fault))
}

fn check_roots(
    checkpoint: &Checkpoint,
    seen: Option<&Checkpoint>,
    manifest: Option<&Manifest>,
    roots: &BTreeMap<u64, Hash>,
    findings: &mut Findings,
) {
    let is = |size: u64, root: Hash| roots.get(&size) == Some(&root);
    if !is(checkpoint.size, checkpoint.root) {
        let is = roots.get(&checkpoint.size).map_or_else(|| "unknown".to_owned(), Hash::to_string);
        findings.add(Code::Root, "checkpoint", format!("signed {}, entries give {is}", checkpoint.root));
    }
    if let Some(manifest) = manifest
        && !is(manifest.size, manifest.root)
    {
        findings.add(Code::ManifestLog, "manifest", format!("not the root of the first {} entries", manifest.size));
    }
    let Some(seen) = seen else { return };
    if seen.size > checkpoint.size {
        let detail = format!("{} entries were seen before, {} are shown now", seen.size, checkpoint.size);
        findings.add(Code::Stale, "checkpoint", detail);
    } else if !is(seen.size, seen.root) {
        let detail = format!("the first {} entries had root {} before", seen.size, seen.root);
        findings.add(Code::Rewritten, "checkpoint", detail);
    }
}
