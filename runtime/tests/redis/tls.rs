//! TLS, with an authority that nobody else trusts.

use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::backend::redis::{RedisBackend, RedisBackendBuilder};
use cachekit::error::BackendErrorKind::{Timeout, Transient};
use cachekit_test_servers::{Authority, RedisOptions, RedisServer};

use crate::support::{KEY, VALUE, assert_refused};

fn start(authority: &Authority) -> RedisServer {
    RedisServer::with(&RedisOptions { tls: Some(authority), ..Default::default() })
}

/// Trusts the authority.
fn trusting(server: &RedisServer, authority: &Authority) -> RedisBackendBuilder {
    RedisBackend::builder().url(server.url()).root_certificates(authority.certificate.clone())
}

/// Trusts the authority and is known to it.
fn known(server: &RedisServer, authority: &Authority) -> RedisBackendBuilder {
    let (certificate, key) = authority.client.clone();
    trusting(server, authority).client_certificate(certificate, key)
}

#[tokio::test]
async fn both_sides_show_who_they_are() {
    let authority = Authority::new();
    let server = start(&authority);
    let backend = known(&server, &authority).build().unwrap();
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(VALUE));
    assert!(!format!("{backend:?}").contains("PRIVATE KEY"));
}

#[tokio::test]
async fn a_client_without_a_certificate_is_turned_away() {
    let authority = Authority::new();
    let server = start(&authority);
    assert_refused(trusting(&server, &authority).build().unwrap().get(KEY).await, Transient);
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_no_word() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let server = start(&authority);
    let wrong_roots = known(&server, &stranger).build().unwrap();
    assert_refused(wrong_roots.connect().await, Transient);
    let (certificate, key) = authority.client.clone();
    let roots_of_the_machine =
        RedisBackend::builder().url(server.url()).client_certificate(certificate, key).build().unwrap();
    assert_refused(roots_of_the_machine.connect().await, Transient);
}

#[tokio::test]
async fn a_certificate_is_of_one_host() {
    let authority = Authority::new();
    let server = start(&authority);
    let (certificate, key) = authority.client.clone();
    let elsewhere = RedisBackend::builder()
        .url(server.url().replace("localhost", "127.0.0.2"))
        .root_certificates(authority.certificate.clone())
        .client_certificate(certificate, key)
        .build()
        .unwrap();
    assert_refused(elsewhere.connect().await, Transient);
}

#[tokio::test]
async fn a_plain_server_is_never_spoken_to_in_plain() {
    let authority = Authority::new();
    let plain = RedisServer::start();
    let limit = Duration::from_millis(500);
    let backend = known(&plain, &authority);
    let backend =
        backend.url(plain.url().replace("redis:", "rediss:")).connect_timeout(limit).build().unwrap();
    // The server takes the handshake for a command and waits for its end, or ends the connection.
    let error = backend.connect().await.unwrap_err();
    assert!([Timeout, Transient].contains(&error.kind), "{error:?}");
}
