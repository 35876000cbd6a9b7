//! Keys that are no keys, and clients that lack them.

use cachekit::prelude::*;

use crate::support::{ID, KEY, OTHER_KEY};

#[test]
fn a_key_that_is_none_is_refused_without_showing_any_of_it() {
    let long_enough = "zz".repeat(32);
    for wrong in ["", "abc", "00", &KEY[2..], &long_enough, &format!("{KEY}0"), &format!("{KEY} ")] {
        let refused = CacheKit::in_memory().encryption(wrong, "acme").unwrap_err();
        assert!(matches!(refused, CachekitError::Config(_)), "{refused:?}");
        let message = refused.to_string();
        assert!(wrong.is_empty() || wrong.len() < 4 || !message.contains(&wrong[..4]), "{message}");
        assert!(!message.contains('z'), "{message}");
    }
    assert!(CacheKit::in_memory().encryption_from_bytes(&[7; 32], "acme").is_ok());
    for len in [0, 16, 31, 33, 64] {
        assert!(CacheKit::in_memory().encryption_from_bytes(&vec![7; len], "acme").is_err(), "{len}");
    }
}

#[test]
fn rings_that_are_none_are_refused_when_the_client_is_built() {
    let keys: Vec<_> = (1..=4u8).map(|byte| format!("{byte:02x}").repeat(32)).collect();
    let three =
        keys[..3].iter().fold(CacheKit::in_memory().encryption(KEY, "acme").unwrap(), |client, key| {
            client.previous_master_key(key).unwrap()
        });
    assert!(three.build().is_ok());
    let four = keys.iter().fold(CacheKit::in_memory().encryption(KEY, "acme").unwrap(), |client, key| {
        client.previous_master_key(key).unwrap()
    });
    assert!(matches!(four.build(), Err(CachekitError::Config(_))));
    let itself = CacheKit::in_memory().encryption(KEY, "acme").unwrap().previous_master_key(KEY).unwrap();
    assert!(matches!(itself.build(), Err(CachekitError::Config(_))));
    let none = CacheKit::in_memory().previous_master_key(OTHER_KEY).unwrap();
    assert!(matches!(none.build(), Err(CachekitError::Config(_))));
}

#[test]
fn tenants_are_named_by_1_to_255_bytes() {
    for wrong in [String::new(), "x".repeat(256)] {
        let refused = CacheKit::in_memory().encryption(KEY, wrong.as_str()).unwrap().build();
        assert!(matches!(refused, Err(CachekitError::Config(_))));
        let cache = CacheKit::in_memory().build().unwrap();
        assert!(matches!(cache.for_tenant(&wrong), Err(CachekitError::Config(_))));
    }
}

#[tokio::test]
async fn a_secure_region_on_a_client_without_keys_says_so_at_first_use() {
    let cache = CacheKit::in_memory().build().unwrap();
    let refused = cache.entry(&ID).get().await.unwrap_err();
    assert!(matches!(refused, CachekitError::Config(_)));
    let message = refused.to_string();
    assert!(message.contains("`PatientById` is secure") && message.contains("encryption"), "{message}");
}
