//! One binary of tests for the crate.
#![expect(clippy::too_many_lines, reason = "tables of cases are read row by row")]

mod board;
mod definition;
mod door;
mod drill;
mod early;
mod fixture;
mod formats;
mod gates;
mod publish;
mod rules;
mod states;
mod totals;
mod vectors;
