//! See `fuzz::plan_threats`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::plan_threats(input);
});
