//! Other people's solvers beside ours: the same question, answered twice.

pub mod clock;
pub mod cover;
pub mod game;
pub mod pmed;
pub mod rounds;
