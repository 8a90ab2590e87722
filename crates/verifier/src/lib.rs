//! The shell of the verifier: directories, URLs, several cores, and words for people.
//!
//! `vigie verify` and the small binary `vigie-verify` are both [`Arguments::run`].

mod arguments;
mod folder;
mod hands;
mod report;
mod site;
mod state;
pub mod wording;

pub use arguments::{Arguments, Failure};
pub use folder::Folder;
pub use hands::{Threads, register};
pub use site::Site;
