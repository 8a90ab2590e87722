//! The verifier against honest and dishonest publishers.

#[path = "../../../election/tests/all/fixture.rs"]
#[expect(dead_code, reason = "the fixture of another crate's tests: not all of it is needed here")]
mod fixture;

mod adder;
mod clock;
mod codes;
mod findings;
mod honest;
mod lies;
mod past;
mod press;
mod receipts;
mod tamper;
