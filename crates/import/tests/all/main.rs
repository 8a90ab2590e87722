//! Tests of the whole crate.

mod assemble;
mod directory;
mod mutation;
mod official;
mod real;
mod samples;
mod traps;
