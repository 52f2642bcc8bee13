//! Coverage-guided fuzzing of the `normaliser` target.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| xiezhi_fuzz::normaliser(data));
