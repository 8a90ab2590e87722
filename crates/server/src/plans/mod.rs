//! The directory of a plan on a disk, and the editions that replace it.
//!
//! - [`folder`]: problem, plan, certificates, names; a directory that appears whole or not at all;
//! - [`seeds`]: the private seeds of the shifts' draws;
//! - [`edition`]: which plan a directory replaces, from when, and which circuits go on;
//! - [`lineage`]: whether the editions that a directory carries are those that were accepted;
//! - [`departures`]: when the repairs held that sent crews to incidents;
//! - [`services`]: what every crew does, drawn from the seeds of all editions;
//! - [`accepted`]: a repaired plan that a person accepted, written as the next edition.
//!
//! The command at a terminal and the hub's screens both go through here. What a plan is, and
//! whether it is good, is decided in `plan`.

pub mod accepted;
pub mod departures;
pub mod edition;
pub mod fault;
pub mod folder;
pub mod lineage;
pub mod seeds;
pub mod services;

pub use accepted::{Accepting, reseal};
pub use edition::Edition;
pub use fault::Fault;
pub use folder::{Opened, open};
pub use seeds::Seeds;
