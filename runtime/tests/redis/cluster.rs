//! A cluster of three primaries with a replica each.

use std::sync::Arc;
use std::time::Duration;

use cachekit::backend::redis::RedisBackend;
use cachekit::backend::{Backend, SetEntry};
use cachekit::error::{BackendError, BackendErrorKind};
use cachekit::prelude::*;
use cachekit_test_servers::RedisCluster;
use futures_util::future::join_all;

use crate::support::{KEY, LIMIT, VALUE, assert_refused, recovers, within};

/// A node is missed, its replica is elected, and the others hear of it: on a busy machine.
const FAILOVER: Duration = Duration::from_secs(20);

fn backend(cluster: &RedisCluster) -> RedisBackend {
    RedisBackend::builder().url(cluster.url()).build().unwrap()
}

/// One that does not wait for long.
fn impatient(cluster: &RedisCluster) -> RedisBackend {
    RedisBackend::builder().url(cluster.url()).connect_timeout(LIMIT).command_timeout(LIMIT).build().unwrap()
}

fn keys(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("users:profile:{n}")).collect()
}

fn borrowed(keys: &[String]) -> Vec<&str> {
    keys.iter().map(String::as_str).collect()
}

/// How often the nodes have sent somebody elsewhere, and have been asked for the map.
fn questions(cluster: &RedisCluster) -> (usize, usize) {
    let counted = |index, section: &str, line: &str, field: &str| {
        let info = cluster.ask(index, &["INFO", section]);
        let line = info.lines().find_map(|it| it.strip_prefix(line)).unwrap_or_default();
        let count = line.split(',').find_map(|it| it.strip_prefix(field));
        count.map_or(0, |count| count.trim().parse().unwrap())
    };
    let moved = (0..6).map(|node| counted(node, "errorstats", "errorstat_MOVED:", "count=")).sum();
    let maps = (0..6).map(|node| counted(node, "commandstats", "cmdstat_cluster|slots:", "calls=")).sum();
    (moved, maps)
}

#[tokio::test]
async fn a_cluster_keeps_the_promises_of_a_backend() {
    let cluster = RedisCluster::start();
    let backend = backend(&cluster);
    cachekit::testing::check_backend(&backend).await.unwrap();
    let health = backend.health().await.unwrap();
    assert_eq!(health.details["primaries"], "3");
    assert_eq!(questions(&cluster).0, 0, "every slot is that of the cluster");
}

#[tokio::test]
async fn keys_of_all_nodes_are_served_alone_and_in_batches() {
    let cluster = RedisCluster::start();
    let backend = backend(&cluster);
    let keys = keys(300);
    let entries =
        keys.iter().map(|key| SetEntry { key, value: key.clone().into_bytes(), ttl: None }).collect();
    assert!(backend.set_many(entries).await.iter().all(Result::is_ok));
    let used = (0..6).filter(|&node| cluster.ask(node, &["DBSIZE"]).trim() != "0").count();
    assert!(used >= 3, "{used} nodes hold keys");

    for (key, found) in keys.iter().zip(backend.get_many(&borrowed(&keys)).await) {
        assert_eq!(found.unwrap().unwrap().bytes, key.as_bytes());
        assert_eq!(backend.get(key).await.unwrap().unwrap(), key.as_bytes());
    }
    assert!(backend.delete_many(&borrowed(&keys)).await.into_iter().all(|it| it.unwrap()));
    assert!(backend.get_many(&borrowed(&keys)).await.into_iter().all(|it| it.unwrap().is_none()));
    assert_eq!(questions(&cluster).0, 0, "nothing is sent to a node that it is not for");
}

#[tokio::test]
async fn a_node_that_is_taken_for_a_single_server_says_what_it_is() {
    let mut cluster = RedisCluster::start();
    let node = (0..6).find(|&node| node != cluster.index_of_primary(KEY)).unwrap();
    let url = cluster.node(node).url();
    let backend = RedisBackend::builder().url(url).build().unwrap();
    let error = assert_refused(backend.get(KEY).await, BackendErrorKind::Permanent);
    assert!(error.to_string().contains("`redis-cluster://`"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn entries_are_served_while_their_slots_move() {
    let cluster = Arc::new(RedisCluster::start());
    let backend = Arc::new(backend(&cluster));
    let keys = Arc::new(keys(256));
    let from = cluster.index_of_primary(&keys[0]);
    let to = (0..6).find(|&node| node != from && is_primary(&cluster, node)).unwrap();
    let moving = tokio::task::spawn_blocking({
        let cluster = Arc::clone(&cluster);
        move || cluster.reshard(from, to, 3_000)
    });
    let mut round = 0_u32;
    while !moving.is_finished() {
        round += 1;
        let value = round.to_be_bytes();
        let written = join_all(keys.iter().map(|key| backend.set(key, value.to_vec(), None))).await;
        assert!(written.iter().all(Result::is_ok), "{written:?}");
        let read = backend.get_many(&borrowed(&keys)).await;
        for found in read {
            assert_eq!(found.unwrap().unwrap().bytes, value, "the last write counts");
        }
        for found in join_all(keys.iter().map(|key| backend.get(key))).await {
            assert_eq!(found.unwrap().unwrap(), value, "for single reads, too");
        }
    }
    moving.await.unwrap();
    assert!(round > 3, "there was something to move under: {round}");
    cachekit::testing::check_backend(&*backend).await.unwrap();
}

#[tokio::test]
async fn callers_that_are_all_sent_elsewhere_ask_for_the_map_a_few_times() {
    let cluster = RedisCluster::start();
    let backend = backend(&cluster);
    let keys = keys(500);
    let entries = keys.iter().map(|key| SetEntry { key, value: VALUE.to_vec(), ttl: None }).collect();
    assert!(backend.set_many(entries).await.iter().all(Result::is_ok));
    let (from, to) = (cluster.index_of_primary(&keys[0]), cluster.index_of_primary(&keys[1]));
    assert_ne!(from, to, "the keys are of different nodes");
    cluster.reshard(from, to, 4_000);
    let (_, maps) = questions(&cluster);
    let read = join_all(keys.iter().map(|key| within(Duration::from_secs(2), backend.get(key)))).await;
    for found in read {
        assert_eq!(found.unwrap().as_deref(), Some(VALUE));
    }
    let (moved, maps_after) = questions(&cluster);
    assert!(moved > 20, "{moved} were sent elsewhere");
    assert!(maps_after - maps <= 5 * 5, "{} maps for {moved} callers", maps_after - maps);
}

#[tokio::test]
async fn the_replica_of_a_primary_that_dies_takes_over() {
    let mut cluster = RedisCluster::start();
    let backend = impatient(&cluster);
    recovers(FAILOVER, || backend.set(KEY, VALUE.to_vec(), None)).await;
    let dead = cluster.index_of_primary(KEY);
    cluster.wait_for_replica_of(dead);
    cluster.node(dead).kill();
    assert_refused(within(LIMIT, backend.get(KEY)).await, BackendErrorKind::Transient);
    let found = recovers(FAILOVER, || within(LIMIT, backend.get(KEY))).await;
    assert_eq!(found.as_deref(), Some(VALUE), "the replica had it");
    recovers(FAILOVER, || within(LIMIT, backend.set(KEY, b"new".to_vec(), None))).await;

    cluster.node(dead).restart();
    cluster.wait_until_whole();
    let found = recovers(FAILOVER, || within(LIMIT, backend.get(KEY))).await;
    assert_eq!(found.as_deref(), Some(&b"new"[..]), "the node that came back is a replica");
}

#[tokio::test]
async fn a_primary_that_falls_silent_holds_nobody_up() {
    let mut cluster = RedisCluster::start();
    let backend = impatient(&cluster);
    let keys = keys(60);
    for key in &keys {
        recovers(FAILOVER, || backend.set(key, VALUE.to_vec(), None)).await;
    }
    let silent = cluster.index_of_primary(&keys[0]);
    cluster.wait_for_replica_of(silent);
    let elsewhere = keys.iter().find(|key| cluster.index_of_primary(key) != silent).unwrap();
    cluster.node(silent).pause();
    let answers = join_all([&keys[0], elsewhere].map(|key| within(LIMIT, backend.get(key)))).await;
    let [of_silent, of_other] = <[Result<_, BackendError>; 2]>::try_from(answers).unwrap();
    assert!(of_silent.is_err());
    assert_eq!(of_other.unwrap().as_deref(), Some(VALUE), "another node's keys");

    // Whoever goes on gets there by itself, though the silent node never says a word.
    let found = recovers(FAILOVER, || within(LIMIT, backend.get(&keys[0]))).await;
    assert_eq!(found.as_deref(), Some(VALUE));
    recovers(FAILOVER, || within(LIMIT, backend.set(&keys[0], b"new".to_vec(), None))).await;
    cluster.node(silent).resume();
    cluster.wait_until_whole();
    let found = recovers(FAILOVER, || within(LIMIT, backend.get(&keys[0]))).await;
    assert_eq!(found.as_deref(), Some(&b"new"[..]), "what it held before is nobody's");
}

#[tokio::test]
async fn a_cluster_that_is_not_there_yet_may_come() {
    let mut cluster = RedisCluster::start();
    for node in 0..6 {
        cluster.node(node).kill();
    }
    let backend = impatient(&cluster);
    assert_refused(within(LIMIT, backend.connect()).await, BackendErrorKind::Transient);
    for answer in within(LIMIT, backend.get_many(&[KEY, "users:profile:1"])).await {
        assert_refused(answer, BackendErrorKind::Transient);
    }
    for node in 0..6 {
        cluster.node(node).restart();
    }
    recovers(FAILOVER, || backend.set(KEY, VALUE.to_vec(), None)).await;
    assert_eq!(recovers(FAILOVER, || backend.get(KEY)).await.as_deref(), Some(VALUE));
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "profile:{id}", value = String, ttl = "5m")]
struct Profile {
    id: u64,
}

#[tokio::test]
async fn a_region_goes_on_while_a_primary_is_replaced() {
    let mut cluster = RedisCluster::start();
    let cache = CacheKit::builder().backend(Arc::new(impatient(&cluster))).build().unwrap();
    let load = async |id| {
        let entry = cache.entry(&Profile { id });
        let load = async || Ok::<_, CachekitError>(format!("user {id}"));
        entry.get_or_load(load).await.unwrap().to_string()
    };
    assert_eq!(load(1).await, "user 1");
    let dead = cluster.index_of_primary("users:profile:1");
    cluster.node(dead).kill();
    // Every step of a load has its own limit: the read and the lease.
    for id in 1..60 {
        assert_eq!(within(2 * LIMIT, load(id)).await, format!("user {id}"));
    }
}

fn is_primary(cluster: &RedisCluster, node: usize) -> bool {
    cluster.ask(node, &["ROLE"]).starts_with("master")
}
