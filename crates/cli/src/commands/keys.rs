//! `vigie keys`: issue, show and revoke.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use election::{
    Definition, Id, Message, Stamp,
    definition::{Key, Level, Role},
    message::{Body, KeyRevocation},
    publish::json::Json,
    refusal::Language,
};
use import::directory::{self, Draft, Log};
use import::fault::Refused;
use tlog::{note::sign, registration::register_all};
use verifier::wording::{counted, say};

use crate::{
    failure::Failure,
    folder::Folder,
    keyring::{Keyring, Passphrase, Work},
};

/// Issue, show and revoke keys.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Make the keys that are missing, of the whole country or below one place
    Issue(Issue),
    /// List the public keys of a directory
    Show(Show),
    /// Write a signed revocation, to be sent to the hub
    Revoke(Revoke),
}

#[derive(clap::Args)]
pub struct Issue {
    /// The election directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Only keys of this place and what is under it
    #[arg(long, value_name = "PLACE")]
    under: Option<Id>,
    /// The encrypted file for the private keys; else DIR/private/keys.age
    #[arg(long, value_name = "FILE")]
    private: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

#[derive(clap::Args)]
pub struct Show {
    /// The election directory
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Only keys of this place or station
    #[arg(long, value_name = "SCOPE")]
    scope: Option<Id>,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct Revoke {
    /// The election directory, sealed
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Whose key: SCOPE/HOLDER, as in 75-056-0101/president
    #[arg(value_name = "SCOPE/HOLDER")]
    key: String,
    /// Who signs: SCOPE/HOLDER of the authority, the prefecture, the commune, or the holder
    #[arg(long, value_name = "SCOPE/HOLDER")]
    by: String,
    /// Why, in one line
    #[arg(long)]
    reason: String,
    /// When: YYYY-MM-DDTHH:MM:SS+HH:MM
    #[arg(long, value_name = "MOMENT")]
    at: String,
    /// The encrypted key file; else DIR/private/keys.age
    #[arg(long, value_name = "FILE")]
    private: Option<PathBuf>,
    /// The file for the signed message
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
}

impl Command {
    pub fn run(self, language: Language) -> Result<(), Failure> {
        match self {
            Self::Issue(issue) => issue.run(language),
            Self::Show(show) => show.run(),
            Self::Revoke(revoke) => revoke.run(),
        }
    }
}

impl Issue {
    fn run(&self, language: Language) -> Result<(), Failure> {
        let folder = Folder::open(&self.directory)?;
        if folder.path("definition").exists() {
            let path = self.directory.display();
            return Err(Failure::no(
                format!("{path} : scellé ; les clés changent désormais par messages signés"),
                format!("{path}: sealed; keys change by signed messages from now on"),
            ));
        }
        let mut draft = folder.draft()?;
        let private = self.private.clone().unwrap_or_else(|| folder.path("private/keys.age"));
        if private.exists() {
            let path = private.display();
            return Err(Failure::usage(
                format!("{path} : existe, et n'est jamais écrasé ; nommez-en un autre avec --private"),
                format!("{path}: exists, and is never overwritten; name another with --private"),
            ));
        }
        let passphrase = self.passphrase.obtain_new(draft.mode)?;
        settle(&private, &passphrase, &draft)?;
        if private.exists() {
            let path = private.display();
            return Err(Failure::usage(
                format!("{path} : ce qui était interrompu est achevé ; rien d'autre à faire"),
                format!("{path}: finished what was interrupted; nothing else to do"),
            ));
        }
        issue_into(&folder, &mut draft, self.under, &private, &passphrase)?;
        let (directory, private) = (self.directory.display(), private.display());
        if self.json {
            let mut out = String::new();
            Json::new(&mut out).object(|json| {
                json.name("keys").number(draft.keys.len() as u64);
                json.name("directory").display(&directory);
                json.name("private").display(&private);
            });
            println!("{out}");
            return Ok(());
        }
        let keys = ["clé publique", "clés publiques"];
        let keys = counted(language, draft.keys.len() as u64, keys, ["public key", "public keys"]);
        let text = say(
            language,
            format!("{keys} dans {directory}, les clés privées chiffrées dans {private}"),
            format!("{keys} in {directory}, the private ones encrypted in {private}"),
        );
        println!("{text}");
        Ok(())
    }
}

/// Who holds keys at a level of places.
fn holders(level: Level) -> &'static [(&'static str, Role)] {
    match level {
        Level::Nation => &[("authority", Role::Authority), ("court", Role::Court)],
        Level::Region => &[],
        Level::Department => &[("prefecture-a", Role::Prefecture), ("prefecture-b", Role::Prefecture)],
        Level::Commune => &[("clerk-a", Role::Commune), ("clerk-b", Role::Commune)],
    }
}

const BUREAU: [(&str, Role); 2] = [("president", Role::President), ("secretary", Role::Secretary)];

/// Adds the keys that a draft lacks (and the log's), and gives their private halves.
pub fn issue(draft: &mut Draft, under: Option<Id>) -> Result<Keyring, Failure> {
    let there: BTreeSet<(Id, Id)> = draft.keys.iter().map(|key| (key.scope, key.holder)).collect();
    let inside = places_under(draft, under)?;
    let of_places = draft.places.iter().filter(|place| inside.contains(&place.id));
    let of_places = of_places.flat_map(|place| holders(place.level).iter().map(|holder| (place.id, *holder)));
    let of_stations = draft.stations.iter().filter(|station| inside.contains(&station.commune));
    let of_stations = of_stations.flat_map(|station| BUREAU.map(|holder| (station.id, holder)));
    let mut missing = Vec::new();
    for (scope, (holder, role)) in of_places.chain(of_stations) {
        let holder = Id::new(holder).unwrap_or_else(|_| unreachable!("holders have plain names"));
        if !there.contains(&(scope, holder)) {
            missing.push((scope, holder, role));
        }
    }
    let mut names: Vec<String> =
        missing.iter().map(|(scope, holder, _)| format!("{}/{scope}/{holder}", draft.election)).collect();
    let keyless = matches!(draft.log, Log::Named(_));
    if keyless {
        names.push(draft.log.origin().to_owned());
    }
    let ring = Keyring::issue(names.clone())?;
    let public = ring.public(&names[..missing.len()])?;
    let keys = missing.into_iter().zip(public).map(|((scope, holder, role), public)| Key {
        scope,
        holder,
        role,
        from: None,
        to: None,
        public: public.compact(),
    });
    draft.keys.extend(keys);
    if keyless {
        draft.log = Log::Keyed(ring.signer(draft.log.origin())?.verifier_key().clone());
    }
    Ok(ring)
}

/// Issues keys and keeps them. The private ones are on the disk, beside their place, before the
/// public ones are written; only then are they put in place. A death in between is mended by
/// [`settle`].
pub fn issue_into(
    folder: &Folder,
    draft: &mut Draft,
    under: Option<Id>,
    private: &Path,
    passphrase: &SecretString,
) -> Result<Keyring, Failure> {
    let ring = issue(draft, under)?;
    let beside = staged(private);
    ring.save(&beside, passphrase, Work::Night)?;
    folder.write(&directory::write(draft))?;
    std::fs::rename(&beside, private).map_err(Failure::at(private))?;
    Ok(ring)
}

/// Finishes an issue that was interrupted: a key file that waits beside its place is put there
/// if the directory has its public keys, and dropped if it has not.
pub fn settle(private: &Path, passphrase: &SecretString, draft: &Draft) -> Result<(), Failure> {
    let beside = staged(private);
    if !beside.exists() || private.exists() {
        return Ok(());
    }
    let names: BTreeSet<String> =
        draft.keys.iter().map(|key| format!("{}/{}/{}", draft.election, key.scope, key.holder)).collect();
    // A file that cannot be read was cut while it was written: nobody has its public keys.
    let kept = Keyring::load(&beside, passphrase).is_ok_and(|ring| ring.names().any(|name| names.contains(name)));
    let done = if kept { std::fs::rename(&beside, private) } else { std::fs::remove_file(&beside) };
    done.map_err(Failure::at(&beside))
}

fn staged(private: &Path) -> PathBuf {
    let mut beside = private.as_os_str().to_owned();
    beside.push(".new");
    PathBuf::from(beside)
}

/// The places at or below `under`; all of them without it.
fn places_under(draft: &Draft, under: Option<Id>) -> Result<BTreeSet<Id>, Failure> {
    let Some(under) = under else {
        return Ok(draft.places.iter().map(|place| place.id).collect());
    };
    let mut inside = BTreeSet::new();
    let mut places: Vec<_> = draft.places.iter().collect();
    places.sort_by_key(|place| place.level);
    for place in places {
        if place.id == under || place.parent.is_some_and(|parent| inside.contains(&parent)) {
            inside.insert(place.id);
        }
    }
    if inside.is_empty() {
        return Err(Failure::usage(format!("{under} : ce lieu n'existe pas"), format!("{under}: no such place")));
    }
    Ok(inside)
}

/// Checks a draft that has no log key yet, under a key that is made for the check and dropped.
pub fn check_without_key(mut draft: Draft) -> Result<Result<(), Refused>, Failure> {
    let origin = draft.log.origin().to_owned();
    let ring = Keyring::issue(vec![origin.clone()])?;
    draft.log = Log::Keyed(ring.signer(&origin)?.verifier_key().clone());
    let written = directory::write(&draft);
    let source = |name: &str| Ok(written.iter().find(|(file, _)| file == name).map(|(_, bytes)| bytes.clone()));
    Ok(directory::check(&source, &register_all).map(|_| ()))
}

impl Show {
    fn run(&self) -> Result<(), Failure> {
        let draft = Folder::open(&self.directory)?.draft()?;
        let keys = draft.keys.iter().filter(|key| self.scope.is_none_or(|scope| scope == key.scope));
        let mut out = std::io::stdout().lock();
        for key in keys {
            let moment = |stamp: Option<Stamp>| stamp.map_or_else(|| "-".to_owned(), |stamp| stamp.to_string());
            let (name, from, to) =
                (format!("{}/{}/{}", draft.election, key.scope, key.holder), moment(key.from), moment(key.to));
            let public = key.public.expand().to_base64();
            let role = key.role;
            let row = if self.json {
                format!(
                    "{{\"name\":\"{name}\",\"role\":\"{role}\",\"from\":\"{from}\",\"to\":\"{to}\",\"public\":\"{public}\"}}"
                )
            } else {
                format!("{name} {role} {from} {to} {public}")
            };
            // Whoever reads may stop reading: `keys show | head`.
            if writeln!(out, "{row}").is_err() {
                break;
            }
        }
        Ok(())
    }
}

impl Revoke {
    fn run(&self) -> Result<(), Failure> {
        let folder = Folder::open(&self.directory)?;
        let definition = super::definition::seal(&folder)?;
        let message = Message {
            definition: definition.hash(),
            mode: definition.parts().mode,
            body: Body::KeyRevoked(self.revocation(&definition)?),
        };
        let private = self.private.clone().unwrap_or_else(|| folder.path("private/keys.age"));
        let ring = Keyring::load(&private, &self.passphrase.obtain()?)?;
        let signer = ring.signer(&format!("{}/{}", definition.parts().election, self.by))?;
        crate::folder::write_private(&self.out, sign(&message.to_string(), &[&signer]).as_bytes())
    }

    fn revocation(&self, definition: &Definition) -> Result<KeyRevocation, Failure> {
        let usage = |what: &str| {
            let french = format!("{what} : voir vigie keys revoke --help");
            Failure::usage(french, format!("{what}: see vigie keys revoke --help"))
        };
        let (scope, holder) = self.key.split_once('/').ok_or_else(|| usage(&self.key))?;
        let (scope, holder) = (scope.parse().map_err(|_| usage(scope))?, holder.parse().map_err(|_| usage(holder))?);
        let known = |key: &Key| (key.scope, key.holder) == (scope, holder);
        if !definition.parts().keys.iter().any(known) {
            let french = format!("{} : la définition n'a pas cette clé", self.key);
            return Err(Failure::usage(french, format!("{}: the definition has no such key", self.key)));
        }
        if !election::text::is_phrase(&self.reason) {
            return Err(usage("--reason"));
        }
        let at = Stamp::parse(&self.at).ok_or_else(|| usage("--at"))?;
        Ok(KeyRevocation { scope, holder, reason: self.reason.clone(), at })
    }
}
