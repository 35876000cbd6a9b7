//! `region(Name)` and `region(Name { … })`: functions that read and fill a region that is declared elsewhere.

use shop_cache::prelude::*;

use crate::support::{Calls, User, client, user};

mod regions {
    use shop_cache::prelude::*;

    use crate::support::User;

    #[derive(CacheRegion)]
    #[cache(namespace = "fn-region-declared", key = "{tenant}:{id}", value = User, ttl = "5m")]
    pub(super) struct UserById<'a> {
        pub(super) tenant: &'a str,
        pub(super) id: u64,
    }

    #[derive(CacheRegion)]
    #[cache(namespace = "fn-region-declared", key = "all", value = Vec<User>, ttl = "5m")]
    pub(super) struct AllUsers;
}

use regions::AllUsers;

#[cachekit(region(regions::UserById), skip(calls))]
async fn by_shorthand(
    cache: &CacheKit,
    calls: &Calls,
    id: u64,
    tenant: &str,
) -> Result<User, std::fmt::Error> {
    calls.one();
    assert!(!tenant.is_empty());
    Ok(user(id))
}

#[cachekit(region(regions::UserById { tenant: &tenant.to_lowercase(), id: of.id }), skip(calls))]
async fn as_written(cache: &CacheKit, calls: &Calls, tenant: String, of: &User) -> Option<User> {
    calls.one();
    assert!(!tenant.is_empty());
    Some(of.clone())
}

/// The key is made of copies: the body has its parameters whole.
#[cachekit(region(ByTags), skip(calls))]
async fn consumes(cache: &CacheKit, calls: &Calls, tags: String, page: Option<u32>) -> Vec<String> {
    calls.one();
    vec![tags, format!("{page:?}")]
}

#[derive(CacheRegion)]
#[cache(namespace = "fn-region-declared", key = "tags:{tags}:{page}", value = Vec<String>, ttl = "5m")]
struct ByTags {
    tags: String,
    page: Option<u32>,
}

#[derive(CacheRegion)]
#[cache(namespace = "fn-region-declared", key = "raw:{type}", value = String, ttl = "5m")]
struct ByType<'a> {
    r#type: &'a str,
}

#[cachekit(region(ByType { r#type: r#use }))]
async fn raw(cache: &CacheKit, r#use: &str) -> String {
    r#use.to_owned()
}

#[cachekit(region(AllUsers))]
async fn all(cache: &CacheKit) -> Vec<User> {
    vec![user(1)]
}

struct Service {
    cache: CacheKit,
    tenant: String,
}

impl Service {
    #[cachekit(client = self.cache, region(regions::UserById { tenant: &self.tenant, id }))]
    async fn user(&self, id: u64) -> User {
        user(id)
    }

    #[cachekit(client = self.cache, region(regions::UserById), skip(self))]
    async fn user_of(&self, tenant: &str, id: u64) -> User {
        let _ = tenant;
        user(id)
    }
}

#[tokio::test]
async fn functions_share_a_declared_region() {
    let (cache, calls) = (client(), Calls::default());
    by_shorthand(&cache, &calls, 1, "acme").await.unwrap();
    assert_eq!(as_written(&cache, &calls, "ACME".to_owned(), &user(1)).await, Some(user(1)));
    assert_eq!(calls.count(), 1);
    assert!(cache.entry(&regions::UserById { tenant: "acme", id: 1 }).delete().await.unwrap());
    as_written(&cache, &calls, "ACME".to_owned(), &user(1)).await;
    assert_eq!(calls.count(), 2);
    assert_eq!(all(&cache).await, [user(1)]);
    assert_eq!(cache.entry(&AllUsers).get().await.unwrap().unwrap()[0], user(1));
}

#[tokio::test]
async fn the_shorthand_leaves_the_parameters_to_the_body() {
    let (cache, calls) = (client(), Calls::default());
    for _ in 0..2 {
        assert_eq!(consumes(&cache, &calls, "a".to_owned(), None).await, ["a", "None"]);
    }
    assert_eq!(calls.count(), 1);
    assert_eq!(raw(&cache, "a").await, "a");
    assert_eq!(
        cache.entry(&ByType { r#type: "a" }).get().await.unwrap().as_deref().map(String::as_str),
        Some("a")
    );
}

#[tokio::test]
async fn methods_can_fill_a_declared_region() {
    let service = Service { cache: client(), tenant: "acme".to_owned() };
    service.user(1).await;
    service.user_of("acme", 1).await;
    let stats = service.cache.stats();
    assert_eq!(stats.region("UserById").map(|region| (region.loads, region.l1_hits)), Some((1, 1)));
}
