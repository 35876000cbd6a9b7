//! Sentinels over TLS, and the primary that they name.

use cachekit::error::BackendErrorKind::Transient;
use cachekit_test_servers::{Authority, RedisSentinels, Tls};

use super::{assert_strangers_are_refused, impatient, known, trusting};
use crate::sentinels::check_failover;
use crate::support::assert_refused;

#[tokio::test]
async fn the_replica_of_a_primary_that_dies_takes_over() {
    let authority = Authority::new();
    let sentinels = RedisSentinels::over_tls(Tls::mutual(&authority));
    let backend = impatient(known(sentinels.url(), &authority));
    check_failover(sentinels, backend).await;
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
        assert_strangers_are_refused(&sentinels.url_of(&[sentinel]), &authority).await;
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
