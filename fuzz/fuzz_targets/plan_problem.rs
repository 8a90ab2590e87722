//! See `fuzz::plan_problem`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = fuzz::plan_problem(input);
});
