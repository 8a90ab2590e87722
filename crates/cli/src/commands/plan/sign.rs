//! `vigie plan sign`: who answers for a plan.

use std::path::{Path, PathBuf};

use election::refusal::Language;
use plan::problem::text::problem_hash;
use tlog::note::{VerifierKey, sign};
use tlog::{Hash, Note};
use verifier::wording::say;

use super::folder::{Opened, SEAL, open};
use crate::failure::Failure;
use crate::folder::read_limited;
use crate::keyring::{Keyring, Passphrase};

/// Sign a plan with a key of the election's key file, for instance the authority's.
#[derive(clap::Args)]
pub struct Arguments {
    /// The plan's directory
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// The encrypted key file
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// Name of the key, as `vigie keys show` lists it
    #[arg(long, value_name = "NAME")]
    name: String,
    #[command(flatten)]
    passphrase: Passphrase,
}

/// First line of a plan's seal. The page is `specs/plan.md`.
const HEADER: &str = "vigie.plan-seal/v1";

/// Largest seal: three hashes and a few signatures.
const MAX_SEAL_BYTES: u64 = 65_536;

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let opened = open(&self.plan)?;
        let ring = Keyring::load(&self.keys, &self.passphrase.obtain()?)?;
        let signer = ring.signer(&self.name)?;
        let note = sign(&text(&opened), &[&signer]);
        let path = self.plan.join(SEAL);
        let beside = self.plan.join(format!("{SEAL}.new"));
        std::fs::write(&beside, &note).map_err(Failure::at(&beside))?;
        std::fs::rename(&beside, &path).map_err(Failure::at(&path))?;
        let (plan, key) = (self.plan.display(), signer.verifier_key());
        println!("{}", say(language, &format!("{plan} : signé par {key}"), &format!("{plan}: signed by {key}")));
        println!("  vigie plan check {plan} --signer '{key}'");
        Ok(())
    }
}

/// What is signed: the hashes of the three texts, each of which has one spelling.
fn text(opened: &Opened) -> String {
    let Opened { problem, plan, certificates } = opened;
    let (mut plan_text, mut proof) = (String::new(), String::new());
    let sealed = plan.seal(problem, &mut plan_text).and_then(|()| certificates.seal(problem, &mut proof));
    sealed.unwrap_or_else(|_| unreachable!("a string takes every text"));
    let (plan, proof) = (Hash::of(plan_text.as_bytes()), Hash::of(proof.as_bytes()));
    format!("{HEADER}\nproblem {}\nplan {plan}\ncertificates {proof}\n", problem_hash(problem))
}

/// Whether the plan in a directory was signed by this key, as it is now.
pub fn is_signed(directory: &Path, opened: &Opened, key: &str) -> Result<bool, Failure> {
    let key = VerifierKey::parse(key)
        .map_err(|bad| Failure::usage(format!("--signer {key} : {bad}"), format!("--signer {key}: {bad}")))?;
    let path = directory.join(SEAL);
    if !path.exists() {
        return Ok(false);
    }
    let bytes = read_limited(&path, MAX_SEAL_BYTES)?;
    let note = Note::parse(&bytes).ok().filter(|note| key.verify_note(note).is_ok());
    Ok(note.is_some_and(|note| note.text == text(opened)))
}
