//! The commands, one file each.

pub mod accounts;
pub mod bench;
pub mod checks;
pub mod definition;
pub mod demo;
pub mod export;
pub mod import;
pub mod intake;
pub mod keys;
pub mod plan;
pub mod project;
pub mod receipt;
pub mod replay;
pub mod serve;
pub mod shell;
pub mod station;
pub mod witness;
