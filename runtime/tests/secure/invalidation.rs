//! Invalidations of entries that are not simply the client's own and in the clear.

use cachekit::prelude::*;

use crate::support::{ID, KEY, NUMBER, OTHER_KEY, PatientByNumber, Store, patient};

#[derive(CacheRegion)]
#[cache(layout = "interop", namespace = "users", operation = "get_age", value = u32, ttl = "5m")]
struct GetAge {
    id: u64,
}

#[derive(CacheRegion)]
#[cache(layout = "interop", namespace = "users", operation = "get_ratio", value = u32, ttl = "5m")]
struct GetRatio {
    of: f64,
}

#[tokio::test]
async fn secure_and_interop_entries_go_like_all_others() {
    let store = Store::default();
    let cache = store.sealed();
    cache.entry(&ID).set(patient(1)).await.unwrap();
    cache.entry(&GetAge { id: 42 }).set(30).await.unwrap();
    cache.secure().unwrap().set("k", NUMBER).await.unwrap();
    let stale = cache.invalidation().delete(&ID).delete(&GetAge { id: 42 }).delete_key("k");
    assert_eq!(stale.run().await.unwrap(), 3);
    for key in [cache.entry(&ID).key(), cache.entry(&GetAge { id: 42 }).key(), "k"] {
        assert!(store.bytes(key).await.is_none(), "{key}");
    }
}

#[tokio::test]
async fn an_entry_under_a_sensitive_key_goes_under_all_keys_of_the_ring() {
    let store = Store::default();
    let before = store.sealed();
    let client = store.client().encryption(OTHER_KEY, "acme").unwrap();
    let after = client.previous_master_key(KEY).unwrap().build().unwrap();
    let key = PatientByNumber { number: NUMBER };
    let stale = after.invalidation().delete(&key);
    before.entry(&key).set(patient(1)).await.unwrap();
    let warm = after.entry(&key).get().await.unwrap().unwrap();
    assert_eq!(*warm, patient(1));
    assert!(after.get_if_present(&key).is_some(), "in L1, under the earlier key");

    assert_eq!(stale.run().await.unwrap(), 1);
    assert!(store.bytes(before.entry(&key).key()).await.is_none());
    assert!(after.get_if_present(&key).is_none());
}

#[tokio::test]
async fn a_tenants_invalidation_stays_with_the_tenant() {
    let store = Store::default();
    let cache = store.sealed();
    let tenants = ["acme-north", "acme-south"].map(|name| cache.for_tenant(name).unwrap());
    for tenant in &tenants {
        tenant.entry(&PatientByNumber { number: NUMBER }).set(patient(1)).await.unwrap();
    }
    let stale = tenants[0].invalidation().delete(&PatientByNumber { number: NUMBER });
    assert_eq!(stale.run().await.unwrap(), 1);
    let left = tenants.map(|tenant| tenant.entry(&PatientByNumber { number: NUMBER }).key().to_owned());
    assert!(store.bytes(&left[0]).await.is_none());
    assert!(store.bytes(&left[1]).await.is_some());
}

#[tokio::test]
async fn what_has_no_key_is_told_when_it_runs() {
    let store = Store::default();
    let cache = store.client().build().unwrap();
    let tenant = cache.for_tenant("acme").unwrap();
    for (stale, says) in [
        (cache.invalidation().delete(&ID), "master key"),
        (cache.invalidation().delete(&GetRatio { of: f64::NAN }), "invalid cache key"),
        (tenant.invalidation().delete(&GetAge { id: 42 }), "without a tenant"),
    ] {
        let error = stale.run().await.unwrap_err();
        assert_eq!(error.rest.len(), 1);
        assert!(!error.is_retryable() && error.to_string().contains(says), "{error}");
    }
}
