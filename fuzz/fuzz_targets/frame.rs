//! Any bytes as the stored bytes of a plain region.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cachekit::__private::fuzzing::frame(bytes));
