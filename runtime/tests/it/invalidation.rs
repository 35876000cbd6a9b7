//! Deletes that are collected before a commit and run after it.

use std::sync::Arc;

use cachekit::prelude::*;
use cachekit::{Invalidation, InvalidationError};
use tokio::task::JoinHandle;

use crate::support::held::{Fate, HeldBackend, Operation};
use crate::support::{KEY, UserById, user};

#[derive(CacheRegion)]
#[cache(namespace = "names", key = "{id}", value = String, ttl = "5m")]
struct Name {
    id: u64,
}

/// Claims the keys of [`Name`].
#[derive(CacheRegion)]
#[cache(namespace = "names", key = "{of}", value = u64, ttl = "5m")]
struct Age<'a> {
    of: &'a str,
}

/// A client on a held backend.
fn held() -> (CacheKit, HeldBackend) {
    let backend = HeldBackend::default();
    (CacheKit::builder().backend(Arc::new(backend.clone())).build().unwrap(), backend)
}

async fn set_names(cache: &CacheKit, ids: std::ops::Range<u64>) {
    for id in ids {
        cache.entry(&Name { id }).set(id.to_string()).await.unwrap();
    }
}

fn names(cache: &CacheKit, ids: std::ops::Range<u64>) -> Invalidation {
    cache.invalidation().delete_many(ids.map(|id| Name { id }))
}

fn in_l1(cache: &CacheKit, ids: std::ops::Range<u64>) -> usize {
    ids.filter(|&id| cache.get_if_present(&Name { id }).is_some()).count()
}

fn spawned(stale: Invalidation) -> JoinHandle<Result<usize, InvalidationError>> {
    tokio::spawn(stale.run())
}

/// Waits until so many deletes are at the gate, and until no more can come.
async fn at_the_gate(backend: &HeldBackend, count: usize) {
    while backend.waiting() < count {
        tokio::task::yield_now().await;
    }
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    assert_eq!(backend.waiting(), count);
}

#[tokio::test]
async fn nothing_is_removed_before_it_runs() {
    let (cache, _clock) = CacheKit::test();
    cache.entry(&KEY).set(user(42, "Ada")).await.unwrap();
    cache.set("greeting", "hello").await.unwrap();
    let stale = cache.invalidation().delete(&KEY).delete_key("greeting");
    assert_eq!(stale.len(), 2);
    assert_eq!(Cached::source(&cache.entry(&KEY).get().await.unwrap().unwrap()), cachekit::Source::L1);
    drop(stale);
    assert!(cache.entry(&KEY).exists().await.unwrap(), "a transaction that rolls back costs nothing");
    assert!(cache.exists("greeting").await.unwrap());
}

#[tokio::test]
async fn it_removes_entries_of_several_regions_and_strings() {
    let (cache, _clock) = CacheKit::test();
    set_names(&cache, 1..4).await;
    cache.entry(&KEY).set(user(42, "Ada")).await.unwrap();
    cache.set("greeting", "hello").await.unwrap();
    let stale = cache.invalidation().delete(&KEY).delete(&Name { id: 1 }).delete(&Name { id: 7 });
    assert_eq!(stale.delete_key("greeting").run().await.unwrap(), 3, "one of them was not there");
    assert!(!cache.entry(&KEY).exists().await.unwrap());
    assert!(!cache.exists("greeting").await.unwrap());
    let left = [1, 2, 3].map(|id| cache.get_if_present(&Name { id }).is_some());
    assert_eq!(left, [false, true, true]);
    assert_eq!(cache.stats().region("Name").unwrap().deletes, 2);
    assert_eq!(cache.stats().strings.deletes, 1);
}

#[tokio::test]
async fn without_keys_there_is_nothing_to_do() {
    let (cache, _clock) = CacheKit::test();
    assert!(cache.invalidation().is_empty());
    assert_eq!(cache.invalidation().run().await.unwrap(), 0);
}

#[tokio::test]
async fn it_outlives_what_it_was_made_from() {
    fn update(cache: &CacheKit) -> Invalidation {
        let tenant = "ac".to_owned() + "me";
        cache.invalidation().delete(&UserById { tenant: &tenant, id: 42 })
    }
    let (cache, _clock) = CacheKit::test();
    cache.entry(&KEY).set(user(42, "Ada")).await.unwrap();
    assert_eq!(spawned(update(&cache)).await.unwrap().unwrap(), 1);
    assert!(!cache.entry(&KEY).exists().await.unwrap());
}

#[tokio::test]
async fn of_a_tenant_it_removes_the_tenants_entries() {
    let (cache, _clock) = CacheKit::test();
    let tenant = cache.for_tenant("acme").unwrap();
    for client in [&cache, &tenant] {
        client.entry(&KEY).set(user(42, "Ada")).await.unwrap();
        client.set("greeting", "hello").await.unwrap();
    }
    let stale = cache.for_tenant("acme").unwrap().invalidation();
    assert_eq!(stale.delete(&KEY).delete_key("greeting").run().await.unwrap(), 2);
    assert!(!tenant.entry(&KEY).exists().await.unwrap());
    assert!(!tenant.exists("greeting").await.unwrap());
    assert!(cache.entry(&KEY).exists().await.unwrap());
    assert!(cache.exists("greeting").await.unwrap());
}

#[tokio::test]
async fn all_leave_l1_before_the_backend_has_answered_for_one() {
    let (cache, backend) = held();
    set_names(&cache, 0..40).await;
    backend.hold();
    let run = spawned(names(&cache, 0..40));
    at_the_gate(&backend, 16).await;
    assert_eq!(in_l1(&cache, 0..40), 0);
    backend.open();
    assert_eq!(run.await.unwrap().unwrap(), 40);
    assert!(backend.raw("names:39").is_none());
}

#[tokio::test]
async fn a_load_under_way_is_not_kept() {
    let (cache, backend) = held();
    backend.hold();
    let load = tokio::spawn({
        let cache = cache.clone();
        async move {
            let load = async || Ok::<_, std::io::Error>(user(42, "before the update"));
            cache.entry(&KEY).get_or_load(load).await.map(|user| user.name.clone()).unwrap()
        }
    });
    let read = backend.take(0).await;
    let run = spawned(cache.invalidation().delete(&KEY));
    backend.take(0).await.release(Fate::Done);
    assert_eq!(run.await.unwrap().unwrap(), 0);
    backend.open();
    read.release(Fate::Done);
    assert_eq!(load.await.unwrap(), "before the update", "its caller came before");
    assert!(cache.get_if_present(&KEY).is_none());
    assert!(backend.raw("users:by-id:acme:42").is_none());
    assert_eq!(cache.stats().region("UserById").unwrap().fenced, 1);
}

#[tokio::test]
async fn one_that_fails_keeps_no_other_from_going_and_can_be_tried_again() {
    let (cache, backend) = held();
    set_names(&cache, 0..3).await;
    cache.entry(&KEY).set(user(42, "Ada")).await.unwrap();
    backend.hold();
    let run = spawned(names(&cache, 0..3).delete(&KEY));
    for _ in 0..4 {
        let call = backend.take(0).await;
        let fate = match &call.operation {
            Operation::Delete(key) if key == "names:0" => Fate::Refused,
            Operation::Delete(key) if key == "names:2" => Fate::TimedOut,
            _ => Fate::Done,
        };
        call.release(fate);
    }
    backend.open();
    let error = run.await.unwrap().unwrap_err();
    assert_eq!(error.deleted, 2);
    let failures: Vec<_> = error.failures.iter().map(|failed| (failed.region, failed.keys)).collect();
    assert_eq!(failures, [(Some("Name"), 2)]);
    assert!(backend.raw("names:1").is_none() && backend.raw("users:by-id:acme:42").is_none());
    assert!(backend.raw("names:0").is_some() && backend.raw("names:2").is_some());
    assert_eq!(in_l1(&cache, 0..3), 0, "what may be gone is not in L1 either");

    assert_eq!(error.rest.run().await.unwrap(), 2);
    assert!(backend.raw("names:0").is_none() && backend.raw("names:2").is_none());
}

#[tokio::test]
async fn what_cannot_be_named_is_told_when_it_runs() {
    let (cache, _clock) = CacheKit::test();
    set_names(&cache, 1..2).await;
    let stale = cache.invalidation().delete(&Age { of: "Ada" }).delete_key("").delete(&Name { id: 1 });
    let error = stale.run().await.unwrap_err();
    assert_eq!(error.deleted, 1, "the other one goes all the same");
    let [age, text] = &error.failures[..] else { panic!("{error}") };
    assert_eq!((age.region, age.keys), (Some("Age"), 1));
    assert!(matches!(age.error, CachekitError::RegionConflict(_)), "{age:?}");
    assert_eq!((text.region, text.keys), (None, 1));
    assert!(matches!(text.error, CachekitError::InvalidKey(_)), "{text:?}");

    assert!(!error.is_retryable());
    let again = error.rest.run().await.unwrap_err();
    assert_eq!(again.rest.len(), 2, "it is not lost by trying again");
}

#[tokio::test]
async fn dropped_midway_it_leaves_nothing_in_l1() {
    let (cache, backend) = held();
    set_names(&cache, 0..40).await;
    backend.hold();
    let run = spawned(names(&cache, 0..40));
    at_the_gate(&backend, 16).await;
    run.abort();
    assert!(run.await.unwrap_err().is_cancelled());
    backend.open();
    assert_eq!(in_l1(&cache, 0..40), 0);
    assert!(backend.raw("names:39").is_some(), "it had not come to that");
}

#[tokio::test]
async fn its_error_says_how_many_of_what_and_no_key() {
    let (cache, backend) = held();
    backend.hold();
    let secret = UserById { tenant: "secret-tenant", id: 42 };
    let stale = names(&cache, 0..2).delete(&secret).delete_key("secret-key");
    assert!(!format!("{stale:?}").contains("secret"));
    let run = spawned(stale);
    for _ in 0..4 {
        let call = backend.take(0).await;
        let is_name = matches!(&call.operation, Operation::Delete(key) if key.starts_with("names:"));
        call.release(if is_name { Fate::Done } else { Fate::TimedOut });
    }
    let error = run.await.unwrap().unwrap_err();
    assert!(error.is_retryable());
    assert_eq!(
        error.to_string(),
        "2 of 4 keys were not invalidated: 1 of `UserById` (timeout backend error: held back); \
         1 by string key (timeout backend error: held back)"
    );
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}
