//! Two variants with one name would have the same keys.

use shop_cache::prelude::*;

#[derive(KeyPart)]
enum Role {
    Admin,
    #[cache(rename = "Admin")] //~ variant_name_clash
    Root,
    #[cache(rename = "Guest")]
    Visitor,
    Guest, //~ variant_name_clash
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{role}", value = u64, ttl = "5m")]
struct ByRole {
    role: Role,
}

async fn uses(cache: &CacheKit) -> Result<(), CachekitError> {
    cache.entry(&ByRole { role: Role::Root }).set(1).await
}

fn main() {}
