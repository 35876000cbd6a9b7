//! Every field is in the key or skipped.

use shop_cache::prelude::*;

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "user:{id}", value = u64, ttl = "5m")]
struct UserById {
    id: u64,
    locale: String, //~ field_without_placeholder
    r#type: f64, //~ field_without_placeholder
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "pair:{0}", value = u64, ttl = "5m")]
struct Pair(u64, String); //~ field_without_placeholder

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&Pair(1, "de".to_owned())).set(1).await?;
    cache.entry(&UserById { id: 1, locale: "de".to_owned(), r#type: 0.5 }).set(1).await
}

fn main() {}
