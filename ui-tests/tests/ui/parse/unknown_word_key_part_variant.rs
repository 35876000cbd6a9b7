//! Words that a key part's variant does not have.

use shop_cache::prelude::*;

#[derive(KeyPart)]
enum Role {
    #[cache(renam = "adm")] //~ unknown_word
    Admin,
    #[cache(skip)] //~ unknown_word
    Guest,
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
