//! Any text as the URL of a cachekit.io server.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    cachekit::__private::fuzzing::url_validator(text);
    // Most texts fail at the scheme.
    cachekit::__private::fuzzing::url_validator(&format!("https://{text}"));
    cachekit::__private::fuzzing::url_validator(&format!("http://{text}"));
});
