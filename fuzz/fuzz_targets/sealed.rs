//! Any bytes as sealed frames and values, and as what is sealed.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cachekit::__private::fuzzing::sealed(bytes));
