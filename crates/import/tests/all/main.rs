//! Tests of the whole crate.

mod assemble;
mod directory;
mod loose;
mod mutation;
mod official;
mod planning;
mod planning_real;
mod real;
mod samples;
mod traps;
