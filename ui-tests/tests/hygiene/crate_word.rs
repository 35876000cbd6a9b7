//! `crate = "…"`: a runtime that is reached through a re-export, on every item.

use serde::{Deserialize, Serialize};

mod company {
    pub(super) mod prelude {
        pub(crate) use shop_cache as caching;
    }
}

use company::prelude::caching::{CacheKit, CacheRegion, CacheValue, KeyPart, cachekit};

#[derive(Debug, Clone, KeyPart)]
#[cache(crate = "crate::crate_word::company::prelude::caching")]
struct Tenant(String);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, CacheValue)]
#[cache(crate = crate::crate_word::company::prelude::caching)]
struct User {
    id: u64,
    friends: Vec<User>,
}

#[derive(CacheRegion)]
#[cache(
    crate = "crate::crate_word::company::prelude::caching",
    namespace = "crate-word",
    key = "{tenant}",
    value = User,
    ttl = "5m"
)]
struct ByTenant {
    tenant: Tenant,
}

#[cachekit(crate = "::shop_cache", ttl = "5m", region = UserOf)]
async fn user(cache: &CacheKit, tenant: Tenant, id: u64) -> Result<User, ()> {
    if tenant.0.is_empty() { Err(()) } else { Ok(User { id, friends: vec![] }) }
}

#[cachekit(crate = crate::crate_word::company::prelude::caching, region(ByTenant { tenant: tenant.clone() }))]
async fn in_region(cache: &CacheKit, tenant: Tenant) -> Option<User> {
    Some(User { id: tenant.0.len() as u64, friends: vec![] })
}

#[tokio::test]
async fn the_runtime_can_be_behind_a_re_export() {
    let cache = CacheKit::in_memory().build().unwrap();
    let tenant = Tenant("acme".to_owned());
    assert_eq!(user(&cache, tenant.clone(), 7).await.unwrap().id, 7);
    assert!(cache.entry(&UserOf { tenant: tenant.clone(), id: 7 }).exists().await.unwrap());
    assert_eq!(in_region(&cache, tenant.clone()).await.unwrap().id, 4);
    assert!(cache.entry(&ByTenant { tenant }).exists().await.unwrap());
}
