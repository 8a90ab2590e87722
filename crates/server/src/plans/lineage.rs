//! What a plan's directory says of the editions before it, looked at before a hub serves it: the
//! times of circuits that go on are drawn from them, and a directory that was changed by hand would
//! be found out by whoever asks for a timetable.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use plan::answer::Plan;
use tlog::Hash;

use super::edition::Edition;
use super::fault::{Fault, Words};
use super::folder::{MAX_BYTES, PLAN, read_limited};

/// Checks that a directory is the edition of a number, where one is known, that its circuits are
/// those of its plan, and that every edition that it replaces is there with the plan that the next
/// one names and that the journal says was accepted, where it says so.
///
/// # Errors
/// What is not so, and the disk.
pub fn check(
    directory: &Path,
    plan: &Plan,
    number: Option<u32>,
    accepted: &BTreeMap<u32, Hash>,
) -> Result<Edition, Fault> {
    let edition = Edition::of(directory)?;
    let numbered = number.is_none_or(|number| number == edition.number());
    let whole = edition.now.is_none() || edition.circuits.len() == plan.circuits.len();
    if !numbered || !whole {
        return Err(other(directory));
    }
    let mut next = directory.to_owned();
    for number in (1..=edition.replaces).rev() {
        let folder = directory.join("editions").join(number.to_string());
        let hash = Hash::of(&read_limited(&folder.join(PLAN), MAX_BYTES)?);
        let named = Edition::before(&next)? == Some(hash) && Edition::of(&folder)?.number() == number;
        if !named || accepted.get(&number).is_some_and(|known| *known != hash) {
            return Err(other(&folder));
        }
        next = folder;
    }
    Ok(edition)
}

fn other(path: &Path) -> Fault {
    let path = path.display();
    Fault::Refused(Words::new(
        format!(
            "{path} : edition.txt ou editions/ ne disent pas ce qui a été accepté ; remettez le répertoire tel qu'il a été écrit"
        ),
        format!(
            "{path}: edition.txt or editions/ do not say what was accepted; put the directory back as it was written"
        ),
    ))
}

/// Takes away what attempts to write an edition of a plan left beside it when their process died.
/// Nobody accepted any of it, and it holds seeds; what cannot be taken away harms nothing else.
pub fn sweep(root: &Path) {
    let parent = root.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        if is_left_over(root, &entry.file_name()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether a name is `PLAN-edition-N-HASH.partial`.
fn is_left_over(root: &Path, name: &OsStr) -> bool {
    let (Some(root), Some(name)) = (root.file_name().and_then(OsStr::to_str), name.to_str()) else { return false };
    let rest = name.strip_prefix(root).and_then(|rest| rest.strip_prefix("-edition-"));
    let parts = rest.and_then(|rest| rest.strip_suffix(".partial")).and_then(|rest| rest.split_once('-'));
    parts.is_some_and(|(number, hash)| {
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        digits && hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}
