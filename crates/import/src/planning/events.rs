//! `events.csv`: headquarters, rallies and result evenings, one a line.

use plan::measure::{Clock, Officers, Weight};
use plan::problem::Event;

use super::spelling::{EVENTS, figure, ids, of_ids};
use super::{Table as Read, alone};
use crate::cause::Cause;
use crate::directory::table::{self, Row};
use crate::directory::value::{degrees, word_of};
use crate::fault::{Faults, Refused};
use crate::line::Table;

/// The name of the file in an example.
pub const FILE: &str = "events.csv";

const COLUMNS: [&str; 13] =
    ["id", "kind", "phase", "commune", "lon", "lat", "from", "to", "people", "weight", "detail", "skills", "name"];

/// Reads the file by itself; `name` is its name in the faults.
pub fn read(bytes: &[u8], name: &str) -> Result<Vec<Event>, Refused> {
    alone(FILE, bytes, name, |text, faults| Some(parse(text, faults).0))
}

pub(super) fn parse(text: &str, faults: &mut Faults) -> Read<Event> {
    table::read(FILE, text, &|names| table::exactly(&COLUMNS, names), faults, event)
}

fn event(row: &mut Row<'_>) -> Option<Event> {
    let (id, kind, phase) = (row.id(0), row.word(1, EVENTS), row.optional_id(2));
    let (commune, position) = (row.id(3), row.position(4, 5));
    let from = row.parsed(6, Cause::BadClock, Clock::parse);
    let to = row.parsed(7, Cause::BadClock, Clock::parse);
    let people = row.parsed(8, Cause::BadFigure, figure);
    let weight = row.parsed(9, Cause::BadFigure, figure).map(Weight);
    let detail = row.parsed(10, Cause::BadFigure, figure).map(Officers);
    let skills = row.parsed(11, Cause::BadList, ids);
    let name = row.text(12).to_owned();
    Some(Event {
        id: id?,
        kind: kind?,
        phase: phase.ok()?,
        commune: commune?,
        position: position.ok()?,
        from: from?,
        to: to?,
        people: people?,
        weight: weight?,
        detail: detail?,
        skills: skills?,
        name,
    })
}

/// Writes events in their order; the twin of [`read`].
pub fn write(events: &[Event]) -> Vec<u8> {
    let mut table = Table::new(COLUMNS);
    for event in events {
        let (lon, lat) = event.position.map_or_else(Default::default, |at| (degrees(at.lon_e6), degrees(at.lat_e6)));
        table.push([
            event.id.as_str(),
            word_of(EVENTS, event.kind),
            event.phase.as_ref().map_or("", |phase| phase.as_str()),
            event.commune.as_str(),
            &lon,
            &lat,
            &event.from.to_string(),
            &event.to.to_string(),
            &event.people.to_string(),
            &event.weight.to_string(),
            &event.detail.to_string(),
            &of_ids(&event.skills),
            &event.name,
        ]);
    }
    table.into_bytes()
}
