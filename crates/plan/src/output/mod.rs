//! What a plan shows to people and to other programs: tables, map data, a summary, a report, a
//! timetable for each crew, and the orders of each unit.
//!
//! Everything here is a function from a [`Dossier`] to text: no disk, no clock, no chance but
//! that of an opened seed. What comes from files (names of places, venues and events) is escaped
//! for each format where it is written.

mod cells;
mod continuing;
mod crews;
mod dossier;
mod facts;
mod geojson;
mod lands;
mod map;
mod markup;
mod numbers;
mod orders;
mod report;
mod summary;
mod tables;
mod timetable;
mod words;

pub use crate::answer::Call;
pub use continuing::Continuing;
pub use crews::{Crews, Member};
pub use dossier::{Dossier, Names};
pub use orders::Roster;
pub use timetable::{Service, Undrawn, timetable, timetable_of};
