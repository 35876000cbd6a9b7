//! Sealed values among many keys: each is bound to its own.

use cachekit::backend::Backend as _;
use cachekit::prelude::*;
use cachekit::{EncryptionError, ManualClock};

use crate::support::{Down, Shelf, owned, texts};

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const OTHER_KEY: &str = "1111111111111111111111111111111111111111111111111111111111111111";

#[derive(CacheRegion)]
#[cache(namespace = "patients", key = "{id}", value = String, ttl = "5m", secure)]
struct Patient {
    id: u64,
}

#[derive(CacheRegion)]
#[cache(namespace = "patients", key = "by-number:{number}", value = String, ttl = "5m", secure)]
struct ByNumber<'a> {
    #[cache(sensitive)]
    number: &'a str,
}

const PATIENTS: [Patient; 3] = [Patient { id: 1 }, Patient { id: 2 }, Patient { id: 3 }];

async fn flip_a_bit(shelf: &Shelf, key: &str) {
    let mut bytes = shelf.memory.get(key).await.unwrap().unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    shelf.memory.set(key, bytes, None).await.unwrap();
}

fn is_refused(error: &CachekitError) -> bool {
    matches!(error, CachekitError::Encryption(EncryptionError::AuthenticationFailed))
}

#[tokio::test]
async fn a_changed_entry_among_good_ones_is_an_error_of_its_own() {
    let shelf = Shelf::new();
    let client = || shelf.builder().encryption(KEY, "acme").unwrap().build().unwrap();
    client().entries(&PATIENTS).set(["a", "b", "c"].map(String::from)).await.unwrap();
    flip_a_bit(&shelf, "patients:2").await;
    shelf.memory.delete("patients:3").await.unwrap();
    let cache = client();
    for _ in 0..2 {
        let error = cache.entries(&PATIENTS).get().await.unwrap_err();
        assert!(
            matches!(error.results(), [Ok(Some(a)), Err(error), Ok(None)] if **a == "a" && is_refused(error))
        );
    }
    let entries = cache.entries(&PATIENTS);
    let loading = entries.get_or_load(async |missing| {
        assert_eq!(missing.len(), 1, "a loader does not answer for what was changed");
        Ok::<_, Down>(missing.into_iter().map(|key| (key, "loaded".to_owned())))
    });
    let error = loading.await.unwrap_err();
    assert!(matches!(error.results(), [Ok(Some(a)), Err(LoadError::Cache(error)), Ok(Some(c))]
        if **a == "a" && is_refused(error) && **c == "loaded"));
    assert_eq!(cache.stats().regions[0].refused, 3);
    cache.entries(&PATIENTS).set(["x", "y", "z"].map(String::from)).await.unwrap();
    let now = texts(client().entries(&PATIENTS).get().await.unwrap());
    assert_eq!(now, ["x", "y", "z"].map(|text| Some(text.to_owned())));
}

#[tokio::test]
async fn sealed_strings_are_bound_to_their_keys() {
    let shelf = Shelf::new();
    let cache = shelf.builder().no_l1().encryption(KEY, "acme").unwrap().build().unwrap();
    let secure = cache.secure().unwrap();
    secure.set_many(&[("a", "one"), ("b", "two"), ("c", "three")]).await.unwrap();
    let [a, b] =
        [shelf.memory.get("a").await.unwrap().unwrap(), shelf.memory.get("b").await.unwrap().unwrap()];
    assert!(!a.windows(3).any(|bytes| bytes == b"one"));
    shelf.memory.set("a", b, None).await.unwrap();
    shelf.memory.set("b", a, None).await.unwrap();
    let error = secure.get_many::<String>(&["a", "b", "c", "d"]).await.unwrap_err();
    assert!(
        matches!(error.results(), [Err(a), Err(b), Ok(Some(_)), Ok(None)] if is_refused(a) && is_refused(b))
    );
    assert_eq!(cache.stats().strings.refused, 2);
    assert_eq!(secure.delete_many(&["a", "b"]).await.unwrap(), [true, true]);
    assert_eq!(secure.get_many::<String>(&["c", "a"]).await.unwrap(), [Some("three".to_owned()), None]);
}

#[tokio::test]
async fn keys_with_sensitive_parts_are_found_by_earlier_master_keys() {
    let shelf = Shelf::new();
    let before = shelf.builder().no_l1().encryption(KEY, "acme").unwrap().build().unwrap();
    let client = shelf.builder().no_l1().encryption(OTHER_KEY, "acme").unwrap();
    let after = client.previous_master_key(KEY).unwrap().build().unwrap();
    let keys = ["1", "2", "3", "4"].map(|number| ByNumber { number });
    before.entries(&keys[..3]).set(["a", "b", "c"].map(String::from)).await.unwrap();
    after.entry(&keys[0]).set("new".to_owned()).await.unwrap();
    shelf.calls();

    let read = async |cache: &CacheKit| texts(cache.entries(&keys).get().await.unwrap());
    assert_eq!(read(&after).await, owned(&[Some("new"), Some("b"), Some("c"), None]));
    assert_eq!(shelf.calls(), [("get_many", 4), ("get_many", 3)], "one call more for the earlier key");
    let load = async |missing: Vec<&ByNumber<'_>>| {
        assert_eq!(missing.iter().map(|key| key.number).collect::<Vec<_>>(), ["4"]);
        Ok::<_, Down>([(ByNumber { number: "4" }, "loaded".to_owned())])
    };
    after.entries(&keys).get_or_load(load).await.unwrap();

    after.entries(&keys[1..2]).set(["written".to_owned()]).await.unwrap();
    assert_eq!(after.entries(&keys[2..]).delete().await.unwrap(), [true, true]);
    assert_eq!(read(&after).await, owned(&[Some("new"), Some("written"), None, None]));
    assert_eq!(read(&before).await, [None, None, None, None], "nothing outlives a write or a delete");
}

#[tokio::test]
async fn tenants_open_only_their_own() {
    let shelf = Shelf::new();
    let clock = ManualClock::default();
    let cache = shelf.builder().clock(&clock).encryption(KEY, "home").unwrap().build().unwrap();
    let (acme, beta) = (cache.for_tenant("acme").unwrap(), cache.for_tenant("beta").unwrap());
    acme.entries(&PATIENTS).set(["a", "b", "c"].map(String::from)).await.unwrap();
    let stolen = shelf.memory.get(".tenant:acme::patients:1").await.unwrap().unwrap();
    shelf.memory.set(".tenant:beta::patients:1", stolen, None).await.unwrap();
    let error = beta.entries(&PATIENTS).get().await.unwrap_err();
    let foreign = CachekitError::from(EncryptionError::UnknownKey).to_string();
    assert!(matches!(error.results(), [Err(error), Ok(None), Ok(None)] if error.to_string() == foreign));
    assert!(acme.entries(&PATIENTS).get().await.unwrap().iter().all(Option::is_some));
}
