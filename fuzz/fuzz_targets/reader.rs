//! Coverage-guided fuzzing of the `reader` target.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| xiezhi_fuzz::reader(data));
