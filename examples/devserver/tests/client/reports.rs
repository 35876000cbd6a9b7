//! What the server is told of L1: with keys of the class `ck_sdk_` it takes no request without.

use crate::support::{Bench, ByName, Seen, user};

fn told(seen: &Seen) -> [Option<&str>; 5] {
    ["status", "hits", "hit-rate"]
        .map(|name| format!("x-cachekit-l1-{name}"))
        .into_iter()
        .chain(["x-cachekit-l2-hits", "x-cachekit-misses"].map(str::to_owned))
        .map(|name| seen.header(&name))
        .collect::<Vec<_>>()
        .try_into()
        .unwrap()
}

#[tokio::test]
async fn a_client_reports_its_own_counts_from_the_first_request_on() {
    let bench = Bench::new().await;
    let cache = bench.client().build().unwrap();
    let entry = cache.entry(&ByName { name: "ann" });
    entry.get().await.unwrap();
    cache.get::<u8>("k").await.unwrap();
    entry.set(user(1)).await.unwrap();
    for _ in 0..2 {
        entry.get().await.unwrap();
    }
    cache.health().await.unwrap();

    let seen = bench.seen();
    let [first, second, third, last] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!(told(first), [Some("miss"), Some("0"), Some("0.000"), Some("0"), Some("0")]);
    assert_eq!(told(second), [Some("miss"), Some("0"), Some("0.000"), Some("0"), Some("1")]);
    assert_eq!(told(third), [Some("miss"), Some("0"), Some("0.000"), Some("0"), Some("2")]);
    assert_eq!(told(last), [Some("miss"), Some("2"), Some("0.500"), Some("0"), Some("2")]);
    assert!(seen.iter().all(|seen| seen.status != 400), "{seen:?}");
    assert_eq!(first.header("x-cachekit-session-id"), last.header("x-cachekit-session-id"));
}

#[tokio::test]
async fn without_l1_and_without_a_client_it_is_disabled() {
    use cachekit::backend::Backend as _;

    let bench = Bench::new().await;
    let cache = bench.client().no_l1().build().unwrap();
    cache.set("k", &1).await.unwrap();
    assert_eq!(cache.get::<u8>("k").await.unwrap(), Some(1));
    bench.backend().build().unwrap().get("k").await.unwrap().unwrap();
    for seen in bench.seen() {
        assert_eq!((told(&seen), seen.status), ([Some("disabled"), None, None, None, None], 200), "{seen:?}");
    }
}
