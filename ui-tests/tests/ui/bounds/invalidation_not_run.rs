//! An invalidation that nobody runs removes nothing, so it is not to be let fall.
#![deny(unused_must_use)]

use shop_cache::{Invalidation, prelude::*};

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "name:{id}", value = String, ttl = "5m")]
struct Name {
    id: u64,
}

fn rename(cache: &CacheKit, id: u64) -> Invalidation {
    cache.invalidation().delete(&Name { id })
}

pub async fn commit(cache: &CacheKit) {
    cache.invalidation().delete(&Name { id: 1 }); //~ error
    rename(cache, 2); //~ error
    rename(cache, 3).run(); //~ error
    rename(cache, 4).run().await; //~ error
}

fn main() {}
