//! The people's own keys at the hub, each in a file under its owner's passphrase.

use std::fs;
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use election::{Id, refusal::Language};
use server::screens::{NoPen, Pens};
use tlog::Signer;

use crate::{
    failure::Failure,
    folder::Folder,
    keyring::{Keyring, Work},
};

/// Where they lie, inside the election directory.
const PENS: &str = "hub/pens";

/// Puts a key of the ring under somebody's first password.
pub fn give(folder: &Folder, ring: &Keyring, account: Id, name: &str, password: &str) -> Result<(), Failure> {
    let own = ring.only(name).ok_or_else(|| {
        Failure::usage(
            format!("{name} : le fichier de clés n'a pas cette clé"),
            format!("{name}: the key file holds no such key"),
        )
    })?;
    put(&folder.path(PENS), account, &own, &SecretString::from(password.to_owned()))
}

/// Writes a key file whole, in the place of the one before.
fn put(pens: &Path, account: Id, own: &Keyring, passphrase: &SecretString) -> Result<(), Failure> {
    fs::create_dir_all(pens).map_err(Failure::at(pens))?;
    let (place, fresh) = (pens.join(format!("{account}.age")), pens.join(format!("{account}.age.new")));
    if fresh.exists() {
        fs::remove_file(&fresh).map_err(Failure::at(&fresh))?;
    }
    own.save(&fresh, passphrase, Work::Act)?;
    fs::rename(&fresh, &place).map_err(Failure::at(&place))
}

/// Keys as files of the hub's directory, each under its owner's passphrase.
pub struct FilePens(PathBuf);

impl FilePens {
    /// Those of an election directory.
    pub fn of(folder: &Folder) -> Self {
        Self(folder.path(PENS))
    }

    fn ring(&self, account: Id, passphrase: &str) -> Result<Keyring, NoPen> {
        let path = self.0.join(format!("{account}.age"));
        if !path.exists() {
            return Err(NoPen::Absent);
        }
        Keyring::load(&path, &SecretString::from(passphrase.to_owned())).map_err(|_| NoPen::Passphrase)
    }
}

impl Pens for FilePens {
    fn signer(&self, account: Id, passphrase: &str) -> Result<Signer, NoPen> {
        let ring = self.ring(account, passphrase)?;
        let name = ring.names().next().map(str::to_owned).ok_or(NoPen::Absent)?;
        ring.signer(&name).map_err(|failure| NoPen::File(failure.text(Language::English)))
    }

    fn change(&self, account: Id, old: &str, new: &str) -> Result<(), NoPen> {
        let ring = self.ring(account, old)?;
        let written = put(&self.0, account, &ring, &SecretString::from(new.to_owned()));
        written.map_err(|failure| NoPen::File(failure.text(Language::English)))
    }
}
