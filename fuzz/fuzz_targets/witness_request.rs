//! See `fuzz::witness_request`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::witness_request(input);
});
