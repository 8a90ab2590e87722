//! See `fuzz::plan_incidents`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::plan_incidents(input);
});
