//! Maps: outlines on one sheet, pictures that need no program, arrays for the one that moves.

pub(crate) mod arrays;
pub mod atlas;
pub(crate) mod colour;
pub(crate) mod outline;
pub(crate) mod picture;
pub(crate) mod sheet;
pub mod terrain;
