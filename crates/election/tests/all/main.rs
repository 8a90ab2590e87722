//! One binary of tests for the crate.

mod board;
mod definition;
mod fixture;
mod formats;
mod gates;
mod publish;
mod rules;
mod states;
mod totals;
