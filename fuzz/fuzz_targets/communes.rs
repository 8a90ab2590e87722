//! See `fuzz::commune_table`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::commune_table(input);
});
