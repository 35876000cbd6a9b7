//! `region = Name` declares a region type beside the function, to invalidate what it cached.

use shop_cache::prelude::*;

use crate::support::{Calls, User, client, user};

/// Kept, and linked from the region.
#[cachekit(ttl = "5m", namespace = "fn-region-named", region = UserById, skip(calls))]
async fn get_user(cache: &CacheKit, calls: &Calls, tenant: &str, id: u64) -> Result<User, std::fmt::Error> {
    calls.one();
    assert!(!tenant.is_empty());
    Ok(user(id))
}

#[cachekit(ttl = "5m", namespace = "fn-region-named", key = "page:{page}:of:{kind}", region = Page)]
async fn get_page<'a, K>(cache: &CacheKit, kind: K, page: Option<&'a str>) -> Vec<u64>
where
    K: KeyPart + Copy + std::fmt::Debug,
{
    vec![page.map_or(0, str::len) as u64]
}

#[cachekit(ttl = "5m", namespace = "fn-region-named", region = Nothing)]
async fn get_config(cache: &CacheKit) -> String {
    "config".to_owned()
}

mod api {
    use shop_cache::prelude::*;

    #[cachekit(ttl = "5m", namespace = "fn-region-named", region = Total, l1_capacity = 1, version = 1)]
    pub(crate) async fn total(cache: &CacheKit, #[cache(compact)] day: String) -> usize {
        day.len()
    }
}

#[tokio::test]
async fn a_function_can_declare_its_region() {
    let (cache, calls) = (client(), Calls::default());
    get_user(&cache, &calls, "acme", 1).await.unwrap();
    let entry = cache.entry(&UserById { tenant: "acme", id: 1 });
    assert_eq!(entry.key(), "fn-region-named:get_user:acme:1");
    assert_eq!(entry.get().await.unwrap().unwrap(), user(1));
    assert!(entry.delete().await.unwrap());
    get_user(&cache, &calls, "acme", 1).await.unwrap();
    assert_eq!(calls.count(), 2);

    let key = UserById { tenant: "acme", id: 1 };
    assert_eq!(format!("{:?}", key.clone()), r#"UserById { tenant: "acme", id: 1 }"#);
}

#[tokio::test]
async fn a_declared_region_has_the_generics_and_the_visibility_of_its_function() {
    let cache = client();
    get_page(&cache, 7_u8, Some("ab")).await;
    let entry = cache.entry(&Page { kind: 7_u8, page: Some("ab") });
    assert_eq!(entry.key(), "fn-region-named:page:ab:of:7");
    assert_eq!(*entry.get().await.unwrap().unwrap(), [2]);

    get_config(&cache).await;
    assert_eq!(*cache.entry(&Nothing {}).get().await.unwrap().unwrap(), "config");

    api::total(&cache, "monday".to_owned()).await;
    let entry = cache.entry(&api::Total { day: "monday".to_owned() });
    assert_eq!(*entry.get().await.unwrap().unwrap(), 6);
    assert_eq!(api::Total::schema().l1_capacity, Some(1));
}
