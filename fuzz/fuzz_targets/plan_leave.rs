//! See `fuzz::plan_leave`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::plan_leave(input);
});
