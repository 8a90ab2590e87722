//! The command line as its users meet it: real processes, real files.

mod bad_input;
mod chain;
mod real;
mod shell;
mod vigie;
