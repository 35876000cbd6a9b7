//! Any bytes as an entry of the Python SDK's default layout.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cachekit::__private::fuzzing::ck_frame(bytes));
