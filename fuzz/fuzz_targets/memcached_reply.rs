//! Any bytes as the answers of a memcached server.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cachekit::__private::fuzzing::memcached_reply(bytes));
