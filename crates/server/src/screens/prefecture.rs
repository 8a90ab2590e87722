//! The screens of a prefecture: what is missing, late, in conflict, to be called back.

pub mod annulment;
mod beside;
pub mod callback;
mod change;
pub mod correction;
pub mod dossier;
pub mod list;
pub mod proposals;
