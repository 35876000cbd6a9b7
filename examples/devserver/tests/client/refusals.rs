//! What the service refuses, and what a program gets to see of it.

use cachekit::Source;
use cachekit::prelude::*;
use devserver::Config;

use crate::support::{API, Bench, ByName, LIVE, failed, user};

#[tokio::test]
async fn keys_that_the_service_does_not_take_are_not_sent() {
    let bench = Bench::new().await;
    let cache = bench.client().build().unwrap();
    let long = "k".repeat(401);
    for key in ["two words", "a/b", "a?b", "a%20b", "größe", "a..b", "health", "ns:x", "nsapi::x", &long] {
        for result in [
            cache.set(key, &1).await,
            cache.secure().unwrap().set(key, &1).await,
            cache.get::<u8>(key).await.map(drop),
            cache.exists(key).await.map(drop),
            cache.delete(key).await.map(drop),
        ] {
            let error = failed(result);
            assert_eq!(error.kind, BackendErrorKind::Permanent);
            assert!(error.message.starts_with("cachekit.io does not take this key: "), "{error}");
            assert!(!error.message.contains(key), "{error}");
        }
    }
    assert!(bench.seen().is_empty());
}

#[tokio::test]
async fn each_class_of_api_keys_writes_in_its_space() {
    let bench = Bench::new().await;
    let (api, live) = (bench.backend().api_key(API), bench.backend().api_key(LIVE));
    let clients = [bench.client(), bench.client_on(api), bench.client_on(live)];
    let [sdk, api, live] = clients.map(|client| client.build().unwrap());
    for (cache, closed) in [(&sdk, Some("nsapi:web:k")), (&api, Some("ns:web:k")), (&live, None)] {
        for key in ["k", "ns:web:k", "nsapi:web:k"] {
            let written = cache.set(key, &1).await;
            if Some(key) == closed {
                let error = failed(written);
                assert_eq!(error.kind, BackendErrorKind::Authentication, "{error}");
                assert!(error.message.contains("HTTP 403") && !error.is_retryable(), "{error}");
            } else {
                written.unwrap();
            }
        }
    }
    assert_eq!(sdk.get::<u8>("nsapi:web:k").await.unwrap(), Some(1), "all classes read everywhere");
}

#[tokio::test]
async fn an_unknown_api_key_is_told() {
    let bench = Bench::new().await;
    let cache = bench.client_on(bench.backend().api_key("ck_sdk_swordfish")).build().unwrap();
    let error = failed(cache.get::<u8>("k").await);
    assert_eq!(error.kind, BackendErrorKind::Authentication);
    assert!(!format!("{error:?}").contains("swordfish"), "{error:?}");
}

#[tokio::test]
async fn a_value_that_is_too_large_is_told_and_its_load_is_not_lost() {
    let bench = Bench::with(Config { max_value_bytes: 100, ..Config::default() }).await;
    let cache = bench.client().build().unwrap();
    let error = failed(cache.set("k", &"x".repeat(200)).await);
    assert_eq!(error.kind, BackendErrorKind::Permanent);
    assert!(error.message.contains("HTTP 413"), "{error}");
    assert_eq!(cache.get::<String>("k").await.unwrap(), None);

    let mut large = user(1);
    large.name = "x".repeat(200);
    let entry = cache.entry(&ByName { name: "ann" });
    let loaded = entry.get_or_load(|| async { Ok::<_, std::io::Error>(large.clone()) }).await.unwrap();
    assert_eq!(*loaded, large);
    assert_eq!(Cached::source(&entry.get().await.unwrap().unwrap()), Source::L1, "this process has it");
    assert!(bench.stored("users:by-name:ann").is_none());
}

#[tokio::test]
async fn a_quota_that_is_used_up_costs_the_load_and_nothing_more() {
    let bench = Bench::with(Config { quota: Some(2), ..Config::default() }).await;
    let cache = bench.client().build().unwrap();
    cache.set("k", &1).await.unwrap();
    assert_eq!(cache.get::<u8>("absent").await.unwrap(), None);

    let error = failed(cache.get::<u8>("absent").await);
    assert_eq!(error.kind, BackendErrorKind::QuotaExhausted, "{error}");
    assert!(!error.is_retryable());
    assert_eq!(failed(cache.set("other", &1).await).kind, BackendErrorKind::QuotaExhausted);
    assert_eq!(cache.get::<u8>("k").await.unwrap(), Some(1), "L1 asks nobody");
    let entry = cache.entry(&ByName { name: "ann" });
    let loaded = entry.get_or_load(|| async { Ok::<_, std::io::Error>(user(1)) }).await.unwrap();
    assert_eq!(*loaded, user(1));
}
