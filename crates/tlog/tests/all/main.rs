//! Every test of the crate that is not an example in its documentation.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
#![expect(
    clippy::disallowed_methods,
    reason = "tests read the vectors' files and measure times; the crate does neither"
)]

mod keys;
mod machines;
mod notes;
mod oracle;
mod policies;
mod sequencing;
mod speed;
mod tiles;
mod trees;
mod vectors;
