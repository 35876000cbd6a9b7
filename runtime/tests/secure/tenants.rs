//! One client, many tenants.

use cachekit::EncryptionError;
use cachekit::prelude::*;

use crate::support::{ID, KEY, NUMBER, Patient, PatientByNumber, Store, patient};

#[derive(CacheRegion)]
#[cache(namespace = "open", key = "{id}", value = u64, ttl = "5m")]
struct Open {
    id: u64,
}

#[tokio::test]
async fn tenants_share_a_client_and_no_entry() {
    let store = Store::default();
    let cache = store.client().namespace("shop").encryption(KEY, "home").unwrap().build().unwrap();
    let (acme, umbrella) = (cache.for_tenant("acme").unwrap(), cache.for_tenant("umbrella").unwrap());
    assert_eq!(cache.entry(&ID).key(), "shop::patients:by-id:north:42");
    assert_eq!(acme.entry(&ID).key(), "shop::.tenant:acme::patients:by-id:north:42");

    acme.entry(&ID).set(patient(1)).await.unwrap();
    umbrella.entry(&ID).set(patient(2)).await.unwrap();
    acme.entry(&Open { id: 1 }).set(1).await.unwrap();
    acme.set("k", &1).await.unwrap();
    acme.secure().unwrap().set("s", NUMBER).await.unwrap();

    assert_eq!(*acme.entry(&ID).get().await.unwrap().unwrap(), patient(1));
    assert_eq!(*umbrella.entry(&ID).get().await.unwrap().unwrap(), patient(2));
    for other in [&umbrella, &cache] {
        assert!(other.entry(&Open { id: 1 }).get().await.unwrap().is_none());
        assert_eq!(other.get::<u8>("k").await.unwrap(), None);
        assert_eq!(other.secure().unwrap().get::<String>("s").await.unwrap(), None);
    }
    assert!(cache.entry(&ID).get().await.unwrap().is_none());

    umbrella.entry(&ID).delete().await.unwrap();
    assert!(acme.entry(&ID).exists().await.unwrap(), "a delete stays with its tenant");
}

#[tokio::test]
async fn asked_for_again_a_tenant_finds_what_it_left_in_l1() {
    let store = Store::default();
    let cache = store.client().encryption(KEY, "home").unwrap().build().unwrap();
    for key in [1, 2] {
        cache.for_tenant("acme").unwrap().entry(&Open { id: key }).set(key).await.unwrap();
    }
    cache.for_tenant("acme").unwrap().entry(&ID).set(patient(1)).await.unwrap();
    let again = cache.for_tenant("acme").unwrap();
    assert_eq!(
        Cached::source(&again.entry(&Open { id: 2 }).get().await.unwrap().unwrap()),
        cachekit::Source::L1
    );
    assert_eq!(Cached::source(&again.entry(&ID).get().await.unwrap().unwrap()), cachekit::Source::L1);
    assert!(cache.delete(again.entry(&Open { id: 2 }).key()).await.unwrap(), "found by its key too");
    assert!(again.entry(&Open { id: 2 }).get().await.unwrap().is_none());
}

#[tokio::test]
async fn an_entry_copied_to_another_tenant_cannot_be_opened() {
    let store = Store::default();
    let cache = store.sealed();
    let (acme, umbrella) = (cache.for_tenant("acme").unwrap(), cache.for_tenant("umbrella").unwrap());
    acme.entry(&ID).set(patient(1)).await.unwrap();
    let stolen = store.bytes(acme.entry(&ID).key()).await.unwrap();
    store.put(umbrella.entry(&ID).key(), stolen).await;
    let refused = umbrella.entry(&ID).get().await;
    assert!(matches!(refused, Err(CachekitError::Encryption(EncryptionError::UnknownKey))), "{refused:?}");
}

#[tokio::test]
async fn the_keys_of_tenants_are_closed_to_the_string_api_of_others() {
    let store = Store::default();
    for (cache, key) in [
        (store.client().build().unwrap(), ".tenant:acme::k"),
        (store.client().namespace("shop").build().unwrap(), ":.tenant:acme::k"),
    ] {
        let refused = cache.get::<u8>(key).await;
        assert!(
            matches!(&refused, Err(CachekitError::InvalidKey(why)) if why.contains("for_tenant")),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn names_that_no_key_could_hold_are_told_apart() {
    let store = Store::default();
    let cache = store.client().encryption(KEY, "home").unwrap().build().unwrap();
    let long = "x".repeat(255);
    let names = ["a", "A", "a:b", "a::b", ".", "..", "ä", "1", "01", " ", &long, &long[1..], ".tenant:a::"];
    let mut keys = std::collections::HashSet::new();
    for (id, name) in (0u64..).zip(names) {
        let tenant = cache.for_tenant(name).unwrap();
        let entry = tenant.entry(&PatientByNumber { number: NUMBER });
        assert!(entry.key().len() <= 247 && !entry.key().contains(".."), "{}", entry.key());
        assert!(entry.key().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte)));
        assert!(keys.insert(entry.key().to_owned()));
        tenant.entry(&Open { id: 1 }).set(id).await.unwrap();
    }
    for (id, name) in (0u64..).zip(names) {
        let tenant = cache.for_tenant(name).unwrap();
        assert_eq!(*tenant.entry(&Open { id: 1 }).get().await.unwrap().unwrap(), id, "{name}");
    }
}

#[cachekit(namespace = "wards", ttl = "5m", secure)]
async fn ward(cache: &CacheKit, id: u64, #[cache(skip)] answer: u64) -> Result<Patient, CachekitError> {
    Ok(patient(id + answer))
}

#[tokio::test]
async fn functions_keep_tenants_apart() {
    let store = Store::default();
    let cache = store.client().encryption(KEY, "home").unwrap().build().unwrap();
    let (acme, umbrella) = (cache.for_tenant("acme").unwrap(), cache.for_tenant("umbrella").unwrap());
    assert_eq!(ward(&acme, 1, 10).await.unwrap(), patient(11));
    assert_eq!(ward(&umbrella, 1, 20).await.unwrap(), patient(21));
    assert_eq!(ward(&acme, 1, 30).await.unwrap(), patient(11));
    assert!(store.bytes(".tenant:acme::wards:ward:1").await.is_some());
}

#[test]
fn a_key_tells_its_tenant() {
    let cache = CacheKit::in_memory().namespace("shop").build().unwrap();
    let tenant = cache.for_tenant("a b").unwrap();
    let key = tenant.entry(&Open { id: 7 }).key().to_owned();
    let parsed = Open::parse(&key).unwrap();
    assert_eq!(parsed.client_namespace.as_deref(), Some("shop"));
    assert_eq!(parsed.tenant.and_then(|tenant| tenant.as_text().map(str::to_owned)).as_deref(), Some("a b"));
    assert_eq!(parsed.parts.len(), 1);
}
