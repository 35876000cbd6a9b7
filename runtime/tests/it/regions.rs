//! Typed regions: what an entry does on a healthy client.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use cachekit::backend::memory::MemoryBackend;
use cachekit::prelude::*;
use cachekit::{Cached, ManualClock, Source, TimeLeft};
use serde::{Deserialize, Serialize};

use crate::support::{KEY, User, UserById, user};

#[derive(CacheRegion)]
#[cache(namespace = "lists", key = "all:{tenant}", value = Vec<User>, ttl = "1h30m", l1_ttl = "10s")]
struct AllUsers<'a> {
    tenant: &'a str,
}

#[derive(CacheRegion)]
#[cache(namespace = "config", key = "current", value = HashMap<String, Option<Vec<u8>>>, ttl = "none")]
struct Config;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
struct Node {
    name: String,
    children: Vec<Node>,
}

#[derive(CacheRegion)]
#[cache(namespace = "trees", key = "{0}:of:{1}", value = Node, ttl = 300)]
struct Tree(u32, String);

fn clocked() -> (CacheKit, ManualClock) {
    let clock = ManualClock::default();
    (CacheKit::in_memory().clock(&clock).build().unwrap(), clock)
}

#[tokio::test]
async fn set_get_delete() {
    let cache = CacheKit::in_memory().build().unwrap();
    let entry = cache.entry(&KEY);
    assert!(entry.get().await.unwrap().is_none());
    entry.set(user(42, "Ada")).await.unwrap();
    assert_eq!(entry.get().await.unwrap().unwrap(), user(42, "Ada"));
    assert!(entry.exists().await.unwrap());
    assert!(entry.delete().await.unwrap());
    assert!(!entry.delete().await.unwrap());
    assert!(entry.get().await.unwrap().is_none());
    assert!(!entry.exists().await.unwrap());
}

#[tokio::test]
async fn set_takes_the_value_in_any_form() {
    let cache = CacheKit::in_memory().build().unwrap();
    let entry = cache.entry(&KEY);
    let value = user(42, "Ada");
    entry.set(&value).await.unwrap();
    entry.set(Arc::new(value.clone())).await.unwrap();
    let cached = entry.get().await.unwrap().unwrap();
    entry.set(cached).await.unwrap();
    entry.set(value.clone()).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), value);
}

#[tokio::test]
async fn an_entry_outlives_the_key_it_was_made_from() {
    let cache = CacheKit::in_memory().build().unwrap();
    let entry = {
        let tenant = String::from("acme: west");
        cache.entry(&UserById { tenant: &tenant, id: 7 })
    };
    assert_eq!(entry.key(), "users:by-id:acme.3A.20west:7");
    entry.set(user(7, "Grace")).await.unwrap();
    assert_eq!(entry.get().await.unwrap().unwrap().name, "Grace");
}

#[tokio::test]
async fn a_cached_value_knows_where_it_came_from_and_how_old_it_is() {
    let (cache, clock) = clocked();
    let entry = cache.entry(&KEY);
    let loaded = entry.get_or_load(|| async { Ok::<_, std::io::Error>(user(42, "Ada")) }).await.unwrap();
    assert_eq!((Cached::source(&loaded), Cached::age(&loaded)), (Source::Loader, Duration::ZERO));
    clock.advance(Duration::from_secs(60));
    let hit = entry.get().await.unwrap().unwrap();
    assert_eq!((Cached::source(&hit), Cached::age(&hit)), (Source::L1, Duration::from_secs(60)));
    assert!(Arc::ptr_eq(&Cached::arc(&loaded), &Cached::into_arc(hit)), "a hit shares the value");
}

#[tokio::test]
async fn entries_end_with_the_lifetime_of_their_region() {
    let (cache, clock) = clocked();
    let entry = cache.entry(&KEY);
    entry.set(user(42, "Ada")).await.unwrap();
    assert_eq!(entry.ttl().await.unwrap(), TimeLeft::For(Duration::from_secs(300)));
    clock.advance(Duration::from_millis(299_999));
    assert!(entry.exists().await.unwrap());
    clock.advance(Duration::from_millis(1));
    assert!(!entry.exists().await.unwrap());
    assert_eq!(entry.ttl().await.unwrap(), TimeLeft::Missing);
}

#[tokio::test]
async fn a_lifetime_of_none_lasts() {
    let (cache, clock) = clocked();
    let entry = cache.entry(&Config);
    assert_eq!(entry.key(), "config:current");
    entry.set(HashMap::from([("a".to_owned(), Some(vec![1, 2, 3])), ("b".to_owned(), None)])).await.unwrap();
    clock.advance(Duration::from_secs(20 * 365 * 86_400));
    assert_eq!(entry.get().await.unwrap().unwrap()["a"], Some(vec![1, 2, 3]));
    assert_eq!(entry.ttl().await.unwrap(), TimeLeft::Forever);
}

#[tokio::test]
async fn a_lifetime_of_ones_own_is_at_most_the_regions() {
    let (cache, clock) = clocked();
    let entry = cache.entry(&KEY);
    entry.set_with_ttl(user(42, "Ada"), Duration::from_secs(10)).await.unwrap();
    clock.advance(Duration::from_secs(10));
    assert!(entry.get().await.unwrap().is_none());
    entry.set_with_ttl(user(42, "Ada"), Duration::from_secs(3600)).await.unwrap();
    assert_eq!(entry.ttl().await.unwrap(), TimeLeft::For(Duration::from_secs(300)));
    let zero = entry.set_with_ttl(user(42, "Ada"), Duration::ZERO).await;
    assert!(matches!(zero, Err(CachekitError::InvalidTtl(_))));
    // A shorter one replaces a longer one at once, in L1 too.
    entry.set_with_ttl(user(42, "Ada"), Duration::from_secs(1)).await.unwrap();
    clock.advance(Duration::from_secs(1));
    assert!(entry.get().await.unwrap().is_none());
}

#[tokio::test]
async fn l1_keeps_an_entry_for_its_own_lifetime() {
    let (cache, clock) = clocked();
    let entry = cache.entry(&AllUsers { tenant: "acme" });
    entry.set(vec![user(1, "Ada"), user(2, "Grace")]).await.unwrap();
    assert_eq!(Cached::source(&entry.get().await.unwrap().unwrap()), Source::L1);
    clock.advance(Duration::from_secs(10));
    assert_eq!(Cached::source(&entry.get().await.unwrap().unwrap()), Source::L2);
    assert_eq!(Cached::source(&entry.get().await.unwrap().unwrap()), Source::L1);
}

#[tokio::test]
async fn l1_trusts_a_shared_backend_for_half_a_minute() {
    let clock = ManualClock::default();
    let backend = Arc::new(MemoryBackend::new());
    let cache = CacheKit::builder().backend(backend).clock(&clock).build().unwrap();
    let entry = cache.entry(&KEY);
    entry.set(user(42, "Ada")).await.unwrap();
    clock.advance(Duration::from_millis(29_999));
    assert_eq!(Cached::source(&entry.get().await.unwrap().unwrap()), Source::L1);
    clock.advance(Duration::from_millis(1));
    assert_eq!(Cached::source(&entry.get().await.unwrap().unwrap()), Source::L2);
}

#[tokio::test]
async fn a_machine_that_slept_does_not_serve_what_ended_meanwhile() {
    let (cache, clock) = clocked();
    let entry = cache.entry(&KEY);
    entry.set(user(42, "Ada")).await.unwrap();
    clock.sleep_machine(Duration::from_secs(300));
    assert!(entry.get().await.unwrap().is_none());
}

#[tokio::test]
async fn a_wall_clock_that_is_set_back_prolongs_nothing() {
    let (cache, clock) = clocked();
    let entry = cache.entry(&KEY);
    entry.set(user(42, "Ada")).await.unwrap();
    clock.set_back(Duration::from_secs(86_400));
    clock.advance(Duration::from_secs(300));
    assert!(entry.get().await.unwrap().is_none());
}

#[tokio::test]
async fn recursive_values_and_tuple_keys() {
    let cache = CacheKit::in_memory().no_l1().build().unwrap();
    let leaf = Node { name: "leaf".to_owned(), children: vec![] };
    let tree = Node { name: "root".to_owned(), children: vec![leaf.clone(), leaf] };
    let entry = cache.entry(&Tree(7, String::new()));
    assert_eq!(entry.key(), "trees:7:of:.e");
    entry.set(&tree).await.unwrap();
    assert_eq!(*entry.get().await.unwrap().unwrap(), tree);
}

#[tokio::test]
async fn a_key_is_parsed_back_into_its_parts() {
    let cache = CacheKit::in_memory().namespace("shop").build().unwrap();
    let entry = cache.entry(&UserById { tenant: "a:b %", id: u64::MAX });
    assert_eq!(entry.key(), "shop::users:by-id:a.3Ab.20.25:18446744073709551615");
    let parsed = UserById::parse(entry.key()).unwrap();
    assert_eq!(parsed.client_namespace.as_deref(), Some("shop"));
    assert_eq!(parsed.part("tenant").and_then(|part| part.as_text()), Some("a:b %"));
    assert_eq!(parsed.part("id").and_then(|part| part.as_text()), Some("18446744073709551615"));
    for wrong in [
        "",
        "users",
        "users:by-id:a",
        "other:by-id:a:1",
        "users:by-name:a:1",
        "users:by-id:a::1",
        "users:by-id:%:1",
    ] {
        assert!(UserById::parse(wrong).is_err(), "{wrong:?}");
    }
}

#[tokio::test]
async fn a_region_needs_a_client_namespace_it_can_tell_apart() {
    let cache = CacheKit::in_memory().namespace("My Shop").build().unwrap();
    let refused = cache.entry(&KEY).get().await;
    assert!(matches!(refused, Err(CachekitError::Config(_))), "{refused:?}");
    cache.set("fine", &1).await.unwrap();
}

#[tokio::test]
async fn values_over_the_limit_are_refused_by_set_and_not_stored_by_load() {
    let cache = CacheKit::in_memory().max_payload_bytes(64).build().unwrap();
    let entry = cache.entry(&KEY);
    let long = "x".repeat(65);
    let refused = entry.set(user(42, &long)).await;
    assert!(matches!(refused, Err(CachekitError::PayloadTooLarge { limit: 64, .. })));
    let loaded = entry.get_or_load(|| async { Ok::<_, std::io::Error>(user(42, &long)) }).await.unwrap();
    assert_eq!(loaded.name, long);
    assert!(entry.get().await.unwrap().is_none());
    assert_eq!(cache.stats().region("UserById").unwrap().not_stored, 1);
}

#[tokio::test]
async fn without_l1_every_read_goes_to_the_backend() {
    let cache = CacheKit::in_memory().no_l1().build().unwrap();
    let entry = cache.entry(&KEY);
    entry.set(user(42, "Ada")).await.unwrap();
    for _ in 0..3 {
        assert_eq!(Cached::source(&entry.get().await.unwrap().unwrap()), Source::L2);
    }
    assert_eq!(cache.stats().region("UserById").unwrap().l1_entries, 0);
}

#[tokio::test]
async fn l1_is_bounded_by_entries_and_by_bytes() {
    let small = CacheKit::in_memory().l1_capacity(100).build().unwrap();
    let heavy = CacheKit::in_memory().l1_capacity(1000).l1_max_bytes(100_000).build().unwrap();
    for id in 0..1000 {
        small.entry(&UserById { tenant: "acme", id }).set(user(id, "Ada")).await.unwrap();
        heavy.entry(&UserById { tenant: "acme", id }).set(user(id, &"x".repeat(1000))).await.unwrap();
    }
    assert!(small.stats().region("UserById").unwrap().l1_entries <= 100);
    assert!(heavy.stats().region("UserById").unwrap().l1_entries <= 100);
}

#[tokio::test]
async fn statistics_tell_what_happened() {
    let cache = CacheKit::in_memory().build().unwrap();
    let entry = cache.entry(&KEY);
    entry.get_or_load(|| async { Ok::<_, std::io::Error>(user(42, "Ada")) }).await.unwrap();
    entry.get().await.unwrap();
    let failed = cache.entry(&UserById { tenant: "acme", id: 1 });
    failed.get_or_load(|| async { Err::<User, _>(std::io::Error::other("down")) }).await.unwrap_err();
    entry.delete().await.unwrap();
    let stats = cache.stats();
    let region = stats.region("UserById").unwrap();
    assert_eq!((region.namespace, region.pattern), ("users", "by-id:{tenant}:{id}"));
    assert_eq!((region.l1_hits, region.l2_hits, region.misses), (1, 0, 2));
    assert_eq!((region.loads, region.load_failures, region.writes, region.deletes), (2, 1, 1, 1));
}

#[tokio::test]
async fn what_is_present_is_had_without_waiting_and_what_is_not_is_not_asked_for() {
    let backend = Arc::new(MemoryBackend::new());
    let cache = CacheKit::builder().backend(backend.clone()).build().unwrap();
    assert!(cache.get_if_present(&KEY).is_none());
    cache.entry(&KEY).set(user(42, "Ada")).await.unwrap();
    assert_eq!(cache.get_if_present(&KEY).unwrap().name, "Ada");
    let escaped = UserById { tenant: "a b", id: 1 };
    cache.entry(&escaped).set(user(1, "Bob")).await.unwrap();
    assert_eq!(cache.get_if_present(&escaped).unwrap().name, "Bob");
    let tenant = cache.for_tenant("acme").unwrap();
    assert!(tenant.get_if_present(&KEY).is_none());
    tenant.entry(&KEY).set(user(42, "Eve")).await.unwrap();
    assert_eq!(tenant.get_if_present(&KEY).unwrap().name, "Eve");

    let elsewhere = CacheKit::builder().backend(backend).build().unwrap();
    assert!(elsewhere.get_if_present(&KEY).is_none(), "the backend is not asked");
    assert_eq!(elsewhere.stats().region("UserById").unwrap().misses, 0);
}
