//! The operation: every arrow of every machine, every refusal, and the picture as a fold.

mod arrows;
mod days;
mod drawn;
mod picture;
mod postures;
mod refusals;
mod repairs;
pub mod scene;
