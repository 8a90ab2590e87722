//! The station's part: what is typed, kept, carried and printed.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "printed sheets are read by other programs, from files: the crate itself has neither"
)]

mod answer;
mod carry;
mod country;
mod draft;
mod figures;
mod form;
mod pages;
mod receipt;
mod sheet;
mod signing;
