//! Private keys: made here, kept only in files encrypted with a passphrase (age, scrypt).

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use age::secrecy::{ExposeSecret as _, SecretBox, SecretString};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use clap::Args;
use election::definition::Mode;
use election::{intake::Hands as _, words};
use tlog::{Hash, PublicKey, SecretKey, Signer, cosignature::Cosigner};
use verifier::Threads;

use crate::failure::Failure;
use crate::folder::{Folder, write_private};

const HEADER: &str = "vigie.keyring/v1";

/// Private keys by the name they sign under. Only seeds are held: a country has hundreds of
/// thousands of them, and a signer is quickly made of one.
#[derive(Default)]
pub struct Keyring(BTreeMap<String, Seed>);

type Seed = SecretBox<[u8; 32]>;

impl Keyring {
    /// New keys for these names, from the system's randomness.
    pub fn issue(names: Vec<String>) -> Result<Self, Failure> {
        let mut seeds = vec![[0_u8; 32]; names.len()];
        getrandom::fill(seeds.as_flattened_mut()).map_err(no_chance)?;
        let sealed = seeds.into_iter().map(|seed| SecretBox::new(Box::new(seed)));
        Ok(Self(names.into_iter().zip(sealed).collect()))
    }

    /// The names of all keys.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The key of one name in a ring of its own; none where this ring does not hold it.
    pub fn only(&self, name: &str) -> Option<Self> {
        let seed = self.0.get(name)?;
        let copy = SecretBox::new(Box::new(*seed.expose_secret()));
        Some(Self(BTreeMap::from([(name.to_owned(), copy)])))
    }

    /// The signer of a name.
    pub fn signer(&self, name: &str) -> Result<Signer, Failure> {
        let seed = self.0.get(name).ok_or_else(|| {
            let french = format!("{name} : le fichier de clés n'a pas cette clé");
            Failure::usage(french, format!("{name}: the key file holds no such key"))
        })?;
        let signer = Signer::new(name, SecretKey::from_seed(seed.expose_secret()));
        signer.map_err(|error| {
            let french = format!("{name} : ce nom ne peut pas signer ({error})");
            Failure::usage(french, format!("{name}: {error}"))
        })
    }

    /// The cosigner of a name: a key that serves it signs nothing else.
    pub fn cosigner(&self, name: &str) -> Result<Cosigner, Failure> {
        let missing = || {
            let french = format!("{name} : le fichier de clés n'a pas cette clé");
            Failure::usage(french, format!("{name}: the key file holds no such key"))
        };
        let seed = self.0.get(name).ok_or_else(missing)?;
        Cosigner::new(name, SecretKey::from_seed(seed.expose_secret())).map_err(|error| {
            let french = format!("{name} : ce nom ne peut pas signer ({error})");
            Failure::usage(french, format!("{name}: {error}"))
        })
    }

    /// The public keys of some names, in their order.
    pub fn public(&self, names: &[String]) -> Result<Vec<PublicKey>, Failure> {
        let made = Threads::all().each(names.iter().collect(), |name: &String| self.signer(name));
        made.into_iter().map(|signer| Ok(signer?.verifier_key().key().clone())).collect()
    }

    /// Writes an encrypted file; an existing one is never touched.
    pub fn save(&self, path: &Path, passphrase: &SecretString, work: Work) -> Result<(), Failure> {
        let mut plain = String::from(HEADER);
        plain.push('\n');
        for (name, seed) in &self.0 {
            plain.push_str(name);
            plain.push(' ');
            BASE64_STANDARD.encode_string(seed.expose_secret(), &mut plain);
            plain.push('\n');
        }
        let plain = SecretString::from(plain);
        write_private(path, &seal(path, plain.expose_secret().as_bytes(), passphrase, work)?)
    }

    /// Reads an encrypted file.
    pub fn load(path: &Path, passphrase: &SecretString) -> Result<Self, Failure> {
        let plain = open(path, passphrase)?;
        let name = path.display();
        let broken = || {
            let french = format!("{name} : pas un fichier de clés de ce programme");
            Failure::no(french, format!("{name}: not a key file of this program"))
        };
        let text = plain.expose_secret().strip_prefix(HEADER).and_then(|text| text.strip_prefix('\n'));
        let keys: Option<BTreeMap<String, Seed>> = text.ok_or_else(broken)?.lines().map(read_line).collect();
        keys.map(Self).ok_or_else(broken)
    }
}

/// What a file under a passphrase holds.
pub fn open(path: &Path, passphrase: &SecretString) -> Result<SecretString, Failure> {
    let sealed = fs::read(path).map_err(Failure::at(path))?;
    decrypt(&sealed, passphrase).map_err(|error| {
        let name = path.display();
        let french = format!("{name} : ne s'ouvre pas ; vérifiez la phrase de passe ({error})");
        Failure::no(french, format!("{name}: does not open; check the passphrase ({error})"))
    })
}

/// The bytes of a file under a passphrase; `path` is where it will lie.
pub fn seal(path: &Path, plain: &[u8], passphrase: &SecretString, work: Work) -> Result<Vec<u8>, Failure> {
    encrypt(plain, passphrase, work).map_err(Failure::at(path))
}

/// What it costs to try a passphrase (scrypt, r = 8). Fixed, not measured: a fast machine would
/// make files that take a gigabyte to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Opened once by whoever begins a night: 256 MB and most of a second.
    Night,
    /// Opened for every act of a person, at a hub with many: 64 MB and a fifth of a second.
    Act,
}

impl Work {
    /// The binary logarithm of scrypt's N.
    fn factor(self) -> u8 {
        match self {
            Self::Night => 18,
            Self::Act => 16,
        }
    }
}

pub fn no_chance(error: getrandom::Error) -> Failure {
    Failure::outside(format!("le système ne donne pas de hasard : {error}"), format!("no randomness: {error}"))
}

fn read_line(line: &str) -> Option<(String, Seed)> {
    let (name, seed) = line.split_once(' ')?;
    let seed = BASE64_STANDARD.decode(seed).ok()?;
    Some((name.to_owned(), SecretBox::new(Box::new(seed.try_into().ok()?))))
}

fn encrypt(plain: &[u8], passphrase: &SecretString, work: Work) -> io::Result<Vec<u8>> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(work.factor());
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient));
    let encryptor = encryptor.unwrap_or_else(|error| unreachable!("one passphrase is a recipient: {error}"));
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed)?;
    writer.write_all(plain)?;
    writer.finish()?;
    Ok(sealed)
}

fn decrypt(sealed: &[u8], passphrase: &SecretString) -> Result<SecretString, age::DecryptError> {
    let mut identity = age::scrypt::Identity::new(passphrase.clone());
    // The work a file may ask for: what the slowest machine of a commune still does.
    identity.set_max_work_factor(22);
    let mut reader = age::Decryptor::new_buffered(sealed)?.decrypt(std::iter::once(&identity as &dyn age::Identity))?;
    let mut plain = String::new();
    reader.read_to_string(&mut plain)?;
    Ok(SecretString::from(plain))
}

/// Where the passphrase of a key file comes from.
#[derive(Args, Clone, Debug, Default)]
pub struct Passphrase {
    /// File with the passphrase in its first line (also `VIGIE_PASSPHRASE`; else asked for)
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// What was typed: a command that opens two files asks once.
    #[arg(skip)]
    typed: OnceLock<SecretString>,
}

/// Fewest characters of a passphrase for a live election.
const MIN_PASSPHRASE: usize = 13;

impl Passphrase {
    /// The first line of this file.
    pub fn in_file(path: &Path) -> Self {
        Self { passphrase_file: Some(path.to_owned()), typed: OnceLock::new() }
    }

    /// Asked for, unless the environment gives it.
    pub fn asked() -> Self {
        Self::default()
    }

    /// The passphrase, asked for on a terminal where nothing else gives it.
    pub fn obtain(&self) -> Result<SecretString, Failure> {
        if let Some(given) = self.given()?.or_else(|| self.typed.get().cloned()) {
            return Ok(given);
        }
        if !io::stdin().is_terminal() {
            return Err(Failure::usage(
                "pas de phrase de passe : donnez --passphrase-file FICHIER ou VIGIE_PASSPHRASE",
                "no passphrase: give --passphrase-file FILE or VIGIE_PASSPHRASE",
            ));
        }
        let typed = rpassword::prompt_password("Passphrase · phrase de passe: ");
        let typed = typed.map(SecretString::from).map_err(Failure::at(Path::new("-")))?;
        Ok(self.typed.get_or_init(|| typed).clone())
    }

    /// A passphrase for new keys: long enough when the vote is real.
    pub fn obtain_new(&self, mode: Mode) -> Result<SecretString, Failure> {
        let passphrase = self.obtain()?;
        let length = passphrase.expose_secret().chars().count();
        if mode == Mode::Live && length < MIN_PASSPHRASE {
            return Err(Failure::usage(
                format!("la phrase de passe a {length} caractères, il en faut {MIN_PASSPHRASE}"),
                format!("the passphrase has {length} characters, {MIN_PASSPHRASE} are needed"),
            ));
        }
        Ok(passphrase)
    }

    fn given(&self) -> Result<Option<SecretString>, Failure> {
        if let Some(path) = &self.passphrase_file {
            let text = fs::read_to_string(path).map_err(Failure::at(path))?;
            let first = text.lines().next().filter(|line| !line.is_empty());
            let first = first.ok_or_else(|| {
                let path = path.display();
                Failure::usage(format!("{path} : sans phrase de passe"), format!("{path}: no passphrase in it"))
            })?;
            return Ok(Some(first.to_owned().into()));
        }
        // An empty variable is none.
        let given = std::env::var("VIGIE_PASSPHRASE").ok().filter(|given| !given.is_empty());
        Ok(given.map(SecretString::from))
    }

    /// The passphrase of an election directory.
    pub fn of_election(&self, folder: &Folder, mode: Mode) -> Result<SecretString, Failure> {
        match mode {
            Mode::Test => self.of_exercise(&folder.path("private/passphrase"), &folder.path("private/keys.age")),
            Mode::Live => self.obtain(),
        }
    }

    /// For an exercise: the passphrase given, else the one kept beside the keys, else a new one
    /// that is kept there. Keys of an exercise sign nothing that counts.
    fn of_exercise(&self, beside: &Path, keys: &Path) -> Result<SecretString, Failure> {
        if let Some(given) = self.given()? {
            return Ok(given);
        }
        // Keys that are there have a passphrase already: a new one would open nothing.
        if keys.exists() && !beside.exists() {
            return self.obtain();
        }
        if !beside.exists() {
            let mut chance = [0_u8; 32];
            getrandom::fill(&mut chance).map_err(no_chance)?;
            let text = words::words(Hash(chance), EXERCISE_WORDS).replace(' ', "-");
            write_private(beside, format!("{text}\n").as_bytes())?;
        }
        Self::in_file(beside).obtain()
    }
}

/// Words of a generated passphrase, eight bits each.
const EXERCISE_WORDS: usize = 12;
