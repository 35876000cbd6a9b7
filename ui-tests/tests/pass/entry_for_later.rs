//! `let entry = cache.entry(&Key { … });` with run-time values, used on later lines, also when they are gone.

use shop_cache::prelude::*;
use shop_cache::{Cached, Entry};

use crate::support::{User, client, user};

#[derive(CacheRegion)]
#[cache(namespace = "entry-for-later", key = "{tenant}:{id}", value = User, ttl = "5m")]
struct UserById<'a> {
    tenant: &'a str,
    id: u64,
}

fn entry_of<'c>(cache: &'c CacheKit, path: &str) -> Entry<'c, User> {
    let tenant = path.to_uppercase();
    let id = path.len() as u64;
    cache.entry(&UserById { tenant: &tenant, id })
}

#[tokio::test]
async fn an_entry_is_a_value_of_its_own() {
    let cache = client();
    let tenant: String = ["ac", "me"].concat();
    let id = tenant.len() as u64;
    let entry = cache.entry(&UserById { tenant: &tenant, id });
    drop(tenant);
    assert!(entry.get().await.unwrap().is_none());
    entry.set(user(id)).await.unwrap();
    assert_eq!(entry.get().await.unwrap().unwrap(), user(4));

    let later = entry_of(&cache, "acme");
    assert_eq!(later.key(), "entry-for-later:ACME:4");
    let loaded = later.get_or_load(|| async { Ok::<_, std::io::Error>(user(4)) }).await.unwrap();
    assert!(later.exists().await.unwrap());
    assert!(later.delete().await.unwrap());
    drop(entry);
    drop(cache);
    assert_eq!(Cached::into_arc(loaded).id, 4, "a value outlives its client");
}
