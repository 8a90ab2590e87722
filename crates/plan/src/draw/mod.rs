//! Draws that an observer cannot foresee and anyone can check afterwards.
//!
//! - [`seal`]: the seed of a shift is committed before the shift and opened after it; a draw needs
//!   the opened seed, so a draw from any other seed is found by whoever repeats it.
//! - [`comb`]: which of many are chosen, with exactly the wanted inclusion probabilities.
//! - [`circuit`]: when and in which order a crew comes by, with exactly the wanted presence.
//! - [`leak`]: how much a sighting tells an observer of the hours that follow.

pub mod circuit;
pub mod comb;
pub mod leak;
mod orders;
pub mod overrides;
pub mod price;
pub(crate) mod round;
pub mod seal;
