//! Locks.

use std::time::Duration;

use cachekit::backend::{Backend, LockableBackend};

use crate::support::{KEY, Other, recovers, start};

const MINUTE: u64 = 60_000;
const LOCK: &str = "users:profile:42:lock";

#[tokio::test]
async fn a_lock_is_a_key_beside_the_entry() {
    let (server, backend) = start();
    let mut other = Other::of(&server);
    let token = backend.acquire_lock(KEY, MINUTE).await.unwrap().unwrap();
    assert_eq!(other.get(LOCK).unwrap().1, token.as_bytes());
    assert!((58..=61).contains(&other.seconds_left(LOCK)));
    assert!(backend.get(KEY).await.unwrap().is_none());

    assert!(backend.release_lock(KEY, &token).await.unwrap());
    assert_eq!(other.get(LOCK), None);
    assert!(!backend.release_lock(KEY, &token).await.unwrap(), "it is not held any more");
    assert!(!backend.renew_lock(KEY, &token, MINUTE).await.unwrap());
}

#[tokio::test]
async fn only_the_holder_prolongs_and_releases() {
    let (server, backend) = start();
    let mut other = Other::of(&server);
    other.set(LOCK, "theirs");
    assert_eq!(backend.acquire_lock(KEY, MINUTE).await.unwrap(), None);
    assert!(!backend.release_lock(KEY, "ours").await.unwrap());
    assert!(!backend.renew_lock(KEY, "ours", 1).await.unwrap());
    assert_eq!(other.get(LOCK).unwrap().1, b"theirs");
    assert_eq!(other.seconds_left(LOCK), -1, "and it is left alone");
    assert!(backend.renew_lock(KEY, "theirs", MINUTE).await.unwrap());
    assert!((58..=61).contains(&other.seconds_left(LOCK)));
}

#[tokio::test]
async fn a_lock_runs_out_unless_it_is_renewed() {
    let (_server, backend) = start();
    let token = backend.acquire_lock(KEY, 1).await.unwrap().unwrap();
    let taken = async || match backend.acquire_lock(KEY, MINUTE).await? {
        Some(token) => Ok(token),
        None => Err(cachekit::BackendError::transient("it is still held")),
    };
    let next = recovers(Duration::from_secs(4), taken).await;
    assert!(!backend.renew_lock(KEY, &token, MINUTE).await.unwrap(), "what has run out is not renewed");
    assert!(backend.release_lock(KEY, &next).await.unwrap());
    assert!(backend.acquire_lock(KEY, 0).await.unwrap().is_some(), "a lifetime of nothing is the shortest");
}

#[tokio::test]
async fn the_longest_keys_have_locks() {
    let (_server, backend) = start();
    let (one, two) = ("x".repeat(250), "x".repeat(249) + "y");
    let token = backend.acquire_lock(&one, MINUTE).await.unwrap().unwrap();
    assert!(backend.acquire_lock(&two, MINUTE).await.unwrap().is_some());
    assert_eq!(backend.acquire_lock(&one, MINUTE).await.unwrap(), None);
    assert!(backend.release_lock(&one, &token).await.unwrap());
}
