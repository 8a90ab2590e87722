//! `vigie station read`: on the receiving side, codes and files become messages again.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use election::{evidence::Received, message::MAX_MESSAGE_BYTES, refusal::Language, words};
use station::carry::{self, MAX_BUNDLE_BYTES};
use verifier::wording::say;

use crate::{
    failure::Failure,
    folder::{Folder, read_limited},
};

/// Turn codes that were scanned, or a file of messages, back into messages.
///
/// A file of scanned codes holds the text of one code a line, in any order; a scanner that types
/// into standard input does as well. Each message becomes one file that `vigie intake` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// The texts of the codes, one a line, or a file made by `export --file`; - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    files: Vec<PathBuf>,
    /// The directory for the messages; it is made if needed
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let mut messages = Vec::new();
        let mut scanned = Vec::new();
        for path in &self.files {
            let bytes = read(path)?;
            if bytes.starts_with(BUNDLE) {
                messages.extend(bundled(path, &bytes)?);
            } else {
                scanned.extend(String::from_utf8_lossy(&bytes).lines().map(str::to_owned));
            }
        }
        scanned.retain(|line| !line.trim().is_empty());
        if !scanned.is_empty() {
            messages.push(
                carry::join(&scanned)
                    .map_err(|bad| Failure::no(bad.text(Language::French), bad.text(Language::English)))?,
            );
        }
        let named: Vec<(String, Vec<u8>)> = messages.into_iter().map(named).collect::<Result<_, _>>()?;
        Folder::create(&self.out)?.write(&named)?;
        for (name, note) in &named {
            let id = Received::parse(note).map(|received| received.id());
            let words = id.map_or_else(|_| String::new(), |id| words::words(id, words::CHECK_WORDS));
            println!(
                "{} ({} {words})",
                self.out.join(name).display(),
                say(language, "mots de contrôle", "check words")
            );
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path != Path::new("-") {
        return read_limited(path, MAX_BUNDLE_BYTES as u64);
    }
    let mut bytes = Vec::new();
    let taken = io::stdin().take(MAX_BUNDLE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(Failure::at(path))?;
    if taken > MAX_BUNDLE_BYTES {
        return Err(Failure::no("trop long pour des messages", "too long for messages"));
    }
    Ok(bytes)
}

/// The messages of a file: one signed note, or the many of a file made by `export --file`.
pub fn carried(path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let mut first = [0; BUNDLE.len()];
    let mut file = fs::File::open(path).map_err(Failure::at(path))?;
    // What is shorter than the mark is no bundle, and is refused as a message.
    let is_bundle = file.read_exact(&mut first).is_ok() && first == *BUNDLE;
    drop(file);
    if is_bundle {
        return bundled(path, &read_limited(path, MAX_BUNDLE_BYTES as u64)?);
    }
    Ok(vec![read_limited(path, MAX_MESSAGE_BYTES as u64)?])
}

/// How a file of many messages begins, in every version.
const BUNDLE: &[u8; 12] = b"vigie.carry/";

fn bundled(path: &Path, bytes: &[u8]) -> Result<Vec<Vec<u8>>, Failure> {
    let messages = carry::read_bundle(bytes).map_err(|bad| {
        let path = path.display();
        let said = |language| format!("{path}: {}", bad.text(language));
        Failure::no(said(Language::French), said(Language::English))
    })?;
    Ok(messages.into_iter().map(<[u8]>::to_vec).collect())
}

/// A message with the name of its file.
fn named(note: Vec<u8>) -> Result<(String, Vec<u8>), Failure> {
    let id = Received::parse(&note)
        .map(|received| received.id())
        .map_err(|refusal| Failure::no(refusal.text(Language::French), refusal.text(Language::English)))?;
    Ok((format!("{}.note", &id.to_string()[..16]), note))
}
