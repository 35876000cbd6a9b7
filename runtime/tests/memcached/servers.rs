//! Several servers.

use cachekit::backend::{Backend, LockableBackend, SetEntry};
use cachekit::error::BackendErrorKind::{Timeout, Transient};
use cachekit_test_servers::MemcachedServer;
use futures_util::future::join_all;

use crate::support::{LIMIT, Other, RECOVERY, assert_refused, builder, impatient, recovers, within};

fn keys() -> Vec<String> {
    (0..300).map(|n| format!("users:profile:{n}")).collect()
}

fn url(servers: &[MemcachedServer]) -> String {
    let addresses: Vec<_> = servers.iter().map(MemcachedServer::address).collect();
    format!("memcache://{}", addresses.join(","))
}

async fn fill(backend: &impl Backend, keys: &[String]) {
    let entries =
        keys.iter().map(|key| SetEntry { key, value: key.clone().into_bytes(), ttl: None }).collect();
    assert!(backend.set_many(entries).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn every_key_has_one_server_and_every_server_keys() {
    let servers = [MemcachedServer::start(), MemcachedServer::start(), MemcachedServer::start()];
    let backend = builder(url(&servers)).build().unwrap();
    let keys = keys();
    fill(&backend, &keys).await;
    let held: Vec<u64> = servers.iter().map(|server| Other::of(server).stat("curr_items")).collect();
    assert_eq!(held.iter().sum::<u64>(), 300, "{held:?}");
    assert!(held.iter().all(|held| (60..=140).contains(held)), "{held:?}");

    // In another order they are the same servers.
    let [a, b, c] = &servers;
    let reordered = format!("memcache://{},{},{}", c.address(), a.address(), b.address());
    let reordered = builder(reordered).build().unwrap();
    let asked: Vec<&str> = keys.iter().map(String::as_str).collect();
    for (key, answer) in keys.iter().zip(reordered.get_many(&asked).await) {
        assert_eq!(answer.unwrap().unwrap().bytes, key.as_bytes());
    }
    let health = backend.health().await.unwrap();
    assert!(health.is_healthy && servers.iter().all(|server| health.details.contains_key(&server.address())));
}

#[tokio::test]
async fn a_server_that_is_down_takes_its_own_keys_alone() {
    let mut servers = [MemcachedServer::start(), MemcachedServer::start()];
    let backend = impatient(url(&servers));
    let keys = keys();
    fill(&backend, &keys).await;
    servers[0].kill();

    let asked: Vec<&str> = keys.iter().map(String::as_str).collect();
    let answers = within(LIMIT, backend.get_many(&asked)).await;
    let (mut served, mut lost) = (0, Vec::new());
    for (key, answer) in keys.iter().zip(answers) {
        match answer {
            Ok(fetched) => {
                served += 1;
                assert_eq!(fetched.unwrap().bytes, key.as_bytes());
            }
            Err(error) => {
                assert_refused::<()>(Err(error), Transient);
                lost.push(key);
            }
        }
    }
    assert_eq!(served, Other::of(&servers[1]).stat("curr_items"), "every key of the one that is up");
    assert!(!lost.is_empty());
    assert_refused(backend.set(lost[0], Vec::new(), None).await, Transient);
    assert_refused(backend.connect().await, Transient);

    let health = backend.health().await.unwrap();
    assert!(!health.is_healthy);
    assert!(health.details[&servers[0].address()].contains("refused"), "{health:?}");
    assert!(health.details[&servers[1].address()].starts_with(|first: char| first.is_ascii_digit()));

    servers[1].kill();
    assert_refused(backend.health().await, Transient);
    for server in &mut servers {
        server.restart();
    }
    for key in [lost[0], &keys[0]] {
        recovers(RECOVERY, || backend.set(key, Vec::new(), None)).await;
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_delays_its_own_keys_alone() {
    let servers = [MemcachedServer::start(), MemcachedServer::start()];
    let backend = impatient(url(&servers));
    let keys = keys();
    fill(&backend, &keys).await;
    let awake = Other::of(&servers[1]).stat("curr_items");
    servers[0].pause();
    let timed = async |key: &String| {
        let begun = tokio::time::Instant::now();
        (backend.get(key).await, begun.elapsed())
    };
    let mut answered = 0;
    for (answer, took) in within(LIMIT, join_all(keys.iter().map(timed))).await {
        if answer.is_ok() {
            answered += 1;
            assert!(took < LIMIT, "{took:?}");
        } else {
            assert_refused(answer, Timeout);
        }
    }
    assert_eq!(answered, awake);
    servers[0].resume();
}

#[tokio::test]
async fn locks_of_several_servers_are_told_apart() {
    let servers = [MemcachedServer::start(), MemcachedServer::start()];
    let (ours, theirs) = (builder(url(&servers)).build().unwrap(), builder(url(&servers)).build().unwrap());
    for key in keys().iter().take(20) {
        let token = ours.acquire_lock(key, 60_000).await.unwrap().unwrap();
        assert_eq!(theirs.acquire_lock(key, 60_000).await.unwrap(), None);
        assert!(ours.release_lock(key, &token).await.unwrap());
        assert!(theirs.acquire_lock(key, 60_000).await.unwrap().is_some());
    }
}
