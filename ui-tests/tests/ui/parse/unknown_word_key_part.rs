//! Words that a key part does not have.

use shop_cache::prelude::*;

#[derive(KeyPart)]
#[cache(crte = "::shop_cache")] //~ unknown_word
struct Tenant(String);

#[derive(KeyPart)]
#[cache(rename_all = "lowercase", ttl = "5m")] //~ unknown_word unknown_word
enum Role {
    Admin,
}

#[derive(CacheRegion)]
#[cache(namespace = "users", key = "{tenant}:{role}", value = u64, ttl = "5m")]
struct ByRole {
    tenant: Tenant,
    role: Option<Role>,
}

async fn uses(cache: &CacheKit) -> Result<bool, CachekitError> {
    let key = ByRole { tenant: Tenant("acme".to_owned()), role: Some(Role::Admin) };
    cache.entry(&key).exists().await
}

fn main() {}
