//! Sentinels over TLS, and the primary that they name.

use std::time::Duration;

use cachekit::backend::Backend;
use cachekit::error::BackendErrorKind::Transient;
use cachekit_test_servers::{Authority, RedisSentinels, Tls};

use super::{impatient, known, suspicious, trusting};
use crate::support::{KEY, LIMIT, VALUE, assert_refused, recovers, within};

/// A primary is missed, the sentinels agree, and its replica is promoted: on a busy machine.
const FAILOVER: Duration = Duration::from_secs(30);

#[tokio::test]
async fn the_replica_of_a_primary_that_dies_takes_over() {
    let authority = Authority::new();
    let mut sentinels = RedisSentinels::over_tls(Tls::mutual(&authority));
    cachekit::testing::check_backend(&known(sentinels.url(), &authority).build().unwrap()).await.unwrap();
    let backend = impatient(known(sentinels.url(), &authority));
    recovers(FAILOVER, || backend.set(KEY, VALUE.to_vec(), None)).await;
    sentinels.server(0).kill();
    assert_refused(within(LIMIT, backend.get(KEY)).await, Transient);
    recovers(FAILOVER, || within(LIMIT, backend.set(KEY, b"new".to_vec(), None))).await;
    assert_eq!(sentinels.primary(), 1);
    assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(&b"new"[..]));
}

#[tokio::test]
async fn any_client_is_served_where_none_is_asked_for_a_certificate() {
    let authority = Authority::new();
    let sentinels = RedisSentinels::over_tls(Tls::of_servers(&authority));
    cachekit::testing::check_backend(&trusting(sentinels.url(), &authority).build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn every_sentinel_turns_strangers_away_and_is_trusted_by_nobody_who_should_not() {
    let authority = Authority::new();
    let sentinels = RedisSentinels::over_tls(Tls::mutual(&authority));
    for sentinel in 0..3 {
        let url = || sentinels.url_of(&[sentinel]);
        let without_a_certificate = trusting(url(), &authority).build().unwrap();
        let error = assert_refused(without_a_certificate.connect().await, Transient);
        assert!(error.to_string().contains("CertificateRequired"), "{error}");
        let error = assert_refused(suspicious(url(), &authority).build().unwrap().connect().await, Transient);
        assert!(error.to_string().contains("invalid peer certificate"), "{error}");
        known(url(), &authority).build().unwrap().connect().await.unwrap();
    }
}

#[tokio::test]
async fn the_primary_has_to_be_who_the_sentinels_say() {
    // They call it 127.0.0.1.
    let authority = Authority::of_hosts(&["localhost"]);
    let sentinels = RedisSentinels::over_tls(Tls::mutual(&authority));
    let error =
        assert_refused(known(sentinels.url(), &authority).build().unwrap().connect().await, Transient);
    assert!(error.to_string().contains("certificate not valid for name"), "{error}");
}
