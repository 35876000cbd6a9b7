//! What a builder takes and what it refuses.

use std::time::Duration;

use cachekit::CachekitError;
use cachekit::backend::cachekitio::{CachekitIO, CachekitIOBuilder};

use crate::support::API_KEY;

fn with_key() -> CachekitIOBuilder {
    CachekitIO::builder().api_key(API_KEY)
}

#[track_caller]
fn assert_config(built: Result<CachekitIO, CachekitError>, word: &str) {
    let Err(CachekitError::Config(text)) = built else { panic!("a configuration error was expected") };
    assert!(text.contains(word), "{text}");
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn the_defaults_are_the_hosted_server() {
    assert_eq!(with_key().build().unwrap().api_url(), "https://api.cachekit.io");
    let staging = with_key().api_url("https://api.staging.cachekit.io/").build().unwrap();
    assert_eq!(staging.api_url(), "https://api.staging.cachekit.io");
}

#[test]
fn an_api_key_is_needed() {
    assert_config(CachekitIO::builder().build(), "`api_key(…)`");
    for api_key in
        ["", "secret with spaces", "secret\r\nX-Evil: 1", "secret\0", "sécret", &"secret".repeat(100)]
    {
        assert_config(CachekitIO::builder().api_key(api_key).build(), "API key");
    }
}

#[test]
fn limits_of_zero_are_refused() {
    assert_config(with_key().read_timeout(Duration::ZERO).build(), "read_timeout");
    assert_config(with_key().write_timeout(Duration::ZERO).build(), "write_timeout");
    assert_config(with_key().max_response_bytes(0).build(), "max_response_bytes");
}

#[test]
fn only_literal_loopback_addresses_are_local() {
    let local = |url: &str| with_key().allow_loopback(true).api_url(url).build();
    for url in [
        "http://127.0.0.1:8787",
        "http://127.9.9.9",
        "http://[::1]:8787",
        "https://127.0.0.1:8787",
        "http://127.1",
    ] {
        assert!(local(url).is_ok(), "{url}");
        assert!(with_key().api_url(url).build().is_err(), "{url}");
        assert!(with_key().allow_custom_host(true).api_url(url).build().is_err(), "{url}");
    }
    let refused = [
        "http://localhost:8787",
        "https://localhost",
        "http://10.0.0.1",
        "http://0.0.0.0:8787",
        "http://[::]:8787",
        "http://[::ffff:127.0.0.1]",
        "http://192.168.0.1",
        "http://api.cachekit.io",
        "http://example.com",
        "https://example.com",
        "ftp://127.0.0.1",
        "http://user@127.0.0.1",
        "http://127.0.0.1?secret",
        "http://127.0.0.1#secret",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1:0",
        "unix:/run/secret",
    ];
    for url in refused {
        assert_config(local(url), "API URL");
    }
    assert!(local("https://api.cachekit.io").is_ok(), "the usual hosts are taken as ever");
}
