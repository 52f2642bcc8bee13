//! Coverage-guided fuzzing of the `matcher` target.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| xiezhi_fuzz::matcher(data));
