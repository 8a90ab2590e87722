//! The operation: every arrow of every machine, every refusal, and the picture as a fold.

mod arrows;
mod days;
mod picture;
mod postures;
mod refusals;
pub mod scene;
