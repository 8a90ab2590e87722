//! All integration tests of the package.

#![expect(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod arrival;
mod country;
mod deploy;
mod forces;
