//! Mistakes of several rules in one key part, all in one build.

use shop_cache::prelude::*;

#[derive(KeyPart)]
#[cache(ttl = "5m")] //~ unknown_word
enum Role {
    Admin,
    #[cache(rename = "Admin", skip)] //~ unknown_word variant_name_clash
    Root,
    #[cache(rename = "a b")] //~ variant_name_illegal
    Both,
    Other(u64), //~ key_part_shape
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{role}", value = u64, ttl = "5m")]
struct ByRole {
    role: Role,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&ByRole { role: Role::Other(1) }).set(1).await
}

fn main() {}
