//! See `fuzz::tlog_proof`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::tlog_proof(input);
});
