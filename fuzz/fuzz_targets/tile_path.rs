//! See `fuzz::tile_path`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::tile_path(input);
});
