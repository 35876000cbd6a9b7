//! What memcached does not take: keys, values, and calls of strangers.

use std::io::Write;

use cachekit::backend::memcached::MemcachedBackendBuilder;
use cachekit::backend::{Backend, ConditionalBackend, LockableBackend, SetEntry, TtlInspectable};
use cachekit::error::BackendErrorKind::{Authentication, Permanent};
use cachekit::error::CachekitError;
use cachekit_test_servers::MemcachedServer;

use crate::support::{KEY, OTHERS, Other, VALUE, assert_refused, backend, builder, start};

/// Nobody listens here, so what is sent is a passing failure.
const NOWHERE: &str = "memcache://127.0.0.1:1";

#[tokio::test]
async fn a_key_that_is_none_is_refused_before_anything_is_sent() {
    let backend = builder(NOWHERE).build().unwrap();
    let minute = std::time::Duration::from_secs(60);
    for key in ["", "a b", "a\r\nflush_all", "\u{7f}", "ключ", &"x".repeat(251)] {
        assert_refused(backend.get(key).await, Permanent);
        assert_refused(backend.set(key, VALUE.to_vec(), None).await, Permanent);
        assert_refused(backend.delete(key).await, Permanent);
        assert_refused(backend.exists(key).await, Permanent);
        assert_refused(backend.ttl(key).await, Permanent);
        assert_refused(backend.refresh_ttl(key, minute).await, Permanent);
        assert_refused(backend.acquire_lock(key, 1).await, Permanent);
        assert_refused(backend.renew_lock(key, "token", 1).await, Permanent);
        assert_refused(backend.release_lock(key, "token").await, Permanent);
        assert_refused(backend.compare_and_set(key, None, Vec::new(), None).await, Permanent);
        assert_refused(backend.compare_and_set(key, Some(b""), Vec::new(), None).await, Permanent);
        assert_refused(backend.get_many(&[key]).await.remove(0), Permanent);
        let entry = SetEntry { key, value: Vec::new(), ttl: None };
        assert_refused(backend.set_many(vec![entry]).await.remove(0), Permanent);
        assert_refused(backend.delete_many(&[key]).await.remove(0), Permanent);
    }
}

#[tokio::test]
async fn a_value_over_the_limit_is_refused_before_it_is_sent() {
    let backend = builder(NOWHERE).max_item_bytes(VALUE.len() - 1).build().unwrap();
    let error = assert_refused(backend.set(KEY, VALUE.to_vec(), None).await, Permanent);
    assert!(error.to_string().contains("max_item_bytes"), "{error}");
    assert_refused(backend.compare_and_set(KEY, None, VALUE.to_vec(), None).await, Permanent);
}

#[tokio::test]
async fn a_value_that_the_server_does_not_take_ends_nothing() {
    let server = MemcachedServer::start();
    let backend = builder(server.url()).max_item_bytes(0).build().unwrap();
    backend.set("other:1", b"1".to_vec(), None).await.unwrap();
    let error = assert_refused(backend.set(KEY, vec![b'x'; 3 << 20], None).await, Permanent);
    assert!(error.to_string().contains("`-I`"), "{error}");
    assert_eq!(backend.get("other:1").await.unwrap().as_deref(), Some(&b"1"[..]));
    assert_eq!(Other::of(&server).stat("total_connections"), OTHERS + 1);
}

#[tokio::test]
async fn a_value_over_the_limit_is_not_read() {
    let (server, ours) = start();
    let narrow = builder(server.url()).max_item_bytes(10).build().unwrap();
    ours.set(KEY, vec![b'x'; 500_000], None).await.unwrap();
    ours.set("small", b"1234567890".to_vec(), None).await.unwrap();
    let error = assert_refused(narrow.get(KEY).await, Permanent);
    assert!(error.to_string().contains("max_item_bytes"), "{error}");
    assert!(narrow.exists(KEY).await.unwrap(), "it is there all the same");
    assert!(!narrow.compare_and_set(KEY, Some(b"1"), Vec::new(), None).await.unwrap());
    let mut answers = narrow.get_many(&["small", KEY, "nothing"]).await;
    assert!(answers.remove(2).unwrap().is_none());
    assert_refused(answers.remove(1), Permanent);
    assert_eq!(answers.remove(0).unwrap().unwrap().bytes, b"1234567890", "its neighbours are");
    assert_eq!(Other::of(&server).stat("total_connections"), OTHERS + 2);
}

#[tokio::test]
async fn a_server_that_asks_for_a_log_in_is_told_apart() {
    let mut users = tempfile::NamedTempFile::new().unwrap();
    users.write_all(b"me:hunter2\n").unwrap();
    let server = MemcachedServer::with(&["-Y", users.path().to_str().unwrap()]);
    let backend = backend(&server);
    assert_refused(backend.connect().await, Authentication);
    assert_refused(backend.get(KEY).await, Authentication);
}

#[test]
fn a_builder_says_what_is_missing() {
    let refusal = |builder: MemcachedBackendBuilder| match builder.build() {
        Err(CachekitError::Config(message)) => message,
        other => panic!("{other:?}"),
    };
    assert!(refusal(cachekit::backend::memcached::MemcachedBackend::builder()).contains("url("));
    let zero = std::time::Duration::ZERO;
    assert!(refusal(builder(NOWHERE).command_timeout(zero)).contains("timeout"));
    assert!(refusal(builder(NOWHERE).connect_timeout(zero)).contains("timeout"));
    let with_password = builder("memcache://me:hunter2@localhost");
    assert!(!format!("{with_password:?}").contains("hunter2"));
    assert!(!refusal(with_password).contains("hunter2"));
}

#[test]
fn outside_of_a_runtime_there_is_an_error_and_no_panic() {
    let (_server, backend) = start();
    let answer = futures_util::FutureExt::now_or_never(backend.get(KEY)).unwrap();
    let error = assert_refused(answer, Permanent);
    assert!(error.to_string().contains("tokio"), "{error}");
}
