//! What people write for a plan: `forces.csv`, `threats.toml`, `policy.toml`, `events.csv` and
//! `leave.csv`.
//!
//! Each file is read by itself; [`Written::problem`] checks all of them together against the
//! country and tells every fault at the line and column where its record stands.

pub mod events;
pub mod forces;
pub mod leave;
mod marks;
pub mod policy;
mod spelling;
pub mod threats;

use election::Id;
use plan::problem::{Country, Inputs, Item, Problem};
use toml::Spanned;
use toml::de::DeTable;

use crate::cause::Cause;
use crate::directory::decoded;
use crate::directory::table::{Entry, Rows};
use crate::directory::tree::Document;
use crate::fault::{Fault, Faults, Refused};
use marks::Marks;

/// A file as the caller found it.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name, for the faults.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The files of a plan; no events or leaves is none of them.
#[derive(Clone, Debug)]
pub struct Files {
    /// `forces.csv`
    pub forces: File,
    /// `threats.toml`
    pub threats: File,
    /// `policy.toml`
    pub policy: File,
    /// `events.csv`
    pub events: Option<File>,
    /// `leave.csv`
    pub leaves: Option<File>,
}

/// What was read, and where each record stands.
#[derive(Clone, Debug)]
pub struct Written {
    /// The records, in the order they were written.
    pub inputs: Inputs,
    marks: Marks,
}

impl Written {
    /// Checks everything together for one phase, see [`Problem::new`].
    pub fn problem(&self, country: &Country<'_>, phase: Id) -> Result<Problem, Refused> {
        Problem::new(country, &self.inputs, phase).map_err(|found| {
            let mut faults = Faults::default();
            for fault in &found {
                faults.push(self.marks.fault(fault));
            }
            faults.refusal().unwrap_or_else(|| unreachable!("a problem is refused for at least one fault"))
        })
    }
}

/// Reads the files, each by itself; the faults of all of them are told.
pub fn read(files: Files) -> Result<Written, Refused> {
    let mut faults = Faults::default();
    let names = [
        (forces::FILE, Some(&files.forces)),
        (threats::FILE, Some(&files.threats)),
        (policy::FILE, Some(&files.policy)),
        (events::FILE, files.events.as_ref()),
        (leave::FILE, files.leaves.as_ref()),
    ];
    let names: Vec<(&'static str, String)> =
        names.into_iter().filter_map(|(own, file)| Some((own, file?.name.clone()))).collect();
    let (forces, force_rows) = forces::parse(&text(forces::FILE, files.forces.bytes, &mut faults), &mut faults);
    let threats = threats::parse(&text(threats::FILE, files.threats.bytes, &mut faults), &mut faults);
    let policy = policy::parse(&text(policy::FILE, files.policy.bytes, &mut faults), &mut faults);
    let events = files.events.map(|file| text(events::FILE, file.bytes, &mut faults)).unwrap_or_default();
    let (events, event_rows) = events::parse(&events, &mut faults);
    let leaves = files.leaves.map(|file| text(leave::FILE, file.bytes, &mut faults)).unwrap_or_default();
    let (leaves, leave_rows) = leave::parse(&leaves, &mut faults);
    let rows = [force_rows, event_rows, leave_rows];
    let written = threats.zip(policy).map(|((threats, mut entries), (policy, others))| {
        entries.extend(others);
        let inputs = Inputs { forces, threats, policy, events, leaves };
        Written { inputs, marks: Marks::new(names.clone(), rows, entries) }
    });
    match (written, faults.refusal()) {
        (Some(written), None) => Ok(written),
        (_, Some(refused)) => Err(marks::renamed(refused, &names)),
        (None, None) => unreachable!("a file without value has a fault that was told"),
    }
}

/// Writes the files, by the names they have in the directory of an example; [`read`] gives the
/// same records back.
pub fn write(inputs: &Inputs) -> Vec<(String, Vec<u8>)> {
    let files = [
        (forces::FILE, forces::write(&inputs.forces)),
        (threats::FILE, threats::write(&inputs.threats)),
        (policy::FILE, policy::write(&inputs.policy)),
        (events::FILE, events::write(&inputs.events)),
        (leave::FILE, leave::write(&inputs.leaves)),
    ];
    files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
}

/// The text of a file that is there; an empty one is told.
fn text(name: &'static str, bytes: Vec<u8>, faults: &mut Faults) -> String {
    if bytes.is_empty() {
        faults.push(Fault::of_file(name, Cause::Empty, ""));
    }
    decoded(bytes, name, faults)
}

/// One file by itself, with its own name in the faults.
fn alone<T>(
    own: &'static str,
    bytes: &[u8],
    name: &str,
    parse: impl Fn(&str, &mut Faults) -> Option<T>,
) -> Result<T, Refused> {
    let mut faults = Faults::default();
    let text = text(own, bytes.to_vec(), &mut faults);
    let value = parse(&text, &mut faults);
    match (value, faults.refusal()) {
        (Some(value), None) => Ok(value),
        (_, Some(refused)) => Err(marks::renamed(refused, &[(own, name.to_owned())])),
        (None, None) => unreachable!("a file without value has a fault that was told"),
    }
}

/// Rows of a table, and where they stand.
type Table<T> = (Vec<T>, Rows);
/// A value of a TOML document, and where its entries stand.
type Tree<T> = Option<(T, Vec<Entry<Item>>)>;

/// Longest TOML file: some thousands of threats with their reasons.
pub const MAX_TOML_BYTES: usize = 16 << 20;

/// Reads a TOML document; an empty text was told already.
fn document<T>(
    file: &'static str,
    text: &str,
    faults: &mut Faults,
    each: impl Fn(&mut Document<'_, Item>, &DeTable<'_>) -> Option<T>,
) -> Tree<T> {
    if text.is_empty() {
        return None;
    }
    if text.len() > MAX_TOML_BYTES {
        faults.push(Fault::of_file(file, Cause::TooBig, text.len().to_string()));
        return None;
    }
    let mut document = Document::new(file, text, faults);
    let (table, errors): (Spanned<DeTable<'_>>, _) = DeTable::parse_recoverable(text);
    for error in &errors {
        document.fault(&error.span().unwrap_or(0..0), "", Cause::Toml, error.message());
    }
    if !errors.is_empty() {
        return None;
    }
    let value = each(&mut document, table.get_ref());
    let entries = document.entries;
    value.map(|value| (value, entries))
}
