//! Cursor on Target 2.0 over TCP: units say where they are, incidents and units go out.
//!
//! A peer first says who it is, `<auth><cot username="FEED" password="TOKEN"/></auth>`, with the
//! token of a feed; then both sides send events one after the other. A position is taken of a unit
//! that the hub's list allows, that is known, and whose place is the feed's. Whatever is no plain
//! event ends the connection: a document type, an instruction, an entity of one's own, a message
//! that is too long or too deep.
//!
//! Source of the format: the schema of Cursor-On-Target events, version 2.0, MITRE,
//! case 11-3895; the `auth` message is what TAK programs send.

mod door;
mod events;
mod frame;
mod message;

use std::collections::BTreeSet;

use election::Id;

pub use door::serve;
pub(crate) use events::{degrees, utc};
pub use frame::{Frame, MAX_MESSAGE_BYTES};
pub use message::{Message, Refused, Sighting, read};

/// Most units of a list.
const MAX_ALLOWED: usize = 100_000;

/// The units that may say where they are by this way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed(BTreeSet<Id>);

impl Allowed {
    /// A list as it stands in a file: one unit a line, `#` begins a remark. The number of the first
    /// line that is none.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut units = BTreeSet::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            units.insert(Id::new(line).map_err(|_| at + 1)?);
            if units.len() > MAX_ALLOWED {
                return Err(at + 1);
            }
        }
        Ok(Self(units))
    }

    fn holds(&self, unit: Id) -> bool {
        self.0.contains(&unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_units_and_nothing_else() {
        let read = Allowed::parse("crew-1\n# nobody\n  crew-2 # by night\n\n").unwrap_or_default();
        let holds = |unit: &str| Id::new(unit).is_ok_and(|unit| read.holds(unit));
        assert!(holds("crew-1") && holds("crew-2") && !holds("crew-3"));
        assert_eq!(Allowed::parse("crew-1\ncrew 2\n"), Err(2));
    }
}
