//! Typed regions, secure ones, and functions.

use std::sync::atomic::{AtomicU32, Ordering};

use cachekit::Source;
use cachekit::prelude::*;

use crate::support::{Bench, ByName, NUMBER, Patient, User, contains, never_loaded, user};

#[tokio::test]
async fn a_typed_value_comes_back_in_another_process() {
    let bench = Bench::new().await;
    // Keys that the service would not take as they are.
    for name in ["ann", "a b/c?d#e", "Ünal", "..", "", &"x".repeat(500)] {
        let (one, other) = (bench.client().build().unwrap(), bench.client().build().unwrap());
        let entry = one.entry(&ByName { name });
        assert!(entry.get().await.unwrap().is_none());
        entry.set(user(7)).await.unwrap();
        let found = other.entry(&ByName { name }).get().await.unwrap().unwrap();
        assert_eq!((&*found, Cached::source(&found)), (&user(7), Source::L2));
        let again = other.entry(&ByName { name }).get_or_load(never_loaded).await.unwrap();
        assert_eq!(Cached::source(&again), Source::L1);
        entry.delete().await.unwrap();
        assert!(entry.get().await.unwrap().is_none());
    }
    assert!(bench.seen().iter().all(|seen| [200, 404].contains(&seen.status)));
}

#[tokio::test]
async fn a_load_is_stored_for_everybody() {
    let bench = Bench::new().await;
    let (one, other) = (bench.client().build().unwrap(), bench.client().build().unwrap());
    let loaded = one
        .entry(&ByName { name: "ann" })
        .get_or_load(|| async { Ok::<_, std::io::Error>(user(1)) })
        .await
        .unwrap();
    assert_eq!(Cached::source(&loaded), Source::Loader);
    let found = other.entry(&ByName { name: "ann" }).get_or_load(never_loaded).await.unwrap();
    assert_eq!((&*found, Cached::source(&found)), (&user(1), Source::L2));
}

#[tokio::test]
async fn secure_regions_show_the_server_nothing_and_keep_tenants_apart() {
    let bench = Bench::new().await;
    let cache = bench.client().build().unwrap();
    let (acme, umbrella) = (cache.for_tenant("acme").unwrap(), cache.for_tenant("umbrella").unwrap());
    for (client, id) in [(&cache, 1), (&acme, 2), (&umbrella, 3)] {
        client.entry(&Patient { id: 42 }).set(user(id)).await.unwrap();
    }
    for key in ["patients:42", ".tenant:acme::patients:42", ".tenant:umbrella::patients:42"] {
        assert!(!contains(&bench.bytes(key).unwrap(), NUMBER), "{key}");
    }
    let other = bench.client().build().unwrap();
    let other_acme = other.for_tenant("acme").unwrap();
    assert_eq!(*other.entry(&Patient { id: 42 }).get_or_load(never_loaded).await.unwrap(), user(1));
    assert_eq!(*other_acme.entry(&Patient { id: 42 }).get_or_load(never_loaded).await.unwrap(), user(2));

    bench.copy("patients:42", "patients:43");
    let refused = other.entry(&Patient { id: 43 }).get().await;
    assert!(matches!(refused, Err(CachekitError::Encryption(_))), "{refused:?}");
}

#[cachekit(namespace = "lookups", ttl = "1m", skip(loads))]
async fn lookup(cache: &CacheKit, loads: &AtomicU32, id: u64) -> Result<User, CachekitError> {
    loads.fetch_add(1, Ordering::Relaxed);
    Ok(user(id))
}

#[cachekit(namespace = "charts", ttl = "1m", skip(loads), secure)]
async fn chart(cache: &CacheKit, loads: &AtomicU32, id: u64) -> Result<User, CachekitError> {
    loads.fetch_add(1, Ordering::Relaxed);
    Ok(user(id))
}

#[tokio::test]
async fn functions_run_once_for_all_processes() {
    let bench = Bench::new().await;
    let loads = AtomicU32::new(0);
    for _ in 0..3 {
        let cache = bench.client().namespace("shop").build().unwrap();
        assert_eq!(lookup(&cache, &loads, 5).await.unwrap(), user(5));
        assert_eq!(chart(&cache, &loads, 5).await.unwrap(), user(5));
    }
    assert_eq!(loads.into_inner(), 2, "one of each");
    assert!(contains(&bench.bytes("shop::lookups:lookup:5").unwrap(), NUMBER));
    assert!(!contains(&bench.bytes("shop::charts:chart:5").unwrap(), NUMBER));
}
