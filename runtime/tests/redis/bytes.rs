//! What stands in the server.

use std::time::Duration;

use cachekit::backend::{Backend, FreshFor, SetEntry, TtlInspectable};
use cachekit::error::BackendErrorKind;
use cachekit_test_servers::RedisServer;

use crate::support::{KEY, Other, VALUE, assert_refused, backend};

#[tokio::test]
async fn the_backend_keeps_the_promises_of_all_backends() {
    let server = RedisServer::start();
    cachekit::testing::check_backend(&backend(&server)).await.unwrap();
    assert_eq!(Other::of(&server).ask::<usize>(&["DBSIZE"]), 0, "and leaves nothing behind");
}

#[tokio::test]
async fn keys_and_values_stand_as_they_are() {
    let (server, backend) = start();
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    assert_eq!(Other::of(&server).ask::<Vec<u8>>(&["GET", KEY]), VALUE);

    let () = Other::of(&server).ask(&["SET", "other:1", "written elsewhere"]);
    assert_eq!(backend.get("other:1").await.unwrap().as_deref(), Some(&b"written elsewhere"[..]));
    assert!(backend.exists("other:1").await.unwrap());
    assert!(backend.delete("other:1").await.unwrap());
    assert!(!backend.delete("other:1").await.unwrap());
    assert_eq!(Other::of(&server).ask::<usize>(&["EXISTS", "other:1"]), 0);
}

#[tokio::test]
async fn lifetimes_are_in_the_server_to_the_millisecond() {
    let (server, backend) = start();
    let mut other = Other::of(&server);
    let rounded_up = Duration::from_micros(90_000_500);
    for (ttl, most) in [(Duration::from_secs(60), 60_000), (rounded_up, 90_001)] {
        backend.set(KEY, VALUE.to_vec(), Some(ttl)).await.unwrap();
        let left: i64 = other.ask(&["PTTL", KEY]);
        assert!((most - 5_000..=most).contains(&left), "{left} of {most}");
    }
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    assert_eq!(other.ask::<i64>(&["PTTL", KEY]), -1, "an entry without a lifetime does not inherit one");
    backend.set(KEY, VALUE.to_vec(), Some(Duration::MAX)).await.unwrap();
    assert!(backend.ttl(KEY).await.unwrap() > Some(Duration::from_secs(1 << 30)));

    assert!(backend.refresh_ttl(KEY, Duration::from_millis(7_500)).await.unwrap());
    let left: i64 = other.ask(&["PTTL", KEY]);
    assert!((2_500..=7_500).contains(&left), "{left}");
}

#[tokio::test]
async fn an_entry_ends_with_its_lifetime() {
    let (_server, backend) = start();
    backend.set(KEY, VALUE.to_vec(), Some(Duration::from_millis(20))).await.unwrap();
    tokio::time::sleep(Duration::from_millis(40)).await;
    assert_eq!(backend.get(KEY).await.unwrap(), None);
}

#[tokio::test]
async fn a_key_of_another_type_is_an_error_and_stays() {
    let (server, backend) = start();
    let mut other = Other::of(&server);
    let () = other.ask(&["RPUSH", KEY, "a list"]);
    let error = assert_refused(backend.get(KEY).await, BackendErrorKind::Permanent);
    assert!(error.to_string().contains("WRONGTYPE"), "{error}");
    assert_eq!(other.ask::<String>(&["TYPE", KEY]), "list");
}

#[tokio::test]
async fn large_batches_answer_for_every_key() {
    let (server, backend) = start();
    let keys: Vec<String> = (0..1_203).map(|n| format!("batch:{n}")).collect();
    let even = || keys.iter().step_by(2);
    let entries = even().map(|key| SetEntry { key, value: key.clone().into_bytes(), ttl: None }).collect();
    assert!(backend.set_many(entries).await.iter().all(Result::is_ok));
    let () = Other::of(&server).ask(&["RPUSH", "batch:1", "a list"]);

    let asked: Vec<&str> = keys.iter().map(String::as_str).collect();
    let answers = backend.get_many(&asked).await;
    assert_eq!(answers.len(), keys.len());
    for (n, (key, answer)) in keys.iter().zip(answers).enumerate() {
        let fetched = answer.unwrap();
        assert!(fetched.iter().all(|fetched| fetched.fresh_for == FreshFor::Unknown));
        let expected = (n % 2 == 0).then(|| key.clone().into_bytes());
        assert_eq!(fetched.map(|fetched| fetched.bytes), expected, "{key}");
    }
    let deleted = backend.delete_many(&asked).await;
    let deleted = deleted.into_iter().filter(|answer| *answer.as_ref().unwrap()).count();
    assert_eq!(deleted, even().count() + 1);
    assert_eq!(Other::of(&server).ask::<usize>(&["DBSIZE"]), 0);
}

#[tokio::test]
async fn a_condition_that_fails_changes_nothing() {
    let (server, backend) = start();
    let conditional = backend.as_conditional().unwrap();
    let minute = Some(Duration::from_secs(60));
    assert!(conditional.compare_and_set(KEY, None, VALUE.to_vec(), minute).await.unwrap());
    assert!(!conditional.compare_and_set(KEY, Some(b"other"), b"new".to_vec(), None).await.unwrap());
    let mut other = Other::of(&server);
    assert_eq!(other.ask::<Vec<u8>>(&["GET", KEY]), VALUE);
    assert!(other.ask::<i64>(&["PTTL", KEY]) > 0, "and the lifetime is the one that was given");
    assert!(conditional.compare_and_set(KEY, Some(VALUE), b"new".to_vec(), None).await.unwrap());
    assert_eq!(other.ask::<i64>(&["PTTL", KEY]), -1);
}

#[tokio::test]
async fn scripts_are_sent_again_to_a_server_that_forgot_them() {
    let (server, backend) = start();
    let conditional = backend.as_conditional().unwrap();
    assert!(conditional.compare_and_set(KEY, None, b"1".to_vec(), None).await.unwrap());
    let () = Other::of(&server).ask(&["SCRIPT", "FLUSH"]);
    assert!(conditional.compare_and_set(KEY, Some(b"1"), b"2".to_vec(), None).await.unwrap());
}

#[tokio::test]
async fn health_tells_of_the_server() {
    let (_server, backend) = start();
    let health = backend.health().await.unwrap();
    assert!(health.is_healthy && health.latency_ms > 0.0, "{health:?}");
    assert_eq!(health.backend_type, "redis");
    assert_eq!(health.details["mode"], "standalone");
    assert!(health.details["version"].starts_with(|first: char| first.is_ascii_digit()), "{health:?}");
}

fn start() -> (RedisServer, cachekit::backend::redis::RedisBackend) {
    let server = RedisServer::start();
    let backend = backend(&server);
    (server, backend)
}
