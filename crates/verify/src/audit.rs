//! The whole audit, told in order.

use std::collections::BTreeMap;
use std::sync::Arc;

use election::{
    Board, Definition,
    definition::{Mode, seal::Register},
    intake::Hands,
    publish::Manifest,
};
use tlog::{Checkpoint, Hash, Note, Policy, VerifierKey, policy::PolicyVerdict};

use crate::{
    MAX_DEFINITION_BYTES, Source,
    adder::Adder,
    entries,
    finding::{Code, Findings},
    snapshot,
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
    /// The board at the snapshot's length of the log.
    pub board: Option<Board>,
    /// Entries read, by kind of message.
    pub kinds: BTreeMap<&'static str, u64>,
    /// Signatures checked.
    pub signatures: u64,
    /// Files compared.
    pub files: u64,
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
            board: None,
            kinds: BTreeMap::new(),
            signatures: 0,
            files: 0,
        }
    }

    /// Live or test, as the definition says.
    pub fn mode(&self) -> Option<Mode> {
        self.definition
            .as_ref()
            .map(|definition| definition.parts().mode)
    }
}

/// Reads everything that is published and checks it.
///
/// `register` is [`tlog::registration::register_all`], or the same on several cores.
pub fn audit(
    source: &impl Source,
    hands: &impl Hands,
    register: &Register<'_>,
    trust: &Trust,
) -> Audit {
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

    // Without a manifest nothing is public but the hashes; with one, the entries up to its size.
    let public = manifest.as_ref().map_or(0, |manifest| manifest.size);
    let mut adder = Adder::new();
    let marks: Vec<u64> = [Some(public), seen.as_ref().map(|seen| seen.size)]
        .into_iter()
        .flatten()
        .collect();
    let walk = entries::Walk {
        source,
        hands,
        public,
        size: checkpoint.size,
        marks: &marks,
    };
    let board = Board::new(Arc::clone(&definition));
    let (board, roots) = walk.run(board, &mut adder, &mut audit);

    check_roots(
        &checkpoint,
        seen.as_ref(),
        manifest.as_ref(),
        &roots,
        &mut audit.findings,
    );
    if let Some(manifest) = manifest {
        snapshot::compare_adders(&board, &adder, &mut audit.findings);
        audit.files = snapshot::compare_files(source, &board, &manifest, &mut audit.findings);
        audit.manifest = Some(manifest);
        audit.board = Some(board);
    }
    if let Some(paths) = source.list() {
        snapshot::note_unlisted(
            &paths,
            &checkpoint,
            audit.manifest.as_ref(),
            &mut audit.findings,
        );
    }
    audit
}

fn open_definition(
    source: &impl Source,
    register: &Register<'_>,
    trust: &Trust,
    findings: &mut Findings,
) -> Option<Arc<Definition>> {
    let sealed = source
        .read("definition", MAX_DEFINITION_BYTES)
        .map_err(|why| findings.add(Code::File, "definition", why.0))
        .ok()?;
    let definition = Definition::open(&sealed, register)
        .map_err(|error| findings.add(Code::Definition, "definition", format!("{error:?}")))
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
        .map_err(|why| findings.add(Code::File, "checkpoint", why.0))
        .ok()?;
    let (checkpoint, note) = Checkpoint::open(&bytes, definition.log())
        .map_err(|error| findings.add(Code::Checkpoint, "checkpoint", error.to_string()))
        .ok()?;
    let policy = trust
        .policy
        .clone()
        .unwrap_or_else(|| policy_of(definition));
    let verdict = policy.check(&note, &checkpoint);
    if let Err(refusal) = verdict.accept() {
        findings.add(Code::Quorum, "checkpoint", refusal.to_string());
    }
    audit.policy = Some(verdict);
    audit.checkpoint_note.clone_from(&bytes);
    Some(checkpoint)
}

/// The policy a definition itself states: its log, its witnesses, its quorum.
pub(crate) fn policy_of(definition: &Definition) -> Policy {
    let parts = definition.parts();
    Policy::k_of_n(&parts.log, &parts.witnesses, usize::from(parts.quorum)).unwrap_or_else(|_| {
        unreachable!("a checked definition has a quorum its witnesses can reach")
    })
}

/// The checkpoint seen before counts only if this log signed it.
fn open_seen(
    definition: &Definition,
    trust: &Trust,
    findings: &mut Findings,
) -> Option<Checkpoint> {
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

fn open_manifest(
    source: &impl Source,
    definition: &Definition,
    checkpoint: &Checkpoint,
    findings: &mut Findings,
) -> Option<Manifest> {
    let limit = election::publish::MAX_MANIFEST_BYTES;
    let bytes = match source.read("manifest", limit as u64) {
        Ok(bytes) => bytes,
        Err(why) => {
            findings.add(Code::File, "manifest", why.0);
            return None;
        }
    };
    let manifest = read_manifest(&bytes, limit, definition.log())
        .map_err(|detail| findings.add(Code::Manifest, "manifest", detail))
        .ok()?;
    let same = (manifest.definition, manifest.mode) == (definition.hash(), definition.parts().mode);
    if !same || manifest.size > checkpoint.size {
        let detail = format!(
            "definition {}, size {} of {}",
            manifest.definition, manifest.size, checkpoint.size
        );
        findings.add(Code::ManifestLog, "manifest", detail);
        return None;
    }
    Some(manifest)
}

fn read_manifest(bytes: &[u8], limit: usize, log: &VerifierKey) -> Result<Manifest, String> {
    let note = Note::parse_limited(bytes, limit).map_err(|error| error.to_string())?;
    log.verify_note(&note).map_err(|error| error.to_string())?;
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
        let is = roots
            .get(&checkpoint.size)
            .map_or_else(|| "unknown".to_owned(), Hash::to_string);
        findings.add(
            Code::Root,
            "checkpoint",
            format!("signed {}, entries give {is}", checkpoint.root),
        );
    }
    if let Some(manifest) = manifest
        && !is(manifest.size, manifest.root)
    {
        findings.add(
            Code::ManifestLog,
            "manifest",
            format!("not the root of the first {} entries", manifest.size),
        );
    }
    let Some(seen) = seen else { return };
    if seen.size > checkpoint.size {
        let detail = format!(
            "{} entries were seen before, {} are shown now",
            seen.size, checkpoint.size
        );
        findings.add(Code::Stale, "checkpoint", detail);
    } else if !is(seen.size, seen.root) {
        let detail = format!(
            "the first {} entries had root {} before",
            seen.size, seen.root
        );
        findings.add(Code::Rewritten, "checkpoint", detail);
    }
}
