//! The journal and the public directory, seen from outside, on good disks and bad ones.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod faults;
mod outsider;
mod rig;
