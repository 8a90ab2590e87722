//! See `fuzz::plan_certificates`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::plan_certificates(input);
});
