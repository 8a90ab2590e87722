//! See `fuzz::plan_events`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::plan_events(input);
});
