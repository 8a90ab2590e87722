//! The rooms: who may do what, and what is refused.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod accounts;
mod administrators;
mod callbacks;
mod chain;
mod country;
mod desks;
mod files;
mod operation;
mod proposals;
mod table;
