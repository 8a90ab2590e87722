//! `keys.csv`: the public keys known before the vote.

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use election::definition::seal::Register;
use election::definition::{Key, Role};
use election::{Id, Stamp};
use tlog::key::CompactKey;

use super::table::{self, Rows};
use super::value::{ROLES, word_of};
use crate::cause::Cause;
use crate::fault::{Column, Fault, Faults, MAX_FAULTS};
use crate::line::Table;

const FILE: &str = "keys.csv";
const COLUMNS: [&str; 6] = ["scope", "holder", "role", "from", "to", "key"];

/// A row whose key is not yet known to be a good one.
struct Unregistered {
    scope: Id,
    holder: Id,
    role: Role,
    from: Option<Stamp>,
    to: Option<Stamp>,
    bytes: [u8; 32],
}

impl Unregistered {
    fn with(self, public: CompactKey) -> Key {
        let Self { scope, holder, role, from, to, .. } = self;
        Key { scope, holder, role, from, to, public }
    }
}

/// Reads the keys; `register` is [`tlog::registration::register_all`], or the same on more cores.
pub(crate) fn read(text: &str, register: &Register<'_>, faults: &mut Faults) -> (Vec<Key>, Rows) {
    let (read, mut rows) = table::read(FILE, text, &|names| table::exactly(&COLUMNS, names), faults, |row| {
        let (scope, holder, role) = (row.id(0), row.id(1), row.word(2, ROLES));
        let (from, to) = (row.optional_stamp(3), row.optional_stamp(4));
        let bytes = STANDARD.decode(row.text(5)).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        if bytes.is_none() {
            row.fault(5, Cause::BadKey);
        }
        Some(Unregistered {
            scope: scope?,
            holder: holder?,
            role: role?,
            from: from.ok()?,
            to: to.ok()?,
            bytes: bytes?,
        })
    });
    let (unregistered, lines) = without_weak(read, rows.lines, register, faults);
    rows.lines = lines;
    (unregistered, rows)
}

/// Registers all keys at once; a weak one is told and left out, and the rest tried again.
fn without_weak(
    mut read: Vec<Unregistered>,
    mut lines: Vec<u64>,
    register: &Register<'_>,
    faults: &mut Faults,
) -> (Vec<Key>, Vec<u64>) {
    // Each weak key costs a pass over all: past the faults that are told, one more changes nothing.
    for _ in 0..MAX_FAULTS {
        let bytes: Vec<[u8; 32]> = read.iter().map(|key| key.bytes).collect();
        match register(&bytes) {
            Ok(keys) => {
                let keys = read.into_iter().zip(keys).map(|(key, public)| key.with(public)).collect();
                return (keys, lines);
            }
            Err(weak) => {
                let column = Some(Column { number: COLUMNS.len(), name: "key".to_owned() });
                let line = lines.get(weak.index).copied();
                faults.push(Fault { line, column, ..Fault::of_file(FILE, Cause::BadKey, weak.reason.to_string()) });
                read.remove(weak.index);
                lines.remove(weak.index);
            }
        }
    }
    (Vec::new(), Vec::new())
}

pub(crate) fn write(keys: &[Key]) -> Vec<u8> {
    let mut ordered: Vec<&Key> = keys.iter().collect();
    ordered.sort_by_key(|key| (key.scope, key.holder));
    let mut table = Table::new(COLUMNS);
    for key in ordered {
        let moment = |stamp: Option<election::Stamp>| stamp.map_or_else(String::new, |stamp| stamp.to_string());
        let public = STANDARD.encode(key.public.bytes());
        table.push([
            key.scope.as_str(),
            key.holder.as_str(),
            word_of(ROLES, key.role),
            &moment(key.from),
            &moment(key.to),
            &public,
        ]);
    }
    table.into_bytes()
}
