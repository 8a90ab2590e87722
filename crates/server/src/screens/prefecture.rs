//! The screens of a prefecture: what is missing, late, in conflict, to be called back.

pub mod callback;
pub mod change;
pub mod dossier;
pub mod list;
