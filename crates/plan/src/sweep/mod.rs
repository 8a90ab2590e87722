//! Sweeps: which venues are searched before an event, by which team, and when; what cannot be
//! reached is left unswept at a price.
//!
//! [`solve`] finds a first answer by removals and insertions (the engine of [`route`](crate::route)).
//! Then, for each part of the problem that has nothing to do with the rest (a day, as a rule):
//! column generation over rounds, all rounds that a better answer could use, and branch and bound
//! among them, with subset-row inequalities. Linear programs are solved by other people's code in
//! floating point; every bound is computed from rounded prices in whole numbers, and
//! [`certificate`] proves it again with no code of the search.

pub mod certificate;
pub mod check;
mod column;
mod enumerate;
mod json;
mod labels;
mod master;
mod net;
mod part;
mod problem;
pub mod read;
mod relax;
mod rest;
mod root;
mod set;
mod simplex;
mod solve;
mod tree;

pub use column::{Must, Prices, Triple};
pub use json::{Cause, Refused};
pub use problem::{
    MAX_DEPOTS, MAX_MINUTE, MAX_SHIFTS, MAX_SKILLS, MAX_VENUES, MAX_WEIGHT, PRICE, Problem, Rounds, Shift, Skills,
    Unfit, Venue,
};
pub use solve::{Answer, CHANGES, Settings, solve};
pub use tree::{Case, Decision};
