//! The directory an election is written in: `election.toml` and five kinds of csv.
//!
//! Layout (one directory is one election; a missing `venues.csv` or `keys.csv` is an empty one):
//!
//! ```text
//! election.toml      id, title, mode, log, [log-key], quorum, witness, [[threshold]], [[round]]
//! places.csv         id,level,parent,lon,lat,zone,name
//! venues.csv         id,commune,lon,lat,name
//! stations.csv       id,commune,venue,constituency,hours,registered-1[,registered-2…]
//! keys.csv           scope,holder,role,from,to,key
//! counts/round-N.csv station,registered,signed-in,cast,blank,void,valid,<panel numbers>
//! ```
//!
//! Every fault of every file is told, also those [`Definition::new`] finds, at the line and
//! column where the record stands.

pub mod counts;
mod keys;
mod places;
mod settings;
pub(crate) mod spelling;
mod stations;
pub(crate) mod table;
pub(crate) mod tree;
pub(crate) mod value;

use std::io;

use election::definition::seal::Register;
use election::definition::{Key, Mode, Parts, Place, Round, Station, Threshold, Venue};
use election::{Definition, Id};
use tlog::note::VerifierKey;

use crate::cause::Cause;
use crate::fault::{Column, Fault, Faults, Refused};
use crate::official::MAX_INPUT_BYTES;
use settings::Settings;
use table::Where;

pub(crate) use value::parse_position;

/// Gives the bytes of a file of the directory by its name; `None` where it is not there.
pub type Source<'a> = dyn Fn(&str) -> io::Result<Option<Vec<u8>>> + 'a;

/// The log of an election, before and after its key is issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Log {
    /// Only its origin is known.
    Named(String),
    /// Its key is known; the key's name is the origin.
    Keyed(VerifierKey),
}

impl Log {
    /// The origin: first line of every checkpoint.
    pub fn origin(&self) -> &str {
        match self {
            Self::Named(origin) => origin,
            Self::Keyed(key) => key.name(),
        }
    }
}

/// An election as it is written, before its log has a key and before it is checked as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// See [`Parts::election`].
    pub election: Id,
    /// See [`Parts::title`].
    pub title: String,
    /// See [`Parts::mode`].
    pub mode: Mode,
    /// The log, with or without its key.
    pub log: Log,
    /// See [`Parts::quorum`].
    pub quorum: u8,
    /// See [`Parts::witnesses`].
    pub witnesses: Vec<VerifierKey>,
    /// See [`Parts::thresholds`].
    pub thresholds: Vec<Threshold>,
    /// See [`Parts::rounds`].
    pub rounds: Vec<Round>,
    /// See [`Parts::places`].
    pub places: Vec<Place>,
    /// See [`Parts::venues`].
    pub venues: Vec<Venue>,
    /// See [`Parts::stations`].
    pub stations: Vec<Station>,
    /// See [`Parts::keys`].
    pub keys: Vec<Key>,
}

/// The log has no key yet: `vigie keys issue` makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log has no key yet")]
pub struct NoLogKey;

impl Draft {
    /// The pieces of a definition, in the order they are written here.
    pub fn into_parts(self) -> Result<Parts, NoLogKey> {
        let Log::Keyed(log) = self.log else {
            return Err(NoLogKey);
        };
        let Self {
            election, title, mode, quorum, witnesses, thresholds, rounds, places, venues, stations, keys, ..
        } = self;
        Ok(Parts { election, title, mode, log, quorum, witnesses, thresholds, rounds, places, venues, stations, keys })
    }

    /// Position of a round in [`Self::rounds`] and in the registers of stations.
    pub fn round_ix(&self, number: u8) -> Option<usize> {
        self.rounds.iter().position(|round| round.number == number)
    }
}

/// A directory that was read: the election as it is written, and where every record stands.
#[derive(Clone, Debug)]
pub struct Written {
    /// The election, checked as far as each file goes by itself.
    pub draft: Draft,
    marks: table::Marks,
}

impl Written {
    /// Checks the election as a whole; every fault is told where the record stands.
    pub fn check(self) -> Result<Definition, Refused> {
        let Self { draft, marks } = self;
        let origin_at = marks.of(election::definition::Item::Election, "log");
        let parts = draft.into_parts().map_err(|NoLogKey| Refused::from(origin_at.fault(Cause::NoLogKey, "")))?;
        Definition::new(parts).map_err(|found| {
            let mut faults = Faults::default();
            for fault in &found {
                faults.push(marks.fault(fault));
            }
            faults.refusal().unwrap_or_else(|| unreachable!("a definition is refused for at least one fault"))
        })
    }
}

/// Reads a directory as far as each file goes by itself.
pub fn read(source: &Source<'_>, register: &Register<'_>) -> Result<Draft, Refused> {
    open(source, register).map(|written| written.draft)
}

/// Reads a directory and checks the election as a whole.
pub fn check(source: &Source<'_>, register: &Register<'_>) -> Result<Definition, Refused> {
    open(source, register)?.check()
}

/// Writes a directory, records ordered by identifier: the same draft gives the same bytes.
///
/// Gives the files by name. [`read`] gives the same draft back if its records are ordered.
pub fn write(draft: &Draft) -> Vec<(String, Vec<u8>)> {
    let files = [
        ("election.toml", settings::write(draft).into_bytes()),
        ("places.csv", places::write_places(&draft.places)),
        ("venues.csv", places::write_venues(&draft.venues)),
        ("stations.csv", stations::write(draft)),
        ("keys.csv", keys::write(&draft.keys)),
    ];
    files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

/// Reads a directory once, for all that is asked of it afterwards.
pub fn open(source: &Source<'_>, register: &Register<'_>) -> Result<Written, Refused> {
    let mut faults = Faults::default();
    let text = required(source, "election.toml", &mut faults);
    let settings = text.and_then(|text| settings::read(&text, &mut faults));
    let numbers = settings.as_ref().map(|(settings, _)| numbers(settings));
    let text = required(source, "places.csv", &mut faults).unwrap_or_default();
    let (places, place_rows) = places::read_places(&text, &mut faults);
    let text = text_of(source, "venues.csv", &mut faults).unwrap_or_default();
    let (venues, venue_rows) = places::read_venues(&text, &mut faults);
    let text = required(source, "stations.csv", &mut faults).unwrap_or_default();
    let (stations, station_rows) = stations::read(&text, numbers.as_deref(), &mut faults);
    let text = text_of(source, "keys.csv", &mut faults).unwrap_or_default();
    let (keys, key_rows) = keys::read(&text, register, &mut faults);
    let Some((settings, entries)) = settings else {
        return Err(faults.refusal().unwrap_or_else(|| unreachable!("settings are missing for a fault that was told")));
    };
    let marks =
        table::Marks { entries, places: place_rows, venues: venue_rows, stations: station_rows, keys: key_rows };
    let Settings { election, title, mode, log, quorum, witnesses, thresholds, rounds } = settings;
    #[rustfmt::skip]
    let draft = Draft {
        election, title, mode, log, quorum, witnesses, thresholds, rounds, places, venues, stations, keys,
    };
    faults.unless(Written { draft, marks })
}

fn numbers(settings: &Settings) -> Vec<u8> {
    settings.rounds.iter().map(|round| round.number).collect()
}

fn required(source: &Source<'_>, name: &str, faults: &mut Faults) -> Option<String> {
    text_of(source, name, faults).or_else(|| missing(name, faults))
}

fn missing(name: &str, faults: &mut Faults) -> Option<String> {
    faults.push(Fault::of_file(name, Cause::MissingFile, ""));
    None
}

/// The text of a file; an unreadable one is told and counts as empty, not as missing too.
fn text_of(source: &Source<'_>, name: &str, faults: &mut Faults) -> Option<String> {
    match source(name) {
        Err(error) => {
            faults.push(Fault::of_file(name, Cause::Unreadable, error.to_string()));
            Some(String::new())
        }
        Ok(None) => None,
        Ok(Some(bytes)) => Some(decoded(bytes, name, faults)),
    }
}

/// Bytes as text; what is none is told and counts as empty.
pub(crate) fn decoded(bytes: Vec<u8>, name: &str, faults: &mut Faults) -> String {
    let mut refuse = |cause, found: String| {
        faults.push(Fault::of_file(name, cause, found));
        String::new()
    };
    if bytes.len() as u64 > MAX_INPUT_BYTES {
        return refuse(Cause::TooBig, bytes.len().to_string());
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return refuse(Cause::ByteOrderMark, String::new());
    }
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count() as u64;
        faults.push(Fault { line: Some(line), ..Fault::of_file(name, Cause::BadUtf8, "") });
        String::new()
    })
}

impl Where {
    pub(crate) fn fault(&self, cause: Cause, found: &str) -> Fault {
        let column = self.column.map(|number| Column { number, name: self.name.clone() });
        Fault { file: self.file.to_owned(), line: self.line, column, cause, found: found.to_owned() }
    }
}
