//! `vigie station init`: the directory of one station, made once before the vote.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use age::secrecy::{ExposeSecret as _, SecretString};
use election::{Definition, Id, definition::Mode, publish::json::Json, refusal::Language, words::words};
use station::{excerpt::Excerpt, signing};
use verifier::wording::say;

use super::desk::{Desk, address, of_gate};
use crate::{
    failure::Failure,
    folder::read_limited,
    keyring::{Keyring, Passphrase},
};

/// Make the directory of one station, before the vote.
///
/// Takes the station's part of the sealed definition, and out of a key file the keys of its
/// holders, each locked anew under its holder's own passphrase. Compare the check words of the
/// definition with those that the authority announced.
#[derive(clap::Args)]
pub struct Arguments {
    /// The directory to make
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// The sealed definition
    #[arg(long, value_name = "FILE")]
    definition: PathBuf,
    /// Which station
    #[arg(long, value_name = "ID")]
    station: Id,
    /// Key file that holds the keys of the station's holders (may be given more than once)
    #[arg(long, value_name = "FILE")]
    keys: Vec<PathBuf>,
    /// A holder's own passphrase, in the first line of a file; else asked for
    #[arg(long, value_name = "HOLDER=FILE", value_parser = own_passphrase)]
    own: Vec<(Id, PathBuf)>,
    /// Address of the hub, kept in the directory: http://… or https://…
    #[arg(long, value_name = "URL", value_parser = hub_address)]
    hub: Option<String>,
    /// The definition's SHA-256, from a channel you trust
    #[arg(long, value_name = "HEX")]
    definition_hash: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    passphrase: Passphrase,
}

fn own_passphrase(text: &str) -> Result<(Id, PathBuf), String> {
    let (holder, file) = text.split_once('=').ok_or("HOLDER=FILE")?;
    Ok((holder.parse().map_err(|error| format!("{error}"))?, PathBuf::from(file)))
}

/// The address of a hub as an argument.
pub(super) fn hub_address(text: &str) -> Result<String, String> {
    address(text).map_err(|()| "http://… , https://…".to_owned())
}

impl Arguments {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let whole = self.whole()?;
        let excerpt = Excerpt::cut(&whole, self.station).map_err(of_gate)?;
        let rings = self.rings(&excerpt)?;
        let secrets = self.secrets(&rings, excerpt.definition().parts().mode, language)?;
        let desk = Desk::create(&self.directory, excerpt)?;
        for (holder, ring) in &rings {
            desk.keep_key(*holder, ring, &secrets[holder])?;
        }
        if let Some(hub) = &self.hub {
            desk.keep_hub(hub)?;
        }
        if self.json {
            println!("{}", json(&desk));
        } else {
            print(&desk, language);
        }
        Ok(())
    }

    fn whole(&self) -> Result<Definition, Failure> {
        let path = &self.definition;
        let opened = Definition::open(read_limited(path, verify::MAX_DEFINITION_BYTES)?, &verifier::register);
        let name = path.display();
        let whole = opened.map_err(|error| {
            Failure::no(format!("{name} : pas une définition scellée ({error})"), format!("{name}: {error}"))
        })?;
        let hash = whole.hash().to_string();
        if self.definition_hash.as_ref().is_some_and(|due| *due != hash) {
            return Err(Failure::no(
                format!("{name} : c'est la définition {hash}, pas celle attendue ; n'allez pas plus loin"),
                format!("{name}: this is definition {hash}, not the one expected; go no further"),
            ));
        }
        Ok(whole)
    }

    /// The key of each holder of the station, alone in a ring of its own.
    fn rings(&self, excerpt: &Excerpt) -> Result<BTreeMap<Id, Keyring>, Failure> {
        let mut rings = BTreeMap::new();
        for path in &self.keys {
            let secret = self.passphrase.obtain()?;
            let ring = Keyring::load(path, &secret)?;
            let mut found = false;
            for key in excerpt.holders() {
                let Some(own) = ring.only(&excerpt.name(key)) else { continue };
                let at = key.from.or(key.to).unwrap_or(excerpt.definition().rounds()[0].publishes);
                signing::fits(key, &own.signer(&excerpt.name(key))?, at).map_err(|why| {
                    let named =
                        |language: Language| format!("{}{} {}", key.holder, language.colon(), why.text(language));
                    Failure::no(named(Language::French), named(Language::English))
                })?;
                found = true;
                rings.insert(key.holder, own);
            }
            if !found {
                let (path, station) = (path.display(), self.station);
                return Err(Failure::no(
                    format!("{path} : aucune clé des titulaires du bureau {station}"),
                    format!("{path}: no key of a holder of station {station}"),
                ));
            }
        }
        Ok(rings)
    }

    fn secrets(
        &self,
        rings: &BTreeMap<Id, Keyring>,
        mode: Mode,
        language: Language,
    ) -> Result<BTreeMap<Id, SecretString>, Failure> {
        for (holder, _) in &self.own {
            if !rings.contains_key(holder) {
                return Err(Failure::usage(
                    format!("--own {holder} : aucune clé de ce titulaire dans --keys"),
                    format!("--own {holder}: --keys has no key of this holder"),
                ));
            }
        }
        let secret = |holder: &Id| Ok((*holder, self.secret(*holder, mode, language)?));
        let secrets: BTreeMap<Id, SecretString> = rings.keys().map(secret).collect::<Result<_, Failure>>()?;
        if mode == Mode::Live {
            let mut seen: Vec<&str> = secrets.values().map(SecretString::expose_secret).collect();
            seen.sort_unstable();
            if seen.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err(Failure::usage(
                    "deux titulaires ont la même phrase de passe : chacun choisit la sienne et la garde pour lui",
                    "two holders have the same passphrase: each chooses his own and keeps it to himself",
                ));
            }
        }
        Ok(secrets)
    }

    fn secret(&self, holder: Id, mode: Mode, language: Language) -> Result<SecretString, Failure> {
        let given = self.own.iter().find(|(own, _)| *own == holder).map(|(_, path)| path.as_path());
        if let Some(path) = given {
            return Passphrase::in_file(path).obtain_new(mode);
        }
        if mode == Mode::Test && !io::stdin().is_terminal() {
            // An exercise run by a script: the passphrase of the key file will do.
            return self.passphrase.obtain();
        }
        let ask = say(language, "choisissez votre phrase de passe", "choose your passphrase");
        eprintln!("{holder}: {ask}");
        let first = Passphrase::asked().obtain_new(mode)?;
        eprintln!("{holder}: {}", say(language, "la même, encore une fois", "the same once more"));
        let second = Passphrase::asked().obtain()?;
        if first.expose_secret() == second.expose_secret() {
            return Ok(first);
        }
        Err(Failure::usage(
            format!("{holder} : les deux phrases diffèrent ; recommencez"),
            format!("{holder}: the two differ; begin again"),
        ))
    }
}

fn print(desk: &Desk, language: Language) {
    let excerpt = desk.excerpt();
    let parts = excerpt.definition().parts();
    println!("{} ({})", parts.title, parts.mode);
    println!("{} {}", say(language, "bureau", "station"), desk.station());
    let hash = excerpt.post().definition;
    println!("SHA-256 {hash}");
    let label = say(language, "mots de contrôle de la définition :", "check words of the definition:");
    println!("{label} {}", words(hash, election::words::CHECK_WORDS));
    let holders = desk.keyed();
    if holders.is_empty() {
        println!("{}", say(language, "sans clés : ce bureau ne peut pas signer", "no keys: this station cannot sign"));
    }
    for holder in holders {
        println!("{} {holder} ({})", say(language, "clé", "key"), shown(&desk.key_file(holder)));
    }
}

fn shown(path: &Path) -> std::path::Display<'_> {
    path.display()
}

fn json(desk: &Desk) -> String {
    let hash = desk.excerpt().post().definition;
    let mut out = String::new();
    Json::new(&mut out).object(|json| {
        json.name("station").display(desk.station());
        json.name("directory").display(desk.place().display());
        json.name("definition").display(hash);
        json.name("words").text(&words(hash, election::words::CHECK_WORDS));
        json.name("holders").array(|json| desk.keyed().iter().for_each(|holder| json.display(holder)));
    });
    out
}
