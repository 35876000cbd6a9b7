//! Any bytes as arguments of an interop key, and as an interop value.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cachekit::__private::fuzzing::interop_encode(bytes));
