//! The pages and exports, made from the nights of the vectors.
#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests read vectors and start other programs")]

mod browser;
mod exports;
mod fixture;
mod pages;
mod standing;
mod twins;
