//! A key part's word twice, on the type and on a variant.

use shop_cache::prelude::*;

#[derive(KeyPart)]
#[cache(crate = "::shop_cache", crate = "::shop_cache")] //~ duplicate_word
enum Role {
    #[cache(rename = "a", rename = "b")] //~ duplicate_word
    Admin,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{role}", value = u64, ttl = "5m")]
struct ByRole {
    role: Role,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&ByRole { role: Role::Admin }).set(1).await
}

fn main() {}
