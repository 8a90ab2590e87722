//! See `fuzz::qr_parts`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::qr_parts(input);
});
