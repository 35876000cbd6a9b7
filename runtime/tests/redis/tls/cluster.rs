//! A cluster: every node is a server of its own, with its own handshake.

use std::time::Duration;

use cachekit::backend::{Backend, LockableBackend, SetEntry};
use cachekit::error::BackendErrorKind::Transient;
use cachekit_test_servers::{Authority, RedisCluster, RedisOptions, Tls};
use futures_util::future::join_all;

use super::{assert_strangers_are_refused, impatient, known, trusting};
use crate::support::{KEY, LIMIT, VALUE, assert_refused, recovers, within};

/// A node is missed, its replica is elected, and the others hear of it: on a busy machine.
const FAILOVER: Duration = Duration::from_secs(20);

fn start(tls: Tls<'_>) -> RedisCluster {
    RedisCluster::with(&RedisOptions { tls: Some(tls), ..Default::default() })
}

fn keys(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("users:profile:{n}")).collect()
}

/// As many keys as it takes for each primary to have some.
async fn check_all_slots(backend: &impl LockableBackend) {
    let keys = keys(200);
    let asked: Vec<&str> = keys.iter().map(String::as_str).collect();
    let entries =
        keys.iter().map(|key| SetEntry { key, value: key.clone().into_bytes(), ttl: None }).collect();
    assert!(backend.set_many(entries).await.iter().all(Result::is_ok));
    for (key, found) in keys.iter().zip(backend.get_many(&asked).await) {
        assert_eq!(found.unwrap().unwrap().bytes, key.as_bytes());
        assert_eq!(backend.get(key).await.unwrap().unwrap(), key.as_bytes());
        let token = backend.acquire_lock(key, 60_000).await.unwrap().unwrap();
        assert_eq!(backend.acquire_lock(key, 60_000).await.unwrap(), None);
        assert!(backend.release_lock(key, &token).await.unwrap());
    }
    assert!(backend.delete_many(&asked).await.into_iter().all(Result::unwrap));
}

#[tokio::test]
async fn all_slots_are_served_to_a_client_that_shows_who_it_is() {
    let authority = Authority::new();
    let cluster = start(Tls::mutual(&authority));
    let backend = known(cluster.url(), &authority).build().unwrap();
    cachekit::testing::check_backend(&backend).await.unwrap();
    check_all_slots(&backend).await;
    assert_eq!(backend.health().await.unwrap().details["healthy_primaries"], "3");
}

#[tokio::test]
async fn all_slots_are_served_to_any_client_where_none_is_asked_for_a_certificate() {
    let authority = Authority::new();
    let cluster = start(Tls::of_servers(&authority));
    check_all_slots(&trusting(cluster.url(), &authority).build().unwrap()).await;
}

#[tokio::test]
async fn a_slot_that_has_moved_is_found_at_its_new_node() {
    let authority = Authority::new();
    let mut cluster = start(Tls::mutual(&authority));
    // Of the new node nothing is known but what the others say.
    cluster.add_node();
    let backend = known(cluster.url(), &authority).build().unwrap();
    let keys = keys(300);
    let entries = keys.iter().map(|key| SetEntry { key, value: VALUE.to_vec(), ttl: None }).collect();
    assert!(backend.set_many(entries).await.iter().all(Result::is_ok));
    cluster.reshard(cluster.index_of_primary(&keys[0]), 6, 5_000);
    assert_ne!(cluster.ask(6, &["DBSIZE"]).trim(), "0", "the new node has keys");
    for found in join_all(keys.iter().map(|key| backend.get(key))).await {
        assert_eq!(found.unwrap().as_deref(), Some(VALUE));
    }
    let sends_on = |node| cluster.ask(node, &["INFO", "errorstats"]).contains("errorstat_MOVED");
    assert!((0..6).any(sends_on), "some were asked of the node that had them before");
    check_all_slots(&backend).await;
}

#[tokio::test]
async fn the_replica_of_a_primary_that_dies_takes_over() {
    let authority = Authority::new();
    let mut cluster = start(Tls::mutual(&authority));
    let backend = impatient(known(cluster.url(), &authority));
    recovers(FAILOVER, || backend.set(KEY, VALUE.to_vec(), None)).await;
    let dead = cluster.index_of_primary(KEY);
    cluster.wait_for_replica_of(dead);
    cluster.node(dead).kill();
    assert_refused(within(LIMIT, backend.get(KEY)).await, Transient);
    let found = recovers(FAILOVER, || within(LIMIT, backend.get(KEY))).await;
    assert_eq!(found.as_deref(), Some(VALUE));
    recovers(FAILOVER, || within(LIMIT, backend.set(KEY, b"new".to_vec(), None))).await;
}

#[tokio::test]
async fn every_node_turns_strangers_away_and_is_trusted_by_nobody_who_should_not() {
    let authority = Authority::new();
    let cluster = start(Tls::mutual(&authority));
    for node in 0..6 {
        assert_strangers_are_refused(&cluster.url_of(&[node]), &authority).await;
    }
}

#[tokio::test]
async fn nodes_are_known_by_what_the_cluster_calls_them() {
    let authority = Authority::of_hosts(&["localhost"]);
    let nameless = start(Tls::mutual(&authority));
    let backend = known(nameless.url(), &authority).build().unwrap();
    backend.connect().await.unwrap();
    let error = assert_refused(backend.get(KEY).await, Transient);
    assert!(error.to_string().contains("certificate not valid for name"), "{error}");
    drop(nameless);

    let names = ["--cluster-announce-hostname", "localhost", "--cluster-preferred-endpoint-type", "hostname"];
    let named = RedisCluster::with(&RedisOptions { tls: Some(Tls::mutual(&authority)), arguments: &names });
    check_all_slots(&known(named.url(), &authority).build().unwrap()).await;
}
