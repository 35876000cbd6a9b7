//! Writes under a condition.

use std::sync::Arc;
use std::time::Duration;

use cachekit::backend::{Backend, ConditionalBackend};
use cachekit::error::BackendErrorKind::Permanent;
use cachekit_test_servers::MemcachedServer;

use crate::support::{KEY, Other, VALUE, assert_refused, backend, start};

#[tokio::test]
async fn a_condition_that_fails_changes_nothing() {
    let (server, backend) = start();
    let minute = Some(Duration::from_secs(60));
    assert!(backend.compare_and_set(KEY, None, VALUE.to_vec(), minute).await.unwrap());
    assert!(!backend.compare_and_set(KEY, None, b"new".to_vec(), None).await.unwrap());
    assert!(!backend.compare_and_set(KEY, Some(b"other"), b"new".to_vec(), None).await.unwrap());
    let mut other = Other::of(&server);
    assert_eq!(other.get(KEY).unwrap().1, VALUE);
    assert!(other.seconds_left(KEY) > 50, "and the lifetime is the one that was given");
    assert!(backend.compare_and_set(KEY, Some(VALUE), b"new".to_vec(), None).await.unwrap());
    assert_eq!(other.seconds_left(KEY), -1);
    assert!(!backend.compare_and_set("nothing", Some(b""), b"new".to_vec(), None).await.unwrap());
    assert_eq!(other.get("nothing"), None);
}

/// Every increment is seen by the next, however many there are at a time.
#[tokio::test]
async fn of_many_that_expect_the_same_one_writes() {
    const CALLERS: usize = 8;
    const EACH: usize = 25;
    let (_server, backend) = start();
    let backend = Arc::new(backend);
    backend.set(KEY, b"0".to_vec(), None).await.unwrap();
    let callers = (0..CALLERS).map(|_| {
        let backend = Arc::clone(&backend);
        tokio::spawn(async move {
            for _ in 0..EACH {
                loop {
                    let now = backend.get(KEY).await.unwrap().unwrap();
                    let next = str::from_utf8(&now).unwrap().parse::<usize>().unwrap() + 1;
                    if backend
                        .compare_and_set(KEY, Some(&now), next.to_string().into_bytes(), None)
                        .await
                        .unwrap()
                    {
                        break;
                    }
                }
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    let total = backend.get(KEY).await.unwrap().unwrap();
    assert_eq!(str::from_utf8(&total).unwrap(), (CALLERS * EACH).to_string());
}

#[tokio::test]
async fn a_server_that_cannot_compare_says_so() {
    let server = MemcachedServer::with(&["-C"]);
    let backend = backend(&server);
    backend.set(KEY, VALUE.to_vec(), None).await.unwrap();
    let error = assert_refused(backend.compare_and_set(KEY, Some(VALUE), Vec::new(), None).await, Permanent);
    assert!(error.to_string().contains("`-C`"), "{error}");
    assert_eq!(backend.get(KEY).await.unwrap().as_deref(), Some(VALUE));
}
