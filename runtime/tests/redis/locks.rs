//! Locks, as the other SDKs take them.

use std::time::Duration;

use cachekit::backend::LockableBackend;
use cachekit_test_servers::RedisServer;

use crate::support::{KEY, Other, backend};

const MINUTE: u64 = 60_000;

#[tokio::test]
async fn a_lock_is_a_key_beside_the_entry() {
    let server = RedisServer::start();
    let backend = backend(&server);
    let mut other = Other::of(&server);
    let token = backend.acquire_lock(KEY, MINUTE).await.unwrap().unwrap();
    assert_eq!(other.ask::<String>(&["GET", "users:profile:42:lock"]), token);
    let left: u64 = other.ask(&["PTTL", "users:profile:42:lock"]);
    assert!((MINUTE - 5_000..=MINUTE).contains(&left), "{left}");

    assert!(backend.release_lock(KEY, &token).await.unwrap());
    assert_eq!(other.ask::<usize>(&["DBSIZE"]), 0);
    assert!(!backend.release_lock(KEY, &token).await.unwrap(), "it is not held any more");
}

#[tokio::test]
async fn a_lock_that_another_sdk_holds_is_held() {
    let server = RedisServer::start();
    let backend = backend(&server);
    let mut other = Other::of(&server);
    let () = other.ask(&["SET", "users:profile:42:lock", "theirs", "NX", "PX", "60000"]);
    assert_eq!(backend.acquire_lock(KEY, MINUTE).await.unwrap(), None);
    assert!(!backend.release_lock(KEY, "ours").await.unwrap());
    assert!(!backend.renew_lock(KEY, "ours", 1).await.unwrap());
    let left: u64 = other.ask(&["PTTL", "users:profile:42:lock"]);
    assert!(left > MINUTE / 2, "and it is left alone: {left}");
}

#[tokio::test]
async fn a_lock_runs_out_unless_it_is_renewed() {
    let server = RedisServer::start();
    let backend = backend(&server);
    let token = backend.acquire_lock(KEY, 150).await.unwrap().unwrap();
    assert!(backend.renew_lock(KEY, &token, MINUTE).await.unwrap());
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert_eq!(backend.acquire_lock(KEY, MINUTE).await.unwrap(), None, "renewed");

    assert!(backend.renew_lock(KEY, &token, 50).await.unwrap());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!backend.renew_lock(KEY, &token, MINUTE).await.unwrap(), "what has run out is not renewed");
    assert!(backend.acquire_lock(KEY, 0).await.unwrap().is_some(), "a lifetime of nothing is the shortest");
}
