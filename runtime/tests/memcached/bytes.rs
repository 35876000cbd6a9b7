//! What stands in the server.

use std::time::Duration;

use cachekit::backend::{Backend, FreshFor, SetEntry, TtlInspectable};
use cachekit_test_servers::MemcachedServer;

use crate::support::{KEY, Other, VALUE, backend, builder, recovers, start};

#[tokio::test]
async fn the_backend_keeps_the_promises_of_all_backends() {
    // The values of the suite are as large as values are by default, which leaves no room for what is around them.
    let server = MemcachedServer::with(&["-I", "2m"]);
    cachekit::testing::check_backend(&backend(&server)).await.unwrap();
}

#[tokio::test]
async fn keys_and_values_stand_as_they_are() {
    let (server, backend) = start();
    let mut other = Other::of(&server);
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    let (head, bytes) = other.get(KEY).unwrap();
    assert_eq!((head, bytes), (format!("VALUE {KEY} 0 {}", VALUE.len()), VALUE.to_vec()));

    // Flags are other clients' own.
    other.set("other:1", "written elsewhere");
    assert_eq!(backend.get("other:1").await.unwrap().as_deref(), Some(&b"written elsewhere"[..]));
    assert!(backend.exists("other:1").await.unwrap());
    assert!(backend.delete("other:1").await.unwrap());
    assert!(!backend.delete("other:1").await.unwrap());
    assert_eq!(other.get("other:1"), None);
}

#[tokio::test]
async fn lifetimes_are_in_the_server_in_whole_seconds() {
    let (server, backend) = start();
    let mut other = Other::of(&server);
    let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
    for (ttl, most) in [
        (Duration::from_secs(60), 60),
        (Duration::from_millis(60_001), 61),
        (days(30), 2_592_000),
        (days(40), 2_592_000),
        (Duration::MAX, 2_592_000),
    ] {
        backend.set(KEY, VALUE.to_vec(), Some(ttl)).await.unwrap();
        let left = other.seconds_left(KEY);
        assert!((most - 3..=most).contains(&left), "{left} of {most}");
        assert!(backend.ttl(KEY).await.unwrap().unwrap() <= Duration::from_secs(most.unsigned_abs()));
    }
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    assert_eq!(other.seconds_left(KEY), -1, "an entry without a lifetime does not inherit one");
    assert_eq!(backend.ttl(KEY).await.unwrap(), None);

    assert!(backend.refresh_ttl(KEY, Duration::from_millis(7_500)).await.unwrap());
    assert!((5..=8).contains(&other.seconds_left(KEY)));
    assert!(!backend.refresh_ttl("nothing", Duration::from_secs(1)).await.unwrap());
}

#[tokio::test]
async fn an_entry_ends_with_its_lifetime() {
    let (_server, backend) = start();
    backend.set(KEY, VALUE.to_vec(), Some(Duration::from_millis(1))).await.unwrap();
    let gone = async || match backend.get(KEY).await? {
        None => Ok(()),
        Some(_) => Err(cachekit::BackendError::transient("it is still there")),
    };
    // The shortest is a second.
    recovers(Duration::from_secs(3), gone).await;
}

#[tokio::test]
async fn large_batches_answer_for_every_key() {
    let (server, backend) = start();
    // As long as keys can be, so that a command is far longer than a line of anything else.
    let keys: Vec<String> = (0..1_203).map(|n| format!("batch:{n:0>244}")).collect();
    let even = || keys.iter().step_by(2);
    let entries = even().map(|key| SetEntry { key, value: key.clone().into_bytes(), ttl: None }).collect();
    assert!(backend.set_many(entries).await.iter().all(Result::is_ok));
    assert_eq!(Other::of(&server).stat("curr_items"), 602);

    let mut asked: Vec<&str> = keys.iter().map(String::as_str).collect();
    asked.extend(["not a key", &keys[0], &keys[1]]);
    let mut answers = backend.get_many(&asked).await;
    assert_eq!(answers.len(), asked.len());
    assert!(answers.remove(1_203).is_err(), "a key that cannot be one fails alone");
    asked.remove(1_203);
    for (key, answer) in asked.iter().zip(answers) {
        let fetched = answer.unwrap();
        assert!(fetched.iter().all(|fetched| fetched.fresh_for == FreshFor::Unknown));
        let expected = even().any(|even| even == key).then(|| key.as_bytes().to_vec());
        assert_eq!(fetched.map(|fetched| fetched.bytes), expected, "{key}");
    }
    let deleted = backend.delete_many(&asked).await;
    let deleted = deleted.into_iter().filter(|answer| *answer.as_ref().unwrap()).count();
    assert_eq!(deleted, even().count());
    assert_eq!(Other::of(&server).stat("curr_items"), 0);
}

#[tokio::test]
async fn health_tells_of_the_server() {
    let (server, backend) = start();
    let health = backend.health().await.unwrap();
    assert!(health.is_healthy && health.latency_ms > 0.0, "{health:?}");
    assert_eq!(health.backend_type, "memcached");
    let version = Other::of(&server).ask("version");
    assert_eq!(format!("VERSION {}", health.details[&server.address()]), version);
}

#[tokio::test]
async fn a_unix_socket_is_a_server_too() {
    let server = MemcachedServer::on_socket();
    let backend = builder(server.url()).build().unwrap();
    backend.connect().await.unwrap();
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(VALUE));
}
