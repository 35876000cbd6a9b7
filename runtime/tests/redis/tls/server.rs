//! One server.

use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::backend::redis::RedisBackend;
use cachekit::error::BackendErrorKind::{Timeout, Transient};
use cachekit_test_servers::{Authority, RedisOptions, RedisServer, Tls};

use super::{assert_strangers_are_refused, known, suspicious, trusting};
use crate::support::{KEY, VALUE, assert_refused};

fn start(tls: Tls<'_>) -> RedisServer {
    RedisServer::with(&RedisOptions { tls: Some(tls), ..Default::default() })
}

#[tokio::test]
async fn both_sides_show_who_they_are() {
    let authority = Authority::new();
    let server = start(Tls::mutual(&authority));
    let backend = known(server.url(), &authority).build().unwrap();
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(VALUE));
    assert!(!format!("{backend:?}").contains("PRIVATE KEY"));
}

#[tokio::test]
async fn a_server_that_takes_any_client_shows_who_it_is() {
    let authority = Authority::new();
    let server = start(Tls::of_servers(&authority));
    let backend = trusting(server.url(), &authority).build().unwrap();
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(VALUE));
    assert_refused(suspicious(server.url(), &authority).build().unwrap().connect().await, Transient);
}

#[tokio::test]
async fn a_server_and_its_clients_turn_strangers_away() {
    let authority = Authority::new();
    let server = start(Tls::mutual(&authority));
    assert_strangers_are_refused(&server.url(), &authority).await;
    let (certificate, key) = authority.client.clone();
    let roots_of_the_machine =
        RedisBackend::builder().url(server.url()).client_certificate(certificate, key).build().unwrap();
    assert_refused(roots_of_the_machine.connect().await, Transient);
}

#[tokio::test]
async fn a_certificate_is_of_one_host() {
    let authority = Authority::new();
    let server = start(Tls::mutual(&authority));
    let elsewhere = server.url().replace("localhost", "127.0.0.2");
    assert_refused(known(elsewhere, &authority).build().unwrap().connect().await, Transient);
}

#[tokio::test]
async fn a_plain_server_is_never_spoken_to_in_plain() {
    let authority = Authority::new();
    let plain = RedisServer::start();
    let limit = Duration::from_millis(500);
    let url = plain.url().replace("redis:", "rediss:");
    let backend = known(url, &authority).connect_timeout(limit).build().unwrap();
    // The server takes the handshake for a command and waits for its end, or ends the connection.
    let error = backend.connect().await.unwrap_err();
    assert!([Timeout, Transient].contains(&error.kind), "{error:?}");
}
