//! The p-median: where bases stand so that the way to them is shortest in all.

mod ascent;
pub mod dual;
pub mod graph;
pub mod problem;
pub mod read;
mod rows;
mod search;
mod swap;
mod tree;

pub use problem::{Problem, Unfit};
pub use search::{Answer, Budget, solve};
