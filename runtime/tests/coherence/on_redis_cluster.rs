//! News from every primary of a real cluster, and from whichever server is the primary.

use std::time::Duration;

use cachekit::prelude::*;
use cachekit_test_servers::{RedisCluster, RedisSentinels, holds_within};
use futures_util::future::join_all;

use crate::on_redis::{BOUND, client_at, is_live, warm};
use crate::support::{KEY, Name, Read, hit, read, set};

/// A primary is missed, its replica takes over, and everybody hears of it: on a busy machine.
pub(crate) const FAILOVER: Duration = Duration::from_secs(30);

/// Where the entry of [`KEY`] stands.
pub(crate) const STORED: &str = "shop::users:name:42";

async fn client(url: &str) -> CacheKit {
    let cache = client_at(url);
    is_live(&cache, true).await;
    cache
}

/// So many that every primary has some of them.
pub(crate) fn users() -> Vec<Name> {
    (0..60).map(|id| Name { id }).collect()
}

/// Writes all of them by one client, and reads them by another until its L1 has them.
pub(crate) async fn write_all_and_warm(writer: &CacheKit, reader: &CacheKit, users: &[Name]) {
    for user in users {
        writer.entry(user).set("old".to_owned()).await.unwrap();
    }
    join_all(users.iter().map(async |user| {
        holds_within(Duration::from_secs(5), async || {
            reader.entry(user).get().await.unwrap();
            reader.get_if_present(user).is_some()
        })
        .await;
    }))
    .await;
}

/// Writes a value, and reads until L1 has it. Writes that failed meanwhile keep the key out of L1 for as long as they may
/// still land.
pub(crate) async fn write_and_warm(cache: &CacheKit, value: &str) {
    holds_within(FAILOVER, async || cache.entry(&KEY).set(value.to_owned()).await.is_ok()).await;
    holds_within(FAILOVER, async || read(cache).await == hit(value)).await;
}

#[tokio::test]
async fn changes_on_every_node_are_seen_in_time() {
    let cluster = RedisCluster::start();
    let (first, second) = (client(&cluster.url()).await, client(&cluster.url()).await);
    let users = users();
    write_all_and_warm(&first, &second, &users).await;
    for user in &users {
        first.entry(user).set("new".to_owned()).await.unwrap();
        holds_within(BOUND, async || second.get_if_present(user).is_none_or(|it| *it == "new")).await;
    }
}

#[tokio::test]
async fn a_change_at_a_console_of_a_node_is_seen_in_time() {
    let cluster = RedisCluster::start();
    let cache = client(&cluster.url()).await;
    set(&cache, "old").await;
    warm(&cache, "old").await;
    cluster.ask(cluster.index_of_primary(STORED), &["DEL", STORED]);
    holds_within(BOUND, async || read(&cache).await == Read::Nothing).await;
}

#[tokio::test]
async fn a_primary_that_dies_empties_l1_and_its_replica_is_heard() {
    let mut cluster = RedisCluster::start();
    let cache = client(&cluster.url()).await;
    set(&cache, "old").await;
    warm(&cache, "old").await;
    let dead = cluster.index_of_primary(STORED);
    cluster.wait_for_replica_of(dead);
    cluster.node(dead).kill();
    holds_within(Duration::from_secs(1), async || cache.get_if_present(&KEY).is_none()).await;
    holds_within(FAILOVER, async || cache.stats().coherence.unwrap().is_live).await;

    write_and_warm(&cache, "new").await;
    let primary = (0..6).filter(|&node| node != dead).find(|&node| {
        cluster.ask(node, &["ROLE"]).starts_with("master")
            && cluster.ask(node, &["GET", STORED]).contains("new")
    });
    cluster.ask(primary.unwrap(), &["DEL", STORED]);
    holds_within(BOUND, async || read(&cache).await == Read::Nothing).await;
}

#[tokio::test]
async fn a_planned_change_of_roles_is_noticed_and_nothing_is_missed() {
    let cluster = RedisCluster::start();
    let (first, second) = (client(&cluster.url()).await, client(&cluster.url()).await);
    set(&first, "old").await;
    warm(&second, "old").await;
    let before = cluster.index_of_primary(STORED);
    let id = cluster.ask(before, &["CLUSTER", "MYID"]);
    let replica = (0..6).find(|&node| {
        cluster
            .ask(node, &["CLUSTER", "NODES"])
            .lines()
            .any(|line| line.contains("myself,slave") && line.contains(id.trim()))
    });
    assert!(cluster.ask(replica.unwrap(), &["CLUSTER", "FAILOVER"]).contains("OK"));
    holds_within(FAILOVER, async || cluster.ask(replica.unwrap(), &["ROLE"]).starts_with("master")).await;
    holds_within(FAILOVER, async || first.entry(&KEY).set("new".to_owned()).await.is_ok()).await;
    holds_within(
        BOUND,
        async || matches!(read(&second).await, Read::Hit(it) | Read::Found(it) if it == "new"),
    )
    .await;
    holds_within(FAILOVER, async || second.stats().coherence.unwrap().losses > 0).await;
    is_live(&second, true).await;
}

#[tokio::test]
async fn a_node_that_gets_its_first_slots_is_heard() {
    let mut cluster = RedisCluster::start();
    cluster.add_node();
    let (first, second) = (client(&cluster.url()).await, client(&cluster.url()).await);
    cluster.reshard(cluster.index_of_primary(STORED), 6, 5_400);
    holds_within(FAILOVER, async || second.stats().coherence.unwrap().losses > 0).await;
    is_live(&second, true).await;
    let users = users();
    write_all_and_warm(&first, &second, &users).await;
    assert_ne!(cluster.ask(6, &["DBSIZE"]).trim(), "0", "the new node has keys");
    for user in &users {
        first.entry(user).delete().await.unwrap();
        holds_within(BOUND, async || second.get_if_present(user).is_none()).await;
    }
}

/// The primary dies, and changes at the replica that takes over are heard.
pub(crate) async fn check_failover(mut sentinels: RedisSentinels, cache: CacheKit) {
    set(&cache, "old").await;
    warm(&cache, "old").await;
    sentinels.server(0).kill();
    holds_within(Duration::from_secs(1), async || cache.get_if_present(&KEY).is_none()).await;
    holds_within(FAILOVER, async || cache.stats().coherence.unwrap().is_live).await;
    write_and_warm(&cache, "new").await;
    sentinels.server(1).ask(&["DEL", STORED]);
    holds_within(BOUND, async || read(&cache).await == Read::Nothing).await;
}

#[tokio::test]
async fn the_next_primary_of_sentinels_is_heard() {
    let sentinels = RedisSentinels::start();
    let cache = client(&sentinels.url()).await;
    check_failover(sentinels, cache).await;
}

#[tokio::test]
async fn the_primary_after_a_planned_change_of_roles_is_heard() {
    let mut sentinels = RedisSentinels::start();
    let cache = client(&sentinels.url()).await;
    set(&cache, "old").await;
    warm(&cache, "old").await;
    sentinels.fail_over();
    holds_within(FAILOVER, async || sentinels.primary() == 1).await;
    holds_within(FAILOVER, async || cache.stats().coherence.unwrap().losses > 0).await;
    holds_within(FAILOVER, async || cache.stats().coherence.unwrap().is_live).await;
    write_and_warm(&cache, "new").await;
    sentinels.server(1).ask(&["DEL", STORED]);
    holds_within(BOUND, async || read(&cache).await == Read::Nothing).await;
}
