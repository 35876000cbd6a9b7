//! Which URLs are taken: those of cachekit.io, and with a custom host those of the public internet.

use cachekit::CachekitError;
use cachekit::url_validator::validate_cachekitio_url;

#[track_caller]
fn assert_refused(url: &str, allow_custom_host: bool) {
    let Err(CachekitError::Config(text)) = validate_cachekitio_url(url, allow_custom_host) else {
        panic!("`{url}` was taken")
    };
    for told in ["cachekit.io", "allow_custom_host", "allow_loopback", "staging"] {
        assert!(!text.contains(told), "`{told}` is in: {text}");
    }
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn hosts_of_cachekit_io() {
    for url in [
        "https://api.cachekit.io",
        "https://api.cachekit.io/",
        "https://api.cachekit.io:443",
        "HTTPS://API.CacheKit.IO",
        "https://api.staging.cachekit.io",
        "https://api.cachekit.io/proxied",
    ] {
        validate_cachekitio_url(url, false).unwrap_or_else(|error| panic!("{url}: {error}"));
    }
}

#[test]
fn other_hosts_need_permission() {
    for url in [
        "https://example.com",
        "https://example.com:8443/cache",
        "https://cachekit.io",
        "https://evil.api.cachekit.io",
        "https://api.cachekit.io.example.com",
        "https://api-cachekit.io",
        "https://api.cachekit.io.",
        "https://api.cachekit.io:8443",
        "https://1.1.1.1",
        "https://[2606:4700::1111]",
        "https://localhost.example.com",
        "https://notlocalhost",
    ] {
        assert_refused(url, false);
        validate_cachekitio_url(url, true).unwrap_or_else(|error| panic!("{url}: {error}"));
    }
}

#[test]
fn urls_that_are_refused_whatever_is_permitted() {
    let refused = [
        // Not HTTPS, or not what it looks like.
        "",
        "https",
        "https:",
        "https://",
        "https:///v1",
        "http://api.cachekit.io",
        "ftp://api.cachekit.io",
        "api.cachekit.io",
        "//api.cachekit.io",
        "https:api.cachekit.io",
        "https:/api.cachekit.io",
        "https:\\\\api.cachekit.io",
        "file:///etc/passwd",
        " https://api.cachekit.io",
        "https://api.cachekit.io\n",
        "https://api.\tcachekit.io",
        "https://api.cachekit.io\\@example.com",
        "javascript://api.cachekit.io",
        "https://exa mple.com",
        "https://%00.com",
        "https://example.com:99999",
        "https://example.com:0",
        "wss://api.cachekit.io",
        // Credentials, queries, fragments.
        "https://user@api.cachekit.io",
        "https://user:hunter2@api.cachekit.io",
        "https://:hunter2@api.cachekit.io",
        "https://@api.cachekit.io",
        "https://api.cachekit.io@example.com",
        "https://api.cachekit.io?",
        "https://api.cachekit.io?token=hunter2",
        "https://api.cachekit.io/#",
        "https://api.cachekit.io#hunter2",
        // This machine, by name.
        "https://localhost",
        "https://LOCALHOST:8443",
        "https://localhost.",
        "https://api.localhost",
        "https://localhost.localdomain",
        // IPv4, in every spelling.
        "https://127.0.0.1",
        "https://127.1",
        "https://2130706433",
        "https://0x7f000001",
        "https://0177.0.0.1",
        "https://0",
        "https://127.0.0.1.",
        "https://10.0.0.1",
        "https://100.64.0.1",
        "https://169.254.169.254",
        "https://172.16.0.1",
        "https://192.0.0.1",
        "https://192.0.2.1",
        "https://192.168.1.1",
        "https://198.18.0.1",
        "https://198.51.100.1",
        "https://203.0.113.1",
        "https://224.0.0.1",
        "https://240.0.0.1",
        "https://255.255.255.255",
        "https://\u{ff11}27.0.0.1",
        // IPv6, and IPv4 inside of it.
        "https://[::]",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://[::ffff:8.8.8.8]",
        "https://[::127.0.0.1]",
        "https://[::ffff:0:8.8.8.8]",
        "https://[64:ff9b::8.8.8.8]",
        "https://[64:ff9b:1::1]",
        "https://[2002:7f00:1::]",
        "https://[2001::1]",
        "https://[2001:db8::1]",
        "https://[fe80::1]",
        "https://[fec0::1]",
        "https://[fc00::1]",
        "https://[fd00::1]",
        "https://[ff02::1]",
        "https://[100::1]",
    ];
    for url in refused {
        assert_refused(url, false);
        assert_refused(url, true);
    }
}
