//! See `fuzz::plan_overrides`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::plan_overrides(input);
});
