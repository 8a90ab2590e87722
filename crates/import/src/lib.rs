//! Official files in and out, and the directory an election is written in.
//!
//! [`official`] reads the per-station result files of French elections and writes the layout of
//! 2017; [`mod@directory`] reads and writes an election directory; [`assemble`] makes an election
//! from official files; [`planning`] reads and writes what people write for a plan. Every function takes bytes or a reader, never a path: this crate opens
//! no file and knows no clock. It is a crate of its own because of its decompressors, CSV and TOML.
//!
//! A file that is not what it says is refused whole, with a [`fault::Fault`] for everything wrong.

pub mod assemble;
pub mod cause;
pub mod departments;
pub mod directory;
pub mod fault;
mod line;
pub mod official;
pub mod planning;
mod share;

pub use cause::Cause;
pub use fault::{Fault, Refused};
