//! Where to put people, and why not otherwise.
//!
//! The planner takes a problem, a seed and a budget in iterations, and gives a plan with a proven
//! bound. The same three give the same bytes on every machine. No clock, no file, no network; the
//! only threads are those of a rayon scope, and their number changes nothing.

pub mod answer;
pub mod chance;
pub mod check;
pub mod coverage;
pub mod deploy;
pub mod draw;
pub mod explain;
pub mod game;
pub mod measure;
pub mod median;
pub mod output;
pub mod patrol;
pub mod problem;
pub mod repair;
pub mod route;
pub mod sweep;
pub mod travel;
mod written;
