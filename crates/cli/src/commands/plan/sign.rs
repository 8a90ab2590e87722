//! `vigie plan sign`: who answers for a plan, and for its orders with their overrides.

use std::path::{Path, PathBuf};

use election::refusal::Language;
use plan::answer::Drawn;
use plan::problem::text::problem_hash;
use tlog::note::{VerifierKey, sign};
use tlog::{Hash, Note};
use verifier::wording::say;

use super::folder::{MAX_BYTES, NAMES, Opened, SEAL, open};
use super::orders::{SEAL as ORDERS_SEAL, read_draw};
use crate::failure::Failure;
use crate::folder::{read_limited, write_private};
use crate::keyring::{Keyring, Passphrase};

/// Sign a plan, or its orders, with a key of the election's key file, for instance the authority's.
#[derive(clap::Args)]
pub struct Arguments {
    /// The plan's directory
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Sign these orders of it: what was drawn, and who answers for which override
    #[arg(long, value_name = "DIR")]
    orders: Option<PathBuf>,
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
const HEADER: &str = "vigie.plan-seal/v2";
/// First line of the seal of orders. The page is `specs/plan-orders.md`.
const ORDERS_HEADER: &str = "vigie.plan-orders-seal/v1";

/// Largest seal: a few hashes and a few signatures.
const MAX_SEAL_BYTES: u64 = 65_536;

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let opened = open(&self.plan)?;
        let (directory, name, text) = match &self.orders {
            None => (&self.plan, SEAL, plan_text(&self.plan, &opened)?),
            Some(orders) => (orders, ORDERS_SEAL, orders_text(&opened, &read_draw(orders, &opened)?)),
        };
        let ring = Keyring::load(&self.keys, &self.passphrase.obtain()?)?;
        let signer = ring.signer(&self.name)?;
        put(directory, name, sign(&text, &[&signer]).as_bytes())?;
        let (signed, plan, key) = (directory.display(), self.plan.display(), signer.verifier_key());
        println!("{}", say(language, &format!("{signed} : signé par {key}"), &format!("{signed}: signed by {key}")));
        let orders = self.orders.as_ref().map_or_else(String::new, |orders| format!(" --orders {}", orders.display()));
        println!("  vigie plan check {plan}{orders} --signer '{key}'");
        Ok(())
    }
}

/// Orders are secret until the shift is over, and their seal tells how many overrides they have.
fn put(directory: &Path, name: &str, note: &[u8]) -> Result<(), Failure> {
    let (path, beside) = (directory.join(name), directory.join(format!("{name}.new")));
    if name == ORDERS_SEAL {
        if beside.exists() {
            std::fs::remove_file(&beside).map_err(Failure::at(&beside))?;
        }
        write_private(&beside, note)?;
    } else {
        std::fs::write(&beside, note).map_err(Failure::at(&beside))?;
    }
    std::fs::rename(&beside, &path).map_err(Failure::at(&path))
}

/// What is signed of a plan: the hashes of the three texts, each of which has one spelling, and
/// of the names as they are written; `-` where there are none.
fn plan_text(directory: &Path, opened: &Opened) -> Result<String, Failure> {
    let Opened { problem, plan, certificates } = opened;
    let mut proof = String::new();
    certificates.seal(problem, &mut proof).unwrap_or_else(|_| unreachable!("a string takes every text"));
    let names = directory.join(NAMES);
    let names = if names.exists() { Hash::of(&read_limited(&names, MAX_BYTES)?).to_string() } else { "-".to_owned() };
    let (hash, plan, proof) = (problem_hash(problem), plan.hash(problem), Hash::of(proof.as_bytes()));
    Ok(format!("{HEADER}\nproblem {hash}\nplan {plan}\ncertificates {proof}\nnames {names}\n"))
}

/// What is signed of orders: what was drawn, with every override, who answers for it and why.
fn orders_text(opened: &Opened, drawn: &Drawn) -> String {
    let Opened { problem, plan, .. } = opened;
    let mut text = String::new();
    drawn.seal(problem, plan, &mut text).unwrap_or_else(|_| unreachable!("a string takes every text"));
    let (hash, of, draw) = (problem_hash(problem), plan.hash(problem), Hash::of(text.as_bytes()));
    format!("{ORDERS_HEADER}\nproblem {hash}\nplan {of}\ndraw {draw}\noverrides {}\n", drawn.overrides.len())
}

/// Whether the plan in a directory was signed by this key, as it is now.
pub fn is_signed(directory: &Path, opened: &Opened, key: &str) -> Result<bool, Failure> {
    let (key, text) = (verifier(key)?, plan_text(directory, opened)?);
    let bytes = note(&directory.join(SEAL))?.unwrap_or_default();
    Ok(Note::parse(&bytes).is_ok_and(|note| key.verify_note(&note).is_ok() && note.text == text))
}

/// The seal of orders, as they are now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrdersSeal {
    /// Nobody sealed them.
    None,
    /// The seal is of other orders, or is no seal.
    Other,
    /// It is of these orders; whether by the key that was asked for.
    Theirs(Option<bool>),
}

/// Compares the seal of orders, if there is one, with what they are now.
pub fn orders_seal(directory: &Path, opened: &Opened, drawn: &Drawn, key: Option<&str>) -> Result<OrdersSeal, Failure> {
    let Some(bytes) = note(&directory.join(ORDERS_SEAL))? else { return Ok(OrdersSeal::None) };
    let note = Note::parse(&bytes).ok().filter(|note| note.text == orders_text(opened, drawn));
    let Some(note) = note else { return Ok(OrdersSeal::Other) };
    let key = key.map(verifier).transpose()?;
    Ok(OrdersSeal::Theirs(key.map(|key| key.verify_note(&note).is_ok())))
}

/// The file of a seal, if there is one.
fn note(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    path.exists().then(|| read_limited(path, MAX_SEAL_BYTES)).transpose()
}

fn verifier(key: &str) -> Result<VerifierKey, Failure> {
    VerifierKey::parse(key)
        .map_err(|bad| Failure::usage(format!("--signer {key} : {bad}"), format!("--signer {key}: {bad}")))
}
