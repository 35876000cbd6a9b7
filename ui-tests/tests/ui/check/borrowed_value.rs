//! A value that borrows cannot outlive its entry.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use shop_cache::prelude::*;

#[derive(Serialize, Deserialize, CacheValue)]
struct User<'a> {
    name: Cow<'a, str>,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{id}", value = User<'a>, ttl = "5m")] //~ borrowed_value
struct UserById<'a> {
    id: &'a str,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "name:{id}", value = &'static str, ttl = "5m")] //~ borrowed_value
struct NameById {
    id: u64,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&NameById { id: 1 }).delete().await?;
    cache.entry(&UserById { id: "1" }).exists().await
}

fn main() {}
