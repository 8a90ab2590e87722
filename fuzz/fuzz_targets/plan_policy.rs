//! See `fuzz::plan_policy`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::plan_policy(input);
});
