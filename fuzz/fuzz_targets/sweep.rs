//! See `fuzz::sweep`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::sweep(input);
});
