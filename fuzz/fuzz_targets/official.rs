//! See `fuzz::official_file`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::official_file(input);
});
