//! Ours equals theirs.

mod cover;
mod game;
mod pmed;
