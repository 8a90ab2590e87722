//! The shell of the verifier: real directories, real sockets, and what people read.

#[path = "../../../election/tests/all/fixture.rs"]
#[expect(dead_code, reason = "the fixture of another crate's tests: not all of it is needed here")]
mod fixture;
#[path = "../../../verify/tests/all/press.rs"]
#[expect(dead_code, reason = "the printing press of another crate's tests: not all of it is needed here")]
mod press;

mod command;
mod directories;
mod golden;
mod receipts;
mod sites;
mod web;
