//! `vigie definition`: check what was written, and freeze it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use election::{Definition, refusal::Language, words::words};
use verifier::wording::{number, say};

use crate::{
    failure::Failure,
    folder::{Folder, read_limited},
};

/// Check a definition, or seal it into its canonical bytes and hash.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Say every fault, with file, line, column, cause and remedy
    Check(Check),
    /// Freeze the definition: canonical bytes and their SHA-256, as hex and as words
    Seal(Seal),
}

#[derive(clap::Args)]
pub struct Check {
    /// An election directory, or a sealed definition
    #[arg(value_name = "DIR|FILE")]
    place: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct Seal {
    /// The election directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Command {
    pub fn run(self, language: Language) -> Result<(), Failure> {
        match self {
            Self::Check(check) => check.run(language),
            Self::Seal(seal) => seal.run(language),
        }
    }
}

impl Check {
    fn run(&self, language: Language) -> Result<(), Failure> {
        let definition = if self.place.is_dir() {
            let folder = Folder::open(&self.place)?;
            if matches!(folder.draft()?.log, import::directory::Log::Named(_)) {
                return self.keyless(&folder, language);
            }
            folder.definition()?
        } else {
            open_sealed(&self.place)?
        };
        tell(&definition, self.json, language);
        Ok(())
    }

    /// Before keys are issued everything else can be checked: a key that is nobody's stands in.
    fn keyless(&self, folder: &Folder, language: Language) -> Result<(), Failure> {
        let draft = folder.draft()?;
        let stations = draft.stations.len();
        super::keys::check_without_key(draft)?;
        let text = say(
            language,
            format!(
                "{stations} bureaux : sans faute, mais sans clés ; émettez-les avec « vigie keys issue {} »",
                self.place.display()
            ),
            format!(
                "{stations} stations: no fault, but no keys yet; issue them with `vigie keys issue {}`",
                self.place.display()
            ),
        );
        if self.json {
            println!("{{\"ok\":true,\"sealable\":false,\"stations\":{stations}}}");
        } else {
            println!("{text}");
        }
        Ok(())
    }
}

impl Seal {
    fn run(&self, language: Language) -> Result<(), Failure> {
        let folder = Folder::open(&self.directory)?;
        let definition = seal(&folder)?;
        tell(&definition, self.json, language);
        Ok(())
    }
}

/// Seals a directory, or finds that it is sealed as it stands.
pub fn seal(folder: &Folder) -> Result<Arc<Definition>, Failure> {
    let definition = folder.definition()?;
    let path = folder.path("definition");
    if path.exists() {
        let sealed = open_sealed(&path)?;
        if sealed.hash() == definition.hash() {
            return Ok(definition);
        }
        let text = format!(
            "{}: sealed as {}, but the files beside it give {}; restore them, or remove the sealed file before the vote",
            path.display(),
            sealed.hash(),
            definition.hash()
        );
        return Err(Failure::No(text));
    }
    folder.write(&[("definition".to_owned(), sealed_bytes(&definition))])?;
    Ok(definition)
}

/// The canonical bytes of a definition.
pub fn sealed_bytes(definition: &Definition) -> Vec<u8> {
    let mut sealed = String::new();
    definition.seal(&mut sealed).unwrap_or_else(|_| unreachable!("a String takes every text"));
    sealed.into_bytes()
}

fn open_sealed(path: &Path) -> Result<Arc<Definition>, Failure> {
    let bytes = read_limited(path, verify::MAX_DEFINITION_BYTES)?;
    let opened = Definition::open(bytes, &verifier::register);
    opened.map(Arc::new).map_err(|error| Failure::No(format!("{}: {error}", path.display())))
}

fn tell(definition: &Definition, json: bool, language: Language) {
    let parts = definition.parts();
    let sizes = [parts.rounds.len(), parts.places.len(), parts.venues.len(), parts.stations.len(), parts.keys.len()];
    if json {
        let [rounds, places, venues, stations, keys] = sizes;
        println!(
            "{{\"ok\":true,\"sealable\":true,\"definition\":\"{}\",\"words\":\"{}\",\"rounds\":{rounds},\"places\":{places},\"venues\":{venues},\"stations\":{stations},\"keys\":{keys},\"bytes\":{}}}",
            definition.hash(),
            words(definition.hash(), 32),
            definition.sealed_bytes(),
        );
        return;
    }
    let [rounds, places, venues, stations, keys] = sizes.map(|size| number(language, size as u64));
    println!("{} ({})", parts.title, parts.mode);
    println!(
        "{}",
        say(
            language,
            format!("{rounds} tours, {places} lieux, {venues} lieux de vote, {stations} bureaux, {keys} clés"),
            format!("{rounds} rounds, {places} places, {venues} venues, {stations} stations, {keys} keys"),
        )
    );
    println!("SHA-256 {}", definition.hash());
    let all = words(definition.hash(), 32);
    for row in all.split(' ').collect::<Vec<_>>().chunks(8) {
        println!("  {}", row.join(" "));
    }
}
