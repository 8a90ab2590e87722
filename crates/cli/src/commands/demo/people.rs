//! Who may log in to the demo's hub: somebody of every role, at one commune and its department.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use election::{
    Definition, Id,
    definition::{Level, PlaceIx, StationIx},
};

use crate::{
    commands::accounts::{Import, Letter},
    failure::Failure,
    folder::{Folder, write_private},
    keyring::Passphrase,
};

/// The accounts by name, their role, where they are, and the holder whose key they have.
const PEOPLE: [(&str, &str, Where, &str); 12] = [
    ("clerk-a", "clerk", Where::Commune, "clerk-a"),
    ("clerk-b", "clerk", Where::Commune, "clerk-b"),
    ("prefecture-a", "prefecture-results", Where::Department, "prefecture-a"),
    ("prefecture-b", "prefecture-results", Where::Department, "prefecture-b"),
    ("operations", "prefecture-ops", Where::Department, ""),
    ("leader", "leader", Where::Department, ""),
    ("nation-a", "national", Where::Nation, ""),
    ("nation-b", "national", Where::Nation, ""),
    ("administrator-a", "administrator", Where::Nation, ""),
    ("administrator-b", "administrator", Where::Nation, ""),
    ("auditor", "auditor", Where::Nation, ""),
    ("wall", "wall", Where::Nation, ""),
];

/// Most stations of the commune that is left to the visitor's own hands.
const MAX_TO_TYPE: usize = 3;

#[derive(Clone, Copy)]
enum Where {
    Commune,
    Department,
    Nation,
}

/// The places of the people, and the stations whose records they are left to type.
pub struct Scene {
    pub commune: Id,
    pub department: Id,
    pub nation: Id,
    /// Those of the commune.
    pub stations: Vec<StationIx>,
}

impl Scene {
    /// The first commune with two or three stations whose department has others too, else the
    /// first with one.
    pub fn of(definition: &Definition) -> Result<Self, Failure> {
        let stations = definition.stations().map(|(ix, station)| (station.commune, ix));
        let mut by_commune: Vec<(Id, Vec<StationIx>)> = Vec::new();
        for (commune, ix) in stations {
            match by_commune.last_mut() {
                Some((last, there)) if *last == commune => there.push(ix),
                _ => by_commune.push((commune, vec![ix])),
            }
        }
        let small = |(_, there): &&(Id, Vec<StationIx>)| (2..=MAX_TO_TYPE).contains(&there.len());
        let found = by_commune.iter().find(small).or_else(|| by_commune.iter().find(|(_, there)| there.len() == 1));
        let none = || Failure::usage("aucune commune assez petite", "no commune is small enough");
        let (commune, stations) = found.ok_or_else(none)?.clone();
        let department = definition.place_ix(commune).and_then(|commune| around(definition, commune));
        let department = department.ok_or_else(none)?;
        let nation = definition.place(definition.nation()).id;
        Ok(Self { commune, department, nation, stations })
    }

    fn id(&self, place: Where) -> Id {
        match place {
            Where::Commune => self.commune,
            Where::Department => self.department,
            Where::Nation => self.nation,
        }
    }
}

/// The department that a place lies in.
fn around(definition: &Definition, place: PlaceIx) -> Option<Id> {
    let mut places = definition.upwards(place).map(|ix| definition.place(ix));
    places.find(|place| place.level == Level::Department).map(|place| place.id)
}

/// Log-ins, and the private file where they lie.
pub struct LogIns {
    letters: Vec<Letter>,
    pub file: PathBuf,
}

/// Makes the accounts; first passwords and seeds go to `private/log-ins.csv`.
pub fn make(folder: &Folder, scene: &Scene, passphrase: &Passphrase) -> Result<LogIns, Failure> {
    let mut csv = String::from("account,name,role,scope,holder\n");
    for (account, role, place, holder) in PEOPLE {
        let _ = writeln!(csv, "{account},{account},{role},{},{holder}", scene.id(place));
    }
    let people = folder.path("accounts.csv");
    fs::write(&people, csv).map_err(Failure::at(&people))?;
    let letters = folder.path("private/letters.html");
    let letters = Import::of_exercise(folder, people, letters, passphrase).make()?;
    let file = folder.path("private/log-ins.csv");
    write_private(&file, Letter::table(&letters).as_bytes())?;
    Ok(LogIns { letters, file })
}

impl LogIns {
    /// One line an account: role, name, first password.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for letter in &self.letters {
            let second = if letter.has_second_factor() { " + code" } else { "" };
            let _ = writeln!(out, "    {:20} {:15} {}{second}", letter.role(), letter.account(), letter.password());
        }
        out
    }
}
