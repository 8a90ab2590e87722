//! The journal and the public directory, seen from outside, on good disks and bad ones.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod attacks;
mod clocks;
mod cosigning;
mod country;
mod doors;
mod drill;
mod entries;
mod every_effect;
mod faults;
mod faulty;
mod full;
mod full_disk;
mod gates;
mod hub;
mod logging;
mod outside;
mod outsider;
mod publisher;
mod rig;
mod rude;
mod screens;
mod served;
mod serving;
mod tampering;
mod tls;
mod unchanged;
mod witnessing;
