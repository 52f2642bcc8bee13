//! Coverage-guided fuzzing of the `tables` target.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| xiezhi_fuzz::tables(data));
