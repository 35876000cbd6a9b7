//! How long a copy in L1 may be served: never longer than the server says, and not at all once an entry is stale.

use std::time::Duration;

use cachekit::prelude::*;

use crate::support::{Bench, ByName, Patient, never_loaded, seconds, user};

const KEYS: [&str; 4] = ["k", "s", "users:by-name:ann", "patients:42"];

/// One entry of each kind, written by a process of its own.
async fn entries() -> Bench {
    let bench = Bench::new().await;
    let writer = bench.client().build().unwrap();
    writer.set("k", &user(1)).await.unwrap();
    writer.secure().unwrap().set("s", &user(1)).await.unwrap();
    writer.entry(&ByName { name: "ann" }).set(user(1)).await.unwrap();
    writer.entry(&Patient { id: 42 }).set(user(1)).await.unwrap();
    bench.seen();
    bench
}

/// Reads each once, and says which of them the server was asked for.
async fn asked_for(bench: &Bench, reader: &CacheKit) -> Vec<&'static str> {
    assert_eq!(reader.get("k").await.unwrap(), Some(user(1)));
    assert_eq!(reader.secure().unwrap().get("s").await.unwrap(), Some(user(1)));
    assert_eq!(*reader.entry(&ByName { name: "ann" }).get_or_load(never_loaded).await.unwrap(), user(1));
    assert_eq!(*reader.entry(&Patient { id: 42 }).get().await.unwrap().unwrap(), user(1));
    let seen = bench.seen();
    assert!(seen.iter().all(|seen| seen.method == "GET" && seen.status == 200), "{seen:?}");
    KEYS.into_iter()
        .filter(|key| {
            let path = format!("/v1/cache/{}", key.replace(':', "%3A"));
            seen.iter().any(|seen| seen.path == path)
        })
        .collect()
}

#[tokio::test]
async fn a_copy_stays_for_as_long_as_the_server_says() {
    let bench = entries().await;
    for key in KEYS {
        bench.outlive(key, 10, 60);
    }
    let reader = bench.client().build().unwrap();
    assert_eq!(asked_for(&bench, &reader).await, KEYS);
    assert!(asked_for(&bench, &reader).await.is_empty());
    // The clock of this process alone, so that the server would still say the same.
    bench.clock.advance(Duration::from_millis(9_999));
    assert!(asked_for(&bench, &reader).await.is_empty());
    bench.clock.advance(Duration::from_millis(1));
    assert_eq!(asked_for(&bench, &reader).await, KEYS);
}

#[tokio::test]
async fn a_copy_of_what_others_can_change_stays_for_thirty_seconds() {
    let bench = entries().await;
    let reader = bench.client().build().unwrap();
    assert_eq!(asked_for(&bench, &reader).await, KEYS);
    bench.advance(Duration::from_millis(29_999));
    assert!(asked_for(&bench, &reader).await.is_empty());
    bench.advance(Duration::from_millis(1));
    assert_eq!(asked_for(&bench, &reader).await, KEYS);
}

#[tokio::test]
async fn what_is_stale_is_served_and_not_kept() {
    let bench = entries().await;
    for key in KEYS {
        bench.outlive(key, 0, 60);
    }
    let reader = bench.client().build().unwrap();
    for _ in 0..3 {
        assert_eq!(asked_for(&bench, &reader).await, KEYS);
    }
    bench.advance(seconds(60));
    assert_eq!(reader.get::<u8>("k").await.unwrap(), None, "after that it is gone");
}

/// Without `Fresh-For`, the server is asked for the lifetime, and says that there is no end.
#[tokio::test]
async fn an_entry_without_an_end_stays_for_thirty_seconds() {
    use cachekit::backend::Backend as _;

    let bench = Bench::new().await;
    let bytes = [1];
    bench.backend().build().unwrap().set("k", bytes.to_vec(), None).await.unwrap();
    bench.seen();
    let reader = bench.client().build().unwrap();
    for _ in 0..2 {
        assert_eq!(reader.get::<u8>("k").await.unwrap(), Some(1));
    }
    assert_eq!(bench.requests(), ["GET /v1/cache/k 200", "GET /v1/cache/k/ttl 200"]);
    bench.advance(seconds(30));
    assert_eq!(reader.get::<u8>("k").await.unwrap(), Some(1));
    assert_eq!(bench.requests().len(), 2);
}
