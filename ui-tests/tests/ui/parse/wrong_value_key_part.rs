//! Values of the wrong kind on a key part and its variants.

use shop_cache::prelude::*;

#[derive(KeyPart)]
#[cache(crate = 1)] //~ wrong_value
enum Role {
    #[cache(rename = adm)] //~ wrong_value
    Admin,
    #[cache(rename)] //~ wrong_value
    Member,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{role}", value = u64, ttl = "5m")]
struct ByRole {
    role: Role,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    cache.entry(&ByRole { role: Role::Admin }).exists().await
}

fn main() {}
