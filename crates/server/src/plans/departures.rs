//! When the repairs of a plan held that sent crews to incidents: from then on those crews are on their
//! way, and their orders say when they can be there.

use std::collections::BTreeMap;
use std::path::Path;

use election::Id;
use plan::measure::Clock;
use plan::repair::{Change, read};

use super::accepted::INCIDENTS;
use super::edition::Edition;
use super::fault::Fault;
use super::folder::optional;

/// For each incident that an edition of a plan was made for the moment from which that edition held.
///
/// # Errors
/// The disk, or another text.
pub fn departures(directory: &Path) -> Result<BTreeMap<Id, Clock>, Fault> {
    let mut left = BTreeMap::new();
    for number in 2..=Edition::of(directory)?.replaces {
        of_edition(&directory.join("editions").join(number.to_string()), &mut left)?;
    }
    of_edition(directory, &mut left)?;
    Ok(left)
}

fn of_edition(folder: &Path, left: &mut BTreeMap<Id, Clock>) -> Result<(), Fault> {
    let Some(now) = Edition::of(folder)?.now else { return Ok(()) };
    let path = folder.join(INCIDENTS);
    let Some(bytes) = optional(&path)? else { return Ok(()) };
    for line in read(&bytes).map_err(|fault| Fault::unreadable(&path, &fault))? {
        if let Change::Incident(incident) = line.change {
            left.insert(incident.id, now);
        }
    }
    Ok(())
}
