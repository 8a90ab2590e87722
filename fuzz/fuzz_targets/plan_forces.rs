//! See `fuzz::plan_forces`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::plan_forces(input);
});
