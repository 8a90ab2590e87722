//! The hub's rooms, opened with their key. The key lies in a file of its own (`hub/rooms.key`, age)
//! under the election's passphrase: an auditor who reads the rooms afterwards needs no key that
//! signs.

use std::{fs, path::Path, sync::Arc};

use age::secrecy::ExposeSecret as _;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use election::Definition;
use server::{
    journal::Journal,
    rooms::{RoomKey, Rooms, RoomsRefused},
    service::Handle,
};

use crate::{
    failure::Failure,
    folder::{Folder, write_private},
    keyring::{self, Passphrase, Work},
};

const HEADER: &str = "vigie.rooms-key/v1";

/// Opens the rooms of an election directory, or begins them.
pub fn open(folder: &Folder, definition: &Arc<Definition>, passphrase: &Passphrase) -> Result<Rooms, Failure> {
    let hub = folder.path("hub");
    fs::create_dir_all(&hub).map_err(Failure::at(&hub))?;
    let key = key(folder, definition, passphrase)?;
    Rooms::open(&hub, Arc::clone(definition), key).map_err(|error| failed(&error))
}

/// Refuses rooms that do not reach the place in their journal which the log remembers: all their
/// files were put back from an older copy. Somebody may have decided to go on without what was done
/// since: only at the place that they named, for an option stays in a start-up file long after.
pub fn reach(rooms: &Rooms, folder: &Folder, hub: &Handle, decided: Option<u64>) -> Result<(), Failure> {
    let stopping = |why: String| Failure::outside(format!("le journal : {why}"), format!("the log's journal: {why}"));
    let remembered = hub.at_the_journal(Journal::beside).map_err(|_| stopping("stopped".to_owned()))?;
    let Some(place) = remembered.map_err(|error| stopping(error.to_string()))? else { return Ok(()) };
    match rooms.reaches(&place) {
        Err(RoomsRefused::RolledBack { had, .. }) if decided == Some(had) => Ok(()),
        Err(RoomsRefused::RolledBack { had, has }) => Err(older(&folder.path("hub"), had, has)),
        Err(error) => Err(failed(&error)),
        Ok(()) => Ok(()),
    }
}

fn older(place: &Path, had: u64, has: u64) -> Failure {
    let place = place.display();
    Failure::outside(
        format!(
            "{place} : le journal des écrans (rooms.sqlite, rooms.head) est une copie plus ancienne : il avait {had} \
             événements quand le journal des messages a grandi, il en a {has}, ou d'autres. Remettez les fichiers les plus \
             récents. S'ils sont perdus, démarrez avec --rooms-older {had} jusqu'au prochain message : les comptes, contre-appels, verrous \
             et propositions faits depuis sont oubliés, et chacun le sait"
        ),
        format!(
            "{place}: the rooms' journal (rooms.sqlite, rooms.head) is an older copy: it had {had} events when the log \
             last grew, and has {has}, or others. Put the newest files back. If they are lost, start with \
             --rooms-older {had} until the next message is in: accounts, call-backs, locks and proposals made since are forgotten, and everybody must know"
        ),
    )
}

/// What the rooms say went wrong.
pub fn failed(error: &dyn std::error::Error) -> Failure {
    Failure::outside(format!("les écrans du concentrateur : {error}"), error.to_string())
}

/// The key of the rooms; a new one where the rooms have not begun.
fn key(folder: &Folder, definition: &Definition, passphrase: &Passphrase) -> Result<RoomKey, Failure> {
    let path = folder.path("hub/rooms.key");
    let begun = folder.path("hub/rooms.sqlite").exists();
    if begun && !path.exists() {
        let place = path.display();
        return Err(Failure::no(
            format!("{place} : manque ; le journal des écrans ne s'ouvre pas sans sa clé, remettez-la d'une copie"),
            format!("{place}: missing; the rooms' journal does not open without its key, put it back from a copy"),
        ));
    }
    let secret = passphrase.of_election(folder, definition.parts().mode)?;
    if path.exists() {
        let plain = keyring::open(&path, &secret)?;
        let bytes = plain.expose_secret().strip_prefix(HEADER).and_then(|text| {
            let key = BASE64_STANDARD.decode(text.trim()).ok()?;
            <[u8; 32]>::try_from(key).ok()
        });
        let place = path.display();
        let broken = || Failure::no(format!("{place} : pas la clé des écrans"), format!("{place}: not the rooms' key"));
        return Ok(RoomKey::new(&bytes.ok_or_else(broken)?));
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(keyring::no_chance)?;
    let text = format!("{HEADER}\n{}\n", BASE64_STANDARD.encode(bytes));
    // On the disk before the first row that only it opens.
    write_private(&path, &keyring::seal(&path, text.as_bytes(), &secret, Work::Night)?)?;
    Ok(RoomKey::new(&bytes))
}
