//! What a client has of its variables. None of these asks a server: where one has to do something, it is put on a
//! backend in memory.

use std::sync::Arc;
use std::time::Duration;

use cachekit::backend::memory::MemoryBackend;
use cachekit::backend::{Backend as _, TtlInspectable as _};
use cachekit::prelude::*;

use crate::support::{KEY, OLD_KEY, from_env, inside};

const API_KEY: (&str, &str) = ("CACHEKIT_API_KEY", "ck_live_swordfish");
const UUID: &str = "11111111-2222-4333-8444-555555555555";

/// The client of this process's variables, on another backend.
fn client(memory: &Arc<MemoryBackend>) -> CacheKit {
    CacheKit::from_env().unwrap().backend(memory.clone()).build().unwrap()
}

#[test]
fn an_api_key_is_enough() {
    let client = from_env(&[API_KEY]).unwrap();
    assert!(client.contains("namespace: None") && client.contains("default_ttl: 300s"), "{client}");
    assert!(!client.contains("swordfish"), "{client}");
}

#[test]
fn a_url_picks_the_backend() {
    from_env(&[("CACHEKIT_URL", " memory: ")]).unwrap();
    // Of two, the URL counts.
    let client = from_env(&[API_KEY, ("CACHEKIT_URL", "redis://me:swordfish@localhost")]).unwrap();
    assert!(!client.contains("swordfish"), "{client}");
    from_env(&[API_KEY, ("CACHEKIT_URL", "https://api.cachekit.io")]).unwrap();
}

#[tokio::test]
async fn what_other_variables_say_holds_on_every_backend() {
    let variables =
        [("CACHEKIT_URL", "memory:"), ("CACHEKIT_NAMESPACE", "my shop"), ("CACHEKIT_MAX_VALUE_SIZE", "100")];
    if !inside("clients::what_other_variables_say_holds_on_every_backend", &variables) {
        return;
    }
    let cache = CacheKit::from_env().unwrap().build().unwrap();
    cache.set("k", &1).await.unwrap();
    assert_eq!(cache.get::<u32>("k").await.unwrap(), Some(1));
    let refused = cache.set("k", &"x".repeat(200)).await;
    assert!(matches!(refused, Err(CachekitError::PayloadTooLarge { limit: 100, .. })), "{refused:?}");
}

#[test]
fn other_hosts_are_reached_where_the_variables_say_so() {
    for url in ["https://api.staging.cachekit.io", "https://api.cachekit.io/"] {
        from_env(&[API_KEY, ("CACHEKIT_API_URL", url)]).unwrap();
    }
    let custom = ("CACHEKIT_ALLOW_CUSTOM_HOST", "yes");
    from_env(&[API_KEY, ("CACHEKIT_API_URL", "https://cache.example:8443/base"), custom]).unwrap();
}

#[tokio::test]
async fn lifetime_namespace_and_limit_arrive() {
    let variables = [
        API_KEY,
        ("CACHEKIT_DEFAULT_TTL", "77"),
        ("CACHEKIT_NAMESPACE", "shop"),
        ("CACHEKIT_MAX_VALUE_SIZE", "100"),
    ];
    if !inside("clients::lifetime_namespace_and_limit_arrive", &variables) {
        return;
    }
    let memory = Arc::new(MemoryBackend::new());
    let cache = client(&memory);
    cache.set("k", &1).await.unwrap();
    let left = memory.ttl("shop:k").await.unwrap().unwrap();
    assert!((Duration::from_secs(70)..=Duration::from_secs(77)).contains(&left), "{left:?}");
    let refused = cache.set("k", &"x".repeat(200)).await;
    assert!(matches!(refused, Err(CachekitError::PayloadTooLarge { limit: 100, .. })), "{refused:?}");
}

#[tokio::test]
async fn without_a_master_key_nothing_is_secure() {
    if !inside("clients::without_a_master_key_nothing_is_secure", &[API_KEY]) {
        return;
    }
    let cache = client(&Arc::default());
    assert!(matches!(cache.secure(), Err(CachekitError::Config(_))));
}

#[tokio::test]
async fn a_master_key_is_all_that_secure_needs() {
    if !inside("clients::a_master_key_is_all_that_secure_needs", &[API_KEY, ("CACHEKIT_MASTER_KEY", KEY)]) {
        return;
    }
    let memory = Arc::new(MemoryBackend::new());
    client(&memory).secure().unwrap().set("ssn", "123-45-6789").await.unwrap();
    let stored = memory.get("ssn").await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains("123-45"));

    let same = CacheKit::builder().backend(memory).encryption(KEY, "default").unwrap().build().unwrap();
    let read = same.secure().unwrap().get::<String>("ssn").await.unwrap();
    assert_eq!(read.as_deref(), Some("123-45-6789"), "for the tenant of SDKs that are told none");
}

#[tokio::test]
async fn the_deployment_is_the_tenant() {
    let variables = [API_KEY, ("CACHEKIT_MASTER_KEY", KEY), ("CACHEKIT_DEPLOYMENT_UUID", UUID)];
    if !inside("clients::the_deployment_is_the_tenant", &variables) {
        return;
    }
    let memory = Arc::new(MemoryBackend::new());
    client(&memory).secure().unwrap().set("k", &1).await.unwrap();
    for (tenant, reads) in [(UUID, true), ("default", false)] {
        let reader = CacheKit::builder().backend(memory.clone()).encryption(KEY, tenant).unwrap();
        let read = reader.build().unwrap().secure().unwrap().get::<u8>("k").await;
        assert_eq!(read.is_ok(), reads, "{tenant}: {read:?}");
    }
}

#[tokio::test]
async fn what_a_previous_key_sealed_is_read_and_nothing_is_sealed_with_it() {
    let previous = format!("{}, {OLD_KEY}", "22".repeat(32));
    let variables =
        [API_KEY, ("CACHEKIT_MASTER_KEY", KEY), ("CACHEKIT_PREVIOUS_MASTER_KEYS", previous.as_str())];
    if !inside("clients::what_a_previous_key_sealed_is_read_and_nothing_is_sealed_with_it", &variables) {
        return;
    }
    let memory = Arc::new(MemoryBackend::new());
    let before = CacheKit::builder().backend(memory.clone()).no_l1().encryption(OLD_KEY, "default");
    let before = before.unwrap().build().unwrap();
    before.secure().unwrap().set("k", &1).await.unwrap();

    let cache = client(&memory);
    let secure = cache.secure().unwrap();
    assert_eq!(secure.get::<u8>("k").await.unwrap(), Some(1));
    secure.set("k", &2).await.unwrap();
    let read = before.secure().unwrap().get::<u8>("k").await;
    assert!(matches!(read, Err(CachekitError::Encryption(_))), "{read:?}");
}

#[test]
fn a_configuration_without_an_api_key_makes_no_client() {
    let refused = CacheKit::from_config(&CachekitConfig::default()).unwrap_err();
    assert!(
        matches!(refused, CachekitError::Config(_)) && refused.to_string().contains("API key"),
        "{refused}"
    );
}
