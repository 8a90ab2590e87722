//! The end of a count foretold from its beginning: each candidate's final share, and how likely
//! it is to come among the first two or to have a majority.
//!
//! Internal until the legal hour: nothing here is public before results may be. The model stands
//! in `specs/projection.md`.

mod chance;
mod design;
mod fit;
mod held;
mod matrix;
mod night;
pub mod order;
mod outlook;
mod project;
pub mod replay;

pub use night::{MAX_CANDIDATES, MAX_DEPARTMENTS, MAX_STATIONS, Night, Refused, Station};
pub use project::{Interval, LEAST_STATIONS, Outcome, Projection, project};
