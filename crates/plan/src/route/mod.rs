//! Rounds of vehicles with time windows, found by taking strings of visits out and putting them
//! back: slack induction by string removals (Christiaens and Vanden Berghe 2020).
//!
//! One engine for what must all be visited ([`solomon`]) and for what may be left at a price (the
//! first answers of [`sweep`](crate::sweep)). All numbers are whole; times and costs have one unit,
//! which the caller chooses.

mod anneal;
mod fleet;
mod model;
mod recreate;
mod ruin;
pub mod solomon;
mod state;

pub use anneal::{Schedule, anneal};
pub use fleet::fewest;
pub use model::{Crew, Job, Model};
pub use state::State;
