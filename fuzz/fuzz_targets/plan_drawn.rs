//! See `fuzz::plan_drawn`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::plan_drawn(input);
});
