//! Any bytes as the envelope around a compressed value, and as the compressed data in one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cachekit::__private::fuzzing::envelope(bytes));
