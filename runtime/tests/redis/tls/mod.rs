//! TLS, with an authority that nobody else trusts.

mod cluster;
mod sentinels;
mod server;

use cachekit::backend::redis::{RedisBackend, RedisBackendBuilder};
use cachekit::error::BackendErrorKind::Transient;
use cachekit_test_servers::Authority;

use crate::support::{LIMIT, assert_refused};

/// Trusts the authority.
fn trusting(url: impl Into<String>, authority: &Authority) -> RedisBackendBuilder {
    RedisBackend::builder().url(url).root_certificates(authority.certificate.clone())
}

/// Trusts the authority and is known to it.
fn known(url: impl Into<String>, authority: &Authority) -> RedisBackendBuilder {
    let (certificate, key) = authority.client.clone();
    trusting(url, authority).client_certificate(certificate, key)
}

/// Does not wait for long.
fn impatient(builder: RedisBackendBuilder) -> RedisBackend {
    builder.connect_timeout(LIMIT).command_timeout(LIMIT).build().unwrap()
}

/// Trusts an authority of its own, which knows nobody here, and shows a certificate of the right one.
fn suspicious(url: impl Into<String>, authority: &Authority) -> RedisBackendBuilder {
    known(url, authority).root_certificates(Authority::new().certificate)
}

/// A server that asks for certificates turns away who has none, and is turned away by who does not trust it; who has
/// and does gets in.
async fn assert_strangers_are_refused(url: &str, authority: &Authority) {
    let error = assert_refused(trusting(url, authority).build().unwrap().connect().await, Transient);
    assert!(error.to_string().contains("CertificateRequired"), "{error}");
    let error = assert_refused(suspicious(url, authority).build().unwrap().connect().await, Transient);
    assert!(error.to_string().contains("invalid peer certificate"), "{error}");
    known(url, authority).build().unwrap().connect().await.unwrap();
}
