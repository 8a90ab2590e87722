//! Every file in `vectors/election` against its verdict; and, when asked, the files made again:
//! `cargo test -p election -- --ignored regenerate_vectors`.
//!
//! The verdicts stand in the tables of the modules below, written by hand. Making the files
//! again fails where the crate disagrees with them.

#![expect(clippy::disallowed_methods, reason = "tests read and write the vectors' files; the crate does neither")]

mod coverage;
mod definitions;
mod disputes;
mod files;
mod messages;
mod nights;
mod pages;
mod published;
mod refusals;
mod states;
mod values;

/// Writes `vectors/election` and the examples of `specs/` again.
#[test]
#[ignore = "writes the files that the other tests read"]
fn regenerate_vectors() {
    definitions::write();
    messages::write();
    values::write();
    nights::write();
    published::write();
    pages::write();
}
