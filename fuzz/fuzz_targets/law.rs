//! Coverage-guided fuzzing of the `law` target.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| xiezhi_fuzz::law(data));
