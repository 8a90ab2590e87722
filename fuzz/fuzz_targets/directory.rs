//! See `fuzz::election_directory`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::election_directory(input);
});
