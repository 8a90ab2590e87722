//! `vigie definition`: check what was written, and freeze it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use election::{Definition, refusal::Language};
use import::{
    directory::{Draft, Log},
    fault::Refused,
};
use verifier::wording::{counted, say};

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
            let written = folder.written()?;
            let of_counts = folder.faults_of_counts(&written.draft)?;
            if matches!(written.draft.log, Log::Named(_)) {
                return self.keyless(written.draft, of_counts, language);
            }
            Arc::new(together(written.check(), of_counts)?)
        } else {
            open_sealed(&self.place)?
        };
        tell(&definition, self.json, language);
        Ok(())
    }

    /// Before keys are issued everything else can be checked: a key that is nobody's stands in.
    fn keyless(&self, draft: Draft, of_counts: Vec<Refused>, language: Language) -> Result<(), Failure> {
        let number = draft.stations.len() as u64;
        together(super::keys::check_without_key(draft)?, of_counts)?;
        let stations = counted(language, number, ["bureau", "bureaux"], ["station", "stations"]);
        let text = say(
            language,
            format!(
                "{stations} : sans faute, mais sans clés ; émettez-les avec « vigie keys issue {} »",
                self.place.display()
            ),
            format!(
                "{stations}: no fault, but no keys yet; issue them with `vigie keys issue {}`",
                self.place.display()
            ),
        );
        if self.json {
            println!("{{\"ok\":true,\"sealable\":false,\"stations\":{number}}}");
        } else {
            println!("{text}");
        }
        Ok(())
    }
}

/// The faults of the election and those of its counts, told together.
fn together<T>(checked: Result<T, Refused>, of_counts: Vec<Refused>) -> Result<T, Failure> {
    let (checked, of_election) = match checked {
        Ok(checked) => (Some(checked), None),
        Err(refused) => (None, Some(refused)),
    };
    match (checked, Refused::all(of_election.into_iter().chain(of_counts))) {
        (Some(checked), None) => Ok(checked),
        (_, Some(refused)) => Err(refused.into()),
        (None, None) => unreachable!("what is not checked was refused"),
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
    seal_checked(folder, folder.definition()?)
}

/// The same of a definition that was made of the directory's files as they are.
pub fn seal_checked(folder: &Folder, definition: Arc<Definition>) -> Result<Arc<Definition>, Failure> {
    let path = folder.path("definition");
    if path.exists() {
        let sealed = open_sealed(&path)?;
        if sealed.hash() == definition.hash() {
            return Ok(definition);
        }
        let (path, sealed, files) = (path.display(), sealed.hash(), definition.hash());
        return Err(Failure::no(
            format!(
                "{path} : scellé comme {sealed}, mais les fichiers à côté donnent {files} ; rétablissez-les, ou retirez le fichier scellé avant le vote"
            ),
            format!(
                "{path}: sealed as {sealed}, but the files beside it give {files}; restore them, or remove the sealed file before the vote"
            ),
        ));
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

/// A sealed definition, alone.
pub fn open_sealed(path: &Path) -> Result<Arc<Definition>, Failure> {
    let bytes = read_limited(path, verify::MAX_DEFINITION_BYTES)?;
    let opened = Definition::open(bytes, &verifier::register);
    let path = path.display();
    opened.map(Arc::new).map_err(|error| {
        Failure::no(format!("{path} : pas une définition scellée ({error})"), format!("{path}: {error}"))
    })
}

fn tell(definition: &Definition, json: bool, language: Language) {
    let parts = definition.parts();
    let sizes = [parts.rounds.len(), parts.places.len(), parts.venues.len(), parts.stations.len(), parts.keys.len()];
    if json {
        let [rounds, places, venues, stations, keys] = sizes;
        println!(
            "{{\"ok\":true,\"sealable\":true,\"definition\":\"{}\",\"words\":\"{}\",\"rounds\":{rounds},\"places\":{places},\"venues\":{venues},\"stations\":{stations},\"keys\":{keys},\"bytes\":{}}}",
            definition.hash(),
            election::words::words(definition.hash(), 32),
            definition.sealed_bytes(),
        );
        return;
    }
    println!("{} ({})", parts.title, parts.mode);
    let words = [
        (["tour", "tours"], ["round", "rounds"]),
        (["lieu", "lieux"], ["place", "places"]),
        (["lieu de vote", "lieux de vote"], ["venue", "venues"]),
        (["bureau", "bureaux"], ["station", "stations"]),
        (["clé", "clés"], ["key", "keys"]),
    ];
    let counted =
        sizes.iter().zip(words).map(|(size, (french, english))| counted(language, *size as u64, french, english));
    println!("{}", counted.collect::<Vec<_>>().join(", "));
    println!("SHA-256 {}", definition.hash());
    let all = election::words::words(definition.hash(), 32);
    for row in all.split(' ').collect::<Vec<_>>().chunks(8) {
        println!("  {}", row.join(" "));
    }
}
