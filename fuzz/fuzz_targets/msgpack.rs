//! Any bytes as values of several types, by `MessagePack`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cachekit::__private::fuzzing::msgpack(bytes));
