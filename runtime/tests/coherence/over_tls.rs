//! News over TLS: each primary tells them on a connection of its own, with its own handshake.

use std::time::Duration;

use cachekit::backend::redis::RedisBackend;
use cachekit::prelude::*;
use cachekit_test_servers::{Authority, RedisCluster, RedisOptions, RedisSentinels, Tls, holds_within};

use crate::on_redis::{BOUND, client_on, is_live, warm};
use crate::on_redis_cluster::{FAILOVER, STORED, check_failover, users, write_all_and_warm, write_and_warm};
use crate::support::{KEY, Read, read, set};

async fn client(url: &str, authority: &Authority) -> CacheKit {
    let (certificate, key) = authority.client.clone();
    let backend = RedisBackend::builder().url(url).root_certificates(authority.certificate.clone());
    let cache = client_on(backend.client_certificate(certificate, key));
    is_live(&cache, true).await;
    cache
}

#[tokio::test]
async fn changes_on_every_node_are_seen_in_time_also_after_one_was_replaced() {
    let authority = Authority::new();
    let mut cluster =
        RedisCluster::with(&RedisOptions { tls: Some(Tls::mutual(&authority)), ..Default::default() });
    let (first, second) =
        (client(&cluster.url(), &authority).await, client(&cluster.url(), &authority).await);
    let users = users();
    write_all_and_warm(&first, &second, &users).await;
    for user in &users {
        first.entry(user).set("new".to_owned()).await.unwrap();
        holds_within(BOUND, async || second.get_if_present(user).is_none_or(|it| *it == "new")).await;
    }

    set(&first, "old").await;
    warm(&second, "old").await;
    let dead = cluster.index_of_primary(STORED);
    cluster.node(dead).kill();
    holds_within(Duration::from_secs(1), async || second.get_if_present(&KEY).is_none()).await;
    holds_within(FAILOVER, async || second.stats().coherence.unwrap().is_live).await;
    write_and_warm(&second, "new").await;
    holds_within(FAILOVER, async || first.entry(&KEY).delete().await.is_ok()).await;
    holds_within(BOUND, async || read(&second).await == Read::Nothing).await;
}

#[tokio::test]
async fn the_next_primary_of_sentinels_is_heard() {
    let authority = Authority::new();
    let sentinels = RedisSentinels::over_tls(Tls::mutual(&authority));
    let cache = client(&sentinels.url(), &authority).await;
    check_failover(sentinels, cache).await;
}

#[tokio::test]
async fn a_client_that_is_turned_away_hears_nothing_and_knows_it() {
    let authority = Authority::new();
    let cluster =
        RedisCluster::with(&RedisOptions { tls: Some(Tls::mutual(&authority)), ..Default::default() });
    let stranger = RedisBackend::builder().url(cluster.url()).root_certificates(authority.certificate);
    let cache = client_on(stranger);
    assert!(cache.entry(&KEY).get().await.is_err());
    assert!(!cache.stats().coherence.unwrap().is_live);
}
